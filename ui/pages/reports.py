"""Paper: choose a report, for whom and as of when; read what a reader will see; then save it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from civicdesk import clock
from civicdesk.i18n import N_, _, ngettext
from civicdesk.records.fields import Field, Kind
from ui import theme
from ui.dialogs.chooser import choose_file_to_save
from ui.pages import report_choices
from ui.pages.paper import Paper, pictures_of
from ui.pages.record_choice import RecordChoice
from ui.pages.report_choices import Order, ReportChoice
from ui.pieces import SHAPES, Banner, Labelled, Sentence, button, card, keep_from_keyboard, primary, row
from ui.read_only import guard
from ui.records.date_editors import DateEditor
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
        self.as_of = DateEditor(Field(key="as_of", kind=Kind.DATE, label_text=N_("As of")))
        self.as_of.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # for its access key
        self.as_of.set_value(clock.today())
        self.unread = Sentence("", "danger")
        self.unread.hide()
        self.record = RecordChoice(session)
        self.record.hide()
        self.preview_button = primary(_("&Preview"), self.preview)
        self.save_button = button(_("&Save as…"), self.save)
        guard(session, self.save_button)
        self.purpose, self.given_to = QLineEdit(), QLineEdit()
        for line in (self.purpose, self.given_to):
            keep_from_keyboard(line)
        self.bar = TaskBar()
        self.left_out = Sentence("", "muted")
        self.paper = Paper()
        self._lay_out()
        self.reports.currentItemChanged.connect(lambda *_items: self._switch())
        self.audience.currentIndexChanged.connect(lambda _at: self._stale())
        self.as_of.edited.connect(self._stale)
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
        as_of = self.as_of.value()
        if choice is None or self.audience.currentIndex() < 0 or not isinstance(as_of, date):
            return None
        if choice.needs_record and hit is None:
            return None
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
        rows = self.reports.sizeHintForRow(0) * self.reports.count()
        self.reports.setFixedHeight(rows + 2 * self.reports.frameWidth() + theme.HALF)
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
        self.unread.say(f"{SHAPES['danger']} {self.as_of.complaint}")
        self.unread.setVisible(bool(self.as_of.complaint))

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
        asked = QWidget()
        form = QVBoxLayout(asked)
        form.setContentsMargins(0, 0, theme.HALF, 0)
        form.setSpacing(theme.GAP)
        form.addLayout(Labelled(_("&Report"), self.reports))
        form.addWidget(self.about)
        form.addWidget(self.record)
        form.addLayout(Labelled(_("For &whom"), self.audience))
        form.addLayout(Labelled(_("As of (&day)"), self.as_of))
        form.addWidget(self.unread)
        form.addLayout(Labelled(_("W&hat for"), self.purpose))
        form.addLayout(Labelled(_("&Given to"), self.given_to))
        form.addWidget(Sentence(_("Both are optional and go into the journal."), "small"))
        form.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(asked)
        sheet, column = card()  # the buttons stay in sight however low the window is
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        sheet.setFixedWidth(_COLUMN)
        column.addWidget(scroll, 1)
        column.addWidget(self.bar)
        column.addLayout(row(self.preview_button, self.save_button, 1))
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
