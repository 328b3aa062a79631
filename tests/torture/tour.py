"""A tour of the whole window, as a process of its own: every screen, report and dialog, with canaries typed everywhere.

`python -m tests.torture.tour VAULT PASSPHRASE-FILE EXPORTS` unlocks the vault through the window, walks, exports every
report into EXPORTS, locks, and lets the locked program stand for a moment. What it left behind is looked for by others.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

PASSPHRASE = "lotus river mango heron palm rice"
CANARIES = ("Zanzibarcanary", "Ångströmcanarié", "ក្រពើសម្ងាត់")
"""One plain, one that is written differently in NFC and NFD, one in Khmer."""
TEXT = " ".join(CANARIES)
AFTER_LOCK = "--after-lock"
PATIENCE = 10
"""Seconds."""


def make_vault(path: Path) -> Path:
    """A vault with the demo's records, closed; keys quickly derived, for what is tried here is not Argon2."""
    from civicdesk.starter.demo import create_demo
    from civicdesk.vault.keyslot import FLOOR

    create_demo(path, PASSPHRASE, kdf=FLOOR).close()
    return path


def main() -> int:
    """Walk, then become the locked program."""
    from civicdesk.hardening import harden

    harden()
    if AFTER_LOCK in sys.argv:
        return _stand_locked(Path(sys.argv[sys.argv.index(AFTER_LOCK) + 1]))
    from ui.app import Desk, make_application, watch_for_bugs
    from ui.preferences import Preferences

    path, secret, exports = (Path(word) for word in sys.argv[1:4])
    application = make_application()

    def begin_again(arguments: list[str]) -> None:
        os.execv(sys.executable, [sys.executable, "-B", "-m", "tests.torture.tour", AFTER_LOCK, arguments[0]])

    desk = Desk(application, Preferences(mode="light", width=1440, height=900), begin_again)
    watch_for_bugs(desk)
    walk = Walk(desk, exports)
    walk.unlock(path, secret.read_text("utf-8").strip())
    walk.everything()
    print(f"walked {walk.seen} screens, typed into {walk.typed} fields, {walk.saved} saved, {walk.attached} files, {desk.bugs} bugs",
          file=sys.stderr, flush=True)  # fmt: skip
    desk.lock()
    return 1


