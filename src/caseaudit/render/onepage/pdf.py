"""The scorecard as PDF, with the fonts that every reader of PDF has: they know the letters of Western Europe."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, TYPE_CHECKING

from caseaudit.findings.report import Report
from caseaudit.model.errors import CommandUnusable
from caseaudit.render.onepage.scorecard import Heat, Scorecard, scorecard

if TYPE_CHECKING:
    from datetime import datetime

    from fpdf import FPDF

_COLORS = {
    "m1": (249, 233, 234), "m2": (241, 206, 210), "m3": (228, 166, 173), "m4": (208, 113, 125), "m5": (178, 34, 52),
    "i1": (231, 236, 245), "i2": (205, 218, 236), "i3": (169, 191, 223), "i4": (120, 152, 201), "i5": (32, 84, 160),
}  # fmt: skip
_DARK = ("m5", "i5")
_MARGIN, _LINE = 11, 4.4
"""Millimeters."""
_USUAL = str.maketrans(
    {
        "\u2013": "-",
        "\u2014": "-",
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2026": "...",
    }
)


def write_pdf(file: IO[bytes], report: Report, made: datetime) -> None:
    """Write the PDF. Raises CommandUnusable where fpdf2 is missing or the report is on several trackers."""
    card = scorecard(report)
    try:
        from fpdf import FPDF
    except ImportError:
        raise CommandUnusable(
            "a PDF needs one more package. Get it with: python3 -m pip install 'caseaudit[pdf]'. "
            "Or write the scorecard as scorecard.html and print that."
        ) from None
    paper = FPDF(format="letter")
    paper.set_creation_date(made)
    paper.set_title(_plain(f"Scorecard: {card.title}"))
    paper.set_margin(_MARGIN)
    paper.set_auto_page_break(False)
    paper.add_page()
    _Drawing(paper, card).draw()
    file.write(bytes(paper.output()))


class _Drawing:
    def __init__(self, paper: FPDF, card: Scorecard) -> None:
        self._paper, self._card = paper, card
        self._width = paper.w - 2 * _MARGIN

    def draw(self) -> None:
        card, paper = self._card, self._paper
        word = "PASS" if card.passed else "INCOMPLETE" if card.incomplete else "FAIL"
        paper.set_fill_color(*((20, 102, 61) if card.passed else (166, 25, 46)))
        paper.set_text_color(255)
        self._font("B", 15)
        paper.cell(44 if card.incomplete else 24, 11, word, fill=True, align="C")
        paper.set_text_color(27, 36, 48)
        left = paper.get_x() + 4
        paper.set_xy(left, _MARGIN)
        self._text(card.title, size=14, style="B", left=left, height=6)
        self._text(f"{card.reason} {card.as_of}", size=8.5, left=left)
        paper.set_xy(_MARGIN, max(paper.get_y() + 2, _MARGIN + 14))
        head = ("List", "Cases", "Fields incomplete", "Fields inconsistent", "Data")
        self._table(head, card.lists, (40, 22, 36, 38, 57.9))
        top = paper.get_y() + 3
        self._heat(top)
        bottom = paper.get_y()
        self._beside(top)
        paper.set_y(max(bottom, paper.get_y()) + 3)
        lost = sum(ord(sign) > 255 for sign in _every(card).translate(_USUAL))
        more = f" {lost} letters that this form cannot show are written as ?." if lost else ""
        self._text(f"{card.source} Accuracy is not tested.{more}", size=6.5)

    def _font(self, style: str, size: float) -> None:
        self._paper.set_font("helvetica", style, size)

    def _text(
        self, text: str, *, size: float, style: str = "", left: float = _MARGIN, height: float = 0
    ) -> None:
        self._font(style, size)
        self._paper.set_x(left)
        width = self._paper.w - _MARGIN - left
        self._paper.multi_cell(
            width, height or size * 0.45, _plain(text), align="L", new_x="LMARGIN", new_y="NEXT"
        )

    def _table(self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        for row, style in ((head, "B"), *((row, "") for row in rows)):
            self._font(style, 8.5)
            for text, width in zip(row, widths, strict=True):
                self._paper.cell(width, 5, self._cut(text, width), border="B")
            self._paper.ln()

    def _heat(self, top: float) -> None:
        paper, card = self._paper, self._card
        lists = [row[0] for row in card.lists]
        name, cell = 40.0, 14.2 if len(lists) <= 3 else 86 / max(1, 2 * len(lists))
        paper.set_xy(_MARGIN, top)
        self._font("B", 8)
        paper.cell(name, _LINE, "Fields: missing, inconsistent")
        for title in lists:
            paper.cell(2 * cell, _LINE, self._cut(title, 2 * cell), align="C")
        paper.ln()
        self._font("", 7.2)
        height = min(_LINE, (paper.h - _MARGIN - 14 - paper.get_y()) / max(1, len(card.heat)))
        for field, cells in card.heat:
            paper.cell(name, height, self._cut(field, name))
            for each in cells:
                self._square(each, cell, height)
            paper.ln(height)

    def _square(self, each: Heat, width: float, height: float) -> None:
        paper = self._paper
        paper.set_fill_color(*_COLORS.get(each.level, (255, 255, 255)))
        paper.set_text_color(*((255, 255, 255) if each.level in _DARK else (27, 36, 48)))
        paper.cell(width - 0.3, height - 0.3, _plain(each.text), align="R", fill=bool(each.level))
        paper.set_text_color(27, 36, 48)
        paper.set_x(paper.get_x() + 0.3)

    def _beside(self, top: float) -> None:
        card, paper = self._card, self._paper
        left = _MARGIN + 40 + 6 * 14.2 + 5
        paper.set_y(top)
        people = [f"{name}: {number:,}" for name, number in card.analysts]
        for title, lines in (
            ("Where it is worst", card.worst),
            (card.since[0] if card.since else "", card.since[1:]),
            ("Findings by analyst", people),
            ("What writes itself", [card.fixable] if card.fixable else []),
        ):
            if lines:
                self._text(title, size=8.5, style="B", left=left, height=5)
                for line in lines:
                    self._text(line, size=7.8, left=left)
                paper.set_y(paper.get_y() + 2)

    def _cut(self, text: str, width: float) -> str:
        text = _plain(text)
        while text and self._paper.get_string_width(text) > width - 1:
            text = text[:-2].rstrip() + "." if len(text) > 2 else ""
        return text


def _every(card: Scorecard) -> str:
    return "".join(
        (card.title, card.reason, *(name for name, _ in card.analysts), *card.worst, *card.since, card.source)
    )


def _plain(text: str) -> str:
    return text.translate(_USUAL).encode("latin-1", "replace").decode("latin-1")
