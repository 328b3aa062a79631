"""Paper: choose a report, for whom and as of when; read what a reader will see; then save it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QComboBox, QDateEdit, QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from civicdesk import clock
from civicdesk.i18n import _, ngettext
from ui import theme
from ui.dialogs.chooser import choose_file_to_save
from ui.pages import report_choices
from ui.pages.paper import Paper, pictures_of
from ui.pages.record_choice import RecordChoice
from ui.pages.report_choices import Draft, Order, ReportChoice
from ui.pieces import Banner, Labelled, Sentence, button, primary, row
from ui.session import Session
from ui.tasks import Task, TaskBar

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

_CHOICE = Qt.ItemDataRole.UserRole
_PAGE_WIDTH = 640
_COLUMN = 320


class ReportsPage(QWidget):
    """Left: what is wanted. Right: the preview, and how much is left out for this audience."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._task: Task | None = None
        self._draft: Draft | None = None
        self.banner = Banner()
        self.reports = QListWidget()
        self.about = Sentence("", "small")
        self.audience = QComboBox()
        self.as_of = QDateEdit(_to_qdate(clock.today()))
        self.as_of.setDisplayFormat("yyyy-MM-dd")
        self.as_of.setCalendarPopup(True)
        self.record = RecordChoice(session)
        self.preview_button = primary(_("&Preview"), self.preview)
        self.save_button = button(_("&Save as…"), self.save)
        self.bar = TaskBar()
        self.left_out = Sentence("", "muted")
        self.paper = Paper()
        self._lay_out()
        for choice in report_choices.choices():
            item = QListWidgetItem(choice.label)
            item.setData(_CHOICE, choice)
            self.reports.addItem(item)
        self.reports.currentItemChanged.connect(lambda *_items: self._switch())
        self.audience.currentIndexChanged.connect(lambda _at: self._stale())
        self.as_of.dateChanged.connect(lambda _day: self._stale())
        self.record.chosen.connect(self._stale)
        self.reports.setCurrentRow(0)

    @property
    def choice(self) -> ReportChoice | None:
        """The report chosen."""
        item = self.reports.currentItem()
        found: ReportChoice | None = item.data(_CHOICE) if item is not None else None
        return found

    @property
    def order(self) -> Order | None:
        """What is wanted; None while something is missing."""
        choice, hit = self.choice, self.record.hit
        if choice is None or (choice.needs_record and hit is None):
            return None
        day = self.as_of.date()
        return Order(
            choice.code,
            str(self.audience.currentData()),
            date(day.year(), day.month(), day.day()),
            (hit.type, hit.id) if choice.needs_record and hit is not None else None,
        )

    def preview(self) -> None:
        """Make the report in memory and show its pages."""
        order = self.order
        if self.bar.is_busy or order is None:
            return
        self.banner.hide()
        self.preview_button.setEnabled(False)
        vault = self._session.vault
        width = round(_PAGE_WIDTH * self.devicePixelRatioF())

        def make(_report: object) -> tuple[Draft, list[QImage]]:
            draft = report_choices.draft(vault, order)
            return draft, pictures_of(draft.pdf, width)

        self._task = Task(make, self)
        self._task.done.connect(self._show)
        self._task.failed.connect(self.banner.show_error)
        self._task.broke.connect(self._session.broke)
        self._task.ended.connect(lambda: self.preview_button.setEnabled(self.order is not None))
        self.bar.follow(self._task, _("Making the report…"))

    def save(self) -> None:
        """Write exactly what was previewed to a file that the person names."""
        draft = self._draft
        if draft is None:
            return
        path = choose_file_to_save(self, draft.name, ".pdf")
        if path is not None:
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Write the previewed report there."""
        draft = self._draft
        if draft is not None:
            self._session.act(
                lambda vault: report_choices.write(vault, draft, path), lambda _result: self._saved(path),
                self.banner.show_error, owner=self)  # fmt: skip

    def _saved(self, path: Path) -> None:
        self.banner.say(
            _("Saved as {name}.").format(name=path.name), "good",
            _("It lies outside the vault now: anybody who has the file can read it."))  # fmt: skip

    def _show(self, answer: tuple[Draft, list[QImage]]) -> None:
        self._draft, pages = answer
        self.paper.show_pages(pages)
        self.save_button.setEnabled(True)
        self.left_out.say(left_out_words(self._draft))

    def _stale(self) -> None:
        """Something else is wanted: what was previewed may not be saved any more."""
        self._draft = None
        self.save_button.setEnabled(False)
        self.preview_button.setEnabled(self.order is not None)
        self.paper.show_pages([])
        self.left_out.say(_("Press Preview. You see every page before anything is written."))

    def _switch(self) -> None:
        choice = self.choice
        if choice is None:
            return
        self.about.say(choice.about)
        self.audience.clear()
        for code, label in choice.audiences:
            self.audience.addItem(label, code)
        self.record.setVisible(choice.needs_record)
        if choice.needs_record:
            self.record.offer(choice.record_types)
        self._stale()

    def _lay_out(self) -> None:
        sheet = QFrame()
        sheet.setProperty("role", "card")
        sheet.setFixedWidth(_COLUMN)
        form = QVBoxLayout(sheet)
        form.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        form.setSpacing(theme.GAP)
        self.reports.setMaximumHeight(6 * theme.row_height())
        form.addLayout(Labelled(_("&Report"), self.reports))
        form.addWidget(self.about)
        form.addWidget(self.record)
        form.addLayout(Labelled(_("For &whom"), self.audience))
        form.addLayout(Labelled(_("As of (&day)"), self.as_of))
        form.addWidget(self.bar)
        form.addLayout(row(self.preview_button, self.save_button, 1))
        form.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(self.banner)
        right.addWidget(self.left_out)
        right.addWidget(self.paper, 1)
        columns = row(sheet, spacing=theme.MARGIN)
        columns.addLayout(right, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        page.setSpacing(theme.GAP)
        page.addWidget(Sentence(_("Reports"), "title"))
        page.addLayout(columns, 1)


def left_out_words(draft: Draft) -> str:
    """How much this audience does not see, by number and never by content."""
    pages = ngettext("{n} page.", "{n} pages.", draft.pages).format(n=draft.pages)
    if not draft.left_out:
        return pages + " " + _("Nothing is left out for this audience.")
    parts = ", ".join(f"{words}: {number}" for words, number in draft.left_out)
    return pages + " " + _("Left out for this audience: {parts}.").format(parts=parts)


def _to_qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
