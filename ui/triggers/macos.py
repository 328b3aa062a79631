"""macOS: screen lock and screen saver. Written after the manual, not yet shown.

Sleep is met on waking, by the wall clock of `ui.idle`; a switch of users locks the screen and is heard by that.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject

if sys.platform == "darwin":
    import ctypes
    from collections.abc import Callable
    from typing import Any

    from PySide6.QtCore import Signal

    NAMES = ("com.apple.screenIsLocked", "com.apple.screensaver.didstart")
    _CORE = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation"
    _CALLBACK = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 5)
    _UTF8, _AT_ONCE = 0x08000100, 4

    class Notifications(QObject):
        """Observes the notifications that the system sends to every program of the session."""

        away = Signal()

        def __init__(self, lock: Callable[[], object], parent: QObject) -> None:
            super().__init__(parent)
            self.away.connect(lock)
            self._core: Any = ctypes.CDLL(_CORE)
            for name in ("CFNotificationCenterGetDistributedCenter", "CFStringCreateWithCString"):
                getattr(self._core, name).restype = ctypes.c_void_p
            self._center = ctypes.c_void_p(self._core.CFNotificationCenterGetDistributedCenter())
            self._heard = _CALLBACK(lambda *_given: self.away.emit())
            for name in NAMES:
                text = ctypes.c_void_p(self._core.CFStringCreateWithCString(None, name.encode(), _UTF8))
                self._core.CFNotificationCenterAddObserver(
                    self._center, ctypes.c_void_p(id(self)), self._heard, text, None, ctypes.c_long(_AT_ONCE)
                )

        def stop(self) -> None:
            """Observe no more."""
            self._core.CFNotificationCenterRemoveEveryObserver(self._center, ctypes.c_void_p(id(self)))
