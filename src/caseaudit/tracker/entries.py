"""The entries of one field on one list: what stands there, and how its kind reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from caseaudit.kinds.reading import Reading, State
from caseaudit.kinds.spelling import fingerprints
from caseaudit.model.definition import Field
from caseaudit.model.table import BLANK, Cell, Column

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from caseaudit.model.table import Codes, Mask

T = TypeVar("T")


class Entries:
    """The entries of one field on one list: what stands there and how its kind reads it.

    Each distinct cell is read once; `column` is None where the list has no column for the field, and then every
    entry is blank.
    """

    def __init__(
        self, field: Field, column: Column | None, cases: int, read: Callable[[Cell | None], Reading]
    ) -> None:
        import numpy as np

        self.field = field
        self.present = column is not None
        self.codes: Codes = np.full(cases, BLANK, dtype=np.int32) if column is None else column.codes
        self.cells: tuple[Cell, ...] = () if column is None else column.cells
        # The blank entry is read last: its code, -1, is then its place in every table made of the readings.
        self.readings: tuple[Reading, ...] = (*map(read, self.cells), read(None))

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
        return self._among(self._by_state, states)

    def at_fault(self, code: str) -> Mask:
        """True for the cases whose reading has this fault."""
        return self._among(self._by_fault, (code,))

    def _among(self, groups: Mapping[T, Sequence[int]], wanted: Sequence[T]) -> Mask:
        import numpy as np

        found: Mask = np.zeros(len(self.readings), dtype=bool)
        for each in wanted:
            if each in groups:
                found[groups[each]] = True
        return found[self.codes]

    @cached_property
    def _by_state(self) -> Mapping[State, Sequence[int]]:
        return _positions(reading.state for reading in self.readings)

    @cached_property
    def _by_fault(self) -> Mapping[str | None, Sequence[int]]:
        return _positions(reading.fault for reading in self.readings)

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
    def texts(self) -> tuple[str | None, ...]:
        """Each distinct entry as it stands, in the order of `readings`; None for the blank one."""
        return (*(cell.text for cell in self.cells), None)

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
        import numpy as np

        said = (State.STANDARD, State.FIXABLE, State.FAULTY)
        texts = [
            (reading.value if isinstance(reading.value, str) else cell.text).replace("\n", " ")
            if reading.state in said and reading.fault != "S207"
            else ""
            for reading, cell in zip(self.readings, self.cells, strict=False)
        ]
        found = [*((each or None) for each in fingerprints(texts)), None] if texts else [None]
        return np.array(found, dtype=object)[self.codes]

    @cached_property
    def days(self) -> npt.NDArray[np.int64]:
        """The entries as day numbers (`date.toordinal`), 0 where there is no readable date."""
        found: npt.NDArray[np.int64] = self.each(  # type: ignore[assignment]
            lambda reading: reading.value.toordinal() if isinstance(reading.value, date) else 0, "int64"
        )
        return found


def _positions(values: Iterable[T]) -> Mapping[T, Sequence[int]]:
    """Where each value stands."""
    found: dict[T, list[int]] = {}
    for position, value in enumerate(values):
        found.setdefault(value, []).append(position)
    return found
