"""The written guidance of a tracker as one document, in three forms, made from its definition."""

from __future__ import annotations

from caseaudit.guidance.compose import compose
from caseaudit.guidance.html import html
from caseaudit.guidance.markdown import markdown
from caseaudit.guidance.word import word

__all__ = ["compose", "html", "markdown", "word"]
