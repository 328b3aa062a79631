"""ChildTable: the rows of a child field as a table in the form; rows are edited in place or unfold below."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from civicdesk.i18n import _
from civicdesk.records.fields import Field
from civicdesk.records.record import Child, fields_of
from ui import theme
from ui.pieces import Sentence, button
from ui.records.child_rows import LiveRow, RowView, UnfoldingRow, columns_of, is_narrow
from ui.records.desk import Desk
from ui.records.editor import Editor


class ChildTable(Editor):
    """Rows that can be added, removed and moved.

    Keys: Ctrl+Enter adds a row, Alt+Up and Alt+Down move it, Ctrl+Backspace removes it.
    """

    def __init__(self, spec: Field, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        assert spec.child is not None
        self.desk = desk
        self.child: type[Child] = spec.child
        self.rows: list[RowView] = []
        self._problems: dict[str, list[str]] = {}
        self._is_single = spec.max_rows == 1
        self.head = QWidget(self)
        self._head_row()
        self._shelf = QVBoxLayout()
        self._shelf.setSpacing(theme.HALF)
        self._empty = Sentence(role="small")
        self.add = button(self._add_words(), self.add_row, "quiet", "plus")
        self.add.setAccessibleName(_("Add a row to “{label}”").format(label=spec.label))
        self.add.setToolTip(_("Ctrl+Enter"))
        self.box.setSpacing(theme.HALF)
        for part in (self.head, self._empty):
            self.box.addWidget(part)
        self.box.addLayout(self._shelf)
        self.box.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.add)
        self.draw(())

    def _add_words(self) -> str:
        return _("Fill this in") if self._is_single else _("Add a row")

    def _head_row(self) -> None:
        grid = QGridLayout(self.head)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.GAP)
        for place, (spec, width) in enumerate(columns_of(self.child)):
            grid.addWidget(Sentence(spec.label, "small", wrap=False), 0, place)
            grid.setColumnStretch(place, width)
            grid.setColumnMinimumWidth(place, 24 * width)
        grid.addWidget(QWidget(), 0, grid.columnCount())
        grid.setColumnMinimumWidth(grid.columnCount() - 1, RowView.BUTTONS)

    # --- value -----------------------------------------------------------------------------------

    def draw(self, value: object) -> None:
        """Show these rows."""
        given = cast("tuple[Child, ...]", value if isinstance(value, tuple) else ())
        open_rows = {place for place, row in enumerate(self.rows) if row.is_open}
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = []
        for place, child in enumerate(given):
            self._append(child, unfold=place in open_rows or self._is_single)
        self._arrange()

    def _append(self, child: Child, *, unfold: bool) -> RowView:
        view = LiveRow if is_narrow(self.child) and not self._is_single else UnfoldingRow
        row = view(child, self.desk, self)
        row.edited.connect(self._collect)
        row.open_record.connect(self.open_record)
        row.asked.connect(lambda what: self._do(what, row))
        self.rows.append(row)
        self._shelf.addWidget(row)
        if unfold:
            row.unfold()
        return row

    def _arrange(self) -> None:
        for place, row in enumerate(self.rows):
            row.number(place, len(self.rows), single=self._is_single)
        self.head.setVisible(bool(self.rows) and not self._is_single)
        self._empty.say(_("No rows yet."))
        self._empty.setVisible(not self.rows)
        full = bool(self.spec.max_rows) and len(self.rows) >= self.spec.max_rows
        self.add.setVisible(not full and not self.spec.automatic)
        self.show_problems(self._problems)

    def _collect(self) -> None:
        bad = next((row for row in self.rows if row.complaint()), None)
        where = _("Row {n}: {words}").format(n=self.rows.index(bad) + 1, words=bad.complaint()) if bad else ""
        self.take(tuple(row.child() for row in self.rows), where, self._typed_in(bad) if bad else "")

    def _typed_in(self, row: RowView) -> str:
        """The text that cannot be read with where it stands: "0.total twelve"."""
        key = next(key for key, editor in row.editors.items() if editor.complaint)
        return f"{self.rows.index(row)}.{key} {row.editors[key].typed}"

    def retype(self, text: str) -> None:
        """Put back a text into the row and field where it stood."""
        where, _space, typed = text.partition(" ")
        place, _dot, key = where.partition(".")
        if place.isdigit() and int(place) < len(self.rows):
            row = self.rows[int(place)]
            row.unfold()
            if key in row.editors:
                row.editors[key].retype(typed)

    # --- rows ------------------------------------------------------------------------------------

    def add_row(self) -> RowView:
        """Add an empty row at the end and go there."""
        row = self._append(self.child(), unfold=True)
        self._arrange()
        self._collect()
        row.focus_first()
        return row

    def _do(self, what: str, row: RowView) -> None:
        if self.spec.automatic and what != "fold":
            return
        place = self.rows.index(row)
        match what:
            case "add":
                self.add_row()
            case "remove":
                self.remove_row(place)
            case "up":
                self.move_row(place, place - 1)
            case "down":
                self.move_row(place, place + 1)
            case _:
                self._arrange()

    def remove_row(self, place: int) -> None:
        """Take a row out."""
        row = self.rows.pop(place)
        self._shelf.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._problems = {}
        self._arrange()
        self._collect()
        (self.rows[min(place, len(self.rows) - 1)].focus_first() if self.rows else self.add.setFocus())

    def move_row(self, place: int, to: int) -> None:
        """Put a row at another place."""
        if not 0 <= to < len(self.rows):
            return
        row = self.rows.pop(place)
        self.rows.insert(to, row)
        self._shelf.removeWidget(row)
        self._shelf.insertWidget(to, row)
        self._problems = {}
        self._arrange()
        self._collect()
        row.focus_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter anywhere in the table adds a row."""
        ctrl = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if ctrl and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.add.isVisible():
            self.add_row()
            return
        super().keyPressEvent(event)

    # --- problems --------------------------------------------------------------------------------

    def show_problems(self, found: dict[str, list[str]]) -> None:
        """Show each sentence in its row ("2.evidence")."""
        self._problems = found
        for place, row in enumerate(self.rows):
            inside = {
                path.partition(".")[2]: words
                for path, words in found.items()
                if path.split(".")[0] == str(place)
            }
            row.show_problems(inside)

    def reveal(self, path: str) -> QWidget:
        """The control for "2.evidence": its row is unfolded."""
        place, _dot, inside = path.partition(".")
        if place.isdigit() and int(place) < len(self.rows):
            return self.rows[int(place)].reveal(inside)
        return self.add

    def path_of(self, control: QWidget) -> str:
        """Row and field of a control: "2.evidence"."""
        for place, row in enumerate(self.rows):
            for key, editor in row.editors.items():
                if editor.isAncestorOf(control):
                    return f"{place}.{key}"
        return ""

    def column_count(self) -> int:
        """How many columns the table shows."""
        return len(columns_of(self.child))


def label_row(child: type[Child]) -> list[str]:
    """The words above the columns."""
    return [spec.label for spec in fields_of(child)]
