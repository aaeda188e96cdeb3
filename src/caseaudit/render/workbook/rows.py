"""Long tables in a workbook: rows put into sheets that XlsxWriter has laid out, several times as fast as by it.

Every cell is an inline text, so that nothing in it can become a formula or a link. The look of the cells is that of
the sheet's last row as laid out, which the rows replace. Where in a file a link leads is said by its location, so that
one relationship serves all links into that file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from caseaudit.render.paper import inert

LONGEST = 32_767
"""Letters in one cell, Excel's limit."""

_PIECE = 1 << 20
_CELLS = re.compile(r'<c r="([A-Z]+)\d+"(?: s="(\d+)")?')
_LAST_ROW = re.compile(r'<row r="(\d+)"(?:(?!<row ).)*</row></sheetData>', re.DOTALL)
_RELS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
)
_LINK_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its texts from the first column on, its height in points (None: as usual), and where a link leads.

    `link` is a file and a location in it, for the column that the table has for links.
    """

    texts: tuple[str, ...]
    height: float | None = None
    link: tuple[str, str] | None = None


@dataclass(slots=True)
class Filling:
    """The rows of one sheet. `link_column` is counted from 0; a cell there without a link looks like column
    `plain_column` of the laid-out row."""

    rows: Iterable[Row]
    link_column: int = -1
    plain_column: int = -1
    links: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)


def fill(laid_out: IO[bytes], file: IO[bytes], fillings: Mapping[int, Filling]) -> None:
    """Copy a workbook with rows put into its sheets, by the number of the sheet from 1."""
    parts = {f"xl/worksheets/sheet{number}.xml": filling for number, filling in fillings.items()}
    with ZipFile(laid_out) as source, ZipFile(file, "w", ZIP_DEFLATED) as target:
        for info in source.infolist():
            filling = parts.get(info.filename)
            info.compress_type = ZIP_DEFLATED
            if filling is None:
                target.writestr(info, source.read(info))
                continue
            text = source.read(info).decode("utf-8")
            with target.open(info, "w", force_zip64=True) as out:
                _fill(out, text, filling)
            if filling.files:
                rels = ZipInfo(
                    info.filename.replace("worksheets/", "worksheets/_rels/") + ".rels", info.date_time
                )
                rels.compress_type = ZIP_DEFLATED
                target.writestr(rels, _relationships(filling).encode())


def _fill(out: IO[bytes], sheet: str, filling: Filling) -> None:
    found = _LAST_ROW.search(sheet)
    assert found is not None  # noqa: S101 -- the sheet was laid out with a row to be like
    styles = {column: f' s="{style}"' if style else "" for column, style in _CELLS.findall(found[0])}
    out.write(sheet[: found.start()].encode())
    buffered: list[str] = []
    size = 0
    for text in _rows(filling, int(found[1]), [*styles], [*styles.values()]):
        buffered.append(text)
        size += len(text)
        if size > _PIECE:
            out.write("".join(buffered).encode())
            buffered.clear()
            size = 0
    out.write("".join(buffered).encode())
    rest = "</sheetData>" + sheet[found.end() :]
    if filling.links:
        links = f"<hyperlinks>{''.join(filling.links)}</hyperlinks>"
        rest = rest.replace("<pageMargins", f"{links}<pageMargins", 1)
    out.write(rest.encode())


def _rows(filling: Filling, first: int, columns: Sequence[str], styles: Sequence[str]) -> Iterator[str]:
    link_column, plain = filling.link_column, filling.plain_column
    for number, row in enumerate(filling.rows, start=first):
        height = "" if row.height is None else f' ht="{row.height:g}" customHeight="1"'
        cells = []
        for place, text in enumerate(row.texts):
            style = styles[place]
            if place == link_column:
                if row.link is None:
                    style = styles[plain]
                else:
                    _add_link(filling, f"{columns[place]}{number}", *row.link)
            where = f'<c r="{columns[place]}{number}"{style}'
            cells.append(f'{where} t="inlineStr"><is>{_inline(text)}</is></c>' if text else f"{where}/>")
        yield f'<row r="{number}"{height}>{"".join(cells)}</row>'


def _inline(text: str) -> str:
    if not text.isprintable():
        text = "\n".join(map(inert, text.splitlines()))
    text = text[:LONGEST]
    if "&" in text or "<" in text or ">" in text:
        text = escape(text)
    if "_x" in text:
        # A spreadsheet program would read _x0041_ as a letter.
        text = re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    keep = "" if text == text.strip() and "\n" not in text and "  " not in text else ' xml:space="preserve"'
    return f"<t{keep}>{text}</t>"


def _add_link(filling: Filling, cell: str, target: str, location: str) -> None:
    ident = filling.files.setdefault(target, f"rIdFile{len(filling.files) + 1}")
    filling.links.append(f'<hyperlink ref="{cell}" r:id="{ident}" location={quoteattr(location)}/>')


def _relationships(filling: Filling) -> str:
    links = "".join(
        f'<Relationship Id="{ident}" Type="{_LINK_TYPE}" Target={quoteattr(target)} TargetMode="External"/>'
        for target, ident in filling.files.items()
    )
    return f"{_RELS}{links}</Relationships>"
