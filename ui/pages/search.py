"""Search everywhere: what was found in every record the person may read, newest change first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QListView, QVBoxLayout, QWidget

from civicdesk.i18n import _, ngettext
from civicdesk.records.record import record_type
from civicdesk.records.states import label_of
from ui import theme
from ui.pages.hit_painter import HitPainter
from ui.pieces import Sentence
from ui.session import Session

if TYPE_CHECKING:
    from civicdesk.vault.reading import Hit
    from ui.worker import Job

DEBOUNCE_MS = 150
LIMIT = 50
FEWEST = 2
Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()


class Hits(QAbstractListModel):
    """The records found, as a list that screen readers can read line by line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hits: list[Hit] = []
        self.words = ""

    def show(self, hits: list[Hit], words: str) -> None:
        """Show other hits."""
        self.beginResetModel()
        self.hits, self.words = hits, words
        self.endResetModel()

    def rowCount(self, parent: Index = _TOP) -> int:
        """One row a hit."""
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The title; everything in one sentence for a screen reader; the hit itself for the painter."""
        if not index.isValid():
            return None
        hit = self.hits[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (caption(hit), hit.title, hit.excerpt) if part)
        return hit if role == Qt.ItemDataRole.UserRole else None


def caption(hit: Hit) -> str:
    """What kind of record a hit is, its reference and its state."""
    return " · ".join(
        part for part in (record_type(hit.type).meta.label, hit.ref, label_of(hit.state)) if part
    )


class SearchPage(QWidget):
    """Results for what is typed in the search field above."""

    open_record = Signal(str, str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._job: Job | None = None
        self._words = ""
        self._wait = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._wait.timeout.connect(self._ask)
        self.count = Sentence("", "muted")
        self.model = Hits(self)
        self.list = QListView()
        self.list.setAccessibleName(_("Records found"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(HitPainter(self.list))
        self.list.setUniformItemSizes(True)
        self.list.activated.connect(self._open)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        layout.setSpacing(theme.GAP)
        layout.addWidget(Sentence(_("Search"), "title"))
        layout.addWidget(self.count)
        layout.addWidget(self.list, 1)
        layout.addStretch(0)
        layout.setAlignment(Qt.AlignmentFlag.AlignTop)
        session.changed.connect(self._again)
        self.look_for("")

    @property
    def words(self) -> str:
        """What is looked for."""
        return self._words

    def look_for(self, words: str) -> None:
        """Look for these words after a short pause; what was asked before is given up."""
        self._words = words.strip()
        if self._job is not None:
            self._job.cancel()
        if len(self._words.replace("\u200b", "")) < FEWEST:
            self._wait.stop()
            self._fill([], "")
            self.count.say(_("Type two letters or more, in English or Khmer. All words must occur."))
            return
        self._wait.start()

    def focus_list(self) -> None:
        """Go to the first result."""
        if self.model.hits and not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.model.index(0))
        self.list.setFocus()

    def _again(self, _changes: object) -> None:
        if self.isVisible():
            self.look_for(self._words)

    def _ask(self) -> None:
        words = self._words
        self._job = self._session.run(lambda vault: (words, vault.search(words, LIMIT)), self._show)

    def _show(self, answer: tuple[str, list[Hit]]) -> None:
        words, hits = answer
        self._fill(hits, words)
        if not hits:
            self.count.say(
                _("Nothing found for “{words}”. Try a part of the word, or fewer words.").format(words=words)
            )
        elif len(hits) == LIMIT:
            self.count.say(
                _("The {n} newest records with “{words}”. Add a word to narrow it.").format(
                    n=LIMIT, words=words
                )
            )
        else:
            self.count.say(
                ngettext("{n} record with “{words}”", "{n} records with “{words}”", len(hits)).format(
                    n=len(hits), words=words
                )
            )

    def _fill(self, hits: list[Hit], words: str) -> None:
        self.model.show(hits, words)
        self.list.setVisible(bool(hits))

    def _open(self, index: QModelIndex) -> None:
        hit = self.model.hits[index.row()]
        self.open_record.emit(hit.type, hit.id)
