"""Watches for everything by which this system says that nobody is at work, or that it is about to stop."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from ui.triggers.ending import Ending


class Watch(Protocol):
    """What watches one source."""

    def stop(self) -> None:
        """Watch no more."""


class Watching(QObject):
    """From `start` to `stop`, calls `lock` when the person is away and `end` when the session is ended."""

    def __init__(
        self, application: QGuiApplication, lock: Callable[[], object], end: Callable[[], object]
    ) -> None:
        super().__init__(application)
        self._lock = lock
        self._watches: list[Watch] = []
        self.ending = Ending(application)
        self.ending.setParent(self)
        self.ending.asked.connect(end)

    def start(self) -> None:
        """A vault is open: watch."""
        if not self._watches:
            self._watches = _watches(self._lock, self)

    def stop(self) -> None:
        """No vault is open any more."""
        for watch in self._watches:
            watch.stop()
        self._watches = []


def _watches(lock: Callable[[], object], parent: QObject) -> list[Watch]:
    found: list[Watch] = []
    if sys.platform == "linux":
        from ui.triggers.linux import watch_buses

        found += watch_buses(lock, parent)
    elif sys.platform == "win32":
        from ui.triggers.windows import SessionFilter

        found.append(SessionFilter(lock, parent))
    elif sys.platform == "darwin":
        from ui.triggers.macos import Notifications

        found.append(Notifications(lock, parent))
    return found
