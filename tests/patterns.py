"""Every regular expression of the program, found in its source, and the texts that would make it slow."""

from __future__ import annotations

import ast
import importlib
import re
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parsing  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

from caseaudit.kinds.identifiers import IdentifierForm

SOURCE = Path(__file__).parent.parent / "src"
FROM_THE_START = {"match", "fullmatch"}
CALLS = {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
SIGNS = " \t\n\"'#&()*+,-./0:;<=>Aa_\u00a0\u2013"


MADE: dict[str, Callable[[], re.Pattern[Any]]] = {
    "caseaudit.kinds.identifiers": lambda: IdentifierForm("FLD-YYYY-NNN").exact.__self__,
    "caseaudit.schema.plain": lambda: IdentifierForm("FLD-YYYY-NNN").exact.__self__,
}
"""Patterns that are put together from more than can be guessed."""


@dataclass(frozen=True)
class Found:
    """A pattern, where it stands, and by which methods the program uses it."""

    place: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]


def every_pattern() -> Iterator[Found]:
    """The patterns of all modules: those that a call of `re` states, and those that a module holds."""
    for file in sorted(SOURCE.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        if "re." not in text and "re import" not in text:
            continue
        name = ".".join(file.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
        module = importlib.import_module(name)
        tree = ast.parse(text)
        for call, target in _calls(tree):
            for pattern in _evaluated(call, module):
                methods = _methods(call, target, text)
                yield Found(f"{name}:{call.lineno}", pattern, methods)


def _calls(tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """The calls of `re`, each with the name that its outcome gets ("" for none)."""
    targets: dict[ast.AST, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name):
                targets[node.value] = target.id
            elif isinstance(target, ast.Attribute):
                targets[node.value] = target.attr
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in CALLS
        ):
            yield node, targets.get(node, "")


def _methods(call: ast.Call, target: str, text: str) -> frozenset[str]:
    assert isinstance(call.func, ast.Attribute)
    if call.func.attr != "compile":
        return frozenset({call.func.attr})
    source = text if target.startswith("_") else _whole_source()
    used = {method for method in CALLS if re.search(rf"\b{target}\.{method}\b", source)} if target else set()
    return frozenset(used or {"search"})


@cache
def _whole_source() -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in SOURCE.rglob("*.py"))


class _Anything:
    """A local value that is not known here: text, a list of texts, or an object with such."""

    def __init__(self, sample: Any) -> None:
        self.sample = sample

    def __getattr__(self, name: str) -> Any:
        return self.sample


def _evaluated(call: ast.Call, module: ModuleType) -> Iterator[re.Pattern[Any]]:
    """The pattern with samples in place of local names."""
    flags = 0
    named = {word.arg: word.value for word in call.keywords}
    position = {"compile": 1, "search": 2, "match": 2, "fullmatch": 2, "findall": 2, "finditer": 2}
    assert isinstance(call.func, ast.Attribute)
    at = position.get(call.func.attr, 9)
    flag_node = named.get("flags") or (call.args[at] if len(call.args) > at else None)
    if flag_node is not None:
        flags = eval(compile(ast.Expression(flag_node), "", "eval"), {"re": re})  # noqa: S307
    expression = ast.Expression(call.args[0])
    code = compile(expression, "", "eval")
    names = {node.id for node in ast.walk(expression) if isinstance(node, ast.Name)}
    builtins = set(dir(__builtins__)) | set(__builtins__ if isinstance(__builtins__, dict) else ())
    for sample in (b"x:", "x", ["x", "yz"], [("x", 1), ("yz", 2)]):
        unknown = dict.fromkeys(names - vars(module).keys() - builtins, sample)
        unknown |= {"self": _Anything(sample)} if "self" in names else {}
        try:
            yield re.compile(eval(code, {**vars(module), **unknown}), flags)  # noqa: S307
        except (TypeError, ValueError, re.error, AttributeError):
            continue
        return
    made = MADE.get(module.__name__)
    assert made is not None, f"{module.__name__}:{call.lineno}: no sample fits this pattern"
    yield made()


def attacks(pattern: re.Pattern[Any], size: int) -> Iterator[Any]:
    """Texts of about this size on which a pattern of this form would go back again and again."""
    is_bytes = isinstance(pattern.pattern, bytes)
    text = pattern.pattern.decode("latin-1") if is_bytes else pattern.pattern
    tree = parsing.parse(text, pattern.flags & ~re.UNICODE if is_bytes else pattern.flags)
    pairs = dict.fromkeys(_pairs(tree))
    whole = _example(tree)
    starts = list(dict.fromkeys(["", *(before for before, _ in pairs), whole[:-1]]))[:12]
    pairs |= dict.fromkeys((start, sign) for start in starts for sign in SIGNS)
    for start in starts:
        pairs |= dict.fromkeys([("", start + sign) for sign in ("", " ", "a")] if start else [])
    for before, pump in pairs:
        if pump:
            made = before + pump * (size // len(pump)) + "\x01"
            yield made.encode("latin-1", "replace") if is_bytes else made


def _pairs(tree: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """For each repetition: an example of what stands before it, and one of what it repeats."""
    for op, value in tree:
        if op in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT):
            for pump in _examples(value[2]):
                yield before, pump
                yield before + pump, pump
            yield from _pairs(value[2], before)
        elif op is ops.SUBPATTERN:
            yield from _pairs(value[3], before)
        elif op is ops.ATOMIC_GROUP:
            yield from _pairs(value, before)
        elif op is ops.BRANCH:
            for branch in value[1]:
                yield from _pairs(branch, before)
        elif op in (ops.ASSERT, ops.ASSERT_NOT) and value[0] > 0:
            yield from _pairs(value[1], before)
        before += _example([(op, value)])


def _examples(tree: Any) -> list[str]:
    first = _example(tree)
    more = [_example(tree, rank) for rank in (1, 2)]
    return list(dict.fromkeys([first, *more]))


def _example(tree: Any, rank: int = 0) -> str:
    """A text that the tree matches; `rank` chooses among signs and branches."""
    made = ""
    for op, value in tree:
        if op is ops.LITERAL:
            made += chr(value)
        elif op is ops.NOT_LITERAL:
            made += "a" if value != ord("a") else "b"
        elif op is ops.ANY:
            made += "a"
        elif op is ops.IN:
            made += _of_set(value, rank)
        elif op is ops.BRANCH:
            made += _example(value[1][rank % len(value[1])], rank)
        elif op is ops.SUBPATTERN:
            made += _example(value[3], rank)
        elif op is ops.ATOMIC_GROUP:
            made += _example(value, rank)
        elif op in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT):
            made += _example(value[2], rank) * max(value[0], 1 if rank else value[0])
    return made


def _of_set(items: Any, rank: int) -> str:
    negated = items[0][0] is ops.NEGATE
    fits = [sign for sign in string.printable if any(_is_in(sign, item) for item in items) != negated]
    if fits:
        return fits[rank * 7 % len(fits)]
    stated = [
        value if op is ops.LITERAL else value[0] for op, value in items if op in (ops.LITERAL, ops.RANGE)
    ]
    return chr(stated[0]) if stated else "a"


def _is_in(sign: str, item: Any) -> bool:
    op, value = item
    if op is ops.LITERAL:
        return ord(sign) == value
    if op is ops.RANGE:
        return bool(value[0] <= ord(sign) <= value[1])
    if op is ops.CATEGORY:
        kinds = {
            ops.CATEGORY_DIGIT: sign.isdigit(),
            ops.CATEGORY_NOT_DIGIT: not sign.isdigit(),
            ops.CATEGORY_SPACE: sign.isspace(),
            ops.CATEGORY_NOT_SPACE: not sign.isspace(),
            ops.CATEGORY_WORD: sign.isalnum() or sign == "_",
            ops.CATEGORY_NOT_WORD: not (sign.isalnum() or sign == "_"),
        }
        return kinds.get(value, False)
    return False
