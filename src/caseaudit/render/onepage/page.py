"""The scorecard as a page that prints on one sheet, A4 or Letter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from caseaudit.findings.report import Report
from caseaudit.render.onepage.scorecard import scorecard

_TEMPLATES = Path(__file__).parent


def write_page(write: Callable[[str], object], report: Report) -> None:
    """Write the page. Raises CommandUnusable where the report is on several trackers."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    from caseaudit.render.html import content_hash

    style = (_TEMPLATES / "scorecard.css").read_text(encoding="utf-8")
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    policy = f"default-src 'none'; style-src '{content_hash(style)}'; base-uri 'none'; form-action 'none'"
    write(
        environment.get_template("scorecard.html.j2").render(
            card=scorecard(report),
            style=Markup(style),  # noqa: S704 -- our own file
            policy=Markup(policy),  # noqa: S704 -- our own words and a hash
        )
    )
