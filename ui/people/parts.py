"""Parts of the vault with readers of their own: a sensitive campaign that three people may read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from civicdesk.i18n import _
from civicdesk.services.roster import Entry
from civicdesk.vault import compartments
from civicdesk.vault.compartments import Part
from ui import theme
from ui.people.work import Report, WorkDialog, renewing
from ui.pieces import Labelled, Sentence, button, keep_from_keyboard, primary, row
from ui.session import Session

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault


@dataclass(frozen=True)
class Apart:
    """One such part, as those who can open it see it."""

    part: Part
    readers: tuple[str, ...]


class PartsList(QWidget):
    """The parts this person can open, and how an administrator makes one or changes its readers."""

    new_wanted = Signal()
    readers_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[QWidget] = []
        self.new_button = button(_("&New part with its own readers…"), self.new_wanted.emit, "", "plus")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.HALF)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(Sentence(_("Parts with readers of their own"), "section"))
        column.addWidget(
            Sentence(
                _(
                    "For what only a few may know of. To everybody else it shows as “Restricted record”, without "
                    "a title or a count. You see here the parts that you can open."
                ),
                "small",
            )
        )
        column.addLayout(self._rows)
        column.addLayout(row(self.new_button, 1))

    def show_parts(self, parts: tuple[Apart, ...], *, may_change: bool) -> None:
        """Show these."""
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = []
        for one in parts:
            line = QWidget()
            words = Sentence(f"{one.part.title}: {', '.join(one.readers)}")
            inside = row(words, spacing=theme.MARGIN)
            inside.setStretch(0, 1)
            if may_change:
                change = button(_("Readers…"), partial(self.readers_wanted.emit, one.part), "quiet")
                change.setAccessibleName(_("Readers of “{title}”").format(title=one.part.title))
                inside.addWidget(change)
                self.buttons.append(change)
            line.setLayout(inside)
            self._rows.addWidget(line)
        self.new_button.setVisible(may_change)


class PartDialog(WorkDialog):
    """A new part, or other readers for one that is there."""

    def __init__(
        self,
        session: Session,
        people: tuple[Entry, ...],
        part: Part | None = None,
        parent: QWidget | None = None,
    ) -> None:
        heading = (
            _("Readers of “{title}”").format(title=part.title) if part else _("A part with its own readers")
        )
        super().__init__(session, heading, parent, 560, 560)
        self._part = part
        self.title = QLineEdit()
        self.title.setMaxLength(80)
        keep_from_keyboard(self.title)
        self.boxes: dict[str, QCheckBox] = {}
        self._names: dict[str, str] = {}
        self.save_button = primary(_("Give the &keys") if part else _("&Make the part"), self.save)
        self.foot.addWidget(self.save_button)
        if part is None:
            self.body.addLayout(Labelled(_("&Name, seen by its readers only"), self.title))
        self.body.addWidget(Sentence(_("Who can open it"), "label"))
        for one in people:
            self._add(one)
        self.body.addWidget(
            Sentence(
                _(
                    "Directors and other administrators are not among its readers unless you tick them; the recovery "
                    "key of the programme opens it too. A reader who is taken off keeps what they copied; what is "
                    "written from then on has new keys."
                ),
                "small",
            )
        )
        self.body.addStretch(1)
        self.title.textChanged.connect(lambda _text: self._look())
        self._look()

    def _add(self, entry: Entry) -> None:
        if entry.person.until:
            return
        words = _("{name} (you)").format(name=entry.name) if entry.person.is_me else entry.name
        box = QCheckBox(words.replace("&", "&&"))
        box.setChecked(
            entry.person.is_me or (self._part is not None and entry.person.mid in self._part.readers)
        )
        box.setEnabled(not entry.person.is_me)
        box.toggled.connect(lambda _on: self._look())
        self.boxes[entry.person.mid] = box
        self._names[entry.person.mid] = entry.name
        self.body.addWidget(box)

    @property
    def readers(self) -> tuple[str, ...]:
        """Who is ticked."""
        return tuple(mid for mid, box in self.boxes.items() if box.isChecked())

    def save(self) -> None:
        """Make it, or give and take its keys."""
        part, title, readers, names = self._part, self.title.text(), self.readers, self._names

        def work(vault: Vault, report: Report) -> None:
            if part is None:
                compartments.add(vault, title, readers)
                return
            for mid in set(readers) - set(part.readers):
                compartments.give(vault, part.kind, mid, names[mid])
            for mid in set(part.readers) - set(readers):
                compartments.take(vault, part.kind, mid, renewing(report), names[mid])

        self.work(
            work, lambda _none: self.accept(), _("Changing keys…"), self.save_button, *self.boxes.values()
        )

    def _look(self) -> None:
        if self._part is None:
            self.save_button.setEnabled(bool(self.title.text().strip()))
        else:
            self.save_button.setEnabled(set(self.readers) != set(self._part.readers))


def read(vault: Vault, people: tuple[Entry, ...]) -> tuple[Apart, ...]:
    """The parts that can be opened here, with the names of their readers; for the worker."""
    names = {one.person.mid: one.name for one in people}
    return tuple(
        Apart(part, tuple(names.get(mid, "–") for mid in part.readers)) for part in compartments.parts(vault)
    )
