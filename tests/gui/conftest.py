"""A window on a real vault of the test's own; locking ends nothing here, it is only written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from civicdesk.records.choices import EngagementGroup, Mode
from civicdesk.records.record import record_type
from civicdesk.records.values import Ref, Term
from civicdesk.vault.vault import Vault
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from ui import theme
from ui.app import Desk
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.session import Session

KHMER = "ក្រុមប្រឹក្សាឃុំអូរជុំ"
Settle = Callable[[], None]


@pytest.fixture
def passphrase() -> str:
    return "lotus river mango heron palm rice"


@pytest.fixture
def begun_again() -> list[Sequence[str]]:
    """How the process would have been replaced."""
    return []


@pytest.fixture
def desk(qapp: QApplication, begun_again: list[Sequence[str]]) -> Iterator[Desk]:
    made = Desk(qapp, Preferences(mode="light"), begin_again=begun_again.append)
    yield made
    made.idle.stop()
    qapp.removeEventFilter(made.idle)
    if made.session is not None:
        made.session.close()
        made.session = None
    for window in qapp.topLevelWidgets():
        window.close()
        window.deleteLater()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    theme.apply(qapp, theme.Look("light", 100))


@pytest.fixture
def filled_path(vault_path: Path, passphrase: str) -> Path:
    """A closed vault with two stakeholders, one of them Khmer, and a meeting."""
    vault = Vault.open(vault_path, passphrase)
    stakeholder, meeting = record_type("stakeholder"), record_type("meeting")
    with vault.transaction(accept="typed in for the test") as tx:
        office = tx.save(_stakeholder(stakeholder, "Commune council C1"))
        tx.save(_stakeholder(stakeholder, KHMER))
        tx.save(meeting(
            title="Talk about land titles", meeting_type=Term(vault.terms("meeting_type")[0].code),
            main_stakeholder=Ref(office.id), mode=Mode.IN_PERSON, purpose="Hear when the minutes will be public",
        ))  # fmt: skip
    vault.close()
    return vault_path


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
