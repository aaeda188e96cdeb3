"""Reads a definition's YAML into plain data: dicts, lists, texts, numbers, dates, truth values and None.

The parser's events are walked once, without PyYAML's constructor. That is faster, it leaves no way for a tag
to name a Python object, it sees a key that stands twice (PyYAML keeps the last without a word), and it can
say on which line each part stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, NoReturn, TypeAlias

import yaml

from caseaudit.definition.grammar import in_plain_words
from caseaudit.definition.scalars import yaml_value

Path: TypeAlias = tuple[str | int, ...]
"""Where a part stands in the data: keys, and positions in lists from 0."""


class Fault(NamedTuple):
    """Something wrong with a part: where the part stands, and what to do about it."""

    path: Path
    what: str


MOST_BYTES = 5_000_000
"""A definition is written by hand; a larger file is something else."""
_MOST_WEIGHT = 10_000_000
_NODE_WEIGHT = 16
_DEEPEST = 32
_TOO_DEEP = f"parts are nested more than {_DEEPEST} deep here"
_FORM = "caseaudit"
_TEXT_FORM = 2
"""From this form of the language on, every scalar is read as text; only nothing at all is None."""
_AS_YAML_SAYS = frozenset(("extras", "narrative"))
"""Parts that are kept as they are, in every form: their scalars are what YAML takes them for."""
_CUT_SHORT = re.compile(r" #(?:[ \t]*$|[^ \t#])")
"""A blank and a number sign that more likely belong to the text before than begin a comment."""

_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Unreadable(Exception):
    """The text cannot be read any further: `line` is 1-based, 0 where none can be named."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line, self.what = line, what


@dataclass(slots=True)
class Source:
    """The plain data of a file and what is wrong with its YAML: `faults` are (line, message)."""

    data: Any
    faults: list[tuple[int, str]] = field(default_factory=list)
    lines: dict[Path, int] = field(default_factory=dict)
    """The 1-based line of each part, where they were asked for."""
    texts: dict[Path, str] = field(default_factory=dict)
    """Each scalar as it is written, where lines were asked for."""


def decoded(raw: bytes) -> str:
    """The text of a definition's bytes.

    Raises `Unreadable` where they are too many or not UTF-8.
    """
    if len(raw) > MOST_BYTES:
        most = f"{MOST_BYTES // 1_000_000} MB"
        raise Unreadable(0, f"the file is larger than {most}; a definition is a small text file")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        what = "a sign here is not UTF-8; save the file with the encoding UTF-8"
        raise Unreadable(line, what) from None


def read(text: str, *, with_lines: bool = False) -> Source:
    """Read a whole definition.

    Raises `Unreadable` where the YAML cannot be parsed, uses tags, or is nested or repeated beyond measure.
    """
    all_text = top_part(text, _FORM) == _TEXT_FORM
    return _guarded(text, lambda reader: reader.document(), with_lines, all_text)


def top_part(text: str, key: str) -> Any:
    """The value of one top-level key alone, reading no further than its end; None where the key is missing.

    Raises `Unreadable` as `read` does.
    """
    return _guarded(text, lambda reader: reader.part(key)).data


