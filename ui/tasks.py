"""Slow work beside the window: a thread of its own, progress, and Cancel."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from weakref import WeakSet

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget
from shiboken6 import isValid

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _
from ui import theme
from ui.pieces import Sentence, button


class Cancelled(Exception):
    """Raised inside the work, at its next report of progress, once a person pressed Cancel."""


_running: WeakSet[Task] = WeakSet()


def give_up_all() -> None:
    """The vault is being locked: every task stops at its next report, and what it has begun is taken back."""
    for task in list(_running):
        task.cancel()


class Task(QObject):
    """Work of one call. `work` is given a function to report with: report(done, total, sentence)."""

    progressed = Signal(int, int, str)
    done = Signal(object)
    failed = Signal(object)
    broke = Signal(object)
    ended = Signal()
    _answered = Signal(object, object)

    def __init__(self, work: Callable[[Callable[..., None]], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self.is_cancelled = False
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._go, name="task", daemon=True)

    def start(self) -> Task:
        """Begin; connect the signals before."""
        _running.add(self)
        self._thread.start()
        return self

    def cancel(self) -> None:
        """Give it up at the next report; its answer is not wanted any more."""
        self.is_cancelled = True

    def _report(self, done: int = 0, total: int = 0, sentence: str = "") -> None:
        if self.is_cancelled:
            raise Cancelled
        if isValid(self):
            self.progressed.emit(done, total, sentence)

    def _go(self) -> None:
        result, error = None, None
        try:
            result = self._work(self._report)
        except Exception as problem:  # noqa: BLE001  (here a task ends: told apart in _deliver)
            error = problem
        if isValid(self):
            self._answered.emit(result, error)

    def _deliver(self, result: object, error: Exception | None) -> None:
        self.ended.emit()
        if self.is_cancelled or isinstance(error, Cancelled):
            return
        if error is None:
            self.done.emit(result)
        elif isinstance(error, CivicDeskError):
            self.failed.emit(error)
        else:
            self.broke.emit(error)


class TaskBar(QWidget):
    """What a task is doing: words, a bar, Cancel. Hidden when nothing runs."""

    def __init__(self) -> None:
        super().__init__()
        self._task: Task | None = None
        self._words = Sentence(role="muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Progress"))
        self._cancel = button(_("&Cancel"), self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.HALF)
        layout.addWidget(self._words)
        line = QHBoxLayout()
        line.addWidget(self._bar, 1)
        line.addWidget(self._cancel)
        layout.addLayout(line)
        self.hide()

    @property
    def is_busy(self) -> bool:
        """Whether a task is running."""
        return self._task is not None

    def follow(self, task: Task, sentence: str, *, can_cancel: bool = True) -> Task:
        """Show this task until it ends, and start it."""
        self._task = task
        self._words.say(sentence)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(sentence)
        self._cancel.setVisible(can_cancel)
        task.progressed.connect(self._show)
        task.ended.connect(self._end)
        self.show()
        return task.start()

    def cancel(self) -> None:
        """Give up what is running."""
        if self._task is not None:
            self._task.cancel()
            self._words.say(_("Stopping…"))
            self._cancel.hide()

    def _show(self, done: int, total: int, sentence: str) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        if sentence:
            self._words.say(sentence)

    def _end(self) -> None:
        self._task = None
        self.hide()
