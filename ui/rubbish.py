"""Python's cyclic garbage is collected on the UI thread, between events, and nowhere else.

Left to itself, Python collects wherever it happens to allocate: in the worker thread, or in the middle of a Qt call.
There it may destroy widgets that Qt is still using, from a thread that may not touch them, and the program ends.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 1_000
"""Milliseconds between two looks."""
_OLD_EVERY = 30
"""Looks between two collections of everything."""


class Rubbish(QObject):
    """Collects for the whole process while it lives; one is made with the application."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._looks = 0
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(EVERY)

    def look(self) -> None:
        """Collect what is young when enough of it has gathered, and everything now and then."""
        self._looks += 1
        young, _middle, _old = gc.get_threshold()
        if self._looks % _OLD_EVERY == 0:
            gc.collect()
        elif gc.get_count()[0] > young:
            gc.collect(1)
