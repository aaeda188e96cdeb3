"""Cutting an entry into words, numbers and dates."""

from __future__ import annotations

import re

from caseaudit.kinds.spelling import plain

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_WITH = ((re.compile(r"\bw/o\b"), " without "), (re.compile(r"\bw/"), " with "), (re.compile("@"), " at "))
_NUMBER_SIGN = re.compile(r"\b(?:no|nr|num)\.\s*(?=\d)")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?:'?\d{2}|(?:19|20)\d{2})\b"
_TOKEN = re.compile(
    rf"""(?P<date>
        \b\d{{4}}-\d{{1,2}}-\d{{1,2}}\b | \b\d{{1,2}}([/.-])\d{{1,2}}\2(?:\d{{4}}|\d{{2}})\b
        | \b\d{{1,2}}/(?:19|20)\d{{2}}\b
        | \b\d{{1,2}}(?:st|nd|rd|th)?[\s-]{{0,9}}{_MONTH}(?:[\s,-]{{0,9}}{_YEAR})?
        | \b(?:{_MONTH})[\s-]{{0,9}}\d{{1,2}}(?:st|nd|rd|th)?,?\s{{1,9}}{_YEAR}
        | \b(?:{_MONTH})[\s-]{{0,9}}(?:'\d{{2}}|\d{{4}}|\d{{1,2}})\b
        | \b(?:since|from|in|as\ of|during)\s{{1,9}}(?:early|mid|late)?[\s-]{{0,9}}{_MONTH}(?!\s{{0,9}}\d)
        | \bfy[\s'-]{{0,9}}\d{{2}}(?:\d{{2}})?\b | \bq[1-4]\b(?:[\s,-]{{0,9}}(?:fy)?[\s-]{{0,9}}{_YEAR})?
        | (?<![\d./-])(?:19|20)\d{{2}}\b(?![/.-]\d)
      )
    | (?P<share>\b\d{{1,2}}(?:\.\d+)?\s?%(?:\s?(?:complete|done))?)
    | (?P<day>\b\d{{1,2}}/\d{{1,2}}\b)
    | (?P<number>(?<![\w.])-\d+(?:\.\d+)?|\d+(?:\.\d+)?(?:(?:st|nd|rd|th)\b)?)
    | (?P<word>[^\W\d_]+)""",
    re.VERBOSE,
)
_COUNTS = re.compile(r"\s+[^\W\d_]")
"""After a number: a word that it may count, as in `2 suspended`."""

_DATED = re.compile(r"\b(?:\w+ed|on|since|of|sent|eff|effective|begun|began|recd|rcvd|from)[.:]?\s*$")
"""Words after which `3/1` is the first of March and not phases 3 and 1."""


def cut(entry: str, highest: int) -> list[str]:
    """The entry's words and numbers in order: `#2` is a number, `#2+` one before a word, "" a date or a percentage.

    `highest` is the greatest number that stands for a term: `2 of 4` is a 2 where that is 4.
    """
    text = plain(_CAMEL.sub(" ", entry)).replace("&", " and ").replace("\u2019", "'")
    for short, word in _WITH:
        text = short.sub(word, text)
    text = _NUMBER_SIGN.sub(" ", _APOSTROPHE.sub("", text))
    text = re.sub(rf"(?<=\d)\s*(?:out\s+)?of\s+(?:the\s+)?{highest}\b", " ", text)
    tokens = []
    for match in _TOKEN.finditer(text):
        kind, token = match.lastgroup, match.group()
        if kind == "day":
            tokens += _day(token, text[max(match.start() - 20, 0) : match.start()], highest)
        elif kind == "number":
            tokens.append(_number(token) + ("+" if _COUNTS.match(text, match.end()) else ""))
        else:
            tokens.append(token if kind == "word" else "")
    return tokens


def words(text: str) -> list[str]:
    """The words of a spelling as entries are cut into them."""
    return re.findall(r"[^\W\d_]+", plain(text).replace("'", ""))


def _day(token: str, before: str, highest: int) -> list[str]:
    """A month and a day is a date unless both could be numbers of two terms: `9/30`, but not `2/3`."""
    one, other = (int(part) for part in token.split("/"))
    is_day = min(one, other) in range(1, 13) and max(one, other) <= 31
    if is_day and (one == other or max(one, other) > highest or _DATED.search(before)):
        return [""]
    return [f"#{one}", f"#{other}"]


def _number(token: str) -> str:
    """A number as a token: `#2` for `2`, `02`, `2.0` and `2nd`; `#2.5` for what is no whole number."""
    digits = token.rstrip("stndrh")
    whole, _, rest = digits.partition(".")
    return f"#{int(whole)}" if len(whole) < 6 and not rest.strip("0") else f"#{digits}"
