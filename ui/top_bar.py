"""The bar above the page: back and forward, where one is, search, Lock."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit

from civicdesk.i18n import _
from ui import theme
from ui.pieces import Sentence, button, icon_button, keep_from_keyboard


class TopBar(QFrame):
    """Emits what a person asked for; the window does it."""

    back = Signal()
    forward = Signal()
    lock = Signal()
    searched = Signal(str)
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self.back_button = icon_button("back", _("Back"), self.back.emit, "Alt+←")
        self.forward_button = icon_button("forward", _("Forward"), self.forward.emit, "Alt+→")
        self.where = Sentence("", "muted", wrap=False)
        self.search = QLineEdit()
        keep_from_keyboard(self.search)
        self.search.setPlaceholderText(_("Search everywhere   Ctrl+K"))
        self.search.setAccessibleName(_("Search everywhere"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(200)
        self.search.setMaximumWidth(360)
        self.search.textEdited.connect(self.searched)
        self.search.textChanged.connect(self._cleared)
        self.search.returnPressed.connect(self.entered)
        self.search.addAction(theme.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.installEventFilter(self)
        self.lock_button = button(_("Lock"), self.lock.emit, "", "lock")
        self.lock_button.setToolTip(_("Lock now, asking nothing (Ctrl+L)"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.GAP, theme.GAP, theme.MARGIN, theme.GAP)
        layout.setSpacing(theme.GAP)
        for part in (self.back_button, self.forward_button, self.where):
            layout.addWidget(part)
        layout.addStretch(1)
        layout.addWidget(self.search, 2)
        layout.addWidget(self.lock_button)
        self._dress_clear_button()
        theme.notifier().changed.connect(self.redraw)

    def redraw(self) -> None:
        """Draw the icons in the colours in force."""
        self.search.actions()[0].setIcon(theme.icon("search", "muted"))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Down goes from the search field to the results."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Down
        ):
            self.entered.emit()
            return True
        return False

    def _cleared(self, text: str) -> None:
        """The clear button does not count as editing for Qt; for a person it does."""
        if not text:
            self.searched.emit("")

    def _dress_clear_button(self) -> None:
        for inside in self.search.findChildren(QObject):
            if hasattr(inside, "setAccessibleName"):
                inside.setAccessibleName(_("Clear the search"))
