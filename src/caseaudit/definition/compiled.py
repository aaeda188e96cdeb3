"""The built-in definition as it was built from its file, kept beside it, for a quick start.

Reading and checking the YAML takes longer than everything else that `explain` does, and the file that ships has been
checked. The compiled form says which file it was made of; where that file has changed since, it is not used. It is a
packed pickle of which nothing is taken but the records of a definition.
"""

from __future__ import annotations

import io
import pickle
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from caseaudit.model import definition as records
from caseaudit.model.definition import Definition

ENDING = ".compiled"
_MOST_BYTES = 50_000_000


def compiled(definition: Definition) -> bytes:
    """The compiled form of a definition."""
    return zlib.compress(pickle.dumps((_made_of(definition.sha256), definition), protocol=5), 9)


def load_compiled(file: Path, sha256: str) -> Definition | None:
    """The definition whose YAML is `file`, with this SHA-256; None where its compiled form is not there or another."""
    try:
        packed = file.with_suffix(ENDING).read_bytes()
        made_of, definition = _Records(
            io.BytesIO(zlib.decompressobj().decompress(packed, _MOST_BYTES))
        ).load()
    except Exception:  # Whatever is wrong with it, the YAML says the same.
        return None
    return _at(str(file), definition) if made_of == _made_of(sha256) else None


def _made_of(sha256: str) -> tuple[str, ...]:
    """What the compiled form hangs on: the file, and the names of what the records hold."""
    return sha256, *(
        f"{name}: {' '.join(vars(kind).get('__annotations__', ()))}"
        for name, kind in sorted(vars(records).items())
        if isinstance(kind, type) and kind.__module__ == records.__name__
    )


def _at(path: str, definition: Definition) -> Definition:
    registers = {
        name: replace(register, definition=replace(register.definition, path=path))
        for name, register in definition.registers.items()
    }
    return replace(definition, path=path, registers=registers)


class _Records(pickle.Unpickler):
    """Takes built-in values, dates and the records of a definition."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("datetime", "date"):
            return date
        if module == records.__name__ and isinstance(found := getattr(records, name, None), type):
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a definition")
