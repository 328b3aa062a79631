"""ComparePanel: somebody saved the record meanwhile; field by field, keep what was typed or take what is saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QRadioButton, QVBoxLayout, QWidget

from civicdesk.i18n import _
from civicdesk.records.fields import Field
from civicdesk.records.record import ENVELOPE, Record, fields_of
from ui import theme
from ui.pieces import Sentence, button, row
from ui.records.desk import Desk
from ui.records.words import words_of

if TYPE_CHECKING:
    from ui.records.form import RecordForm


class ComparePanel(QFrame):
    """The fields that both changed, each with two versions to choose from."""

    settled = Signal(object)
    """Keys of the fields for which the saved version was chosen."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner-warning")
        self._desk = desk
        self._column = QVBoxLayout(self)
        self._column.setSpacing(theme.GAP)
        self.groups: dict[str, QButtonGroup] = {}

    def show_both(self, clashes: list[tuple[Field, object, object]]) -> None:
        """Show (field, typed, saved) for each clash."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * theme.GAP)
        title = _("You and somebody else changed the same fields. Choose what to keep.")
        self._column.addWidget(Sentence(title, "label"))
        for place, (spec, mine, theirs) in enumerate(clashes):
            grid.addWidget(Sentence(spec.label, "label"), place, 0)
            group = QButtonGroup(self)
            self.groups[spec.key] = group
            for column, (words, value) in enumerate(((_("Yours"), mine), (_("Saved"), theirs))):
                shown = words_of(spec, value, self._desk) or _("empty")
                radio = QRadioButton(f"{words}: {shown[:120]}")
                radio.setAccessibleName(f"{spec.label}, {radio.text()}")
                group.addButton(radio, column)
                grid.addWidget(radio, place, column + 1)
            group.button(0).setChecked(True)
        self._column.addLayout(grid)
        self.go = button(_("Go on with this"), self._settle, "primary")
        self._column.addLayout(row(self.go, 1))

    def _settle(self) -> None:
        self.hide()
        self.settled.emit([key for key, group in self.groups.items() if group.checkedId() == 1])
        self.deleteLater()


def clashes_of(base: Record, mine: Record, theirs: Record) -> list[tuple[Field, object, object]]:
    """Fields that both sides changed, differently, since `base`."""
    found = []
    for spec in (*fields_of(type(base)), *ENVELOPE):
        old, typed, saved = (getattr(one, spec.key) for one in (base, mine, theirs))
        if not spec.automatic and typed not in (old, saved) and saved != old:
            found.append((spec, typed, saved))
    return found


def compared(form: RecordForm, theirs: Record, done: Callable[[], None]) -> ComparePanel | None:
    """Take what is saved into the form; a panel that asks first where both changed a field. `done` follows."""
    clashes = clashes_of(form.base, form.current_record(), theirs)
    if not clashes:
        form.rebase(theirs)
        done()
        return None
    panel = ComparePanel(form.desk)
    panel.show_both(clashes)

    def settle(keys: list[str]) -> None:
        form.rebase(theirs)
        for key in keys:
            form.put(key, getattr(theirs, key))
        done()

    panel.settled.connect(settle)
    return panel
