"""Letting somebody in: six words compared aloud one by one, then who they are and what they open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from civicdesk.i18n import _
from civicdesk.records.staff_member import StaffMember
from civicdesk.services import membership
from civicdesk.services.membership import Newcomer
from civicdesk.services.roster import Entry
from civicdesk.vault.joining import Request
from ui import theme
from ui.people import facts
from ui.people.roles import RoleBoxes
from ui.people.work import Report, WorkDialog
from ui.pieces import Labelled, Sentence, Stack, button, keep_from_keyboard, primary
from ui.session import Session

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault


class WordsStep(QWidget):
    """The six words, large; each is ticked when the new member has read it out."""

    def __init__(self, words: tuple[str, ...]) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        layout.addWidget(
            Sentence(
                _(
                    "Sit together, or call a number you know. Let the new member read the six words of their request "
                    "to you, and tick each word that you hear. Do not read them out yourself."
                )
            )
        )
        grid = QGridLayout()
        grid.setSpacing(theme.GAP)
        self.boxes = [QCheckBox(word) for word in words]
        for place, box in enumerate(self.boxes):
            box.setFont(theme.font("section"))
            box.setAccessibleName(
                _("Word {n} of {all}: {word}").format(n=place + 1, all=len(words), word=box.text())
            )
            grid.addWidget(Sentence(f"{place + 1}", "muted", wrap=False), place % 3, 2 * (place // 3))
            grid.addWidget(box, place % 3, 2 * (place // 3) + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        layout.addLayout(grid)
        layout.addWidget(
            Sentence(
                _(
                    "If one word differs, somebody may have exchanged the file on its way: let nobody in with it."
                ),
                "warning",
            )
        )
        layout.addStretch(1)

    @property
    def is_ready(self) -> bool:
        """Whether all six were heard."""
        return all(box.isChecked() for box in self.boxes)


class WhoStep(QWidget):
    """The staff record, an existing or a new one, and the roles."""

    def __init__(self, *, with_names: bool) -> None:
        super().__init__()
        self.staff, self.name, self.post, self.roles = QComboBox(), QLineEdit(), QLineEdit(), RoleBoxes()
        self.staff.addItem(_("A new person"), "")
        self.name.setMaxLength(80)
        self.post.setMaxLength(120)
        self.staff.currentIndexChanged.connect(lambda _at: self._look())
        names = QWidget()
        column = QVBoxLayout(names)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(Labelled(_("&Who joins"), self.staff))
        column.addLayout(Labelled(_("&Name in the program"), self.name, _("Initials or an alias will do.")))
        column.addLayout(Labelled(_("P&ost"), self.post))
        for line in (self.name, self.post):
            keep_from_keyboard(line)
        names.setVisible(with_names)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        layout.addWidget(names)
        layout.addWidget(Sentence(_("Roles, and what each opens"), "section"))
        layout.addWidget(self.roles)
        layout.addStretch(1)

    def offer(self, people: tuple[StaffMember, ...]) -> None:
        """These staff records have no keys yet."""
        for one in people:
            self.staff.addItem(f"{one.display_name} ({one.ref})", one.id)

    def _look(self) -> None:
        for line in (self.name, self.post):
            line.setEnabled(not self.staff.currentData())

    @property
    def newcomer(self) -> Newcomer:
        """Who it is."""
        return Newcomer(self.name.text(), self.post.text(), str(self.staff.currentData() or ""))


class LetInDialog(WorkDialog):
    """Words, then who and what, then the result. `device_of`: another device of somebody who is in already."""

    def __init__(
        self,
        session: Session,
        request: Request,
        device_of: Entry | None = None,
        parent: QWidget | None = None,
    ) -> None:
        title = (
            _("Another device of {name}").format(name=device_of.name) if device_of else _("Let somebody in")
        )
        super().__init__(session, title, parent, 620, 700)
        self._request, self._device_of = request, device_of
        self.is_in = False
        self.words = WordsStep(request.words)
        self.who = WhoStep(with_names="programme" in session.vault.compartments)
        self.told = Sentence()
        self.steps = Stack()
        for step in (self.words, self.who, self.told):
            self.steps.add(step)
        self.body.addWidget(self.steps)
        self.body.addStretch(1)
        self.differ_button = button(_("These are n&ot the words"), self.refuse, "dangerous")
        self.next_button = primary(_("&Next"), self.go_on)
        self.foot.insertWidget(0, self.differ_button)
        self.foot.addWidget(self.next_button)
        for box in self.words.boxes:
            box.toggled.connect(lambda _on: self._look())
        self.who.roles.edited.connect(self._look)
        self.who.name.textChanged.connect(lambda _text: self._look())
        self.who.staff.currentIndexChanged.connect(lambda _at: self._look())
        if device_of is None:
            session.run(facts.staff_without_keys, self.who.offer, owner=self)
        self.words.boxes[0].setFocus()
        self._look()

    def refuse(self) -> None:
        """The words differ: nothing is done, and it is said why."""
        self.steps.hide()
        self.differ_button.hide()
        self.next_button.hide()
        self.close_button.setText(_("&Close"))
        self.banner.say(
            _("Nobody was let in. This may not be the request that the new member made."),
            "danger",
            _("Delete this file. Let them make a new one, and bring it another way."),
        )

    def go_on(self) -> None:
        """To the next step; the second one lets them in."""
        if self.steps.at == 2:
            self.accept()
        elif self.steps.at == 0 and self._device_of is None:
            self.steps.show_page(self.who)
            self.differ_button.hide()
            self.next_button.setText(_("Let &them in"))
            (self.who.staff if self.who.staff.isVisibleTo(self) else self.who.roles.boxes["PRG"]).setFocus()
            self._look()
        else:
            parts = (self.next_button, self.differ_button, self.who)
            self.work(self._let_in, self._done, _("Giving the keys…"), *parts)

    def _let_in(self, vault: Vault, _report: Report) -> bool:
        if self._device_of is not None:
            return membership.join_device(vault, self._request, self._device_of.person.mid)
        return membership.join(vault, self._request, self.who.roles.chosen, self.who.newcomer)

    def _done(self, is_in: bool) -> None:
        self.is_in = is_in
        self.session.changed.emit({"staff_member": frozenset()})
        self.steps.show_page(self.told)
        self.differ_button.hide()
        self.close_button.hide()
        self.next_button.setText(_("&Close"))
        self.next_button.setFocus()
        if is_in:
            self.banner.say(_("They are in."), "good")
            self.told.say(
                _(
                    "Give them a copy of the whole vault folder as it is now. It opens with the passphrase that they "
                    "chose; nobody else knows it, and you cannot look it up."
                )
            )
        else:
            self.banner.say(_("It waits for a second administrator."), "note")
            self.told.say(
                _(
                    "Another administrator unlocks this vault, opens “People and keys” and approves it. Until then "
                    "the new member cannot open anything."
                )
            )

    def _look(self) -> None:
        if self.steps.at == 0:
            self.next_button.setEnabled(self.words.is_ready)
            self.next_button.setText(_("Let &it in") if self._device_of else _("&Next"))
        elif self.steps.at == 1:
            is_named = bool(self.who.name.text().strip() or self.who.staff.currentData())
            needs_name = self.who.name.isVisibleTo(self)
            self.next_button.setEnabled(bool(self.who.roles.chosen) and (is_named or not needs_name))
