"""Changes one small thing of the program at a time and sees whether a test fails: `python tools/mutate.py`.

    python tools/mutate.py                  about 200 mutations, the same ones each time
    python tools/mutate.py rules kinds      only these parts
    python tools/mutate.py rules --all      every mutation that a part allows

Each mutation is made on a copy and meets the tests that concern its module, up to the first that fails. A mutation that
no test notices is a bound that nothing holds.
"""

from __future__ import annotations

import ast
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parent.parent
COPIED = (
    "src",
    "schemas",
    "tests",
    "sample_data",
    "docs",
    "tools",
    "training",
    "pyproject.toml",
    "README.md",
)
SECONDS = 240
"""A mutation under which the tests run longer than this is noticed."""

SHARPEST = 20
"""How many of the tests that noticed a mutation are asked first about the next ones."""

FAILED = "failed.txt"

EQUIVALENT = (
    ("times > 1", ">", "a case that shares its key with none has no double; leaving it out saves time"),
    ("as_of is None else", "0", "without an as-of date no update can be read, so none has an age"),
    ("days > 0", "0", "no date has the number 1, which is the first of January of the year 1"),
)
"""Mutations that nothing can notice: a piece of the line, what is replaced in it, and why."""


@dataclass(frozen=True, slots=True)
class Part:
    """Modules of the program by their paths' beginnings, how many mutations they get, and the tests that hold them."""

    name: str
    modules: tuple[str, ...]
    mutations: int
    tests: tuple[str, ...]


PARTS = (
    Part(
        "rules",
        tuple(
            f"rules/{family}.py"
            for family in (
                "completeness",
                "consistency",
                "identity",
                "standard_form",
                "timeliness",
                "updates",
                "workbook",
            )
        ),
        60,
        ("test_edges", "test_rule_pages", "test_rulings"),
    ),
    Part("history", ("rules/history.py",), 20, ("test_edges", "test_rule_pages", "test_comparison")),
    Part("dates", ("kinds/date",), 30, ("test_edges", "test_dates", "test_kinds", "test_rulings")),
    Part(
        "kinds",
        tuple(f"kinds/{name}" for name in "cefiprstvw"),
        40,
        ("test_entries", "test_kinds", "test_vocabulary", "test_standins", "test_edges", "test_rulings"),
    ),
    Part("layout", ("tracker/layout/",), 8, ("test_layout_lists", "test_layout_rows", "test_layout_sheets")),
    Part(
        "judgement",
        ("settings/judgement/",),
        20,
        ("test_edges", "test_policy", "test_waivers", "test_baseline"),
    ),
    Part("indicators", ("stories/indicators/",), 20, ("test_kpi", "test_kpi_reports")),
    Part("edit", ("tracker/edit/",), 20, ("test_edges", "test_editing", "test_normalize")),
)


@dataclass(frozen=True, slots=True, order=True)
class Mutation:
    """A piece of a module, by its place in bytes, and what takes its place."""

    module: str
    start: int
    end: int
    line: int
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.module}:{self.line}: {self.old} -> {self.new}"


_COMPARED: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}
_REPLACED: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
}


