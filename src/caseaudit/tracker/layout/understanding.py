"""Understands a workbook: which sheets hold cases, of which list, under which header."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from caseaudit.model.definition import Definition
from caseaudit.model.errors import NotATracker, TrackerUnusable
from caseaudit.model.finding import HeaderMatch, LeftOut, Place
from caseaudit.model.layout import NOTHING_STATED, CaseTable, Layout, Remark, RemarkKind, StatedLayout
from caseaudit.model.table import Visibility, Workbook
from caseaudit.model.words import counted
from caseaudit.tracker.layout.assignment import Assigned, assign
from caseaudit.tracker.layout.copies import copy_remark, left_out_copy, without_copies
from caseaudit.tracker.layout.entries import case_table, joined_table
from caseaudit.tracker.layout.lists import Grade, Named
from caseaudit.tracker.layout.ownsheets import WHY as WROTE_IT
from caseaudit.tracker.layout.ownsheets import is_own
from caseaudit.tracker.layout.remarks import header_matches, sheet_remarks
from caseaudit.tracker.layout.sheets import SheetView, view_sheet
from caseaudit.tracker.layout.surroundings import left_out, stated
from caseaudit.tracker.layout.tools import Tools, tools_of
from caseaudit.tracker.layout.twins import read_by_twins

_HALF = 0.5
_SHOWN = 8
_LOOKS_LIKE = "looks like a case list, but no row heads it with the fields of the tracker"


def understand(workbook: Workbook, definition: Definition, stated: StatedLayout = NOTHING_STATED) -> Layout:
    """What the workbook holds: its case tables, and remarks on what could not be taken at its word.

    Raises TrackerUnusable where it holds no case list, where the list of a sheet cannot be told, where a list
    column names an unknown list, and where two sheets hold the same list.
    """
    return _Understanding(workbook, tools_of(definition), stated).layout()


class _Understanding:
    def __init__(self, workbook: Workbook, tools: Tools, stated: StatedLayout) -> None:
        self._stated = stated
        self._workbook = workbook
        self._tools = tools
        self._left_out: list[LeftOut] = []
        self._remarks: list[Remark] = []

    def layout(self) -> Layout:
        own = [sheet for sheet in self._workbook.sheets if is_own(sheet)]
        self._left_out += [LeftOut(sheet.name, (), WROTE_IT) for sheet in own]
        views = [
            view_sheet(sheet, self._tools, self._stated.of(sheet.name))
            for sheet in self._workbook.sheets
            if sheet not in own
        ]
        views = [*read_by_twins(self._with_codes(self._without_stated(views)), self._tools)]
        candidates = self._without_empty([view for view in views if view.blocks])
        assigned = self._assigned(candidates)
        self._tell_others(views, assigned)
        if not assigned:
            raise (
                self._only_own()
                if own and not any(view.looks_like_list for view in views)
                else self._nothing(views)
            )
        tables, headers, dates = self._tables(assigned), list[HeaderMatch](), list[tuple[Place, str]]()
        for each in assigned:
            headers.extend(header_matches(each))
            dates.extend(stated(each.view, self._tools.words))
            self._left_out.extend(left_out(each.view))
            copied = any(
                r.kind is RemarkKind.HIDDEN_COPY and r.sheet == each.view.sheet.name for r in self._remarks
            )
            self._remarks.extend(sheet_remarks(each, self._tools, tells_hidden=not copied))
            self._remarks.extend(_no_cases(each))
        order = {sheet.name: sheet.position for sheet in self._workbook.sheets}
        remarks = sorted(self._remarks, key=lambda r: (order[r.sheet], r.row, r.column))
        self._left_out.extend(LeftOut(name, (), why) for name, why in self._workbook.not_read.items())
        lefts = sorted(self._left_out, key=lambda each: order.get(each.sheet, len(order)))
        return Layout(tuple(tables), tuple(headers), tuple(lefts), tuple(remarks), tuple(dates))

    def _without_stated(self, views: Sequence[SheetView]) -> list[SheetView]:
        """The sheets without those that the user leaves out, which are named where they hold cases."""
        for view in views:
            if self._stated.leaves_out(view.sheet.name):
                self._left_out.append(LeftOut(view.sheet.name, (), "left out by the configuration"))
                if view.cases:
                    what = f"The sheet holds {counted(view.cases, 'case')} and was left out by the configuration."
                    detail = {"what": what, "cases": str(view.cases)}
                    name = view.sheet.name
                    self._remarks.append(Remark(RemarkKind.LEFT_OUT, name, "", 0, 0, None, None, detail))
        return [view for view in views if not self._stated.leaves_out(view.sheet.name)]

    def _with_codes(self, views: list[SheetView]) -> list[SheetView]:
        """The sheets with the lists that a letter each names, where there is one for every list: "A", "S", "I"."""
        lists = self._tools.lists
        codes = {
            view.sheet.name: name
            for view in views
            if view.cases and view.named is None and (name := lists.of_entry(view.sheet.name)) is not None
        }
        if sorted(codes.values()) != sorted(self._tools.definition.lists):
            return views
        return [
            replace(view, named=Named(codes[view.sheet.name], Grade.PLAIN))
            if view.sheet.name in codes
            else view
            for view in views
        ]

    def _without_empty(self, views: Sequence[SheetView]) -> list[SheetView]:
        """The sheets without those that have a header but no case, where they are not a list's only sheet."""
        served = {view.named.list for view in views if view.cases and view.named is not None}
        kept = []
        for view in views:
            served_elsewhere = view.plain_list is None or view.plain_list in served
            if view.cases or not (served_elsewhere or view.sheet.visibility != Visibility.VISIBLE):
                kept.append(view)
            else:
                self._left_out.append(LeftOut(view.sheet.name, (), "a header row with no case below it"))
        return kept

    def _assigned(self, views: Sequence[SheetView]) -> list[Assigned]:
        """The sheets with their lists; a sheet of no list that repeats the cases of others is left out."""
        named = [view for view in views if view.plain_list is not None]
        found: list[Assigned] = []
        unknown: list[SheetView] = []
        for view in sorted(views, key=lambda view: view.plain_list is None):
            each = self._lists_of(view, [other for other in views if other is not view], found)
            if each is None:
                unknown.append(view)
            else:
                found.append(each)
        for view in unknown:
            if not (found and self._repeats(view, found)):
                self._refuse(view, found or named)
        found = self._without_idle(found)
        return sorted(found, key=lambda each: each.view.sheet.position)

    def _lists_of(
        self, view: SheetView, others: Sequence[SheetView], found: Sequence[Assigned]
    ) -> Assigned | None:
        """The sheet with its lists; where it is hardly a case list, an unknown list is no reason to stop."""
        try:
            return assign(view, others, self._tools, self._workbook.path)
        except TrackerUnusable:
            if found and (not self._has_most_fields(view) or self._known(view, found)[0]):
                return None
            raise

    def _has_most_fields(self, view: SheetView) -> bool:
        fields = max(len(block.settled.fields) for block in view.blocks)
        return fields >= _HALF * len(self._tools.definition.fields)

    def _known(self, view: SheetView, found: Sequence[Assigned]) -> tuple[int, int]:
        """How many of the sheet's case numbers stand on sheets with a list (0 where not most), and how many it has."""
        numbers = view.numbers(self._tools)
        elsewhere = set().union(*(each.view.numbers(self._tools) for each in found))
        known = len(numbers & elsewhere)
        return (known if known > _HALF * len(numbers) else 0), len(numbers)

    def _repeats(self, view: SheetView, found: Sequence[Assigned]) -> bool:
        """Whether most of the sheet's case numbers stand on sheets that have a list; it is then left out."""
        known, all_numbers = self._known(view, found)
        if known:
            self._remarks.append(copy_remark(view, known, all_numbers, 0))
            self._left_out.append(left_out_copy(view.sheet))
        return bool(known)

    def _refuse(self, view: SheetView, others: Sequence[object]) -> None:
        """A sheet of cases that belongs to no list stops the run, unless it is hardly a case list."""
        if others and not self._has_most_fields(view):
            self._left_out.append(LeftOut(view.sheet.name, (), "not a case list"))
            return
        titles = [each.title for each in self._tools.definition.lists.values()]
        headers = self._tools.definition.list_headers
        column = f' or add a column "{headers[0]}"' if headers else ""
        raise TrackerUnusable(
            f'{self._workbook.path}, sheet "{view.sheet.name}"',
            f"it holds {counted(view.cases, 'case')}, but nothing tells which list they are on.",
            f"Name the sheet after its list ({', '.join(titles)}){column} that says it for each case.",
        )

    def _without_idle(self, found: Sequence[Assigned]) -> list[Assigned]:
        """The sheets without empty ones whose list stands elsewhere, and without what they repeat of each other."""
        filled = {name for each in found if each.view.cases for name in each.lists}
        for each in found:
            if not each.view.cases and filled.issuperset(each.lists):
                self._left_out.append(LeftOut(each.view.sheet.name, (), "a header row with no case below it"))
        kept = without_copies(
            [each for each in found if each.view.cases or not filled.issuperset(each.lists)], self._tools
        )
        self._remarks.extend(kept.remarks)
        self._left_out.extend(kept.left_out)
        return [*kept.sheets]

    def _tables(self, assigned: Sequence[Assigned]) -> list[CaseTable]:
        tables = []
        for name in self._tools.definition.lists:
            own = [
                case_table(parts, self._tools)
                for each in assigned
                if (parts := [part for part in each.parts if part.list == name])
            ]
            if own:
                tables.append(own[0] if len(own) == 1 else joined_table(own, self._tools))
        return sorted(tables, key=lambda table: table.sheet.position)

    def _tell_others(self, views: Sequence[SheetView], assigned: Sequence[Assigned]) -> None:
        """Names the sheets that are no case lists, and those that should be one and cannot be read."""
        taken = {each.view.sheet.name for each in assigned} | {each.sheet for each in self._left_out}
        lists = {name for each in assigned for name in each.lists}
        for view in views:
            name = view.sheet.name
            if name in taken:
                continue
            shown = view.sheet.visibility == Visibility.VISIBLE
            unread = shown and view.looks_like_list and view.plain_list not in lists
            if unread:
                what = f"The sheet {_LOOKS_LIKE}; {self._sought()}"
                detail = {"what": what}
                self._remarks.append(
                    Remark(RemarkKind.UNREADABLE_SHEET, name, "", 0, 0, view.plain_list, None, detail)
                )
            reason = "no header row of a case list was found" if unread else "not a case list"
            self._left_out.append(LeftOut(name, (), reason if view.sheet.columns else "an empty sheet"))

    def _sought(self) -> str:
        headers = [each.header for each in self._tools.definition.fields.values()]
        return f"write the headers ({', '.join(headers[:4])} …) in one row above the cases."

    def _only_own(self) -> TrackerUnusable:
        return NotATracker(
            self._workbook.path,
            "caseaudit wrote this workbook; it holds findings, no case list.",
            "Name the tracker that it was made from.",
        )

    def _nothing(self, views: Sequence[SheetView]) -> TrackerUnusable:
        """No case list at all: says which sheet should have been one, or what was looked for."""
        path = self._workbook.path
        unread = [view.sheet.name for view in views if view.looks_like_list]
        if unread:
            remedy = self._sought()
            return TrackerUnusable(
                f'{path}, sheet "{unread[0]}"', f"it {_LOOKS_LIKE}.", remedy[0].upper() + remedy[1:]
            )
        names = [f'"{view.sheet.name}"' for view in views] + [f'"{name}"' for name in self._workbook.not_read]
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        sheets = (
            f" on {'its sheet' if len(names) == 1 else 'its sheets'} {', '.join(names[:_SHOWN])}{more}"
            if names
            else ""
        )
        titles = ", ".join(each.title for each in self._tools.definition.lists.values())
        return NotATracker(
            path,
            f"the workbook holds no case list{sheets}.",
            f"A case list has a header row with fields such as {self._fields()}, "
            f"and its sheet is named after the list ({titles}). "
            "If the tracker has other fields, name its definition with --definition.",
        )

    def _fields(self) -> str:
        headers = [each.header for each in self._tools.definition.fields.values()]
        return ", ".join(headers[:3])


def _no_cases(assigned: Assigned) -> Iterator[Remark]:
    view = assigned.view
    if not view.cases:
        detail = {"what": "The sheet has the header of a case list, but no case below it.", "cases": "0"}
        block = view.blocks[0]
        yield Remark(
            RemarkKind.NO_CASES, view.sheet.name, "", block.header.lower, 0, assigned.lists[0], None, detail
        )
