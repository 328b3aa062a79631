"""Pieces of a page and how they come onto pages: each knows its height, how to be cut and how to be drawn."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from civicdesk.documents.blocks import Text
from civicdesk.documents.khmer import Line, fill, leading
from civicdesk.documents.pen import SHIFT, Pen
from civicdesk.documents.style import BODY, TextStyle

Cut = tuple["Piece", "Piece"]


class Piece(ABC):
    """Something that stands on a page across a given width."""

    before = 0.0
    """Space above, dropped at the top of a page."""
    keep = False
    """Never the last piece of a page: it belongs to what follows."""
    breaks = False
    """Begins a new page."""

    @abstractmethod
    def height(self, width: float) -> float:
        """Height when drawn at this width."""

    @abstractmethod
    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw with the upper left corner at (x, top)."""

    def least(self, width: float) -> float:
        """Height of the smallest head that `cut` would give."""
        return self.height(width)

    def cut(self, width: float, room: float) -> Cut | None:
        """A head that fits the room, and the rest; None when no sensible head fits."""
        return None


@dataclass
class Para(Piece):
    """A paragraph, with an optional mark (bullet, number, box) in its indent."""

    text: Text
    style: TextStyle = BODY
    before: float = 0.0
    keep: bool = False
    indent: float = 0.0
    mark: Text = ""
    lines: tuple[Line, ...] | None = None

    def _lines(self, width: float) -> tuple[Line, ...]:
        return self.lines if self.lines is not None else fill(self.text, self.style, width - self.indent)

    def _leading(self) -> float:
        return leading(self.text, self.style)

    def height(self, width: float) -> float:
        return len(self._lines(width)) * self._leading()

    def least(self, width: float) -> float:
        return min(2, len(self._lines(width))) * self._leading()

    def cut(self, width: float, room: float) -> Cut | None:
        lines = self._lines(width)
        count = min(int(room // self._leading()), len(lines) - 2)
        if count < 2:
            return None
        head = replace(self, keep=False, lines=lines[:count])
        return head, replace(self, keep=False, before=0.0, mark="", lines=lines[count:])

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        step = self._leading()
        base = top - first_baseline(self.style, step)
        room = width - self.indent
        if self.mark:
            pen.text(x, base, self.mark, self.style, "left")
        pen.lines(
            (
                (x + self.indent + (room - line.width) * SHIFT[self.style.align], base - number * step, line)
                for number, line in enumerate(self._lines(width))
            ),
            self.style.size,
        )


@lru_cache(256)
def first_baseline(style: TextStyle, step: float) -> float:
    """From the top of a paragraph to its first baseline: the line stands in the middle of its step."""
    return step / 2 + style.size * 0.36


@dataclass
class Beside(Piece):
    """Pieces beside each other: (share of the width, pieces from top to bottom)."""

    columns: Sequence[tuple[float, Sequence[Piece]]]
    gap: float = 14.0
    before: float = 0.0
    keep: bool = False
    splits: bool = False
    """May be cut between two pages."""

    def _widths(self, width: float) -> list[float]:
        whole = width - self.gap * (len(self.columns) - 1)
        shares = sum(share for share, _pieces in self.columns)
        return [whole * share / shares for share, _pieces in self.columns]

    def height(self, width: float) -> float:
        return max(
            stack_height(pieces, wide)
            for (_share, pieces), wide in zip(self.columns, self._widths(width), strict=True)
        )

    def least(self, width: float) -> float:
        return min(40.0, self.height(width)) if self.splits else self.height(width)

    def cut(self, width: float, room: float) -> Cut | None:
        if not self.splits:
            return None
        halves = [
            cut_stack(pieces, wide, room)
            for (_share, pieces), wide in zip(self.columns, self._widths(width), strict=True)
        ]
        if any(rest and not head for head, rest in halves):
            return None
        shares = [share for share, _pieces in self.columns]
        upper, lower = ([*zip(shares, pieces, strict=True)] for pieces in zip(*halves, strict=True))
        return replace(self, columns=upper, keep=False), replace(self, columns=lower, before=0.0)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        for (_share, pieces), wide in zip(self.columns, self._widths(width), strict=True):
            draw_stack(pen, pieces, x, top, wide)
            x += wide + self.gap


@dataclass
class Boxed(Piece):
    """Pieces in a box with a bar of one colour at its left."""

    pieces: Sequence[Piece]
    fill: str
    bar: str
    before: float = 0.0
    padding: float = 10.0

    def height(self, width: float) -> float:
        return stack_height(self.pieces, width - 2 * self.padding - 3) + 2 * self.padding

    def cut(self, width: float, room: float) -> Cut | None:
        inner = width - 2 * self.padding - 3
        head, rest = cut_stack(self.pieces, inner, room - 2 * self.padding)
        if not head or not rest:
            return None
        return (
            Boxed(head, self.fill, self.bar, self.before, self.padding),
            Boxed(rest, self.fill, self.bar, 0, self.padding),
        )

    def least(self, width: float) -> float:
        return self.pieces[0].least(width - 2 * self.padding - 3) + 2 * self.padding

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        tall = self.height(width)
        pen.box(x, top - tall, width, tall, fill=self.fill)
        pen.box(x, top - tall, 3, tall, fill=self.bar)
        draw_stack(pen, self.pieces, x + 3 + self.padding, top - self.padding, width - 2 * self.padding - 3)


def stack_height(pieces: Sequence[Piece], width: float) -> float:
    """Height of pieces one below the other."""
    return sum(
        (piece.height(width) + (piece.before if number else 0) for number, piece in enumerate(pieces)), 0.0
    )


def draw_stack(pen: Pen, pieces: Sequence[Piece], x: float, top: float, width: float) -> None:
    """Draw pieces one below the other."""
    for number, piece in enumerate(pieces):
        top -= piece.before if number else 0
        piece.draw(pen, x, top, width)
        top -= piece.height(width)


def cut_stack(pieces: Sequence[Piece], width: float, room: float) -> tuple[list[Piece], list[Piece]]:
    """The pieces that fit a height, and the rest; nothing that belongs to what follows is left at the end."""
    placed: list[Piece] = []
    for number, piece in enumerate(pieces):
        room -= piece.before if placed else 0
        tall = piece.height(width)
        if piece.breaks and placed:
            return placed, list(pieces[number:])
        if tall <= room and _followed(pieces, number, width, room - tall):
            placed.append(piece)
            room -= tall
            continue
        halves = piece.cut(width, room)
        if halves:
            return [*placed, halves[0]], [halves[1], *pieces[number + 1 :]]
        while placed and placed[-1].keep:
            number -= 1
            placed.pop()
        return placed, list(pieces[number:])
    return placed, []


def _followed(pieces: Sequence[Piece], number: int, width: float, room: float) -> bool:
    """Whether what a kept piece belongs to still begins on this page."""
    if not pieces[number].keep or number + 1 >= len(pieces):
        return True
    following = pieces[number + 1]
    return following.before + (
        following.height(width) if following.keep else following.least(width)
    ) <= room and (
        not following.keep
        or _followed(pieces, number + 1, width, room - following.before - following.height(width))
    )


def paginate(pieces: Sequence[Piece], width: float, tall: float) -> list[list[Piece]]:
    """The pieces of every page; a piece too tall to be cut gets a page of its own and runs over it."""
    pages: list[list[Piece]] = []
    rest = list(pieces)
    while rest:
        page, rest = cut_stack(rest, width, tall)
        if not page:
            page, rest = [rest[0]], rest[1:]
        pages.append(page)
    return pages or [[]]
