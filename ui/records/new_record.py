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


def ask_for_record(parent: QWidget, session: Session, type_name: str, title: str, linked: Linked) -> QDialog:
    """Open a form for a new record of this type, its title already typed; `linked` hears of it once it is saved."""
    from ui.records.page import RecordFormPage

    meta = record_type(type_name).meta
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(_("New {kind}").format(kind=meta.label.lower()))
    give_size(dialog, 780, 640)
    titled = title and meta.field(meta.title).kind is Kind.TEXT
    page = RecordFormPage(session, type_name, None, {meta.title: title} if titled else {})
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(page)

    def saved(name: str, record_id: str, words: str) -> None:
        dialog.accept()
        linked(name, record_id, words)

    page.saved.connect(saved)
    page.closed.connect(dialog.reject)
    dialog.open()
    return dialog
