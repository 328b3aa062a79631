"""Keeps what stands unsaved in the forms: every second, and once more when the vault is locked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from civicdesk.errors import CivicDeskError
from ui.session import LastWork, Session

if TYPE_CHECKING:
    from civicdesk.vault.drafts import Unsaved
    from civicdesk.vault.vault import Vault

EVERY_MS = 1000
"""So that the words are on the disk, encrypted, within two seconds of the last key."""


class DraftKeeper(QObject):
    """Asks `collect` what is unsaved and writes it, encrypted, when it has changed since the last time."""

    failed = Signal(object)
    """A CivicDeskError, told once until keeping works again."""
    settled = Signal()
    """Nothing is unsaved any more, and nothing is kept."""

    def __init__(self, session: Session, collect: Callable[[], Sequence[Unsaved]], parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._collect = collect
        self.kept: list[Unsaved] = []
        self._in_trouble = False
        self._is_started = False
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.keep)
        session.before_lock(self._last)

    def start(self, kept: Sequence[Unsaved] = ()) -> None:
        """Begin; `kept` is what the vault holds already, and stands in the forms again."""
        self.kept = list(kept)
        self._is_started = True
        self._timer.start()

    def stop(self) -> None:
        """Keep no more: another window takes over."""
        self._timer.stop()
        self._session.forget(self._last)

    def keep(self) -> None:
        """Write what is unsaved, if it is not what was written last."""
        drafts = list(self._collect())
        if drafts != self.kept:
            self.kept = drafts
            self._session.act(lambda vault: _keep(vault, drafts), self._done, self._trouble, owner=self)

    def _last(self) -> LastWork | None:
        """What is still to be written when the vault is locked."""
        self._timer.stop()
        if not self._is_started:
            return None
        drafts = list(self._collect())
        if drafts == self.kept and not self._in_trouble:
            return None
        return lambda vault: _keep(vault, drafts)

    def _done(self, _nothing: None) -> None:
        self._in_trouble = False
        if not self.kept:
            self.settled.emit()

    def _trouble(self, error: CivicDeskError) -> None:
        self.kept = []
        if not self._in_trouble:
            self._in_trouble = True
            self.failed.emit(error)


def _keep(vault: Vault, drafts: Sequence[Unsaved]) -> None:
    from civicdesk.vault.drafts import keep

    keep(vault, drafts)
