"""The best way to give each part at most one column and each column at most one part, with how sure each choice is."""

from __future__ import annotations

from collections.abc import Sequence

Scores = Sequence[Sequence[float]]
"""A row for each part, a number for each column; a part that has nothing above 0 stays without a column."""

NONE = -1
_FORBIDDEN = -1e9


def best_columns(scores: Scores) -> list[int]:
    """The column of each part (or NONE) for which the sum of the scores is greatest (Hungarian method)."""
    parts, columns = len(scores), len(scores[0]) if scores else 0
    # Each part has a column of its own, worth 0, that stands for having none.
    costs = [
        [-value for value in row] + [0.0 if own == part else 1e6 for own in range(parts)]
        for part, row in enumerate(scores)
    ]
    taken = _assigned(costs, columns + parts)
    found = [NONE] * parts
    for column, part in enumerate(taken[:columns]):
        if part != NONE:
            found[part] = column
    return found


def margins(scores: Scores, found: Sequence[int]) -> list[float]:
    """How much worse the best choice is that does not give the part its column; 0 for a part without one."""
    total = _worth(scores, found)
    ahead = []
    for part, column in enumerate(found):
        if column == NONE:
            ahead.append(0.0)
            continue
        others = [[*row] for row in scores]
        others[part][column] = _FORBIDDEN
        ahead.append(total - _worth(others, best_columns(others)))
    return ahead


def _worth(scores: Scores, found: Sequence[int]) -> float:
    return sum(scores[part][column] for part, column in enumerate(found) if column != NONE)


def _assigned(costs: Sequence[Sequence[float]], columns: int) -> list[int]:
    """The row of each column by shortest augmenting paths, NONE where it has none."""
    of_row, of_column = [0.0] * len(costs), [0.0] * columns
    taken = [NONE] * columns
    for start in range(len(costs)):
        last, before = _path(start, costs, of_row, of_column, taken)
        while last != NONE:
            previous = before[last]
            taken[last] = start if previous == NONE else taken[previous]
            last = previous
    return taken


def _path(
    start: int,
    costs: Sequence[Sequence[float]],
    of_row: list[float],
    of_column: list[float],
    taken: Sequence[int],
) -> tuple[int, list[int]]:
    """The free column that a row reaches by the shortest path, and the column before each; keeps the potentials."""
    columns = range(len(of_column))
    nearest, before = [float("inf")] * len(of_column), [NONE] * len(of_column)
    done = [False] * len(of_column)
    row, last = start, NONE
    while True:
        for column in columns:
            length = costs[row][column] - of_row[row] - of_column[column]
            if not done[column] and length < nearest[column]:
                nearest[column], before[column] = length, last
        last = min((column for column in columns if not done[column]), key=nearest.__getitem__)
        delta = nearest[last]
        of_row[start] += delta
        for column in columns:
            if done[column]:
                of_row[taken[column]] += delta
                of_column[column] -= delta
            else:
                nearest[column] -= delta
        done[last] = True
        if taken[last] == NONE:
            return last, before
        row = taken[last]
