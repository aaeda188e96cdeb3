"""What a document is made of: a few kinds of blocks, plain texts inside, the same for every form it is written in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Words:
    """A list of words; the forms that cannot fold it show the first dozen and how many more there are."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Samples:
    """Entries as they are typed."""

    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """Counts in a row, drawn small beside their words: None where one is not known."""

    counts: tuple[int | None, ...]

    @property
    def signs(self) -> str:
        """The counts as a row of small columns, as high as each is of the largest; a blank where one is not known."""
        most = max((count for count in self.counts if count), default=0)
        return "".join(
            " " if count is None else _COLUMNS[-(-count * (len(_COLUMNS) - 1) // most) if most else 0]
            for count in self.counts
        )


_COLUMNS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Reference:
    """A text that leads to another place of the document."""

    text: str
    anchor: str


Piece: TypeAlias = "str | Words | Samples | Reference | Trend"
Run: TypeAlias = tuple[Piece, ...]
"""Pieces that follow each other, with a separator between two of a kind."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 2 or 3; the title of the document is level 1."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `lead` begins it in strong letters. `ink` is its ink on a terminal, "" for the usual one."""

    text: str
    lead: str = ""
    ink: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    """A list of points."""

    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels, and what is to be said of each."""

    facts: tuple[tuple[str, Run], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; the first cell heads it. `anchor` is "" where nothing leads here."""

    cells: tuple[Run, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `shares` are the widths of the columns, in parts of the whole; `numbers` are columns of numbers."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    shares: tuple[int, ...]
    numbers: tuple[int, ...] = ()


Block: TypeAlias = Heading | Paragraph | Points | Facts | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document: its title, what stands below the title, and its blocks."""

    title: str
    subtitle: str
    introduction: tuple[Paragraph, ...]
    blocks: tuple[Block, ...]

    @property
    def headings(self) -> tuple[Heading, ...]:
        """All headings, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Heading))


SHOWN = 12
"""How many words of a long list are shown at once."""
