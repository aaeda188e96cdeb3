"""The compiled form of the built-in definition says what the YAML says, or is not used."""

from __future__ import annotations

import os
import pickle
import shutil
import zlib
from pathlib import Path

import pytest

from caseaudit.definition import builtin_path, load_definition
from caseaudit.definition.compiled import ENDING, compiled, load_compiled
from caseaudit.definition.loading import load_checked


class Harm:
    """What a hostile file would have done."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("echo harm > harm.txt",)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A copy of the built-in definition with its compiled form."""
    for ending in (".yaml", ENDING):
        shutil.copy(builtin_path().with_suffix(ending), tmp_path)
    return tmp_path / builtin_path().name


def test_it_is_up_to_date() -> None:
    read = load_checked(builtin_path())
    found = load_compiled(builtin_path(), read.sha256)
    assert found is not None
    assert repr(found) == repr(read)
    assert repr(load_definition()) == repr(read)


def test_it_knows_where_its_file_lies(file: Path) -> None:
    found = load_compiled(file, load_definition().sha256)
    assert found is not None
    assert {found.path, *(each.definition.path for each in found.registers.values())} == {str(file)}


def test_it_is_not_used_for_a_file_that_has_changed(file: Path) -> None:
    assert load_compiled(file, "0" * 64) is None


def test_one_that_is_not_there_is_no_fault(tmp_path: Path) -> None:
    assert load_compiled(tmp_path / "none.yaml", "0" * 64) is None


@pytest.mark.parametrize("held", [b"", b"no archive", zlib.compress(b"no pickle")])
def test_a_damaged_one_is_not_used(file: Path, held: bytes) -> None:
    file.with_suffix(ENDING).write_bytes(held)
    assert load_compiled(file, load_definition().sha256) is None


def test_nothing_but_records_is_taken(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent)
    file.with_suffix(ENDING).write_bytes(zlib.compress(pickle.dumps(((load_definition().sha256,), Harm()))))
    assert load_compiled(file, load_definition().sha256) is None
    assert not Path("harm.txt").exists()


def test_other_records_than_now_are_not_taken(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    definition = load_definition()
    monkeypatch.setattr("caseaudit.definition.compiled._made_of", lambda sha256: (sha256, "Term: other"))
    file.with_suffix(ENDING).write_bytes(compiled(definition))
    monkeypatch.undo()
    assert load_compiled(file, definition.sha256) is None
