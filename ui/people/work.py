"""What the dialogs about keys share: a title, a banner, progress, and no way to leave in the middle of the work."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _
from ui import theme
from ui.pieces import Banner, Sentence, button, give_size, row
from ui.session import Session
from ui.status import compartment_label
from ui.tab_order import TabOrder, controls_in
from ui.tasks import Task, TaskBar

if TYPE_CHECKING:
    from civicdesk.vault.rotation import Progress
    from civicdesk.vault.vault import Vault

Report = Callable[..., None]


class WorkDialog(QDialog):
    """A dialog that does one thing to the keys. `body` holds its own parts, `foot` its buttons."""

    def __init__(self, session: Session, title: str, parent: QWidget | None, width: int, height: int) -> None:
        super().__init__(parent)
        self.session = session
        self._task: Task | None = None
        self.setWindowTitle("CivicDesk")
        give_size(self, width, height)
        self.banner, self.bar = Banner(), TaskBar()
        self.heading = Sentence(title, "title")
        self.close_button = button(_("&Leave it"), self.reject)
        inner = QWidget()
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(3 * theme.GAP, theme.GAP, 3 * theme.GAP, theme.GAP)
        self.body.setSpacing(theme.GAP)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        head, self.foot = QVBoxLayout(), row(1, self.close_button)
        head.setContentsMargins(3 * theme.GAP, 0, 3 * theme.GAP, 0)
        for part in (self.heading, self.banner, self.bar):
            head.addWidget(part)
        self.foot.setContentsMargins(3 * theme.GAP, theme.GAP, 3 * theme.GAP, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 3 * theme.GAP, 0, 2 * theme.GAP)
        layout.setSpacing(theme.GAP)
        layout.addLayout(head)
        layout.addWidget(scroll, 1)
        layout.addLayout(self.foot)
        self._inner, self._order = inner, TabOrder(self)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the first thing to say, not with the button that gives up."""
        super().showEvent(event)
        if not event.spontaneous():
            QTimer.singleShot(0, self, self._begin)

    def _begin(self) -> None:
        self._order.arrange()
        if self.focusWidget() in (None, self.close_button):
            first = next((one for one in controls_in(self._inner) if one.isVisible() and one.isEnabled()), None)
            if first is not None:
                first.setFocus(Qt.FocusReason.OtherFocusReason)

    def work(
        self, what: Callable[[Vault, Report], Any], done: Callable[[Any], None], words: str, *freeze: QWidget
    ) -> None:
        """Do it in a thread of its own; these controls are off meanwhile."""
        if self.bar.is_busy:
            return
        vault = self.session.vault
        self.banner.hide()
        frozen = tuple(part for part in (*freeze, self.close_button) if part.isEnabled())
        self._enable(frozen, on=False)
        self._task = Task(self.session.beside(lambda report: what(vault, report)), self)
        self._task.ended.connect(lambda: self._enable(frozen, on=True))
        self._task.done.connect(done)
        self._task.failed.connect(self.failed)
        self._task.broke.connect(self.session.broke)
        self.bar.follow(self._task, words, can_cancel=False)

    def failed(self, error: CivicDeskError) -> None:
        """Tell what did not work; the dialog stays as it was."""
        self.banner.show_error(error)

    def _enable(self, parts: tuple[QWidget, ...], *, on: bool) -> None:
        for part in parts:
            part.setEnabled(on)

    def reject(self) -> None:
        """Not while keys are being changed."""
        if not self.bar.is_busy:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The cross in the corner is Leave it."""
        if self.bar.is_busy:
            event.ignore()
        else:
            super().closeEvent(event)


def renewing(report: Report) -> Progress:
    """Tells which part is being encrypted anew."""

    def tell(kind: str, done: int, total: int) -> None:
        report(done, total, _("New keys for: {part}").format(part=compartment_label(kind)))

    return tell
