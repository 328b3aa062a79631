"""One row of a child table: edited in place when it is narrow, unfolding into a small form when it is not."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from civicdesk.i18n import _
from civicdesk.records.fields import Field, Kind
from civicdesk.records.record import Child, fields_of
from ui import theme
from ui.pieces import SHAPES, IconButton, Sentence
from ui.records.desk import Desk
from ui.records.editor import Editor
from ui.records.editors import editor_for
from ui.records.field_box import FULL, MIDDLE, SHORT, FieldBox, rows_of, width_of
from ui.records.words import words_of

_CELL = {SHORT: 2, MIDDLE: 3, FULL: 5}


class RowView(QFrame):
    """What both kinds of row share: the value, the buttons, the keys."""

    edited = Signal()
    open_record = Signal(str, str)
    asked = Signal(str)
    """"add", "remove", "up", "down" or "fold"."""
    BUTTONS = 92

    def __init__(self, child: Child, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "child-row")
        self._child = child
        self.desk = desk
        self.is_open = False
        self.editors: dict[str, Editor] = {}
        self.buttons: dict[str, IconButton] = {}

    def child(self) -> Child:
        """The row as it stands."""
        return self._child.replaced(**{key: editor.value() for key, editor in self.editors.items()})

    def complaint(self) -> str:
        """Why something typed in this row cannot be read."""
        return next((e.complaint for e in self.editors.values() if e.complaint), "")

    def unfold(self) -> None:
        """Show all of the row."""
        self.is_open = True

    def number(self, place: int, count: int, *, single: bool) -> None:
        """Name the row and its controls by its place."""
        for key, editor in self.editors.items():
            name = _("Row {n}, {label}").format(n=place + 1, label=editor.spec.label)
            (editor.focusProxy() or editor).setAccessibleName(name)
            editor.setObjectName(f"{place}.{key}")
        self.buttons["up"].setEnabled(place > 0)
        self.buttons["down"].setEnabled(place < count - 1)
        for key, words in _row_words(place + 1).items():
            self.buttons[key].setAccessibleName(words)
            self.buttons[key].setVisible(not single or key == "remove")

    def editor(self, spec: Field) -> Editor:
        """Make and connect the editor of one of the row's fields."""
        editor = editor_for(spec, self.desk)
        editor.set_value(getattr(self._child, spec.key))
        editor.edited.connect(self.edited)
        editor.open_record.connect(self.open_record)
        self.editors[spec.key] = editor
        return editor

    def make_buttons(self) -> QHBoxLayout:
        """Move up, move down, remove."""
        line = QHBoxLayout()
        line.setSpacing(0)
        for what, icon in (("up", "up"), ("down", "down"), ("remove", "close")):
            button = IconButton(icon, _row_words(1)[what], _KEYS[what])
            button.setFixedSize(theme.row_height() - 4, theme.row_height() - 4)
            button.clicked.connect(lambda _checked=False, asked=what: self.asked.emit(asked))
            self.buttons[what] = button
            line.addWidget(button)
        return line

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+Up, Alt+Down, Ctrl+Backspace act on this row."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if alt and event.key() == Qt.Key.Key_Up:
            self.asked.emit("up")
        elif alt and event.key() == Qt.Key.Key_Down:
            self.asked.emit("down")
        elif ctrl and event.key() == Qt.Key.Key_Backspace:
            self.asked.emit("remove")
        else:
            super().keyPressEvent(event)

    def focus_first(self) -> None:
        """Put the person into the row's first field."""
        self.unfold()
        first = next(iter(self.editors.values()), None)
        if first is not None:
            (first.focusProxy() or first).setFocus()
            QTimer.singleShot(0, self, lambda: self._bring_into_view(first))

    def _bring_into_view(self, first: QWidget) -> None:
        """Scroll to the row, and to its first field where the row is taller than the page."""
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None:
            for widget in (self, first):
                area.ensureWidgetVisible(widget, 0, theme.MARGIN)

    def reveal(self, path: str) -> QWidget:
        """The control for a field of this row."""
        self.unfold()
        key, _dot, inside = path.partition(".")
        editor = self.editors.get(key) or next(iter(self.editors.values()))
        return editor.reveal(inside)

    def show_problems(self, found: dict[str, list[str]]) -> None:
        """Show sentences by field of the row."""

    def problem_words(self) -> str:
        """The sentences that the row shows now."""
        return ""


