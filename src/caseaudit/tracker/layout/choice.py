"""Gives each column that is not sure the part that all evidence together supports best, and says how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from caseaudit.tracker.layout.evidence import LIST, Candidate, Clue, Evidence, counted
from caseaudit.tracker.layout.headings import NOTHING, Level
from caseaudit.tracker.layout.knowledge import knowledge
from caseaudit.tracker.layout.optimum import NONE, best_columns, margins
from caseaudit.tracker.layout.tools import Tools

_ROUNDS = 4
"""How often the parts of the neighbors may change what a column is."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a weighed column is: its `part` (a field, "" where it tells the list, None where it is nothing).

    `margin` is by how much this is ahead of the best other reading of the table. `rivals` are the parts that come close
    to each other, best first; `clues` what speaks for and against the part.
    """

    column: int
    part: str | None
    score: float = 0.0
    margin: float = 0.0
    named: bool = False
    rivals: tuple[str, ...] = ()
    clues: tuple[Clue, ...] = ()

    @property
    def taken(self) -> bool:
        """Whether the column is read as its part."""
        return self.part is not None and (self.named or self.margin >= knowledge().certainty["ahead"])

    @property
    def assumed(self) -> bool:
        """Whether the part is ahead of the others, but not certain."""
        return self.taken and not self.named and self.margin < knowledge().certainty["far"]


def weigh(
    waiting: Sequence[Candidate],
    parts: Sequence[str],
    known: Mapping[str, Candidate],
    tools: Tools,
    tells_list: bool,
) -> Iterator[Choice]:
    """The choice for each waiting column among the `parts`; `known` are the columns whose fields are sure."""
    return _Weighing(waiting, parts, known, tools, tells_list).choices()


class _Weighing:
    def __init__(
        self,
        waiting: Sequence[Candidate],
        parts: Sequence[str],
        known: Mapping[str, Candidate],
        tools: Tools,
        tells_list: bool,
    ) -> None:
        self._waiting, self._known, self._parts = waiting, known, [*parts, LIST]
        self._evidence = Evidence(tools, tells_list)
        self._least = knowledge().certainty["least"]
        number = counted(waiting, len(tools.definition.roles.phase_dates))
        levels: dict[str, Level] = {}
        texts: dict[tuple[str, Level], set[str]] = {}
        for each in (*waiting, *known.values()):
            match = each.heading.match if each.heading is not None else NOTHING
            if match.field is not None:
                levels[match.field] = max(levels.get(match.field, Level.NONE), match.level)
                texts.setdefault((match.field, match.level), set()).add(
                    each.heading.text if each.heading else ""
                )
        # Of two headings that name one field equally well, each may be another field of the same terms.
        alike = {field for (field, level), said in texts.items() if len(said) > 1 and levels[field] is level}
        levels |= dict.fromkeys(alike, Level.EXACT)
        self._clues = [
            [tuple(self._evidence.clues(each, part, number, levels)) for each in waiting]
            for part in self._parts
        ]
        self._between: list[list[tuple[Clue, ...]]] = [[()] * len(waiting) for _ in self._parts]

    def choices(self) -> Iterator[Choice]:
        """The choices, once the neighbors agree."""
        found = best_columns(self._scores())
        for _ in range(_ROUNDS):
            self._look_around(found)
            again = best_columns(self._scores())
            if again == found:
                break
            found = again
        scores = self._scores()
        ahead = margins(scores, found)
        part_of = {column: at for at, column in enumerate(found) if column != NONE}
        for column, each in enumerate(self._waiting):
            at = part_of.get(column)
            if at is None:
                yield Choice(each.column, None)
                continue
            part = self._parts[at]
            named = each.heading is not None and each.heading.match.field == part and bool(part)
            yield Choice(
                each.column,
                part,
                scores[at][column] + self._least,
                ahead[at],
                named,
                self._rivals(scores, at, column),
                (*self._clues[at][column], *self._between[at][column]),
            )

    def _rivals(self, scores: Sequence[Sequence[float]], at: int, column: int) -> tuple[str, ...]:
        """The fields that the column could be nearly as well as the chosen one, among them that one."""
        close = scores[at][column] - knowledge().certainty["far"]
        order = sorted(range(len(self._parts)), key=lambda other: -scores[other][column])
        near = [other for other in order if scores[other][column] > max(close, 0.0)]
        return tuple(self._parts[other] for other in near if self._parts[other] != LIST)[:4]

    def _scores(self) -> list[list[float]]:
        return [
            [
                sum(clue.points for clue in (*own, *between)) - self._least
                for own, between in zip(clues, others, strict=True)
            ]
            for clues, others in zip(self._clues, self._between, strict=True)
        ]

    def _look_around(self, found: Sequence[int]) -> None:
        """The evidence that comes from what the other columns are just now."""
        taken = dict(self._known)
        taken.update(
            (self._parts[at], self._waiting[column])
            for at, column in enumerate(found)
            if column != NONE and self._parts[at] != LIST
        )
        beside = {each.column: name for name, each in taken.items()}
        self._between = [
            [
                tuple(self._evidence.between(each, part, taken, beside)) if part != LIST else ()
                for each in self._waiting
            ]
            for part in self._parts
        ]
