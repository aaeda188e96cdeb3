"""Workbooks written as text: a row a line, cells between bars."""
