"""People and keys: who can open which part of this vault, and what an administrator does about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _, ngettext
from civicdesk.services import agreement
from civicdesk.services.roster import Entry
from civicdesk.vault import administration, joining, leaving
from ui import theme
from ui.dialogs.chooser import choose_file
from ui.flow import FlowLayout
from ui.people import facts
from ui.people.change_roles import ChangeRolesDialog
from ui.people.facts import Facts, Waiting
from ui.people.let_in import LetInDialog
from ui.people.parts import PartDialog, PartsList
from ui.people.renew import RenewDialog
from ui.people.rules import Rules
from ui.people.take_away import TakeAwayDialog
from ui.people.take_device import TakeDeviceDialog
from ui.people.waiting import WaitingList
from ui.people.work import renewing
from ui.pieces import Banner, Sentence, button, narrow
from ui.read_only import guard
from ui.session import Session
from ui.tasks import Task, TaskBar

if TYPE_CHECKING:
    from civicdesk.vault.compartments import Part
    from civicdesk.vault.vault import Vault

_ENTRY = Qt.ItemDataRole.UserRole
_MOST_BYTES = 1 << 20


class PeoplePage(QWidget):
    """The list for everybody; buttons for administrators. `changed` tells that keys may be others now."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._task: Task | None = None
        self.facts: Facts | None = None
        self.banner, self.bar, self.waiting, self.rules = Banner(), TaskBar(), WaitingList(), Rules()
        self.parts = PartsList()
        self.table = _table()
        self.let_in_button = button(_("Let &somebody in…"), self.let_in, "primary", "plus")
        self.device_button = button(_("&Another device…"), self.another_device)
        self.lost_button = button(_("Take a device awa&y…"), self.take_device)
        self.roles_button = button(_("Change &roles…"), self.change_roles)
        self.take_button = button(_("&Take all keys away…"), self.take_away, "dangerous")
        self.renew_button = button(_("Rene&w all keys…"), self.renew)
        self.only = Sentence(_("Only an administrator can change who has keys."), "muted")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        column.setSpacing(theme.MARGIN)
        column.addWidget(Sentence(_("People and keys"), "title"))
        words = Sentence(
            _(
                "Who can open which part of this vault. Without the key to a part nobody can look into it, whatever "
                "their post; who has which keys is no secret among members."
            )
        )
        for part in (words, self.banner, self.bar, self.waiting):
            column.addLayout(narrow(part))
        column.addWidget(self.table)
        self.deeds = (
            self.let_in_button, self.device_button, self.lost_button, self.roles_button, self.take_button,
            self.renew_button,
        )  # fmt: skip
        deeds = FlowLayout(spacing=theme.GAP)
        for one in self.deeds:
            deeds.addWidget(one)
        column.addLayout(deeds)
        column.addWidget(self.only)
        column.addLayout(narrow(self.parts))
        column.addLayout(narrow(self.rules))
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    def _connect(self) -> None:
        self.table.itemSelectionChanged.connect(self._enable)
        self.waiting.approved.connect(self._approve)
        self.waiting.discarded.connect(self._discard)
        self.waiting.finish_wanted.connect(self.finish)
        self.waiting.clearing_wanted.connect(self._clear)
        self.rules.quorum_chosen.connect(self._choose_quorum)
        self.rules.profile_chosen.connect(self._choose_profile)
        self.parts.new_wanted.connect(lambda: self._change_part(None))
        self.parts.readers_wanted.connect(self._change_part)
        guard(self._session, *self.deeds, self.rules, self.parts)

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody may have changed the keys since it was last in front."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Read everything anew."""
        self._session.run(facts.read, self._show, self.banner.show_error, owner=self)

    # showing -----------------------------------------------------------------------------------------

    @property
    def chosen(self) -> Entry | None:
        """The person whose row is chosen."""
        items = self.table.selectedItems()
        return items[0].data(_ENTRY) if items else None

    def choose(self, name: str) -> None:
        """Choose the row of somebody."""
        for place in range(self.table.rowCount()):
            item = self.table.item(place, 0)
            if item is not None and item.data(_ENTRY).name == name:
                self.table.selectRow(place)

    def _show(self, found: Facts) -> None:
        before, self.facts = self.chosen, found
        self.changed.emit()
        self.table.blockSignals(True)
        self.table.setRowCount(len(found.people))
        for place, entry in enumerate(found.people):
            for column, words in enumerate(_cells(entry)):
                item = QTableWidgetItem(theme.words(words))
                item.setToolTip(words)
                item.setData(_ENTRY, entry)
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
                self.table.setItem(place, column, item)
            self.table.setRowHeight(place, theme.row_height())
            if before is not None and entry.person.mid == before.person.mid:
                self.table.selectRow(place)
        self.table.blockSignals(False)
        rows = min(max(len(found.people), 3), 12)
        self.table.setFixedHeight((rows + 1) * theme.row_height() + theme.GAP)
        self.waiting.show_facts(found)
        guard(self._session, *self.waiting.buttons)
        self.rules.show_facts(found)
        self.parts.show_parts(found.apart, may_change=found.is_administrator)
        self._enable()

    def _enable(self) -> None:
        found, entry = self.facts, self.chosen
        may = found is not None and found.is_administrator and not self.bar.is_busy
        here = entry is not None and not entry.person.until
        for one in self.deeds:
            one.setVisible(found is None or found.is_administrator)
        self.only.setVisible(found is not None and not found.is_administrator)
        self.let_in_button.setEnabled(may)
        self.renew_button.setEnabled(may)
        self.device_button.setEnabled(may and here)
        self.roles_button.setEnabled(may and here)
        self.lost_button.setEnabled(may and here and entry is not None and entry.person.devices > 1)
        self.take_button.setEnabled(may and here and entry is not None and not entry.person.is_me)

    # doing -------------------------------------------------------------------------------------------

    def let_in(self) -> None:
        """Choose the file of a request, compare its words, and let its maker in."""
        self._let_in(None)

    def another_device(self) -> None:
        """The same for a further device of the person chosen."""
        if self.chosen is not None:
            self._let_in(self.chosen)

    def _let_in(self, device_of: Entry | None) -> None:
        self.banner.hide()
        path = choose_file(self, [joining.SUFFIX])
        if path is None:
            return
        try:
            request = _request(path)
        except CivicDeskError as error:
            self.banner.show_error(error)
            return
        LetInDialog(self._session, request, device_of, self).exec()
        self.refresh()

    def change_roles(self) -> None:
        """Other roles for the person chosen."""
        if self.chosen is None:
            return
        dialog = ChangeRolesDialog(self._session, self.chosen, self)
        if dialog.exec():
            self.banner.say(
                _("The roles were changed.")
                if dialog.is_done
                else _(
                    "What is added waits for a second administrator. Keys to be taken away are gone already."
                ),
                "good" if dialog.is_done else "note",
            )
        self.refresh()

    def take_away(self) -> None:
        """All keys of the person chosen."""
        self.banner.hide()
        if self.chosen is not None:
            TakeAwayDialog(self._session, self.chosen, self).exec()
            self.refresh()

    def take_device(self) -> None:
        """One device of the person chosen, who stays."""
        self.banner.hide()
        if self.chosen is not None:
            TakeDeviceDialog(self._session, self.chosen, self).exec()
            self.refresh()

    def renew(self) -> None:
        """New keys for everything: somebody may know the old ones."""
        dialog = RenewDialog(self._session, self)
        if dialog.exec():
            self.banner.say(dialog.said, "warning" if dialog.left else "good")
        self.refresh()

    def _change_part(self, part: Part | None) -> None:
        """Make a part with readers of its own, or change who they are."""
        if self.facts is not None:
            PartDialog(self._session, self.facts.people, part, self).exec()
            self.refresh()

    def finish(self) -> None:
        """Renew what is due, and finish what was interrupted."""
        if self.bar.is_busy:
            return
        vault = self._session.vault
        self._task = Task(
            self._session.beside(lambda report: leaving.renew_due(vault, renewing(report))), self
        )
        self._task.done.connect(self._finished)
        self._task.failed.connect(self.banner.show_error)
        self._task.broke.connect(self._session.broke)
        self._task.ended.connect(self.refresh)
        self.bar.follow(self._task, _("Renewing keys…"), can_cancel=False)
        self._enable()

    def _finished(self, left: tuple[str, ...]) -> None:
        if not left:
            self.banner.say(_("Every key is renewed."), "good")

    def _approve(self, one: Waiting) -> None:
        self._act(
            lambda vault: agreement.approve(vault, one.proposal),
            lambda _nothing: self.banner.say(_("You signed it: it counts from now on."), "good"),
        )

    def _discard(self, one: Waiting) -> None:
        self._act(
            lambda vault: agreement.discard(vault, one.proposal),
            lambda _nothing: self.banner.say(_("It was taken away. Nothing has changed.")),
        )

    def _clear(self) -> None:
        self._act(
            administration.discard_stale,
            lambda _gone: self.banner.say(_("It was taken away. Nothing has changed.")),
        )

    def _choose_quorum(self, quorum: int) -> None:
        self._act(lambda vault: agreement.set_quorum(vault, quorum), self._rule_set)

    def _choose_profile(self, profile: str) -> None:
        self._act(lambda vault: agreement.set_profile(vault, profile), self._rule_set)

    def _rule_set(self, done: bool) -> None:
        if not done:
            self.banner.say(_("It waits for a second administrator."))

    def _act(self, work: Callable[[Vault], object], done: Callable[..., None]) -> None:
        self.banner.hide()

        def after(result: object) -> None:
            done(result)
            self.refresh()

        self._session.act(work, after, self._failed, owner=self)

    def _failed(self, error: CivicDeskError) -> None:
        self.banner.show_error(error)
        self.refresh()


