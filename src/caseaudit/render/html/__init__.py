"""The report as one HTML page that needs nothing else: no network, no other file.

The page is put together by a Jinja2 template that makes every text harmless. Its only script and its only style
are named by their hashes in the Content-Security-Policy; the script writes texts as text and never as HTML, which the
policy enforces too.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from caseaudit.render import overview
from caseaudit.render.html.explorer import MOST_BYTES, Explorer
from caseaudit.render.html.page import names, page

if TYPE_CHECKING:
    from jinja2 import Template

    from caseaudit.findings.report import Report

_TEMPLATES = Path(__file__).parent / "templates"


def write_html(write: Callable[[str], object], report: Report, most_bytes: int = MOST_BYTES) -> None:
    """Write the report. `most_bytes` bounds what the findings may take in the page."""
    from markupsafe import Markup

    explorer = Explorer(most_bytes)
    for (audit, _), name in zip(report.audits, overview.names(report), strict=True):
        explorer.take(audit, name)
    data = explorer.data(names(report))
    style, script = _text("report.css"), _text("report.js")
    policy = (
        f"default-src 'none'; script-src '{content_hash(script)}'; style-src '{content_hash(style)}'; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
    pieces = _template().stream(
        page(report, explorer.left_out),
        policy=Markup(policy),  # noqa: S704 -- our own words and two hashes
        style=Markup(style),  # noqa: S704 -- our own file
        script=Markup(script),  # noqa: S704 -- our own file
        data=Markup(data),  # noqa: S704 -- JSON without "<", see `Explorer.data`
    )
    pieces.enable_buffering(200)
    for piece in pieces:
        write(piece)


def _text(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def content_hash(text: str) -> str:
    """What a Content-Security-Policy names a style or script by."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    ).get_template("report.html.j2")
