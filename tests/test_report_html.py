"""The page in a real browser: it asks for nothing, complains of nothing, filters, and shows hostile texts as texts."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from caseaudit.findings.report import Report
from caseaudit.model.finding import Audit, Finding
from caseaudit.render.html import write_html
from caseaudit.rules import RULES
from caseaudit.settings.judgement import judge
from caseaudit.stories.audit import audit_tracker, examine_trackers
from caseaudit.stories.comparison import compare_examined
from tests import made
from tests.chromium import PROGRAM, Page, chromium
from tests.samples import OPTIONS, SAMPLES, audited

needs_chromium = pytest.mark.skipif(PROGRAM is None, reason="no Chromium is installed")


def march() -> Audit:
    return audited("2020-03")


def report(*audits: Audit) -> Report:
    rules = tuple(rule for rule in RULES if not rule.of_snapshots)
    return Report(tuple((audit, judge(audit)) for audit in audits), rules, "caseaudit report tracker.xlsx")


def html(said: Report, **how: int) -> str:
    out: list[str] = []
    write_html(out.append, said, **how)
    return "".join(out)


def written(folder: Path, text: str) -> Path:
    path = folder / "findings.html"
    path.write_text(text, encoding="utf-8", errors="strict")
    return path


def data_of(text: str) -> dict[str, dict[str, list[int]]]:
    found = re.search(r'<script type="application/json" id="findings-data">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    data: dict[str, dict[str, list[int]]] = json.loads(found[1])
    return data


def many(number: int) -> Sequence[Finding]:
    first = made.findings()[-5]
    return [
        first._replace(place=made.Place("Active", f"D{row}"), case_number=f"FLD-2019-{row:05}", value=f"word{row % 97}",
                message=f'"word{row % 97}" is not a standard status; write "Investigation".')
        for row in range(5, number + 5)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with chromium() as opened:
        opened.size(1440, 1000)
        yield opened


def shown(page: Page) -> list[str]:
    rows: list[str] = page.run(
        "[...document.querySelectorAll('#findings-body tr')].map(row => row.textContent)"
    )
    return rows


def status(page: Page) -> str:
    text: str = page.run("document.getElementById('findings-status').textContent")
    return text


def choose(page: Page, name: str, value: str) -> None:
    page.run(
        f"(() => {{ const field = document.getElementById('filter-{name}'); field.value = {json.dumps(value)};"
        "field.dispatchEvent(new Event('change', {bubbles: true})); })()"
    )


# The file itself


def test_the_same_audit_gives_the_same_bytes() -> None:
    again = audit_tracker(SAMPLES / "tracker-2020-03.xlsx", OPTIONS)
    assert html(report(march())) == html(report(again))


def test_the_page_names_nothing_outside_itself() -> None:
    text = html(report(march()))
    assert "default-src 'none'" in text
    assert not re.search(r"""(?:src|href)=["'](?!#)""", text)
    assert not re.search(r"url\(|@import|https?://", text)
    assert " style=" not in text
    assert not re.search(r"\son[a-z]+=", text)
    script = text[text.rindex("<script>") :]
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|fetch\(|XMLHttp", script
    )


def test_hostile_entries_cannot_leave_the_data() -> None:
    hostile = [
        made.finding("S202", "unrecognized-value", "D5", f'"{value}" is not a standard status; write a phase.',
                     value=value, case=value, sheet="Active")
        for value in ("</script><script>alert(1)</script>", "<!--<script>", "]]>", "{{ 7*7 }}", "\u2028", "\udcff")
    ]  # fmt: skip
    text = html(report(made.audit(hostile)))
    assert "alert(1)</script>" not in text
    assert text.count("<script") == 2
    assert "<!--" not in text.replace("<!doctype", "")
    text.encode("utf-8")  # no lone surrogate is left
    assert "</script><script>alert(1)</script>" in data_of(text)["pools"]["value"]


def test_a_page_that_would_be_too_large_says_what_it_leaves_out() -> None:
    text = html(report(made.audit([*many(3000), *made.findings()])), most_bytes=20_000)
    data = data_of(text)
    kept = len(data["columns"]["rule"])
    assert kept < 3000
    assert f"{3000 + len(made.findings()) - kept:,} further findings would make this page too large" in text
    assert set(data["pools"]["rule"]) == {each.rule for each in made.findings()}
    assert len(json.dumps(data["columns"])) + len(json.dumps(data["pools"])) < 40_000


