"""RecordTable: the list on screen, with what to say when it is empty and how much of it is seen."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStackedWidget, QTableView, QVBoxLayout, QWidget

from civicdesk.i18n import _
from civicdesk.records.fields import Field, Kind
from ui import theme
from ui.pieces import Sentence, button
from ui.records.table_model import RecordTableModel


class RecordTable(QTableView):
    """Rows of equal height; Enter or a double click opens one."""

    opened = Signal(str, str)
    seen = Signal(int, int)
    """First and last row on screen, counted from one."""

    def __init__(self, model: RecordTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.records = model
        self._kept = -1
        self.setModel(model)
        self.setAccessibleName(model.cls.meta.plural)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._head()
        self.fit()
        self.doubleClicked.connect(self._open)
        self.verticalScrollBar().valueChanged.connect(self.tell_seen)
        model.rowsAboutToBeRemoved.connect(self._keep_place)
        model.rowsInserted.connect(self._find_place)
        theme.notifier().changed.connect(self.fit)

    def _head(self) -> None:
        head = self.horizontalHeader()
        head.setSectionsMovable(True)
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setStretchLastSection(True)
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        self._show_order(self.records.query.sort)
        head.sectionClicked.connect(self._sort_by)
        self.records.sorted_by.connect(self._show_order)

    def fit(self) -> None:
        """Rows and columns in the sizes of the theme."""
        self.verticalHeader().setDefaultSectionSize(theme.row_height())
        letter = self.fontMetrics().averageCharWidth()
        for place, spec in enumerate(self.records.columns):
            self.setColumnWidth(place, letter * letters_of(spec) + 3 * theme.GAP)

    def _sort_by(self, column: int) -> None:
        if not self.records.can_sort(column):
            self._show_order(self.records.query.sort)
            return
        key = self.records.columns[column].key
        down = self.records.query.sort == key
        self.records.sort(column, Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder)

    def _show_order(self, sort: str) -> None:
        keys = [spec.key for spec in self.records.columns]
        key = sort.lstrip("-")
        column = keys.index(key) if key in keys else -1
        down = sort.startswith("-")
        order = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(column, order)

    def _open(self, index: QModelIndex) -> None:
        if record_id := self.records.id_at(index.row()):
            self.opened.emit(self.records.cls.meta.name, record_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the chosen row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _keep_place(self) -> None:
        self._kept = self.records.key_at(self.currentIndex().row())

    def _find_place(self) -> None:
        row = self.records.row_of(self._kept) if self._kept >= 0 else -1
        self._kept = -1
        if row >= 0:
            self.setCurrentIndex(self.records.index(row, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another height shows other rows."""
        super().resizeEvent(event)
        self.tell_seen()

    def tell_seen(self) -> None:
        """Tell which rows are on screen."""
        count = self.records.rowCount()
        first = self.rowAt(0)
        last = self.rowAt(self.viewport().height() - 1)
        self.seen.emit(first + 1 if count else 0, (last + 1 if last >= 0 else count))


class RecordList(QWidget):
    """The table, or what to say in its place, and the count below it."""

    opened = Signal(str, str)
    new_wanted = Signal()
    all_wanted = Signal()

    def __init__(self, model: RecordTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.table = RecordTable(model)
        self.count = Sentence(role="small", wrap=False)
        self.count.setAccessibleName(_("Rows shown"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty())
        self._stack.addWidget(self._no_match())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.HALF)
        column.addWidget(self._stack, 1)
        column.addWidget(self.count)
        self._range = (0, 0)
        self.table.opened.connect(self.opened)
        self.table.seen.connect(self._seen)
        model.counted.connect(self._counted)

    def _empty(self) -> QWidget:
        meta = self.model.cls.meta
        self.add_button = button(
            _("New {kind}").format(kind=meta.label.lower()), self.new_wanted.emit, "primary"
        )
        return _message(_("No {kinds} yet").format(kinds=meta.plural.lower()), meta.about, self.add_button)

    def _no_match(self) -> QWidget:
        show_all = button(_("Show all"), self.all_wanted.emit)
        words = _("Take a condition away, or look for other words.")
        return _message(_("Nothing meets these conditions"), words, show_all)

    @property
    def says(self) -> str:
        """The title of what stands in place of the list; "" when the list is shown."""
        page = self._stack.currentWidget()
        label = page.findChild(Sentence) if page is not None and page is not self.table else None
        return label.text() if isinstance(label, Sentence) else ""

    def _counted(self, count: int, _is_all: bool) -> None:
        filtered = bool(self.model.query.filters or self.model.query.text)
        self._stack.setCurrentIndex(0 if count else 2 if filtered else 1)
        self.count.setVisible(bool(count))
        QTimer.singleShot(0, self.table, self.table.tell_seen)

    def _seen(self, first: int, last: int) -> None:
        self._range = (first, last)
        count = self.model.rowCount()
        more = "" if self.model.is_complete else "+"
        self.count.say(
            _("{first}–{last} of {count}").format(
                first=first, last=min(last, count), count=f"{count:,}{more}"
            )
        )


def _message(title: str, words: str, action: QWidget) -> QWidget:
    """What stands in place of an empty list."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setAlignment(Qt.AlignmentFlag.AlignCenter)
    column.setSpacing(theme.GAP)
    column.addWidget(Sentence(title, "section", wrap=False), 0, Qt.AlignmentFlag.AlignHCenter)
    about = Sentence(words, "muted")
    about.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    about.setMinimumWidth(420)
    about.setMaximumWidth(520)
    column.addWidget(about, 0, Qt.AlignmentFlag.AlignHCenter)
    column.addSpacing(theme.GAP)
    column.addWidget(action, 0, Qt.AlignmentFlag.AlignHCenter)
    return page


def letters_of(spec: Field) -> int:
    """How many letters wide a column is at first."""
    return max(_letters(spec), min(len(spec.label) + 4, 28))


def _letters(spec: Field) -> int:
    if spec.key == "ref":
        return 14
    match spec.kind:
        case Kind.INT | Kind.DECIMAL | Kind.SCORE | Kind.BOOL:
            return max(8, min(len(spec.label) + 2, 14))
        case Kind.DATE | Kind.PARTIAL_DATE:
            return 14
        case Kind.DATETIME:
            return 23
        case Kind.MONEY | Kind.CHOICE:
            return 18
        case Kind.TERM | Kind.PLACE | Kind.REF | Kind.LINK:
            return 24
        case _:
            return 16 if spec.computed or spec.key == "state" else 34
