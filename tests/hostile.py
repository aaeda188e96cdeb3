"""Small files that are made to hurt: to hang a program that reads them, to fill its memory, or to end it."""

from __future__ import annotations

import io
import itertools
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import xlwt

from tests.test_reading_faults import OLE, compound
from tests.test_reading_forms import (
    MAIN,
    binary_cell,
    binary_package,
    counted,
    open_document,
    package,
    record,
    zipped,
)

HEADERS = (
    "Case Number", "Date Received", "Referral Source", "Commodity", "Industry", "Country of Origin", "Manufacturer",
    "U.S. Importer", "Forced Labor Indicators", "Sources of Evidence", "Investigative Challenges", "Assigned Analyst",
    "Status", "Current Phase", "Initiation Date", "Investigation Date", "Legal Review Date", "Implementation Date",
    "Current Update", "Update Date",
)  # fmt: skip
CASE = (
    "FLD-2019-001", "2019-01-02", "Attorney", "Cotton", "Electronics", "China", "Plant", "Importer", "Deception",
    "NGO Report", "Translation", "Ann", "Initiation", "Initiation", "2019-01-03", "", "", "",
    "Opened the file and wrote to the importer.", "2019-02-01",
)  # fmt: skip


@dataclass(frozen=True)
class Hostile:
    """A file by its name, and how its bytes are made. An `audited` one must give a result, whatever is in it."""

    name: str
    data: Callable[[], bytes]
    audited: bool = False


def everything() -> Iterator[Hostile]:
    """All of them."""
    yield from _books()
    yield from _sheets()
    yield from _strings_and_styles()
    yield from _archives()
    yield from _documents()
    yield from _texts()
    yield from _old_books()
    yield from _mutants()
    yield from _cells()
    yield from _bad_cells()
    yield from _entries()


