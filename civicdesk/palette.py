"""The colours of CivicDesk, by role: one place for the window, the charts and the paper."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """Colours as #RRGGBB; every colour of words keeps at least 5:1 on ground and surface."""

    ground: str
    surface: str
    text: str
    muted: str
    accent: str
    danger: str
    warning: str
    good: str
    note: str
    line: str
    shade: str

    def tone(self, name: str) -> str:
        """The colour of a role by its name, for a badge: good, warning, danger, note or muted."""
        return str(getattr(self, name))


LIGHT = Palette(
    ground="#F7F7F4",
    surface="#FFFFFF",
    text="#1F2429",
    muted="#57616B",
    accent="#1B5E6B",
    danger="#9B2226",
    warning="#7A4F00",
    good="#1E6138",
    note="#234E86",
    line="#D5D8D3",
    shade="#F1F3F0",
)
DARK = Palette(
    ground="#14181B",
    surface="#1C2226",
    text="#E7EBEE",
    muted="#A4AFB9",
    accent="#83C5D0",
    danger="#F2A0A0",
    warning="#E6BE6E",
    good="#8FD0A6",
    note="#9DBEEA",
    line="#333C43",
    shade="#232A2F",
)

SERIES = ("#1B5E6B", "#6B99A3", "#A8C5CA", "#DCE8EA", "#FFFFFF")
"""Fills of a chart's series, from dark to light: apart in grey as well as in colour, and always labelled."""

TLP_COLOURS = {
    "TLP:RED": "#FF2B2B",
    "TLP:AMBER+STRICT": "#FFC000",
    "TLP:AMBER": "#FFC000",
    "TLP:GREEN": "#33FF00",
    "TLP:CLEAR": "#FFFFFF",
}
"""Colours of the sharing labels on black, as FIRST lays them down in TLP 2.0."""


def rgb(colour: str) -> tuple[float, float, float]:
    """Red, green and blue of #RRGGBB, each from 0 to 1."""
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """WCAG contrast between two colours, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """WCAG relative luminance."""
    parts = [
        value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
        for value in rgb(colour)
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
