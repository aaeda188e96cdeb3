"""The cases of a tracker with every entry read: what the rules judge.

One `Entries` a field and list, one `CaseEntries` a frame, one `Cases` a list, one `Tracker` a workbook. Positions count
the cases of a list from 0, in the order of the sheet; masks and arrays have one element a case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from caseaudit.kinds.identifiers import compare_key
from caseaudit.kinds.reading import Fault, State
from caseaudit.model.definition import CaseList, Definition, Need
from caseaudit.model.finding import Place
from caseaudit.model.layout import CaseTable, Layout
from caseaudit.model.table import address
from caseaudit.tracker.entries import Entries
from caseaudit.tracker.frames import Manner, frame_of
from caseaudit.tracker.setting import LIST, NUMBER, Listed, UpdatesSaid

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from caseaudit.model.table import Mask, Rows


@dataclass(frozen=True, eq=False)
class CaseEntries:
    """What is entered in the cases of one list, as the rules judge it: nothing but what a frame of them says.

    `entries` has every field of the definition, in its order; for a rule that looks at one field alone, that field.
    """

    case_list: CaseList
    definition: Definition
    entries: Mapping[str, Entries]

    def __len__(self) -> int:
        return next((len(entries.codes) for entries in self.entries.values()), 0)

    def of_role(self, role: str) -> Entries | None:
        """The entries of the field that plays a part (`status`, `update_date` …), where the list has its column."""
        name: str | None = getattr(self.definition.roles, role)
        found = self.entries[name] if name else None
        return found if found is not None and found.present else None

    @cached_property
    def numbers(self) -> list[str | None]:
        """Each case's number in the form in which numbers are compared; None where none is entered."""
        entries = self.of_role("case_number")
        if entries is None:
            return [None] * len(self)
        patterned = entries.field.pattern is not None
        unread = (State.BLANK, State.STAND_IN, State.UNAUDITED)
        keys = [
            None
            if reading.state in unread or reading.fault is Fault.ERROR
            else compare_key(cell.text, patterned=patterned)
            for reading, cell in zip(entries.readings, entries.cells, strict=False)
        ]
        return [*map([*keys, None].__getitem__, entries.codes.tolist())]

    @cached_property
    def matter(self) -> npt.NDArray[np.object_]:
        """What each case is about, spelling aside: a row a case, a column for each field of `Roles.same_matter`."""
        import numpy as np

        prints = [self.entries[name].prints for name in self.definition.roles.same_matter]
        return np.column_stack(prints) if prints else np.empty((len(self), 0), dtype=object)

    @cached_property
    def phase(self) -> npt.NDArray[np.int64]:
        """The number of each case's phase from 1, 0 where it is unknown.

        The Current Phase where it resolves to one standard phase, else the Status where that does.
        """
        import numpy as np

        phase, status = self.phases_said["phase"], self.phases_said["status"]
        found: npt.NDArray[np.int64] = np.where(phase > 0, phase, status)
        return found

    @cached_property
    def phases_said(self) -> Mapping[str, npt.NDArray[np.int64]]:
        """By role (`phase`, `status`): the phase number that the field resolves to, 0 where to none."""
        return {role: self._phase_numbers(role) for role in ("phase", "status")}

    def _phase_numbers(self, role: str) -> npt.NDArray[np.int64]:
        import numpy as np

        entries = self.of_role(role)
        if entries is None:
            return np.zeros(len(self), dtype=np.int64)
        numbers = {term.name: number for number, term in enumerate(self.definition.phases, start=1)}
        found: npt.NDArray[np.int64] = entries.each(  # type: ignore[assignment]
            lambda reading: numbers.get(reading.value, 0) if isinstance(reading.value, str) else 0, "int64"
        )
        return found

    def phase_supplier(self, case: int) -> str | None:
        """The field that tells this case's phase; None where no field does."""
        for role, said in self.phases_said.items():
            if said[case]:
                name: str | None = getattr(self.definition.roles, role)
                return name
        return None

    def needed(self, field: str) -> Mask:
        """True for the cases that must fill the field. Where it hangs on an unknown phase: False."""
        import numpy as np

        need = self.definition.fields[field].needs[self.case_list.name]
        if need.need in (Need.FROM_PHASE, Need.ONLY_FROM_PHASE):
            return self.phase >= need.phase
        if need.need is Need.ONLY_WHERE:
            return self.entries[need.field].where(lambda reading: reading.value in need.terms)
        return np.full(len(self), need.need is Need.REQUIRED)

    def barred(self, field: str) -> Mask:
        """True for the cases that must have no entry in the field. Where it hangs on an unreadable entry: False."""
        import numpy as np

        need = self.definition.fields[field].needs[self.case_list.name]
        if need.need is Need.ONLY_WHERE:
            return self.entries[need.field].where(
                lambda reading: isinstance(reading.value, str) and reading.value not in need.terms
            )
        return np.full(len(self), need.need is Need.BLANK)

    def too_early(self, field: str) -> Mask:
        """True for the cases whose known phase is one in which the field must still be blank."""
        import numpy as np

        need = self.definition.fields[field].needs[self.case_list.name]
        if need.need is Need.ONLY_FROM_PHASE:
            return (self.phase > 0) & (self.phase < need.phase)
        return np.zeros(len(self), dtype=bool)


