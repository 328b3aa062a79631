"""ChipsEditor: several values of one kind, each as a chip, with one editor that adds to them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from civicdesk.i18n import _
from civicdesk.records.fields import Field
from ui.flow import FlowLayout, sweep
from ui.pieces import button, icon_button
from ui.records.editor import Editor


class Chip(QFrame):
    """One chosen value; its button (or Delete) takes it away."""

    def __init__(self, words: str, remove: Callable[[], object], follow: Callable[[], object] | None) -> None:
        super().__init__()
        self.setProperty("role", "chip")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 1, 2, 1)
        row.setSpacing(2)
        row.addWidget(self._name(words, follow))
        self.drop = icon_button("close", _("Take out “{value}”").format(value=words), remove)
        row.addWidget(self.drop)
        self._remove = remove

    @staticmethod
    def _name(words: str, follow: Callable[[], object] | None) -> QWidget:
        shown = words if len(words) <= 70 else words[:68] + "…"
        if follow is None:
            label = QLabel(shown)
            label.setToolTip(words if shown != words else "")
            return label
        link = button(shown, follow, "link")
        link.setAccessibleName(_("Open “{value}”").format(value=words))
        return link

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete and Backspace take the value out."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._remove()
            return
        super().keyPressEvent(event)


class ChipsEditor(Editor):
    """Several values: chips, and below them the editor for one more."""

    def __init__(
        self,
        spec: Field,
        adder: Editor,
        words: Callable[[object], str],
        pair: Callable[[object], tuple[str, str] | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(spec, parent)
        self.adder = adder
        self._words, self._pair = words, pair
        self._shelf = QWidget(self)
        self._flow = FlowLayout(self._shelf)
        self.box.addWidget(self._shelf)
        self.box.addWidget(adder)
        self.setFocusProxy(adder)
        adder.set_value(None)
        adder.edited.connect(self._added)
        adder.open_record.connect(self.open_record)

    def draw(self, value: object) -> None:
        """One chip for each value."""
        sweep(self._flow)
        values = value if isinstance(value, tuple) else ()
        for one in values:
            self._flow.addWidget(self._chip(one))
        self._shelf.setVisible(bool(values))
        self._shelf.updateGeometry()

    def retype(self, text: str) -> None:
        """The text belongs to the value that was being added."""
        self.adder.retype(text)

    def chips(self) -> list[Chip]:
        """The chips, in order."""
        return [one for one in self._shelf.children() if isinstance(one, Chip) and not one.isHidden()]

    def _chip(self, value: object) -> Chip:
        found = self._pair(value)
        follow = (lambda: self.open_record.emit(*found)) if found else None
        return Chip(self._words(value), lambda: self._remove(value), follow)

    def _values(self) -> tuple[object, ...]:
        value = self.value()
        return value if isinstance(value, tuple) else ()

    def _added(self) -> None:
        one = self.adder.value()
        if one is None:
            self.take(self.value(), self.adder.complaint, self.adder.typed)
            return
        values = self._values()
        self.adder.set_value(None)
        self._put(values if one in values else (*values, one))

    def _remove(self, value: object) -> None:
        self._put(tuple(one for one in self._values() if one != value))
        self.adder.setFocus()

    def _put(self, values: tuple[object, ...]) -> None:
        self.take(values)
        self.set_value(values)
