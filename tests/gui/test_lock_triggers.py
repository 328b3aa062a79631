"""What makes the vault lock by itself: the buses of Linux on a real bus, signals of the system, keys behind dialogs."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QVBoxLayout

from civicdesk.vault.vault import Vault
from ui.lock_keys import LockKeys
from ui.records.new_record import ask_for_record
from ui.tasks import Task

CTRL = Qt.KeyboardModifier.ControlModifier
PANIC = CTRL | Qt.KeyboardModifier.ShiftModifier

on_linux = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("dbus-daemon"), reason="needs a bus of Linux"
)


# keys, menus, dialogs ------------------------------------------------------------------------------


def test_ctrl_l_locks_behind_a_dialog_that_waits_for_an_answer(qtbot, desk, window, begun_again):
    dialog = QDialog(window)
    QVBoxLayout(dialog).addWidget(QLineEdit())
    QTimer.singleShot(50, lambda: QTest.keyClick(dialog.findChild(QLineEdit), Qt.Key.Key_L, CTRL))
    QTimer.singleShot(5000, dialog.reject)
    dialog.exec()
    assert len(begun_again) == 1
    assert desk.session is None


def test_ctrl_l_locks_while_a_menu_is_open(qtbot, desk, window, begun_again):
    menu = window.menuBar().actions()[0].menu()
    assert isinstance(menu, QMenu)
    menu.popup(window.mapToGlobal(window.rect().center()))
    QTest.keyClick(menu, Qt.Key.Key_L, CTRL)
    assert len(begun_again) == 1
    assert not menu.isVisible()


@pytest.mark.parametrize("name", ["leave", "lock"])
def test_no_dialog_that_refuses_to_close_holds_up_the_end(
    qtbot, desk, window, settle, filled_path, passphrase, monkeypatch, name
):
    """With typed words a dialog for a new record does not close when it is asked to."""
    ended = []
    monkeypatch.setattr(desk._application, "exit", ended.append)
    monkeypatch.setattr(desk._application, "quit", lambda: pytest.fail("windows were asked"))
    dialog = ask_for_record(window, window.session, "stakeholder", "", lambda *_found: None)
    settle()
    dialog.page.form.put("name", "Half a name")
    assert dialog.would_lose
    QTimer.singleShot(0, getattr(desk, name))
    qtbot.waitUntil(lambda: desk.session is None)
    assert ended == [0] or name == "lock"
    assert not dialog.isVisible() and not window.isVisible()
    Vault.open(filled_path, passphrase).close()


def test_locking_hides_every_window_and_every_dialog(qtbot, desk, window, begun_again):
    dialog = QDialog(window)
    dialog.open()
    desk.lock()
    assert [top for top in QApplication.topLevelWidgets() if top.isVisible()] == []


def test_locking_gives_up_a_task_that_holds_the_vault(
    qtbot, desk, window, begun_again, filled_path, passphrase
):
    session, inside = desk.session, threading.Event()

    def work(report):
        with session.vault.transaction() as tx:
            tx.store_for_writing("programme")
            inside.set()
            while True:
                report()

    Task(session.beside(work), window).start()
    assert inside.wait(10)
    desk.lock()
    assert len(begun_again) == 1
    from civicdesk.vault.vault import Vault

    Vault.open(filled_path, passphrase).close()


def test_a_form_that_cannot_tell_its_draft_does_not_stop_the_lock(desk, window, begun_again):
    def fails():
        raise RuntimeError("a bug in a form")

    window.session.before_lock(fails)
    desk.lock()
    assert len(begun_again) == 1


def test_a_passphrase_being_typed_is_left_behind_when_the_session_locks(
    qtbot, desk, begun_again, filled_path
):
    desk.start(filled_path)
    desk.lock()
    assert begun_again == []
    desk.unlock.open_page.passphrase.line.setText("half a passph")
    desk.lock()
    assert begun_again[0][0] == str(filled_path)


@pytest.fixture
def keys(qapp: QApplication) -> Iterator[LockKeys]:
    made = LockKeys(qapp)
    yield made
    qapp.removeEventFilter(made)
    made.deleteLater()


def press(target: QObject, *, repeated: bool = False, up: bool = False) -> None:
    kind = QEvent.Type.KeyRelease if up else QEvent.Type.KeyPress
    QApplication.sendEvent(target, QKeyEvent(kind, Qt.Key.Key_F12, PANIC, "", repeated))


def test_the_panic_keys_count_only_when_they_are_held(qtbot, keys, qapp):
    heard: list[int] = []
    keys.panic.connect(heard.append)
    press(qapp)
    assert keys.held.isActive() and keys.held.interval() == 1000
    press(qapp, up=True)
    assert not keys.held.isActive()
    press(qapp, repeated=True)
    assert not keys.held.isActive()
    assert heard == []


def test_the_panic_keys_held_are_level_one_and_tapped_then_held_level_two(qtbot, keys, qapp):
    heard: list[int] = []
    keys.panic.connect(heard.append)
    press(qapp)
    keys.held.timeout.emit()
    keys.held.stop()
    press(qapp)
    press(qapp, up=True)
    press(qapp)
    keys.held.timeout.emit()
    assert heard == [1, 2]


def test_a_first_tap_is_forgotten(qtbot, keys, qapp):
    heard: list[int] = []
    keys.panic.connect(heard.append)
    press(qapp)
    press(qapp, up=True)
    keys.forgetting.timeout.emit()
    press(qapp)
    keys.held.timeout.emit()
    assert heard == [1]


# the end of the session ----------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_that_ends_programs_keeps_what_was_typed(
    qtbot, desk, window, settle, filled_path, passphrase, monkeypatch, name
):
    from civicdesk.vault.drafts import kept_drafts

    hit = window.session.vault.search_titles(("stakeholder",), "council", 1)[0]
    window.open_record("stakeholder", hit.id)
    settle()
    window.page.form.form.put("name", "Half a name")
    monkeypatch.setattr(desk._application, "exit", lambda _code: None)
    before = {one: signal.getsignal(getattr(signal, one)) for one in ("SIGTERM", "SIGHUP")}
    ending = desk.watching.ending
    try:
        ending.hear_signals()
        os.kill(os.getpid(), getattr(signal, name))
        qtbot.waitUntil(lambda: desk.session is None, timeout=10_000)
    finally:
        signal.set_wakeup_fd(-1)
        for one, handler in before.items():
            signal.signal(getattr(signal, one), handler)
    vault = Vault.open(filled_path, passphrase)
    assert [draft.values for draft in kept_drafts(vault)] == [{"name": "Half a name"}]
    vault.close()


# the buses of Linux --------------------------------------------------------------------------------

if sys.platform == "linux":
    from jeepney import (
        DBusAddress,
        HeaderFields,
        MessageType,
        message_bus,
        new_error,
        new_method_return,
        new_signal,
    )
    from jeepney.io.blocking import open_dbus_connection

    from ui.triggers.linux import BusWatch, Heard, means_lock

    LOGIN, OURS = "org.freedesktop.login1", "/org/freedesktop/login1/session/_31"
    SAVER = "org.freedesktop.ScreenSaver"


class LoginManager:
    """A peer on the bus that answers as logind does, and sends the signals that it would send."""

    def __init__(self, address: str) -> None:
        self.connection = open_dbus_connection(address, enable_fds=True)
        self.connection.send_and_get_reply(message_bus.RequestName(LOGIN))
        self.asked: list[str] = []
        self.pipe = os.pipe()
        self.thread = threading.Thread(target=self._answer, daemon=True)
        self.thread.start()

    def _answer(self) -> None:
        while len(self.asked) < 2:
            try:
                call = self.connection.receive()
            except OSError:  # the test is over
                return
            if call.header.message_type is not MessageType.method_call:
                continue
            member = call.header.fields[HeaderFields.member]
            self.asked.append(member)
            answers = {"GetSessionByPID": ("o", (OURS,)), "Inhibit": ("h", (self.pipe[1],))}
            answer = (
                new_method_return(call, *answers[member]) if member in answers else new_error(call, "no.such")
            )
            self.connection.send(answer)

    def say(self, path: str, interface: str, member: str, signature: str = "", body: tuple = ()) -> None:
        emitter = DBusAddress(path, interface=interface)
        self.connection.send(new_signal(emitter, member, signature or None, body))

    def change(self, path: str, of: str, **changed: object) -> None:
        values = {name: ("b", value) for name, value in changed.items()}
        self.say(path, "org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{sv}as", (of, values, []))


@pytest.fixture
def bus(tmp_path) -> Iterator[str]:
    """The address of a real bus of the test's own."""
    command = [shutil.which("dbus-daemon"), "--session", "--nofork", "--print-address=1",
               f"--address=unix:path={tmp_path}/bus"]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        yield daemon.stdout.readline().strip()
        daemon.terminate()


