"""What was changed on the trip and at home: both values side by side, and the trip's value for the asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _
from civicdesk.records.fields import Field, Kind
from civicdesk.records.plain import unplain
from civicdesk.records.record import Record, record_type
from civicdesk.vault import contested
from ui import theme
from ui.pieces import Banner, Sentence, button, card, row
from ui.records.desk import titles_of_links
from ui.records.table_model import RowNames
from ui.records.words import words_of
from ui.session import Session

if TYPE_CHECKING:
    from civicdesk.vault.contested import Contested
    from civicdesk.vault.transaction import Transaction
    from civicdesk.vault.vault import Vault


@dataclass(frozen=True)
class Clash:
    """A conflict in words."""

    conflict: Contested
    title: str
    label: str
    home: str
    trip: str


def waiting(vault: Vault) -> tuple[Clash, ...]:
    """What nobody has decided yet, as people read it; for a thread."""
    return tuple(_clash(vault, one) for one in contested.waiting(vault))


def _clash(vault: Vault, one: Contested) -> Clash:
    spec = one.spec
    return Clash(
        one,
        vault.title(one.type, one.id),
        spec.label,
        _words(vault, one, spec, one.home),
        _words(vault, one, spec, one.trip),
    )


def _words(vault: Vault, one: Contested, spec: Field, value: Any) -> str:
    if one.field == contested.TRASH:
        return _("In the trash") if value else _("Not in the trash")
    found = value_of(spec, value)
    if spec.kind is Kind.CHILD or not found:
        return words_of(spec, found, RowNames(vault, {})) or _("empty")
    titles = titles_of_links(vault, record_type(one.type)(id=one.id).replaced(**{spec.key: found}))
    return words_of(spec, found, RowNames(vault, titles)) or _("empty")


def value_of(spec: Field, value: Any) -> Any:
    """The value of a field as a record has it."""
    found = unplain(spec, value)
    return spec.default if found is None else found


def take_trips_value(vault: Vault, tx: Transaction, one: Contested) -> Record | None:
    """Do as the trip did, through the ordinary door, and so decide; None if the record is no longer here."""
    record, spec = vault.get(one.type, one.id), one.spec
    contested.settle(vault, tx, one)
    if record is None:
        return None
    if one.field == contested.TRASH:
        (tx.trash if one.trip else tx.restore)(record)
        return record
    return tx.save(record.replaced(**{spec.key: value_of(spec, one.trip)}))


class ClashRow(QWidget):
    """One field: what stands at home, what stood on the trip, and the two ways to go on."""

    open_record = Signal(str, str)
    settled = Signal()

    def __init__(self, session: Session, clash: Clash) -> None:
        super().__init__()
        self._session = session
        self.clash = clash
        self.banner = Banner()
        self.take_button = button(_("Take the trip’s value"), self.take)
        self.keep_button = button(_("Keep what is here"), self.keep)
        self.open_button = button(_("Open the record"), self._open, "quiet")
        heading = f"{clash.title} · {clash.conflict.ref} · {clash.label}"
        for one in (self.take_button, self.keep_button, self.open_button):
            one.setAccessibleName(f"{one.text()}: {heading}")
        frame, column = card()
        column.addWidget(Sentence(heading, "label"))
        if clash.conflict.words:
            column.addWidget(Sentence(clash.conflict.words))
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * theme.GAP)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for place, (words, value) in enumerate(((_("Here"), clash.home), (_("On the trip"), clash.trip))):
            grid.addWidget(Sentence(words, "small"), 0, place)
            grid.addWidget(Sentence(value), 1, place, Qt.AlignmentFlag.AlignTop)
        column.addLayout(grid)
        column.addWidget(self.banner)
        column.addLayout(row(self.take_button, self.keep_button, self.open_button, 1))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)

    def take(self) -> None:
        """Save what stood on the trip."""
        self._decide(take_trips_value)

    def keep(self) -> None:
        """Leave what stands here, and forget what stood on the trip."""
        self._decide(contested.settle)

    def _decide(self, work: Callable[[Vault, Transaction, Contested], object]) -> None:
        vault, one = self._session.vault, self.clash.conflict
        self._enable(on=False)
        self._session.write(
            lambda tx: work(vault, tx, one), lambda _done: self._settle(), self._failed, owner=self
        )

    def _enable(self, *, on: bool) -> None:
        for one in (self.take_button, self.keep_button):
            one.setEnabled(on)

    def _failed(self, error: CivicDeskError) -> None:
        self._enable(on=True)
        problems = " ".join(one.message for one in getattr(error, "problems", ())[:3])
        self.banner.say(error.sentence, "danger", problems or error.todo)

    def _settle(self) -> None:
        self.hide()
        self.settled.emit()

    def _open(self) -> None:
        self.open_record.emit(self.clash.conflict.type, self.clash.conflict.id)


class ClashList(QFrame):
    """All of them, until each is settled."""

    open_record = Signal(str, str)
    settled = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.rows: list[ClashRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.GAP)
        self.words = Sentence("", "label")
        self._column.addWidget(self.words)
        self.hide()

    @property
    def left(self) -> tuple[ClashRow, ...]:
        """What nobody has decided yet."""
        return tuple(one for one in self.rows if not one.isHidden())

    def show_clashes(self, clashes: tuple[Clash, ...]) -> None:
        """Show these; what is shown already stays as it is."""
        if clashes == tuple(one.clash for one in self.left):
            return
        for line in self.rows:
            line.hide()
            line.deleteLater()
        self.rows.clear()
        for clash in clashes:
            line = ClashRow(self._session, clash)
            line.open_record.connect(self.open_record)
            line.settled.connect(self._tell)
            line.settled.connect(self.settled)
            self.rows.append(line)
            self._column.addWidget(line)
        self._tell()

    def _tell(self) -> None:
        self.words.say(
            _("▲ Changed on the trip and here. What stands here was kept. This list stays until you decide.")
        )
        self.setVisible(bool(self.left))