class Sites(ast.NodeVisitor):
    """Every mutation that a module allows, in the order of its text."""

    def __init__(self, module: str, text: bytes) -> None:
        self.found: list[Mutation] = []
        self._module, self._text = module, text
        lines = text.splitlines(keepends=True)
        self._starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]
        self.visit(ast.parse(text))

    def _at(self, line: int, column: int) -> int:
        return self._starts[line - 1] + column

    def _span(self, node: ast.expr) -> tuple[int, int]:
        end = self._at(node.end_lineno or node.lineno, node.end_col_offset or 0)
        return self._at(node.lineno, node.col_offset), end

    def _replace(self, start: int, end: int, new: str, line: int) -> None:
        old = self._text[start:end].decode()
        self.found.append(Mutation(self._module, start, end, line, " ".join(old.split()), new))

    def _between(self, left: ast.expr, right: ast.expr, old: str, new: str) -> None:
        start, end = self._span(left)[1], self._span(right)[0]
        place = self._text[start:end].find(old.encode())
        if place >= 0:
            self._replace(start + place, start + place + len(old), new, left.end_lineno or left.lineno)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """A function's body alone: decorators, types and defaults are not mutated."""
        for statement in node.body:
            self.visit(statement)
        returned = ast.unparse(node.returns) if node.returns else ""
        for part in ast.walk(node):
            if isinstance(part, ast.Return) and part.value is not None:
                start, end = self._span(part.value)
                text = self._text[start:end].decode()
                if returned == "Mask":
                    self._replace(start, end, f"~({text})", part.lineno)
                elif returned == "bool":
                    self._replace(start, end, f"not ({text})", part.lineno)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """A class's body alone."""
        for statement in node.body:
            self.visit(statement)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """The value alone."""
        if node.value is not None:
            self.visit(node.value)

    def visit_If(self, node: ast.If) -> None:
        """Imports for the types are left alone."""
        if not (isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"):
            self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> None:
        """What an error says is not mutated."""

    def visit_Compare(self, node: ast.Compare) -> None:
        """A bound moves by one, or a test is turned around."""
        self.generic_visit(node)
        for left, operator, right in zip(
            [node.left, *node.comparators], node.ops, node.comparators, strict=False
        ):
            self._between(left, right, *_COMPARED[type(operator)])

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """Plus for minus, both for either."""
        self.generic_visit(node)
        if type(node.op) in _REPLACED:
            self._between(node.left, node.right, *_REPLACED[type(node.op)])

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        """`and` for `or`."""
        self.generic_visit(node)
        words = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in zip(node.values, node.values[1:], strict=False):
            self._between(left, right, *words)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        """`not` and `~` fall away."""
        self.generic_visit(node)
        if isinstance(node.op, (ast.Not, ast.Invert)):
            start, end = self._span(node)[0], self._span(node.operand)[0]
            self._replace(start, end, " ", node.lineno)

    def visit_Constant(self, node: ast.Constant) -> None:
        """A number grows by one; true is false."""
        if isinstance(node.value, bool):
            self._replace(*self._span(node), str(not node.value), node.lineno)
        elif isinstance(node.value, int):
            self._replace(*self._span(node), str(node.value + 1), node.lineno)

    def visit_Call(self, node: ast.Call) -> None:
        """Sizes of caches, and what only types or words are made of, are left alone."""
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in ("lru_cache", "cast", "zip", "TypeVar", "counted"):
            self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Wordings are held by the tests of reports."""


def mutations(part: Part, *, every: bool = False) -> list[Mutation]:
    """The mutations of a part: all that its modules allow, or as many as it gets, spread evenly over them."""
    source = ROOT / "src" / "caseaudit"
    found: list[Mutation] = []
    for path in sorted(source.rglob("*.py")):
        module = path.relative_to(source).as_posix()
        if (
            module.startswith(part.modules)
            and "narrative/" not in module
            and not module.startswith("kinds/date") ^ (part.name == "dates")
        ):
            text = path.read_text(encoding="utf-8").splitlines()
            found += [
                each
                for each in sorted(set(Sites(module, path.read_bytes()).found))
                if not any(piece in text[each.line - 1] and each.old == old for piece, old, _ in EQUIVALENT)
            ]
    if every or len(found) <= part.mutations:
        return found
    return [found[number * len(found) // part.mutations] for number in range(part.mutations)]


class Failed:
    """A plugin of pytest that writes the names of the tests that fail, a line each."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called by pytest for each test."""
        if report.failed:
            with self._path.open("a") as names:
                names.write(f"{report.nodeid}\n")


def _test(copy: Path, words: Sequence[str]) -> int:
    """Run tests in this process and say nothing; the exit code."""
    import pytest

    os.setpgid(0, 0)
    os.chdir(copy)
    sys.path[:0] = [str(copy / "src"), str(copy)]
    os.environ["PYTHONPATH"] = str(copy / "src")
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    always = ("-q", "--assert=plain", "-m", "not slow", "-p", "no:cacheprovider")
    return int(pytest.main([*always, *words], plugins=[Failed(copy / FAILED)]))


def _failed(copy: Path, words: Sequence[str]) -> tuple[bool, list[str]]:
    """Whether the tests fail, and which; in a process of their own, which has the libraries loaded already."""
    names = copy / FAILED
    names.unlink(missing_ok=True)
    code = _tested(copy, words)
    return code != 0, names.read_text(encoding="utf-8").splitlines() if names.exists() else []


def _tested(copy: Path, words: Sequence[str]) -> int:
    child = os.fork()
    if not child:
        code = 1
        try:
            code = _test(copy, words)
        finally:
            os._exit(code)
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return -1


def _run(copy: Path, part: Part, chosen: Sequence[Mutation]) -> Iterator[tuple[Mutation, bool]]:
    """Each mutation, and whether a test noticed it; the tests that noticed the ones before are asked first."""
    files = [f"tests/{name}.py" for name in part.tests if (copy / "tests" / f"{name}.py").exists()]
    fails, failing = _failed(copy, files)
    if failing:
        sys.stdout.write(f"{part.name}: left out, as they fail without a mutation: {', '.join(failing)}\n")
    elif fails:
        raise SystemExit(f"the tests of {part.name} do not run")
    everything = ["-x", *files, *(f"--deselect={name}" for name in failing)]
    sharpest: list[str] = []
    for mutation in chosen:
        path = copy / "src" / "caseaudit" / mutation.module
        whole = path.read_bytes()
        path.write_bytes(whole[: mutation.start] + mutation.new.encode() + whole[mutation.end :])
        try:
            noticed, by = _failed(copy, ["-x", *sharpest]) if sharpest else (False, [])
            if not noticed:
                noticed, by = _failed(copy, everything)
        finally:
            path.write_bytes(whole)
        sharpest = [*by[:1], *(name for name in sharpest if name not in by[:1])][:SHARPEST]
        yield mutation, noticed


def main(words: Sequence[str]) -> int:
    """Run the mutations and say which survived; 1 where any did."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.dont_write_bytecode = True
    import pandera.pandas  # noqa: F401 -- loaded once for all
    import pytest  # noqa: F401

    named = [word for word in words if not word.startswith("-")]
    killed: dict[str, list[bool]] = {}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "caseaudit"
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, copy / name)
        for part in PARTS:
            if named and part.name not in named:
                continue
            of_part = killed.setdefault(part.name, [])
            for mutation, noticed in _run(copy, part, mutations(part, every="--all" in words)):
                of_part.append(noticed)
                sys.stdout.write("" if noticed else f"survived: {mutation}\n")
                if "--progress" in words:
                    sys.stderr.write(f"{len(of_part)} {mutation}\n")
                sys.stdout.flush()
            sys.stdout.write(f"{part.name}: {sum(of_part)} of {len(of_part)} killed\n")
            sys.stdout.flush()
    total, made = sum(map(sum, killed.values())), sum(map(len, killed.values()))
    sys.stdout.write(f"{total} of {made} killed, {100 * total / max(made, 1):.1f} %\n")
    return int(total < made)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
