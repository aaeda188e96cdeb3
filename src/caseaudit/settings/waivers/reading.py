"""From a waiver file to its waivers, or to all its faults at once, with lines and the nearest right names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from caseaudit.definition.files import bounded_bytes
from caseaudit.definition.hints import hint
from caseaudit.definition.source import MOST_BYTES, Source, Unreadable, decoded, read
from caseaudit.model.definition import Definition
from caseaudit.model.errors import CommandUnusable, DefinitionFault, SettingsUnusable
from caseaudit.rules import find
from caseaudit.settings.records import Waiver, Waivers

VERSION = 1
MARK = "caseaudit_waivers"
_KEYS = (MARK, "definition", "waivers")
_OF_A_WAIVER = ("rule", "case", "field", "list", "reason", "who", "expires")
_MUST = ("rule", "reason", "who", "expires")
_SHORTEST_REASON = 3


def read_waivers(path: Path, definition: Definition) -> Waivers:
    """Read and check a waiver file for use with a definition.

    Raises SettingsUnusable with every fault of the file, each with its line and the nearest right name.
    """
    return parse_waivers(text_of(path), str(path), definition)


def parse_waivers(text: str, path: str, definition: Definition) -> Waivers:
    """The waivers of a text; `path` is where it stands. Raises as `read_waivers` does."""
    try:
        source = read(text, with_lines=True)
    except Unreadable as error:
        raise _unusable(path, error.line, _about_waivers(error.what)) from None
    checker = _Checker(source, definition)
    waivers = tuple(checker.waivers())
    faults = checker.faults + [DefinitionFault(line, _about_waivers(what)) for line, what in source.faults]
    if faults:
        ordered = sorted(dict.fromkeys(faults), key=lambda fault: fault.line)
        raise SettingsUnusable(path, tuple(ordered))
    return Waivers(path, waivers)


class _Checker:
    """Reads the waivers of one file; what is wrong is gathered in `faults`."""

    def __init__(self, source: Source, definition: Definition) -> None:
        self.faults: list[DefinitionFault] = []
        self._source, self._definition = source, definition
        self._headers = {each.header.casefold(): name for name, each in definition.fields.items()}
        self._titles = {each.title.casefold(): name for name, each in definition.lists.items()}

    def waivers(self) -> Iterator[Waiver]:
        """The waivers without faults."""
        data = self._source.data
        if not isinstance(data, dict) or data.get(MARK) is None:
            self._fault((), f'this is no waiver file; begin it with "{MARK}: {VERSION}"')
            return
        if data[MARK] != VERSION:
            self._fault((MARK,), f"this program reads waivers of form {VERSION}, not {data[MARK]!r}")
            return
        for key in data:
            if key not in _KEYS:
                self._fault((key,), f'"{key}" is no key that can stand here{hint(key, _KEYS)}')
        self._of_this_definition(data.get("definition"))
        items = data.get("waivers")
        if not isinstance(items, list | None):
            self._fault(("waivers",), '"waivers" must be a list: each item begins with "- rule: …"')
            items = None
        seen: dict[object, int] = {}
        for number, item in enumerate(items or ()):
            found = self._waiver(item, ("waivers", number))
            if found is not None:
                yield found
                key = (found.subject, found.expires)
                if key in seen:
                    self._fault(
                        ("waivers", number), f"this waiver stands on line {seen[key]} already; delete one"
                    )
                seen.setdefault(key, found.line)

    def _line(self, path: tuple[str | int, ...]) -> int:
        lines = self._source.lines
        return next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), 1)

    def _fault(self, path: tuple[str | int, ...], what: str) -> None:
        self.faults.append(DefinitionFault(self._line(path), what))

    def _of_this_definition(self, given: Any) -> None:
        own = f"{self._definition.name} {self._definition.version}"
        if given is not None and given != own:
            self._fault(
                ("definition",),
                f'these waivers are for the definition "{given}", and this check uses "{own}"; see whether each still '
                f'holds, then write: definition: "{own}"',
            )

    def _waiver(self, item: Any, path: tuple[str | int, ...]) -> Waiver | None:
        if not isinstance(item, dict):
            self._fault(path, f"a waiver is a mapping with {', '.join(_MUST)} and a case or a field")
            return None
        before = len(self.faults)
        for key in item:
            if key not in _OF_A_WAIVER:
                self._fault((*path, key), f'"{key}" is no key of a waiver{hint(key, _OF_A_WAIVER)}')
        missing = [key for key in _MUST if item.get(key) in (None, "")]
        if missing:
            self._fault(
                path, f"the waiver has no {' and no '.join(missing)}; each waiver needs {', '.join(_MUST)}"
            )
        if item.get("case") is None and item.get("field") is None:
            self._fault(
                path, "the waiver names no case and no field; a waiver of a whole rule is an --ignore"
            )
        texts = {
            key: self._text(item, key, path) for key in ("rule", "case", "field", "list", "reason", "who")
        }
        found = Waiver(
            rule=self._rule(texts["rule"], path),
            reason=texts["reason"] or "",
            who=texts["who"] or "",
            expires=self._day(item.get("expires"), path),
            case=texts["case"],
            field=self._name(texts["field"], "field", self._headers, self._definition.fields, path),
            list=self._name(texts["list"], "list", self._titles, self._definition.lists, path),
            line=self._line(path),
        )
        return found if len(self.faults) == before else None

    def _text(self, item: Mapping[str, Any], key: str, path: tuple[str | int, ...]) -> str | None:
        value = item.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            # A number as YAML takes it may have lost its form (0012): what is written counts.
            value = self._source.texts.get((*path, key))
        if not isinstance(value, str):
            self._fault((*path, key), f'"{key}" must hold a text')
            return None
        if key == "reason" and value.strip() and len(value.strip()) < _SHORTEST_REASON:
            self._fault((*path, key), "the reason says nothing; write why the finding can be ignored")
        return value.strip() or None

    def _rule(self, text: str | None, path: tuple[str | int, ...]) -> str:
        try:
            return find(text).code if text else ""
        except CommandUnusable as error:
            self._fault((*path, "rule"), str(error))
            return ""

    def _day(self, value: Any, path: tuple[str | int, ...]) -> date:
        try:
            day = date.fromisoformat(value.strip()) if isinstance(value, str) else value
        except ValueError:
            day = None
        if isinstance(day, date):
            return day
        if value not in (None, ""):
            written = self._source.texts.get((*path, "expires"), "this")
            self._fault((*path, "expires"), f"{written} is no day; write it like 2020-12-31")
        return date.min

    def _name(
        self,
        text: str | None,
        kind: str,
        titles: Mapping[str, str],
        known: Mapping[str, object],
        path: tuple[str | int, ...],
    ) -> str | None:
        if text is None or text in known:
            return text
        found = titles.get(text.casefold())
        if found is None:
            self._fault((*path, kind), f'the definition has no {kind} "{text}"{hint(text, tuple(known))}')
        return found


def text_of(path: Path) -> str:
    try:
        return decoded(bounded_bytes(path, MOST_BYTES))
    except Unreadable as error:
        raise _unusable(str(path), error.line, _about_waivers(error.what)) from None
    except FileNotFoundError:
        raise _unusable(str(path), 0, "there is no such waiver file") from None
    except OSError as error:
        raise _unusable(str(path), 0, f"the waivers cannot be read ({error.strerror or error})") from None


def _about_waivers(what: str) -> str:
    """A message about a YAML file; the reader of definitions reads this one too, and names what it mostly reads."""
    return what.replace("definition", "waiver file")


def _unusable(path: str, line: int, what: str) -> SettingsUnusable:
    return SettingsUnusable(path, (DefinitionFault(line, what),))
