"""Making a vault in three steps: where and for whom, the passphrase, and what it protects from."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from civicdesk.errors import CivicDeskError, FolderNotEmpty
from civicdesk.i18n import _
from civicdesk.vault.placing import PlaceSynchronised, check_place, note_place
from ui import theme
from ui.dialogs.chooser import VAULT_SUFFIX, choose_folder
from ui.pieces import Banner, Labelled, Sentence, Stack, button, column, primary, row
from ui.place_reason import PlaceReason
from ui.tasks import Task, TaskBar
from ui.unlock import honest
from ui.unlock.choose_passphrase import ChoosePassphrase

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault

PROFILES = ("small", "office", "strict")


def profile_words(profile: str) -> tuple[str, str]:
    """The name of a profile and what it means."""
    return {
        "small": (
            _("S&mall team, two to five people"),
            _(
                "A second look may be done by the same person after a night, or with a written reason; the journal "
                "says so."
            ),
        ),
        "office": (_("Offi&ce"), _("Steps that ask for a second person need a second person.")),
        "strict": (_("St&rict"), _("Every exception needs two people.")),
    }[profile]


class PlaceStep(QWidget):
    """Name, folder and profile."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.name = QLineEdit()
        self.name.setMaxLength(60)
        self.name.textChanged.connect(self._look)
        self.folder = QLineEdit(str(Path.home()))
        self.folder.textChanged.connect(self._look_at_folder)
        self.person = QLineEdit()
        self.person.setMaxLength(80)
        self.person.textChanged.connect(self._look)
        self._verdict = Sentence("", "small")
        self.place_reason = PlaceReason(PlaceSynchronised())
        self.place_reason.edited.connect(self._look)
        self.profiles = {profile: QRadioButton(profile_words(profile)[0]) for profile in PROFILES}
        self.profiles["small"].setChecked(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        layout.addLayout(
            Labelled(
                _("&Name"),
                self.name,
                _(
                    "It is the name of the folder, and anybody who sees this computer sees it. A neutral word is best."
                ),
            )
        )
        layout.addLayout(Labelled(_("&Folder"), self.folder, "", button(_("C&hoose…"), self._choose)))
        layout.addWidget(self._verdict)
        layout.addWidget(self.place_reason)
        layout.addLayout(
            Labelled(
                _("&You, as the program should call you"),
                self.person,
                _("Kept inside the vault. Initials or a post will do. You begin with every role."),
            )
        )
        layout.addWidget(Sentence(_("Who works with it"), "label"))
        for profile, radio in self.profiles.items():
            radio.setAccessibleDescription(profile_words(profile)[1])
            layout.addWidget(radio)
            words = Sentence(profile_words(profile)[1], "small")
            words.setContentsMargins(28, 0, 0, theme.HALF)
            layout.addWidget(words)
        self._look_at_folder()

    @property
    def path(self) -> Path:
        """Where the vault will be."""
        return Path(self.folder.text()).expanduser() / f"{self.name.text().strip()}{VAULT_SUFFIX}"

    @property
    def profile(self) -> str:
        """small, office or strict."""
        return next(profile for profile, radio in self.profiles.items() if radio.isChecked())

    @property
    def complaint(self) -> str:
        """What is wrong with name or place; "" when they will do."""
        name, folder = self.name.text().strip(), Path(self.folder.text()).expanduser()
        if not name:
            return _("Give it a name.")
        if re.search(r'[\\/:*?"<>|\x00-\x1f]', name) or name.startswith("."):
            return _('A name may not begin with a dot or contain any of \\ / : * ? " < > |')
        if not folder.is_dir():
            return _("There is no such folder.")
        if self.place_reason.complaint:
            return self.place_reason.complaint
        if self.path.exists():
            return FolderNotEmpty().sentence
        return "" if self.person.text().strip() else _("Say how the program should call you.")

    def _look_at_folder(self) -> None:
        self.place_reason.look_at(Path(self.folder.text()).expanduser())

    def _choose(self) -> None:
        chosen = choose_folder(self, Path(self.folder.text()))
        if chosen is not None:
            self.folder.setText(str(chosen))

    def _look(self) -> None:
        complaint = self.complaint
        shown = complaint if self.name.text() and self.person.text() else ""
        self._verdict.say(f"▲ {shown}" if shown else str(self.path) if self.name.text() else "")
        theme.give_role(self._verdict, "warning" if shown else "small")
        self.edited.emit()


class PromiseStep(QWidget):
    """What the vault protects and what it cannot, to be read before the first record."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.understood = QCheckBox(_("I have read &this, and my passphrase is on paper or in my memory"))
        self.understood.toggled.connect(lambda _on: self.edited.emit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP + theme.HALF)
        for role, text in (
            ("good", "● " + honest.promise()),
            ("warning", "▲ " + honest.limit()),
            ("danger", "■ " + honest.no_way_back()),
        ):
            layout.addWidget(Sentence(text, role))
        layout.addWidget(
            Sentence(
                _(
                    "Keep a second copy of the whole folder on a disk in another place. It is locked in the same way."
                ),
                "muted",
            )
        )
        layout.addWidget(self.understood)

    @property
    def complaint(self) -> str:
        """What is still to do; empty once the box is ticked."""
        return "" if self.understood.isChecked() else _("Tick the box when you have read it.")


class CreatePage(QWidget):
    """The three steps, Back and Next, and the making itself in a thread."""

    opened = Signal(object)
    broke = Signal(object)
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._task: Task | None = None
        self.place, self.secret, self.promise = PlaceStep(), ChoosePassphrase(), PromiseStep()
        self.banner = Banner()
        self.heading = Sentence("", "section")
        self.steps = Stack()
        for step in (self.place, self.secret, self.promise):
            self.steps.add(step)
            step.edited.connect(self._look)
        self.back_button = button(_("&Back"), self.back)
        self.next_button = primary(_("Ne&xt"), self.next)
        self._bar = TaskBar()
        layout = column(self, self.heading, self.banner, self.steps, self._bar)
        layout.addLayout(row(self.back_button, 1, self.next_button))
        self.show_step(0)

    @property
    def holds_secret(self) -> bool:
        """Whether a passphrase is shown, chosen or worked out here."""
        return self.isVisible() and (self._bar.is_busy or self.steps.at > 0)

    def show_step(self, step: int) -> None:
        """Go to a step and put the cursor where typing begins."""
        self.steps.show_page(step)
        titles = (_("Where, and for whom"), _("A passphrase"), _("What it protects from"))
        self.heading.say(_("{step} of 3 · {title}").format(step=step + 1, title=titles[step]))
        self.next_button.setText(_("Create the &vault") if step == 2 else _("Ne&xt"))
        (self.place.name, self.secret.again.line, self.promise.understood)[step].setFocus()
        self._look()

    def next(self) -> None:
        """One step on; after the last one the vault is made."""
        step = self.steps.at
        if not self.next_button.isEnabled():
            return
        if step < 2:
            self.secret.know((self.place.name.text(), self.place.person.text()))
            self.show_step(step + 1)
        else:
            self._make()

    def back(self) -> None:
        """One step back, from the first to the start page."""
        step = self.steps.at
        if step:
            self.show_step(step - 1)
        else:
            self.given_up.emit()

    def _make(self) -> None:
        path, typed = self.place.path, self.secret.text()
        name, profile = self.place.person.text().strip(), self.place.profile
        reason = self.place.place_reason.text
        self.banner.hide()
        self.setEnabled(False)
        self._task = Task(lambda _report: create_vault(path, typed, name, profile, reason), self)
        self._task.done.connect(self.opened)
        self._task.failed.connect(self._failed)
        self._task.broke.connect(self._broke)
        self._bar.follow(
            self._task, _("Making the vault and its keys. This takes a moment on purpose."), can_cancel=False
        )

    def _failed(self, error: CivicDeskError) -> None:
        self.setEnabled(True)
        self.banner.show_error(error)

    def _broke(self, error: Exception) -> None:
        self.setEnabled(True)
        self.broke.emit(error)

    def _look(self) -> None:
        step = (self.place, self.secret, self.promise)[self.steps.at]
        self.next_button.setEnabled(not step.complaint)


def create_vault(path: Path, passphrase: str, name: str, profile: str, reason: str = "") -> Vault:
    """Make and open it, with the starter vocabularies and protocols; the store is imported here, in the thread."""
    from civicdesk.starter.content import load_content
    from civicdesk.vault import recovery_rule
    from civicdesk.vault.vault import Vault

    check_place(path, reason)
    vault = Vault.create(path, passphrase, name=name, profile=profile)
    note_place(vault, reason)
    load_content(vault)
    recovery_rule.require(vault)
    return vault
