"""Editor: what every field editor is. It always holds a value, so what was not touched stays exactly as it was."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from civicdesk.records.fields import Field
from ui.pieces import keep_from_keyboard


class Editor(QWidget):
    """Shows and edits one value of a declared field."""

    edited = Signal()
    """A person changed the value (or typed something that cannot be read yet)."""
    open_record = Signal(str, str)
    """A person asked to see a linked record: type name, id."""

    def __init__(self, spec: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.setObjectName(spec.key)
        self.complaint = ""
        self.typed = ""
        self._value: object = spec.default
        self._drawing = False
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(2)

    def value(self) -> object:
        """The value as it stands; the empty value while what was typed cannot be read (see `complaint`)."""
        return self._value

    @property
    def is_busy(self) -> bool:
        """Whether something a person gave is still on its way into the value; `edited` tells when that ends."""
        return False

    def set_value(self, value: object) -> None:
        """Show this value, without telling anybody."""
        self._value = value
        self.complaint = self.typed = ""
        self._drawing = True
        try:
            self.draw(value)
        finally:
            self._drawing = False

    def draw(self, value: object) -> None:
        """Bring the controls in line with the value."""

    def take(self, value: object, complaint: str = "", typed: str = "") -> None:
        """A person entered this value; `complaint` says why what was `typed` could not be read."""
        if self._drawing:
            return
        self._value = value
        self.complaint, self.typed = complaint, typed
        self.edited.emit()

    def retype(self, text: str) -> None:
        """Put back a text that could not be read yet; editors in which nothing is typed have none."""

    def lead(self, control: QWidget) -> None:
        """Make a control the one that takes the focus and the field's name."""
        self.setFocusProxy(control)
        control.setAccessibleName(self.spec.label)
        if self.spec.tag is not None or self.spec.sealed or self.spec.kept_in:
            keep_from_keyboard(control)
        if self.spec.help:
            control.setAccessibleDescription(self.spec.help)

    def show_problems(self, found: dict[str, list[str]]) -> None:
        """Sentences for parts of this value by path ("2.evidence"); editors of one value have no parts."""

    def reveal(self, path: str) -> QWidget:  # noqa: ARG002  (editors with parts need it)
        """The control to focus for a path inside this value."""
        return self.focusProxy() or self

    def path_of(self, control: QWidget) -> str:  # noqa: ARG002  (the other way round)
        """The path inside this value that a control in it stands for."""
        return ""


class CalmComboBox(QComboBox):
    """A combo box that the mouse wheel does not change in passing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the page instead, unless the person is in this box."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def in_a_row(*controls: QWidget) -> QHBoxLayout:
    """Controls side by side, the first as wide as there is room."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    for control in controls:
        row.addWidget(control)
    row.setStretch(0, 1)
    return row