def _inline(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def cases(row: str = "", head: str = "", tail: str = "") -> str:
    """The XML of a sheet with a header row, one case, and one more row."""
    rows = "".join(f"<row>{''.join(map(_inline, each))}</row>" for each in (HEADERS, CASE))
    return f"{head}<sheetData>{rows}{row}</sheetData>{tail}"


def listed(sheet: str, **more: dict[str, str]) -> bytes:
    """A workbook of one sheet that is the active list."""
    made = package(sheet, **more)  # type: ignore[arg-type]
    return with_parts({"xl/workbook.xml": part(made, "xl/workbook.xml").replace(b'"S1"', b'"Active"')}, made)


def with_parts(changes: dict[str, bytes], data: bytes | None = None) -> bytes:
    """The package with some parts replaced or added."""
    data = SMALL if data is None else data
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts: dict[str, str | bytes] = {name: source.read(name) for name in source.namelist()}
    return zipped({**parts, **changes})


def part(data: bytes, name: str) -> bytes:
    """One part of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return source.read(name)


SMALL = listed(cases())
PUMPS = {
    "letters": b"a" * 60_000,
    "attributes": b" a" * 40_000,
    "signs": b" a=" * 30_000,
    "quotes": b' a="' * 20_000,
    "values": b' a="1"' * 20_000,
    "blanks": b" " * 100_000,
    "prefixes": b"a:" * 40_000,
}


def _books() -> Iterator[Hostile]:
    book, related = part(SMALL, "xl/workbook.xml"), part(SMALL, "xl/_rels/workbook.xml.rels")
    for tag in (b"<sheet ", b"<calcPr ", b"<workbookPr "):
        for name, pump in PUMPS.items():
            made = book.replace(b"<sheets>", tag + pump + b"<sheets>")
            yield Hostile(
                f"book-{tag[1:-1].decode()}-{name}.xlsx", _made(with_parts, {"xl/workbook.xml": made})
            )
        made = book.replace(b"<sheets>", tag * 20_000 + b"<sheets>")
        yield Hostile(
            f"book-{tag[1:-1].decode()}-unclosed.xlsx", _made(with_parts, {"xl/workbook.xml": made})
        )
    for name, pump in PUMPS.items():
        made = related.replace(b"<Relationship ", b"<Relationship " + pump, 1)
        yield Hostile(f"relations-{name}.xlsx", _made(with_parts, {"xl/_rels/workbook.xml.rels": made}))
    made = related.replace(b"</Relationships>", b"<Relationship " * 20_000)
    yield Hostile("relations-unclosed.xlsx", _made(with_parts, {"xl/_rels/workbook.xml.rels": made}))
    for count in (1_001, 10_000):
        sheets = b"".join(b'<sheet name="A%d" sheetId="%d" r:id="rId1"/>' % (n, n) for n in range(count))
        made = book.replace(b"<sheets>", b"<sheets>" + sheets)
        yield Hostile(f"book-{count}-sheets.xlsx", _made(with_parts, {"xl/workbook.xml": made}))
    laughs = b'<!DOCTYPE a [<!ENTITY a "' + b"lol" * 100 + b'">' + b"".join(
        b'<!ENTITY a%d "%b">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"&a;" * 10) for n in range(9)
    ) + b"]>"  # fmt: skip
    yield Hostile("book-entities.xlsx", _made(with_parts, {"xl/workbook.xml": laughs + book}))
    for mark in (b"<!--", b"<![CDATA[", b"<?"):
        made = book.replace(b"<sheets>", mark * 30_000 + b"<sheets>")
        yield Hostile(f"book-mark-{len(mark)}.xlsx", _made(with_parts, {"xl/workbook.xml": made}))
    deep = book.replace(b"<sheets>", b"<a>" * 200_000 + b"<sheets>")
    yield Hostile("book-deep.xlsx", _made(with_parts, {"xl/workbook.xml": deep}))


def _made(make: Callable[..., bytes], *arguments: object) -> Callable[[], bytes]:
    return lambda: make(*arguments)


def _packed(sheet: Callable[[], str]) -> Callable[[], bytes]:
    return lambda: listed(sheet())


def _sheets() -> Iterator[Hostile]:
    rows: dict[str, Callable[[], str]] = {
        "rows": lambda: "<row/>" * 3_000_000,
        "rows-of-one-cell": lambda: "<row><c><v>1</v></c></row>" * 1_100_000,
        "cells": lambda: "<row>" + "<c/>" * 55_000_000 + "</row>",
        "wide": lambda: "<row>" + "<c><v>1</v></c>" * 200_000 + "</row>",
        "far": lambda: '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "beyond": lambda: '<row r="9999999"><c r="ZZZ9999999"><v>1</v></c></row>',
        "cross": lambda: (
            "<row>" + "<c><v>1</v></c>" * 16_300 + "</row>" + "<row><c><v>1</v></c></row>" * 20_000
        ),
        "backwards": lambda: "".join(
            f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(9_000, 0, -1)
        ),
        "same-row": lambda: '<row r="5"><c r="A5"><v>1</v></c></row>' * 50_000,
        "extensions": lambda: "<row>" + "<c><v>1</v><extLst>" * 30_000,
        "blanks-in-value": lambda: f"<row><c><v>{' ' * 200_000}x</v></c></row>",
        "blanks-before-value": lambda: f"<row><c>{' ' * 200_000}<v> 1</v></c></row>",
        "unclosed-cells": lambda: "<row>" + "<c " * 100_000,
        "unclosed-formulas": lambda: "<row>" + "<c><f " * 50_000,
        "formulas": lambda: "<row>" + "<c><f>" * 50_000,
        "errors": lambda: "<row>" + '<c t="e"><v>#SPILL!</v></c>' * 16_000 + "</row>",
        "typed": lambda: "<row>" + 't="e"' * 100_000 + "</row>",
        "heights": lambda: f'<row ht="{"0" * 100_000}x" hidden="1"/>',
        "reference": lambda: f'<row r="{"9" * 5_000}"><c r="{"A" * 5_000}1"><v>1</v></c></row>',
        "sections": lambda: "<row><c><v><![CDATA[" * 20_000,
        "comments": lambda: "<!--" * 50_000,
        "tag": lambda: "<row " + "a" * 500_000,
        "digits": lambda: f"<row><c><v>{'9' * 100_000}</v></c></row>",
        "text": lambda: f"<row>{_inline('x' * 2_000_000)}</row>",
        "entities": lambda: f"<row>{_inline('&#x0;&#1114112;&#99999999999999;' * 900)}</row>",
    }
    for name, row in rows.items():
        yield Hostile(f"sheet-{name}.xlsx", _packed(lambda row=row: cases(row())))
    heads = {
        "hidden-columns": "<cols>" + '<col min="1" max="16384" hidden="1"/>' * 50_000 + "</cols>",
        "unclosed-columns": "<cols>" + "<col " * 50_000,
        "widths": f'<cols><col min="1" max="3" width="{"0" * 100_000}x"/></cols>',
        "head": "x" * 3_000_000,
    }
    for name, head in heads.items():
        yield Hostile(f"sheet-{name}.xlsx", _packed(lambda head=head: cases(head=head)))
    tails = {
        "merges": "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 99_000 + "</mergeCells>",
        "more-merges": "<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 100_001,
        "merge-digits": f'<mergeCells><mergeCell ref="A1:B{"9" * 5_000}"/></mergeCells>',
        "unclosed-merges": "<mergeCells>" + "<mergeCell " * 50_000,
    }
    for name, tail in tails.items():
        yield Hostile(f"sheet-{name}.xlsx", _packed(lambda tail=tail: cases(tail=tail)))
    for name, pump in PUMPS.items():
        for tag in ("row", "c"):
            row = f"<row><{tag} {pump.decode()}><v>1</v></{tag}></row>"
            yield Hostile(f"sheet-{tag}-{name}.xlsx", _packed(lambda row=row: cases(row)))


def _strings_and_styles() -> Iterator[Hostile]:
    def strings(middle: Callable[[], str]) -> Callable[[], bytes]:
        return lambda: listed(cases(), more={"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{middle()}</sst>'})

    yield Hostile("strings-empty.xlsx", strings(lambda: "<si/>" * 30_000_000))
    yield Hostile("strings-deep.xlsx", strings(lambda: "<si>" * 300_000))
    yield Hostile("strings-long.xlsx", strings(lambda: f"<si><t>{'x' * 60_000_000}</t></si>"))
    styles = part(SMALL, "xl/styles.xml")
    for name, piece in (("formats", b'<xf numFmtId="14"/>'), ("unclosed", b"<xf "), ("nested", b"<xf>")):
        made = styles.replace(b"<cellXfs ", b"<cellXfs>" + piece * 300_000 + b"<cellXfs ")
        yield Hostile(f"styles-{name}.xlsx", _made(with_parts, {"xl/styles.xml": made}))
    code = b'<numFmts><numFmt numFmtId="200" formatCode="' + b"[" * 200_000 + b'"/></numFmts><fonts'
    yield Hostile("styles-code.xlsx", _made(with_parts, {"xl/styles.xml": styles.replace(b"<fonts", code)}))


def _archives() -> Iterator[Hostile]:
    yield Hostile("parts.xlsx", _made(with_parts, {f"xl/x{n}.xml": b"" for n in range(10_100)}))
    yield Hostile("overlapping.xlsx", _overlapping)
    yield Hostile("zeros.xlsx", lambda: with_parts({"xl/worksheets/sheet1.xml": bytes(600 << 20)}))
    for flag in (1, 0x40, 0x2000):
        yield Hostile(f"flag-{flag}.xlsx", _made(_flagged, flag))
    names = ("../../etc/passwd", "/abs", "C:\\x", "xl/" + "a" * 60_000, "\u202egpj.xml", "a\0b", "")
    for number, name in enumerate(names):
        yield Hostile(f"name-{number}.xlsx", _made(with_parts, {name or " ": b"x"}))
    for cut in (1, 4, 30, 100, 500):
        yield Hostile(f"cut-{cut}.xlsx", _made(bytes.__getitem__, SMALL, slice(0, -cut)))
    yield Hostile("twice.xlsx", _made(bytes.__mul__, SMALL, 2))
    yield Hostile("within.xlsx", _made(with_parts, {"xl/workbook.xml": SMALL}))


def _overlapping() -> bytes:
    """A zip file in which 400 entries are one part of 5 MB."""
    data = bytearray(with_parts({"xl/big.xml": b"<a/>" * 1_300_000}))
    end = data.rindex(b"PK\5\6")
    _, _, _, _, count, size, start, _ = struct.unpack_from("<4s4H2LH", data, end)
    directory = bytes(data[start : start + size])
    at = directory.rindex(b"PK\1\2")
    last = directory[at:]
    more = b"".join(last.replace(b"big", b"%03d" % n) for n in range(400))
    return bytes(data[:start]) + directory + more + struct.pack(
        "<4s4H2LH", b"PK\5\6", 0, 0, count + 400, count + 400, size + len(more), start, 0
    )  # fmt: skip


def _flagged(flag: int) -> bytes:
    data = bytearray(SMALL)
    at = data.index(b"PK\1\2")
    data[at + 8 : at + 10] = struct.pack("<H", flag)
    return bytes(data)


def in_row(cells: str, times: str = "1") -> str:
    """A row of an `.ods` table."""
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


def _documents() -> Iterator[Hostile]:
    cell = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    tables: dict[str, Callable[[], str]] = {
        "unclosed-cells": lambda: "<table:table-row>" + '<table:table-cell table:formula="x">' * 20_000,
        "unclosed-rows": lambda: "<table:table-row " * 40_000,
        "unclosed-tags": lambda: "<table:table-row>" + "<table:table-cell " * 40_000,
        "tables": lambda: "<table:table>" * 10_000,
        "some-tables": lambda: '</table:table><table:table table:name="x">' * 900,
        "repeated-rows": lambda: in_row(cell * 30, "1048576"),
        "repeated-again": lambda: in_row(cell, "999999999") * 50,
        "repeated-cells": lambda: in_row(cell.replace("-cell ", '-cell table:number-columns-repeated="16384" ', 1) * 9),
        "repeated-formulas": lambda: in_row(
            '<table:table-cell table:formula="a" table:number-columns-repeated="16000"/>', "1000000"
        ),
        "columns": lambda: (
            '<table:table-column table:visibility="collapse" table:number-columns-repeated="999999999"/>' * 20_000
        ),
        "tabs": lambda: "<text:tab " * 50_000,
        "marks": lambda: "<" * 200_000,
        "texts": lambda: in_row('<table:table-cell table:formula="x">' + "<text:p>" * 30_000 + "</table:table-cell>"),
        "spans": lambda: in_row(
            '<table:table-cell table:number-rows-spanned="1000000" table:number-columns-spanned="16384"/>' * 110_000
        ),
        "blanks": lambda: "<table:table-row> " + ">" + " " * 200_000,
        "attributes": lambda: "<table:table-row " + "a" * 200_000 + ">",
        "names": lambda: "<table:table-row>" + f"<table:table-cell {'a=' * 50_000}>" + "</table:table-row>",
        "digits": lambda: f'<table:table-row table:number-rows-repeated="{"9" * 5_000}">{cell}</table:table-row>',
        "long": lambda: f"<table:table-row>{cell.replace('>x<', '>' + 'x' * 100_000 + '<')}</table:table-row>",
    }  # fmt: skip
    for name, table in tables.items():
        yield Hostile(f"{name}.ods", lambda table=table: open_document(table()))


def line(entries: tuple[str, ...]) -> str:
    """A line of a `.csv`."""
    return ",".join('"' + entry.replace('"', '""') + '"' for entry in entries)


def sheet_of_text(field: str, *entries: str) -> bytes:
    """A `.csv` of cases with these entries in one field."""
    at = HEADERS.index(field)
    lines = [line(HEADERS)]
    for number, entry in enumerate(entries):
        case = list(CASE)
        case[0] = f"FLD-2019-{number + 100:03}"
        case[at] = entry
        lines.append(line(tuple(case)))
    return "\r\n".join(lines).encode("utf-8", "surrogatepass")


def _texts() -> Iterator[Hostile]:
    texts: dict[str, Callable[[], bytes]] = {
        "rows": lambda: b"1\n" * 3_000_000,
        "blank-rows": lambda: b"\n" * 5_000_000,
        "separators": lambda: b"," * 3_000_000,
        "quotes": lambda: b'"' * 3_000_001,
        "open-quote": lambda: line(HEADERS).encode() + b'\n"' + b"x\n" * 900_000,
        "returns": lambda: b"a\r" * 500_000,
        "zeros": lambda: b"a\0" * 100_000,
        "marks": lambda: "\ufeff".encode() * 100_000,
        "sep": lambda: b"sep=" + b" " * 300_000,
        "angle": lambda: b"<" * 1_000_000,
        "utf16": lambda: ("a,b\n" * 100_000).encode("utf-16"),
        "broken-utf8": lambda: b"\xff\xfe\xfd," * 100_000,
        "distinct": lambda: "\n".join(
            ",".join(f"{n}-{m}" for m in range(20)) for n in range(20_000)
        ).encode(),
    }
    for name, made in texts.items():
        yield Hostile(f"{name}.csv", made)


def _old_books() -> Iterator[Hostile]:
    old = _old_book()
    yield Hostile("circle.xls", _made(_poked, compound("Workbook"), 512, struct.pack("<128I", *range(128))))
    yield Hostile("names.xls", _made(compound, "Workbook", "Book", "WORKBOOK", "\0", "x" * 31))
    yield Hostile("header.xls", lambda: OLE + b"\xff" * 4_000)
    at = old.find(struct.pack("<HH", 0x0085, 0)[:2])
    yield Hostile("records.xls", _made(_poked, old, max(at, 512), struct.pack("<HH", 0x0085, 6) * 400))
    yield Hostile("ends.xls", _made(_poked, old, 512, struct.pack("<HH", 0x0809, 0) * 800))


def _old_book(number: float | None = None, code: str = "") -> bytes:
    """A book with one case; with a number, with a second one that has it as its date, formatted so."""
    book, target = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("Active", cell_overwrite_ok=True)
    for row, entries in enumerate((HEADERS, CASE, CASE) if code else (HEADERS, CASE)):
        for column, entry in enumerate(entries):
            sheet.write(row, column, entry)
    if code:
        sheet.write(2, 0, "FLD-2019-002")
        sheet.write(2, 1, number, xlwt.easyxf(num_format_str=code))
    book.save(target)
    return target.getvalue()


def _poked(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def _mutants() -> Iterator[Hostile]:
    """Real files with a few bytes changed, and parts of packages cut or mixed up."""
    binary = binary_package({0: [binary_cell(0, 5, struct.pack("<d", 7.0))]})
    for ending, data in (("xlsx", SMALL), ("xls", _old_book()), ("xlsb", binary)):
        for seed in range(10):
            yield Hostile(f"mutant-{seed}.{ending}", _made(_mutant, data, seed))
    for seed in range(8):
        yield Hostile(f"inner-{seed}.xlsx", _made(_inner_mutant, SMALL, seed))
        yield Hostile(f"inner-{seed}.xlsb", _made(_inner_mutant, binary, seed))


def _mutant(data: bytes, seed: int) -> bytes:
    random, made = Random(seed), bytearray(data)  # noqa: S311
    for _ in range(random.choice((1, 3, 20, 200))):
        made[random.randrange(len(made))] = random.choice((0, 1, 0x7F, 0x80, 0xFF, random.randrange(256)))
    return bytes(made)


def _inner_mutant(data: bytes, seed: int) -> bytes:
    random = Random(seed)  # noqa: S311
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts: dict[str, str | bytes] = {name: source.read(name) for name in source.namelist()}
    for name in random.sample(sorted(parts), 2):
        content = parts[name]
        if isinstance(content, bytes) and content:
            parts[name] = _mutant(content, seed)
    return zipped(parts)


def _cells() -> Iterator[Hostile]:
    """Workbooks of cases with one bad cell: the rest must be audited."""
    numbers = (
        "-2e11",
        "2e11",
        "-1e20",
        "1e20",
        "1e308",
        "-1e308",
        "1e-320",
        "NaN",
        "inf",
        "-0",
        "9" * 400,
        "0.5",
    )
    for style in (1, 2):
        for number in numbers:
            bad = f'<row><c t="inlineStr"><is><t>FLD-2019-002</t></is></c><c s="{style}"><v>{number}</v></c></row>'
            name = f"number-{style}-{numbers.index(number)}.xlsx"
            yield Hostile(name, _made(with_parts, {"xl/styles.xml": STYLED}, listed(cases(bad))), True)
    for number, text in enumerate(
        ("9" * 4_301, "0" * 30_000, "\U0001f600" * 16, "\U0001f600" * 16_000, "-" * 30_000)
    ):
        for field in ("Assigned Analyst", "Case Number", "Date Received", "Current Update", "Industry"):
            name = f"entry-{number}-{field}.csv".replace(" ", "-")
            yield Hostile(name, _made(sheet_of_text, field, text), True)


def _bad_cells() -> Iterator[Hostile]:
    """The same in every form of workbook, with numbers beyond all days, broken cells and entries that are too long."""
    for number in ("2e11", "-2e11", "1e308", "-1e-320", "nan"):
        for code in ("yyyy-mm-dd", "[h]:mm"):
            form = "hours" if "h" in code else "days"
            yield Hostile(f"{form}-{number}.xls", _made(_old_book, float(number), code), True)
        yield Hostile(f"days-{number}.xlsb", _made(_binary_book, 5, struct.pack("<d", float(number))), True)
    for packed in (0x7FE00000, 0xFFE00000, 0x7FE00001, 0xFFFFFFFE):
        yield Hostile(f"packed-{packed}.xlsb", _made(_binary_book, 2, struct.pack("<I", packed)), True)
    kinds = ("float", "percentage", "currency", "date", "time", "boolean", "nonsense")
    far_row = record(0, struct.pack("<IIHBBBI", 1 << 31, 0, 300, 0, 0x10, 0, 0)) + record(130)
    far = part(_binary_book(5, bytes(8)), "xl/worksheets/sheet1.bin").replace(
        record(146), far_row + record(146)
    )
    yield Hostile(
        "far-row.xlsb", lambda: with_parts({"xl/worksheets/sheet1.bin": far}, _binary_book(5, bytes(8)))
    )
    no_table = part(open_document(""), "content.xml").replace(b"table:table ", b"table:tablf ")
    yield Hostile("no-table.ods", _made(with_parts, {"content.xml": no_table}, open_document("")))
    for kind in kinds:
        for at, value in enumerate(("", "x", "1e999", "9" * 5_000, "-5000-01-01", "PT9999999999999H00M00S")):
            name = {"float": "", "percentage": "", "currency": "", "nonsense": ""}.get(kind, f"{kind}-")
            bad = f'office:value-type="{kind}" office:{name}value="{value}"'
            yield Hostile(f"{kind}-{at}.ods", _made(_document_with, bad), True)
    for number, cell in enumerate(BAD_CELLS):
        row = f"<row>{_inline('FLD-2019-002')}{cell}</row>"
        yield Hostile(f"cell-{number}.xlsx", _made(listed, cases(row)), True)
    strings = f'<sst xmlns="{MAIN}"><si><t>a &bad; b &#xD800; & c</t></si></sst>'
    yield Hostile(
        "strings-entities.xlsx", lambda: listed(cases(), more={"xl/sharedStrings.xml": strings}), True
    )
    long = "x" * 40_000
    yield Hostile("long-entry.csv", _made(sheet_of_text, "Commodity", "ok", long), True)
    lines = "A long, long story, of\nmany words.\n" * 2_000
    yield Hostile("long-entry-of-lines.csv", _made(sheet_of_text, "Current Update", "ok", lines), True)
    yield Hostile(
        "long-entry.xlsx",
        lambda: listed(cases(f"<row>{_inline('FLD-2019-002') + _inline(long)}</row>")),
        True,
    )
    yield Hostile(
        "long-entry.ods",
        _made(_document_with, f'office:value-type="string" office:string-value="{long}"'),
        True,
    )


BAD_CELLS = (
    '<c t="s"><v>99999</v></c>', '<c t="s"><v>x</v></c>', '<c t="s"><v>-1</v></c>',
    f'<c t="s"><v>{"9" * 5_000}</v></c>',
    '<c t="b"><v>x</v></c>', '<c t="weird"><v>1</v></c>', '<c t=""><v>x</v></c>', '<c t="d"><v>2019-99-99</v></c>',
    '<c s="99999"><v>43000</v></c>', '<c s="-1"><v>43000</v></c>', "<c><v>1e</v></c>", "<c><v>0x10</v></c>",
    '<c t="inlineStr"><v>5</v></c>', "<c><v>1</v><v>2</v></c>", '<c t="str"><v>&bad;</v></c>',
    '<c t="str"><v>&#xD800;</v></c>', '<c t="str"><v>a & b</v></c>', '<c t="str"><v>&#0;</v></c>',
    '<c><f t="shared" si="x">A1</f><v>1</v></c>', '<c r="AAA3000000"><v>1</v></c>', '<c t="e"><v>Wert</v></c>',
)  # fmt: skip
"""Cells that are wrong in themselves, in the second column."""


def _document_with(bad: str) -> bytes:
    def cell(entry: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{entry}</text:p></table:table-cell>'

    rows = [[*map(cell, each)] for each in (HEADERS, CASE, CASE)]
    rows[2][:2] = cell("FLD-2019-002"), f"<table:table-cell {bad}><text:p>shown</text:p></table:table-cell>"
    return open_document("".join(in_row("".join(row)) for row in rows))


def _binary_book(kind: int, content: bytes) -> bytes:
    def text(column: int, entry: str) -> tuple[int, bytes]:
        return binary_cell(column, 6, counted(entry))

    rows = {
        row: [*itertools.starmap(text, enumerate(each))] for row, each in enumerate((HEADERS, CASE, CASE))
    }
    rows[2][:2] = text(0, "FLD-2019-002"), binary_cell(1, kind, content)
    styles = record(278) + record(615, struct.pack("<I", 0)) + record(616) + record(617, struct.pack("<I", 1))
    styles += record(47, struct.pack("<HHHHHHBB", 0, 14, 0, 0, 0, 0, 0, 0)) + record(618) + record(279)
    return with_parts({"xl/styles.bin": styles}, binary_package(rows))


STYLED = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="200" formatCode="[h]:mm"/>'
    '<numFmt numFmtId="201" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="1"><font/></fonts>'
    '<fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="200"/><xf numFmtId="201"/>'
    '<xf numFmtId="21"/></cellXfs></styleSheet>'
).encode()


def _entries() -> Iterator[Hostile]:
    """Entries of the greatest length that make a reader go back again and again."""
    pumps = ("#", "&", "1.", "or ", " ", "\n", "(", ")", "[", "a;", "a-", "--", "=", "1", "1/", "'", "and ", "not ",
             "of ", "\u00a0", "&amp;", "%20", "<p>", "_x0041_", "1 (", "9-", "A,", "?", "TBD ", "\u200b")  # fmt: skip
    fields = (
        "Current Update",
        "Case Number",
        "Date Received",
        "Forced Labor Indicators",
        "Country of Origin",
        "Status",
    )
    for number, pump in enumerate(pumps):
        field = fields[number % len(fields)]
        entry = pump * (32_000 // len(pump))
        yield Hostile(f"pump-{number}.csv", _made(sheet_of_text, field, entry, entry[:-7] + "x"), True)
