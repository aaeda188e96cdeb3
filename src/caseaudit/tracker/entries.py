"""The entries of one field on one list: what stands there, and how its kind reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from caseaudit.kinds.reading import Fault, Reading, State
from caseaudit.kinds.spelling import fingerprints
from caseaudit.model.definition import Field
from caseaudit.model.table import BLANK, Cell, Column

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from caseaudit.model.table import Codes, Mask

T = TypeVar("T")


class Distinct:
    """The distinct cells of a column with their readings; each is read once, whatever looks at the column.

    The blank entry is read last: its code, -1, is then its place in every table made of the readings.
    """

    def __init__(self, cells: Sequence[Cell], read: Callable[[Cell | None], Reading]) -> None:
        self.cells: tuple[Cell, ...] = tuple(cells)
        self.readings: tuple[Reading, ...] = (*map(read, self.cells), read(None))

    @cached_property
    def by_state(self) -> Mapping[State, Sequence[int]]:
        """The places of the readings in each state."""
        return _positions(reading.state for reading in self.readings)

    @cached_property
    def by_fault(self) -> Mapping[Fault | None, Sequence[int]]:
        """The places of the readings with each fault."""
        return _positions(reading.fault for reading in self.readings)

    @cached_property
    def texts(self) -> tuple[str | None, ...]:
        """Each entry as it stands, None for the blank one."""
        return (*(cell.text for cell in self.cells), None)

    @cached_property
    def prints(self) -> npt.NDArray[np.object_]:
        """What each entry is, its looks set aside (see `Entries.prints`)."""
        import numpy as np

        said = (State.STANDARD, State.FIXABLE, State.FAULTY)
        texts = [
            (reading.value if isinstance(reading.value, str) else cell.text).replace("\n", " ")
            if reading.state in said and reading.fault is not Fault.ERROR
            else ""
            for reading, cell in zip(self.readings, self.cells, strict=False)
        ]
        found = [*((each or None) for each in fingerprints(texts)), None] if texts else [None]
        return np.array(found, dtype=object)

    @cached_property
    def days(self) -> npt.NDArray[np.int64]:
        """Each entry as a day number (`date.toordinal`), 0 where it is no readable date."""
        import numpy as np

        values = (reading.value for reading in self.readings)
        return np.array(
            [value.toordinal() if isinstance(value, date) else 0 for value in values], dtype=np.int64
        )


class Entries:
    """The entries of one field on one list: what stands there and how its kind reads it.

    `codes` has, for each case, the place of its entry among the distinct ones. `present` is False where the list has
    no column for the field, and then every entry is blank.
    """

    def __init__(self, field: Field, codes: Codes, distinct: Distinct, *, present: bool = True) -> None:
        self.field, self.codes, self.distinct, self.present = field, codes, distinct, present

    @classmethod
    def of_column(
        cls, field: Field, column: Column | None, cases: int, read: Callable[[Cell | None], Reading]
    ) -> Entries:
        """The entries of a column with one code a case; `column` is None where the list has none for the field."""
        import numpy as np

        if column is None:
            return cls(field, np.full(cases, BLANK, dtype=np.int32), Distinct((), read), present=False)
        return cls(field, column.codes, Distinct(column.cells, read))

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The distinct entries."""
        return self.distinct.cells

    @property
    def readings(self) -> tuple[Reading, ...]:
        """What each distinct entry says; the blank one comes last."""
        return self.distinct.readings

    @property
    def texts(self) -> tuple[str | None, ...]:
        """Each distinct entry as it stands, in the order of `readings`; None for the blank one."""
        return self.distinct.texts

    def each(self, judge: Callable[[Reading], T], dtype: npt.DTypeLike) -> npt.NDArray[np.generic]:
        """What `judge` says of each case's reading, asked once for each distinct reading."""
        import numpy as np

        return np.array([judge(reading) for reading in self.readings], dtype=dtype)[self.codes]

    def where(self, judge: Callable[[Reading], bool]) -> Mask:
        """True for the cases whose reading passes `judge`."""
        found: Mask = self.each(judge, bool)  # type: ignore[assignment]
        return found

    def in_state(self, *states: State) -> Mask:
        """True for the cases whose reading is in one of these states."""
        return self._among(self.distinct.by_state, states)

    def at_fault(self, fault: Fault) -> Mask:
        """True for the cases whose reading has this fault."""
        return self._among(self.distinct.by_fault, (fault,))

    def _among(self, groups: Mapping[T, Sequence[int]], wanted: Sequence[T]) -> Mask:
        import numpy as np

        places = [groups[each] for each in wanted if each in groups]
        if not places:
            return np.zeros(len(self.codes), dtype=bool)
        found: Mask = np.zeros(len(self.readings), dtype=bool)
        for each in places:
            found[each] = True
        return found[self.codes]

    def table(self, of_readings: Sequence[object]) -> npt.NDArray[np.bool_]:
        """What is given for each distinct reading (in the order of `readings`), for each case."""
        import numpy as np

        found: npt.NDArray[np.bool_] = np.array(of_readings, dtype=bool)[self.codes]
        return found

    def reading(self, case: int) -> Reading:
        """The reading of one case's entry."""
        return self.readings[int(self.codes[case])]

    def text(self, case: int) -> str | None:
        """One case's entry as it stands, or None where the cell is empty."""
        return self.texts[int(self.codes[case])]

    @cached_property
    def entered(self) -> Mask:
        """True where something stands that is neither blank nor a stand-in."""
        return ~self.in_state(State.BLANK, State.STAND_IN)

    @cached_property
    def audited(self) -> Mask:
        """False where a formula holds no value, so that nothing can be said of the entry."""
        return ~self.in_state(State.UNAUDITED)

    @cached_property
    def prints(self) -> npt.NDArray[np.object_]:
        """What each entry is, its looks set aside: the fingerprint of what it resolves to, else of its text.

        None where nothing is entered, or nothing with a letter or digit.
        """
        return self.distinct.prints[self.codes]

    @cached_property
    def days(self) -> npt.NDArray[np.int64]:
        """The entries as day numbers (`date.toordinal`), 0 where there is no readable date."""
        return self.distinct.days[self.codes]


def _positions(values: Iterable[T]) -> Mapping[T, Sequence[int]]:
    """Where each value stands."""
    found: dict[T, list[int]] = {}
    for position, value in enumerate(values):
        found.setdefault(value, []).append(position)
    return found
