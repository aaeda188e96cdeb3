"""Spreadsheet files in and out: reading them as they stand, finding the case tables, writing clean copies."""
