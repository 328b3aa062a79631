"""Paper: choose a report, for whom and as of when; read what a reader will see; then save it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from civicdesk import clock
from civicdesk.i18n import _, ngettext
from ui import theme
from ui.dialogs.chooser import choose_file_to_save
from ui.pages import report_choices
from ui.pages.paper import Paper, pictures_of
from ui.pages.record_choice import RecordChoice
from ui.pages.report_choices import Order, ReportChoice
from ui.pieces import Banner, Labelled, Sentence, button, primary, row
from ui.session import Session
from ui.tasks import Task, TaskBar

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from civicdesk.documents.catalogue import Made

_CHOICE = Qt.ItemDataRole.UserRole
_PAGE_WIDTH = 640
_COLUMN = 320


@dataclass(frozen=True)
class Preview:
    """A report as it was looked at, and the order it was made for."""

    order: Order
    made: Made
    pages: list[QImage]
    left_out: str


class ReportsPage(QWidget):
    """Left: what is wanted. Right: the preview, and how much is left out for this audience."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._task: Task | None = None
        self._made: Made | None = None
        self._shown: Order | None = None
        self.banner = Banner()
        self.reports = QListWidget()
        self.about = Sentence("", "small")
        self.audience = QComboBox()
        self.as_of = QDateEdit(_to_qdate(clock.today()))
        self.as_of.setDisplayFormat("yyyy-MM-dd")
        self.as_of.setCalendarPopup(True)
        self.record = RecordChoice(session)
        self.record.hide()
        self.preview_button = primary(_("&Preview"), self.preview)
        self.save_button = button(_("&Save as…"), self.save)
        self.purpose, self.given_to = QLineEdit(), QLineEdit()
        self.bar = TaskBar()
        self.left_out = Sentence("", "muted")
        self.paper = Paper()
        self._lay_out()
        self.reports.currentItemChanged.connect(lambda *_items: self._switch())
        self.audience.currentIndexChanged.connect(lambda _at: self._stale())
        self.as_of.dateChanged.connect(lambda _day: self._stale())
        self.record.chosen.connect(self._stale)
        session.run(lambda _vault: report_choices.choices(), self._offer)

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
        if choice is None or self.audience.currentIndex() < 0 or (choice.needs_record and hit is None):
            return None
        day = self.as_of.date()
        as_of = date(day.year(), day.month(), day.day())
        ref = hit.ref if choice.needs_record and hit is not None else ""
        return Order(choice.name, choice.audiences[self.audience.currentIndex()], as_of, ref)

    def preview(self) -> None:
        """Make the report in memory and show its pages."""
        order = self.order
        if self.bar.is_busy or order is None:
            return
        self.banner.hide()
        self.preview_button.setEnabled(False)
        vault = self._session.vault
        width = round(_PAGE_WIDTH * self.devicePixelRatioF())

        def make(_report: object) -> Preview:
            made = report_choices.make(vault, order)
            return Preview(order, made, pictures_of(made.pdf, width), report_choices.left_out(made))

        self._task = Task(self._session.beside(make), self)
        self._task.done.connect(self._show)
        self._task.failed.connect(self.banner.show_error)
        self._task.broke.connect(self._session.broke)
        self._task.ended.connect(lambda: self.preview_button.setEnabled(self.order is not None))
        self.bar.follow(self._task, _("Making the report…"))

    def save(self) -> None:
        """Write exactly what was previewed to a file that the person names."""
        if self._made is not None:
            path = choose_file_to_save(self, self._made.name, ".pdf")
            if path is not None:
                self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Write the previewed report there and log it; the journal keeps what it is for and who gets it."""
        made, purpose, given_to = self._made, self.purpose.text().strip(), self.given_to.text().strip()
        if made is not None:
            self._session.act(
                lambda vault: report_choices.write(vault, made, path, purpose, given_to),
                lambda _result: self._saved(path),
                self.banner.show_error,
                owner=self,
            )

    def _saved(self, path: Path) -> None:
        self.banner.say(
            _("Saved as {name}.").format(name=path.name), "good",
            _("It lies outside the vault now: anybody who has the file can read it."))  # fmt: skip

    def _offer(self, choices: tuple[ReportChoice, ...]) -> None:
        for choice in choices:
            item = QListWidgetItem(choice.label)
            item.setData(_CHOICE, choice)
            self.reports.addItem(item)
        self.reports.setCurrentRow(0)

    def _show(self, preview: Preview) -> None:
        """Show it, unless something else is wanted by now: what is saved must be what was chosen."""
        if preview.order != self.order:
            return
        self._shown, self._made = preview.order, preview.made
        self.paper.show_pages(preview.pages)
        self.save_button.setEnabled(True)
        count = ngettext("{n} page.", "{n} pages.", self._made.pages).format(n=self._made.pages)
        self.left_out.say(f"{count} {self._made.tlp.value}. {preview.left_out}")

    def _stale(self) -> None:
        """Something else is wanted: what was previewed may not be saved any more."""
        if self._made is not None and self.order == self._shown:
            return
        self._made = self._shown = None
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
        for audience in choice.audiences:
            self.audience.addItem(audience.label)
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
        form.addLayout(Labelled(_("W&hat for"), self.purpose))
        form.addLayout(Labelled(_("&Given to"), self.given_to))
        form.addWidget(Sentence(_("Both are optional and go into the journal."), "small"))
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


def _to_qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
