"""caseaudit audits the data quality of case-tracking spreadsheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pandera.pandas as pa

    from caseaudit.model.definition import Definition

__version__ = "0.2.0"
__all__ = ["__version__", "schema_of"]


def schema_of(
    definition: Definition | str | Path | None = None, list_name: str | None = None
) -> pa.DataFrameSchema:
    """The pandera schema of a list of cases: a column for each field, headed as in the tracker, with named checks.

    `definition` is a file, the name of a built-in one, or None for the forced labor tracker; without a list, its first.
    Raises DefinitionUnusable for a faulty file, CommandUnusable for a list that there is not.
    """
    from caseaudit.schema.export import schema_of as made

    return made(definition, list_name)
