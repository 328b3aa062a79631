"""Where a record is kept, if parts of the vault have their own readers: chosen for a new one, told of a saved one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from civicdesk.i18n import _
from civicdesk.records.record import COMPARTMENTS, Record
from civicdesk.vault.reading import may_lie_apart
from ui.pieces import Labelled, Sentence
from ui.records.editor import CalmComboBox

if TYPE_CHECKING:
    from civicdesk.errors import CivicDeskError
    from civicdesk.vault.transaction import Transaction
    from civicdesk.vault.vault import Vault
    from ui.records.desk import Desk
    from ui.session import Session
    from ui.worker import Job

R = TypeVar("R", bound=Record)
Found = tuple[tuple[tuple[str, str], ...], str]
"""Kind and title of each part that can be chosen, and who reads this record."""


class KeepIn(QWidget):
    """Hidden as long as no such part is open to this person."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._wanted = ""
        self._desk: Desk | None = None
        self._usual = ""
        self.combo = CalmComboBox()
        self.readers = Sentence("", "muted")
        self.choice = QWidget()
        inside = Labelled(_("&Keep in"), self.combo)
        inside.setContentsMargins(0, 0, 0, 0)
        self.choice.setLayout(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.choice)
        column.addWidget(self.readers)
        self.combo.currentIndexChanged.connect(lambda _place: self._tell_desk())
        self.hide()

    @property
    def kind(self) -> str:
        """The part chosen for a new record; "" for the usual one."""
        return "" if self.choice.isHidden() else str(self.combo.currentData() or "")

    def choose(self, kind: str) -> None:
        """Choose a part, also before the parts are known."""
        self._wanted = kind
        if (place := self.combo.findData(kind)) >= 0:
            self.combo.setCurrentIndex(place)

    def show_record(self, record: Record, desk: Desk) -> None:
        """For this record."""
        self.hide()
        self._desk, self._usual = desk, desk.home
        apart = any(kind not in COMPARTMENTS for kind in self._session.vault.compartments)
        if apart and may_lie_apart(record.meta.name):
            self._session.run(lambda vault: _look(vault, record), self._show, owner=self)

    def _show(self, found: Found) -> None:
        parts, readers = found
        self.choice.setVisible(bool(parts))
        self.readers.setVisible(bool(readers))
        self.readers.say(_("Read by: {names}").format(names=readers) if readers else "")
        wanted = self._wanted or self.kind
        self.combo.blockSignals(True)
        self.combo.clear()
        if parts:
            self.combo.addItem(_("The usual place, for everybody who reads such records"), "")
        for kind, title in parts:
            self.combo.addItem(_("{part} (its readers only)").format(part=title), kind)
        self.combo.blockSignals(False)
        self.combo.setCurrentIndex(max(self.combo.findData(wanted), 0))
        self.setVisible(bool(parts or readers))
        self._tell_desk()

    def _tell_desk(self) -> None:
        """What is attached to the record lies where the record will lie."""
        if self._desk is not None:
            self._desk.home = self.kind or self._usual

    def save(
        self,
        record: R,
        done: Callable[[R], None],
        failed: Callable[[CivicDeskError], None],
        reasons: Mapping[str, str],
        owner: QObject,
    ) -> Job:
        """Save it, a new one in the part that was chosen."""
        vault, kind, given = self._session.vault, self.kind, dict(reasons)
        return self._session.write(
            lambda tx: saved_in(vault, kind, tx, record, given), done, failed, owner=owner
        )


def saved_in(vault: Vault, kind: str, tx: Transaction, record: R, reasons: Mapping[str, str]) -> R:
    """Save a record; a new one in this part. Runs in the worker, which does one thing at a time."""
    before, vault.keep_new_in = vault.keep_new_in, kind or vault.keep_new_in
    try:
        return tx.save(record, reasons=reasons)
    finally:
        vault.keep_new_in = before


def _look(vault: Vault, record: Record) -> Found:
    from civicdesk.services.roster import roster
    from civicdesk.vault import compartments

    if not record.id:
        return tuple((part.kind, part.title) for part in compartments.parts(vault)), ""
    kind = vault.kind_of(record.meta.name, record.id)
    if kind in COMPARTMENTS:
        return (), ""
    names = {one.person.mid: one.name for one in roster(vault)}
    return (), ", ".join(names.get(mid, "–") for mid in compartments.part(vault, kind).readers)