def test_what_is_kept_is_whole_and_in_order() -> None:
    everything, some = (
        data_of(html(report(made.audit(many(500))))),
        data_of(html(report(made.audit(many(500))), most_bytes=9_000)),
    )
    number = len(some["columns"]["rule"])
    assert 0 < number < 500
    for data in (everything, some):
        cases = data["columns"]["case"]
        assert [sum(cases[: place + 1]) for place in range(5)] == [0, 1, 2, 3, 4]
    assert some["pools"]["case"] == everything["pools"]["case"][:number]


# In the browser


@pytest.mark.slow
@needs_chromium
def test_nothing_is_asked_for_and_nothing_complained_of(page: Page, tmp_path: Path) -> None:
    path = written(tmp_path, html(report(march())))
    page.open(path)
    assert page.requests == [path.as_uri()]
    assert page.complaints == []
    assert page.run("document.querySelector('.badge').textContent") == "FAIL"
    assert status(page) == f"Findings 1–50 of {len(march().findings)}"


@pytest.mark.slow
@needs_chromium
def test_filters_find_what_the_audit_found(page: Page, tmp_path: Path) -> None:
    page.open(written(tmp_path, html(report(march()))))
    found = list(march().findings)

    def expect(number: int) -> None:
        assert page.run("Number(document.getElementById('explorer').dataset.matches)") == number

    choose(page, "list", "suspended")
    expect(sum(each.list == "suspended" for each in found))
    choose(page, "field", "status")
    expect(sum(each.list == "suspended" and each.field == "status" for each in found))
    choose(page, "rule", "S202")
    wanted = [each for each in found if (each.list, each.field, each.rule) == ("suspended", "status", "S202")]
    expect(len(wanted))
    for row, each in zip(shown(page), wanted, strict=True):
        assert str(each.place) in row
        assert each.case_number is not None
        assert each.case_number in row
        assert str(each.value) in row
        assert each.message.split(";")[0] in row
    page.run("document.getElementById('filter-clear').click()")
    expect(len(found))
    analyst = next(each.analyst for each in found if each.analyst)
    choose(page, "analyst", analyst)
    expect(sum(each.analyst == analyst for each in found))
    choose(page, "analyst", "–")
    expect(sum(each.analyst is None for each in found))


@pytest.mark.slow
@needs_chromium
@pytest.mark.parametrize(
    ("text", "test"),
    [
        ("exploration", lambda each: "exploration" in f"{each.value} {each.message}".lower()),
        ("FLD-2019-016", lambda each: each.case_number == "FLD-2019-016"),
        ("suspended!b11", lambda each: str(each.place) == "Suspended!B11"),
        ("no such text anywhere", lambda _: False),
    ],
)  # fmt: skip
def test_text_is_searched_as_it_is_typed(page: Page, tmp_path: Path, text: str, test: object) -> None:
    assert callable(test)
    page.open(written(tmp_path, html(report(march()))))
    page.run("document.getElementById('filter-text').focus()")
    page.type(text)
    wanted = sum(map(test, march().findings))
    page.wait(f"Number(document.getElementById('explorer').dataset.matches) === {wanted}")
    if not wanted:
        assert "No finding matches" in status(page)
    page.press("Enter", 13, "\r")
    assert page.run("location.protocol") == "file:"
    assert page.complaints == []


@pytest.mark.slow
@needs_chromium
def test_a_number_of_the_heat_map_leads_to_its_findings(page: Page, tmp_path: Path) -> None:
    page.open(written(tmp_path, html(report(march()))))
    link = 'a[href="#findings?list=active&field=current_update&class=inconsistent"]'
    assert page.run(f"document.querySelector('.heat {link}').textContent").startswith("44")
    page.run(f"document.querySelector('.heat {link}').click()")
    page.wait("document.getElementById('explorer').dataset.matches === '44'")
    assert page.run("document.activeElement.id") == "findings-heading"
    page.run("document.getElementById('kind-chip').click()")
    assert "class=" not in page.run("location.hash")


@pytest.mark.slow
@needs_chromium
def test_the_address_holds_the_filters(page: Page, tmp_path: Path) -> None:
    path = written(tmp_path, html(report(march())))
    page.open(path, "#findings?list=inactive&rule=C103")
    assert status(page) == f"Findings 1–1 of 1 that match ({len(march().findings)} in all)"
    assert page.run("document.getElementById('filter-rule').value") == "C103"


@pytest.mark.slow
@needs_chromium
def test_a_link_to_a_rule_opens_its_page(page: Page, tmp_path: Path) -> None:
    page.open(written(tmp_path, html(report(march()))))
    page.run("document.querySelector('#findings-body a').click()")
    page.wait("document.querySelector('details[open][id^=rule-]') !== null")
    assert "Why it matters" in page.run("document.querySelector('details[open][id^=rule-]').textContent")


