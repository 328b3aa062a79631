"""Sealed fields: opened only with a reason, which the journal keeps; and fields another compartment holds."""

from __future__ import annotations

from PySide6.QtWidgets import QInputDialog, QWidget

from civicdesk.i18n import _
from civicdesk.records.fields import Field
from civicdesk.records.record import Record
from ui.pieces import Sentence, button
from ui.records.desk import Desk
from ui.records.editor import Editor
from ui.records.text_editors import NoteEditor


class SealedEditor(Editor):
    """A closed envelope; opening it asks for a reason, then shows the editor."""

    def __init__(self, spec: Field, desk: Desk, record: Record, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.desk = desk
        self._record = record
        self._inner: Editor | None = None
        self._note = Sentence(
            _("Sealed. Opening it asks for a reason, and the journal keeps who opened it."), "small"
        )
        self.open_button = button(_("Open the seal …"), self._ask)
        self.open_button.setAccessibleName(_("Open the seal of “{label}”").format(label=spec.label))
        self.box.addWidget(self._note)
        self.box.addWidget(self.open_button)
        self.setFocusProxy(self.open_button)

    def _ask(self) -> None:
        reason, agreed = QInputDialog.getText(
            self, _("Open the seal"), _("Why do you need to see “{label}”?").format(label=self.spec.label)
        )
        if agreed and reason.strip():
            self.unseal(reason.strip())

    @property
    def is_open(self) -> bool:
        """Whether the seal is open."""
        return self._inner is not None

    def unseal(self, reason: str) -> None:
        """Write the opening into the journal, then show the content."""
        meta, record_id = type(self._record).meta, self._record.id
        self.desk.session.write(
            lambda tx: tx.note(meta.name, record_id, "unseal", reason), self._show_inner, owner=self
        )

    def _show_inner(self, _nothing: object = None) -> None:
        from ui.records.editors import editor_for

        self._note.hide()
        self.open_button.hide()
        self._inner = editor_for(self.spec, self.desk, self)
        self._inner.set_value(self.value())
        self._inner.edited.connect(self._passed_on)
        self._inner.open_record.connect(self.open_record)
        self.box.addWidget(self._inner)
        self.setFocusProxy(self._inner)

    def _passed_on(self) -> None:
        if self._inner is not None:
            self.take(self._inner.value(), self._inner.complaint, self._inner.typed)

    def draw(self, value: object) -> None:
        """Show another value, if the seal is open."""
        if self._inner is not None:
            self._inner.set_value(value)

    def show_problems(self, found: dict[str, list[str]]) -> None:
        """Beside the parts, if the seal is open."""
        if self._inner is not None:
            self._inner.show_problems(found)

    def reveal(self, path: str) -> QWidget:
        """The part, or the button that opens the seal."""
        return self._inner.reveal(path) if self._inner is not None else self.open_button


def is_out_of_reach(desk: Desk, spec: Field) -> bool:
    """Whether the field is kept in a compartment that is not open to this person."""
    return bool(spec.kept_in) and spec.kept_in not in desk.session.vault.compartments


def out_of_reach_editor(spec: Field) -> Editor:
    """A note in place of what may not be read here."""
    return NoteEditor(spec, lambda _value: _("Restricted: kept where you do not have the key."))
