"""A document as one HTML file that needs nothing else: no script, no picture, no font from elsewhere."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html import escape

from caseaudit.findings.spoken import some
from caseaudit.model.document import (
    SHOWN,
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Piece,
    Points,
    Reference,
    Run,
    Samples,
    Table,
    Trend,
    Words,
)

_STYLE = """
:root { color-scheme: light dark; --ink: #1f2a37; --faint: #566373; --line: #d5dce4; --paper: #fff; --tint: #f3f6f9;
  --strong: #1f3a5f; --link: #175a9c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e3e8ee; --faint: #a4b0bd; --line: #37424e; --paper: #12181f;
  --tint: #1b232c; --strong: #bcd5f2; --link: #8fc1f5; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: break-word;
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, .wide:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem; }
header, main, nav { max-width: 66rem; margin: 0 auto; padding: 0 1.1rem; }
header { padding-top: 2.5rem; }
h1 { font-size: 2.1rem; line-height: 1.15; margin: 0 0 .4rem; color: var(--strong); }
.subtitle { color: var(--faint); font-size: 1.1rem; margin: 0 0 1.4rem; }
h2 { font-size: 1.5rem; line-height: 1.25; margin: 3rem 0 .8rem; padding-top: 1.2rem; border-top: 2px solid var(--line);
  color: var(--strong); }
h3 { font-size: 1.17rem; margin: 2.2rem 0 .4rem; color: var(--strong); }
p { margin: .5rem 0 .9rem; max-width: 46rem; }
nav ol { padding-left: 1.3rem; margin: .3rem 0; }
nav > ol > li { margin: .45rem 0; }
nav > ol ol { columns: 15rem; column-gap: 2rem; font-size: .95rem; list-style: none; padding-left: 0; }
dl { margin: .6rem 0 1rem; border-top: 1px solid var(--line); }
dl > div { display: grid; grid-template-columns: 11rem 1fr; gap: .2rem 1.2rem; padding: .5rem 0;
  border-bottom: 1px solid var(--line); }
dt { font-weight: 600; color: var(--faint); }
dd { margin: 0; min-width: 0; }
.wide { overflow-x: auto; margin: .6rem 0 1rem; }
table { border-collapse: collapse; width: 100%; min-width: 34rem; font-size: .95rem; }
caption { text-align: left; color: var(--faint); padding: .2rem 0 .5rem; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .7rem .5rem 0; border-bottom: 1px solid var(--line); }
th.number, td.number { text-align: right; }
svg { fill: var(--link); vertical-align: middle; }
thead th { border-bottom: 2px solid var(--faint); }
code { background: var(--tint); border: 1px solid var(--line); border-radius: .25rem; padding: .05rem .35rem;
  font: .92em/1.5 ui-monospace, "SF Mono", Consolas, monospace; white-space: pre-wrap; }
