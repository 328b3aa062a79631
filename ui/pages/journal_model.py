"""The lines of the journal as a table that grows while somebody scrolls: a page at a time, never counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _
from civicdesk.vault.journal_reading import Asked, Line, Page, page
from ui.pieces import SHAPES
from ui.records.words import instant_words

if TYPE_CHECKING:
    from ui.session import Session
    from ui.worker import Job

Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()


def cells() -> tuple[tuple[str, int, Callable[[Line], str]], ...]:
    """Heading, width in letters and words of each column."""
    return (
        (_("When"), 23, _when),
        (_("Who"), 17, lambda line: line.person),
        (_("What was done"), 34, lambda line: line.done),
        (_("Record"), 36, lambda line: line.about),
        (_("Reason"), 40, lambda line: line.reason),
    )


def _when(line: Line) -> str:
    mark = f"{SHAPES['warning']} " if line.clock_back else ""
    return mark + instant_words(line.at)


class JournalModel(QAbstractTableModel):
    """What of the journal was asked for, newest first."""

    filled = Signal(int, bool)
    """How many lines are there, and whether that is all of them."""
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._cells = cells()
        self._asked = Asked()
        self._after: Mapping[str, int] | None = None
        self._job: Job | None = None
        self.lines: list[Line] = []

    def ask(self, asked: Asked) -> None:
        """Begin again with the newest lines that meet these conditions."""
        if self._job is not None:
            self._job.cancel()
        self._asked, self._after = asked, None
        self._read(self._begin)

    def _read(self, done: Callable[[Page], None]) -> None:
        asked, after = self._asked, self._after

        def taken(found: Page) -> None:
            self._job = None
            done(found)
            self._after = found.after
            self.filled.emit(len(self.lines), found.after is None)

        self._job = self._session.run(
            lambda vault: page(vault, asked, after), taken, self._failed, owner=self
        )

    def _failed(self, error: CivicDeskError) -> None:
        self._job = None
        self.failed.emit(error)

    def _begin(self, found: Page) -> None:
        self.beginResetModel()
        self.lines = list(found.lines)
        self.endResetModel()

    def _go_on(self, found: Page) -> None:
        start = len(self.lines)
        if found.lines:
            self.beginInsertRows(_TOP, start, start + len(found.lines) - 1)
            self.lines += found.lines
            self.endInsertRows()

    def canFetchMore(self, parent: Index = _TOP) -> bool:
        """Whether older lines follow."""
        return not parent.isValid() and self._after is not None and self._job is None

    def fetchMore(self, parent: Index = _TOP) -> None:
        """Read the next page."""
        if self.canFetchMore(parent):
            self._read(self._go_on)

    def rowCount(self, parent: Index = _TOP) -> int:
        """The lines read so far."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _TOP) -> int:
        """When, who, what, which record, why."""
        return 0 if parent.isValid() else len(self._cells)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of a cell; all of them as a tip, for they may be cut off."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._cells[index.column()][2](line)
        if role == Qt.ItemDataRole.ToolTipRole:
            if index.column() == 0 and line.clock_back:
                return _("The clock of the computer showed an earlier time than at the line before.")
            return self._cells[index.column()][2](line) or None
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The headings."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._cells[section][0]
        return None
