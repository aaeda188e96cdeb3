"""What a spelling of several words says when usual short forms are written out, and, in a vocabulary that allows for
slips, when little words, plurals and the order of the words are set aside.

`Foreign gov. resist.` is `Foreign Government Resistance`, `staff shortages` is `Shortage of Staff`. No word is
guessed: a short form is one of those below, every other word must be there, and a single word is never compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from caseaudit.model.spelling import plain

_ACRONYM = re.compile(r"\b(?:[a-z]\.){2,}")
_WITH = re.compile(r"\bw/\s*(?=[a-z])")
_NOT_WORD = re.compile("[^a-z0-9]+")
_SEPARATOR = re.compile(r"[;,/|+\r\n]")
"""Stands between terms more often than inside one: "threats, violence" are not threats of violence."""
_ARTICLES = frozenset(("the", "a", "an"))
_LITTLE = frozenset(("of", "to", "for", "with"))
"""Words that may be left out beside others. "In" is not among them: what is done in-house is not done by the House."""
_FEWEST_WORDS = 2
_MOST_WORDS = 12
_SHORTEST_PLURAL = 4

_WRITTEN_OUT = """
    accommodation accom; academic acad; additional addl; aerospace aero; agency agcy; agricultural agri agr agric;
    allegation alleg; allegations allegs; analysis anlys; apparel appar; attorney atty attny; automotive autom
    auto; available avail; chemicals chem chems; company co; complexity complx; conditions cond conds condns;
    congressional congl; connection conn connex; consumer cons; country ctry cntry; democratic dem; department
    dept dpt; document doc; documents docs; electronics elec electr; equipment equip; evidence evid evd; excessive
    excess excsv; federal fed fedl; footwear ftwr; foreign frgn; government gov govt gvt govmt; health hlth;
    identity id; identification ident; imagery imgry; importer imptr; importers imptrs; industrial ind indus
    indust indl; information info infor; insufficient insuff insuf insfft; international intl; interview intvw;
    interviews intvws; intimidation intim; investigation investig invstg; islands isl isls; kingdom kdm; language
    lang; labor labour lbr; center ctr centre; letter ltr; letters ltrs; limited ltd; machinery mach machy;
    manufacturing mfg manuf mfrg; manufacturer mfr; market mkt; materials mats matl matls; merchandising merch
    mdse; metals mtls; minerals minrls; movement mvmt movt; natural nat; nongovernmental nongov nongovt nongovtl;
    office ofc; organization org orgn organisation; organizations orgs organisations; overtime ovrtm; payments
    pmts; personnel pers persnl; petroleum petro petrol; pharmaceuticals pharm pharma pharmas; physical phys;
    products prod prods; province prov; questionnaire questnr; received recd rcvd; records rec recs rcds; report
    rpt rept rprt; reports rpts repts; republic rep repub; research rsch resch; resistance resist; resources rsrcs
    resrcs; response resp; restriction restr restrict; retention retn; retained retd; saint st; sexual sex;
    shipping shpg; source src; sources srcs; south sth; north nth; statement stmt stmnt; statements stmts stmnts;
    supply sply; survey svy surv; threats thrts; transportation transp; translation transl trnsl xlation; united
    utd; university univ; us unitedstates usa; violation viol vio; visit vst; vulnerability vuln vulnrblty; wages
    wgs; withheld whld wthld; withholding whldg wthldg; working wkg wrkg work; workers wkrs; years yrs
"""
_LONG_FORMS: Mapping[str, str] = {
    short: words[0] for group in _WRITTEN_OUT.split(";") for words in (group.split(),) for short in words[1:]
}


class Wordings:
    """The spellings of a vocabulary by what they say; `loose` sets the order of the words and plurals aside too."""

    def __init__(self, spellings: Iterable[tuple[str, str]], *, loose: bool) -> None:
        self._loose = loose
        self._known: dict[str, set[str]] = {}
        for text, term in spellings:
            key = self._key(text)
            if key:
                self._known.setdefault(key, set()).add(term)

    def find(self, text: str) -> frozenset[str]:
        """The terms that a spelling of the same wording stands for."""
        key = self._key(text)
        return frozenset(self._known.get(key, ())) if key else frozenset()

    def _key(self, text: str) -> str:
        if self._loose and _SEPARATOR.search(text):
            return ""
        words = _words(text)
        if self._loose:
            words = sorted(_singular(word) for word in words if word not in _LITTLE)
        return " ".join(words) if _FEWEST_WORDS <= len(words) <= _MOST_WORDS else ""


def _words(text: str) -> list[str]:
    """The words with short forms written out, without articles."""
    text = plain(text).replace("united states", "us").replace("'", "").replace("’", "").replace("&", " and ")
    if "." in text:
        text = _ACRONYM.sub(lambda found: found[0].replace(".", "") + " ", text)
    if "w/" in text:
        text = _WITH.sub("with ", text)
    return [_LONG_FORMS.get(word, word) for word in _NOT_WORD.split(text) if word and word not in _ARTICLES]


@lru_cache(maxsize=4096)
def _singular(word: str) -> str:
    return word[:-1] if len(word) >= _SHORTEST_PLURAL and word[-1] == "s" and word[-2] != "s" else word
