"""From a definition file to a `Definition`, or to all its faults at once.

YAML and pydantic are imported only where a file must be read: the built-in definition is there in compiled form.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseaudit.definition.compiled import load_compiled
from caseaudit.model.definition import Definition, Severity
from caseaudit.model.errors import DefinitionFault, DefinitionUnusable

if TYPE_CHECKING:
    from caseaudit.definition.source import Source

_BUILT_IN = "forced_labor"
_PACKAGE = Path(__file__).resolve().parents[1]


def builtin_path(name: str = _BUILT_IN) -> Path:
    """The file of a built-in definition; `name` may be written with `-` or `_`, with or without `.yaml`.

    In an installed package the files are in `caseaudit/schemas/`, in a checkout in `schemas/` at its root.
    Raises `DefinitionUnusable` where there is no definition of this name.
    """
    wanted = name.removesuffix(".yaml").replace("-", "_")
    folder = _schemas()
    path = folder / f"{wanted}.yaml"
    if wanted.isidentifier() and path.is_file():
        return path
    known = ", ".join(sorted(file.stem for file in folder.glob("*.yaml")))
    what = f"there is no such file and no built-in definition of this name; built in: {known or 'none'}"
    raise DefinitionUnusable(name, (DefinitionFault(0, what),))


def load_definition(path: Path | None = None) -> Definition:
    """Read and check a definition: a file, the bare name of a built-in one, or None for the built-in tracker.

    Raises `DefinitionUnusable` with every fault of the file, each with its line and, where a name is wrong,
    the nearest right one.
    """
    file = _located(path)
    return _compiled(file) or load_checked(file)


def load_checked(file: Path) -> Definition:
    """Read and check the definition in a file. Raises `DefinitionUnusable` as `load_definition` does."""
    from caseaudit.definition.building import definition_of
    from caseaudit.definition.checking import checked
    from caseaudit.definition.source import decoded, read

    raw = _bytes(file)
    with _said_of(file):
        text = decoded(raw)
        source = read(text)
    built_in = _is_builtin(file)
    defaults = {} if built_in else severities_of()
    if not built_in and isinstance(source.data, dict):
        for key in ("stand_ins", "short_forms"):
            source.data.setdefault(key, _top_part(builtin_path(), key))
    form, faults = checked(text, source, defaults or _own_rules(source))
    if form is None:
        raise DefinitionUnusable(str(file), tuple(faults))
    return definition_of(form, str(file), hashlib.sha256(raw).hexdigest(), defaults)


def faults_of(text: str) -> tuple[DefinitionFault, ...]:
    """Every fault of a definition's text; none where it is sound."""
    from caseaudit.definition.checking import checked
    from caseaudit.definition.source import Unreadable, read

    try:
        source = read(text)
    except Unreadable as error:
        return (DefinitionFault(error.line, error.what),)
    if isinstance(source.data, dict):
        for key in ("stand_ins", "short_forms"):
            source.data.setdefault(key, _top_part(builtin_path(), key))
    return tuple(checked(text, source, severities_of())[1])


def severities_of(path: Path | None = None) -> Mapping[str, Severity]:
    """The severity of each rule, by code, without checking the rest of the file; quick enough for a listing.

    Rules that the file leaves out have the built-in severity. Raises `DefinitionUnusable` where the file
    cannot be read or gives a severity that does not exist.
    """
    file = _located(path)
    built = _compiled(file)
    if built is not None:
        return built.severities
    given = _top_part(file, "severities")
    try:
        severities = {code: Severity(word) for code, word in (given or {}).items()}
    except (AttributeError, ValueError):
        what = '"severities" must give each rule code one of error, warning, note'
        raise DefinitionUnusable(str(file), (DefinitionFault(0, what),)) from None
    return severities if _is_builtin(file) else {**severities_of(), **severities}


def _compiled(file: Path) -> Definition | None:
    """The built-in definition, where this is its file and its compiled form is up to date."""
    try:
        if _is_builtin(file):
            return load_compiled(file, hashlib.sha256(file.read_bytes()).hexdigest())
    except (OSError, ValueError):
        pass  # What is wrong with the file is told where it is read.
    return None


def _top_part(file: Path, key: str) -> Any:
    from caseaudit.definition.source import decoded, top_part

    with _said_of(file):
        return top_part(decoded(_bytes(file)), key)


@contextmanager
def _said_of(file: Path) -> Iterator[None]:
    """Turns what stops the reading of a text into what is wrong with the file."""
    from caseaudit.definition.source import Unreadable

    try:
        yield
    except Unreadable as error:
        raise DefinitionUnusable(str(file), (DefinitionFault(error.line, error.what),)) from None


def _own_rules(source: Source) -> tuple[str, ...]:
    """The built-in definition gives every rule its severity, so its codes are all the codes there are."""
    given = source.data.get("severities") if isinstance(source.data, dict) else None
    return tuple(given) if isinstance(given, dict) else ()


def _schemas() -> Path:
    packaged = _PACKAGE / "schemas"
    return packaged if packaged.is_dir() else _PACKAGE.parents[1] / "schemas"


def _is_builtin(file: Path) -> bool:
    return file.resolve() == (_schemas() / f"{_BUILT_IN}.yaml").resolve()


def _located(path: Path | None) -> Path:
    if path is None:
        return builtin_path()
    path = Path(path)
    bare = len(path.parts) == 1 and path.suffix in ("", ".yaml")
    return builtin_path(str(path)) if bare and not path.exists() else path


def _bytes(file: Path) -> bytes:
    """The file's bytes, at most one more than a definition may have.

    Raises `DefinitionUnusable` where it is no readable file.
    """
    from caseaudit.definition.source import MOST_BYTES

    what = ""
    try:
        if file.is_file():
            with file.open("rb") as stream:
                return stream.read(MOST_BYTES + 1)
        what = "this is no file; name a definition's YAML file" if file.exists() else "there is no such file"
    except OSError as error:
        what = f"the file cannot be read ({error.strerror or error})"
    except ValueError:
        what = "this cannot be the name of a file"
    raise DefinitionUnusable(str(file), (DefinitionFault(0, what),))
