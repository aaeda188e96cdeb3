"""A document in the form that a file's ending asks for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caseaudit.model.document import Document

DOCUMENT_ENDINGS = (".md", ".markdown", ".html", ".htm", ".docx")
"""The endings of the forms."""


def document_bytes(source: Document, path: Path) -> bytes:
    """The document as the content of a file of this name: Markdown, a web page or a Word document."""
    match path.suffix.casefold():
        case ".docx":
            from caseaudit.render.word import word

            return word(source)
        case ".html" | ".htm":
            from caseaudit.render.html.document import html

            return html(source).encode()
        case _:
            from caseaudit.render.markdown import markdown

            return markdown(source).encode()
