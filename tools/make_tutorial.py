"""Makes `sample_data/tutorial.xlsx`, the small tracker of the tutorial: `python tools/make_tutorial.py`."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "sample_data" / "tutorial.xlsx"
HEADERS = (
    "Case Number", "Date Received", "Referral Source", "Commodity", "Industry", "Country of Origin", "Manufacturer",
    "U.S. Importer", "Forced Labor Indicators", "Sources of Evidence", "Investigative Challenges", "Assigned Analyst",
    "Status", "Current Phase", "Initiation Date", "Investigation Date", "Legal Review Date", "Implementation Date",
    "Current Update", "Update Date", "Reason Suspended or Inactive",
)  # fmt: skip
APPAREL, FOOD = "Apparel, Footwear & Textiles", "Agriculture & Prepared Products"
CASES = {
    "Active": (
        ("FLD-2019-001", date(2019, 9, 2), "Attorney", "Gloves", APPAREL, "prc", "Halden Mills", "Norby Imports",
         "Debt Bondage", "NGO Report", "Translation", "Reed, A.", "investigation (2)", "Investigation",
         date(2019, 9, 16), date(2019, 11, 4), "", "", "Importer survey answered 3/2; comparing it with entry data",
         date(2020, 3, 2), ""),
        ("FLD-2019-002", date(2019, 10, 7), "Congress", "Cocoa beans", FOOD, "Ivory Coast", "Port Sarn Cocoa", "",
         "Deception", "", "Access to Country", "Reed, A.", "Initiation", "Initiation", "21-Oct-19", "", "", "",
         "Initial review of the allegation begun 2/24", date(2020, 2, 24), ""),
        ("FLD-2019-003", date(2019, 11, 18), "News Media", "Shrimp", FOOD, "Thailand", "Bay Line Foods", "",
         "Isolation", "News Report", "None Identified", "Okafor, T.", "Investigation", "Investigation",
         date(2019, 12, 2), date(2020, 1, 13), "", "", "TBD", date(2020, 3, 9), ""),
    ),
    "Suspended": (
        ("FLD-2018-014", date(2018, 5, 14), "Self-Initiated", "Bricks", "Base Metals", "India", "Lal Kilns", "",
         "Withholding of Wages", "Academic Research", "Access to Country", "", "Initiation", "", date(2018, 6, 4), "",
         "", "", "Suspended 9/3 until an analyst is free", date(2019, 9, 3), "Lack of Personnel Resources"),
    ),
    "Inactive": (
        ("FLD-2018-002", date(2018, 1, 22), "e-Allegations", "Toys", "Consumer Products & Mass Merchandising",
         "Vietnam", "Dong Ho Toys", "", "", "Import Data", "", "", "Initiation", "", date(2018, 2, 5), "", "", "",
         "Closed 6/11: no imports found", date(2018, 6, 11), "No Connection to U.S. Market"),
    ),
}  # fmt: skip


def main() -> None:
    """Write the workbook; the same bytes every time."""
    import xlsxwriter

    with xlsxwriter.Workbook(TARGET) as book:
        book.set_properties({"title": "Tracker of the tutorial (invented)", "created": datetime(2020, 3, 31)})
        head = book.add_format({"bold": True, "bg_color": "#E6EAEF", "text_wrap": True, "valign": "top"})
        day, plain = book.add_format({"num_format": "m/d/yyyy"}), book.add_format({"text_wrap": True})
        for title, cases in CASES.items():
            sheet = book.add_worksheet(title)
            sheet.write_row(0, 0, HEADERS, head)
            sheet.set_column(0, len(HEADERS) - 1, 16)
            sheet.freeze_panes(1, 1)
            for row, case in enumerate(cases, start=1):
                for column, entry in enumerate(case):
                    if isinstance(entry, date):
                        sheet.write_datetime(row, column, entry, day)
                    elif entry:
                        sheet.write_string(row, column, entry, plain)


if __name__ == "__main__":
    main()
