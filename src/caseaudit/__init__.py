"""caseaudit audits the data quality of case-tracking spreadsheets."""

__version__ = "0.2.0"
