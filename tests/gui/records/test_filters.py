"""Conditions that fit the kind of each field, and what they leave on screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from civicdesk import clock
from civicdesk.records.choices import Mode
from civicdesk.records.record import record_types
from civicdesk.records.values import Place
from civicdesk.vault.query import Condition, Query
from civicdesk.vault.vault import Vault
from ui import theme
from ui.records.asking import EMPTY, EditorAsking, OptionsAsking, SpanAsking, asking_for
from ui.records.desk import Desk, gather
from ui.records.filters import filterable
from ui.records.list_page import RecordListPage
from ui.session import Session

from .hands import made

WAIT = 10_000
NAMES = ("Talk in January", "Talk in February", "Talk in March")


@pytest.fixture(scope="module")
def session(shared_vault: Vault, qapp: QApplication) -> Iterator[Session]:
    theme.apply(qapp)
    opened = Session(shared_vault)
    for number, month in enumerate((1, 2, 3)):
        made(
            shared_vault,
            "meeting",
            title=NAMES[number],
            starts_at=datetime(2024, month, 12, 9, tzinfo=clock.PHNOM_PENH),
            mode=list(Mode)[number % 2],
            place=Place("14" if month < 3 else "12"),
        )
    yield opened
    opened.close(5.0)


@pytest.fixture
def page(session: Session, open_list: Callable[[str], RecordListPage], qtbot: QtBot) -> RecordListPage:
    made_page = open_list("meeting")
    qtbot.waitUntil(lambda: made_page.model.rowCount() == 3, timeout=WAIT)
    return made_page


def ask(page: RecordListPage, key: str) -> object:
    assert page.filters is not None
    return page.filters.ask(next(spec for spec in filterable(page.cls) if spec.key == key))


def titles(page: RecordListPage) -> list[str]:
    column = [spec.key for spec in page.model.columns].index("title")
    return sorted(str(page.model.data(page.model.index(row, column))) for row in range(page.model.rowCount()))


def test_choices_are_ticked(page: RecordListPage, qtbot: QtBot) -> None:
    asking = ask(page, "mode")
    assert isinstance(asking, OptionsAsking)
    asking.ticks[0].click()
    page.filters.use(asking)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: titles(page) == sorted([NAMES[0], NAMES[2]]), timeout=WAIT)
    assert page.filters.conditions() == (Condition("mode", "in", (next(iter(Mode)),)),)  # type: ignore[union-attr]
    page.filters.drop(asking)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: len(titles(page)) == 3, timeout=WAIT)


def test_days_have_two_ends_both_included(page: RecordListPage, qtbot: QtBot) -> None:
    asking = ask(page, "starts_at")
    assert isinstance(asking, SpanAsking)
    for end, typed in zip(asking.ends, ("12 Jan 2024", "2024-02-12"), strict=True):
        end.read(typed)  # type: ignore[attr-defined]
    page.filters.use(asking)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: titles(page) == sorted([NAMES[0], NAMES[1]]), timeout=WAIT)
    assert asking.words() == "2024-01-12 – 2024-02-12"


def test_a_place_takes_everything_below_it(page: RecordListPage, qtbot: QtBot) -> None:
    asking = ask(page, "place")
    assert isinstance(asking, EditorAsking)
    asking.editor.take(Place("14"))
    page.filters.use(asking)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: titles(page) == sorted([NAMES[0], NAMES[1]]), timeout=WAIT)


def test_nothing_that_meets_the_conditions_is_told_apart_from_nothing_at_all(
    page: RecordListPage, qtbot: QtBot
) -> None:
    asking = ask(page, "title")
    asking.editor.take("Zanzibar")  # type: ignore[attr-defined]
    page.filters.use(asking)  # type: ignore[union-attr, arg-type]
    qtbot.waitUntil(lambda: page.list.says == "Nothing meets these conditions", timeout=WAIT)
    page.list.all_wanted.emit()
    qtbot.waitUntil(lambda: len(titles(page)) == 3, timeout=WAIT)


def test_words_are_looked_for_after_a_pause(page: RecordListPage, qtbot: QtBot) -> None:
    assert page.filters is not None
    page.filters.look_for("February")
    qtbot.waitUntil(lambda: page.model.query.text == "February", timeout=WAIT)
    qtbot.waitUntil(lambda: titles(page) == [NAMES[1]], timeout=WAIT)


def test_empty_and_filled_can_be_asked_of_what_may_be_empty(session: Session, qtbot: QtBot) -> None:
    cls = next(c for c in record_types() if c.meta.name == "meeting")
    asking = asking_for(cls.meta.field("venue"), Desk(session), cls)
    qtbot.addWidget(asking)
    asking.choose_mode(EMPTY)
    assert asking.conditions() == [Condition("venue", "empty")]
    assert asking.words() == "empty"


@pytest.mark.parametrize("cls", record_types(), ids=lambda cls: cls.meta.name)
def test_the_vault_understands_a_condition_on_every_field(
    cls: type, session: Session, shared_vault: Vault, qtbot: QtBot
) -> None:
    desk = gather(shared_vault, session, cls())
    for spec in filterable(cls):
        asking = asking_for(spec, desk, cls)
        qtbot.addWidget(asking)
        if isinstance(asking, OptionsAsking) and asking.ticks:
            asking.ticks[0].click()
        elif isinstance(asking, SpanAsking):
            asking.ends[0].take(date(2024, 1, 1) if asking.ends[0].spec.kind.value.endswith("date") else 3)
        elif isinstance(asking, EditorAsking):
            asking.editor.take("14")
        shared_vault.keys(Query(cls.meta.name, filters=tuple(asking.conditions())))  # type: ignore[attr-defined]
        for operator in ("empty", "filled"):
            shared_vault.keys(Query(cls.meta.name, filters=(Condition(spec.key, operator),)))  # type: ignore[attr-defined]