def _table() -> QTableWidget:
    """People, one in each row; the keyboard goes from row to row, and Tab out of it."""
    made = QTableWidget(0, 5)
    made.setHorizontalHeaderLabels([_("Person"), _("Roles"), _("Can open"), _("Devices"), _("Since")])
    made.setAccessibleName(_("People with keys"))
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    made.setTabKeyNavigation(False)
    made.setShowGrid(False)
    made.setWordWrap(False)
    made.verticalHeader().hide()
    header = made.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)
    for column in range(5):
        stretched = column in (1, 2)
        header.setSectionResizeMode(
            column, QHeaderView.ResizeMode.Stretch if stretched else QHeaderView.ResizeMode.ResizeToContents
        )
    return made


def _cells(entry: Entry) -> tuple[str, ...]:
    person = entry.person
    name = _("{name} (you)").format(name=entry.name) if person.is_me else entry.name
    if person.until:
        return name, _("no keys any more"), "–", "–", _("left {day}").format(day=person.until)
    devices = ngettext("{n} device", "{n} devices", person.devices).format(n=person.devices)
    return name, ", ".join(entry.roles), ", ".join(entry.parts) or _("nothing"), devices, person.since


def _request(path: Path) -> joining.Request:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES)
    except OSError as trouble:
        raise joining.JoinDamaged from trouble
    return joining.read_request(data)
