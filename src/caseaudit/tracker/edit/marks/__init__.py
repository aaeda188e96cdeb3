"""Marks in a copy of a workbook: colored cells, notes, and a first sheet that lists the findings; and taking them off.

As everywhere in `caseaudit.tracker.edit`, the package is edited in place: what is not marked stays byte for byte.
"""
