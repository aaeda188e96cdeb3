"""`caseaudit definition`: a definition checked by itself, shown, and written in other languages."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseaudit.commands.console.exits import say
from caseaudit.commands.console.options import NoColor
from caseaudit.commands.console.output import destination, paper, refuse_unwritable
from caseaudit.commands.console.quick import SETTINGS, Quick
from caseaudit.model.errors import CommandUnusable
from caseaudit.model.words import counted

if TYPE_CHECKING:
    from caseaudit.model.definition import Definition as Defined

definition_app = typer.Typer(help="Check, show and export a definition.", no_args_is_help=True, **SETTINGS)
"""The commands under `caseaudit definition`."""

Source = Annotated[
    Path | None,
    typer.Argument(
        metavar="[DEFINITION]",
        help="A definition's YAML file. Without it: the built-in one.",
        show_default=False,
    ),
]


class Language(StrEnum):
    """What a definition can be written as."""

    PANDERA = "pandera"
    TABLE_SCHEMA = "table-schema"
    JSON_SCHEMA = "json-schema"


@definition_app.command("check", cls=Quick, short_help="Check a definition by itself.")
def check(source: Source = None) -> None:
    """Say whether a definition is sound, or name every fault of it with its line (exit code 2).

    \b
    Examples:
      caseaudit definition check permits.yaml
    """
    known = _loaded(source)
    parts = [
        counted(len(known.lists), "list"),
        counted(len(known.fields), "field"),
        counted(len(known.vocabularies), "vocabulary", "vocabularies"),
        counted(len(known.registers), "register"),
        counted(len(known.indicators), "indicator"),
    ]
    say(f"{known.path}: sound; {', '.join(part for part in parts if not part.startswith('0 '))}.")


@definition_app.command("show", cls=Quick, short_help="Show what a definition says.")
def show(source: Source = None, no_color: NoColor = False) -> None:
    """Show the lists and fields of a definition: what each holds, where it must stand, and its terms.

    \b
    Examples:
      caseaudit definition show
      caseaudit definition show permits.yaml
    """
    from caseaudit.render.definition import described
    from caseaudit.render.screen import write_document

    known = _loaded(source)
    with destination(None, exact=False) as write:
        write_document(paper(write, to_file=False, plain=no_color), described(known))


@definition_app.command("export", cls=Quick, short_help="Write a definition in another language.")
def export(
    source: Source = None,
    language: Annotated[
        Language,
        typer.Option(
            "--to",
            help="pandera: a Python file that needs pandas and pandera alone; table-schema: of Frictionless; "
            "json-schema: of the definition language, for editors.",
        ),
    ] = Language.PANDERA,
    list_name: Annotated[
        str | None,
        typer.Option("--list", metavar="LIST", help="The list, for table-schema.", show_default=False),
    ] = None,
    read_from: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="Write a definition from a table schema instead.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to FILE instead.", show_default=False),
    ] = None,
) -> None:
    """Write a definition as pandera schemas, as a table schema, or the JSON Schema of the language itself.

    \b
    Examples:
      caseaudit definition export -o schemas.py
      caseaudit definition export permits.yaml --to table-schema --list open -o open.json
      caseaudit definition export --to json-schema -o definition.schema.json
      caseaudit definition export --from open.json -o permits.yaml
    """
    read = [path for path in (source, read_from) if path is not None]
    refuse_unwritable(output, read)
    text = _imported(read_from) if read_from is not None else _exported(source, language, list_name)
    with destination(output, exact=True) as write:
        write(text)
    if output is not None:
        say(f"written to {output}.")


def _loaded(source: Path | None) -> Defined:
    from caseaudit.definition import load_definition

    return load_definition(source)


def _exported(source: Path | None, language: Language, list_name: str | None) -> str:
    import json

    if language is Language.JSON_SCHEMA:
        from caseaudit.definition.form import json_schema

        return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    known = _loaded(source)
    if language is Language.PANDERA:
        from caseaudit.schema.export import python_file

        return python_file(known)
    from caseaudit.definition.tableschema import table_schema

    name = list_name or next(iter(known.lists))
    if name not in known.lists:
        raise CommandUnusable(
            f'--list: the definition has no list "{name}"; its lists are {", ".join(known.lists)}.'
        )
    return json.dumps(table_schema(known, name), indent=2, ensure_ascii=False) + "\n"


def _imported(path: Path) -> str:
    from caseaudit.definition.tableschema import definition_text

    return definition_text(path)