@dataclass(frozen=True, eq=False)
class Cases(CaseEntries):
    """The cases of one list, with where they stand in the workbook and how their entries are read."""

    table: CaseTable
    manner: Manner

    def __len__(self) -> int:
        return len(self.table.rows)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The cases as the frame that a schema validates."""
        return frame_of(self.entries)

    def key(self, case: int) -> str:
        """What tells a case from the others wherever its row stands.

        Its number in the form in which numbers are compared; of a case without one, what it is about and its first
        date.
        """
        number = self.numbers[case]
        return self.matter_key(case) if number is None else number

    def matter_key(self, case: int) -> str:
        """What the case is about and when it began, as one text; blanks where nothing is entered."""
        roles = self.definition.roles
        dates = [name for name in (roles.received, *roles.phase_dates[:1]) if name is not None]
        days = (self.entries[name].prints[case] for name in dates)
        return "\x1e".join(each or "" for each in (*self.matter[case], *days))

    def heading(self, field: str) -> tuple[int, int]:
        """Row and column (from 0) of a field's header; of a field without column, of the first filled header cell."""
        return self.table.header_row, self.table.columns.get(field, self.table.first_filled_header)

    def spot(self, field: str, case: int) -> tuple[int, int]:
        """Row and column (from 0) of a case's entry."""
        table = self.table
        moved = table.anchors.get(field, {}).get(case)
        return moved or (int(table.rows[case]), table.columns[field])

    def place(self, field: str, case: int) -> Place:
        """Where a case's entry stands, by the workbook's own name."""
        return Place(self.table.sheet_of(case).name, address(*self.spot(field, case)))

    def copies(self, field: str) -> Mask | None:
        """True where a case's entry is a merged cell that an earlier case has shown already; None where none is."""
        import numpy as np

        moved = self.table.anchors.get(field)
        if not moved:
            return None
        found = np.zeros(len(self), dtype=bool)
        rows = self.table.rows
        for case, (row, _) in moved.items():
            found[case] = case > 0 and row < rows[case]
        return found

    @cached_property
    def order(self) -> Rows:
        """A number for each case that grows in the order of sheets and rows through the whole workbook."""
        found: Rows = self.table.rows + self.table.positions * (1 << 32)
        return found


@dataclass(frozen=True, eq=False)
class Tracker:
    """A whole tracker, read. `lists` has an entry for each list found in the workbook, in the definition's order.

    `as_of` is the date that ages are measured from, None where the workbook holds no readable update date;
    `latest` is the last day that is not in the future.
    """

    layout: Layout
    definition: Definition
    lists: Mapping[str, Cases]
    as_of: date | None
    latest: date
    updates: Mapping[str, UpdatesSaid] = field(default_factory=dict)
    """By list: what its updates say. Empty where the definition does not tell how updates are read."""

    @cached_property
    def _order(self) -> tuple[Rows, Rows, Rows]:
        """The cases in the order of the workbook: the position of each one's list, its own there, its own among all."""
        import numpy as np

        sizes = [*map(len, self.lists.values())]
        order = np.argsort(np.concatenate([cases.order for cases in self.lists.values()]), kind="stable")
        lists = np.repeat(np.arange(len(sizes)), sizes)[order]
        return lists, np.concatenate([*map(np.arange, sizes)])[order], order

    @cached_property
    def spots(self) -> Sequence[tuple[str, int]]:
        """Each case's list and its position there, in the order of the workbook."""
        names, (lists, cases, _) = [*self.lists], self._order
        return [*zip(map(names.__getitem__, lists.tolist()), cases.tolist(), strict=True)]

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The cases of all lists in the order of the workbook: the list, the number, and what the case is about."""
        import numpy as np
        import pandas as pd

        codes, _, order = self._order
        lists, names = self.lists.values(), self.definition.roles.same_matter
        matter = np.concatenate([cases.matter for cases in lists])[order]
        number = np.array([each for cases in lists for each in cases.numbers], dtype=object)[order]
        columns = {NUMBER: number, **{name: matter[:, place] for place, name in enumerate(names)}}
        frame = pd.DataFrame(columns, dtype=object)
        listed = pd.Categorical.from_codes(codes.tolist(), categories=pd.Index([*self.lists]))
        frame.insert(0, LIST, pd.Series(listed))
        return frame

    @cached_property
    def listed(self) -> Listed:
        """The cases of all lists, in the order of the workbook."""
        return Listed.of_frame(self.frame)
