"""Make the four static fonts in resources/fonts from the upstream variable Noto fonts.

Usage: python installer/build_fonts.py NotoSans[wdth,wght].ttf NotoSansKhmer[wdth,wght].ttf resources/fonts
Needs fonttools. Each instance gets its own PostScript name, or PDF and Qt would confuse Regular with Bold.
Noto Sans is cut to Latin, Greek and Cyrillic, and gains the signs below.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from math import cos, pi, sin
from pathlib import Path

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

Point = tuple[float, float]
WEIGHTS = {"Regular": 400, "Bold": 700}
KEPT = [(0x20, 0x7E), (0xA0, 0x52F), (0x1E00, 0x1FFF), (0x2000, 0x218F), (0x2200, 0x22FF), (0xFFFD, 0xFFFD)]
LEFT, RIGHT, LOW, HIGH = 60.0, 660.0, 40.0, 640.0
ADVANCE = 720


def polygon(pen: TTGlyphPen, points: list[Point]) -> None:
    """One closed outline with straight sides."""
    pen.moveTo(points[0])
    for point in points[1:]:
        pen.lineTo(point)
    pen.closePath()


def arc(start: float, end: float, radius: float = 300, steps: int = 48) -> list[Point]:
    """Points on the sign's circle from one angle to another, in turns."""
    angles = [2 * pi * (start + (end - start) * step / steps) for step in range(steps + 1)]
    return [(360 + radius * cos(angle), 340 + radius * sin(angle)) for angle in angles]


def ring(pen: TTGlyphPen, outer: list[Point], inner: list[Point]) -> None:
    """An outline with a hole: the hole runs the other way round."""
    polygon(pen, outer)
    polygon(pen, inner[::-1])


def box(inset: float = 0) -> list[Point]:
    """The square in which the signs stand."""
    left, right, low, high = LEFT + inset, RIGHT - inset, LOW + inset, HIGH - inset
    return [(left, low), (left, high), (right, high), (right, low)]


TICK: list[Point] = [(150, 330), (205, 390), (310, 270), (515, 560), (580, 515), (320, 150)]
CROSS: list[Point] = [
    (120, 160),
    (300, 340),
    (120, 520),
    (180, 580),
    (360, 400),
    (540, 580),
    (600, 520),
    (420, 340),
    (600, 160),
    (540, 100),
    (360, 280),
    (180, 100),
]
TRIANGLE: list[Point] = [(60, 60), (360, 640), (660, 60)]
DIAMOND: list[Point] = [(40, 340), (360, 660), (680, 340), (360, 20)]
ARROW: list[Point] = [
    (60, 300),
    (60, 380),
    (500, 380),
    (370, 510),
    (430, 560),
    (660, 340),
    (430, 120),
    (370, 170),
    (500, 300),
]


def turned(points: list[Point], quarters: int) -> list[Point]:
    """Points turned about the middle of the sign by quarter turns."""
    for _quarter in range(quarters % 4):
        points = [(360 - (y - 340), 340 + (x - 360)) for x, y in points]
    return points


def half_circle(pen: TTGlyphPen) -> None:
    """A circle whose left half is full."""
    ring(pen, arc(1, 0), arc(1, 0, 240))
    polygon(pen, arc(0.75, 0.25))


def ticked_box(pen: TTGlyphPen) -> None:
    """A box with a tick in it."""
    ring(pen, box(), box(55))
    polygon(pen, [(360 + (x - 360) * 0.85, 340 + (y - 340) * 0.85) for x, y in TICK])


def comparison(lower: bool) -> Callable[[TTGlyphPen], None]:
    """Less-or-equal, or its mirror."""

    def draw(pen: TTGlyphPen) -> None:
        shape: list[Point] = [
            (110, 330),
            (110, 400),
            (610, 620),
            (610, 540),
            (220, 365),
            (610, 190),
            (610, 110),
        ]
        bar: list[Point] = [(110, 20), (110, 85), (610, 85), (610, 20)]
        polygon(pen, shape if lower else [(720 - x, y) for x, y in shape][::-1])
        polygon(pen, bar)

    return draw


def outline(points: list[Point]) -> Callable[[TTGlyphPen], None]:
    """A sign that is one polygon."""
    return lambda pen: polygon(pen, points)


SIGNS: dict[str, Callable[[TTGlyphPen], None]] = {
    "●": outline(arc(1, 0)),
    "○": lambda pen: ring(pen, arc(1, 0), arc(1, 0, 235)),
    "◐": half_circle,
    "▲": outline(TRIANGLE),
    "▼": outline(turned(TRIANGLE, 2)),
    "△": lambda pen: ring(pen, TRIANGLE, [(150, 115), (360, 520), (570, 115)]),
    "■": outline(box()),
    "□": lambda pen: ring(pen, box(), box(65)),
    "◆": outline(DIAMOND),
    "◇": lambda pen: ring(pen, DIAMOND, [(130, 340), (360, 570), (590, 340), (360, 110)]),
    "☐": lambda pen: ring(pen, box(), box(55)),
    "☑": ticked_box,
    "✓": outline(TICK),
    "✕": outline(CROSS),
    "→": outline(ARROW),
    "↑": outline(turned(ARROW, 1)),
    "←": outline(turned(ARROW, 2)),
    "↓": outline(turned(ARROW, 3)),
    "▸": outline([(180, 80), (180, 600), (560, 340)]),
    "▾": outline([(100, 530), (620, 530), (360, 150)]),
    "≤": comparison(lower=True),
    "≥": comparison(lower=False),
}


def add_signs(font: TTFont) -> None:
    """Draw the signs into a font that lacks them."""
    for character, draw in SIGNS.items():
        if ord(character) in font.getBestCmap():
            continue
        pen = TTGlyphPen(None)
        draw(pen)
        name = f"uni{ord(character):04X}"
        font.setGlyphOrder([*font.getGlyphOrder(), name])
        font["glyf"][name] = pen.glyph()
        font["glyf"][name].recalcBounds(font["glyf"])
        font["hmtx"][name] = (ADVANCE, font["glyf"][name].xMin)
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[ord(character)] = name


def cut(font: TTFont, kept: set[int]) -> None:
    """Leave only these characters, without hinting, with every layout rule they need."""
    options = Options(
        layout_features=["*"], hinting=False, name_IDs=["*"], notdef_outline=True, glyph_names=False
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=kept)
    subsetter.subset(font)


def build(source: Path, family: str, target: Path) -> None:
    """Write Regular and Bold of one family."""
    for style, weight in WEIGHTS.items():
        font = instantiateVariableFont(
            TTFont(source, recalcTimestamp=False), {"wght": weight, "wdth": 100}, updateFontNames=True
        )
        latin_only = family == "NotoSans"
        cut(
            font,
            {code for first, last in KEPT for code in range(first, last + 1)}
            if latin_only
            else set(font.getBestCmap()),
        )
        if latin_only:
            add_signs(font)
        font.save(target / f"{family}-{style}.ttf")


if __name__ == "__main__":
    latin, khmer, folder = (Path(argument) for argument in sys.argv[1:4])
    build(latin, "NotoSans", folder)
    build(khmer, "NotoSansKhmer", folder)
