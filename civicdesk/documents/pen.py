"""Drawing on a page: text, rules, boxes and shapes. Only this module talks to ReportLab's canvas."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from civicdesk.documents.blocks import Text
from civicdesk.documents.embedding import EmbeddedFont, marked, number
from civicdesk.documents.fonts import KHMER_SCALE
from civicdesk.documents.khmer import Atom, Line, fill, gap_before
from civicdesk.documents.style import PAGE_HEIGHT, PAGE_WIDTH, Align, TextStyle
from civicdesk.palette import rgb

SHIFT = {"left": 0.0, "centre": 0.5, "right": 1.0}


class _BareCanvas(Canvas):
    """A canvas that does not select Helvetica on every page: all text here comes in embedded fonts."""

    def _make_preamble(self) -> None:
        self._preamble = "1 0 0 1 0 0 cm"


class Pen:
    """Draws in points from the lower left corner of the page; the same calls give the same bytes."""

    def __init__(self) -> None:
        """A new document in memory."""
        self._file = io.BytesIO()
        self._canvas: Any = _BareCanvas(
            self._file, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), invariant=1, pageCompression=1
        )
        self._fonts: dict[tuple[bool, bool], EmbeddedFont] = {}

    def finish(self) -> bytes:
        """The whole file."""
        self._canvas.save()
        return self._file.getvalue()

    def new_page(self) -> None:
        """End this page; the next call draws on a new one."""
        self._canvas.showPage()

    def lines(self, placed: Iterable[tuple[float, float, Line]], size: float) -> None:
        """Lines of text in one text object, each from the left end of its baseline."""
        code = [
            operator
            for x, y, line in placed
            if line.atoms
            for operator in (f"1 0 0 1 {number(x)} {number(y)} Tm", *self._line(line, size))
        ]
        if code:
            self._canvas._code.append(f"q BT {' '.join(code)} ET Q")

    def text(self, x: float, y: float, text: Text, style: TextStyle, align: Align | None = None) -> float:
        """One line of text from (left), to (right) or around (centre) a point; answers its width."""
        line = fill(text, style, 1e6)[0]
        self.lines([(x - line.width * SHIFT[align or style.align], y, line)], style.size)
        return line.width

    def _line(self, line: Line, size: float) -> Iterator[str]:
        """Operators for one line: a run of one script and style at a time."""
        numbered = list(enumerate(line.atoms))
        for (is_khmer, bold, colour), group in groupby(
            numbered, lambda item: item[1] and (item[1].khmer, item[1].bold, item[1].colour)
        ):
            atoms = list(group)
            font = self._font(is_khmer, bold)
            scaled = size * (KHMER_SCALE if is_khmer else 1)
            yield f"{' '.join(number(part) for part in rgb(colour))} rg /{font.label} {number(scaled)} Tf"
            yield from self._run(font, atoms, size, scaled)

    def _run(
        self, font: EmbeddedFont, atoms: Sequence[tuple[int, Atom]], size: float, scaled: float
    ) -> Iterator[str]:
        """Operators for a run; Khmer says in which text its glyphs are to be read."""
        unit = size / scaled * font.face.upem
        gaps = [round(gap_before(atom) * unit) if position else 0 for position, atom in atoms]
        shown = font.show((atom.text, atom.shaped, gap) for gap, (_, atom) in zip(gaps, atoms, strict=True))
        if not atoms[0][1].khmer:
            yield shown
            return
        said = "".join(" " * bool(gap) + atom.text for gap, (_, atom) in zip(gaps, atoms, strict=True))
        yield from marked(said, shown)

    def _font(self, is_khmer: bool, bold: bool) -> EmbeddedFont:
        """The font for a script and weight, announced when first used."""
        key = (is_khmer, bold)
        if key not in self._fonts:
            self._fonts[key] = EmbeddedFont(*key, self._canvas._doc, f"F{2 + len(self._fonts)}")
        return self._fonts[key]

    def rule(
        self,
        x: float,
        y: float,
        to_x: float,
        to_y: float,
        colour: str,
        thick: float = 0.5,
        dash: tuple[float, float] | None = None,
    ) -> None:
        """A straight line."""
        self._canvas.setDash(*(dash or ()))
        self._canvas.setStrokeColorRGB(*rgb(colour))
        self._canvas.setLineWidth(thick)
        self._canvas.line(x, y, to_x, to_y)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str = "",
        line: str = "",
        thick: float = 0.5,
    ) -> None:
        """A rectangle from its lower left corner, full, outlined, or both."""
        self._paint(fill, line, thick)
        self._canvas.rect(x, y, width, height, stroke=int(bool(line)), fill=int(bool(fill)))

    def dot(
        self, x: float, y: float, radius: float, fill: str = "", line: str = "", thick: float = 0.5
    ) -> None:
        """A circle around a point."""
        self._paint(fill, line, thick)
        self._canvas.circle(x, y, radius, stroke=int(bool(line)), fill=int(bool(fill)))

    def path(
        self, points: Sequence[tuple[float, float]], fill: str = "", line: str = "", thick: float = 0.5
    ) -> None:
        """A figure through points: filled and closed, or an open line."""
        self._paint(fill, line, thick)
        path = self._canvas.beginPath()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        if fill:
            path.close()
        self._canvas.drawPath(path, stroke=int(bool(line)), fill=int(bool(fill)))

    def _paint(self, fill: str, line: str, thick: float) -> None:
        """Set the colours of the next figure."""
        if fill:
            self._canvas.setFillColorRGB(*rgb(fill))
        if line:
            self._canvas.setDash()
            self._canvas.setStrokeColorRGB(*rgb(line))
            self._canvas.setLineWidth(thick)
