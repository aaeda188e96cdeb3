"""The notes of one sheet: the program's are added beside those that people wrote, and taken off again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from caseaudit.model.marks import NOTE_BEGINS, NOTE_ENDS
from caseaudit.model.table import address
from caseaudit.tracker.edit.cellxml import escaped
from caseaudit.tracker.edit.children import children, unfit
from caseaudit.tracker.edit.markup import ATTRIBUTES, Part, Splice, attribute, element, local
from caseaudit.tracker.read.marks import Spot
from caseaudit.tracker.read.sheetxml import reference

if TYPE_CHECKING:
    from lxml.etree import _Element

AUTHOR = "caseaudit"
_WIDTH, _LINE, _LETTERS = 260, 13.5, 46
"""Points: the width of a note and the height of a line; the letters in a line."""
_LONGEST, _MOST_LINES = 1_000, 20
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE_ID = re.compile(rb"_x0000_s([0-9]{1,7})")
_ROW = re.compile(rb"<x:Row>\s{0,9}([0-9]{1,7})\s{0,9}<")
_COLUMN = re.compile(rb"<x:Column>\s{0,9}([0-9]{1,7})\s{0,9}<")
_PREFIX = re.compile(rb"[\s</]([A-Za-z][\w.-]{0,40}):[A-Za-z]")


Lines = Mapping[Spot, tuple[str, ...]]
"""What the note of each cell says, a line a finding."""


def note_text(lines: tuple[str, ...]) -> str:
    """What the program writes into a note; the sheet of findings has the whole of what is too long for one."""
    kept = [line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…" for line in lines[:_MOST_LINES]]
    return "\n".join((NOTE_BEGINS, *kept, NOTE_ENDS))


def new_comments(notes: Lines, main: str) -> bytes:
    """The notes of a sheet that has none, as a part; `main` is the workbook's namespace."""
    body = "".join(_comment(spot, lines, 0, "") for spot, lines in notes.items())
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<comments xmlns="{main}"><authors><author>{AUTHOR}</author></authors>'
        f"<commentList>{body}</commentList></comments>"
    ).encode()


def more_comments(comments: Part, notes: Lines) -> list[Splice]:
    """The changes to the notes that a sheet has. Raises Unreadable where they are not put together as notes are."""
    inside = children(comments, b"comments")
    authors, listed = inside.named("authors"), inside.named("commentList")
    if authors is None or listed is None:
        raise unfit(f"{comments.name} has no list of notes")
    p, author = inside.prefix.decode(), _authors(inside.prefix, inside.text(authors))
    ends = {spot: place for spot, place, _ in _standing(comments)}
    fresh = "".join(_comment(spot, lines, author, p) for spot, lines in notes.items() if spot not in ends)
    return [
        *inside.added(authors, f"<{p}author>{AUTHOR}</{p}author>".encode()),
        *(
            Splice(ends[spot], ends[spot], _runs("\n" + note_text(lines), p).encode())
            for spot, lines in notes.items()
            if spot in ends
        ),
        *inside.added(listed, fresh.encode()),
    ]


def noted(comments: Part) -> set[Spot]:
    """The cells that have a note."""
    return {spot for spot, _, _ in _standing(comments)}


