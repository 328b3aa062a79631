"""How recovery stands: each key, when it was tested, who holds its sheets, and what is to be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from civicdesk.i18n import _
from ui import theme
from ui.pieces import Sentence, button, card, primary, row
from ui.recovery.sheets import part_words

if TYPE_CHECKING:
    from civicdesk.vault.recovery_state import KeyState, State

People = Sequence[tuple[str, str]]


class Overview(QWidget):
    """The keys of the vault and two buttons."""

    make_wanted = Signal()
    test_wanted = Signal()
    holder_chosen = Signal(str, int, str)
    retire_wanted = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        words = _(
            "If every passphrase is lost, recovery sheets are the only way in. They are useless without a copy of "
            "the vault. Test them every year: paper fades, and people forget where it is."
        )
        self.test_button = button(_("&Test the sheets…"), self.test_wanted.emit)
        self.make_button = primary(_("&Make new sheets…"), self.make_wanted.emit)
        self.due = Sentence("", "warning")
        self._keys = QVBoxLayout()
        self._keys.setSpacing(theme.GAP)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.MARGIN)
        layout.addWidget(Sentence(words))
        layout.addWidget(self.due)
        layout.addLayout(self._keys)
        layout.addLayout(row(self.make_button, self.test_button, 1))

    def show_state(self, state: State, people: People) -> None:
        """Draw how things stand."""
        while (item := self._keys.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for key in state.keys:
            self._keys.addWidget(self._key(key, people))
        said = list(due_words(state))
        self.due.say("\n".join(f"▲ {one}" for one in said))
        self.due.setVisible(bool(said))
        self.test_button.setEnabled(bool(state.keys) or state.waits)

    def _key(self, key: KeyState, people: People) -> QWidget:
        frame, inside = card()
        inside.addWidget(Sentence(_title(key), "label"))
        tested = _("tested on {day}").format(day=key.tested) if key.tested else _("never tested")
        made = _("Made on {day}, {tested}.").format(day=key.made, tested=tested)
        inside.addWidget(Sentence(made, "muted" if key.tested else "warning"))
        grid = QGridLayout()
        for number in range(1, key.n + 1):
            held = _("Sheet {n} is with").format(n=number) if key.n > 1 else _("The sheet is with")
            grid.addWidget(Sentence(held, wrap=False), number, 0)
            grid.addWidget(self._holder(key, number, people, held), number, 1)
        grid.setColumnStretch(1, 1)
        inside.addLayout(grid)
        if key.is_spare:
            retire = button(
                _("Put key {mark:05d} out of use…").format(mark=key.mark), partial(self._retire, key), "quiet"
            )
            inside.addLayout(row(retire, 1))
        return frame

    def _retire(self, key: KeyState) -> None:
        self.retire_wanted.emit(key.rid, key.mark)

    def _holder(self, key: KeyState, number: int, people: People, name: str) -> QComboBox:
        chooser = QComboBox()
        chooser.setAccessibleName(name)
        chooser.addItem(_("not noted"), "")
        for staff_id, label in people:
            chooser.addItem(label, staff_id)
        holder = key.holders.get(number, "")
        if holder and chooser.findData(holder) < 0:
            chooser.addItem(_("somebody who has left"), holder)
        chooser.setCurrentIndex(max(chooser.findData(holder), 0))
        chooser.activated.connect(partial(self._chose, key.rid, number, chooser))
        return chooser

    def _chose(self, rid: str, number: int, chooser: QComboBox, _index: int) -> None:
        self.holder_chosen.emit(rid, number, str(chooser.currentData() or ""))


def _title(key: KeyState) -> str:
    sort = _("printed") if key.n == 1 else _("{k} of {n} board shares").format(k=key.k, n=key.n)
    return _("Key {mark:05d}: opens {part} ({sort})").format(
        mark=key.mark, part=part_words(key.scope), sort=sort
    )


def due_words(state: State) -> Iterator[str]:
    """What is to be done, in sentences; nothing where all is well."""
    if state.is_required:
        yield _("Before a second record goes into this vault, recovery must be made and tested.")
    elif state.uncovered:
        yield _("A part of this vault has no tested recovery key.")
    if state.waits:
        yield _("A new key waits for the signature of a second administrator.")
    for key in state.to_replace:
        if key.used:
            yield _("Key {mark:05d} was used. Make new sheets in its place.").format(mark=key.mark)
        else:
            yield _("A holder of key {mark:05d} has left. Make new sheets in its place.").format(
                mark=key.mark
            )
    for key in state.due:
        yield _("Key {mark:05d} was last tested on {day}. Test it again.").format(
            mark=key.mark, day=key.tested
        )
