"""Windows of ours are left out of screenshots, recordings and Recall, where a system offers that (Windows does).

Microsoft says of it that it is no security feature, and a camera sees everything. On Windows not yet shown; Linux and
macOS offer nothing of the kind to a program.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from civicdesk import log

IS_OFFERED = sys.platform == "win32"
_NONE, _EXCLUDE = 0x00, 0x11


class CaptureShield(QObject):
    """Asks for every window, dialog and menu as it appears; on unless a person switched it off."""

    def __init__(self, application: QCoreApplication) -> None:
        super().__init__(application)
        self.is_on = True
        self.refused = 0
        if IS_OFFERED:
            application.installEventFilter(self)

    def switch(self, is_on: bool) -> None:
        """On or off, for every window that is open and for those to come."""
        self.is_on = is_on
        for window in QApplication.topLevelWidgets():
            if window.isVisible():
                self._ask(window)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A window appears."""
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self._ask(watched)
        return False

    def _ask(self, window: QWidget) -> None:
        if not exclude(window, self.is_on):
            self.refused += 1
            log.note("capture.refused", self.refused)


def exclude(window: QWidget, is_on: bool) -> bool:
    """Ask the system; False when it refused. True where there is nothing to ask."""
    if sys.platform == "win32":
        import ctypes
        from ctypes import wintypes

        ask = ctypes.WinDLL("user32", use_last_error=True).SetWindowDisplayAffinity
        return bool(ask(wintypes.HWND(int(window.winId())), _EXCLUDE if is_on else _NONE))
    return True
