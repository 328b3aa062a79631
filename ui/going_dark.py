"""The lock itself: nothing is seen any more, drafts are kept, the vault is closed, and the process ends.

It asks nothing and waits for nothing that a person would have to do: a dialog, a menu, a task, a query is simply left.
"""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPlainTextEdit, QWidget

from civicdesk import log
from civicdesk.unfinished import drop_unfinished
from ui.clipboard import ClipboardGuard
from ui.session import Session
from ui.tasks import give_up_all

PATIENCE = 2.0
"""Seconds that a write which had already begun may hold the lock up; then the process is replaced all the same."""


def hide_everything(application: QApplication, clipboard: ClipboardGuard) -> None:
    """Half-composed letters become text, the clipboard is cleared, and no window is seen any more."""
    QGuiApplication.inputMethod().commit()
    clipboard.clear()
    for window in application.topLevelWidgets():
        if isinstance(window, QMenu):
            window.close()
        else:
            window.hide()


def drop_work() -> None:
    """Every task stops at its next report, and what was being written outside the vault is taken away half done."""
    give_up_all()
    drop_unfinished()


def close_session(session: Session, patience: float = PATIENCE) -> None:
    """Keep drafts and close the vault; whatever happens there, the caller goes on."""
    try:
        if not session.close(patience):
            log.note("lock.late")
    except Exception as bug:  # noqa: BLE001  (a lock that stops half-way would be worse than any bug)
        log.note(f"lock.{type(bug).__name__.casefold()[:40]}")


def forget_typing(within: QWidget) -> None:
    """Best effort for a form that is closed while the vault stays open: its fields keep no history to undo."""
    for area in within.findChildren(QPlainTextEdit):
        area.setUndoRedoEnabled(False)
        area.blockSignals(True)
        area.clear()
    for line in within.findChildren(QLineEdit):
        line.blockSignals(True)
        line.clear()