class Walk:
    """Somebody who looks at everything."""

    def __init__(self, desk, exports: Path) -> None:
        self.desk, self.exports = desk, exports
        self.seen = self.typed = self.saved = self.attached = 0
        self.where = "unlocking"
        self.given_up: list[str] = []
        self.kept: Any = None
        """The record that the last file was attached to, as (type, id), and the file."""

    @property
    def window(self):
        return self.desk.front

    def unlock(self, path: Path, passphrase: str) -> None:
        """Through the window, by typing."""
        from PySide6.QtTest import QTest

        from ui.dialogs.honesty import LimitsDialog

        self.desk.start(path)
        unlock = self.desk.unlock
        for other in (unlock.start_page, unlock.create_page):
            unlock._go(other)
            self._show(unlock)
        unlock.ask_for(path)
        self._show(unlock)
        limits = LimitsDialog(unlock)
        for language in limits.languages.values():
            limits.open()
            language.click()
            self._show(limits)
        limits.close()
        page = self.desk.unlock.open_page
        QTest.keyClicks(page.passphrase.line, "not the passphrase")
        page.unlock()
        self._until(lambda: not page._bar.is_busy)
        page.passphrase.clear()
        QTest.keyClicks(page.passphrase.line, passphrase)
        page.unlock()
        self._until(lambda: self.desk.window is not None)

    def everything(self) -> None:
        """Every screen, report and dialog."""
        for mode in ("dark", "contrast", "light"):
            self.desk.choose_mode(mode)
            self._show(self.window)
        self.step("save canaries")
        self._save_canaries()
        self._attach()
        for name in self.window.navigation.types:
            self._records(name)
        self.step("search")
        self._search()
        self.step("reports")
        self._reports()
        self.step("other pages")
        self._other_pages()
        self.step("dialogs")
        self._dialogs()
        self.step("clipboard")
        self._clipboard()
        self.step("drafts")
        self.window.keeper.keep()
        self._settle()
        self.step("the lock")

    def step(self, where: str) -> None:
        """Where the walk is, for whoever watches it."""
        self.where = where
        if os.environ.get("TOUR_ALOUD"):
            print(f"{time.monotonic():.0f} {where} given up: {self.given_up}", file=sys.stderr, flush=True)

    # records -----------------------------------------------------------------------------------------

    def _save_canaries(self) -> None:
        """Into every text field of one record of each type, as far as the rules of the type allow."""
        from civicdesk.errors import CivicDeskError
        from civicdesk.records.fields import Kind
        from civicdesk.vault.query import Query

        vault = self.desk.session.vault
        for name in self.window.navigation.types:
            record = (
                next(iter(vault.find_page(Query(name), 1)), None) if hasattr(vault, "find_page") else None
            )
            record = record or next(iter(vault.iterate(name)), None)
            if record is None:
                continue
            for spec in record.meta.fields:
                if spec.kind not in (Kind.TEXT, Kind.LONG) or spec.many or spec.computed or spec.automatic:
                    continue
                with contextlib.suppress(CivicDeskError, ValueError, TypeError):
                    with vault.transaction(accept="a tour") as tx:
                        record = tx.save(record.replaced(**{spec.key: TEXT[: spec.max or None]}))
                    self.saved += 1

    def _attach(self) -> None:
        """A file with a telling name and content, kept in a record of every type."""
        from civicdesk.errors import CivicDeskError
        from civicdesk.vault.attachments import add_file

        vault, source = self.desk.session.vault, self.exports / f"{CANARIES[0]} {CANARIES[2]}.txt"
        with os.fdopen(os.open(source, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(TEXT * 50)
        for name in self.window.navigation.types:
            record = next(iter(vault.iterate(name)), None)
            if record is None:
                continue
            with contextlib.suppress(CivicDeskError):
                kept = add_file(vault, vault.kind_of(name, record.id), source)
                with vault.transaction(accept="a tour") as tx:
                    tx.save(record.replaced(attachments=(*record.attachments, kept)))
                self.attached += 1
                self.kept = (name, record.id), kept

    def _records(self, name: str) -> None:
        from ui.navigation import Place

        window, self.where = self.window, name
        self.step(name)
        window.go(Place("records", name))
        self._settle()
        self._show(window)
        hits = window.session.vault.search_titles((name,), "", 2)
        if hits:
            window.open_record(name, hits[0].id)
            self._until(lambda: window.page.form is not None and window.page.form.form is not None)
            for tab in range(window.page.form.tabs.count()):
                window.page.form.tabs.setCurrentIndex(tab)
                self._settle()
                self._show(window)
            window.page.form.tabs.setCurrentIndex(0)
            self._type(window.page.form)
        window.new_record()
        self._until(lambda: window.page.form is not None and window.page.form.form is not None)
        self._type(window.page.form)
        self._show(window)
        window.page.form.save()
        self._settle()

    def _type(self, page) -> None:
        """Into every field that takes letters, whether it makes sense there or not, child rows too."""
        for box in page.form.boxes.values():
            editor = box.editor
            with contextlib.suppress(Exception):
                if hasattr(editor, "add_row"):
                    row = editor.add_row()
                    for inner in row.editors.values():
                        self._type_into(inner)
                self._type_into(editor)

    def _type_into(self, editor) -> None:
        if hasattr(editor, "area"):
            editor.area.setPlainText(TEXT)
        elif hasattr(editor, "line"):
            editor.line.setText(TEXT)
            editor.read(TEXT)
        else:
            return
        self.typed += 1

    # other pages -------------------------------------------------------------------------------------

    def _search(self) -> None:
        for words in CANARIES:
            self.window.top.search.setText(words)
            self.window.top.searched.emit(words)
            self._settle()
            self._show(self.window)
        self.window.find_here()

    def _reports(self) -> None:
        from ui.navigation import Place

        self.window.go(Place("reports"))
        page = self.window.page
        self._until(lambda: page.reports.count() > 0)
        for at in range(page.reports.count()):
            page.reports.setCurrentRow(at)
            page.purpose.setText(TEXT)
            page.preview()
            self._until(lambda: not page.bar.is_busy)
            self._show(self.window)
        self._export()

    def _export(self) -> None:
        from datetime import date

        from civicdesk.documents.catalogue import export_report
        from civicdesk.records.choices import Audience

        export_report(
            self.desk.session.vault, "board", self.exports / f"{CANARIES[0]}.pdf",
            audience=Audience.BOARD, as_of=date(2024, 3, 31), purpose=TEXT,
        )  # fmt: skip

    def _other_pages(self) -> None:
        from ui.navigation import Place

        for page in ("verify", "vocabularies", "search", "backup", "journal", "people", "recovery", "travel"):
            self.window.go(Place(page))
            self._settle()
            self._show(self.window)

    def _dialogs(self) -> None:
        from ui.dialogs.about import AboutDialog, KeysDialog
        from ui.dialogs.chooser import Chooser
        from ui.dialogs.honesty import LimitsDialog
        from ui.dialogs.locking import LockingDialog
        from ui.unlock.change import ChangePassphraseDialog

        window, session = self.window, self.desk.session
        for dialog in (
            AboutDialog(window), KeysDialog(window), LimitsDialog(window), LockingDialog(session, 5, window),
            ChangePassphraseDialog(session, window),
            Chooser(window, "Save", "Save", suffixes=[".pdf"], start=self.exports, name=f"{CANARIES[1]}.pdf"),
        ):  # fmt: skip
            self._look_through(dialog)
        for make in self._dialogs_of_the_vault():
            self._look_through(make())
        for menu in window.menuBar().actions():
            menu.menu().popup(window.mapToGlobal(window.rect().center()))
            self._rest(50)
            menu.menu().close()

    def _dialogs_of_the_vault(self) -> tuple[Callable[[], Any], ...]:
        """Those about people and keys, trips, files and new records; none of them is made before the last is closed."""
        from civicdesk.services import roster
        from civicdesk.vault.joining import make_request, read_request
        from civicdesk.vault.keyslot import FLOOR
        from ui.dialogs.preview import PreviewDialog
        from ui.dialogs.save_copy import SaveCopyDialog
        from ui.people.change_roles import ChangeRolesDialog
        from ui.people.let_in import LetInDialog
        from ui.people.parts import PartDialog
        from ui.people.renew import RenewDialog
        from ui.people.take_away import TakeAwayDialog
        from ui.people.take_device import TakeDeviceDialog
        from ui.records.new_record import NewRecordDialog
        from ui.travel.back import TravelBackDialog
        from ui.travel.out import TravelOutDialog
        from ui.travel.remove import RemoveDialog
        from ui.unlock.device import DeviceDialog

        window, session = self.window, self.desk.session
        people, (about, file) = roster.roster(session.vault), self.kept
        request = read_request(make_request(session.vault.path, "seven green frogs cross the bridge", kdf=FLOOR))
        return (
            lambda: ChangeRolesDialog(session, people[0], window), lambda: TakeAwayDialog(session, people[0], window),
            lambda: TakeDeviceDialog(session, people[0], window), lambda: LetInDialog(session, request, None, window),
            lambda: PartDialog(session, people, None, window), lambda: RenewDialog(session, window),
            lambda: TravelOutDialog(session, window), lambda: RemoveDialog(session, window),
            lambda: TravelBackDialog(session, self.exports, window), lambda: DeviceDialog(session, window),
            lambda: PreviewDialog(session, file, window), lambda: SaveCopyDialog(session, about, file, window),
            lambda: NewRecordDialog(window, session, "stakeholder", CANARIES[0]),
        )  # fmt: skip

    def _look_through(self, dialog) -> None:
        """Open it, write into every line of it, and leave it."""
        from PySide6.QtWidgets import QLineEdit
        from shiboken6 import isValid

        dialog.open()
        self._settle()
        for line in dialog.findChildren(QLineEdit):
            line.setText(TEXT[: line.maxLength()])
            self.typed += 1
        self._show(dialog)
        dialog.done(0)
        self._settle()
        if isValid(dialog):
            dialog.deleteLater()

    def _clipboard(self) -> None:
        from PySide6.QtGui import QGuiApplication

        QGuiApplication.clipboard().setText(TEXT)

    # patience ----------------------------------------------------------------------------------------

    def _show(self, widget) -> None:
        self.seen += 1
        widget.show()
        self._rest(60)
        widget.grab()

    def _settle(self) -> None:
        for _round in range(2):
            answered: list[None] = []
            self.desk.session.run(lambda _vault: None, answered.append)
            self._until(lambda answered=answered: bool(answered))
            self._rest(30)

    def _rest(self, milliseconds: int) -> None:
        from ui.pictures import rest

        rest(milliseconds)

    def _until(self, is_so: Callable[[], bool]) -> None:
        """Wait for something, and go on without it after a while: a record that its reader may not open, say."""
        for _round in range(PATIENCE * 50):
            if is_so():
                return
            self._rest(20)
        self.given_up.append(self.where)


def _stand_locked(path: Path) -> int:
    """What the program does after the lock: its first window, the clipboard, and nothing else."""
    from PySide6.QtGui import QGuiApplication

    from ui.app import Desk, make_application
    from ui.pictures import rest
    from ui.preferences import Preferences

    application = make_application()
    desk = Desk(application, Preferences(mode="light"))
    desk.start(path)
    rest(1500)
    held = QGuiApplication.clipboard().text()
    return 3 if any(word in held for word in CANARIES) else 0


def pieces() -> Iterator[str]:
    """What to look for: each canary."""
    yield from CANARIES


if __name__ == "__main__":
    sys.exit(main())