class LiveRow(RowView):
    """A narrow row: all its editors side by side."""

    def __init__(self, child: Child, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(child, desk, parent)
        self.is_open = True
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.GAP)
        for place, (spec, width) in enumerate(columns_of(type(child))):
            grid.addWidget(self.editor(spec), 0, place, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(place, width)
            grid.setColumnMinimumWidth(place, 24 * width)
        end = grid.columnCount()
        grid.addLayout(self.make_buttons(), 0, end, Qt.AlignmentFlag.AlignTop)
        grid.setColumnMinimumWidth(end, self.BUTTONS)
        column.addLayout(grid)
        self._problems = Sentence(role="danger")
        self._problems.hide()
        column.addWidget(self._problems)
        self.edited.connect(lambda: self.show_problems({}))

    def show_problems(self, found: dict[str, list[str]]) -> None:
        """All sentences of the row below it."""
        own = self.complaint()
        lines = [own] if own else [words for group in found.values() for words in group]
        self._problems.say("\n".join(f"{SHAPES['danger']} {words}" for words in lines))
        self._problems.setVisible(bool(lines))

    def problem_words(self) -> str:
        """The sentences below the row."""
        return self._problems.text() if not self._problems.isHidden() else ""


class UnfoldingRow(RowView):
    """A row with many or long fields: its first fields in a line, all of them below when unfolded."""

    def __init__(self, child: Child, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(child, desk, parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.HALF)
        self._cells: list[Sentence] = []
        self._line = QGridLayout()
        self._line.setHorizontalSpacing(theme.GAP)
        for place, (_spec, width) in enumerate(columns_of(type(child))):
            cell = Sentence()
            cell.setMinimumHeight(theme.row_height())
            self._cells.append(cell)
            self._line.addWidget(cell, 0, place)
            self._line.setColumnStretch(place, width)
            self._line.setColumnMinimumWidth(place, 24 * width)
        self._line.addLayout(self._end(), 0, len(self._cells))
        self._line.setColumnMinimumWidth(len(self._cells), self.BUTTONS)
        self._column.addLayout(self._line)
        self._boxes: dict[str, FieldBox] = {}
        self._body: QFrame | None = None
        self._found: dict[str, list[str]] = {}
        self.edited.connect(self._show_cells)
        self._show_cells()

    def _end(self) -> QHBoxLayout:
        line = self.make_buttons()
        self.fold = IconButton("forward", _("Show all of this row"))
        self.fold.setFixedSize(theme.row_height() - 4, theme.row_height() - 4)
        self.fold.clicked.connect(self._toggle)
        line.insertWidget(0, self.fold)
        return line

    def _toggle(self) -> None:
        if self.is_open:
            self.is_open = False
            if self._body is not None:
                self._body.hide()
            self.fold.become("forward", _("Show all of this row"))
        else:
            self.unfold()
        self._show_cells()
        self.asked.emit("fold")

    def unfold(self) -> None:
        """Show the small form of the row."""
        if self._body is None:
            self._body = self._make_body()
            self._column.addWidget(self._body)
        self._body.show()
        self.is_open = True
        self.fold.become("down", _("Show only the first line of this row"))
        self._show_cells()
        self.show_problems(self._found)

    def _make_body(self) -> QFrame:
        body = QFrame(self)
        body.setProperty("role", "row-body")
        grid = QGridLayout(body)
        grid.setContentsMargins(theme.MARGIN, theme.GAP, theme.MARGIN, theme.GAP)
        grid.setHorizontalSpacing(2 * theme.GAP)
        for column in range(FULL):
            grid.setColumnStretch(column, 1)
        for place, row in enumerate(rows_of(fields_of(type(self._child)))):
            column = 0
            for spec in row:
                box = FieldBox(spec, self.editor(spec), _("needed") if spec.required else "", body)
                self._boxes[spec.key] = box
                grid.addWidget(box, place, column, 1, width_of(spec))
                column += width_of(spec)
        return body

    def number(self, place: int, count: int, *, single: bool) -> None:
        """A single row is always unfolded and has no line of its own."""
        super().number(place, count, single=single)
        self.fold.setVisible(not single)
        for cell in self._cells:
            cell.setVisible(not single)

    def _show_cells(self) -> None:
        child = self.child()
        for cell, (spec, _width) in zip(self._cells, columns_of(type(child)), strict=True):
            words = words_of(spec, getattr(child, spec.key), self.desk)
            cell.say(words if len(words) <= 90 else words[:88] + "…")

    def show_problems(self, found: dict[str, list[str]]) -> None:
        """Beside each field; in the line as long as the row is folded."""
        self._found = found
        for key, box in self._boxes.items():
            own = [("E", words) for words in found.get(key, [])]
            box.show_problems(own)
            box.editor.show_problems(
                {p.partition(".")[2]: w for p, w in found.items() if p.startswith(f"{key}.")}
            )
        if not self.is_open and found and self._cells:
            child = self.child()
            spec = columns_of(type(child))[0][0]
            words = words_of(spec, getattr(child, spec.key), self.desk)
            self._cells[0].say(f"{SHAPES['danger']} {words or next(iter(found.values()))[0]}")

    def problem_words(self) -> str:
        """The sentences beside its fields."""
        return "\n".join(words for box in self._boxes.values() for words in box.shown_problems())


_KEYS = {"up": "Alt+↑", "down": "Alt+↓", "remove": "Ctrl+Backspace"}


def _row_words(number: int) -> dict[str, str]:
    return {
        "up": _("Move row {n} up").format(n=number),
        "down": _("Move row {n} down").format(n=number),
        "remove": _("Remove row {n}").format(n=number),
    }


def is_narrow(child: type[Child]) -> bool:
    """Whether a row fits in one line of editors."""
    specs = fields_of(child)
    plain = all(not s.many and s.kind not in (Kind.LONG, Kind.CHILD, Kind.LINK) for s in specs)
    return plain and len(specs) <= 4 and sum(_CELL[width_of(s)] for s in specs) <= 12


def columns_of(child: type[Child]) -> list[tuple[Field, int]]:
    """The fields shown in a row's line, with their shares of the width."""
    specs = [spec for spec in fields_of(child) if spec.kind is not Kind.CHILD]
    if not is_narrow(child):
        specs = specs[:4]
    return [(spec, _CELL[width_of(spec)]) for spec in specs]
