"""Commands that answer at once: imported when they are called, their words taken as they are typed.

typer imports pydantic (a tenth of a second) to make a text or a path of a text that was typed, and builds every
command to run one. Here a text or a path is made without pydantic, and a command is built when its name is typed.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand
from typer.main import get_command, get_group

if TYPE_CHECKING:
    _Base = TyperCommand
else:
    _Base = object

SETTINGS: dict[str, Any] = {
    "rich_markup_mode": None,  # the plain help appears in a quarter of the time
    "pretty_exceptions_enable": False,
    "context_settings": {"help_option_names": ["-h", "--help"]},
}
"""The settings that all commands and groups of commands share."""


class AsTyped(_Base):
    """Makes a command, or a group of commands, take texts, paths and flags for its own options as they are."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The arguments and options, `--help` among them."""
        params = super().get_params(ctx)
        for param in params:
            if "process_value" not in vars(param):
                vars(param)["process_value"] = _as_typed(param)
                if param.param_type_name == "argument":
                    # Beside its name the help would show `<list[Path]>`, which tells nobody anything.
                    vars(param)["display_type_rich"] = lambda ctx: ""  # noqa: ARG005
        return params


class Quick(AsTyped, TyperCommand):
    """A command."""


class Later(TyperCommand):
    """Takes the place of a command in the help of its group until the command is called."""

    def __init__(self, name: str, place: str, short_help: str) -> None:
        """`place` is where the command is: module of `caseaudit.commands` and function, or group of commands."""
        super().__init__(name=name, short_help=short_help, rich_markup_mode=None)
        self._place = place

    def command(self) -> Any:
        """The command itself, its module imported."""
        module, _, name = self._place.partition(":")
        found = getattr(import_module(f"caseaudit.commands.{module}"), name)
        if isinstance(found, typer.Typer):
            group = get_group(found)
            group.name = self.name
            return group
        alone = typer.Typer(add_completion=False, **SETTINGS)
        alone.command(self.name, cls=Quick, short_help=self.short_help)(found)
        return get_command(alone)


def _as_typed(param: Any) -> Callable[[Any, Any], Any]:
    """Processes a value as the parameter does, but makes a text, a path, a flag or no value by itself."""
    process = param.process_value
    several = param.multiple or param.nargs == -1
    wanted = getattr(getattr(param, "type_descriptor", None), "annotation", None)
    make = _MAKERS.get(wanted) or _chooser(wanted)

    def processed(ctx: Any, value: Any) -> Any:
        if param.required and (value is None or value == ()):
            return process(ctx, value)
        made: Any
        if value is None:
            made = () if several else None
        elif isinstance(value, bool):
            made = value
        elif make is not None:
            if make in (Path, _paths) and "" in ([value] if isinstance(value, str) else value):
                raise typer.BadParameter("the name of a file is empty.", ctx=ctx, param=param)
            try:
                made = make(value)
            except typer.BadParameter as fault:
                raise typer.BadParameter(fault.message, ctx=ctx, param=param) from None
        else:
            return process(ctx, value)
        return made if param.callback is None else param.callback(ctx, param, made)

    return processed


def _chooser(wanted: Any) -> Callable[[Any], Any] | None:
    """Makes one of a few words that an option takes, in whatever case it was typed; None for any other kind."""
    if not (isinstance(wanted, type) and issubclass(wanted, StrEnum)):
        return None

    def choose(value: str) -> StrEnum:
        words = [str(each) for each in wanted]
        if value.casefold() in words:
            return wanted(value.casefold())
        from difflib import get_close_matches

        near = get_close_matches(value.casefold(), words, 1)
        guess = f" Did you mean {near[0]}?" if near else ""
        raise typer.BadParameter(f'"{value}" is not one of {", ".join(words)}.{guess}')

    return choose


def _texts(values: Any) -> list[str]:
    return [str(value) for value in values]


def _paths(values: Any) -> list[Path]:
    return [Path(value) for value in values]


_MAKERS: dict[Any, Callable[[Any], Any]] = {str: str, Path: Path, list[str]: _texts, list[Path]: _paths}
"""How a value is made of what was typed, by what the command asks for."""
