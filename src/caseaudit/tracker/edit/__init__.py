"""Writing copies of workbooks: a package with some cells changed, a new workbook of values, and the way back.

An .xlsx or .xlsm file is never loaded and saved, for every library that does so loses parts of real workbooks: the
bytes of the changed cells are replaced in place, and all others are copied.
"""