def new_drawing(notes: Lines, first: int) -> bytes:
    """The boxes of a sheet's notes, as a part; `first` numbers them, in blocks of 1,024."""
    blocks = ",".join(str(first // 1024 + number) for number in range(len(notes) // 1024 + 1))
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
        f'<o:idmap v:ext="edit" data="{blocks}"/></o:shapelayout>{_SHAPE_TYPE}{_shapes(notes, first)}</xml>'
    ).encode()


def more_boxes(drawing: bytes, notes: Lines) -> bytes:
    """The drawing of a sheet with the boxes of further notes. Raises Unreadable where it is no such drawing."""
    end = drawing.rfind(b"</xml>")
    if end < 0 or b"urn:schemas-microsoft-com:vml" not in drawing:
        raise unfit("the drawing of its notes cannot be added to")
    first = max(map(int, _SHAPE_ID.findall(drawing)), default=1024) + 1
    kind = b"" if b'"_x0000_t202"' in drawing else _SHAPE_TYPE.encode()
    return drawing[:end] + kind + _shapes(notes, first).encode() + drawing[end:]


def without_notes(comments: Part, drawing: bytes) -> tuple[list[Splice], bytes, int]:
    """The changes that take the program's notes off, the drawing without their boxes, and how many notes are left."""
    splices: list[Splice] = []
    gone: set[Spot] = set()
    left = 0
    for spot, _, whole in _standing(comments):
        xml = comments.text[whole[0] : whole[1]]
        kept = _without_ours(comments, xml)
        if kept is None:
            left += 1
        elif kept == b"":
            gone.add(spot)
            splices.append(Splice(*whole, b""))
        else:
            left += 1
            splices.append(Splice(*whole, kept))
    author = comments.text.rfind(f"author>{AUTHOR}</".encode())
    if splices and author > 0 and _is_last_author(comments, author):
        start = comments.text.rindex(b"<", 0, author)
        splices.append(Splice(start, comments.text.index(b">", author + 8 + len(AUTHOR)) + 1, b""))
    return splices, _without_boxes(drawing, gone), left


def _authors(prefix: bytes, text: bytes) -> int:
    p = re.escape(prefix)
    return len(re.findall(rb"<" + p + rb"author(?=[\s/>])", text))


def _is_last_author(comments: Part, at: int) -> bool:
    """Whether the program's author comes last and is the one whom no note of a person names."""
    inside = children(comments, b"comments")
    authors = inside.named("authors")
    if authors is None or b"<" + inside.prefix + b"author" in comments.text[at : authors.end]:
        return False
    number = _authors(inside.prefix, inside.text(authors)) - 1
    kept = b"".join(
        comments.text[whole[0] : whole[1]]
        for _, _, whole in _standing(comments)
        if _without_ours(comments, comments.text[whole[0] : whole[1]]) != b""
    )
    return number > 0 and b'authorId="%d"' % number not in kept


def _standing(comments: Part) -> Iterator[tuple[Spot, int, tuple[int, int]]]:
    """Each note: its cell, where its text ends, and where it begins and ends itself."""
    p = re.escape(comments.root(b"comments")[1])
    opening = re.compile(rb"<" + p + rb"comment(?=\s)" + ATTRIBUTES + b">")
    for match in opening.finditer(comments.masked):
        spot = reference(b' r="' + (attribute(match[0], "ref") or "").encode() + b'"')
        end = comments.masked.find(b"</" + comments.root(b"comments")[1] + b"comment>", match.end())
        close = comments.masked.rfind(b"</" + comments.root(b"comments")[1] + b"text>", match.end(), end)
        if spot is not None and end >= 0 and close >= 0:
            yield spot, close, (match.start(), comments.masked.index(b">", end) + 1)


def _without_ours(comments: Part, xml: bytes) -> bytes | None:
    """A note without what the program wrote: None where it wrote nothing, b"" where nothing else is in it."""
    if NOTE_BEGINS.encode() not in xml:
        return None
    head = comments.root(b"comments")[0]
    note = element(head + xml + b"</" + comments.root(b"comments")[1] + b"comments>")[0]
    texts = [each for each in note.iter() if local(each.tag) == "t"]
    joined = "".join(each.text or "" for each in texts)
    spans = [*_ours(joined)]
    if not spans:
        return None
    rest = "".join(sign for place, sign in enumerate(joined) if not _is_in(place, spans)).strip()
    if not rest or rest == f"{AUTHOR}:":
        return b""
    at = 0
    for each in texts:
        own = each.text or ""
        kept = "".join(sign for place, sign in enumerate(own, start=at) if not _is_in(place, spans))
        at += len(own)
        run = each.getparent()
        if kept or run is None or local(run.tag) != "r" or run.getparent() is None:
            each.text = kept
        else:
            run.getparent().remove(run)
    return _written(note, xml)


def _ours(text: str) -> Iterator[tuple[int, int]]:
    """Where the program's lines stand in a text, with the line break before them."""
    at = 0
    while (start := text.find(NOTE_BEGINS, at)) >= 0:
        end = text.find(NOTE_ENDS, start)
        if end < 0:
            return
        at = end + len(NOTE_ENDS)
        yield start - (text[start - 1 : start] == "\n"), at


def _is_in(place: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _written(note: _Element, xml: bytes) -> bytes:
    """The changed note as XML: as it stood, where only the last run went, as this program adds it."""
    from lxml import etree

    runs = [place for place in (xml.rfind(b"<r>"), xml.rfind(b":r>")) if place >= 0]
    if runs:
        start = xml.rfind(b"<", 0, max(runs) + 1)
        end = xml.rfind(b"</", 0, xml.rfind(b"</"))
        shorter = xml[:start] + xml[end:]
        if "".join(etree.fromstring(_bare(shorter)).itertext()) == "".join(note.itertext()):
            return shorter
    written: bytes = etree.tostring(note)
    return written


def _bare(xml: bytes) -> bytes:
    """The element in a document that knows every prefix that notes have."""
    declared = b"".join(b' xmlns:%b="x"' % prefix for prefix in {*_PREFIX.findall(xml)} - {b"xml", b"xmlns"})
    return b"<x%b>%b</x>" % (declared, xml)


def _without_boxes(drawing: bytes, gone: set[Spot]) -> bytes:
    pieces, at = [], 0
    while (start := drawing.find(b"<v:shape ", at)) >= 0:
        end = drawing.find(b"</v:shape>", start)
        if end < 0:
            break
        end += len(b"</v:shape>")
        shape = drawing[start:end]
        row, column = _ROW.search(shape), _COLUMN.search(shape)
        is_gone = b'"Note"' in shape and row and column and (int(row[1]), int(column[1])) in gone
        pieces.append(drawing[at:start] if is_gone else drawing[at:end])
        at = end
    return b"".join([*pieces, drawing[at:]])


def _comment(spot: Spot, lines: tuple[str, ...], author: int, p: str) -> str:
    runs = _runs(note_text(lines), p)
    return f'<{p}comment ref="{address(*spot)}" authorId="{author}"><{p}text>{runs}</{p}text></{p}comment>'


def _runs(text: str, p: str) -> str:
    properties = f'<{p}rPr><{p}sz val="9"/><{p}color indexed="81"/><{p}rFont val="Tahoma"/></{p}rPr>'
    return f'<{p}r>{properties}<{p}t xml:space="preserve">{escape(escaped(text))}</{p}t></{p}r>'


def _shapes(notes: Lines, first: int) -> str:
    made = []
    for number, ((row, column), lines) in enumerate(notes.items(), start=first):
        height = _LINE * (2 + sum(1 + len(line) // _LETTERS for line in lines)) + 8
        rows = max(2, round(height / 15))
        made.append(
            f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style=\'position:absolute;margin-left:60pt;'
            f"margin-top:2pt;width:{_WIDTH}pt;height:{height:g}pt;z-index:1;visibility:hidden' "
            'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" '
            'obscured="t"/><v:path o:connecttype="none"/><v:textbox style=\'mso-direction-alt:auto\'>'
            "<div style='text-align:left'></div></v:textbox><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/>"
            f"<x:SizeWithCells/><x:Anchor>{column + 1}, 15, {max(0, row - 1)}, 4, {column + 5}, 15, "
            f"{max(0, row - 1) + rows}, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row>"
            f"<x:Column>{column}</x:Column></x:ClientData></v:shape>"
        )
    return "".join(made)
