"""The journal: what happened to records. It is not a stick: nothing here counts, times or ranks people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from civicdesk.i18n import _, ngettext
from civicdesk.vault import verified
from civicdesk.vault.journal_reading import clock_went_back
from civicdesk.vault.verified import Verified
from ui import theme
from ui.dialogs.about import Sheet
from ui.pages.journal_filters import JournalFilters, people
from ui.pages.journal_model import JournalModel, cells
from ui.pieces import SHAPES, Banner, Sentence, button, row
from ui.records.words import instant_words

if TYPE_CHECKING:
    from ui.session import Session

_OLD = 7
"""After so many days a verification is called old."""


class JournalPage(QWidget):
    """Filters above, lines below, and how far they can be relied on."""

    open_record = Signal(str, str)
    check_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.banner = Banner()
        self.verified = Sentence("", "muted")
        self.clock_note = Sentence("", "warning")
        self.clock_note.hide()
        self.count = Sentence("", "muted")
        self.filters = JournalFilters(session.vault.compartments)
        self.model = JournalModel(session, self)
        self.table = _table(self.model)
        self._lay_out()
        self.filters.changed.connect(self.ask)
        self.model.filled.connect(self._filled)
        self.model.failed.connect(self.banner.show_error)
        self.table.activated.connect(self._open)
        session.changed.connect(self._again)

    def _lay_out(self) -> None:
        self.check_button = button(_("&Check the vault now"), self.check_wanted.emit)
        self.limits_button = button(_("What the journal can and cannot prove"), self.show_limits, "quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.GAP)
        column.setSpacing(theme.GAP)
        column.addLayout(row(Sentence(_("Journal"), "title", wrap=False), 1, self.limits_button))
        trust = row(self.verified, self.check_button)
        trust.setStretch(0, 1)
        column.addLayout(trust)
        for part in (self.clock_note, self.banner, self.filters):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        column.addWidget(self.count)

    def showEvent(self, event: QShowEvent) -> None:
        """Read what has happened since."""
        super().showEvent(event)
        self._session.run(people, self.filters.know, owner=self)
        self._session.run(verified.last, self._show_verified, owner=self)
        self._session.run(clock_went_back, self._show_clock, owner=self)
        self.ask()

    def ask(self) -> None:
        """Read the newest lines that meet the conditions."""
        self.model.ask(self.filters.asked())

    def show_limits(self) -> None:
        """How far the journal can be relied on."""
        LimitsOfTheJournal(self).exec()

    def _again(self, _changes: object) -> None:
        if self.isVisible():
            self.ask()

    def _filled(self, count: int, is_all: bool) -> None:
        if not count:
            self.count.say(_("Nothing in the journal meets these conditions."))
        elif is_all:
            self.count.say(ngettext("{n} line", "{n} lines", count).format(n=f"{count:,}"))
        else:
            self.count.say(_("The newest {n} lines; scroll for older ones").format(n=f"{count:,}"))

    def _show_verified(self, found: Verified | None) -> None:
        tone, words = _said(found)
        theme.give_role(self.verified, tone)
        self.verified.say(words)

    def _show_clock(self, count: int) -> None:
        words = ngettext(
            "At {n} line the clock of the computer showed an earlier time than at the line before. Such lines are "
            "marked; their order is right, their time may not be.",
            "At {n} lines the clock of the computer showed an earlier time than at the line before. Such lines are "
            "marked; their order is right, their time may not be.",
            count,
        )
        self.clock_note.say(f"{SHAPES['warning']} {words.format(n=count)}")
        self.clock_note.setVisible(bool(count))

    def _open(self, index: QModelIndex) -> None:
        line = self.model.lines[index.row()]
        if line.ref:
            self.open_record.emit(line.type, line.id)


def _said(found: Verified | None) -> tuple[str, str]:
    """Role and words for the last verification."""
    if found is None:
        return "warning", f"{SHAPES['warning']} " + _(
            "It is not known here that this vault was ever checked."
        )
    when = instant_words(found.at)
    if found.faults:
        return "danger", f"{SHAPES['danger']} " + _("The last check found something wrong: {when}.").format(
            when=when
        )
    words = _("Last checked, with nothing wrong: {when}.").format(when=when)
    if found.days > _OLD:
        return "warning", f"{SHAPES['warning']} {words}"
    return "good", f"{SHAPES['good']} {words}"


def _table(model: JournalModel) -> QTableView:
    table = QTableView()
    table.setModel(model)
    table.setAccessibleName(_("Lines of the journal"))
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(theme.row_height())
    letter = table.fontMetrics().averageCharWidth()
    for number, (_words, letters, _cell) in enumerate(cells()):
        table.setColumnWidth(number, letters * letter)
    header = table.horizontalHeader()
    header.setStretchLastSection(True)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)
    return table


class LimitsOfTheJournal(Sheet):
    """What the journal proves, and what nobody should believe of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, _("What the journal can and cannot prove"), 620, 560)
        for words, role in _limits():
            self.page.addWidget(Sentence(words, role))
        self.page.addStretch(1)


def _limits() -> tuple[tuple[str, str], ...]:
    return (
        (_("It shows"), "section"),
        (_("Who entered, changed, moved, exported or threw away a record, when, and the reason they gave."), ""),
        (_("Who opened a confidential or restricted record of casework or security: one line each time the "
           "vault is open, not for lists and search."), ""),
        (_("That a line was changed, removed, moved or put in later: each line depends on all lines before it, "
           "and every fiftieth is signed by the person at work."), ""),
        (_("That an older state was put back, on a computer that has seen a newer one."), ""),
        (_("It cannot show"), "section"),
        (_("How long anybody looked at something, or that they photographed or copied it by hand."), ""),
        (_("Changes by somebody who has the keys and rewrites the end of the journal with another program: only "
           "the signatures of others, and what other computers and backups remember, hold against that."), ""),
        (_("On a computer that never saw this vault: that the newest lines are missing."), ""),
        (_("The true time: it is the clock of the laptop that wrote the line."), ""),
        (_("It is not there to judge how much somebody works, and nothing in CivicDesk counts that."), "label"),
    )  # fmt: skip
