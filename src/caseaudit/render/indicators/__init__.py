"""The monthly indicators as reports: for a terminal, as Markdown, as JSON and as a workbook."""
