"""The options by which a traced sample joins a report, and how it is read for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseaudit.commands.console.options import existing
from caseaudit.model.errors import CommandUnusable

if TYPE_CHECKING:
    from fractions import Fraction

    from caseaudit.stories.audit import AuditOptions

Tolerable = Annotated[
    str | None,
    typer.Option(
        metavar="SHARE",
        help="The error rate that sufficiently reliable data may have, such as 5%. Without it: that of the "
        "definition.",
        show_default=False,
    ),
]


@dataclass(frozen=True, slots=True)
class TracedSample:
    """The sample that joins the report."""

    traced: Annotated[
        Path | None,
        typer.Option(
            "--traced",
            metavar="FILE",
            help="A sample of this tracker that was traced to the case files (see caseaudit sample): reliability "
            "then covers accuracy.",
            show_default=False,
        ),
    ] = None
    tolerable: Tolerable = None

    @property
    def files(self) -> tuple[Path, ...]:
        """The file that is read for it."""
        return () if self.traced is None else (self.traced,)

    def joined(self, options: AuditOptions, trackers: Sequence[Path]) -> AuditOptions:
        """The options with what the sample says. Raises CommandUnusable where it does not belong to the tracker."""
        if self.traced is None:
            if self.tolerable is not None:
                raise CommandUnusable(
                    "--tolerable goes with --traced: it is the error rate that tracing may show."
                )
            return options
        if len(trackers) != 1:
            raise CommandUnusable("--traced belongs to one tracker; name that one alone.")
        from caseaudit.stories.tracing import read_tracing

        existing([self.traced])
        return replace(
            options, tracing=read_tracing(self.traced, trackers[0], options, tolerable_rate(self.tolerable))
        )


def tolerable_rate(text: str | None) -> Fraction | None:
    """The rate that `--tolerable` gives. Raises CommandUnusable."""
    from caseaudit.stories.tracing import read_share

    return None if text is None else read_share(text, "--tolerable")