details { display: inline; }
summary { display: inline; cursor: pointer; color: var(--link); text-decoration: underline; }
:target { background: var(--tint); }
footer { height: 3rem; }
@media (max-width: 40rem) { dl > div { grid-template-columns: 1fr; } h1 { font-size: 1.7rem; } }
@media print { :root { color-scheme: light; --ink: #000; --faint: #444; --line: #bbb; --paper: #fff; --tint: #f4f4f4;
  --strong: #000; --link: #000; } body { font-size: 10pt; } header, main, nav { max-width: none; padding: 0; }
  nav { break-after: page; } a { text-decoration: none; } .skip { display: none; } h2, h3 { break-after: avoid; }
  tr, dl > div { break-inside: avoid; } thead { display: table-header-group; } .wide { overflow: visible; }
  table { min-width: 0; } }
"""


def html(source: Document) -> str:
    """A document as the text of an HTML file."""
    return "\n".join(_lines(source)) + "\n"


def _lines(source: Document) -> Iterator[str]:
    digest = b64encode(sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    yield "<!DOCTYPE html>"
    yield '<html lang="en">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield '<meta name="generator" content="caseaudit">'
    yield f"<title>{escape(source.title)}</title>"
    yield f"<style>{_STYLE}</style>"
    yield "</head>"
    yield "<body>"
    yield '<a class="skip" href="#content">Skip to the text</a>'
    yield f'<header>\n<h1>{escape(source.title)}</h1>\n<p class="subtitle">{escape(source.subtitle)}</p>'
    yield from map(_paragraph, source.introduction)
    yield "</header>"
    if source.headings:
        yield from _contents(source)
    yield '<main id="content">'
    yield from map(_block, source.blocks)
    yield "</main>\n<footer></footer>\n</body>\n</html>"


def _contents(source: Document) -> Iterator[str]:
    yield '<nav aria-labelledby="contents">\n<h2 id="contents">Contents</h2>\n<ol>'
    level = 0
    for heading in source.headings:
        link = f'<a href="#{escape(heading.anchor)}">{escape(heading.text)}</a>'
        if heading.level == level:
            yield f"</li>\n<li>{link}"
        elif heading.level > level and level:
            yield f"<ol>\n<li>{link}"
        elif level:
            yield f"</li></ol></li>\n<li>{link}"
        else:
            yield f"<li>{link}"
        level = heading.level
    yield ("</li></ol></li>" if level > 2 else "</li>") + "\n</ol>\n</nav>"


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f'<h{block.level} id="{escape(block.anchor)}">{escape(block.text)}</h{block.level}>'
        case Paragraph():
            return _paragraph(block)
        case Points():
            return "<ul>\n" + "\n".join(f"<li>{escape(point)}</li>" for point in block.points) + "\n</ul>"
        case Facts():
            facts = (f"<div><dt>{escape(label)}</dt><dd>{_run(run)}</dd></div>" for label, run in block.facts)
            return "<dl>\n" + "\n".join(facts) + "\n</dl>"
        case Table():
            return _table(block)


def _table(table: Table) -> str:
    caption = escape(table.caption)
    kinds = [' class="number"' if place in table.numbers else "" for place in range(len(table.head))]
    head = "".join(
        f'<th scope="col"{kind}>{escape(each)}</th>' for kind, each in zip(kinds, table.head, strict=True)
    )
    rows = []
    for row in table.rows:
        anchor = f' id="{escape(row.anchor)}"' if row.anchor else ""
        first, *rest = map(_run, row.cells)
        cells = "".join(f"<td{kind}>{cell}</td>" for kind, cell in zip(kinds[1:], rest, strict=True))
        rows.append(f'<tr{anchor}><th scope="row">{first}</th>{cells}</tr>')
    body = "\n".join(rows)
    return (
        f'<div class="wide" role="region" aria-label="{caption}" tabindex="0">\n<table>\n<caption>{caption}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n</div>"
    )


def _paragraph(paragraph: Paragraph) -> str:
    lead = f"<strong>{escape(paragraph.lead)}</strong> " if paragraph.lead else ""
    return f"<p>{lead}{escape(paragraph.text)}</p>"


def _run(run: Run) -> str:
    return " · ".join(map(_piece, run))


def _piece(piece: Piece) -> str:
    match piece:
        case Words():
            shown, more = some(piece.words, SHOWN)
            first = " · ".join(map(escape, shown))
            if not more:
                return first
            rest = " · ".join(map(escape, piece.words[len(shown) :]))
            return f"{first} <details><summary>and {more} more</summary> {rest}</details>"
        case Samples():
            return " ".join(f"<code>{escape(entry)}</code>" for entry in piece.entries)
        case Trend():
            return _drawn(piece)
        case Reference():
            return f'<a href="#{escape(piece.anchor)}">{escape(piece.text)}</a>'
        case _:
            return escape(piece)


def _drawn(trend: Trend) -> str:
    """The counts as small columns, with their words for those who do not see them."""
    most = max((count for count in trend.counts if count), default=1)
    step, height = 7, 22
    columns = "".join(
        f'<rect x="{step * place}" y="{height - max(1, round(height * count / most))}" width="{step - 2}" '
        f'height="{max(1, round(height * count / most))}"/>'
        for place, count in enumerate(trend.counts)
        if count is not None
    )
    said = ", ".join("not known" if count is None else f"{count:,}" for count in trend.counts)
    width = step * len(trend.counts)
    return f'<svg role="img" aria-label="{said}" width="{width}" height="{height}">{columns}</svg>'
