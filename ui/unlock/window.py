"""The window before a vault is open: start, create or unlock, in one narrow column."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from civicdesk import i18n
from civicdesk.i18n import _, ngettext
from ui import icons, theme
from ui.dialogs.chooser import choose_vault
from ui.dialogs.honesty import LimitsDialog
from ui.pieces import Banner, Sentence, Stack, button, card, give_size, row
from ui.preferences import languages
from ui.unlock.create import CreatePage
from ui.unlock.open import OpenPage
from ui.unlock.restore import RestorePage
from ui.unlock.start import StartPage

if TYPE_CHECKING:
    from ui.unlock.join import JoinPage
    from ui.unlock.recover import RecoverPage

_COLUMN = 560


class UnlockWindow(QWidget):
    """Ends with a vault that is open. `language_chosen` asks for the same window in another language."""

    opened = Signal(object)
    broke = Signal(object)
    language_chosen = Signal(str)

    def __init__(self, path: Path | None = None) -> None:
        super().__init__()
        self.setProperty("role", "ground")
        self.setWindowTitle("CivicDesk")
        give_size(self, 900, 700)
        self._path = path
        self.start_page, self.create_page, self.open_page = StartPage(), CreatePage(), OpenPage()
        self.recover_page: RecoverPage | None = None
        self.join_page: JoinPage | None = None
        self.restore_page = RestorePage()
        self.pages = Stack()
        self.banner = Banner()
        self._mark = QLabel()
        self._lay_out()
        for page in (self.create_page, self.open_page):
            page.opened.connect(self.opened)
            page.broke.connect(self.broke)
        self.start_page.create_wanted.connect(lambda: self._go(self.create_page))
        self.start_page.open_wanted.connect(self.choose)
        self.start_page.restore_wanted.connect(lambda: self._go(self.restore_page))
        self.restore_page.given_up.connect(lambda: self._go(self.start_page))
        self.restore_page.restored.connect(self.ask_for)
        self.restore_page.broke.connect(self.broke)
        self.open_page.elsewhere.connect(lambda: self._go(self.start_page))
        self.open_page.forgotten.connect(self.recover)
        self.open_page.join_wanted.connect(self.join)
        self.create_page.given_up.connect(lambda: self._go(self.start_page))
        theme.notifier().changed.connect(self._draw_mark)
        if path is not None:
            self.ask_for(path)
        else:
            self._go(self.start_page)

    def ask_for(self, path: Path) -> None:
        """Ask for the passphrase of a vault."""
        self._path = path
        self._go(self.open_page)
        self.open_page.ask_for(path)

    def choose(self) -> None:
        """Choose a vault on the disk."""
        chosen = choose_vault(self)
        if chosen is not None:
            self.ask_for(chosen)

    def recover(self, path: Path) -> None:
        """Ask for the recovery sheets of a vault; what that needs is imported only now."""
        from ui.unlock.recover import RecoverPage

        if self.recover_page is None:
            self.recover_page = RecoverPage()
            self.pages.add(self.recover_page)
            self.recover_page.opened.connect(self.opened)
            self.recover_page.broke.connect(self.broke)
            self.recover_page.given_up.connect(lambda: self._go(self.open_page))
        self._go(self.recover_page)
        self.recover_page.ask_for(path)

    def join(self, path: Path) -> None:
        """Ask to be let into a vault."""
        from ui.unlock.join import JoinPage

        if self.join_page is None:
            self.join_page = JoinPage()
            self.pages.add(self.join_page)
            self.join_page.broke.connect(self.broke)
            self.join_page.left.connect(self.ask_for)
        self._go(self.join_page)
        self.join_page.ask_for(path)

    def show_limits(self) -> None:
        """The page of what CivicDesk does not do."""
        LimitsDialog(self).exec()

    @property
    def path(self) -> Path | None:
        """The vault asked for last."""
        return self._path

    @property
    def holds_secret(self) -> bool:
        """Whether a passphrase has been typed or is being worked out."""
        recovering = self.recover_page is not None and self.recover_page.holds_secret
        joining = self.join_page is not None and self.join_page.holds_secret
        return recovering or joining or self.open_page.holds_secret or self.create_page.holds_secret

    def tell_bug(self) -> None:
        """A bug; what it did to a vault is not known here."""
        self.banner.say(
            _("Something went wrong inside CivicDesk."),
            "danger",
            _("Try again; if it happens twice, start CivicDesk anew."),
        )

    def tell_left(self, count: int) -> None:
        """What opens the vault was to be destroyed on this computer, and not all of it was."""
        words = ngettext(
            "Not everything could be destroyed: {n} file that opens the vault is still on this computer.",
            "Not everything could be destroyed: {n} files that open the vault are still on this computer.",
            count,
        )
        todo = _("Take it that the vault can still be opened here with a passphrase.")
        self.banner.say(words.format(n=count), "danger", todo)

    def _lay_out(self) -> None:
        sheet, inside = card()
        sheet.setFixedWidth(_COLUMN)
        for page in (self.start_page, self.create_page, self.open_page, self.restore_page):
            self.pages.add(page)
        inside.addWidget(self.pages)
        limits = button(_("What CivicDesk does not &do"), self.show_limits, "quiet")
        self._draw_mark()
        column = QVBoxLayout()
        column.setSpacing(theme.MARGIN)
        column.addStretch(1)
        column.addLayout(row(self._mark, Sentence("CivicDesk", "title", wrap=False), 1))
        self.banner.setFixedWidth(_COLUMN)
        column.addWidget(self.banner)
        column.addWidget(sheet)
        column.addLayout(row(limits, 1, *self._other_languages()))
        column.addStretch(2)
        inner = QWidget()
        centred = QVBoxLayout(inner)
        centred.addLayout(row(1))
        line = row(1)
        line.addLayout(column)
        line.addStretch(1)
        centred.addLayout(line, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    def _other_languages(self) -> list[QWidget]:
        """A button for each language that is not spoken now, in its own words."""
        return [
            button(name, partial(self.language_chosen.emit, code), "quiet")
            for code, name in languages().items()
            if code != i18n.language()
        ]

    def _draw_mark(self) -> None:
        self._mark.setPixmap(icons.pixmap("vault", theme.colours().accent, 32, self.devicePixelRatioF()))

    def _go(self, page: QWidget) -> None:
        self.pages.show_page(page)
        if page is self.start_page:
            self.start_page.open_button.setFocus()
        if page is self.restore_page:
            self.restore_page.choose_button.setFocus()
        if page is self.create_page:
            self.create_page.place.name.setFocus()
