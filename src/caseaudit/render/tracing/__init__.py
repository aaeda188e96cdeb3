"""A sample to trace to the case files, as a workbook to fill; and what it says, as a document and on the terminal."""
