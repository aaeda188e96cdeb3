"""What PyYAML says of a line that it cannot read, said for a person who does not know YAML."""

from __future__ import annotations

import yaml

_MEANINGS = (
    ("mapping values are not allowed", "a colon and a space stand inside a text, or the line is indented too "
     'far; put such a text in quotes: "…: …"'),
    ("unexpected end of stream", "a quote or bracket is opened above and never closed"),
    ("expected ':'", 'a name without a colon stands here or on the line above; write it as "name: …"'),
    ("cannot start any token", 'a text begins with a sign that YAML keeps for itself; put it in quotes: "…"'),
    ("did not find expected", "the line does not fit the ones above it: check that it is indented like its "
     "neighbours, and that every quote, comma and bracket is in its place"),
    ("found unknown escape", "a backslash stands in a text in double quotes; use single quotes instead"),
)  # fmt: skip
"""A part of what PyYAML says, and what it means."""


def in_plain_words(error: yaml.MarkedYAMLError, text: str, line: int) -> str:
    """What is wrong with a line (from 0) of the text, and what to do about it."""
    problem = str(error.problem or error.context or error)
    lines = text.split("\n")
    written = lines[line] if 0 <= line < len(lines) else ""
    if "\t" in written[: len(written) - len(written.lstrip())]:
        return "a tab stands before the text; indent with spaces only"
    for said, meant in _MEANINGS:
        if said in problem:
            return meant
    return f"the line cannot be read as YAML: {problem}"
