"""The page on recovery: how it stands, and the steps of making new sheets and of testing those there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _
from ui import theme
from ui.pieces import Banner, Sentence, Stack, button, primary, row
from ui.recovery.choice import ChoiceView
from ui.recovery.entry import SheetsEntry
from ui.recovery.overview import Overview
from ui.recovery.sheets import SheetsView
from ui.session import Session
from ui.tasks import Task, TaskBar

if TYPE_CHECKING:
    from civicdesk.vault.recovery import Made, Rehearsal
    from civicdesk.vault.recovery_state import State
    from civicdesk.vault.vault import Vault


class RecoveryPage(QWidget):
    """Overview, choice, sheets, typing back: one after the other, and back at any moment."""

    changed = Signal()
    """Something about recovery is otherwise now: what the window says about it may no longer be true."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._task: Task | None = None
        self.banner = Banner()
        self.bar = TaskBar()
        self.overview, self.choice, self.sheets = Overview(), ChoiceView(), SheetsView()
        self.entry = SheetsEntry()
        self.test_button = primary(_("&Test"), self.test)
        self.steps = Stack()
        for step in (self.overview, self.choice, self.sheets, self._typing()):
            self.steps.add(step)
        self._lay_out()
        self.overview.make_wanted.connect(lambda: self.show_step(1))
        self.overview.test_wanted.connect(lambda: self.show_step(3))
        self.overview.holder_chosen.connect(self._note_holder)
        self.overview.retire_wanted.connect(self.ask_to_retire)
        self.choice.given_up.connect(lambda: self.show_step(0))
        self.choice.chosen.connect(self.make)
        self.sheets.finished.connect(lambda: self.show_step(3))
        self.entry.edited.connect(lambda: self.test_button.setEnabled(self.entry.is_ready))
        self.test_button.setEnabled(False)
        self.refresh()

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setMaximumWidth(theme.FORM_WIDTH)
        column = QVBoxLayout(inner)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        column.setSpacing(theme.MARGIN)
        for part in (Sentence(_("Recovery"), "title"), self.banner, self.bar, self.steps):
            column.addWidget(part)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    def _typing(self) -> QWidget:
        step = QWidget()
        layout = QVBoxLayout(step)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP + theme.HALF)
        layout.addWidget(Sentence(_("Type the sheets back"), "section"))
        words = _(
            "Type from the paper, not from the screen. CivicDesk then proves that these sheets open the vault, "
            "without opening it with them. Of board shares, type as many as it takes."
        )
        layout.addWidget(Sentence(words))
        layout.addWidget(self.entry)
        layout.addLayout(row(button(_("&Stop here"), self.stop), 1, self.test_button))
        return step

    def show_step(self, step: int) -> None:
        """Go to the overview (0), the choice (1), the sheets (2) or typing (3)."""
        self.banner.hide()
        self.steps.show_page(step)
        if step == 3:
            self.sheets.forget()
            self.entry.clear()
            self.entry.setFocus()

    def stop(self) -> None:
        """Back to the overview; sheets that were not typed back count for nothing."""
        self.entry.clear()
        self.sheets.forget()
        self.show_step(0)
        self.refresh()

    # work -------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read again how recovery stands."""
        self._session.run(_read, self._show, owner=self)

    def _show(self, found: tuple[State, Sequence[tuple[str, str]]]) -> None:
        self.overview.show_state(*found)

    def make(self, kind: str, k: int, n: int) -> None:
        """Make the keys of every part this person can open, and show their sheets."""
        self._start(lambda vault: _make(vault, kind, k, n), self._made, _("Making the keys…"))

    def _made(self, made: Sequence[Made]) -> None:
        self.sheets.show_sheets([sheet for one in made for sheet in one.sheets])
        self.show_step(2)
        if any(one.waits for one in made):
            self.banner.say(
                _("These keys wait for the signature of a second administrator."), "warning",
                _("Write the sheets now. They can be tested once the keys have been approved."),
            )  # fmt: skip

    def test(self) -> None:
        """Prove what was typed."""
        texts = self.entry.texts
        if texts and self.test_button.isEnabled():
            self._start(lambda vault: _test(vault, texts), self._tested, _("Putting the sheets together…"))

    def _tested(self, found: tuple[Rehearsal, State, Sequence[tuple[str, str]]]) -> None:
        done, state, people = found
        self.stop()
        self.overview.show_state(state, people)
        if state.uncovered:
            todo = f"{_('Test the sheets of the other part too.')} {done.retired_words}".strip()
            self.banner.say(
                _("These sheets are proved. A part of the vault still has no tested key."), "warning", todo,
                (_("Test &them"), lambda: self.show_step(3)),
            )  # fmt: skip
        else:
            todo = f"{_('Keep them apart from the computer, each with another person.')} {done.retired_words}".strip()
            self.banner.say(_("Proved: these sheets open the vault."), "good", todo)

    def _note_holder(self, rid: str, number: int, staff_id: str) -> None:
        self._session.act(
            partial(_note_holder, rid, number, staff_id), lambda _done: self.refresh(), owner=self
        )

    def ask_to_retire(self, rid: str, mark: int) -> None:
        """Say what it means, and do it only when the person says so again."""
        self.banner.say(
            _("Key {mark:05d} will open nothing any more.").format(mark=mark), "warning",
            _("Destroy its sheets afterwards. A copy of the vault made before today still opens with them."),
            (_("Put it out of &use"), partial(self.retire, rid)),
        )  # fmt: skip

    def retire(self, rid: str) -> None:
        """Take a key out of the vault that others make up for."""
        self._start(partial(_retire, rid), lambda _done: self.refresh(), _("Putting the key out of use…"))

    def _start(self, work: Callable[[Vault], object], done: Callable[..., None], words: str) -> None:
        if self.bar.is_busy:
            return
        vault = self._session.vault
        self.banner.hide()
        self.steps.setEnabled(False)
        self._task = Task(self._session.beside(lambda _report: work(vault)), self)
        self._task.ended.connect(lambda: self.steps.setEnabled(True))
        self._task.done.connect(done)
        self._task.done.connect(lambda _answer: self.changed.emit())
        self._task.failed.connect(self._failed)
        self._task.broke.connect(self._session.broke)
        self.bar.follow(self._task, words, can_cancel=False)

    def _failed(self, error: CivicDeskError) -> None:
        self.banner.show_error(error)
        self.refresh()


