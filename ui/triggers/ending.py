"""The program is asked to end: SIGTERM, SIGHUP, or the end of the desktop session. Drafts are kept then as well."""

from __future__ import annotations

import os
import signal
import sys

from PySide6.QtCore import QObject, QSocketNotifier, Signal
from PySide6.QtGui import QGuiApplication, QSessionManager

_SIGNALS = ("SIGTERM", "SIGHUP")


class Ending(QObject):
    """Emits `asked` on the UI thread. Python itself would act on a signal only when its code runs next."""

    asked = Signal()

    def __init__(self, application: QGuiApplication) -> None:
        super().__init__(application)
        application.commitDataRequest.connect(self._session_ends)
        self._notifier: QSocketNotifier | None = None
        self._ends: tuple[int, int] | None = None

    def hear_signals(self) -> None:
        """From now on the signals that end a program close the vault first. Only for the real program."""
        if sys.platform == "win32" or self._ends is not None:
            return
        self._ends = os.pipe()
        for end in self._ends:
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._ends[1], warn_on_full_buffer=False)
        for name in _SIGNALS:
            signal.signal(getattr(signal, name), lambda _number, _frame: None)
        self._notifier = QSocketNotifier(self._ends[0], QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)

    def _woken(self) -> None:
        assert self._ends is not None
        numbers = os.read(self._ends[0], 64)
        if any(getattr(signal, name) in numbers for name in _SIGNALS):
            self.asked.emit()

    def _session_ends(self, manager: QSessionManager) -> None:
        """The desktop is logging out: no restart by the session, no question, and nothing left open."""
        manager.setRestartHint(QSessionManager.RestartHint.RestartNever)
        self.asked.emit()
