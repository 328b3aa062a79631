"""One run of the program: unlock, then the window; locking ends the process and begins a new one."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from civicdesk import i18n, log
from civicdesk.i18n import _
from ui import panic, preferences, standard_words, theme
from ui.capture import CaptureShield
from ui.clipboard import ClipboardGuard
from ui.going_dark import PATIENCE, close_session, drop_work, hide_everything
from ui.idle import Idle
from ui.lock_keys import LockKeys
from ui.panic import Panic
from ui.pieces import give_size
from ui.preferences import Preferences
from ui.recovery import notice as recovery_notice
from ui.rubbish import Rubbish
from ui.session import Session
from ui.tidying import tidy_later
from ui.triggers.watching import Watching
from ui.unlock.window import UnlockWindow

if TYPE_CHECKING:
    from civicdesk.vault.drafts import Unsaved
    from civicdesk.vault.vault import Vault
    from ui.main_window import MainWindow

Replace = Callable[[Sequence[str]], None]


def make_application(arguments: Sequence[str] = ()) -> QApplication:
    """The QApplication, under a name that tells nothing."""
    application = QApplication([sys.argv[0], *arguments])
    application.setApplicationName("CivicDesk")
    application.setApplicationDisplayName("CivicDesk")
    application.setDesktopFileName("civicdesk")
    standard_words.install(application)
    Rubbish(application)
    return application


def speak(language: str) -> str:
    """Speak this language as far as there is a catalogue; days and numbers follow."""
    i18n.use(language)
    spoken = i18n.language()
    QLocale.setDefault(QLocale("km_KH") if spoken == "km" else QLocale("en_GB"))
    return spoken


def system_language() -> str:
    """Khmer where the system speaks Khmer, otherwise English."""
    return "km" if QLocale.system().language() == QLocale.Language.Khmer else "en"


def replace_process(arguments: Sequence[str]) -> None:
    """Begin again in a new process: the only sure way to forget a key (`docs/threat-model.md`, A2)."""
    command = [sys.executable, *_interpreter_flags(), *arguments]
    if os.name == "nt":
        subprocess.Popen(command, close_fds=True)  # noqa: S603  (ourselves)
        os._exit(0)
    os.execv(sys.executable, command)  # noqa: S606  (ourselves)


def _interpreter_flags() -> list[str]:
    """How this process was started, up to the name of the program; a packed program needs nothing."""
    if getattr(sys, "frozen", False):
        return []
    given = sys.orig_argv[1:]
    return given[: given.index("-m") + 2] if "-m" in given else ["-m", "ui"]


class Desk(QObject):
    """Leads from the unlock window to the main window and, at lock, out of the process."""

    def __init__(
        self,
        application: QApplication,
        chosen: Preferences | None = None,
        begin_again: Replace = replace_process,
    ) -> None:
        super().__init__(application)
        self._application = application
        self._begin_again = begin_again
        self.bugs = 0
        self.chosen = chosen or Preferences(language=system_language())
        self.idle = Idle(application)
        self.idle.expired.connect(self.lock)
        self.clipboard = ClipboardGuard(application)
        self.shield = CaptureShield(application)
        self.keys = LockKeys(application)
        self.keys.lock.connect(self.lock)
        self.keys.panic.connect(self.strike)
        self.panic = Panic(self)
        self.watching = Watching(application, self.lock, self.leave)
        for watcher in (self.idle, self.clipboard, self.shield, self.keys, self.watching):
            watcher.setParent(self)
        self.session: Session | None = None
        self.unlock: UnlockWindow | None = None
        self.window: MainWindow | None = None
        self._dress()

    def start(self, path: Path | None = None, left: int = 0) -> None:
        """Show the unlock window; the store is imported beside it, while the passphrase is typed.

        `left`: how many files could not be destroyed a moment ago.
        """
        self._show_unlock(path)
        if left and self.unlock is not None:
            self.unlock.tell_left(left)
        threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()

    @property
    def front(self) -> MainWindow:
        """The main window; only to be asked for once a vault is open."""
        assert self.window is not None
        return self.window

    def lock(self) -> None:
        """Keep drafts, close the vault, replace the process; asks nothing, and waits for no dialog."""
        self._lock(PATIENCE)

    def strike(self, level: int) -> None:
        """The panic keys: lock without patience; on the second level, if armed, destroy first what opens the vault."""
        self._lock(panic.PATIENCE, level)

    def remove(self) -> None:
        """What opens the vault is destroyed on this computer: asked for before a trip, and answered for there."""
        self.panic.is_agreed = True
        self._lock(PATIENCE, 2)

    def _lock(self, patience: float, level: int = 0) -> None:
        session, self.session = self.session, None
        if session is None and self.window is None and not self._is_unlocking:
            return
        hide_everything(self._application, self.clipboard)
        drop_work()
        self._stop_watching()
        left = self.panic.strike(session, level) if session is not None else None
        if session is not None and left != 0:
            close_session(session, patience)
        path = session.vault.path if session is not None else self.unlock.path if self.unlock is not None else None
        self._begin_again([
            *([] if left == 0 or path is None else [str(path)]), *(["--left", str(left)] if left else []),
            "--language", self.chosen.language, "--look", self.chosen.mode, "--scale", str(self.chosen.scale),
        ])  # fmt: skip

    @property
    def _is_unlocking(self) -> bool:
        """Whether a passphrase is being chosen, typed or worked out: that is left behind as well."""
        return self.unlock is not None and self.unlock.holds_secret

    def _stop_watching(self) -> None:
        self.idle.stop()
        self.watching.stop()

    def leave(self) -> None:
        """Close the vault and end the program; like the lock it asks nothing, and waits for no dialog."""
        if self.session is not None:
            self._keep_size()
        session, self.session = self.session, None
        hide_everything(self._application, self.clipboard)
        drop_work()
        self._stop_watching()
        if session is not None:
            close_session(session)
        if self.thread().loopLevel():
            self._application.exit(0)  # `quit` would ask every window first, and a dialog may refuse

    def tell_bug(self, error: BaseException) -> None:
        """A bug: its code goes into the log in memory, a person reads a sentence."""
        self._bug(error)
        if self.window is not None:
            self.window.tell_bug()
        elif self.unlock is not None:
            self.unlock.tell_bug()

    def _bug(self, error: BaseException) -> None:
        self.bugs += 1
        note_bug(error)

    # choices -----------------------------------------------------------------------------------------

    def choose_language(self, language: str) -> None:
        """Another language: the windows are made anew, unless something typed would be lost."""
        if self.window is not None and self.window.has_unsaved:
            self.window.banner.say(_("Save what you have typed before you change the language."), "warning")
            return
        self.chosen = replace(self.chosen, language=language)
        self._dress()
        self._keep()
        if self.session is not None:
            self._show_window()
        else:
            self._show_unlock(self.unlock.path if self.unlock is not None else None)

    def choose_mode(self, mode: str) -> None:
        """Other colours."""
        self.chosen = replace(self.chosen, mode=mode)
        self._dress()
        self._keep()

    def choose_scale(self, scale: int) -> None:
        """Other sizes."""
        self.chosen = replace(self.chosen, scale=scale)
        self._dress()
        self._keep()

    def choose_idle(self, minutes: int) -> None:
        """Another time without work until the vault locks."""
        self.chosen = replace(self.chosen, idle=minutes)
        self._choose_guards()
        self._keep()

    def choose_shield(self, is_on: bool) -> None:
        """Whether the windows are left out of screenshots, where the system offers that."""
        self.chosen = replace(self.chosen, shielded=is_on)
        self._choose_guards()
        self._keep()

    def _choose_guards(self) -> None:
        """The idle lock and the shield as this person has them."""
        if self.session is not None:
            self.idle.stop()
            self.idle.seconds = preferences.idle_seconds(self.chosen.idle, self.session.vault.compartments)
            self.idle.start()
        self.shield.switch(self.chosen.shielded)

    def _show_locking(self) -> None:
        from ui.dialogs.locking import LockingDialog

        if self.session is not None:
            dialog = LockingDialog(self.session, self.chosen.idle, self.window)
            dialog.idle_chosen.connect(self.choose_idle)
            dialog.changed.connect(self.panic.known)
            dialog.exec()

    # windows -----------------------------------------------------------------------------------------

    def _dress(self) -> None:
        spoken = speak(self.chosen.language)
        self.chosen = replace(self.chosen, language=spoken)
        theme.apply(self._application, self.chosen.look)

    def _show_unlock(self, path: Path | None) -> None:
        old, self.unlock = self.unlock, UnlockWindow(path)
        self.unlock.opened.connect(self.take)
        self.unlock.broke.connect(self.tell_bug)
        self.unlock.language_chosen.connect(self.choose_language)
        self.unlock.show()
        if old is not None:
            old.close()
            old.deleteLater()

    def take(self, vault: Vault) -> None:
        """The vault is open: show the window as this person likes it."""
        self.session = Session(vault, self)
        self.session.broke.connect(self._bug)
        self.chosen = preferences.read(vault, self.chosen)
        self._dress()
        self._choose_guards()
        self.watching.start()
        self.panic.look(self.session)
        self._show_window()
        self.session.run(_kept_drafts, self._restore, owner=self)
        tidy_later(self.session)
        recovery_notice.settle(self.session, self.front.go, self.front)
        if self.unlock is not None:
            self.unlock.close()
            self.unlock.deleteLater()
            self.unlock = None

    def _warn_of_place(self, words: str) -> None:
        if words and self.window is not None:
            self.window.status.warn(_("▲ A sync program may copy this vault"), words)
            if self.window.banner.isHidden():
                self.window.banner.say(words, "warning")

    def _restore(self, drafts: Sequence[Unsaved]) -> None:
        if self.window is not None:
            self.window.restore(drafts)

    def _show_window(self) -> None:
        from ui.main_window import MainWindow
        from ui.menus import Menus

        assert self.session is not None
        old, place = self.window, self.window.trail.here if self.window is not None else None
        window = MainWindow(self.session, self.idle)
        give_size(window, self.chosen.width, self.chosen.height)
        menus = Menus(window, is_shielded=self.chosen.shielded)
        menus.language_chosen.connect(self.choose_language)
        menus.mode_chosen.connect(self.choose_mode)
        menus.scale_chosen.connect(self.choose_scale)
        menus.quit_asked.connect(self.leave)
        menus.locking_asked.connect(self._show_locking)
        menus.shield_chosen.connect(self.choose_shield)
        window.lock_asked.connect(self.lock)
        window.remove_asked.connect(self.remove)
        window.closed.connect(self._window_closed)
        if place is not None:
            window.go(place)
        self.window = window
        if old is not None:
            old.keeper.stop()
            window.keeper.start(old.keeper.kept)
            window.setGeometry(old.geometry())
            old.blockSignals(True)
            old.close()
            old.deleteLater()
        window.show()
        self.session.run(_place_warning, self._warn_of_place, owner=self)

    def _window_closed(self) -> None:
        if self.session is not None:
            self.leave()

    def _keep(self) -> None:
        if self.session is not None:
            chosen = self.chosen
            self.session.act(lambda vault: preferences.keep(vault, chosen), lambda _result: None)

    def _keep_size(self) -> None:
        if self.window is None or self.window.isMaximized():
            return
        size = self.window.size()
        if (size.width(), size.height()) != (self.chosen.width, self.chosen.height):
            self.chosen = replace(self.chosen, width=size.width(), height=size.height())
            self._keep()


def note_bug(error: BaseException) -> None:
    """Remember the kind of a bug and its line, never its words."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        line, trace = trace.tb_lineno, trace.tb_next
    log.note(f"bug.{type(error).__name__.casefold()[:40]}", line)


def watch_for_bugs(desk: Desk) -> None:
    """From now on no traceback reaches a person or a file."""

    def caught(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        desk.tell_bug(error)

    sys.excepthook = caught
    threading.excepthook = lambda arguments: note_bug(arguments.exc_value) if arguments.exc_value else None
    qInstallMessageHandler(quiet)


def quiet(kind: QtMsgType, _context: object, _message: str) -> None:
    """Qt's own messages may name files: only their kind is remembered."""
    log.note(f"qt.{kind.name.removeprefix('Qt').removesuffix('Msg').casefold()}")


def _kept_drafts(vault: Vault) -> list[Unsaved]:
    from civicdesk.vault.drafts import kept_drafts

    return kept_drafts(vault)


def _place_warning(vault: Vault) -> str:
    from civicdesk.vault.placing import place_warning

    return place_warning(vault.path)


def _warm_up() -> None:
    """Import the store while the passphrase is being typed."""
    import civicdesk.vault.vault  # noqa: F401
