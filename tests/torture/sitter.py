"""One person at the window, as a process of its own: unlocks, types, and locks when told to.

`python -m tests.torture.sitter VAULT PASSPHRASE-FILE WAY` prints one line of JSON once it is at work (the secrets that
an attacker would look for), waits for a line, and locks by WAY. The new process is the ordinary program.
"""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

WAYS = ("keys", "keys in a dialog", "menu", "idle", "bus", "panic", "panic 2", "while unlocking")
TYPED = "half a sentence about the salamander"


class Sitter(QObject):
    """Hears the line on standard input in a thread and acts in the window's own."""

    told = Signal()

    def __init__(self, desk, path: Path, passphrase: str, way: str) -> None:
        super().__init__()
        self.desk, self.path, self.passphrase, self.way = desk, path, passphrase, way
        self.told.connect(self.lock)

    def sit(self) -> None:
        """Unlock through the window, with the passphrase typed, then begin to type into a record."""
        from ui.pictures import until

        desk = self.desk
        desk.start(self.path)
        page = desk.unlock.open_page
        QTest.keyClicks(page.passphrase.line, self.passphrase)
        if self.way == "while unlocking":
            page.unlock()
            self._say({"passphrase": self.passphrase})
            return
        page.unlock()
        until(lambda: desk.session is not None and desk.window is not None)
        session = desk.session
        hit = session.vault.search_titles(("stakeholder",), "", 1)[0]
        desk.front.open_record("stakeholder", hit.id)
        until(lambda: desk.front.page.form is not None and desk.front.page.form.form is not None)
        desk.front.page.form.form.put("mandate", TYPED)
        opened = session.vault.opened
        keys = {kind: opened.keys(kind).ck.hex() for kind in session.vault.compartments}
        self._say({
            "passphrase": self.passphrase, "title": hit.title, "typed": TYPED,
            "sign": opened.sign.private_bytes_raw().hex(), "box": opened.box.private_bytes_raw().hex(), **keys,
        })  # fmt: skip

    def _say(self, secrets: dict) -> None:
        print(json.dumps(secrets), flush=True)
        threading.Thread(target=self._hear, daemon=True).start()

    def _hear(self) -> None:
        sys.stdin.readline()
        self.told.emit()

    def lock(self) -> None:
        """By the way that was asked for; nothing here comes back."""
        desk, window = self.desk, self.desk.window
        match self.way:
            case "keys":
                QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
            case "keys in a dialog":
                dialog = QDialog(window)
                dialog.open()
                press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
                QApplication.sendEvent(dialog, press)
            case "menu":
                actions = [action for menu in window.menuBar().actions() for action in menu.menu().actions()]
                next(action for action in actions if "Ctrl+L" in action.shortcut().toString()).trigger()
            case "idle":
                desk.idle._at -= 10_000
                desk.idle.look()
            case "bus" | "while unlocking":
                desk.watching._lock()
            case "panic":
                desk.keys.panic.emit(1)
            case "panic 2":
                desk.panic.known(True)
                desk.keys.panic.emit(2)


def main() -> int:
    """As `ui.__main__`, with somebody at the keys."""
    path, file, way = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    passphrase = file.read_text("utf-8").strip()
    sys.orig_argv[1:] = ["-B", "-m", "ui"]  # what the process becomes when it locks
    from civicdesk.hardening import harden

    harden()
    from ui.app import Desk, make_application
    from ui.preferences import Preferences

    application = make_application()
    desk = Desk(application, Preferences(mode="light"))
    sitter = Sitter(desk, path, passphrase, way)
    sitter.sit()
    return int(application.exec())


if __name__ == "__main__":
    sys.exit(main())
