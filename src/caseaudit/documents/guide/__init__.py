"""The written guidance of a tracker as one document, in three forms, made from its definition."""

from __future__ import annotations

from caseaudit.documents.guide.compose import compose
from caseaudit.documents.guide.html import html
from caseaudit.documents.guide.markdown import markdown
from caseaudit.documents.guide.word import word

__all__ = ["compose", "html", "markdown", "word"]
