"""What an identifier looks like in a tracker, whatever its case, spaces and dashes."""

from __future__ import annotations

import re

from caseaudit.model.definition import pattern_parts

_BETWEEN = r"[\W_]*"


def identifier(pattern: str | None) -> re.Pattern[str]:
    """Finds an identifier of this form, whatever its case, spaces and dashes."""
    parts = pattern_parts(pattern or "NNN")
    numbers = [i for i, (sign, count) in enumerate(parts) if count and sign == "N"]
    made = []
    for i, (sign, count) in enumerate(parts):
        if count:
            made.append(rf"\d{{{count},}}" if numbers and i == numbers[-1] else rf"\d{{{count}}}")
        else:
            made.extend(re.escape(word) for word in re.findall(r"[^\W_]+", sign))
    return re.compile(rf"(?:(?<![\W_])[\W_]+)?{_BETWEEN.join(made)}{_BETWEEN}", re.IGNORECASE)
