"""What can wait until a person is at work: files that no record took are deleted."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from civicdesk.vault.attachment_care import collect
from ui.session import Session

AFTER_MS = 30_000


def tidy_later(session: Session, after: int = AFTER_MS) -> None:
    """Some time after unlocking, once; nobody is told, and nothing waits for it."""
    QTimer.singleShot(after, session, lambda: _tidy(session))


def _tidy(session: Session) -> None:
    if session.is_open:
        session.act(collect, lambda _gone: None)
