"""The menu bar: everything that can be done has a place and an access key here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from civicdesk import i18n
from civicdesk.i18n import _
from ui import capture, filing, theme
from ui.dialogs.about import AboutDialog, KeysDialog
from ui.dialogs.honesty import LimitsDialog
from ui.navigation import Place, area_label
from ui.preferences import LANGUAGES, languages
from ui.read_only import guard
from ui.unlock.change import ChangePassphraseDialog
from ui.unlock.device import DeviceDialog

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class Menus(QObject):
    """Builds the menus of one window; what concerns the whole application is emitted."""

    language_chosen = Signal(str)
    mode_chosen = Signal(str)
    scale_chosen = Signal(int)
    quit_asked = Signal()
    locking_asked = Signal()
    shield_chosen = Signal(bool)

    def __init__(self, window: MainWindow, *, is_shielded: bool = True) -> None:
        super().__init__(window)
        self._window = window
        self._is_shielded = is_shielded
        bar = window.menuBar()
        self._vault(bar.addMenu(_("&Vault")))
        self._edit(bar.addMenu(_("&Edit")))
        self._go(bar.addMenu(_("&Go")))
        self._view(bar.addMenu(_("Vie&w")))
        self._help(bar.addMenu(_("&Help")))

    def _add(self, menu: QMenu, text: str, slot: Callable[[], object], *keys: str) -> QAction:
        action = QAction(text, self._window)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.triggered.connect(lambda _checked=False: slot())
        menu.addAction(action)
        return action

    def _vault(self, menu: QMenu) -> None:
        window = self._window
        guard(window.session, self._add(menu, _("&New record"), window.new_record, "Ctrl+N"))
        if filed := filing.entries(window.session.vault):
            below = menu.addMenu(_("Rep&ort"))
            for name, _words in filed:
                to_form = partial(window.go, Place("filing", name))
                guard(window.session, self._add(below, filing.menu_title(name), to_form))
        menu.addSeparator()
        self._add(menu, _("&Vocabularies"), lambda: window.go(Place("vocabularies")))
        self._add(menu, _("&Check the vault"), lambda: window.go(Place("verify")))
        self._add(menu, _("&Backups"), lambda: window.go(Place("backup")))
        self._add(menu, _("&Journal"), lambda: window.go(Place("journal")))
        self._add(menu, _("P&eople and keys"), lambda: window.go(Place("people")))
        self._add(menu, _("&Recovery"), lambda: window.go(Place("recovery")))
        self._add(menu, _("&Trips"), lambda: window.go(Place("travel")))
        self._add(
            menu, _("Change &passphrase…"), lambda: ChangePassphraseDialog(window.session, window).exec()
        )
        self._add(menu, _("&Key of this computer…"), lambda: DeviceDialog(window.session, window).exec())
        self._add(menu, _("Lockin&g and panic…"), self.locking_asked.emit)
        menu.addSeparator()
        self._add(menu, _("&Lock now"), window.lock_asked.emit, "Ctrl+L")
        leave = self._add(menu, _("&Quit"), self.quit_asked.emit, "Ctrl+Q")
        leave.setMenuRole(QAction.MenuRole.QuitRole)

    def _edit(self, menu: QMenu) -> None:
        window = self._window
        guard(window.session, self._add(menu, _("&Undo the last change"), window.undo, "Ctrl+Z"))
        menu.addSeparator()
        # The list owns the key; the menu only tells it.
        self._add(menu, _("Find in this &list") + "\tCtrl+F", window.find_here)
        self._add(menu, _("Search &everywhere"), window.find_everywhere, "Ctrl+K", "Ctrl+Shift+F")

    def _go(self, menu: QMenu) -> None:
        window = self._window
        self._add(menu, _("&Back"), window.back, "Alt+Left")
        self._add(menu, _("&Forward"), window.forward, "Alt+Right")
        self._add(menu, _("&Areas and page"), window.switch_side, "F6")
        menu.addSeparator()
        for number, area in enumerate(window.navigation.areas, start=1):
            self._add(
                menu,
                f"&{number}  {area_label(area)}",
                partial(window.navigation.go_to_area, number),
                f"Ctrl+{number}",
            )

    def _view(self, menu: QMenu) -> None:
        shown = self._add(menu, _("&Areas"), self._toggle_navigation, "F9")
        shown.setCheckable(True)
        shown.setChecked(True)
        menu.addSeparator()
        modes = (("system", _("As the &system")), ("light", _("&Light")), ("dark", _("&Dark")),
                 ("contrast", _("&High contrast")))  # fmt: skip
        self._choices(menu, modes, theme.look().mode, self.mode_chosen.emit)
        menu.addSeparator()
        self._add(menu, _("La&rger"), lambda: self._step(1), "Ctrl++", "Ctrl+=")
        self._add(menu, _("S&maller"), lambda: self._step(-1), "Ctrl+-")
        self._add(menu, _("&Ordinary size"), lambda: self.scale_chosen.emit(100), "Ctrl+0")
        menu.addSeparator()
        shield = self._add(
            menu, _("Keep ou&t of screenshots"), lambda: self.shield_chosen.emit(shield.isChecked())
        )
        shield.setCheckable(True)
        shield.setChecked(self._is_shielded and capture.IS_OFFERED)
        shield.setEnabled(capture.IS_OFFERED)
        if len(languages()) > 1:
            menu.addSeparator()
            keys = {"en": "&English", "km": f"{LANGUAGES['km']} (&K)"}
            offered = tuple((code, keys[code]) for code in languages())
            self._choices(menu, offered, i18n.language(), self.language_chosen.emit)

    def _help(self, menu: QMenu) -> None:
        window = self._window
        self._add(menu, _("&Keys"), lambda: KeysDialog(window).exec(), "F1")
        self._add(menu, _("What CivicDesk does not &do"), lambda: LimitsDialog(window).exec())
        about = self._add(menu, _("&About CivicDesk"), lambda: AboutDialog(window).exec())
        about.setMenuRole(QAction.MenuRole.AboutRole)

    def _choices(
        self, menu: QMenu, choices: tuple[tuple[str, str], ...], now: str, chosen: Callable[[str], object]
    ) -> None:
        """Entries of which one is ticked."""
        group = QActionGroup(menu)
        for code, text in choices:
            action = self._add(menu, text, partial(chosen, code))
            action.setCheckable(True)
            action.setChecked(code == now)
            group.addAction(action)

    def _step(self, way: int) -> None:
        sizes = theme.SCALES
        at = sizes.index(theme.look().scale) if theme.look().scale in sizes else sizes.index(100)
        self.scale_chosen.emit(sizes[min(max(at + way, 0), len(sizes) - 1)])

    def _toggle_navigation(self) -> None:
        navigation = self._window.navigation
        navigation.setVisible(navigation.isHidden())
        if not navigation.isHidden():
            navigation.setFocus(Qt.FocusReason.ShortcutFocusReason)
