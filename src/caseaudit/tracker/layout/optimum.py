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
        nearest, before = [float("inf")] * columns, [NONE] * columns
        done = [False] * columns
        row, last = start, NONE
        while True:
            delta, following = float("inf"), NONE
            for column in range(columns):
                if done[column]:
                    continue
                length = costs[row][column] - of_row[row] - of_column[column]
                if length < nearest[column]:
                    nearest[column], before[column] = length, last
                if nearest[column] < delta:
                    delta, following = nearest[column], column
            of_row[start] += delta
            for column in range(columns):
                if done[column]:
                    of_row[taken[column]] += delta
                    of_column[column] -= delta
                else:
                    nearest[column] -= delta
            done[following], last = True, following
            if taken[following] == NONE:
                break
            row = taken[following]
        while last != NONE:
            previous = before[last]
            taken[last] = start if previous == NONE else taken[previous]
            last = previous
    return taken
