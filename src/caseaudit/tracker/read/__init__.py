"""Reads a workbook as it stands, in a process of its own."""
