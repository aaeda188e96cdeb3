"""Workbooks made to hurt: overlapping merges, endless texts, many columns; and how long a large list takes."""

from __future__ import annotations

from time import perf_counter

import numpy as np

from caseaudit.model.table import Column, Merge, Sheet, Visibility
from tests.layouts.cases import HEAD, case, only, read, rows, texts
from tests.layouts.grids import sheet


def test_overlapping_merges() -> None:
    plain = sheet("Active", [HEAD, *map(case, range(1, 40))])
    merges = tuple(Merge(top, column, 1_048_575, 16_383) for top in range(1, 40) for column in range(21)) * 20
    started = perf_counter()
    table = only(read(Sheet("Active", 0, plain.rows, plain.columns, Visibility.VISIBLE, merges=merges)))
    assert len(table.rows) == 39
    assert perf_counter() - started < 5


def test_long_texts() -> None:
    long = ["-" + " " * 30_000, "a " * 15_000, "(" * 30_000, "1. " * 9_000, "total " * 5_000, "/" * 20_000]
    started = perf_counter()
    table = only(read(sheet("Active", [long, HEAD, case(1), *[[text] for text in long], long, case(2)])))
    assert rows(table) == [3, 11]
    assert perf_counter() - started < 5


def test_headings_of_long_instructions() -> None:
    long = (
        "Current Update\nSay what last happened in the case, who did it and when. "
        + "Write full sentences. " * 20
    )
    table = only(
        read(sheet("Active", [["Case Number", long, "Status"], ["FLD-2019-001", "Waiting", "Initiation"]]))
    )
    assert texts(table, "current_update") == ["Waiting"]


def test_thousands_of_columns() -> None:
    started = perf_counter()
    table = only(read(sheet("Active", [HEAD + [f"Extra {i}" for i in range(3000)], case(1) + ["x"] * 3000])))
    assert len(table.columns) == 21
    assert perf_counter() - started < 10


def test_a_large_list_takes_no_time_to_speak_of() -> None:
    small = sheet("Active", [HEAD, *map(case, range(1, 1000))])
    codes = {place: np.tile(column.codes[1:], 100) for place, column in small.columns.items()}
    columns = {
        place: Column(np.concatenate([column.codes[:1], codes[place]]), column.cells)
        for place, column in small.columns.items()
    }
    large = Sheet("Active", 0, 1 + len(codes[0]), columns)
    started = perf_counter()
    assert len(only(read(large)).rows) == 99_900
    assert perf_counter() - started < 3
