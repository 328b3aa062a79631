"""The list: right in Qt's eyes, quick, and in step with what is saved."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from civicdesk.records.choices import AuthorityLevel, EngagementGroup
from civicdesk.records.stakeholder import Stakeholder
from civicdesk.records.values import Place, Term
from civicdesk.vault.query import Condition
from civicdesk.vault.vault import Vault
from ui.records.list_page import RecordListPage
from ui.records.table_model import WAITING, RecordTableModel
from ui.session import Session

WAIT = 10_000
PASSPHRASE = "lotus river mango heron palm rice"


def stakeholder(number: int, **values: object) -> Stakeholder:
    facts = {
        "name": f"Office {number:04}",
        "engagement_group": list(EngagementGroup)[number % 4],
        "stakeholder_type": Term("ngo"),
        "authority_level": AuthorityLevel.COMMUNE_SANGKAT,
        "place": Place("14"),
    }
    return Stakeholder(**facts | values)


@pytest.fixture(scope="module")
def crowded(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = Path(shutil.copytree(template, tmp_path_factory.mktemp("crowded") / "Crowded.civicdesk"))
    vault = Vault.open(path, PASSPHRASE)
    with vault.transaction(accept="test") as tx:
        for number in range(300):
            tx.save(stakeholder(number))
    vault.close()
    return path


@pytest.fixture
def vault_path(crowded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(crowded, tmp_path / "Test.civicdesk"))


@pytest.fixture
def many(vault: Vault) -> list[Stakeholder]:
    found = sorted(vault.iterate("stakeholder"), key=lambda record: record.heading)
    return [record for record in found if isinstance(record, Stakeholder)]


@pytest.fixture
def model(session: Session, many: list[Stakeholder], qtbot: QtBot) -> RecordTableModel:
    made = RecordTableModel(session, "stakeholder")
    made.load()
    qtbot.waitUntil(lambda: made.is_complete and made.line(0) is not None, timeout=WAIT)
    return made


def shown(model: RecordTableModel, row: int, key: str) -> str:
    column = [spec.key for spec in model.columns].index(key)
    return str(model.data(model.index(row, column)))


def test_the_model_keeps_the_rules_of_qt(model: RecordTableModel, qtmodeltester: object) -> None:
    qtmodeltester.check(model)  # type: ignore[attr-defined]


def test_the_first_rows_come_before_all_of_them(
    session: Session, many: list[Stakeholder], qtbot: QtBot
) -> None:
    model = RecordTableModel(session, "stakeholder")
    counts: list[tuple[int, bool]] = []
    model.counted.connect(lambda n, is_all: counts.append((n, is_all)))
    model.load()
    qtbot.waitUntil(lambda: model.is_complete, timeout=WAIT)
    assert counts == [(200, False), (300, True)]


def test_a_row_that_is_not_here_says_so_and_arrives(model: RecordTableModel, qtbot: QtBot) -> None:
    assert shown(model, 250, "name") == WAITING
    qtbot.waitUntil(lambda: shown(model, 250, "name") == "Office 0250", timeout=WAIT)


def test_state_is_a_shape_and_a_word(model: RecordTableModel) -> None:
    assert shown(model, 0, "state") == "○ Listed"


def test_sorting_asks_for_the_keys_in_another_order(model: RecordTableModel, qtbot: QtBot) -> None:
    column = [spec.key for spec in model.columns].index("name")
    model.sort(column, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: model.is_complete and shown(model, 0, "name") == "Office 0299", timeout=WAIT)


def test_numbers_stand_on_the_right(session: Session, qtbot: QtBot) -> None:
    model = RecordTableModel(session, "risk", ("title", "threat"))
    sides = [
        model.headerData(n, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole) for n in (0, 1)
    ]
    assert sides[0] is None
    assert sides[1] & Qt.AlignmentFlag.AlignRight.value


def test_conditions_leave_only_what_meets_them(model: RecordTableModel, qtbot: QtBot) -> None:
    model.filter((Condition("engagement_group", "in", (next(iter(EngagementGroup)),)),))
    qtbot.waitUntil(lambda: model.is_complete and model.rowCount() == 75, timeout=WAIT)


def test_a_changed_record_changes_its_line_and_no_other_is_asked_for(
    model: RecordTableModel, session: Session, many: list[Stakeholder], qtbot: QtBot
) -> None:
    saved: list[object] = []
    session.save(many[0].replaced(name="Office 0000 renamed"), saved.append, reasons={})
    qtbot.waitUntil(lambda: shown(model, 0, "name") == "Office 0000 renamed", timeout=WAIT)
    assert shown(model, 1, "name") == "Office 0001"


def test_a_new_record_comes_in_without_resetting_the_list(
    model: RecordTableModel, session: Session, qtbot: QtBot
) -> None:
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    session.save(stakeholder(7, name="Office 0000 a"), lambda _r: None)
    qtbot.waitUntil(
        lambda: model.rowCount() == 301 and shown(model, 1, "name") == "Office 0000 a", timeout=WAIT
    )
    assert not resets


def test_a_list_tells_how_much_of_it_is_seen(
    many: list[Stakeholder], open_list: Callable[[str], RecordListPage], qtbot: QtBot
) -> None:
    page = open_list("stakeholder")
    qtbot.waitUntil(lambda: page.list.count.text().endswith("of 300"), timeout=WAIT)
    assert page.list.count.text().startswith("1–")


def test_enter_opens_the_chosen_record(
    many: list[Stakeholder], open_list: Callable[[str], RecordListPage], qtbot: QtBot
) -> None:
    page = open_list("stakeholder")
    qtbot.waitUntil(lambda: page.model.line(2) is not None, timeout=WAIT)
    page.list.table.setCurrentIndex(page.model.index(2, 0))
    with qtbot.waitSignal(page.open_record) as opened:
        qtbot.keyClick(page.list.table, Qt.Key.Key_Return)
    assert opened.args == ["stakeholder", many[2].id]


def test_an_empty_list_says_what_belongs_there_and_how_to_begin(
    open_list: Callable[[str], RecordListPage], qtbot: QtBot
) -> None:
    page = open_list("campaign")
    assert not page.list.table.isVisible()
    with qtbot.waitSignal(page.new_record) as wanted:
        page.new_button.click()
    assert wanted.args == ["campaign"]
