"""Our own line icons, drawn with one stroke in `currentColor` and given the colour of the theme."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from civicdesk import paths

SIZES = (16, 20, 24, 32, 48)


@lru_cache(256)
def icon(name: str, colour: str, disabled: str) -> QIcon:
    """`resources/icons/NAME.svg` in a colour, in the sizes that buttons and trees ask for."""
    made = QIcon()
    for size in SIZES:
        for ratio in (1, 2):
            made.addPixmap(_drawn(name, colour, size, ratio), QIcon.Mode.Normal)
            made.addPixmap(_drawn(name, colour, size, ratio), QIcon.Mode.Selected)
            made.addPixmap(_drawn(name, disabled, size, ratio), QIcon.Mode.Disabled)
    return made


def pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """One icon as a picture for a label."""
    return _drawn(name, colour, size, ratio)


def forget() -> None:
    """Draw everything anew: the colours have changed."""
    icon.cache_clear()


def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    source = paths.resource("icons", f"{name}.svg").read_text("utf-8").replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(source.encode()))
    picture = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, size * ratio, size * ratio))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture
