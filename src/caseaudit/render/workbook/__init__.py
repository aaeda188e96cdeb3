"""The findings workbook: a summary, the fields, all findings, a work list for each analyst, and the rules.

Every text is written as a text, so that none can become a formula or a link by what it says. The cells of a work list
lead into the tracker, as long as the two files stand where they stood.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO

from caseaudit.findings.report import Report
from caseaudit.render.workbook.book import Book
from caseaudit.render.workbook.cells import cells
from caseaudit.render.workbook.figures import by_field, rules, summary, trend
from caseaudit.render.workbook.lists import RESOLUTIONS, findings, work_lists
from caseaudit.render.workbook.rows import fill

__all__ = ["RESOLUTIONS", "write_workbook"]


def write_workbook(file: IO[bytes], report: Report, folder: Path, made: datetime) -> None:
    """Write the workbook into a binary file that will stand in `folder`. `made` is the moment it is stamped with."""
    import xlsxwriter

    laid_out = BytesIO()
    with xlsxwriter.Workbook(
        laid_out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"title": "Data quality findings", "created": made.replace(tzinfo=None)})
        ours = Book(book, folder)
        summary(ours, report)
        by_field(ours, report)
        findings(ours, report)
        work_lists(ours, report)
        trend(ours, report)
        cells(ours, report)
        rules(ours, report)
        ours.finish()
    fill(laid_out, file, ours.fillings)
