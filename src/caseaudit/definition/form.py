"""The shape of a definition file, as pydantic models: which parts it has and what each of them holds.

What a name refers to (a list, a field, a phase) is judged in `crossings`; here each part stands alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

EVERY_LIST = "*"
"""Stands in `needs` for every list, where the file gives one need for all."""

_NUMBER_LENGTH = 5

SEPARATOR = ";"
"""Stands between the items of a list that is written as one text, as it does in a cell of the tracker."""


def _separated(value: Any) -> Any:
    """A list of texts may be written as one text, which needs no quotes and is read several times as fast."""
    return (
        [part for part in map(str.strip, value.split(SEPARATOR)) if part] if isinstance(value, str) else value
    )


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Texts = Annotated[list[Text], BeforeValidator(_separated, json_schema_input_type=list[Text] | str)]


def _with_names(value: Any) -> Any:
    """Terms as a plain list of names are terms without further parts."""
    return dict.fromkeys(value) if isinstance(value, list) and _all_texts(value) else value


def _with_spellings(value: Any) -> Any:
    """A term that is only a list or a text has these spellings; a term that is nothing has none."""
    if value is None:
        return {}
    return {"spellings": value} if isinstance(value, list | str) else value


def _for_every_list(value: Any) -> Any:
    return {EVERY_LIST: value} if isinstance(value, str) else value


def _number(value: Any) -> Any:
    """A number that is written as a text, as every scalar is from form 2 on; a choice of numbers does not read it."""
    return (
        int(value) if isinstance(value, str) and value.isdecimal() and len(value) < _NUMBER_LENGTH else value
    )


def _all_texts(values: list[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


class Part(BaseModel):
    """A part of the file: its keys are exactly these."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


class Guided(Part):
    """A part that carries written guidance."""

    meaning: Text = ""
    enter: Text = ""
    when: Text = ""
    who: Text = ""
    right: Texts = []
    wrong: Texts = []


class ListPart(Guided):
    """A list of cases."""

    title: Text
    current: bool = False
    sheet_names: Texts = []
    entries: Texts = []


class TermPart(Guided):
    """A standard term of a vocabulary."""

    spellings: Texts = []
    lists: Texts = []


_Term = Annotated[
    TermPart, BeforeValidator(_with_spellings, json_schema_input_type=TermPart | list[Text] | str | None)
]
_Terms = BeforeValidator(_with_names, json_schema_input_type=dict[str, _Term] | list[Text])


class VocabularyPart(Part):
    """The terms of a vocabulary, in order."""

    terms: Annotated[dict[str, _Term], _Terms, Field(min_length=1)]
    numbered: bool = False
    slips: bool = False
    names: bool = False
    prefixes: Texts = []
    fillers: Texts = []
    unclear: Texts = []


class FieldPart(Guided):
    """A field of the tracker. Its terms are those of a vocabulary, or its own `terms`."""

    header: Text
    aliases: Texts = []
    holds: Literal["text", "date", "identifier", "term", "terms", "update"]
    vocabulary: Text | None = None
    terms: Annotated[dict[str, _Term], _Terms] = {}
    pattern: Text | None = None
    needs: Annotated[
        dict[str, Text], BeforeValidator(_for_every_list, json_schema_input_type=dict[str, Text] | Text)
    ]
    sensitive: bool = False


class RegisterFieldPart(Guided):
    """A field of a register. Its terms are those of a vocabulary, its own `terms`, or both."""

    header: Text
    aliases: Texts = []
    holds: Literal["text", "date", "identifier", "term", "terms"]
    vocabulary: Text | None = None
    terms: Annotated[dict[str, _Term], _Terms] = {}
    pattern: Text | None = None
    needs: Text
    months: bool = False


class RegisterPart(Guided):
    """A sheet of dated entries that are no cases."""

    title: Text
    sheet_names: Texts = []
    one: Text = "entry"
    several: Text = "entries"
    case_number: Text | None = None
    fields: Annotated[dict[str, RegisterFieldPart], Field(min_length=1)]


class IndicatorPart(Part):
    """A figure that is reported each month."""

    title: Text
    group: Text = ""
    counts: Text
    dated_by: Text | None = None
    where: dict[str, Texts] = {}
    rests_on: Texts = []
    meaning: Text = ""


class FigurePart(Part):
    """A name for the sum of other figures, of all cases or of those whose field `where` holds a term."""

    title: Text
    of: Annotated[Texts, Field(min_length=1)]
    where: Annotated[dict[str, Text], Field(max_length=1)] = {}


