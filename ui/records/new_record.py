"""A new record made in passing, in a dialog over the form that wants to link to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from civicdesk.i18n import _
from civicdesk.records.fields import Kind
from civicdesk.records.record import record_type
from ui.pieces import give_size

if TYPE_CHECKING:
    from ui.session import Session

Linked = Callable[[str, str, str], None]
"""Called with type, id and title of the record that was made."""


class NewRecordDialog(QDialog):
    """A form over another form. It is not closed over words that were typed and not saved."""

    def __init__(self, parent: QWidget, session: Session, type_name: str, title: str) -> None:
        super().__init__(parent)
        from ui.records.page import RecordFormPage

        meta = record_type(type_name).meta
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("New {kind}").format(kind=meta.label.lower()))
        give_size(self, 780, 640)
        titled = title and meta.field(meta.title).kind is Kind.TEXT
        self._given = {meta.title: title} if titled else {}
        self.page = RecordFormPage(session, type_name, None, self._given)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.page)
        self.page.closed.connect(self.reject)

    @property
    def would_lose(self) -> bool:
        """Whether a person typed something here that is not saved."""
        form = self.page.form
        if form is None:
            return False
        return bool(form.unread()) or form.current_record() != form.base.replaced(**self._given)

    def reject(self) -> None:
        """Close, unless words would be lost."""
        if not self.would_lose:
            super().reject()
            return
        self.page.banner.say(
            _("This is not saved yet."),
            "warning",
            _("Save it, or close it and give up what you typed here."),
            (_("Give it up"), super().reject),
        )


def ask_for_record(
    parent: QWidget, session: Session, type_name: str, title: str, linked: Linked
) -> NewRecordDialog:
    """Open a form for a new record of this type, its title already typed; `linked` hears of it once it is saved."""
    dialog = NewRecordDialog(parent, session, type_name, title)

    def saved(name: str, record_id: str, words: str) -> None:
        dialog.accept()
        linked(name, record_id, words)

    dialog.page.saved.connect(saved)
    dialog.open()
    return dialog
