"""Every passphrase is lost: the sheets are typed and proved, then a new passphrase opens the vault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _
from ui import theme
from ui.pieces import Banner, Labelled, Sentence, Stack, button, column, primary, row
from ui.recovery.entry import SheetsEntry
from ui.tasks import Task, TaskBar
from ui.unlock.choose_passphrase import ChoosePassphrase

if TYPE_CHECKING:
    from civicdesk.vault.recovery import Rehearsal
    from civicdesk.vault.vault import Vault


class RecoverPage(QWidget):
    """Two steps: the sheets, which can be proved without opening anything; then a name and a passphrase."""

    opened = Signal(object)
    broke = Signal(object)
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._path = Path()
        self._task: Task | None = None
        self.heading = Sentence("", "section")
        self.banner = Banner()
        self.entry = SheetsEntry()
        self.person = QLineEdit()
        self.person.setMaxLength(80)
        self.secret = ChoosePassphrase()
        self.steps = Stack()
        self.steps.add(self._typing())
        self.steps.add(self._choosing())
        self.back_button = button(_("&Back"), self.back)
        self.next_button = primary(_("Ne&xt"), self.next)
        self._bar = TaskBar()
        layout = column(self, self.heading, self.banner, self.steps, self._bar)
        layout.addLayout(row(self.back_button, 1, self.next_button))
        self.entry.edited.connect(self._look)
        self.secret.edited.connect(self._look)
        self.person.textChanged.connect(self._look)

    def ask_for(self, path: Path) -> None:
        """Begin with the sheets of this vault."""
        self._path = path
        self._forget()
        self._show(0)

    @property
    def holds_secret(self) -> bool:
        """Whether words of a sheet stand here."""
        return bool(self.entry.texts or self.entry.line.toPlainText())

    def _typing(self) -> QWidget:
        step = QWidget()
        words = _(
            "You need the sheet of the printed key, or as many board shares as it says on them. For the security "
            "part, its own sheets as well. The use of recovery is told to everybody who works in this vault."
        )
        column(step, Sentence(words), self.entry, spacing=theme.GAP)
        return step

    def _choosing(self) -> QWidget:
        step = QWidget()
        layout = column(step, spacing=theme.GAP)
        layout.addLayout(
            Labelled(
                _("&You, as the program should call you"), self.person,
                _("If you are on the staff list, write your name as it stands there."),
            )
        )  # fmt: skip
        layout.addWidget(self.secret)
        return step

    def back(self) -> None:
        """One step back, from the first to where one came from."""
        if self.steps.at:
            self._show(0)
        else:
            self._forget()
            self.given_up.emit()

    def next(self) -> None:
        """Prove the sheets; after the second step, open the vault."""
        if not self.next_button.isEnabled() or self._bar.is_busy:
            return
        path, texts = self._path, self.entry.texts
        if self.steps.at == 0:
            self._start(lambda: _rehearse(path, texts), self._proved, _("Putting the sheets together…"))
        else:
            self.use()

    def use(self, *, replaces: bool = False) -> None:
        """Open the vault; `replaces`: the person said that the keys under this name are their own old ones."""
        path, texts = self._path, self.entry.texts
        name, typed = self.person.text().strip(), self.secret.text()
        self._start(
            lambda: _use(path, texts, typed, name, replaces=replaces),
            self._opened,
            _("Opening the vault. This takes a moment on purpose."),
        )

    def _proved(self, done: Rehearsal) -> None:
        self._show(1)
        if "security" in done.scopes:
            self.banner.say(_("The sheets are right and open the whole vault."), "good")
        else:
            self.banner.say(
                _("The sheets are right. They open everything except the security part."), "good",
                _("To open that too, go back and type its sheets as well."),
            )  # fmt: skip

    def _opened(self, vault: Vault) -> None:
        self._forget()
        self.opened.emit(vault)

    def _forget(self) -> None:
        self.entry.clear()
        self.person.clear()
        self.secret.draw()

    def _start(self, work: Callable[[], object], done: Callable[..., None], words: str) -> None:
        self.banner.hide()
        self.setEnabled(False)
        self._task = Task(lambda _report: work(), self)
        self._task.ended.connect(lambda: self.setEnabled(True))
        self._task.done.connect(done)
        self._task.failed.connect(self._failed)
        self._task.broke.connect(self.broke)
        self._bar.follow(self._task, words, can_cancel=False)

    def _failed(self, error: CivicDeskError) -> None:
        from civicdesk.vault.recovery_errors import NameHasKeys

        if isinstance(error, NameHasKeys):
            again = _("This is me: &replace my old keys"), lambda: self.use(replaces=True)
            self.banner.say(error.sentence, "warning", error.todo, again)
        else:
            self.banner.show_error(error)

    def _show(self, step: int) -> None:
        self.banner.hide()
        self.steps.show_page(step)
        titles = (_("The recovery sheets"), _("A new passphrase"))
        self.heading.say(_("{step} of 2 · {title}").format(step=step + 1, title=titles[step]))
        self.next_button.setText(_("Open the &vault") if step else _("Ne&xt"))
        (self.entry, self.person)[step].setFocus()
        self._look()

    def _look(self) -> None:
        is_ready = bool(self.person.text().strip()) and self.secret.is_ready
        self.next_button.setEnabled(is_ready if self.steps.at else self.entry.is_ready)


def _rehearse(path: Path, texts: tuple[str, ...]) -> Rehearsal:
    from civicdesk.vault.recovery import rehearse

    return rehearse(path, texts)


def _use(path: Path, texts: tuple[str, ...], passphrase: str, name: str, *, replaces: bool) -> Vault:
    from civicdesk.vault.recovery_use import use

    return use(path, texts, passphrase, name, replaces=replaces)