@pytest.mark.slow
@needs_chromium
def test_pages_turn_and_orders_hold(page: Page, tmp_path: Path) -> None:
    page.open(written(tmp_path, html(report(march()))))
    last = list(march().findings)[-1]
    page.run("document.getElementById('page-last').click()")
    assert last.message.split(";")[0] in shown(page)[-1]
    assert page.run("document.getElementById('page-next').disabled")
    page.run(
        "(() => { const order = document.getElementById('findings-order'); order.value = 'rule';"
        "order.dispatchEvent(new Event('change')); })()"
    )
    assert all("C101" in row for row in shown(page))


@pytest.mark.slow
@needs_chromium
def test_hostile_entries_show_as_text(page: Page, tmp_path: Path) -> None:
    values = (
        "<script>document.title='run'</script>",
        "<img src=x onerror=\"document.title='run'\">",
        "abc\u202egnp.exe",
    )
    found = [
        made.finding("S202", "unrecognized-value", f"D{row}", f'"{value}" is not a standard status; write a phase.',
                     value=value, case=value, field="status", sheet="<b>Active</b>")
        for row, value in enumerate(values, start=5)
    ]  # fmt: skip
    page.open(written(tmp_path, html(report(made.audit(found)))))
    assert not page.run("document.title").startswith("run")
    rows = shown(page)
    assert all(value in row for value, row in zip(values[:2], rows, strict=False))
    assert "abc\\u202egnp.exe" in rows[2]
    assert (
        page.run(
            "document.querySelectorAll('#findings-body img, #findings-body script, #findings-body b b').length"
        )
        == 0
    )
    assert page.complaints == []


@pytest.mark.slow
@needs_chromium
def test_ten_thousand_findings_are_filtered_at_once(page: Page, tmp_path: Path) -> None:
    page.open(written(tmp_path, html(report(made.audit(many(10_000))))))
    assert len(shown(page)) == 50
    took = page.run(
        "(async () => { const box = document.getElementById('filter-text'); const start = performance.now();"
        "box.value = 'word42 investigation'; box.dispatchEvent(new Event('input'));"
        "await new Promise(done => setTimeout(done, 121));"
        "return performance.now() - start; })()"
    )
    wanted = sum(each.value == "word42" for each in many(10_000))
    page.wait(f"document.getElementById('explorer').dataset.matches === '{wanted}'")
    assert took < 2000


