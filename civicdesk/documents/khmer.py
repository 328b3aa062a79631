"""Lines of text, Khmer and Latin mixed: cut into words by script, filled to a width, drawn-ready.

A line ends at a space, between Khmer words, or after a hyphen or stroke; a word wider than the line is broken
between clusters, never inside one. Text is plain characters: nothing a person typed is ever read as markup.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from civicdesk import khmer
from civicdesk.documents.blocks import Span, Text, plain
from civicdesk.documents.fonts import Shaped, shape
from civicdesk.documents.style import KHMER_LEADING, TextStyle

_PARTS = re.compile(r"[^-/]*[-/]+(?=\w)|.+", re.DOTALL)
_OPENING = frozenset("([{«“‘\"'\u00a0\u2007\u2009\u202f")
_BIDI = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")


@dataclass(frozen=True)
class Atom:
    """A word of one script in one style; divided only when it is wider than a line."""

    text: str
    khmer: bool
    bold: bool
    colour: str
    space: bool = False
    """A space stands before it, unless it begins a line."""

    @property
    def shaped(self) -> Shaped:
        """Its glyphs, and its width for size 1."""
        return shape(self.text, self.khmer, self.bold)


@dataclass(frozen=True)
class Line:
    """One line, with its width in points."""

    atoms: tuple[Atom, ...]
    width: float

    @property
    def text(self) -> str:
        """What a reader copies from the line."""
        return "".join(" " * (atom.space and index > 0) + atom.text for index, atom in enumerate(self.atoms))


def leading(text: Text, style: TextStyle) -> float:
    """Distance between baselines: Khmer needs taller lines than Latin."""
    return style.leading * (KHMER_LEADING if khmer.is_khmer(plain(text)) else 1)


def clean(text: str) -> str:
    """The text in composed form, without control signs and direction marks; every line end is a line feed."""
    text = unicodedata.normalize("NFC", re.sub("\r\n?|\u2028|\u2029", "\n", text)).replace("\t", " ")
    return "".join(
        sign
        for sign in text
        if sign not in _BIDI and (sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cs"})
    )


def width_of(text: Text, style: TextStyle) -> float:
    """Width of the widest hard line, in points."""
    return max(line.width for line in fill(text, style, 1e6))


def shortened(text: str, style: TextStyle, width: float) -> str:
    """The text on one line, with an ellipsis where it had to be cut."""
    if width_of(text, style) <= width:
        return text
    return f"{fill(text, style, width - style.size)[0].text.rstrip()}…"


def fill(text: Text, style: TextStyle, width: float) -> tuple[Line, ...]:
    """The text as lines no wider than `width` points; at least one line."""
    return _fill(text, style.size, style.bold, style.colour, round(width, 2))


@lru_cache(8192)
def _fill(text: Text, size: float, bold: bool, colour: str, width: float) -> tuple[Line, ...]:
    """The work of `fill`, remembered by the values it depends on."""
    spans = (Span(text),) if isinstance(text, str) else text
    styled = [Span(clean(span.text), bold or span.bold, span.colour or colour) for span in spans]
    return tuple(line for hard in _hard_lines(styled) for line in _filled(_units(_atoms(hard)), size, width))


def _hard_lines(spans: Iterable[Span]) -> Iterator[list[Span]]:
    """The spans cut at line feeds."""
    current: list[Span] = []
    for span in spans:
        first, *others = span.text.split("\n")
        current.append(replace(span, text=first))
        for other in others:
            yield current
            current = [replace(span, text=other)]
    yield current


def _atoms(spans: Iterable[Span]) -> Iterator[tuple[Atom, bool]]:
    """The words of a hard line in order, each with whether a line may end before it."""
    space, before = False, ""
    for span in spans:
        for position, piece in enumerate(span.text.split(" ")):
            space = space or position > 0
            for word, is_khmer, follows in _words(piece):
                may_break = space or not before or follows or _may_part(before, word)
                yield Atom(word, is_khmer, span.bold, span.colour, space), may_break
                space, before = False, word


def _words(piece: str) -> Iterator[tuple[str, bool, bool]]:
    """Words of a piece without spaces: (word, is it Khmer, is the break before it inside one script)."""
    for run, is_khmer in khmer.runs(piece):
        parts = (
            khmer.words(run)
            if is_khmer
            else [part for chunk in run.split(khmer.ZWSP) for part in _PARTS.findall(chunk)]
        )
        for index, part in enumerate(parts):
            yield part, is_khmer, index > 0


def _may_part(before: str, after: str) -> bool:
    """Whether a line may end where two scripts touch: not after an opening sign or before a closing one."""
    mixed = khmer.is_khmer(before[-1]) != khmer.is_khmer(after[0])
    return mixed and before[-1] not in _OPENING and (after[0].isalnum() or khmer.is_khmer(after[0]))


def _units(atoms: Iterable[tuple[Atom, bool]]) -> Iterator[tuple[Atom, ...]]:
    """Atoms in groups that stay together on a line."""
    unit: list[Atom] = []
    for atom, may_break in atoms:
        if unit and may_break:
            yield tuple(unit)
            unit = []
        unit.append(atom)
    if unit:
        yield tuple(unit)


def _filled(units: Iterable[tuple[Atom, ...]], size: float, width: float) -> Iterator[Line]:
    """Units put on lines, as many as fit on each; too wide a unit is broken between its clusters."""
    current: list[Atom] = []
    used = 0.0
    for unit in units:
        gap = gap_before(unit[0]) * size if current else 0.0
        wide = sum(atom.shaped.width for atom in unit) * size
        if current and used + gap + wide > width:
            yield Line(tuple(current), used)
            current, used, gap = [], 0.0, 0.0
        if wide <= width:
            current += unit
            used += gap + wide
            continue
        *full, rest = _broken(unit, size, width)
        yield from (Line(pieces, _wide(pieces, size)) for pieces in full)
        current, used = list(rest), _wide(rest, size)
    yield Line(tuple(current), used)


def _broken(unit: tuple[Atom, ...], size: float, width: float) -> list[tuple[Atom, ...]]:
    """A unit wider than the line, as lines of atoms cut between clusters."""
    lines: list[list[Atom]] = [[]]
    for atom in unit:
        part, before = "", _wide(tuple(lines[-1]), size)
        for letter in khmer.clusters(atom.text):
            longer = replace(atom, text=part + letter)
            if (part or lines[-1]) and before + longer.shaped.width * size > width:
                lines[-1] += [replace(atom, text=part)] if part else []
                lines.append([])
                part, before = "", 0.0
            part += letter
        lines[-1].append(replace(atom, text=part))
    return [tuple(line) for line in lines]


def gap_before(atom: Atom) -> float:
    """Width for size 1 of the space before an atom."""
    return shape(" ", khmer=False, bold=atom.bold).width if atom.space else 0.0


def _wide(atoms: tuple[Atom, ...], size: float) -> float:
    """Width of atoms on one line."""
    return size * sum(
        atom.shaped.width + (gap_before(atom) if index else 0.0) for index, atom in enumerate(atoms)
    )
