"""A window on a real vault of the test's own; locking ends nothing here, it is only written down."""

from __future__ import annotations

import gc
import shutil
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from civicdesk.records.choices import EngagementGroup, Mode
from civicdesk.records.record import record_type
from civicdesk.records.values import Ref, Term
from civicdesk.vault.serial import SerialConnection, SerialCursor
from civicdesk.vault.vault import Vault
from ui import theme
from ui.app import Desk
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.session import Session

PASSPHRASE = "lotus river mango heron palm rice"
KHMER = "ក្រុមប្រឹក្សាឃុំអូរជុំ"
Settle = Callable[[], None]


@pytest.fixture(autouse=True, scope="session")
def what_was_imported_is_no_rubbish(qapp: QApplication) -> None:
    """A collection after each test then looks at what the tests have made, not at every module again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def rubbish_is_collected_between_tests(qapp: QApplication) -> Iterator[None]:
    """As in the program (`ui.rubbish`): never in the worker thread, never in the middle of a Qt call."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def nobody_uses_a_store_out_of_turn(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Threads share the connections of a vault: who uses one must hold its guard, or two would mix their work."""
    real, begun = SerialConnection.cursor, SerialConnection.__init__
    rude: list[str] = []

    def init(self: SerialConnection, *given: object, **named: object) -> None:
        begun(self, *given, **named)
        self.opener = threading.get_ident()

    def cursor(self: SerialConnection, *given: type) -> SerialCursor:
        main = threading.main_thread().ident
        known = (main, getattr(self, "opener", main))  # one of a whole module was opened before
        if not self.guard._is_owned() and threading.get_ident() not in known:
            rude.append("".join(line for line in traceback.format_stack() if "site-packages" not in line))
        return real(self, *given)

    monkeypatch.setattr(SerialConnection, "__init__", init)
    monkeypatch.setattr(SerialConnection, "cursor", cursor)
    yield
    assert not rude, rude[0]


@pytest.fixture
def passphrase() -> str:
    return PASSPHRASE


@pytest.fixture
def begun_again() -> list[Sequence[str]]:
    """How the process would have been replaced."""
    return []


@pytest.fixture
def desk(qapp: QApplication, begun_again: list[Sequence[str]]) -> Iterator[Desk]:
    made = Desk(qapp, Preferences(mode="light"), begin_again=begun_again.append)
    yield made
    made.idle.stop()
    made.watching.stop()
    if made.session is not None:
        made.session.close()
        made.session = None
    for window in (made.window, made.unlock):
        if window is not None and isValid(window):
            window.close()
            window.deleteLater()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    theme.apply(qapp, theme.Look("light", 100))


@pytest.fixture(scope="session")
def filled_template(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed vault with two stakeholders, one of them Khmer, and a meeting; copied by every test."""
    path = Path(shutil.copytree(template, tmp_path_factory.mktemp("filled") / "Filled.civicdesk"))
    vault = Vault.open(path, PASSPHRASE)
    stakeholder, meeting = record_type("stakeholder"), record_type("meeting")
    with vault.transaction(accept="typed in for the test") as tx:
        office = tx.save(_stakeholder(stakeholder, "Commune council C1"))
        tx.save(_stakeholder(stakeholder, KHMER))
        tx.save(meeting(
            title="Talk about land titles", meeting_type=Term(vault.terms("meeting_type")[0].code),
            main_stakeholder=Ref(office.id), mode=Mode.IN_PERSON, purpose="Hear when the minutes will be public",
        ))  # fmt: skip
    vault.close()
    return path


@pytest.fixture
def filled_path(filled_template: Path, tmp_path: Path) -> Path:
    """A filled vault of the test's own."""
    return Path(shutil.copytree(filled_template, tmp_path / "Work.civicdesk"))


def _stakeholder(cls: type, name: str) -> object:
    return cls(
        name=name, engagement_group=next(iter(EngagementGroup)), stakeholder_type=Term("commune_sangkat_council"),
        is_political_party=False,
    )  # fmt: skip


@pytest.fixture
def window(desk: Desk, filled_path: Path, passphrase: str, settle: Settle) -> MainWindow:
    """The main window on the filled vault, shown."""
    desk.take(Vault.open(filled_path, passphrase))
    assert desk.window is not None
    settle()
    return desk.window


@pytest.fixture
def session(window: MainWindow) -> Session:
    return window.session


@pytest.fixture
def settle(qtbot, desk: Desk) -> Settle:
    """Wait until the worker has answered everything that was asked so far."""

    def wait() -> None:
        for _round in range(3):
            answered: list[None] = []
            if desk.session is None:
                return
            desk.session.run(lambda _vault: None, answered.append)
            qtbot.waitUntil(lambda answered=answered: bool(answered), timeout=10_000)
            QCoreApplication.processEvents()

    return wait