class RolesPart(Part):
    """Which field plays which part."""

    case_number: Text
    analyst: Text | None = None
    manufacturer: Text | None = None
    importer: Text | None = None
    received: Text | None = None
    update: Text | None = None
    update_date: Text | None = None
    status: Text | None = None
    phase: Text | None = None
    phase_dates: Texts = []
    same_matter: Texts = []


class LimitsPart(Part):
    """The bounds that rules measure against."""

    stale_update_days: Annotated[int, Field(ge=1, le=36500)] = 90
    earliest: date = date(1900, 1, 1)
    latest: date = date(2100, 12, 31)


class DeterminationPart(Part):
    """From which shares on data is called reliable."""

    sufficient_percent: Annotated[float, Field(ge=0, le=100)] = 5
    insufficient_percent: Annotated[float, Field(ge=0, le=100)] = 10
    fewest_cases: Annotated[int, Field(ge=1)] = 5
    fields_percent: Annotated[float, Field(ge=0, le=100)] = 10


class Form(Part):
    """A whole definition file."""

    caseaudit: Annotated[Literal[1, 2], BeforeValidator(_number)]
    name: Text
    version: Text
    title: Text
    lists: Annotated[dict[str, ListPart], Field(min_length=1)]
    list_headers: Texts = []
    roles: RolesPart
    limits: LimitsPart = LimitsPart.model_construct()
    determination: DeterminationPart = DeterminationPart.model_construct()
    severities: dict[str, Literal["error", "warning", "note"]] = {}
    stand_ins: Texts = []
    short_forms: dict[str, Texts] = {}
    fields: Annotated[dict[str, FieldPart], Field(min_length=1)]
    vocabularies: dict[str, VocabularyPart] = {}
    registers: dict[str, RegisterPart] = {}
    indicators: dict[str, IndicatorPart] = {}
    figures: dict[str, FigurePart] = {}
    fiscal_year_begins: Annotated[
        Literal[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], BeforeValidator(_number)
    ] = 1
    narrative: dict[str, Any] | None = None
    extras: dict[str, Any] = {}


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a definition file, by which editors complete and explain its keys."""
    made = Form.model_json_schema(mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:caseaudit:definition:1",
        **made,
    }


def form_of(data: dict[str, Any]) -> Form:
    """The form that the data of a file are. From form 2 on, numbers, days and truth values are given as text.

    Raises pydantic's `ValidationError` where they have another shape.
    """
    return Form.model_validate(data, strict=False if data.get("caseaudit") == "2" else None)


def vocabulary_parts(form: Form) -> Iterator[tuple[tuple[str, ...], str, VocabularyPart]]:
    """Where the terms of each vocabulary stand, its name, and the vocabulary: those of fields by the field's name."""
    for name, part in form.vocabularies.items():
        yield ("vocabularies", name, "terms"), name, part
    for name, field in form.fields.items():
        if field.terms:
            yield (
                ("fields", name, "terms"),
                own_vocabulary(name),
                VocabularyPart.model_construct(terms=field.terms),
            )


def own_vocabulary(field: str) -> str:
    """The name of the vocabulary that a field's own terms make, which no vocabulary of the file can have."""
    return f"fields.{field}"


_PARTS: Mapping[tuple[str, ...], type[Part]] = {
    (): Form,
    ("lists", "*"): ListPart,
    ("fields", "*"): FieldPart,
    ("roles",): RolesPart,
    ("limits",): LimitsPart,
    ("determination",): DeterminationPart,
    ("vocabularies", "*"): VocabularyPart,
    ("fields", "*", "terms", "*"): TermPart,
    ("vocabularies", "*", "terms", "*"): TermPart,
    ("registers", "*"): RegisterPart,
    ("registers", "*", "fields", "*"): RegisterFieldPart,
    ("registers", "*", "fields", "*", "terms", "*"): TermPart,
    ("indicators", "*"): IndicatorPart,
    ("figures", "*"): FigurePart,
}


def keys_at(path: tuple[str | int, ...]) -> tuple[str, ...]:
    """The keys that the part at `path` may have; empty where it is no part with set keys."""
    for pattern, part in _PARTS.items():
        if len(pattern) == len(path) and all(p in ("*", step) for p, step in zip(pattern, path, strict=True)):
            return tuple(part.model_fields)
    return ()
