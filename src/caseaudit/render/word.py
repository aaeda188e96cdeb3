"""A document as a Word document: headings, a table of contents, tables whose heads repeat, page numbers."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING

from caseaudit.findings.spoken import some
from caseaudit.model.document import (
    SHOWN,
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Piece,
    Points,
    Reference,
    Run,
    Samples,
    Table,
    Trend,
    Words,
)
from caseaudit.render.word_parts import (
    add_contents,
    add_footer,
    add_link,
    bookmarked,
    dress,
    keep_whole,
    repeated,
    set_widths,
)
from caseaudit.tracker.edit.reproducible import moment, settled

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.text.paragraph import Paragraph as WordParagraph

_TREND = 6
"""Points: a trend stands on one line."""
_PAGE_WIDTH = 6.9
"""Inches between the margins."""
_FACT_SHARES = (3, 9)


def word(source: Document) -> bytes:
    """A document as the bytes of a .docx file, the same for the same document.

    Raises CommandUnusable where SOURCE_DATE_EPOCH is no number.
    """
    import docx

    when = moment()
    document = docx.Document()
    dress(document)
    _Writing(document, source).write()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = source.title, "caseaudit", source.subtitle
    properties.subject = properties.keywords = properties.last_modified_by = ""
    properties.created = properties.modified = when.replace(tzinfo=None)
    made = io.BytesIO()
    document.save(made)
    return settled(made.getvalue(), when)


class _Writing:
    def __init__(self, document: WordDocument, source: Document) -> None:
        self._document, self._source = document, source
        self._bookmarks: Mapping[str, str] = {
            heading.anchor: f"h{number}" for number, heading in enumerate(source.headings, start=1)
        }

    def write(self) -> None:
        source, document = self._source, self._document
        document.add_paragraph(source.title, "Title")
        document.add_paragraph(source.subtitle, "Subtitle")
        for paragraph in source.introduction:
            self._paragraph(paragraph)
        document.add_paragraph("Contents", "TOC Heading")
        entries = [(each.level - 1, each.text, self._bookmarks[each.anchor]) for each in source.headings]
        add_contents(document, entries)
        add_footer(document, source.title)
        for number, block in enumerate(source.blocks):
            self._block(block, first=number == 0)

    def _block(self, block: Block, *, first: bool) -> None:
        match block:
            case Heading():
                made = self._document.add_heading(block.text, block.level - 1)
                made.paragraph_format.page_break_before = first
                bookmarked(made, self._bookmarks[block.anchor])
            case Paragraph():
                self._paragraph(block)
            case Points():
                for point in block.points:
                    self._document.add_paragraph(point, "List Bullet")
            case Facts():
                self._facts(block)
            case Table():
                self._table(block)

    def _paragraph(self, block: Paragraph) -> None:
        made = self._document.add_paragraph()
        if block.lead:
            made.add_run(f"{block.lead} ").bold = True
        made.add_run(block.text)

    def _facts(self, block: Facts) -> None:
        table = self._document.add_table(0, 2, "Table Grid")
        for label, run in block.facts:
            row = table.add_row()
            keep_whole(row)
            first, second = row.cells
            first.paragraphs[0].add_run(label).bold = True
            self._run(second.paragraphs[0], run)
        set_widths(table, _FACT_SHARES, _PAGE_WIDTH)
        self._document.add_paragraph().style = "After Table"

    def _table(self, block: Table) -> None:
        table = self._document.add_table(1, len(block.head), "Table Grid")
        for cell, head in zip(table.rows[0].cells, block.head, strict=True):
            cell.paragraphs[0].add_run(head).bold = True
        repeated(table.rows[0])
        for each in block.rows:
            row = table.add_row()
            keep_whole(row)
            for cell, run in zip(row.cells, each.cells, strict=True):
                self._run(cell.paragraphs[0], run)
        set_widths(table, block.shares, _PAGE_WIDTH)
        self._document.add_paragraph().style = "After Table"

    def _run(self, paragraph: WordParagraph, run: Run) -> None:
        for number, piece in enumerate(run):
            if number:
                paragraph.add_run(" · ")
            self._piece(paragraph, piece)

    def _piece(self, paragraph: WordParagraph, piece: Piece) -> None:
        match piece:
            case Words():
                shown, more = some(piece.words, SHOWN)
                paragraph.add_run(" · ".join(shown) + (f" … and {more} more" if more else ""))
            case Samples():
                for number, entry in enumerate(piece.entries):
                    if number:
                        paragraph.add_run("   ")
                    paragraph.add_run(entry, "Entry")
            case Reference():
                bookmark = self._bookmarks.get(piece.anchor)
                if bookmark is None:
                    paragraph.add_run(piece.text)
                else:
                    add_link(paragraph, piece.text, bookmark)
            case Trend():
                from docx.shared import Pt

                paragraph.add_run(piece.signs).font.size = Pt(_TREND)
            case _:
                paragraph.add_run(piece)
