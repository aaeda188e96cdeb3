"""S: entries that are not in standard form. GAO-21-106 calls a field with one of these inconsistent.

What is standard is decided in one place, the reader of the field's kind (`caseaudit.kinds.readers`), which `normalize`
uses too. A cell has at most one of these faults, and none where a list must have no entry at all (X306).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseaudit.findings.rule import Reach, Telling
from caseaudit.findings.wording import quoted
from caseaudit.kinds.reading import Fault
from caseaudit.model.definition import Holds
from caseaudit.model.finding import GaoClass
from caseaudit.model.words import TOO_LONG
from caseaudit.rules.book import Family, every_field, fields_that_hold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from caseaudit.model.table import Mask
    from caseaudit.tracker.cases import CaseEntries, Cases, Tracker
    from caseaudit.tracker.entries import Entries
    from caseaudit.tracker.setting import Setting

FAMILY = Family("S", "Standard form: entries that are not written as the definition says")

TERMS = fields_that_hold(Holds.TERM, Holds.TERMS)
DATES = fields_that_hold(Holds.DATE)
IDENTIFIERS = fields_that_hold(Holds.IDENTIFIER)


@FAMILY.rule(
    "S201",
    GaoClass.INCONSISTENT,
    about=TERMS,
    reach=Reach.BAR,
    fault=Fault.SPELLING,
    says="{entry} is not a standard {kind_of_entry}; write {standard}.",
)
def nonstandard_value(cases: CaseEntries, entries: Entries, _: Setting) -> Mask:
    """An entry is not a standard term, but it means exactly one.

    Other case, a known spelling, an abbreviation, a number or a synonym. `normalize` writes the standard term.

    Why it matters: "1", "Ph. 1" and "Initiation" are one phase to a reader and three to a pivot table.

    Wrong, on Active:

    | Case Number  | Status            | Country of Origin |
    |--------------|-------------------|-------------------|
    | FLD-2019-014 | Investigation (2) | prc               |

    Found:

        B2  "Investigation (2)" is not a standard status; write "Investigation".
        C2  "prc" is not a standard country of origin; write "China".

    Right, on Active:

    | Case Number  | Status        | Country of Origin |
    |--------------|---------------|-------------------|
    | FLD-2019-014 | Investigation | China             |
    """
    return _fault(Fault.SPELLING, cases, entries)


@FAMILY.rule(
    "S202",
    GaoClass.INCONSISTENT,
    about=TERMS,
    reach=Reach.BAR,
    fault=Fault.UNKNOWN,
    says="{entry} is not a standard {kind_of_entry}{why}; {instead}",
)
def unrecognized_value(cases: CaseEntries, entries: Entries, _: Setting) -> Mask:
    """An entry means no standard term, or more than one.

    A person has to decide what was meant; nothing is changed for it.

    Why it matters: GAO-21-106 found statuses such as "Exploration" and "Investigation Complete (3) Civil Penalty", from
    which no manager can tell where the case is.

    Wrong, on Active:

    | Case Number  | Status         | Country of Origin |
    |--------------|----------------|-------------------|
    | FLD-2019-014 | Initiation (3) | Atlantis          |

    Found:

        B2  "Initiation (3)" is not a standard status …
        C2  "Atlantis" is not a standard country of origin…

    Right, on Active:

    | Case Number  | Status     | Country of Origin |
    |--------------|------------|-------------------|
    | FLD-2019-014 | Initiation | Malaysia          |
    """
    return _fault(Fault.UNKNOWN, cases, entries)


@FAMILY.rule(
    "S203",
    GaoClass.INCONSISTENT,
    about=IDENTIFIERS,
    reach=Reach.BAR,
    fault=Fault.FORM,
    says="{entry} is not {a_label} of the form {pattern}{why}; {instead}",
)
def malformed_identifier(cases: CaseEntries, entries: Entries, _: Setting) -> Mask:
    """A case number has another form than the definition gives.

    Where only letters' case, spaces or dashes differ, `normalize` writes the standard form.

    Why it matters: a case that is written in two ways is counted twice and found once.

    Wrong, on Active:

    | Case Number  |
    |--------------|
    | fld 2019 014 |
    | 2019/14      |

    Found:

        A2  "fld 2019 014" is not a case number of the form FLD-YYYY-NNN; write "FLD-2019-014".
        A3  "2019/14" is not a case number of the form FLD-YYYY-NNN…

    Right, on Active:

    | Case Number   |
    |---------------|
    | FLD-2019-014  |
    | FLD-2019-1014 |
    """
    return _fault(Fault.FORM, cases, entries)


@FAMILY.rule(
    "S204",
    GaoClass.INCONSISTENT,
    about=DATES,
    reach=Reach.BAR,
    fault=Fault.TEXT,
    says="{entry} is not stored as a date; enter it as a date ({standard}).",
)
def date_as_text(cases: CaseEntries, entries: Entries, _: Setting) -> Mask:
    """A date is kept as text or as a bare serial number, though it can be read as one date only.

    Whether the day or the month comes first is settled for each column by its entries that allow one reading.

    Why it matters: Excel neither sorts nor subtracts text, so ages and time in a phase come out wrong.

    Wrong, on Active:

    | Case Number  | Date Received |
    |--------------|---------------|
    | FLD-2019-014 | '16-Sep-19    |
    | FLD-2019-015 | #43724        |

    Found:

        B2  "16-Sep-19" is not stored as a date; enter it as a date (2019-09-16).
        B3  "43724" is not stored as a date; enter it as a date (2019-09-16).

    Right, on Active:

    | Case Number  | Date Received |
    |--------------|---------------|
    | FLD-2019-014 | 2019-09-16    |
    """
    return _fault(Fault.TEXT, cases, entries)


@FAMILY.rule(
    "S205",
    GaoClass.INCONSISTENT,
    about=DATES,
    reach=Reach.BAR,
    fault=Fault.NO_DATE,
    says="{entry} cannot be read as one date{why}; enter the day, month and year as a date.",
)
def unreadable_date(cases: CaseEntries, entries: Entries, _: Setting) -> Mask:
    """A date field holds no date, more than one reading of a date, or a date outside the years it can be in.

    Why it matters: a date that has to be guessed is no evidence of when something happened.

    Wrong, on Active:

    | Case Number  | Date Received |
    |--------------|---------------|
    | FLD-2019-014 | '03/04/20     |
    | FLD-2019-015 | 'last spring  |

    Found:

        B2  "03/04/20" cannot be read as one date …
        B3  "last spring" cannot be read as one date …

    Right, on Active:

    | Case Number  | Date Received |
    |--------------|---------------|
    | FLD-2019-014 | 2020-03-04    |
    """
    return _fault(Fault.NO_DATE, cases, entries)


@FAMILY.rule(
    "S206",
    GaoClass.INCONSISTENT,
    about=every_field,
    reach=Reach.BAR,
    fault=Fault.STRAYS,
    says="{entry} is right but for stray characters{why}; write {standard}.",
)
def stray_characters(cases: CaseEntries, entries: Entries, _: Setting) -> Mask:
    """An entry is right but for blanks around it or doubled inside, or for characters that do not show.

    No-break spaces, zero-width characters and control characters come in by copying from web pages and e-mail. So does
    what a program wraps around an entry: `="…"`, `&amp;`, `<p>…</p>`, the number in `NGO Report;#3`.

    Why it matters: the eye sees one value, a filter or a look-up sees two.

    Wrong, on Active:

    | Case Number  | Commodity | Status      |
    |--------------|-----------|-------------|
    | FLD-2019-014 | Garments␣ | ␣Initiation |

    Found:

        B2  "Garments " is right but for stray characters (spaces around or doubled, or characters that do not show); write "Garments".
        C2  " Initiation" is right but for stray characters (spaces around or doubled, or characters that do not show); write "Initiation".

    Right, on Active:

    | Case Number  | Commodity | Status     |
    |--------------|-----------|------------|
    | FLD-2019-014 | Garments  | Initiation |
    """
    return _fault(Fault.STRAYS, cases, entries)


def _what_it_holds(_cases: Cases, entries: Entries, _: Tracker) -> Telling:
    def words(case: int) -> Mapping[str, str]:
        text = entries.text(case) or ""
        if text.startswith(TOO_LONG):
            length = text.removeprefix(TOO_LONG).strip(" ()")
            return {"held": f"an entry of {length} that was not read", "mend": "shorten it"}
        return {
            "held": f"the formula error {quoted(text)}",
            "mend": "enter the value, or mend the formula",
        }

    return Telling(words)


@FAMILY.rule(
    "S207",
    GaoClass.INCONSISTENT,
    about=every_field,
    reach=Reach.BAR,
    fault=Fault.ERROR,
    tells=_what_it_holds,
    says="{header} holds {held}; {mend}.",
)
def formula_error(cases: CaseEntries, entries: Entries, _: Setting) -> Mask:
    """A cell shows an error of a formula, such as #REF! or #N/A.

    An entry with more characters than a cell may have (32,767) counts as one: it is shown as #TOO LONG and not read.

    Why it matters: the value it should show is lost, and every total over the column fails with it.

    Wrong, on Active:

    | Case Number  | Commodity |
    |--------------|-----------|
    | FLD-2019-014 | #REF!     |

    Found:

        B2  Commodity holds the formula error "#REF!"; enter the value, or mend the formula.

    Right, on Active:

    | Case Number  | Commodity |
    |--------------|-----------|
    | FLD-2019-014 | Garments  |
    """
    return _fault(Fault.ERROR, cases, entries)


def _fault(fault: Fault, cases: CaseEntries, entries: Entries) -> Mask:
    return entries.at_fault(fault) & ~cases.barred(entries.field.name)
