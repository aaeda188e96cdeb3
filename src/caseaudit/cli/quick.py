"""Commands that answer at once: their words are taken as they are typed.

typer imports pydantic (a tenth of a second) to make a text of a text that was typed. A command whose arguments and
options are all texts or flags goes without.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand

if TYPE_CHECKING:
    _Base = TyperCommand
else:
    _Base = object


class AsTyped(_Base):
    """Makes a command, or a group of commands, take texts and flags for its own options as they are."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The arguments and options, `--help` among them."""
        params = super().get_params(ctx)
        for param in params:
            if "process_value" not in vars(param):
                vars(param)["process_value"] = _as_typed(param)
        return params


class Quick(AsTyped, TyperCommand):
    """A command all of whose arguments and options are texts or flags."""


def _as_typed(param: Any) -> Callable[[Any, Any], Any]:
    """Processes a value as the parameter does, but leaves a text, a flag or no value as it is."""
    process = param.process_value

    def processed(ctx: Any, value: Any) -> Any:
        if isinstance(value, str | bool) or (value is None and not param.required):
            return value if param.callback is None else param.callback(ctx, param, value)
        return process(ctx, value)

    return processed
