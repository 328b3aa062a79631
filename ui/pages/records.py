"""The page of one record type: the list, and beside it (below 1,200 pixels: in its place) the record."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from civicdesk.i18n import _
from civicdesk.records.record import record_type
from ui import theme
from ui.going_dark import forget_typing
from ui.pieces import button, row
from ui.records.desk import titles_of_links
from ui.records.page import RecordFormPage, RecordListPage
from ui.session import Session

if TYPE_CHECKING:
    from civicdesk.vault.drafts import Unsaved

NEW = "new"
"""Key of a form for a record that has no id yet; a number follows."""


class RecordsPage(QWidget):
    """Forms with unsaved words are kept when another record is opened, and named above the list."""

    open_record = Signal(str, str)
    shown = Signal(str)

    def __init__(self, session: Session, type_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.type_name = type_name
        self._forms: dict[str, RecordFormPage] = {}
        self._restoring: set[RecordFormPage] = set()
        self._count = 0
        self.list = RecordListPage(session, type_name)
        self.list.open_record.connect(lambda _type, record_id: self.show_record(record_id))
        self.list.new_record.connect(lambda _type: self.new_record())
        self.detail = QWidget()
        self.forms = QStackedWidget()
        self._unsaved = QVBoxLayout()
        self._to_list = button(
            _("&All {kinds}").format(kinds=record_type(type_name).meta.plural.lower()),
            self.close_record,
            "quiet",
            "back",
        )
        self._lay_out()
        close = QShortcut(QKeySequence("Esc"), self.detail, self.close_record)
        close.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # what the window asks ----------------------------------------------------------------------------

    def show_record(self, record_id: str) -> None:
        """Open a record, or go back to it with what was typed; "" shows the list."""
        if not record_id:
            self.close_record()
            return
        self._leave(record_id)
        if record_id not in self._forms:
            self._add(record_id, RecordFormPage(self._session, self.type_name, record_id))
        self._front(record_id)
        self.shown.emit(record_id)

    def new_record(self) -> None:
        """Begin a new record."""
        self._leave("")
        self._count += 1
        key = f"{NEW}{self._count}"
        self._add(key, RecordFormPage(self._session, self.type_name))
        self._front(key)

    def close_record(self) -> None:
        """Back to the list; unsaved words are kept."""
        self._leave("")
        self.detail.hide()
        self._fit()
        self.focus_list()
        self.shown.emit("")

    def focus_find(self) -> None:
        """Go to the filter of the list."""
        if self.list.filters is not None and self.list.isVisible():
            self.list.filters.focus_text()

    def focus_list(self) -> None:
        """Go to the rows."""
        table = self.list.list.table
        if table.isVisible():
            if not table.currentIndex().isValid():
                table.selectRow(0)
            table.setFocus()
        else:
            self.list.new_button.setFocus()

    def has_unsaved(self) -> bool:
        """Whether some form holds words that are not saved."""
        return any(form.is_dirty for form in self._forms.values())

    def restore(self, draft: Unsaved, done: Callable[[], None]) -> None:
        """Open the form of a draft and put back what was typed, on top of what is saved now."""
        if draft.record_id:
            self.show_record(draft.record_id)
        else:
            self.new_record()
        form = self.form
        if form is not None:
            self._restoring.add(form)

            def ready() -> None:
                put_back(form, draft, shown)

            def shown() -> None:
                self._restoring.discard(form)
                done()

            form.ready.connect(ready, Qt.ConnectionType.SingleShotConnection)

    @property
    def form(self) -> RecordFormPage | None:
        """The form in front."""
        form = self.forms.currentWidget()
        return form if isinstance(form, RecordFormPage) and not self.detail.isHidden() else None

    # forms -------------------------------------------------------------------------------------------

    def _add(self, key: str, form: RecordFormPage) -> None:
        self._forms[key] = form
        self.forms.addWidget(form)
        form.open_record.connect(self.open_record)
        form.closed.connect(lambda: self._close(form))
        form.saved.connect(lambda _type, record_id, _title: self._saved(form, record_id))

    def _front(self, key: str) -> None:
        self.forms.setCurrentWidget(self._forms[key])
        self.detail.show()
        self._fit()
        self._tell_unsaved()

    def _leave(self, wanted: str) -> None:
        """Forget forms in which nothing is typed, except the one that is wanted."""
        for key, form in list(self._forms.items()):
            if key != wanted and not form.is_dirty and form not in self._restoring:
                self._drop(key)
        self._tell_unsaved()

    def _close(self, form: RecordFormPage) -> None:
        for key in [key for key, known in self._forms.items() if known is form]:
            self._drop(key)
        self.close_record()

    def _drop(self, key: str) -> None:
        form = self._forms.pop(key)
        self.forms.removeWidget(form)
        forget_typing(form)
        form.deleteLater()

    def _saved(self, form: RecordFormPage, record_id: str) -> None:
        """A new record has got its id."""
        for key in [key for key, known in self._forms.items() if known is form and key != record_id]:
            self._forms[record_id] = self._forms.pop(key)
            self.shown.emit(record_id)
        self._tell_unsaved()

    def _tell_unsaved(self) -> None:
        """One button for each form that waits with unsaved words."""
        while (item := self._unsaved.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for key, form in self._forms.items():
            if form.is_dirty and form is not self.form:
                words = _("▲ Not saved yet: {title}").format(title=form.heading.text())
                self._unsaved.addWidget(button(words, partial(self._front, key), "quiet"))

    # layout ------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        inside = QVBoxLayout(self.detail)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        back = row(self._to_list, 1)
        back.setContentsMargins(theme.GAP, theme.HALF, theme.GAP, 0)
        inside.addLayout(back)
        inside.addWidget(self.forms, 1)
        self.detail.hide()
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        self._unsaved.setContentsMargins(theme.MARGIN, theme.GAP, theme.MARGIN, 0)
        column.addLayout(self._unsaved)
        column.addWidget(self.list, 1)
        self._left = left
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.detail)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side where there is room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        is_wide = self.width() >= theme.TWO_COLUMNS_FROM
        self._left.setVisible(is_wide or self.detail.isHidden())
        self._to_list.setVisible(not is_wide)


def unsaved_in(page: RecordFormPage) -> list[Unsaved]:
    """What would be lost of this form without a draft."""
    from civicdesk.vault.drafts import Unsaved

    form = page.form
    return (
        [Unsaved.of(form.base, draft.record, draft.unread, page.keep_in.kind) for draft in page.drafts()]
        if form is not None
        else []
    )


def put_back(page: RecordFormPage, draft: Unsaved, done: Callable[[], None]) -> None:
    """Put the typed values back as if a person had typed them, and texts that could not be read yet as well.

    What they link to is looked up first, so that a link reads as its title again.
    """
    form = page.form
    if form is None:
        done()
        return
    typed = form.base.replaced(**draft.fields())
    page.keep_in.choose(draft.keep_in)

    def show(titles: dict[str, str]) -> None:
        form.desk.titles.update(titles)
        form.retype(draft.fields(), draft.unread)
        done()

    page.session.run(lambda vault: titles_of_links(vault, typed), show, owner=form)
