"""Sizes, spaces and text styles of a page. Lengths are points."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from civicdesk.palette import LIGHT

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
MARGIN = 20 * MM
WIDTH = PAGE_WIDTH - 2 * MARGIN
GUTTER = 14.0
KHMER_LEADING = 1.18
HAIR = 0.5

Align = Literal["left", "right", "centre"]


@dataclass(frozen=True)
class TextStyle:
    """How a paragraph looks; `leading` is the distance between baselines of Latin text."""

    size: float = 9.5
    leading: float = 13.5
    bold: bool = False
    colour: str = LIGHT.text
    align: Align = "left"

    def but(
        self, *, align: Align | None = None, bold: bool | None = None, colour: str | None = None
    ) -> TextStyle:
        """The same style with something changed."""
        return replace(
            self,
            align=align or self.align,
            bold=self.bold if bold is None else bold,
            colour=colour or self.colour,
        )


BODY = TextStyle()
MUTED = TextStyle(colour=LIGHT.muted)
DENSE = TextStyle(8.8, 12)
DENSE_MUTED = TextStyle(8.8, 12, colour=LIGHT.muted)
SMALL = TextStyle(8.2, 11.2)
SMALL_MUTED = TextStyle(8.2, 11.2, colour=LIGHT.muted)
CAPTION = TextStyle(9.5, 13, bold=True)
TITLE = TextStyle(20, 25, bold=True)
SUBTITLE = TextStyle(10.5, 15, colour=LIGHT.muted)
HEADING = TextStyle(13, 17, bold=True, colour=LIGHT.accent)
SUBHEADING = TextStyle(10.5, 14.5, bold=True)
FIGURE = TextStyle(21, 24, bold=True, colour=LIGHT.accent)
TABLE = TextStyle(8.6, 11.6)
TABLE_HEAD = TextStyle(8.2, 11, bold=True, colour=LIGHT.muted)
RUNNING = TextStyle(7.8, 10, colour=LIGHT.muted)