def _guarded(
    text: str, work: Callable[[_Reader], Any], with_lines: bool = False, all_text: bool = False
) -> Source:
    reader = _Reader(text, with_lines, all_text)
    try:
        reader.source.data = work(reader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line if mark else -1
        if "nesting depth" in str(error.problem):
            # Some versions of libyaml count the parts themselves, ahead of the events.
            raise Unreadable(line + 1, _TOO_DEEP) from None
        raise Unreadable(line + 1, in_plain_words(error, text, line)) from None
    except yaml.reader.ReaderError as error:
        line = text.encode().count(b"\n", 0, int(error.position)) + 1
        what = "a control character stands here, which YAML does not allow; delete it"
        raise Unreadable(line, what) from None
    except yaml.YAMLError as error:
        raise Unreadable(0, f"the file cannot be read as YAML: {error}") from None
    return reader.source


class _Reader:
    """Walks the events of one text, each part by a call of `_node`, and builds the data."""

    def __init__(self, text: str, with_lines: bool, all_text: bool) -> None:
        self.source = Source(None)
        self._all_text = all_text
        self._written = text.split("\n") if all_text else []
        self._next = _LOADER(text).get_event
        self._with_lines = with_lines
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._weight = 0
        self._depth = 0

    def document(self) -> Any:
        """The data of the only document; None where the file holds nothing."""
        data, documents = None, 0
        while (event := self._next()) is not None and not isinstance(event, yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    _stop(event, "a second document begins here; a definition is one document")
                data = self._node(self._next(), ())
        return data

    def part(self, key: str) -> Any:
        """The value of the top-level mapping's entry `key`, or None."""
        while (event := self._next()) is not None and not isinstance(event, yaml.MappingStartEvent):
            if isinstance(event, yaml.SequenceStartEvent):
                return None
        while event is not None and isinstance(event := self._next(), yaml.ScalarEvent):
            value = self._node(self._next(), ())
            if event.value == key:
                return value
        return None

    def _node(self, event: Any, path: Path) -> Any:
        kind = type(event)
        if kind is yaml.AliasEvent:
            return self._alias(event)
        before = self._weight
        self._weight += _NODE_WEIGHT
        if event.tag is not None:
            _stop(event, f"the tag {event.tag} stands here; a definition has no tags, so delete it")
        if kind is yaml.ScalarEvent:
            value = self._scalar(event, path)
        else:
            self._depth += 1
            if self._depth > _DEEPEST:
                _stop(event, _TOO_DEEP)
            value = self._mapping(path) if kind is yaml.MappingStartEvent else self._list(path)
            self._depth -= 1
        if event.anchor is not None:
            self._anchors[event.anchor] = (value, self._weight - before)
        if self._weight > _MOST_WEIGHT:
            _stop(event, "the definition holds too much from here on; is something repeated by mistake?")
        return value

    def _scalar(self, event: Any, path: Path) -> Any:
        text: str = event.value
        self._weight += len(text)
        if self._with_lines:
            self.source.texts[path] = text
        if event.style:
            return text
        if self._all_text:
            self._look_behind(event)
            return text or None
        return yaml_value(text)

    def _look_behind(self, event: Any) -> None:
        """A fault where a number sign cut a text without quotes short: `header: Case #`."""
        end = event.end_mark
        line = self._written[end.line] if event.value and end.line < len(self._written) else ""
        if _CUT_SHORT.match(line, end.column):
            what = f'a # cut the text "{event.value}" short; put all of it in quotes, or write a blank after the #'
            self.source.faults.append((end.line + 1, what))

    def _list(self, path: Path) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            place = (*path, len(items)) if self._with_lines else path
            if self._with_lines:
                self.source.lines[place] = _line(event)
            items.append(self._node(event, place))
        return items

    def _mapping(self, path: Path) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._key(event)
            place = (*path, key) if self._with_lines else path
            if key in entries:
                what = f'"{key}" stands here a second time; keep one of the two'
                self.source.faults.append((_line(event), what))
            elif self._with_lines:
                self.source.lines[place] = _line(event)
            all_text = self._all_text
            self._all_text = all_text and not (self._depth == 1 and key in _AS_YAML_SAYS)
            entries[key] = self._node(self._next(), place)
            self._all_text = all_text
        return entries

    def _key(self, event: Any) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            _stop(event, "a list, a mapping or an alias stands here where a name is expected")
        text: str = event.value
        if not isinstance(self._scalar(event, ()), str):
            what = f'YAML does not take the name {text or "(nothing)"} for a text; put it in quotes: "{text}"'
            self.source.faults.append((_line(event), what))
        return text

    def _alias(self, event: Any) -> Any:
        if event.anchor not in self._anchors:
            _stop(event, f"no part before the alias *{event.anchor} is marked &{event.anchor}")
        value, weight = self._anchors[event.anchor]
        self._weight += weight
        if self._weight > _MOST_WEIGHT:
            _stop(event, f"with the alias *{event.anchor} the definition grows beyond measure")
        return value


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _stop(event: Any, what: str) -> NoReturn:
    raise Unreadable(_line(event), what)