def _read(vault: Vault) -> tuple[State, list[tuple[str, str]]]:
    from civicdesk.records.choices import AccountState
    from civicdesk.records.staff_member import StaffMember
    from civicdesk.vault.recovery_state import state

    people = [
        (one.id, one.display_name)
        for one in vault.iterate("staff_member")
        if isinstance(one, StaffMember) and one.account_state is not AccountState.DISABLED
    ]
    return state(vault), people


def _make(vault: Vault, kind: str, k: int, n: int) -> list[Made]:
    from civicdesk.vault import recovery, recovery_keys

    scopes = [one for one in recovery_keys.SCOPES if recovery.can_make(vault, one)]
    return [recovery.make(vault, scope, kind, k, n) for scope in scopes or recovery_keys.SCOPES]


def _test(vault: Vault, texts: Sequence[str]) -> tuple[Rehearsal, State, list[tuple[str, str]]]:
    from civicdesk.vault.recovery import rehearse_open

    done = rehearse_open(vault, texts)
    return done, *_read(vault)


def _retire(rid: str, vault: Vault) -> None:
    from civicdesk.vault.recovery import retire

    retire(vault, [rid])


def _note_holder(rid: str, number: int, staff_id: str, vault: Vault) -> None:
    from civicdesk.vault.recovery_state import note_holder

    note_holder(vault, rid, number, staff_id)
