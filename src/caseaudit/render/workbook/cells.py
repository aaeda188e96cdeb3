"""The sheet of cells: every figure of the report, and where what it counts stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from caseaudit.findings.report import Report
from caseaudit.model.counted import CountedFigure
from caseaudit.model.finding import Audit, Place
from caseaudit.model.words import counted
from caseaudit.render import provenance
from caseaudit.render.paper import inert
from caseaudit.render.workbook.book import Book, height, put
from caseaudit.render.workbook.lists import MOST_ROWS, Links
from caseaudit.render.workbook.rows import Filling, Row

HEAD = ("Tracker", "Figure", "Value", "What it counts", "Cells", "Number")
WIDTHS = (20, 44, 9, 60, 26, 9)
_LOOKS = ("plain", "cell", "plain", "cell", "link", "plain")
_LINK, _PLAIN = HEAD.index("Cells"), 0
MOST_RANGES = 500
"""Ranges of one figure that are listed; `--explain-figure` has them all."""


def cells(ours: Book, report: Report) -> None:
    """A row a range of cells; nothing where the audits were not analysed."""
    rows = [*islice(_rows(ours, report), MOST_ROWS)]
    if not rows:
        return
    sheet = ours.sheet("Cells", WIDTHS)
    put(
        sheet,
        0,
        0,
        "Every figure and the cells that it counts: add up the last column.",
        ours.formats["part"],
    )
    ours.table(sheet, 1, HEAD, len(rows))
    ours.fill(2, _LOOKS, Filling(rows, link_column=_LINK, plain_column=_PLAIN))


def _rows(ours: Book, report: Report) -> Iterator[Row]:
    links = Links(ours, report)
    for audit, _ in report.audits:
        analysis = audit.analysis
        if analysis is None:
            continue
        for figure in analysis.figures:
            if figure.value:
                yield from _of_figure(audit, figure, links)


def _of_figure(audit: Audit, figure: CountedFigure, links: Links) -> Iterator[Row]:
    name, title = inert(figure.name), inert(figure.title)
    begin = (provenance.file_name(audit), name, f"{figure.value:,}", title)
    high = height(((name, WIDTHS[1]), (title, WIDTHS[3])))
    places = figure.cells()
    for each in places[:MOST_RANGES]:
        link = links.to(audit, Place(each.sheet, each.cells))
        yield Row((*begin, str(each), f"{each.size:,}"), high, link)
    yield from _more(begin, [each.size for each in places[MOST_RANGES:]])


def _more(begin: tuple[str, ...], sizes: Sequence[int]) -> Iterator[Row]:
    if sizes:
        words = f"… and {counted(len(sizes), 'more range')}; --explain-figure lists them"
        yield Row((*begin, words, f"{sum(sizes):,}"))