@pytest.fixture
def heard_on(bus, qapp, qtbot):
    """Watches a bus; answers the peer that speaks on it and what made the vault lock."""
    watches, peers = [], []

    def watch(kind: str):
        away: list[str] = []
        peers.append(LoginManager(bus))
        made = BusWatch(kind, qapp, bus)
        made.away.connect(lambda: away.append("away"))
        watches.append(made)
        qtbot.waitUntil(made.is_listening.is_set, timeout=10_000)
        return peers[-1], away

    yield watch
    for made in watches:
        made.stop()
        made._thread.join(5)
    for peer in peers:
        peer.connection.close()


SYSTEM_SAYS = {
    "the session is locked": lambda peer: peer.say(OURS, f"{LOGIN}.Session", "Lock"),
    "the computer sleeps": lambda peer: peer.say(
        "/org/freedesktop/login1", f"{LOGIN}.Manager", "PrepareForSleep", "b", (True,)
    ),
    "the computer shuts down": lambda peer: peer.say(
        "/org/freedesktop/login1", f"{LOGIN}.Manager", "PrepareForShutdown", "b", (True,)
    ),
    "another user came to the front": lambda peer: peer.change(OURS, f"{LOGIN}.Session", Active=False),
    "the desktop shows its own lock": lambda peer: peer.change(OURS, f"{LOGIN}.Session", LockedHint=True),
    "the lid was shut": lambda peer: peer.change(
        "/org/freedesktop/UPower", "org.freedesktop.UPower", LidIsClosed=True
    ),
}