@pytest.mark.slow
@needs_chromium
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("dark", [False, True])
def test_no_width_needs_sideways_scrolling(page: Page, tmp_path: Path, width: int, dark: bool) -> None:
    text = html(report(march()))
    page.size(width, 844, dark=dark)
    try:
        page.open(written(tmp_path, text))
        page.run("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        assert page.run("document.documentElement.scrollWidth") <= width
    finally:
        page.size(1440, 1000)


@pytest.mark.slow
@needs_chromium
def test_every_control_has_a_name_and_is_reached_by_keyboard(page: Page, tmp_path: Path) -> None:
    page.open(written(tmp_path, html(report(march()))))
    nameless = page.run(
        "[...document.querySelectorAll('input, select, button, a, summary')].filter(each =>"
        "!each.closest('[hidden]') && !(each.labels && each.labels.length) && !each.textContent.trim()"
        "&& !each.ariaLabel).length"
    )
    assert nameless == 0
    page.run("document.getElementById('filter-text').focus()")
    reached = []
    for _ in range(6):
        page.press("Tab", 9)
        reached.append(page.run("document.activeElement.id"))
    assert reached[:2] == ["filter-list", "filter-field"]
    assert "filter-clear" in reached
    assert page.run(
        "[...document.querySelectorAll('svg')].every(s => s.ariaHidden === 'true' || s.querySelector('title'))"
    )


@pytest.mark.slow
@needs_chromium
def test_colours_can_be_read(page: Page, tmp_path: Path) -> None:
    """Texts have a contrast of at least 4.5 against what is behind them, in light and in dark."""
    script = """(() => {
      const rgb = text => { const p = text.match(/[\\d.]+/g).map(Number); return [p[0], p[1], p[2], p[3] ?? 1]; };
      const over = (a, b) => [0, 1, 2].map(i => a[i] * a[3] + b[i] * (1 - a[3])).concat(1);
      const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
        return .2126 * r + .7152 * g + .0722 * b; };
      const bad = [];
      for (const each of document.querySelectorAll('main *, header *, nav *, footer *')) {
        const own = [...each.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
        const unseen = each.closest('svg, .visually-hidden, [hidden]') || !each.getClientRects().length;
        if (!own || unseen || each.disabled) continue;
        const layers = [];
        for (let up = each; up; up = up.parentElement) layers.unshift(rgb(getComputedStyle(up).backgroundColor));
        const back = layers.reduce((under, layer) => over(layer, under), [255, 255, 255, 1]);
        const front = over(rgb(getComputedStyle(each).color), back);
        const [a, b] = [light(front), light(back)];
        const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
        if (contrast < 4.5) bad.push(each.className + ': ' + each.textContent.slice(0, 30) + ' ' + contrast.toFixed(2));
      }
      return [...new Set(bad)];
    })()"""
    path = written(tmp_path, html(report(march())))
    for dark in (False, True):
        page.size(1440, 1000, dark=dark)
        page.open(path)
        page.run("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        assert page.run(script) == []
    page.size(1440, 1000)


@pytest.mark.slow
@needs_chromium
def test_a_clean_audit_says_so(page: Page, tmp_path: Path) -> None:
    page.open(written(tmp_path, html(report(made.audit([])))))
    assert page.complaints == []
    assert page.run("document.querySelector('.badge').textContent") == "PASS"
    assert "No findings" in page.run("document.getElementById('findings').textContent")


@pytest.mark.slow
@needs_chromium
def test_several_trackers_have_a_filter_and_snapshots_a_trend(page: Page, tmp_path: Path) -> None:
    paths = [SAMPLES / f"tracker-{month}.xlsx" for month in ("2019-06", "2019-11", "2020-03")]
    examined = [*examine_trackers(paths, OPTIONS)]
    page.open(written(tmp_path, html(report(*(each.audit for each in examined)))))
    assert page.complaints == []
    choose(page, "tracker", paths[1].name)
    number = len(examined[1].audit.findings)
    assert page.run("Number(document.getElementById('explorer').dataset.matches)") == number
    said = replace(report(examined[2].audit), comparison=compare_examined(examined, OPTIONS))
    page.open(written(tmp_path, html(said)))
    assert page.complaints == []
    drawn = page.run("[...document.querySelectorAll('svg.trend desc')].map(each => each.textContent)")
    assert drawn[0].startswith("Active: 22 (2019-06-28), 28 (2019-11-29), 61 (2020-03-31)")
    assert page.run("document.getElementById('filter-tracker').closest('.filter').hidden")


@pytest.mark.slow
@needs_chromium
def test_printed_it_holds_the_findings_that_match(page: Page, tmp_path: Path) -> None:
    page.open(written(tmp_path, html(report(march()))))
    page.pdf(tmp_path / "findings.pdf")
    assert (tmp_path / "findings.pdf").read_bytes().startswith(b"%PDF")
    assert len(shown(page)) == 50
    page.run("dispatchEvent(new Event('beforeprint'))")
    assert len(shown(page)) == len(march().findings)
    page.run("dispatchEvent(new Event('afterprint'))")


@pytest.mark.slow
@needs_chromium
def test_the_filtered_findings_are_saved_as_csv(page: Page, tmp_path: Path) -> None:
    entries = ["=1+1", ' "quoted", and; more', "two\nlines", "\u200b@x", "plain"]
    found = [
        made.finding("S202", "unrecognized-value", f"D{row}", "odd", value=each)
        for row, each in enumerate(entries, 5)
    ]
    page.open(written(tmp_path, html(report(made.audit([*found, *made.findings()])))))
    choose(page, "rule", "S202")
    page.run("""(() => {
        window.saved = null;
        const make = URL.createObjectURL;
        URL.createObjectURL = (blob) => { window.saved = blob; return make(blob); };
        document.getElementById("findings-save").click();
    })()""")
    rows = list(csv.reader(io.StringIO(page.run("window.saved.text()"), newline="")))
    assert rows[0][:3] == ["Tracker", "Sheet", "Cell"]
    assert {len(row) for row in rows} == {12}
    values = [row[8] for row in rows[1:]]
    assert {"'=1+1", ' "quoted", and; more', "two⏎lines", "plain"} <= set(values)
    assert not [each for each in values if each.startswith(("=", "@", "\u200b"))]


def test_findings_are_counted_by_analyst() -> None:
    text = html(report(march()))
    part = text.partition('id="analysts-heading"')[2].partition("</section>")[0]
    numbers = [int(number.replace(",", "")) for number in re.findall(r'<td class="n">([\d,]+)</td>', part)]
    assert sum(numbers) == len(march().findings)
    assert "#findings?analyst=" in part
