"""Takes out the faulty parts of a definition and fills in the missing ones, so that the rest can still be judged."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from caseaudit.definition.crossings import KINDS_OF_ROLES
from caseaudit.definition.form import Form, form_of, keys_at
from caseaudit.definition.messages import message_of, path_of
from caseaudit.definition.source import Fault, Path
from caseaudit.kinds.spelling import nearest
from caseaudit.model.definition import Holds

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_FILLINGS: dict[str, Any] = {
    "caseaudit": 1,
    "name": "?",
    "version": "?",
    "title": "?",
    "header": "?",
    "holds": "",
    "needs": "optional",
    "terms": {"?": None},
    "counts": "?",
    "case_number": "?",
    "roles": {"case_number": "?"},
    "lists": {"?": {"title": "?"}},
    "fields": {"?": {"header": "?", "holds": "text", "needs": "optional"}},
}
"""What stands in for a required part that is missing or faulty; what a field holds is guessed."""

_KINDS = tuple(str(kind) for kind in Holds)


def repaired(
    error: ValidationError, data: dict[str, Any], texts: dict[Path, str]
) -> tuple[Form | None, list[Fault]]:
    """The form without its faulty parts, and the faults; repeated where a repair lets further faults show."""
    faults: list[Fault] = []
    data = copy.deepcopy(data)
    for _ in range(3):
        errors = error.errors(include_url=False)
        said = [Fault(path_of(each), message_of(each, texts)) for each in errors]
        faults += [fault for fault in said if not _is_misspelled(fault, said)]
        for each in sorted(errors, key=_order_of_repair):
            _repair(data, path_of(each), each["type"])
        try:
            return form_of(data), faults
        except ValidationError as another:
            error = another
    return None, faults


def _order_of_repair(error: ErrorDetails) -> tuple[int, list[int], bool]:
    """Deepest first, and lists from their end, so that the places of the others stay true; then, in one part,
    misspelled keys before missing ones, so that a part is where its name was meant."""
    path = path_of(error)
    return -len(path), [-step if isinstance(step, int) else 0 for step in path], error["type"] == "missing"


def _repair(root: dict[str, Any], path: Path, kind: str) -> None:
    part: Any = root
    *way, last = path
    for step in way:
        try:
            part = part[step]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(part, list) and isinstance(last, int):
        del part[last : last + 1]
    elif isinstance(part, dict):
        faulty = None if kind == "missing" else part.pop(last, None)
        if kind == "extra_forbidden":
            meant = nearest(str(last), keys_at(path[:-1]))
            if meant is not None:
                part.setdefault(meant, faulty)
        elif last == "holds":
            part.setdefault(last, _likely_kind(part, faulty, _role_of(root.get("roles"), str(way[-1]))))
        elif last in _FILLINGS:
            part.setdefault(last, copy.deepcopy(_FILLINGS[last]))


def _likely_kind(field: dict[str, Any], faulty: object, role: str | None) -> str:
    """What a field without a readable `holds` was most likely meant to hold."""
    guess = nearest(faulty, _KINDS) if isinstance(faulty, str) else None
    if guess is not None:
        return guess
    if role is not None and role in KINDS_OF_ROLES:
        return KINDS_OF_ROLES[role][0]
    return (
        "term"
        if "vocabulary" in field or "terms" in field
        else "identifier"
        if "pattern" in field
        else "text"
    )


def _role_of(roles: object, name: str) -> str | None:
    """The role that the field plays, where the roles can be read."""
    parts = roles.items() if isinstance(roles, dict) else ()
    return next(
        (role for role, value in parts if value == name or (isinstance(value, list) and name in value)), None
    )


def _is_misspelled(fault: Fault, others: list[Fault]) -> bool:
    """Whether a part is missing only because its key is misspelled, which is said where the key stands."""
    sought = f'did you mean "{fault.path[-1]}"?'
    return "is missing" in fault.what and any(
        other.path[:-1] == fault.path[:-1] and sought in other.what for other in others
    )
