"""Tables: hairlines, a header repeated on every page, rows cut only where a row is taller than a page.

A table is a view of shared rows, so cutting it is cheap and ten thousand rows take ten times a thousand.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from civicdesk.documents.blocks import Table, Text
from civicdesk.documents.khmer import Line, fill, leading
from civicdesk.documents.layout import Cut, Piece, first_baseline
from civicdesk.documents.pen import SHIFT, Pen
from civicdesk.documents.style import HAIR, TABLE, TABLE_HEAD, TextStyle
from civicdesk.palette import LIGHT

PAD_ACROSS, PAD_UP = 4.0, 2.9


@dataclass(frozen=True)
class Cell:
    """The lines of a cell and the distance between them."""

    lines: tuple[Line, ...]
    step: float
    style: TextStyle

    @property
    def height(self) -> float:
        """Height without padding."""
        return len(self.lines) * self.step


Row = tuple[Cell, ...]


class Rows:
    """The rows of a table laid out for one width."""

    def __init__(self, table: Table, width: float, style: TextStyle, head: TextStyle) -> None:
        shares = sum(column.share for column in table.columns)
        self.widths = [width * column.share / shares for column in table.columns]
        self.table = table
        self.header = self._row([column.label for column in table.columns], head)
        self._rows = [
            self._row(texts, style.but(bold=True) if table.total and number == len(table.rows) else style)
            for number, texts in enumerate(table.rows, 1)
        ]
        self._tops = [0.0, *accumulate(map(row_height, self._rows))]

    def row(self, number: int) -> Row:
        """One row."""
        return self._rows[number]

    def between(self, first: int, last: int) -> float:
        """Height of the rows from one number up to another."""
        return self._tops[last] - self._tops[first]

    def fitting(self, first: int, last: int, room: float) -> int:
        """The number after the last row that fits the room."""
        return min(last, bisect_right(self._tops, self._tops[first] + room + 0.01) - 1)

    def _row(self, texts: Sequence[Text], style: TextStyle) -> Row:
        """Cells filled to the width of their columns."""
        return tuple(
            Cell(
                fill(text, style, wide - 2 * PAD_ACROSS),
                leading(text, style),
                style.but(align="right") if column.number else style,
            )
            for text, wide, column in zip(texts, self.widths, self.table.columns, strict=True)
        )


def row_height(row: Row) -> float:
    """Height of a row with its padding."""
    return max(cell.height for cell in row) + 2 * PAD_UP


@dataclass
class TablePiece(Piece):
    """Some rows of a table, with the header; `head` is what is left of a row that was cut in two."""

    table: Table
    style: TextStyle = TABLE
    head_style: TextStyle = TABLE_HEAD
    before: float = 4.0
    first: int = 0
    last: int = -1
    head: Row | None = None
    laid: Rows | None = None

    def __post_init__(self) -> None:
        """Without other word the piece holds the whole table."""
        self.last = len(self.table.rows) if self.last < 0 else self.last

    def _laid(self, width: float) -> Rows:
        if self.laid is None:
            self.laid = Rows(self.table, width, self.style, self.head_style)
        return self.laid

    def _above(self, width: float) -> float:
        """Height of the header and of what is left of a row."""
        return row_height(self._laid(width).header) + (row_height(self.head) if self.head else 0)

    def height(self, width: float) -> float:
        return self._above(width) + self._laid(width).between(self.first, self.last)

    def least(self, width: float) -> float:
        return self._above(width) + self._laid(width).between(self.first, min(self.last, self.first + 2))

    def cut(self, width: float, room: float) -> Cut | None:
        laid = self._laid(width)
        below = room - self._above(width)
        if self.head and below < 0:
            return self._cut_row(self.head, self.first, room - row_height(laid.header))
        number = laid.fitting(self.first, self.last, below)
        if number == self.last - 1 and number - self.first > 2:
            number -= 1  # a last row, often the total, does not stand alone on a page
        if number > self.first or self.head:
            return replace(self, last=number), replace(self, first=number, head=None, before=0)
        return self._cut_row(laid.row(number), number + 1, below) if number < self.last else None

    def _cut_row(self, row: Row, following: int, room: float) -> Cut | None:
        """Cut inside a tall row, between its lines."""
        room -= 2 * PAD_UP
        if room < 60 or row_height(row) < 400:
            return None
        counts = [int(room // cell.step) for cell in row]
        upper = tuple(
            replace(cell, lines=cell.lines[:count]) for cell, count in zip(row, counts, strict=True)
        )
        lower = tuple(
            replace(cell, lines=cell.lines[count:]) for cell, count in zip(row, counts, strict=True)
        )
        return (
            replace(self, first=following, last=following, head=upper),
            replace(self, first=following, head=lower, before=0),
        )

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        laid = self._laid(width)
        top = self._draw_row(pen, laid, laid.header, x, top)
        pen.rule(x, top, x + width, top, LIGHT.muted, 0.8)
        whole = [laid.row(number) for number in range(self.first, self.last)]
        for row in [self.head, *whole] if self.head else whole:
            top = self._draw_row(pen, laid, row, x, top)
            pen.rule(x, top, x + width, top, LIGHT.line, HAIR)

    @staticmethod
    def _draw_row(pen: Pen, laid: Rows, row: Row, x: float, top: float) -> float:
        """Draw one row; answers where the next begins."""
        base = top - PAD_UP - max(first_baseline(cell.style, cell.step) for cell in row)
        for cell, wide in zip(row, laid.widths, strict=True):
            room = wide - 2 * PAD_ACROSS
            pen.lines(
                (
                    (
                        x + PAD_ACROSS + (room - line.width) * SHIFT[cell.style.align],
                        base - number * cell.step,
                        line,
                    )
                    for number, line in enumerate(cell.lines)
                ),
                cell.style.size,
            )
            x += wide
        return top - row_height(row)
