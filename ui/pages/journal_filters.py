"""What of the journal is wanted: person, days, kind of record, what was done, compartment, words of the reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from civicdesk.i18n import N_, _
from civicdesk.records.fields import Field, Kind
from civicdesk.records.record import record_types
from civicdesk.vault.journal_reading import Asked, verbs
from ui import theme
from ui.pieces import Labelled, button, row
from ui.records.date_editors import DateEditor
from ui.status import compartment_label

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault

_PAUSE = 250


class JournalFilters(QWidget):
    """The conditions; `changed` when they are different now."""

    changed = Signal()

    def __init__(self, compartments: Iterable[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pause = QTimer(self, interval=_PAUSE, singleShot=True)
        self._pause.timeout.connect(self.changed)
        self.person = self._choice([], _("Everybody"))
        self.type = self._choice(
            [(cls.meta.name, cls.meta.label) for cls in record_types()], _("Every kind of record")
        )
        self.verb = self._choice(list(verbs().items()), _("Everything done"))
        self.kind = self._choice(
            [(one, compartment_label(one)) for one in compartments], _("Every compartment")
        )
        self.first, self.last = self._day(N_("From")), self._day(N_("To"))
        self.words = QLineEdit()
        self.words.setClearButtonEnabled(True)
        self.words.textChanged.connect(lambda: self._pause.start())
        self.clear_button = button(_("Show e&verything"), self.clear, "quiet")
        self._lay_out()

    def _choice(self, known: list[tuple[str, str]], everything: str) -> QComboBox:
        made = QComboBox()
        made.addItem(everything, "")
        for value, words in known:
            made.addItem(words, value)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(16)
        made.currentIndexChanged.connect(lambda _place: self._pause.start())
        return made

    def _day(self, label: str) -> DateEditor:
        made = DateEditor(Field(key="day", kind=Kind.DATE, label_text=label))
        made.edited.connect(self._pause.start)
        return made

    def _lay_out(self) -> None:
        upper, lower = row(spacing=theme.MARGIN), row(spacing=theme.MARGIN)
        for label, part in (
            (_("&Person"), self.person), (_("What was &done"), self.verb),
            (_("&Kind of record"), self.type), (_("C&ompartment"), self.kind),
        ):  # fmt: skip
            upper.addLayout(Labelled(label, part), 1)
        for label, day in ((_("&From"), self.first), (_("&To"), self.last)):
            lower.addLayout(_at_the_top(Labelled(label, day)), 1)
        lower.addLayout(_at_the_top(Labelled(_("Words of the &reason"), self.words)), 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(upper)
        column.addLayout(lower)
        column.addLayout(row(self.clear_button, 1))

    def asked(self) -> Asked:
        """The conditions as they stand; a day that cannot be read yet is none."""
        return Asked(
            person=self.person.currentData() or "",
            first=_day_of(self.first),
            last=_day_of(self.last),
            type=self.type.currentData() or "",
            verb=self.verb.currentData() or "",
            kind=self.kind.currentData() or "",
            words=self.words.text().replace("\u200b", ""),
        )

    def clear(self) -> None:
        """No conditions."""
        for choice in (self.person, self.type, self.verb, self.kind):
            choice.setCurrentIndex(0)
        for day in (self.first, self.last):
            day.set_value(None)
        self.words.clear()
        self._pause.start()

    def know(self, people: list[tuple[str, str]]) -> None:
        """The people to choose from, in the order of their names; never of what they did."""
        chosen = self.person.currentData()
        self.person.blockSignals(True)
        while self.person.count() > 1:
            self.person.removeItem(1)
        for record_id, name in people:
            self.person.addItem(name, record_id)
        self.person.setCurrentIndex(max(self.person.findData(chosen), 0))
        self.person.blockSignals(False)


def _at_the_top(made: Labelled) -> Labelled:
    """A neighbour that grows by a line does not push the label down."""
    made.addStretch(1)
    return made


def _day_of(editor: DateEditor) -> date | None:
    value = editor.value()
    return value if isinstance(value, date) else None


def people(vault: Vault) -> list[tuple[str, str]]:
    """Everybody in the list of staff, by name."""
    found = [(one.id, one.heading) for one in vault.iterate("staff_member")]
    return sorted(found, key=lambda one: one[1].casefold())
