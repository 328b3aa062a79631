"""Choosing one record by its reference or a few words: a field, and below it what fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from civicdesk.i18n import _
from civicdesk.records.record import record_types
from ui.pages.search import DEBOUNCE_MS, caption
from ui.pieces import Labelled, keep_from_keyboard
from ui.session import Session

if TYPE_CHECKING:
    from civicdesk.vault.reading import Hit
    from civicdesk.vault.vault import Vault
    from ui.worker import Job

MOST = 20
_HIT = Qt.ItemDataRole.UserRole


class RecordChoice(QWidget):
    """Emits `chosen` whenever another record, or none, is chosen."""

    chosen = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._types: tuple[str, ...] = ()
        self._job: Job | None = None
        self._wait = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._wait.timeout.connect(self._ask)
        self.words = QLineEdit()
        keep_from_keyboard(self.words)
        self.words.setPlaceholderText(_("Reference or words"))
        self.words.textChanged.connect(lambda _text: self._wait.start())
        self.list = QListWidget()
        self.list.setAccessibleName(_("Records that fit"))
        self.list.setFixedHeight(150)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(lambda *_items: self.chosen.emit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(Labelled(_("&Which record"), self.words))
        layout.addWidget(self.list)

    @property
    def hit(self) -> Hit | None:
        """The record chosen."""
        item = self.list.currentItem()
        found: Hit | None = item.data(_HIT) if item is not None else None
        return found

    def offer(self, types: tuple[str, ...]) -> None:
        """Offer records of these types; none means every type."""
        self._types = types or tuple(cls.meta.name for cls in record_types())
        self.words.clear()
        self._ask()

    def _ask(self) -> None:
        if self._job is not None:
            self._job.cancel()
        types, words = self._types, self.words.text().strip()
        self._job = self._session.run(lambda vault: _fitting(vault, types, words), self._show)

    def _show(self, hits: list[Hit]) -> None:
        self.list.clear()
        for hit in hits:
            item = QListWidgetItem(f"{hit.title}\n{caption(hit)}")
            item.setData(_HIT, hit)
            self.list.addItem(item)
        self.list.setCurrentRow(0 if hits else -1)
        self.chosen.emit()


def _fitting(vault: Vault, types: tuple[str, ...], words: str) -> list[Hit]:
    """The record with this reference, or those that contain the words, or the newest."""
    return list(vault.search_titles(types, words, MOST))[:MOST]
