"""Making a travel copy: which parts, all of them or chosen records, where to, and a passphrase of its own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from civicdesk.i18n import _, ngettext
from civicdesk.records.record import COMPARTMENTS, PARENTS, record_types
from civicdesk.services import travel
from civicdesk.vault.placing import PlaceSynchronised
from ui import theme
from ui.dialogs.chooser import VAULT_SUFFIX, choose_folder
from ui.pages.record_choice import RecordChoice
from ui.people.work import Report, WorkDialog
from ui.pieces import Labelled, Sentence, button, keep_from_keyboard, primary, row
from ui.place_reason import PlaceReason
from ui.session import Session
from ui.status import compartment_label
from ui.unlock.choose_passphrase import ChoosePassphrase

if TYPE_CHECKING:
    from civicdesk.services.travel import Taken
    from civicdesk.vault.keyslot import Kdf
    from civicdesk.vault.vault import Vault

_REF = Qt.ItemDataRole.UserRole
_MAY_NOT = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


class ChosenRecords(QWidget):
    """Records by their reference or words, one after the other, into a list."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.choice = RecordChoice(session)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Records that go along"))
        self.list.setFixedHeight(4 * theme.row_height())
        self.add_button = button(_("T&ake it along"), self.add)
        self.drop_button = button(_("Leave it at &home"), self.drop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(self.choice)
        column.addLayout(row(self.add_button, self.drop_button, 1))
        column.addWidget(Sentence(_("These go along"), "label"))
        column.addWidget(self.list)

    @property
    def refs(self) -> tuple[str, ...]:
        """References of what goes along."""
        return tuple(self.list.item(place).data(_REF) for place in range(self.list.count()))

    def offer(self, kinds: tuple[str, ...]) -> None:
        """Offer what lies in these parts."""
        types = [cls.meta for cls in record_types() if cls.meta.name != "staff_member"]
        self.choice.offer(tuple(one.name for one in types if one.compartment in (*kinds, PARENTS)))

    def add(self) -> None:
        """The record that is chosen goes along."""
        hit = self.choice.hit
        if hit is not None and hit.ref not in self.refs:
            item = QListWidgetItem(f"{hit.title}  ·  {hit.ref}")
            item.setData(_REF, hit.ref)
            self.list.addItem(item)

    def drop(self) -> None:
        """It stays at home after all."""
        self.list.takeItem(self.list.currentRow())


class TravelOutDialog(WorkDialog):
    """Everything on one sheet; the copy is made in a thread."""

    def __init__(self, session: Session, parent: QWidget | None = None, kdf: Kdf | None = None) -> None:
        super().__init__(session, _("Make a travel copy"), parent, 640, 720)
        self._kdf = kdf
        self.taken: Taken | None = None
        self.folder = Path.home()
        self.boxes: dict[str, QCheckBox] = {}
        self.all = QRadioButton(_("&Everything in these parts"))
        self.some = QRadioButton(_("Only the records I &choose"))
        self.chosen = ChosenRecords(session)
        self.name, self.where = QLineEdit(), QLabel()
        self.place_reason = PlaceReason(PlaceSynchronised())
        self.secret = ChoosePassphrase()
        self.verdict = Sentence("", "small")
        self.make_button = primary(_("Make the tra&vel copy"), self.make)
        self.sheet, self.told = QWidget(), QWidget()
        self._told = QVBoxLayout(self.told)
        self._told.setContentsMargins(0, 0, 0, 0)
        self._lay_out()
        self._connect()
        self._choose_parts()
        self.place_reason.look_at(self.folder)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self.sheet)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(Sentence(_("Which parts"), "section"))
        for kind in COMPARTMENTS:
            if kind in self.session.vault.compartments:
                box = QCheckBox(compartment_label(kind))
                box.setChecked(kind == "programme")
                self.boxes[kind] = box
                column.addWidget(box)
        column.addWidget(Sentence(_("Attached files stay at home, whatever you choose."), "small"))
        self.all.setChecked(True)
        for part in (self.all, self.some, self.chosen):
            column.addWidget(part)
        column.addWidget(Sentence(_("Where to"), "section"))
        keep_from_keyboard(self.name)
        self.name.setMaxLength(60)
        self.name.setText(_("Trip"))
        self.where.setTextFormat(Qt.TextFormat.PlainText)
        self.where.setWordWrap(True)
        help_text = _("The name of the folder. Anybody who sees the laptop sees it: a neutral word is best.")
        column.addLayout(Labelled(_("&Name"), self.name, help_text))
        column.addLayout(row(self.where, 1, button(_("Choose a &folder…"), self._choose_place)))
        column.addWidget(self.place_reason)
        column.addWidget(Sentence(_("A passphrase for the trip alone"), "section"))
        column.addWidget(self.secret)
        column.addWidget(self.verdict)
        self.body.addWidget(self.sheet)
        self.body.addWidget(self.told)
        self.told.hide()
        self.body.addStretch(1)
        self.foot.addWidget(self.make_button)

    def _connect(self) -> None:
        for box in self.boxes.values():
            box.toggled.connect(lambda _on: self._choose_parts())
        self.some.toggled.connect(lambda _on: self._choose_parts())
        self.name.textChanged.connect(lambda _text: self._look())
        self.place_reason.edited.connect(self._look)
        self.secret.edited.connect(self._look)
        model = self.chosen.list.model()
        model.rowsInserted.connect(lambda *_rows: self._look())
        model.rowsRemoved.connect(lambda *_rows: self._look())

    @property
    def kinds(self) -> tuple[str, ...]:
        """The parts that go along."""
        return tuple(kind for kind, box in self.boxes.items() if box.isChecked())

    @property
    def path(self) -> Path:
        """Where the copy will be."""
        return self.folder / f"{self.name.text().strip()}{VAULT_SUFFIX}"

    @property
    def complaint(self) -> str:
        """What is still missing; "" when it can be made."""
        name = self.name.text().strip()
        if not self.kinds:
            return _("Choose at least one part of the vault.")
        if self.some.isChecked() and not self.chosen.refs:
            return _("Choose at least one record that goes along.")
        if not name or _MAY_NOT.search(name) or name.startswith("."):
            return _('Give it a name without a dot at the beginning and without \\ / : * ? " < > |')
        if self.path.exists():
            return _("There is already something of that name in this folder.")
        return self.place_reason.complaint or self.secret.complaint

    def choose_place(self, folder: Path) -> None:
        """Make it in this folder."""
        self.folder = folder
        self.place_reason.look_at(folder)

    def make(self) -> None:
        """Make it."""
        if self.complaint:
            return
        path, text, kinds, kdf = self.path, self.secret.text(), self.kinds, self._kdf
        refs, reason = self.chosen.refs if self.some.isChecked() else (), self.place_reason.text

        def work(vault: Vault, report: Report) -> Taken:
            return travel.out(
                vault, path, text, kinds=kinds, refs=refs, reason=reason, kdf=kdf, progress=report
            )

        self.work(work, self._made, _("Making the travel copy…"), self.make_button, self.sheet)

    def _made(self, taken: Taken) -> None:
        self.taken = taken
        self.sheet.hide()
        self.make_button.hide()
        self.heading.say(_("The travel copy is made"))
        said = ngettext("{n} record went along.", "{n} records went along.", taken.count)
        self._told.addWidget(Sentence(f"● {said.format(n=taken.count)}"))
        self._told.addWidget(Sentence(_("It is here: {path}").format(path=taken.path), "small"))
        for words in next_steps():
            self._told.addWidget(Sentence(f"● {words}"))
        self.told.show()
        self.close_button.setText(_("&Close"))
        self.close_button.setFocus()

    def _choose_place(self) -> None:
        folder = choose_folder(self, self.folder)
        if folder is not None:
            self.choose_place(folder)

    def _choose_parts(self) -> None:
        self.chosen.setVisible(self.some.isChecked())
        if self.some.isChecked():
            self.chosen.offer(self.kinds)
        self._look()

    def _look(self) -> None:
        self.where.setText(str(self.path))
        complaint = self.complaint
        self.verdict.say(f"▲ {complaint}" if complaint else "")
        self.make_button.setEnabled(not complaint)


def next_steps() -> tuple[str, ...]:
    """What has to be done so that the sentence of the trip is true."""
    return (
        _("Nothing in the travel copy opens this vault, and its passphrase opens nothing but the copy."),
        _(
            "Open it once with its passphrase before you leave. It is ready to be carried to another laptop, or "
            "to stay here if this laptop travels."
        ),
        _(
            "If this laptop travels, this vault must not be on it: back it up, keep the backup elsewhere, and then "
            "remove the vault from this computer, from the page of trips."
        ),
    )
