"""Reads the definition of a tracker from its YAML file (`docs/definition.md` describes the format)."""

from caseaudit.definition.loading import builtin_path, load_definition, severities_of

__all__ = ["builtin_path", "load_definition", "severities_of"]
