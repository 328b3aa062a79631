"""Notices that nobody is at work: the vault locks itself after a while without keys or mouse."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

IDLE_SECONDS = 5 * 60
_ACTIVE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)


class Idle(QObject):
    """Counts the time without activity, by a clock that cannot be set back and by one that runs in suspend."""

    expired = Signal()
    ticked = Signal(int)
    """Seconds left until the vault locks."""

    def __init__(
        self,
        application: QCoreApplication,
        seconds: int = IDLE_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(application)
        self.seconds = seconds
        self._monotonic, self._wall = monotonic, wall
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self.look)
        self.touch()
        application.installEventFilter(self)

    def start(self) -> None:
        """Begin to count; 0 seconds means never."""
        self.touch()
        if self.seconds:
            self._timer.start()

    def stop(self) -> None:
        """Count no more."""
        self._timer.stop()

    def touch(self) -> None:
        """Somebody is at work."""
        self._at, self._wall_at = self._monotonic(), self._wall()

    def left(self) -> int:
        """Seconds left; the longer of two clocks counts, so that time in suspend is not lost."""
        away = max(self._monotonic() - self._at, self._wall() - self._wall_at)
        return max(0, int(self.seconds - away))

    def look(self) -> None:
        """Tell how long is left, or that the time is up."""
        left = self.left()
        self.ticked.emit(left)
        if left <= 0:
            self._timer.stop()
            self.expired.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Every key or movement counts as work; nothing is ever eaten."""
        if event.type() in _ACTIVE and (self.left() > 0 or not self.seconds):
            self.touch()
        return False
