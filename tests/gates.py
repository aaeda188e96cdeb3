"""What the tests of the gate share: a command line run inside this process, on an audit made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import caseaudit.stories.audit
from caseaudit.commands.console.app import app
from caseaudit.model.finding import Finding
from caseaudit.settings.policy.finding import _above
from tests import made
from tests.test_cli import made_audits


def run(*words: str | Path) -> Result:
    """Run a command line inside this process, on plain paper of 80 columns."""
    _above.cache_clear()  # the policies of one test are not those of the next
    environment = {"COLUMNS": "80", "NO_COLOR": "", "FORCE_COLOR": ""}
    return CliRunner().invoke(app, [str(word) for word in words], env=environment, prog_name="caseaudit")


def made_tracker(
    folder: Path, monkeypatch: pytest.MonkeyPatch, found: Sequence[Finding] | None = None
) -> Path:
    """A file whose audit is made by hand, with these findings, and by the made definition."""
    path = folder / "tracker.xlsx"
    path.write_bytes(b"a workbook")
    made_audits(monkeypatch, {} if found is None else {path.name: found})
    monkeypatch.setattr(
        caseaudit.stories.audit, "audit_tracker", lambda path, *_: made.audit(found, str(path))
    )
    monkeypatch.setattr("caseaudit.commands.console.gate._definition", lambda _path: made.definition())
    return path
