"""RecordListPage: all records of a type: find, filter, sort, open, begin a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from civicdesk.i18n import _
from civicdesk.records.record import record_type
from ui import theme
from ui.pieces import Sentence, button, row
from ui.read_only import guard
from ui.records.desk import Desk, gather
from ui.records.filters import FilterBar
from ui.records.table import RecordList
from ui.records.table_model import RecordTableModel

if TYPE_CHECKING:
    from ui.session import Session


class RecordListPage(QWidget):
    """The list of one record type."""

    open_record = Signal(str, str)
    new_record = Signal(str)
    """The type of which a new record is wanted."""

    def __init__(self, session: Session, type_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.cls = record_type(type_name)
        meta = self.cls.meta
        self.model = RecordTableModel(session, type_name)
        self.model.setParent(self)
        self.list = RecordList(self.model)
        self.new_button = button(
            _("New {kind}").format(kind=meta.label.lower()), self._new, "primary", "plus"
        )
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.GAP)
        self._column.setSpacing(theme.GAP + theme.HALF)
        guard(session, self.new_button, self.list.add_button)
        self._column.addLayout(row(Sentence(meta.plural, "title", wrap=False), 1, self.new_button))
        self._column.addWidget(self.list, 1)
        self.setFocusProxy(self.list.table)
        self.filters: FilterBar | None = None
        self.list.opened.connect(self.open_record)
        self.list.new_wanted.connect(self._new)
        self.list.all_wanted.connect(self._show_all)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._find)
        cls = self.cls
        session.run(lambda vault: gather(vault, session, cls()), self._add_filters, owner=self)
        self.model.load()

    def _add_filters(self, desk: Desk) -> None:
        self.filters = FilterBar(desk, self.cls)
        self.filters.changed.connect(self._filter)
        self._column.insertWidget(1, self.filters)
        QWidget.setTabOrder(self.filters, self.list.table)

    def showEvent(self, event: QShowEvent) -> None:
        """The list has the keyboard from the start."""
        super().showEvent(event)
        self.list.table.setFocus()

    def _filter(self) -> None:
        if self.filters is not None:
            self.model.filter(self.filters.conditions(), self.filters.text())

    def _show_all(self) -> None:
        if self.filters is not None:
            self.filters.clear()

    def _find(self) -> None:
        if self.filters is not None:
            self.filters.focus_text()

    def _new(self) -> None:
        self.new_record.emit(self.cls.meta.name)
