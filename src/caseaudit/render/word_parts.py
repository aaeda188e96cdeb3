"""What a Word document needs and its library has no words for: fields, bookmarks, links, heads that repeat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Row
    from docx.text.paragraph import Paragraph

FONT = "Calibri"
CELL_STYLE = "TableText"
_STRONG, _FAINT, _LINE = "1F3A5F", "566373", "C9D1DA"


def dress(document: Document) -> None:
    """Give the document its page, fonts, spaces and the styles that it needs."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Inches, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(0.8)
    section.top_margin = section.bottom_margin = Inches(0.8)
    styles = document.styles
    for name, size, colour, before, after in (
        ("Normal", 10.5, "1F2A37", 0, 6),
        ("Title", 28, _STRONG, 0, 4),
        ("Subtitle", 13, _FAINT, 0, 16),
        ("TOC Heading", 16, _STRONG, 18, 6),
        ("Heading 1", 18, _STRONG, 24, 8),
        ("Heading 2", 13, _STRONG, 16, 4),
        ("List Bullet", 10.5, "1F2A37", 0, 4),
    ):
        _dress_style(styles[name], size, colour, before, after)
    for name, before in (("TOC 1", 5), ("TOC 2", 0)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(1)
        style.paragraph_format.left_indent = Inches(0.25 if name == "TOC 2" else 0)
    cell = styles.add_style("Table Text", WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style, cell.font.size = styles["Normal"], Pt(9.5)
    cell.paragraph_format.space_after = Pt(0)
    after = styles.add_style("After Table", WD_STYLE_TYPE.PARAGRAPH)
    after.font.size, after.paragraph_format.space_after = Pt(4), Pt(2)
    entry = styles.add_style("Entry", WD_STYLE_TYPE.CHARACTER)
    entry.font.name, entry.font.size = "Consolas", Pt(9)
    entry.font.color.rgb = RGBColor.from_string(_STRONG)


def add_contents(document: Document, entries: Sequence[tuple[int, str, str]]) -> None:
    """A table of contents, filled in already; entries are level, text and bookmark. Word's F9 adds page numbers."""
    last = len(entries) - 1
    for number, (level, text, bookmark) in enumerate(entries):
        paragraph = document.add_paragraph(style=f"TOC {level}")
        if number == 0:
            _field_begins(paragraph, r'TOC \o "1-2" \h \z \u')
        add_link(paragraph, text, bookmark, plain=True)
        if number == last:
            _field_mark(paragraph, "end")


def add_footer(document: Document, title: str) -> None:
    """The title and the number of the page below every page."""
    from docx.shared import Pt, RGBColor

    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{title}\t\tPage ")
    _whole_field(paragraph, "PAGE")
    paragraph.add_run(" of ")
    _whole_field(paragraph, "NUMPAGES")
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(9), RGBColor.from_string(_FAINT)


def bookmarked(paragraph: Paragraph, name: str) -> None:
    """Put a bookmark around a paragraph's text."""
    number = name.removeprefix("h")
    start = _element("w:bookmarkStart", id=number, name=name)
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
    paragraph._p.append(_element("w:bookmarkEnd", id=number))


def add_link(paragraph: Paragraph, text: str, bookmark: str, *, plain: bool = False) -> None:
    """A text that leads to a bookmark; a plain one looks like the text around it."""
    from docx.shared import RGBColor

    link = _element("w:hyperlink", anchor=bookmark, history="1")
    run = paragraph.add_run(text)
    if not plain:
        run.font.color.rgb = RGBColor.from_string("175A9C")
    link.append(run._r)
    paragraph._p.append(link)


def repeated(row: _Row) -> None:
    """Show this row at the top of every page that its table goes on to, and shade it."""
    _row_properties(row).append(_element("w:tblHeader"))
    keep_whole(row)
    for cell in row.cells:
        shade = _element("w:shd", val="clear", color="auto", fill="E8EEF5")
        cell._tc.get_or_add_tcPr().append(shade)


def keep_whole(row: _Row) -> None:
    """Do not break this row over two pages."""
    _row_properties(row).insert(0, _element("w:cantSplit"))


def set_widths(table: Table, shares: Sequence[int], whole: float) -> None:
    """Give the columns of a table their shares of `whole` inches, its lines one thin colour, its cells some air."""
    from docx.shared import Inches

    table.autofit = False
    widths = [Inches(whole * share / sum(shares)) for share in shares]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
            for paragraph in cell.paragraphs:
                # By its number: looked up by name in every cell, it would take most of the time.
                paragraph._p.get_or_add_pPr().get_or_add_pStyle().val = CELL_STYLE
    properties = table._tbl.tblPr
    borders = _element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color=_LINE))
    for side in ("left", "right", "insideV"):
        borders.append(_element(f"w:{side}", val="nil"))
    margins = _element("w:tblCellMar")
    for side, twips in (("top", 50), ("left", 60), ("bottom", 50), ("right", 100)):
        margins.append(_element(f"w:{side}", w=str(twips), type="dxa"))
    properties.append(borders)
    properties.append(margins)


def _dress_style(style: Any, size: float, colour: str, before: float, after: float) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size = FONT, Pt(size)
    style.font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    properties = style.element.pPr
    line = None if properties is None else properties.find(qn("w:pBdr"))
    if properties is not None and line is not None:
        properties.remove(line)


def _whole_field(paragraph: Paragraph, code: str) -> None:
    _field_begins(paragraph, code)
    paragraph.add_run("1")
    _field_mark(paragraph, "end")


def _field_begins(paragraph: Paragraph, code: str) -> None:
    _field_mark(paragraph, "begin")
    said = _element("w:instrText")
    said.text = f" {code} "
    said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    paragraph.add_run()._r.append(said)
    _field_mark(paragraph, "separate")


def _field_mark(paragraph: Paragraph, kind: str) -> None:
    paragraph.add_run()._r.append(_element("w:fldChar", fldCharType=kind))


def _row_properties(row: _Row) -> Any:
    return row._tr.get_or_add_trPr()


def _element(tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made
