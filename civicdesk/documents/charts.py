"""Charts with direct labels, readable in grey: bars, targets, stacked bars, 5 × 5 field, ladder, months."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from civicdesk.documents.blocks import Bars, Grid, Ladder, MonthLine, StackedBars, TargetBars
from civicdesk.documents.khmer import fill, leading, width_of
from civicdesk.documents.layout import Piece
from civicdesk.documents.numbers import count, percent
from civicdesk.documents.pen import Pen
from civicdesk.documents.style import SMALL, SMALL_MUTED, TextStyle
from civicdesk.i18n import _
from civicdesk.palette import LIGHT, SERIES, contrast

ROW, BAR = 19.0, 9.0
LABELS, VALUES = 0.32, 0.2
"""Parts of the width that the labels and the values of bars take."""
TINY = TextStyle(7.2, 9)
HEAT = ("#FFFFFF", "#F1F3F0", "#E1E5E1", "#CBD1CD")


def label_lines(pen: Pen, text: str, x: float, middle: float, width: float, style: TextStyle = SMALL) -> None:
    """A label of at most two lines around a middle line, from its left end."""
    lines = fill(text, style, width)
    if len(lines) > 2:
        lines = (lines[0], fill(f"{lines[1].text.rstrip()}…", style, 1e6)[0])
    step = leading(text, style) * 0.86
    start = middle - style.size * 0.34 + step * (len(lines) - 1) / 2
    pen.lines(((x, start - number * step, line) for number, line in enumerate(lines)), style.size)


def rows_of(top: float, labels: list[str], pen: Pen, x: float, width: float) -> Iterator[float]:
    """Draw the label of each row; answers the middle of each row."""
    for number, label in enumerate(labels):
        middle = top - (number + 0.5) * ROW
        label_lines(pen, label, x, middle, width * LABELS - 8)
        yield middle


def on(fill_colour: str) -> str:
    """The colour of words on a fill."""
    return LIGHT.surface if contrast(fill_colour, LIGHT.surface) >= 4.5 else LIGHT.text


@dataclass
class BarsPiece(Piece):
    """Bars with their values at the end, and lines to read them against."""

    chart: Bars
    before: float = 4.0

    def height(self, width: float) -> float:
        return len(self.chart.rows) * ROW + (14 if self.chart.limits else 2)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        chart = self.chart
        start, room = x + width * LABELS, width * (1 - LABELS - VALUES)
        scale = room / (chart.top or max([value for _label, value in chart.rows] + [0]) or 1)
        head = 14 if chart.limits else 2
        for value, label in chart.limits:
            at = start + value * scale
            pen.rule(at, top - 10, at, top - self.height(width), LIGHT.muted, 0.6, (2, 2))
            pen.text(at, top - 8, label, TINY.but(colour=LIGHT.muted), "centre")
        labels = [label for label, _value in chart.rows]
        for (_label, value), middle in zip(
            chart.rows, rows_of(top - head, labels, pen, x, width), strict=True
        ):
            pen.box(start, middle - BAR / 2, max(value * scale, 0.6), BAR, fill=LIGHT.accent)
            said, strong = f"{count(value, chart.digits)}{chart.unit}", SMALL.but(bold=True)
            pen.box(start + value * scale + 2, middle - 5, width_of(said, strong) + 4, 10, fill=LIGHT.surface)
            pen.text(start + value * scale + 4, middle - 3, said, strong)
        pen.rule(start, top - head, start, top - self.height(width), LIGHT.muted, 0.6)


@dataclass
class TargetsPiece(Piece):
    """What was reached of each target: the mark stands at the target, the scale is per cent of it."""

    chart: TargetBars
    before: float = 4.0

    def height(self, width: float) -> float:
        return len(self.chart.rows) * ROW + 2

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        start, room = x + width * LABELS, width * (1 - LABELS - 0.27)
        full = room / 1.25
        labels = [label for label, _actual, _target in self.chart.rows]
        for (_label, actual, target), middle in zip(
            self.chart.rows, rows_of(top - 2, labels, pen, x, width), strict=True
        ):
            pen.box(start, middle - BAR / 2, full, BAR, fill=LIGHT.shade)
            if actual and target:
                pen.box(start, middle - BAR / 2, min(full * actual / target, room), BAR, fill=LIGHT.accent)
            if target:
                pen.rule(start + full, middle - 7, start + full, middle + 7, LIGHT.text, 1.4)
            pen.text(start + room + 8, middle - 3, self.said(actual, target), SMALL)
        pen.rule(start, top - 2, start, top - self.height(width), LIGHT.muted, 0.6)

    @staticmethod
    def said(actual: float | None, target: float | None) -> str:
        """The row in words."""
        if target is None:
            return _("{n}, no target stated").format(n=count(actual))
        if actual is None:
            return _("not stated, target {n}").format(n=count(target))
        return _("{n} of {m} ({share})").format(
            n=count(actual), m=count(target), share=percent(actual, target)
        )


@dataclass
class StackedPiece(Piece):
    """Parts of each row side by side, counted inside; the key stands above."""

    chart: StackedBars
    before: float = 4.0

    def height(self, width: float) -> float:
        return len(self.chart.rows) * ROW + 18

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        start, room = x + width * LABELS, width * (1 - LABELS - 0.08)
        self._key(pen, start, top)
        scale = room / (max([sum(values) for _label, values in self.chart.rows] + [0]) or 1)
        labels = [label for label, _values in self.chart.rows]
        for (_label, values), middle in zip(
            self.chart.rows, rows_of(top - 16, labels, pen, x, width), strict=True
        ):
            for value, end, colour in zip(values, accumulate(values), SERIES, strict=False):
                left = start + (end - value) * scale
                pen.box(left, middle - 6, value * scale, 12, fill=colour, line=LIGHT.muted, thick=0.3)
                if value and value * scale > 7 + 4 * len(str(value)):
                    pen.text(
                        left + value * scale / 2,
                        middle - 2.9,
                        count(value),
                        SMALL.but(colour=on(colour), bold=True),
                        "centre",
                    )
            pen.text(start + sum(values) * scale + 5, middle - 3, count(sum(values)), SMALL.but(bold=True))
        pen.rule(start, top - 16, start, top - self.height(width), LIGHT.muted, 0.6)

    def _key(self, pen: Pen, x: float, top: float) -> None:
        """Which fill is which."""
        for name, colour in zip(self.chart.series, SERIES, strict=False):
            pen.box(x, top - 9, 8, 8, fill=colour, line=LIGHT.muted, thick=0.3)
            x += 12 + pen.text(x + 12, top - 8, name, SMALL) + 14


@dataclass
class GridPiece(Piece):
    """Five by five cells with short names; what does not fit a cell is counted in it."""

    chart: Grid
    before: float = 4.0
    cell: float = 42.0

    def height(self, width: float) -> float:
        return 5 * self.cell + 32

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        left, wide = x + 26, min(width - 26, 430) / 5
        low = top - 14 - 5 * self.cell
        for up in range(1, 6):
            pen.text(left - 6, low + (up - 0.5) * self.cell - 3, str(up), SMALL_MUTED, "right")
            for across in range(1, 6):
                self._cell(pen, left + (across - 1) * wide, low + (up - 1) * self.cell, wide, across, up)
        for across in range(1, 6):
            pen.text(left + (across - 1) * wide + 4, low - 11, str(across), SMALL_MUTED)
        pen.text(left, top - 9, f"↑ {self.chart.up}", SMALL.but(bold=True))
        pen.text(left + 5 * wide, low - 11, f"{self.chart.across} →", SMALL.but(bold=True), "right")

    def _cell(self, pen: Pen, x: float, y: float, wide: float, across: int, up: int) -> None:
        """One cell with its names."""
        shade = (
            HEAT[(across * up > 4) + (across * up > 9) + (across * up > 14)] if self.chart.heat else HEAT[0]
        )
        pen.box(x, y, wide, self.cell, fill=shade, line=LIGHT.line)
        names = [name for at, high, name in self.chart.entries if (at, high) == (across, up)]
        lines = [line for name in names for line in fill(name, TINY, wide - 8)[: 2 if len(names) < 3 else 1]]
        room = int((self.cell - 6) // TINY.leading)
        if len(lines) > room:
            lines = [
                *lines[: room - 1],
                *fill(_("+ {n} more").format(n=len(names) - room + 1), TINY, wide - 8)[:1],
            ]
        pen.lines(
            ((x + 4, y + self.cell - 10 - number * TINY.leading, line) for number, line in enumerate(lines)),
            TINY.size,
        )


@dataclass
class LadderPiece(Piece):
    """The levels as a strip of boxes from left to right: full, in hand, still ahead."""

    chart: Ladder
    before: float = 4.0
    tall: float = 34.0

    def height(self, width: float) -> float:
        return self.tall + 2

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        gap, tip = 3.0, 7.0
        wide = (width - gap * (len(self.chart.levels) - 1) - tip) / max(len(self.chart.levels), 1)
        for number, level in enumerate(self.chart.levels, 1):
            fill_colour, edge, words = self._look(number)
            low, middle = top - self.tall, top - self.tall / 2
            dent = tip if number > 1 else 0.0
            points = [
                (x, top),
                (x + wide, top),
                (x + wide + tip, middle),
                (x + wide, low),
                (x, low),
                (x + dent, middle),
            ]
            pen.path(points, fill=fill_colour, line=edge, thick=1.6 if number == self.chart.current else 0.5)
            label_lines(
                pen,
                f"{number}. {level}",
                x + dent + 5,
                middle,
                wide - dent - 6,
                TextStyle(8, 10.5, number == self.chart.current, words),
            )
            x += wide + gap

    def _look(self, number: int) -> tuple[str, str, str]:
        """Fill, edge and words of a box."""
        if number <= self.chart.reached and number != self.chart.current:
            return LIGHT.accent, LIGHT.accent, LIGHT.surface
        if number == self.chart.current:
            return LIGHT.surface, LIGHT.accent, LIGHT.accent
        return LIGHT.shade, LIGHT.line, LIGHT.muted


@dataclass
class MonthsPiece(Piece):
    """A line over months with a value at every point."""

    chart: MonthLine
    before: float = 4.0
    tall: float = 110.0

    def height(self, width: float) -> float:
        return self.tall + 18

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        rows, low = self.chart.rows, top - self.tall
        if not rows:
            return
        scale = (self.tall - 22) / (max(value for _month, value in rows) or 1)
        step = (width - 24) / max(len(rows) - 1, 1)
        points = [
            (x + 12 + number * step, low + value * scale) for number, (_month, value) in enumerate(rows)
        ]
        pen.rule(x, low, x + width, low, LIGHT.muted, 0.6)
        pen.path(points, line=LIGHT.accent, thick=1.4)
        wide = max(width_of(month, TINY) for month, _value in rows) + 6
        every = max(1, round(wide / step + 0.49))
        for number, ((month, value), (across, up)) in enumerate(zip(rows, points, strict=True)):
            pen.dot(across, up, 2.4, fill=LIGHT.accent, line=LIGHT.surface, thick=0.8)
            if step > 14 or number % every == 0:
                pen.text(across, up + 5.5, count(value), SMALL.but(bold=True), "centre")
            if number % every == 0:
                pen.text(across, low - 11, month, TINY.but(colour=LIGHT.muted), "centre")
