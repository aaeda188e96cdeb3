"""The words of instructions and empty forms that people leave in a cell (`caseaudit.kinds.forms`)."""

from __future__ import annotations

import re

from caseaudit.kinds.spelling import listed

ORDERS = listed(
    "enter insert add put write provide describe select choose pick click tap specify give replace paste "
    "summarize summarise indicate "
)
"""Words that ask for an entry wherever a part of the form follows."""
ORDERS_OR_NOUNS = listed("type input state record list complete update fill supply use note")
"""Words that do so only beside one of `ADDRESSED`: "update here", but not "input data"."""
ADDRESSED = listed("here below please your the a an this")
PARTS = listed(
    "update updates status text date dates name names number value values entry info information details detail "
    "data description summary comment comments note notes remark remarks item items option options term terms "
    "list field fields column progress action step steps country commodity manufacturer importer phase analyst "
    "reason reasons source sources indicator indicators challenge challenges narrative answer content title label "
    "placeholder sentence sentences dropdown format company product"
)
"""What a form consists of."""
NAMED = listed("company product manufacturer importer commodity")
"""Parts that stand in names too: "Select Product" may be a company."""
NEEDED_PARTS = listed(
    "update updates status text date dates entry info information details detail data value input description "
    "summary comment comments note notes narrative name number field"
)
LITTLE = listed(
    "the a an your this that these current latest last new most recent please here below above in into of for to "
    "or and with from by on all any each one more as is are it at appropriate applicable apply applies if down "
    "drop menu box cell row next brief briefly short only own must should be has case still soon later shortly "
    "now today tomorrow out up"
)
NEEDS = listed(
    "needed required mandatory wanted missing outstanding needs need updating overdue due forthcoming goes coming"
)
COMING = listed("follow come")
ENTERED = listed(
    "written drafted completed entered filled provided added inserted updated determined confirmed supplied "
    "specified decided typed described recorded noted populated selected chosen "
)
SAID_ELSEWHERE = listed("details info information update notes comments remarks")
POINTERS = SAID_ELSEWHERE | listed("see refer check consult cf per look in on under as")
PLACES = listed(
    "notes note tab tabs sheet column col comments comment remarks file folder email emails mail memo attached "
    "attachment attachments log system database tracker spreadsheet worksheet workbook document doc row cell page "
    "narrative drive sharepoint onenote onedrive teams intranet appendix annex footnote binder list"
)
BESIDE_PLACES = listed("other another previous prior shared separate dated e my our second first")
EARLIER = listed("last previous prior above earlier before")
ENTRIES = listed("same as see copy from the update entry row week month quarter year time meeting")
POLITE = listed("please pls kindly briefly")
ASKED = listed(
    "what when who how why since been done happened so far did was were changed taken something anything"
)
"""What an order may ask for besides: "describe what has been done"."""
LABELS = (
    "what was done|what is next|what's next|summary of progress|progress to date|latest update|current update|"
    "last update|next steps?|last action|actions? taken|last step|in progress|to do|done|next|blocked|blockers?|status|"
    "actions?|summary|date|who|what|when|where|why|how|progress|issues?|todo|owner|updates?|name|notes|by|"
    "comments|results?|outcome|pending|challenges|risks|planned|plan|completed"
)
LABEL = re.compile(rf"(?:^|(?<=[\s;,./|_]))(?:\d{{1,2}}[.)]\s?)?({LABELS})\s?(?::|=|-(?=[\s;]|$))")
NAME = re.compile(LABELS)
BETWEEN_NAMES = re.compile(r"\s?[/|\n]\s?|\s[-\u2013\u2014]\s")
ALL = ORDERS | ORDERS_OR_NOUNS | PARTS | NEEDED_PARTS | LITTLE | NEEDS | COMING | ENTERED | POINTERS
ALL |= EARLIER | ENTRIES | PLACES | BESIDE_PLACES | ASKED | listed("pls kindly briefly will owner")
DECIDING = ORDERS | ORDERS_OR_NOUNS | NEEDS | COMING | ENTERED | POINTERS | listed("here same copy")
"""One of these stands in every instruction that is not in brackets."""
MOST_WORDS = 14
STARTS = ORDERS | ORDERS_OR_NOUNS | PARTS | NEEDED_PARTS | POINTERS | POLITE
STARTS |= listed(
    "same copy required mandatory draft to will must should needs need an your current latest last next what "
    "new still analyst owner lorem dd mm "
    "yyyy"
)
"""What the first word of one is; a text that begins otherwise needs no more asking."""
