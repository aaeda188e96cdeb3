"""A rule that cannot judge, or is not asked, never looks like a pass."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from caseaudit import schema
from caseaudit.model.errors import RuleCrashed
from caseaudit.rules import RULES
from caseaudit.schema import failures
from caseaudit.stories.audit import read_tracker
from caseaudit.tracker.cases import Cases, Tracker
from caseaudit.tracker.entries import Entries

if TYPE_CHECKING:
    from caseaudit.model.table import Mask

SAMPLE = Path(__file__).parent.parent / "sample_data" / "tracker-2019-06.xlsx"


@pytest.fixture(scope="module")
def tracker() -> Tracker:
    return read_tracker(SAMPLE)


def test_a_rule_that_stops_is_named_with_its_field(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    def stops(_: Cases, entries: Entries, __: Tracker) -> Mask:
        if entries.field.name == "status":
            raise ZeroDivisionError("none left")
        return entries.entered

    broken = tuple(replace(rule, judge=stops) if rule.code == "C101" else rule for rule in RULES)
    monkeypatch.setattr(schema, "RULES", broken)
    with pytest.raises(RuleCrashed, match=r"C101 status.*ZeroDivisionError: none left"):
        list(failures(tracker, frozenset({"C101", "S201"})))


def test_checks_that_the_environment_skips_are_no_pass(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pandera.backends.pandas.container as backend

    monkeypatch.setattr(backend.DataFrameSchemaBackend, "run_checks", lambda *_, **__: [])
    with pytest.raises(RuleCrashed, match=r"C101.*not run"):
        list(failures(tracker, frozenset({"C101"})))


def test_a_rule_reports_each_of_its_fields_apart(tracker: Tracker) -> None:
    found = list(failures(tracker, frozenset({"C101"})))
    assert len({(each.cases.case_list.name, each.field) for each in found}) == len(found) > 10
    assert all(each.hits.mask.any() for each in found)
