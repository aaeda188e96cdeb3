"""The guide of a definition: one content in three forms, each whole, safe and the same on any day."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from docx import Document as WordDocument
from markdown_it import MarkdownIt
from typer.testing import CliRunner, Result

from caseaudit.commands.console.app import app
from caseaudit.definition import load_definition
from caseaudit.documents.guide import compose
from caseaudit.findings.spoken import need_words
from caseaudit.model.definition import Definition, Guidance, Need, Requirement
from caseaudit.model.document import (
    Document,
    Facts,
    Heading,
    Paragraph,
    Points,
    Row,
    Samples,
    Table,
    Words,
)
from caseaudit.render.html.document import html
from caseaudit.render.markdown import escaped, markdown
from caseaudit.render.word import word
from caseaudit.rules import RULES

ROOT = Path(__file__).parents[1]

NASTY = [
    "<script>alert(1)</script>", "a|b", "*stars* _lines_", "[link](http://x)", "![pic](x)", "`code`", "# no heading",
    "1. no list", "- no list", "> no quote", "&amp; &lt;", "\\", "~~gone~~", "$x$", ":tada:", "=====", "+ plus",
    "</style></title>", "'\"", "a  b", "<!-- -->", "10) ten", "| - |", "``two``",
    "@octocat www.evil.example http://x.example", "WWW.evil.example", "{{ page }}",
]  # fmt: skip


@pytest.fixture(scope="module")
def built_in() -> Definition:
    return load_definition()


@pytest.fixture(scope="module")
def guide(built_in: Definition) -> Document:
    return compose(built_in, RULES)


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], prog_name="caseaudit")


class Shown(HTMLParser):
    """What a page shows, and which elements it has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ("meta", "br", "hr", "img", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data

    def all(self, name: str) -> list[str]:
        return [value or "" for key, value in self.attributes if key == name]


# The content


def test_every_field_has_its_guidance(guide: Document, built_in: Definition) -> None:
    registers = list(built_in.registers.values())
    fields = [
        *built_in.fields.values(),
        *(each for one in registers for each in one.definition.fields.values()),
    ]
    chapters = [
        dict(block.facts)
        for before, block in pairwise(guide.blocks)
        if isinstance(block, Facts) and isinstance(before, Heading | Paragraph)
    ]
    chapters = [facts for facts in chapters if "Holds" in facts]
    assert len(chapters) == len(fields)
    for facts, field in zip(chapters, fields, strict=True):
        assert facts.get("How", ("",)) == (field.guidance.enter,)
        assert facts.get("When", ("",)) == (field.guidance.when,)
        assert facts.get("Who", ("",)) == (field.guidance.who,)
        assert "Entry" in facts
        assert ("Sensitive" in facts) is field.sensitive
    for facts in chapters[: len(built_in.fields)]:
        assert facts.keys() >= {"How", "When", "Who", "Right", "Wrong", "Checked by"}


def test_needs_are_said_in_words(built_in: Definition) -> None:
    status = replace(
        built_in.fields["importer"],
        needs={"a": Requirement(Need.ONLY_WHERE, field="status", terms=("A", "B"))},
    )
    words = need_words(status.needs["a"], built_in)
    assert words == "required where Status is A or B, blank elsewhere"


def test_every_term_has_its_name_and_meaning(guide: Document, built_in: Definition) -> None:
    chapters: dict[str, list[str]] = {}
    for block in guide.blocks:
        if isinstance(block, Heading):
            texts = chapters.setdefault(block.anchor, [])
        if isinstance(block, Paragraph):
            texts += block.text.split(" · ")
        if isinstance(block, Table):
            texts += [str(run[0]) if run else "" for row in block.rows for run in row.cells]
    for vocabulary in built_in.vocabularies.values():
        texts = chapters[f"terms-{vocabulary.name}"]
        for term in vocabulary.terms:
            assert term.name in texts
            assert any(text.startswith(term.guidance.meaning) for text in texts)


def test_spellings_are_counted_and_not_listed(guide: Document, built_in: Definition) -> None:
    counted = {
        (row.cells[0], row.cells[-1])
        for block in guide.blocks if isinstance(block, Table) and block.head[-1] == "Other spellings"
        for row in block.rows
    }  # fmt: skip
    for vocabulary in built_in.vocabularies.values():
        for term in vocabulary.terms:
            if term.guidance.meaning and term.spellings:
                assert ((term.name,), (f"{len(term.spellings):,}",)) in counted
    bare = [term for term in built_in.vocabularies["countries"].terms if not term.guidance.meaning]
    assert f"{sum(len(term.spellings) for term in bare):,} other spellings:" in markdown(guide)
    assert "Mainland China" not in html(guide)


def test_the_rules_of_a_field_are_those_about_it(guide: Document, built_in: Definition) -> None:
    place = next(
        i for i, block in enumerate(guide.blocks) if getattr(block, "anchor", "") == "field-update_date"
    )
    facts = dict(guide.blocks[place + 2].facts)  # type: ignore[union-attr]
    about = [f"{rule.code} {rule.name}" for rule in RULES if "update_date" in rule.about(built_in)]
    assert [piece.text for piece in facts["Checked by"]] == about
    assert "T401 stale-update" in about


def test_a_small_tracker_has_no_empty_chapters(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "definition.md").read_text(encoding="utf-8")
    path = tmp_path / "wildlife.yaml"
    path.write_text(text.split("```yaml\n", 1)[1].split("```", 1)[0], encoding="utf-8")
    guide = compose(load_definition(path), RULES)
    assert guide.title == "Wildlife Permit Tracker"
    assert [heading.text for heading in guide.headings if heading.level == 2] == [
        "The lists", "The fields at a glance", "The fields, one by one", "The standard terms",
        "Entries that do not count", "Dates", "The rules that check the tracker",
    ]  # fmt: skip
    text = markdown(guide)
    assert "1 list" not in text
    assert "| S203 malformed\\-identifier |" not in text
    assert "| S203 malformed-identifier |" in text
    assert "X303" not in text  # it is about phases
    assert all(block.facts for block in guide.blocks if isinstance(block, Facts))


# Markdown


@pytest.mark.parametrize("text", [*NASTY, *(f"x {each}" for each in NASTY)])
def test_markdown_shows_a_text_as_it_is(text: str) -> None:
    text = " ".join(text.split())
    renderer = MarkdownIt("commonmark").enable("table").enable("strikethrough")
    shown = Shown(renderer.render(escaped(text)))
    assert (shown.text.strip(), shown.tags) == (text, ["p"])
    in_table = Shown(renderer.render(f"| a | b |\n|---|---|\n| {escaped(text)} | y |\n"))
    assert in_table.tags.count("td") == 2
    assert f"\n{text}\ny\n" in re.sub(r"\n+", "\n", in_table.text)


def test_links_of_the_markdown_lead_to_its_headings(guide: Document) -> None:
    text = markdown(guide)
    headings = [line.lstrip("# ").replace("\\", "") for line in text.split("\n") if line.startswith("#")]
    slugs = [re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings]
    wanted = set(re.findall(r"\]\(#([^)]*)\)", text))
    assert len(wanted) == len(guide.headings)
    assert wanted <= set(slugs)


def test_long_lists_are_shortened_in_markdown(guide: Document) -> None:
    words = tuple(f"word{number}" for number in range(1, 31))
    text = markdown(replace(guide, blocks=(Facts((("Words", (Words(words),)),)),)))
    assert "word12 … and 18 more" in text


def test_headings_of_the_same_name_have_their_own_links(guide: Document) -> None:
    twice = replace(guide, blocks=(*guide.blocks, replace(guide.headings[0], anchor="again")))
    assert "(#the-lists-1)" in markdown(twice)


# HTML


def test_the_page_is_whole_and_needs_nothing_else(guide: Document) -> None:
    page = html(guide)
    shown = Shown(page)
    assert shown.open == []
    assert set(shown.tags).isdisjoint({"script", "link", "img", "iframe", "object", "form"})
    assert not shown.all("style")
    assert not [each for each in shown.attributes if each[0].startswith("on")]
    assert all(target.startswith("#") for target in shown.all("href"))
    assert {target[1:] for target in shown.all("href")} <= set(shown.all("id"))
    assert len(shown.all("id")) == len(set(shown.all("id")))


def test_the_policy_allows_the_one_style_and_nothing_else(guide: Document) -> None:
    page = html(guide)
    style = re.search(r"<style>(.*)</style>", page, re.DOTALL)
    assert style is not None
    digest = b64encode(sha256(style[1].encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert f'content="{policy}"' in page


def test_the_page_folds_a_long_list_and_has_all_of_it(guide: Document) -> None:
    words = tuple(f"word{number}" for number in range(1, 31))
    shown = Shown(html(replace(guide, blocks=(Facts((("Words", (Words(words),)),)),)))).text
    assert all(word in shown for word in words)


@pytest.mark.parametrize("text", NASTY)
def test_texts_of_the_definition_stay_texts(built_in: Definition, text: str) -> None:
    text = " ".join(text.split())
    guidance = Guidance(text, text, text, text, (text,), (text,))
    field = replace(
        built_in.fields["status"], header=f"H {text}", aliases=(text,), guidance=guidance, vocabulary=None
    )
    definition = replace(
        built_in, title=text, fields={"status": field}, vocabularies={}, registers={}, stand_ins=(text,)
    )
    definition = replace(
        definition, roles=replace(built_in.roles, phase=None, status=None, received=None, update_date=None)
    )
    guide = compose(definition, ())
    page = html(guide)
    shown = Shown(page)
    assert shown.open == []
    assert shown.text.count(text) >= 8
    assert "script" not in shown.tags
    rendered = Shown(MarkdownIt("commonmark").enable("table").render(markdown(guide)))
    assert rendered.text.count(text) >= 8
    assert set(rendered.tags).isdisjoint({"script", "img", "blockquote"})


# Word


def test_the_document_is_a_word_document(guide: Document) -> None:
    document = WordDocument(io.BytesIO(word(guide)))
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style is not None]
    levels = [heading.level for heading in guide.headings]
    assert styles.count("Heading 1") == levels.count(2)
    assert styles.count("Heading 2") == levels.count(3)
    assert (styles.count("TOC 1"), styles.count("TOC 2")) == (levels.count(2), levels.count(3))
    xml = document.element.xml
    assert r'TOC \o "1-2" \h \z \u' in xml
    assert xml.count('fldCharType="begin"') == xml.count('fldCharType="end"')
    targets = set(re.findall(r'w:anchor="(\w+)"', xml))
    assert targets <= set(re.findall(r'w:bookmarkStart [^>]*w:name="(\w+)"', xml))
    tables = sum(isinstance(block, Facts | Table) for block in guide.blocks)
    assert len(document.tables) == tables
    assert document.core_properties.title == guide.title


def test_texts_stand_in_the_document_as_they_are() -> None:
    texts = tuple(" ".join(text.split()) for text in NASTY)
    facts = Facts((("Words", (Words(texts[:12]),)), ("Samples", (Samples(texts),))))
    table = Table("A table", texts[:2], (Row(((texts[2],), (texts[3],))),), (1, 1))
    blocks = (Heading(2, texts[0], "one"), Paragraph(texts[1]), Points(texts), facts, table)
    document = WordDocument(io.BytesIO(word(Document(texts[0], texts[1], (), blocks))))
    assert document.paragraphs[0].text == texts[0]
    assert set(texts) <= {paragraph.text for paragraph in document.paragraphs}
    assert document.tables[0].rows[0].cells[1].text == " · ".join(texts[:12])
    assert document.tables[0].rows[1].cells[1].text == "   ".join(texts)
    assert [cell.text for row in document.tables[1].rows for cell in row.cells] == list(texts[:4])


def test_samples_stand_in_the_document_as_typed(built_in: Definition, guide: Document) -> None:
    wanted = {entry for field in built_in.fields.values() for entry in field.guidance.right}
    entries = {
        entry
        for block in guide.blocks
        if isinstance(block, Facts)
        for _, pieces in block.facts
        for piece in pieces
        if isinstance(piece, Samples)
        for entry in piece.entries
    }
    assert wanted <= entries


def test_the_same_definition_gives_the_same_bytes(guide: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    small = replace(guide, blocks=guide.blocks[:20])
    made = word(small)
    assert word(small) == made
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    assert WordDocument(io.BytesIO(word(small))).core_properties.modified.year == 2020  # type: ignore[union-attr]
    assert word(small) != made


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_another_program_opens_the_document(guide: Document, tmp_path: Path) -> None:
    path = tmp_path / "guide.docx"
    path.write_bytes(word(replace(guide, blocks=guide.blocks[:40])))
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "txt:Text", "--outdir",
         str(tmp_path), str(path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    text = (tmp_path / "guide.txt").read_text(encoding="utf-8-sig")
    assert "Forced Labor Case Tracker" in text
    assert "The one number by which everybody refers to the case." in text


# The command


def test_without_a_file_the_guide_goes_to_the_terminal(guide: Document) -> None:
    result = run("guide")
    assert result.exit_code == 0
    assert result.stdout == (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")


def test_several_forms_at_once(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("guide.md", "guide.HTML", "guide.docx")]
    assert run("guide", *(word for path in paths for word in ("-o", path))).exit_code == 0
    assert [path.read_bytes()[:2] for path in paths] == [b"# ", b"<!", b"PK"]
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("-o", "guide.pdf"), ".md, .html or .docx"),
        (("-o", "guide.md", "-o", "./guide.md"), "is named twice"),
        (("-o", "guide.md", "-o", "nowhere/guide.html"), "does not exist"),
        (("-o", "guide.md", "--definition", "none.yaml"), "none.yaml"),
    ],
)
def test_what_cannot_be_written(
    words: tuple[str, ...], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("guide", *words)
    assert result.exit_code == 2
    assert says in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_the_guide_in_the_docs_is_up_to_date() -> None:
    subprocess.run([sys.executable, "tools/guidebook.py", "--check"], cwd=ROOT, check=True)
