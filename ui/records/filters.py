"""FilterBar: words to look for, and conditions that fit the kind of each field."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QToolButton, QVBoxLayout, QWidget

from civicdesk.i18n import _
from civicdesk.records.fields import Field, Kind
from civicdesk.records.record import ENVELOPE, Record, fields_of
from civicdesk.vault.query import Condition
from ui import theme
from ui.flow import FlowLayout, sweep
from ui.pieces import IconButton, Sentence, button, icon_button, keep_from_keyboard, row
from ui.records.asking import Asking, asking_for
from ui.records.desk import Desk

PAUSE = 150
_ENVELOPE_KEYS = ("state", "owner", "classification", "tags", "is_historical")


class FilterBar(QWidget):
    """Text and conditions; `changed` tells that they are different now."""

    changed = Signal()

    def __init__(self, desk: Desk, cls: type[Record], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.cls = cls
        self.chosen: list[Asking] = []
        self._text = QLineEdit()
        self._text.setClearButtonEnabled(True)
        keep_from_keyboard(self._text)
        self._text.setMaximumWidth(320)
        self._text.setMinimumWidth(160)
        words = _("Find in {kinds}").format(kinds=cls.meta.plural.lower())
        self._text.setPlaceholderText(words)
        self._text.setAccessibleName(words)
        self._pause = QTimer(self, interval=PAUSE, singleShot=True)
        self._pause.timeout.connect(self.changed)
        self._text.textChanged.connect(lambda: self._pause.start())
        self._add = IconButton("filter", _("Add a condition"))
        self._add.setText(_("Filter"))
        self._add.setProperty("role", "chip")
        self._add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._add.setMenu(self._menu())
        self._shelf = QWidget()
        self._flow = FlowLayout(self._shelf, spacing=theme.HALF)
        self._panel = QFrame()
        self._panel.setProperty("role", "card")
        self._panel_column = QVBoxLayout(self._panel)
        self._panel.hide()
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.GAP)
        for part in (self._text, self._add):
            line.addWidget(part)
        line.addWidget(self._shelf, 1, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(line)
        column.addWidget(self._panel)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for spec in filterable(self.cls):
            action = QAction(spec.label, menu)
            action.triggered.connect(lambda _checked=False, spec=spec: self.ask(spec))
            menu.addAction(action)
        return menu

    def text(self) -> str:
        """The words to look for."""
        return self._text.text().replace("\u200b", "").strip()

    def conditions(self) -> tuple[Condition, ...]:
        """All conditions."""
        return tuple(condition for asking in self.chosen for condition in asking.conditions())

    def look_for(self, words: str) -> None:
        """Look for these words, as if typed."""
        self._text.setText(words)

    def focus_text(self) -> None:
        """Go to the words to look for (Ctrl+F)."""
        self._text.setFocus()
        self._text.selectAll()

    def clear(self) -> None:
        """Take every condition away."""
        self.chosen = []
        self._text.clear()
        self._show_chosen()
        self._pause.stop()
        self.changed.emit()

    def ask(self, spec: Field, before: Asking | None = None) -> Asking:
        """Open the panel that asks for a condition on a field."""
        asking = before or asking_for(spec, self.desk, self.cls)
        self._empty_panel()
        title = Sentence(spec.label, "label")
        use = button(_("Use this condition"), lambda: self.use(asking), "primary")
        drop = button(_("Cancel"), self._close_panel)
        self._panel_column.addWidget(title)
        self._panel_column.addWidget(asking)
        self._panel_column.addLayout(row(use, drop, 1))
        asking.show()
        self._panel.show()
        asking.setFocus()
        return asking

    def use(self, asking: Asking) -> None:
        """Take over what was asked for."""
        if asking not in self.chosen and asking.conditions():
            self.chosen.append(asking)
        self._close_panel()
        self._show_chosen()
        self.changed.emit()

    def drop(self, asking: Asking) -> None:
        """Take a condition away."""
        self.chosen = [one for one in self.chosen if one is not asking]
        self._show_chosen()
        self.changed.emit()

    def _empty_panel(self) -> None:
        for asking in self._panel.findChildren(Asking):
            asking.hide()
            asking.setParent(self)
        sweep(self._panel_column)

    def _close_panel(self) -> None:
        self._empty_panel()
        self._panel.hide()
        self._add.setFocus()

    def _show_chosen(self) -> None:
        sweep(self._flow)
        self.chosen = [one for one in self.chosen if one.conditions()]
        for asking in self.chosen:
            self._flow.addWidget(self._chip(asking))
        self._shelf.updateGeometry()

    def _chip(self, asking: Asking) -> QFrame:
        chip = QFrame()
        chip.setProperty("role", "chip")
        words = _("{field}: {values}").format(field=asking.spec.label, values=asking.words())
        line = QHBoxLayout(chip)
        line.setContentsMargins(4, 0, 2, 0)
        line.setSpacing(0)
        edit = QToolButton()
        edit.setText(words)
        edit.setAccessibleName(_("Change the condition “{words}”").format(words=words))
        edit.clicked.connect(lambda: self.ask(asking.spec, asking))
        line.addWidget(edit)
        name = _("Take away the condition “{words}”").format(words=words)
        drop: IconButton = icon_button("close", name, lambda: self.drop(asking))
        line.addWidget(drop)
        return chip


def filterable(cls: type[Record]) -> list[Field]:
    """Fields that conditions can be put on: the state first, then as declared."""
    envelope = [spec for key in _ENVELOPE_KEYS for spec in ENVELOPE if spec.key == key]
    own = [s for s in fields_of(cls) if s.kind not in (Kind.CHILD, Kind.ATTACHMENT) and not s.sealed]
    return [envelope[0], *own, *envelope[1:]]
