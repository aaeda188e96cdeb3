"""What programs wrap around an entry on its way into a cell, and the entry without it.

Exports write `="FLD-2019-001"` so that a spreadsheet keeps a text; web forms leave `&amp;`, `%20` and `<p>…</p>`;
list services write `NGO Report;#3`. Each pass takes time in proportion to the entry, whatever it holds.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from caseaudit.kinds.spelling import listed

_MOST_LAYERS = 4
_LONGEST = 32_767
"""Signs in the longest text that a cell of a workbook holds."""

_QUOTED = re.compile(r"\s*[='\"]|\[?\s?\{")
_ENTITY = re.compile(
    r"&(?:amp|nbsp|quot)(?![a-zA-Z0-9;])|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});"
)
_NAMES = (
    "a|abbr|b|blockquote|body|br|center|code|dd|div|dl|dt|em|font|h[1-6]|head|hr|html|i|label|li|meta|nobr|ol|p|pre|s|"
    "section|small|span|strong|style|sub|sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul"
)
_TAG = re.compile(
    rf"</?(?P<name>{_NAMES}|o:p)(?:\s[^<>]*)?/?>|<!--[^<>]*-->|<!\[CDATA\[|\]\]>", re.IGNORECASE
)
_BREAKING = listed("blockquote br dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p section table td th tr ul")
_ESCAPED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_BLANK = re.compile(r"\s")
_LOOK_UP = ";#"
_TERM_ID = re.compile(r"\|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b")
"""What a list service writes behind a term of its own."""
_CODED = re.compile(r"\\u((?![dD][89a-fA-F])[0-9a-fA-F]{4})")
_FUNCTION = re.compile(r'=\s?(?:HYPERLINK\(\s?"[^"]*"\s?[,;]\s?|T\(\s?)"([^"]*)"\s?\)', re.IGNORECASE)
_LONGEST_RECORD = 5_000
_VALUE_KEYS = ("Value", "value", "Title", "title", "label", "DisplayName", "displayName", "Name", "name")
"""What records call the text that they show, the likeliest first."""
_MOST_DIGITS = 10
_QUOTES = "'\u2019\u2018`"


class Wrapped(NamedTuple):
    """An entry without what was wrapped around it; `joined` says that several were in one wrapping."""

    entry: str
    joined: bool


def unwrapped(text: str, *, prose: bool = False) -> Wrapped | None:
    """The entry inside a program's wrapping; None where nothing is wrapped around it.

    In `prose` (any text may stand there) signs that a person may have written stay.
    """
    is_plain = not (
        "&" in text or "<" in text or "%" in text or _LOOK_UP in text or "|" in text or "\\u" in text
    )
    if (is_plain and not _QUOTED.match(text)) or len(text) > _LONGEST:
        return None
    entry, joined = text, False
    for _ in range(_MOST_LAYERS):
        inside = _unquoted(entry, prose)
        if "|" in inside:
            inside = _TERM_ID.sub("", inside)
        if "\\u" in inside:
            inside = _CODED.sub(lambda found: chr(int(found[1], 16)), inside)
        if inside[:1] in ("{", "["):
            found = _recorded(inside)
            inside, joined = found.entry, joined or found.joined
        if "&" in inside or "<" in inside:
            inside = _without_markup(inside)
        if "%" in inside:
            inside = _unescaped(inside, prose)
        if _LOOK_UP in inside:
            found = _looked_up(inside, prose)
            inside, joined = found.entry, joined or found.joined
        if inside == entry:
            break
        entry = inside
    return None if entry == text else Wrapped(entry, joined)


def _unquoted(text: str, prose: bool) -> str:
    """The text of `="…"`, also where a text file's own quotes stand around it, or after an apostrophe."""
    bare = text.strip()
    if bare[:1] == "=" and (found := _FUNCTION.fullmatch(bare)) is not None:
        return found[1]
    if bare[:1] in ("=", '"') and bare[-1:] == '"':
        if bare.startswith('"=""') and bare.endswith('""'):
            bare = bare[1:-1].replace('""', '"')
        inside = bare[1:].lstrip()
        if bare[0] == "=" and len(inside) > 1 and inside[0] == '"':
            return inside[1:-1].replace('""', '"')
        return text
    if bare[:1] == "'" and len(bare) > 1 and not any(sign in _QUOTES for sign in bare[-1:]):
        first = bare[1]
        may_be_a_word = not (first.isupper() or first in "=+-@") or any(q in bare[1:3] for q in _QUOTES)
        return text if prose and may_be_a_word else bare[1:]
    return text


def _without_markup(text: str) -> str:
    """The text without the tags and entities of a web page; a tag that begins a line is a line break."""
    if "<" in text:
        tidied = _TAG.sub(_break, text)
        if tidied != text:
            text = "\n".join(line.strip() for line in tidied.split("\n") if line.strip())
    return _ENTITY.sub(_character, text) if "&" in text else text


def _break(tag: re.Match[str]) -> str:
    return "\n" if (tag["name"] or "").lower() in _BREAKING else ""


def _character(entity: re.Match[str]) -> str:
    import html

    return html.unescape(entity[0])


def _unescaped(text: str, prose: bool) -> str:
    """The text without the escapes of a web address, which leave no blank in it."""
    if _BLANK.search(text):
        return text
    escapes = _ESCAPED.findall(text)
    if not escapes or sum(map(len, escapes)) < 3 * text.count("%"):
        return text
    if prose and not any(c.isalpha() for c in text.partition("%")[0][-1:]):
        return text
    try:
        return _ESCAPED.sub(lambda found: bytes.fromhex(found[0].replace("%", "")).decode(), text)
    except UnicodeDecodeError:
        return text


def _looked_up(text: str, prose: bool) -> Wrapped:
    """The entries of a look-up column without their numbers: `NGO Report;#3;#News Report;#4`."""
    parts = [part.strip() for part in text.split(_LOOK_UP)]
    entries = [part for part in parts if part and not _is_number(part)]
    if not entries or (prose and len(entries) == len(parts)):
        return Wrapped(text, False)
    return Wrapped("; ".join(entries), len(entries) > 1)


def _is_number(part: str) -> bool:
    return part.isdecimal() and len(part) <= _MOST_DIGITS


def _recorded(text: str) -> Wrapped:
    """The texts that records of a program show: `[{"Id":3,"Value":"NGO Report"}]`."""
    if '"' not in text or len(text) > _LONGEST_RECORD:
        return Wrapped(text, False)
    import json

    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return Wrapped(text, False)
    records = said if isinstance(said, list) else [said]
    shown = [_shown(record) for record in records]
    entries = [entry for entry in shown if entry]
    if not entries or len(entries) < len(records):
        return Wrapped(text, False)
    return Wrapped("; ".join(entries), len(entries) > 1)


def _shown(record: object) -> str:
    """The text that a record shows; "" where it is no record or shows none."""
    if not isinstance(record, dict):
        return ""
    return next((said for key in _VALUE_KEYS if isinstance(said := record.get(key), str)), "")
