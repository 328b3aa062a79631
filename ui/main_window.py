"""The window people work in: areas on the left, one page on the right, one bar above and one below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _, ngettext
from civicdesk.records.record import record_type
from ui import filing, theme
from ui.backup_age import BackupAge
from ui.draft_keeper import DraftKeeper
from ui.idle import Idle
from ui.navigation import AREAS, Navigation, Place, area_label
from ui.notices import Notices
from ui.pages.backup import BackupPage
from ui.pages.filing import FilingPage
from ui.pages.journal import JournalPage
from ui.pages.people import PeoplePage
from ui.pages.records import RecordsPage, unsaved_in
from ui.pages.reports import ReportsPage
from ui.pages.search import SearchPage
from ui.pages.travel import TravelPage
from ui.pages.verify import VerifyPage
from ui.pages.vocabularies import VocabulariesPage
from ui.pieces import Banner, give_size
from ui.read_only import Older
from ui.records.page import RecordFormPage
from ui.recovery.page import RecoveryPage
from ui.session import Session
from ui.status import Status
from ui.top_bar import TopBar
from ui.trail import Trail
from ui.travel.sign import TravelSign

if TYPE_CHECKING:
    from civicdesk.vault.drafts import Unsaved


def page_heading(place: Place) -> str:
    """Where a page belongs, for the bar above it."""
    if place.page == "records":
        plural = record_type(place.type_name).meta.plural
        area = next((area for area, types in AREAS.items() if place.type_name in types), "")
        return f"{area_label(area)}  ›  {plural}" if area else plural
    if place.page == "filing":
        return filing.title(place.type_name)
    return {
        "search": _("Search"),
        "reports": _("Reports"),
        "verify": _("Check the vault"),
        "backup": _("Backups"),
        "journal": _("Journal"),
        "people": _("People and keys"),
        "travel": _("Trips"),
        "vocabularies": _("Vocabularies"),
        "recovery": _("Recovery"),
    }[place.page]


class MainWindow(QMainWindow):
    """Shows places; the pages themselves do the work. Emits what only the application can do."""

    lock_asked = Signal()
    remove_asked = Signal()
    closed = Signal()

    def __init__(self, session: Session, idle: Idle | None = None) -> None:
        super().__init__()
        self.session = session
        self.trail = Trail()
        self._pages: dict[Place, QWidget] = {}
        self.setWindowTitle("CivicDesk")
        give_size(self, 1280, 800)
        self.navigation = Navigation(session.vault.compartments, filing.entries(session.vault))
        self.top = TopBar()
        self.banner = Banner()
        self.stack = QStackedWidget()
        self.status = Status(session.vault.compartments)
        self.backup_age = BackupAge(session)
        self.status.insertPermanentWidget(0, self.backup_age)
        self.backup_age.clicked.connect(lambda: self.go(Place("backup")))
        self._waiting: list[Unsaved] = []
        self._put_back = ""
        self.keeper = DraftKeeper(session, self.drafts, self)
        self._lay_out()
        self._connect(idle)
        self.go(self.navigation.first())
        self.navigation.setFocus()

    # places ------------------------------------------------------------------------------------------

    def go(self, place: Place) -> None:
        """Go to a place and remember it for Back."""
        self.trail.went(place)
        self._show(place)

    def open_record(self, type_name: str, record_id: str) -> None:
        """Follow a link to a record; into a part that is closed to this person it leads nowhere."""
        if type_name not in self.navigation.types:
            self.banner.say(_("Restricted record"), "note", _("It lies where you do not have the key."))
            return
        self.go(Place("records", type_name, record_id))

    def back(self) -> None:
        """Go back one place."""
        if self.trail.can_go_back and (place := self.trail.back()):
            self._show(place)

    def forward(self) -> None:
        """Go forward again."""
        if self.trail.can_go_forward and (place := self.trail.forward()):
            self._show(place)

    @property
    def page(self) -> QWidget | None:
        """The page in front."""
        return self.stack.currentWidget()

    @property
    def records_page(self) -> RecordsPage | None:
        """The page in front, if it is one of records."""
        page = self.stack.currentWidget()
        return page if isinstance(page, RecordsPage) else None

    def drafts(self) -> list[Unsaved]:
        """What stands unsaved in any form of the window, and in forms opened over it."""
        tops = [top for top in QApplication.topLevelWidgets() if isinstance(top, (MainWindow, QDialog))]
        forms = [form for top in tops for form in top.findChildren(RecordFormPage)]
        return [draft for form in dict.fromkeys(forms) for draft in unsaved_in(form)] + self._waiting

    def restore(self, drafts: Sequence[Unsaved]) -> None:
        """Put back what was typed before the vault was locked. A draft that finds no form is kept as it is."""
        self._waiting = list(drafts)
        self.keeper.start(drafts)
        places = [(draft, self.navigation.place_of(draft.type_name)) for draft in drafts]
        shown = [(draft, place) for draft, place in places if place is not None]
        for draft, place in shown:
            self.go(place)
            page = self.page_at(place)
            assert isinstance(page, (RecordsPage, FilingPage))
            page.restore(draft, partial(self._waiting.remove, draft))
        if shown:
            self.banner.say(
                ngettext(
                    "What you had typed and not saved has been put back.",
                    "What you had typed and not saved has been put back, in {n} forms.",
                    len(shown),
                ).format(n=len(shown)),
                "note",
                _("Save it, or press “Discard changes” in the form."),
            )
            self._put_back = self.banner.text

    def _settled(self) -> None:
        """What was put back is saved or discarded by now."""
        if self.banner.text == self._put_back:
            self.banner.hide()

    @property
    def has_unsaved(self) -> bool:
        """Whether some page holds typed words that are not saved."""
        return any(page.has_unsaved() for page in self._pages.values() if isinstance(page, (RecordsPage, FilingPage)))

    def page_at(self, place: Place) -> QWidget:
        """The page of a place, made when it is first needed and kept, with what was typed in it."""
        key = Place(place.page, place.type_name)
        if key not in self._pages:
            page = self._make(key)
            self._pages[key] = page
            self.stack.addWidget(page)
            if isinstance(page, BackupPage):
                page.changed.connect(self.backup_age.refresh)
            if isinstance(page, (PeoplePage, RecoveryPage, TravelPage)):
                page.changed.connect(self.notices.look)
                page.changed.connect(self._show_open)
        return self._pages[key]

    def _show_open(self) -> None:
        self.status.show_open(self.session.vault.compartments)

    def _make(self, place: Place) -> QWidget:
        if place.page == "records":
            page = RecordsPage(self.session, place.type_name)
            page.open_record.connect(self.open_record)
            page.shown.connect(lambda record_id: self._record_shown(place.type_name, record_id))
            return page
        if place.page == "filing":
            return FilingPage(self.session, place.type_name)
        if place.page == "travel":
            trips = TravelPage(self.session)
            trips.open_record.connect(self.open_record)
            trips.remove_asked.connect(self.remove_asked)
            return trips
        if place.page == "search":
            found = SearchPage(self.session)
            found.open_record.connect(self.open_record)
            return found
        if place.page == "journal":
            journal = JournalPage(self.session)
            journal.open_record.connect(self.open_record)
            journal.check_wanted.connect(lambda: self.go(Place("verify")))
            return journal
        makers: dict[str, Callable[[Session], QWidget]] = {
            "reports": ReportsPage,
            "verify": VerifyPage,
            "backup": BackupPage,
            "people": PeoplePage,
            "vocabularies": VocabulariesPage,
            "recovery": RecoveryPage,
        }
        return makers[place.page](self.session)

    def _show(self, place: Place) -> None:
        page = self.page_at(place)
        if self.navigation.hasFocus():  # the page takes the keyboard when it appears; the arrows are to go on
            QTimer.singleShot(0, self.navigation, self.navigation.setFocus)
        self.stack.setCurrentWidget(page)
        self.navigation.mark(place)
        self.top.where.say(page_heading(place))
        self._look_back()
        if isinstance(page, RecordsPage) and place.record_id:
            page.show_record(place.record_id)
        elif isinstance(page, RecordsPage) and page.form is not None and not page.has_unsaved():
            page.close_record()

    def _record_shown(self, type_name: str, record_id: str) -> None:
        """A page shows another record by itself: Back should lead there too."""
        here = self.trail.here
        if here is not None and here.page == "records" and here.type_name == type_name:
            self.trail.went(Place("records", type_name, record_id))
            self._look_back()

    def _look_back(self) -> None:
        self.top.back_button.setEnabled(self.trail.can_go_back)
        self.top.forward_button.setEnabled(self.trail.can_go_forward)

    # what people ask for -----------------------------------------------------------------------------

    def new_record(self) -> None:
        """Begin a new record in the list in front."""
        if self.records_page is not None:
            self.records_page.new_record()

    def find_here(self) -> None:
        """Go to the filter of the list in front; where there is none, search everywhere."""
        if self.records_page is not None:
            self.records_page.focus_find()
        else:
            self.find_everywhere()

    def find_everywhere(self) -> None:
        """Go to the search field."""
        self.top.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top.search.selectAll()

    def switch_side(self) -> None:
        """From the areas to the page and back."""
        if self.navigation.hasFocus():
            self._focus_page()
        else:
            self.navigation.setFocus()

    def undo(self) -> None:
        """Undo this person's last change, as a new change."""
        self.session.act(lambda vault: vault.undo_last(), self._undone)

    def tell(self, error: CivicDeskError) -> None:
        """Show a failure that no page took."""
        self.banner.show_error(error)

    def tell_bug(self) -> None:
        """Say that something went wrong inside, without details."""
        self.banner.say(
            _("Something went wrong inside CivicDesk. Everything saved before is safe."),
            "danger",
            _("Look at the record again. If it happens twice, lock, unlock and check the vault."),
        )

    def _undone(self, changes: object) -> None:
        self.session.changed.emit(changes)
        self.banner.say(_("The last change was undone. The journal shows both."), "good")

    def _search(self, words: str) -> None:
        page = self.page_at(Place("search"))
        if words.strip() and self.page is not page:
            self.go(Place("search"))
        if isinstance(page, SearchPage):
            page.look_for(words)

    def _focus_page(self) -> None:
        page = self.page
        if isinstance(page, (RecordsPage, SearchPage)):
            page.focus_list()
        elif page is not None:
            page.setFocus()
            page.focusNextChild()

    # set-up ------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        notice = QVBoxLayout()
        notice.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, 0)
        notice.setSpacing(theme.GAP)
        self.sign = TravelSign(self.session)
        notice.addWidget(self.sign)
        self.older = Older(self.session)
        notice.addWidget(self.older)
        self.notices = Notices(self.session, self.go)
        notice.addWidget(self.notices)
        notice.addWidget(self.banner)
        column.addLayout(notice)
        column.addWidget(self.stack, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(self.navigation)
        self.splitter.addWidget(side)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setCollapsible(1, False)
        self.splitter.setSizes([theme.NAVIGATION_WIDTH, 1280 - theme.NAVIGATION_WIDTH])
        self.navigation.setMinimumWidth(180)
        self.setCentralWidget(self.splitter)
        self.setStatusBar(self.status)

    def _connect(self, idle: Idle | None) -> None:
        self.navigation.chosen.connect(self.go)
        self.navigation.activated.connect(lambda _index: self._focus_page())
        self.top.back.connect(self.back)
        self.top.forward.connect(self.forward)
        self.top.lock.connect(self.lock_asked)
        self.top.searched.connect(self._search)
        self.top.entered.connect(self._focus_page)
        self.session.trouble.connect(self.tell)
        self.keeper.failed.connect(self.tell)
        self.keeper.settled.connect(self._settled)
        self.session.broke.connect(lambda _error: self.tell_bug())
        if idle is not None:
            self.status.show_left(idle.left())
            idle.ticked.connect(self.status.show_left)
        for sentence in self.session.vault.healed:
            self.banner.say(sentence, "warning")

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the window closes the vault."""
        event.accept()
        self.closed.emit()
