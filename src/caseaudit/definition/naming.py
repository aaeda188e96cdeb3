"""Names and texts as a definition's YAML takes them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection

_YAML_WORDS = ("y", "n", "yes", "no", "on", "off", "true", "false", "null")


def plain_name(text: object, taken: Collection[str] = ()) -> str:
    """A name of small plain letters, digits and underscores; with a number behind it where it is taken."""
    folded = unicodedata.normalize("NFKD", str(text)).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"\W+", "_", folded).strip("_")[:60].rstrip("_") or "field"
    if name[0].isdigit() or name in _YAML_WORDS:
        name = f"field_{name}"
    free, number = name, 2
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free


def yaml_text(value: object) -> str:
    """A text on one line in quotation marks, which YAML reads as JSON does."""
    return json.dumps(" ".join(str(value).split()), ensure_ascii=False).replace("\x7f", "")
