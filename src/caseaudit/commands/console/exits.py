"""What happens when a command cannot go on: one message, no traceback, and the exit code that says why.

0  every tracker passed            2  a tracker, the definition or the command could not be used
1  the gate failed                 3  a fault of the program
130  interrupted from the keyboard; 143 and 129 ended by the system or a closed terminal
"""

from __future__ import annotations

import os
import sys
import traceback

import typer
from typer.core import TyperGroup

from caseaudit.commands.console.leaving import ending_behind
from caseaudit.commands.console.quick import AsTyped
from caseaudit.model.errors import CaseauditError
from caseaudit.render.paper import inert

TRACEBACK = "CASEAUDIT_TRACEBACK"
"""The environment variable that asks for the traceback of a fault of the program."""


class Shell(AsTyped, TyperGroup):
    """The commands, with every way to fail in words."""

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]
        """Run the command; turn what stops it into a message on stderr and an exit code."""
        try:
            return super().invoke(ctx)
        except CaseauditError as error:
            raise typer.Exit(report_error(error)) from error
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:
            end = ending_behind(error)
            if end is not None:
                raise end from None
            if type(error).__module__.startswith(("typer", "click")):
                raise  # a mistake on the command line: the library words it and exits with 2
            raise typer.Exit(_crashed(error)) from error


def report_error(error: CaseauditError) -> int:
    """Say on stderr what stopped the run; the exit code."""
    if error.exit_code == CaseauditError.exit_code:
        _trace(error)
    say(str(error))
    return error.exit_code


def say(message: str) -> None:
    """Write a message to stderr; what it quotes of a file can do no harm there."""
    lines = "\n".join(map(inert, message.splitlines()))
    encoding = sys.stderr.encoding or "utf-8"
    text = f"caseaudit: {lines}\n".encode(encoding, "backslashreplace").decode(encoding)
    sys.stderr.write(text)


def _crashed(error: Exception) -> int:
    shown = _trace(error)
    hint = "" if shown else f" Set {TRACEBACK}=1 to see where."
    reason = str(error).strip() or "no reason given"
    say(
        f"a fault of the program ({type(error).__name__}: {reason}); no result is given.{hint} Please report it."
    )
    return CaseauditError.exit_code


def _trace(error: BaseException) -> bool:
    """Show the traceback where it is asked for; whether it was."""
    if not os.environ.get(TRACEBACK):
        return False
    traceback.print_exception(error)
    return True
