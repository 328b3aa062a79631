"""What a document says, without how it is drawn: headings, paragraphs, tables, figures and charts.

Reports build these; `compose` draws them. Everything is plain text: nothing is ever read as markup.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Literal

from civicdesk.i18n import _
from civicdesk.palette import LIGHT

Tone = Literal["good", "warning", "danger", "note", "muted"]
SHAPES: dict[Tone, str] = {"good": "●", "warning": "◐", "danger": "▲", "note": "■", "muted": "○"}


@dataclass(frozen=True)
class Span:
    """A piece of text with a weight or colour of its own."""

    text: str
    bold: bool = False
    colour: str = ""


Text = str | tuple[Span, ...]


def plain(text: Text) -> str:
    """The text without its styles."""
    return text if isinstance(text, str) else "".join(span.text for span in text)


def badge(word: str, tone: Tone) -> Text:
    """A state as a word with a shape before it, so that it is read without colour too."""
    return Span(f"{SHAPES[tone]}\u00a0", colour=LIGHT.tone(tone)), Span(word)


def nothing() -> str:
    """What an empty section or table says."""
    return _("Nothing to report")


def stated(value: str | None) -> str:
    """The value, or that the source is silent."""
    return value or _("not stated")


@dataclass(frozen=True)
class Heading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    text: Text
    muted: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list; `mark` may be a box to tick, or "1" for numbers."""

    items: tuple[Text, ...]
    mark: str = "•"


@dataclass(frozen=True)
class Facts:
    """Labels and what belongs to them, one below the other."""

    rows: tuple[tuple[str, Text], ...]
    dense: bool = False
    """In smaller type, for papers that must fit a page or two."""


@dataclass(frozen=True)
class Tile:
    """A key figure with its name and a short note."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Tiles:
    """Key figures in two columns."""

    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Column:
    """A column of a table: `share` is its part of the width; numbers stand to the right."""

    label: str
    share: float = 1.0
    number: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under a header that is repeated on every page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]
    caption: str = ""
    total: bool = False
    """The last row is a total and stands in bold."""


@dataclass(frozen=True)
class Panel:
    """A framed box for what must be seen first."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Abreast:
    """Short blocks beside each other, each column from top to bottom; never cut between pages."""

    columns: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it; an empty section says so and never disappears."""

    title: str
    blocks: tuple[Block, ...]
    new_page: bool = False


@dataclass(frozen=True)
class Bars:
    """One bar for each row; `limits` are lines to read against, as (value, label)."""

    title: str
    label: str
    unit: str
    rows: tuple[tuple[str, float], ...]
    limits: tuple[tuple[float, str], ...] = ()
    top: float = 0.0
    """The end of the scale; 0 means the longest bar."""
    digits: int = 0
    """Decimals of every value; 0 shows those that a value has."""


@dataclass(frozen=True)
class TargetBars:
    """For each row what was reached (bar) and what was aimed at (mark); None is "not stated"."""

    title: str
    label: str
    rows: tuple[tuple[str, float | None, float | None], ...]


@dataclass(frozen=True)
class StackedBars:
    """Each row's whole number parts side by side in one bar."""

    title: str
    label: str
    series: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True)
class Grid:
    """A 5 × 5 field with short names in its cells; entries are (across, up, name), both from 1 to 5."""

    title: str
    across: str
    up: str
    entries: tuple[tuple[int, int, str], ...]
    heat: bool = False
    """Cells darken with the product of both scores, as in a risk matrix."""


@dataclass(frozen=True)
class Ladder:
    """The levels of engagement as boxes: `reached` are full, `current` (from 1) is the one in hand."""

    title: str
    levels: tuple[str, ...]
    reached: int
    current: int = 0


@dataclass(frozen=True)
class MonthLine:
    """A line over months."""

    title: str
    label: str
    value: str
    rows: tuple[tuple[str, float], ...]


Chart = Bars | TargetBars | StackedBars | Grid | Ladder | MonthLine
Block = Heading | Paragraph | Bullets | Facts | Tiles | Table | Panel | Abreast | Section | Chart


def strings(content: object) -> Iterator[str]:
    """Every text and number of a piece of content, in order: what a reader of the paper could copy."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, tuple):
        if content and all(isinstance(part, Span) for part in content):
            yield plain(content)
        else:
            for part in content:
                yield from strings(part)
    elif is_dataclass(content):
        for field in fields(content):
            yield from strings(getattr(content, field.name))
    elif isinstance(content, int | float) and not isinstance(content, bool):
        yield f"{content:g}"
