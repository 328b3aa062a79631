"""Filing what one cannot read: the ordinary form, and after it only the word that it is filed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from civicdesk.i18n import _
from civicdesk.records.fields import Kind
from civicdesk.records.record import Record
from ui import filing, theme
from ui.going_dark import forget_typing
from ui.pages.records import put_back
from ui.pieces import SHAPES, Sentence, button, row
from ui.records.desk import Desk
from ui.records.form_page import RecordFormPage

if TYPE_CHECKING:
    from civicdesk.vault.drafts import Unsaved
    from ui.session import Session


class FilingForm(RecordFormPage):
    """The form of a new record of a closed part: no steps, no files, and no way back to what was filed."""

    filed = Signal(str)

    def _build(self) -> None:
        super()._build()
        self.save_button.setText(_("&File it"))
        self.revert_button.setText(_("Give up what I typed"))
        self.states.hide()
        self._head.insertWidget(1, _notice(filing.before(self.cls.meta.name)))

    def _show(self, record: Record, desk: Desk) -> None:
        super()._show(record, desk)
        for section in self.form.sections if self.form is not None else ():
            if all(spec.kind is Kind.ATTACHMENT for spec in section.plan.specs):
                section.hide()  # a letter carries words only

    def _saved(self, record: Record) -> None:
        """Sealed: nothing of it is read again, and nothing typed stays here."""
        self.is_saving = False
        if self.form is not None:
            forget_typing(self.form)
        self.form = None
        self.filed.emit(record.meta.name)


class FilingPage(QWidget):
    """One kind of report. It lists nothing and counts nothing: who files is told only that it is done."""

    def __init__(self, session: Session, type_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.type_name = type_name
        self.form: FilingForm | None = None
        self.done = QWidget()
        self.words = Sentence(f"{SHAPES['good']} {filing.after(type_name)}", "title")
        self.again_button = button(_("&Report something else"), self.begin)
        inside = QVBoxLayout(self.done)
        inside.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        inside.setSpacing(theme.MARGIN)
        inside.addWidget(self.words)
        inside.addWidget(
            Sentence(
                _(
                    "Neither you nor anybody else who works without that key can open it here, and nothing in the "
                    "journal says who filed it. If you remember something later, report it again."
                )
            )
        )
        inside.addLayout(row(self.again_button, 1))
        inside.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.done)
        self.begin()

    def begin(self) -> None:
        """An empty form."""
        if self.form is not None:
            return
        self.done.hide()
        form = FilingForm(self._session, self.type_name)
        self.form = form
        self._column.addWidget(form)
        form.filed.connect(self._filed)

    def _filed(self, _type_name: str) -> None:
        form, self.form = self.form, None
        if form is not None:
            self._column.removeWidget(form)
            form.hide()
            form.deleteLater()
        self.done.show()
        self.done.setAccessibleName(self.words.text())
        self.again_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        """Whoever comes back later finds an empty form, not the word about the last report."""
        super().showEvent(event)
        if not event.spontaneous():
            self.begin()

    def has_unsaved(self) -> bool:
        """Whether something was typed that is not filed."""
        return self.form is not None and self.form.is_dirty

    def restore(self, draft: Unsaved, done: Callable[[], None]) -> None:
        """Put back what was typed before the vault was locked; what is typed meanwhile is not overwritten."""
        self.begin()
        form = self.form
        if form is None or form.is_dirty:
            return
        if form.form is not None:
            put_back(form, draft, done)
        else:
            form.ready.connect(lambda: put_back(form, draft, done), Qt.ConnectionType.SingleShotConnection)


def _notice(words: str) -> QFrame:
    """A message that cannot be put away."""
    frame = QFrame()
    theme.give_role(frame, "banner-warning")
    frame.setAccessibleName(words)
    shape = QLabel(SHAPES["warning"])
    theme.give_role(shape, "warning")
    line = QHBoxLayout(frame)
    line.setContentsMargins(theme.MARGIN, theme.GAP, theme.MARGIN, theme.GAP)
    line.setSpacing(theme.GAP + theme.HALF)
    line.addWidget(shape, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(Sentence(words, "label"), 1)
    return frame