@on_linux
@pytest.mark.parametrize("said", SYSTEM_SAYS)
def test_the_system_bus_locks_when(heard_on, qtbot, said):
    peer, away = heard_on("SYSTEM")
    SYSTEM_SAYS[said](peer)
    qtbot.waitUntil(lambda: away == ["away"], timeout=10_000)
    assert peer.asked == ["GetSessionByPID", "Inhibit"]


@on_linux
@pytest.mark.parametrize(
    "saver", ["org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver"]
)
def test_a_screen_saver_locks(heard_on, qtbot, saver):
    peer, away = heard_on("SESSION")
    peer.say("/saver", saver, "ActiveChanged", "b", (False,))
    peer.say("/saver", saver, "ActiveChanged", "b", (True,))
    qtbot.waitUntil(lambda: bool(away), timeout=10_000)
    assert away == ["away"]


@on_linux
@pytest.mark.parametrize(
    "heard",
    [
        ("/org/freedesktop/login1/session/_39", "org.freedesktop.login1.Session", "Lock", ()),
        ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", (False,)),
        ("/saver", "org.freedesktop.ScreenSaver", "ActiveChanged", (False,)),
        ("/a", "org.example.Window", "ActiveChanged", (True,)),
        ("/org/freedesktop/login1/session/_31", "org.freedesktop.DBus.Properties", "PropertiesChanged",
         ("org.freedesktop.login1.Session", {"Active": ("b", True)}, [])),
        ("/org/freedesktop/UPower", "org.freedesktop.DBus.Properties", "PropertiesChanged",
         ("org.freedesktop.UPower", {"LidIsClosed": ("b", False)}, [])),
    ],
)  # fmt: skip
def test_what_concerns_somebody_else_or_means_work_does_not_lock(heard):
    assert not means_lock(Heard(*heard), OURS)


@on_linux
def test_the_vault_locks_when_the_session_does(heard_on, bus, qtbot, desk, window, begun_again, monkeypatch):
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
    desk.watching.stop()
    peer = LoginManager(bus)
    desk.watching.start()
    for watch in desk.watching._watches:
        qtbot.waitUntil(watch.is_listening.is_set, timeout=10_000)
    peer.say(OURS, f"{LOGIN}.Session", "Lock")
    qtbot.waitUntil(lambda: bool(begun_again), timeout=10_000)
    assert desk.session is None
    peer.connection.close()


@on_linux
def test_a_bus_that_goes_away_takes_nothing_with_it(tmp_path, qapp, qtbot):
    watch = BusWatch("SESSION", qapp, f"unix:path={tmp_path}/nobody")
    qtbot.waitUntil(lambda: not watch._thread.is_alive(), timeout=10_000)
    assert not watch.is_listening.is_set()
