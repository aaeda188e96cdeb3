"""A tracker is prepared in a forked process or in this one, with the same outcome."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from caseaudit.model.errors import DefinitionUnusable, TrackerUnusable
from caseaudit.stories import preparation
from caseaudit.stories.preparation import Prepared, Request, start_preparing
from caseaudit.tracker import updates as tracker
from caseaudit.tracker.setting import UpdatesSaid

SAMPLE = Path(__file__).parent.parent / "sample_data" / "tracker-2019-06.xlsx"
forks = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="trackers are prepared here on this system"
)


def request(path: Path, definition: Path | None = None) -> Request:
    return Request(path, definition, None, date(2020, 4, 15))


def texts(prepared: Prepared) -> list[str | None]:
    return [
        entries.text(case)
        for cases in prepared.tracker.lists.values()
        for entries in cases.entries.values()
        for case in range(len(cases))
    ]


@forks
def test_ahead_and_here_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = start_preparing(request(SAMPLE))()
    monkeypatch.setattr(preparation, "AHEAD_BYTES", 0)
    here = start_preparing(request(SAMPLE))()
    assert texts(ahead) == texts(here)
    assert ahead.workbook.sha256 == here.workbook.sha256
    assert ahead.tracker.as_of == here.tracker.as_of
    assert dict(ahead.tracker.updates) == dict(here.tracker.updates)


@pytest.mark.parametrize("limit", [0, preparation.AHEAD_BYTES])
def test_what_stops_the_preparation_is_raised_here(
    limit: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparation, "AHEAD_BYTES", limit)
    damaged = tmp_path / "damaged.xlsx"
    damaged.write_bytes(SAMPLE.read_bytes()[:2000])
    with pytest.raises(TrackerUnusable) as stopped:
        start_preparing(request(damaged))()
    assert stopped.value.where == str(damaged)
    faulty = tmp_path / "faulty.yaml"
    faulty.write_text("name: x\nfeilds: {}\n", encoding="utf-8")
    with pytest.raises(DefinitionUnusable) as unusable:
        start_preparing(request(SAMPLE, faulty))()
    assert unusable.value.faults


@forks
@pytest.mark.parametrize(
    "end", [lambda: os._exit(1), lambda: os.kill(os.getpid(), signal.SIGKILL)], ids=["exit", "killed"]
)
def test_a_process_that_dies_costs_time_only(
    end: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, prepare = os.getpid(), preparation._prepare_here

    def dies_elsewhere(asked: Request) -> Prepared:
        if os.getpid() != here:
            end()
        return prepare(asked)

    monkeypatch.setattr(preparation, "_prepare_here", dies_elsewhere)
    assert texts(start_preparing(request(SAMPLE))())


@forks
def test_the_updates_of_a_large_tracker_are_read_in_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    readers: list[int] = []
    monkeypatch.setattr(preparation, "AHEAD_BYTES", 0)
    monkeypatch.setattr(
        tracker, "read_updates", lambda *_: readers.append(os.getpid()) or {"active": os.getpid()}
    )
    updates = start_preparing(request(SAMPLE))().tracker.updates
    assert list(updates) == ["active"]
    assert updates["active"] != os.getpid()
    assert not readers


@forks
def test_updates_whose_process_died_are_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = start_preparing(request(SAMPLE))()
    here, read = os.getpid(), tracker.read_updates

    def dies_elsewhere(*given: Any) -> Mapping[str, UpdatesSaid]:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return read(*given)

    monkeypatch.setattr(preparation, "AHEAD_BYTES", 0)
    monkeypatch.setattr(tracker, "read_updates", dies_elsewhere)
    assert dict(start_preparing(request(SAMPLE))().tracker.updates) == dict(ahead.tracker.updates)
