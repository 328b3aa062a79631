"""The page of the journal: lines in plain words, filters, the record behind a line, and how far to trust it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from civicdesk import clock
from civicdesk.clock import Clock
from ui.navigation import Place
from ui.pages.journal import JournalPage, LimitsOfTheJournal
from ui.pages.verify import VerifyPage


@pytest.fixture
def page(window, settle) -> JournalPage:
    window.go(Place("journal"))
    settle()
    assert isinstance(window.page, JournalPage)
    return window.page


def words(page, row):
    return [page.model.data(page.model.index(row, column)) for column in range(page.model.columnCount())]


def test_each_line_says_when_who_what_and_which_record(page):
    told = [words(page, row) for row in range(page.model.rowCount())]
    meeting = next(line for line in told if "Talk about land titles" in line[3])
    assert meeting[1] == "Officer A"
    assert meeting[2] == "entered it"


def test_a_line_leads_to_its_record(page, window, settle):
    row = next(n for n, line in enumerate(page.model.lines) if line.type == "meeting")
    page.table.activated.emit(page.model.index(row, 0))
    settle()
    assert window.trail.here == Place("records", "meeting", page.model.lines[row].id)


def test_filters_narrow_and_everything_comes_back(page, settle, qtbot):
    def asked():
        with qtbot.waitSignal(page.model.filled):
            pass
        settle()

    everything = page.model.rowCount()
    page.filters.type.setCurrentIndex(page.filters.type.findData("meeting"))
    page.filters.verb.setCurrentIndex(page.filters.verb.findData("create"))
    asked()
    assert {(line.type, line.verb) for line in page.model.lines} == {("meeting", "create")}
    page.filters.first.choose(clock.today() + timedelta(days=1))
    asked()
    assert page.model.rowCount() == 0
    assert "Nothing" in page.count.text()
    page.filters.clear_button.click()
    asked()
    assert page.model.rowCount() == everything


def test_people_to_choose_from_stand_by_name_and_nothing_is_counted_by_person(page):
    names = [page.filters.person.itemText(row) for row in range(page.filters.person.count())]
    assert names[0] == "Everybody"
    assert names[1:] == sorted(names[1:], key=str.casefold)
    assert not any(letter.isdigit() for name in names for letter in name)


def test_older_lines_come_while_somebody_scrolls(page, window, settle):
    with window.session.vault.transaction() as tx:
        for number in range(250):
            tx.note("report", "", "export", f"number {number}")
    page.ask()
    settle()
    assert page.model.rowCount() == 100
    while page.model.canFetchMore():
        page.model.fetchMore()
        settle()
    keys = [(line.kind, line.seq) for line in page.model.lines]
    assert len(keys) == len(set(keys)) > 250


def test_the_page_says_when_the_vault_was_checked_and_leads_there(page, window, settle, qtbot):
    assert "not known" in page.verified.text()
    page.check_button.click()
    settle()
    assert isinstance(window.page, VerifyPage)
    window.page.check()
    qtbot.waitUntil(lambda: window.page.banner.isVisible(), timeout=30_000)
    settle()
    window.go(Place("journal"))
    settle()
    assert "nothing wrong" in page.verified.text()


def test_a_clock_that_was_wrong_is_noted_and_the_line_marked(page, window, settle):
    assert page.clock_note.isHidden()
    with clock.use(Clock.at(clock.now() - timedelta(days=400))):
        window.session.vault.set_settings({"a": 1})
        with window.session.vault.transaction() as tx:
            tx.note("report", "", "export", "under a wrong clock")
    window.go(Place("search"))
    window.go(Place("journal"))
    settle()
    assert not page.clock_note.isHidden()
    marked = [line.reason for line in page.model.lines if line.clock_back]
    assert marked == ["under a wrong clock"]


def test_what_it_cannot_prove_is_said_in_plain_words(page):
    sheet = LimitsOfTheJournal(page)
    said = " ".join(label.text() for label in sheet.findChildren(type(page.count))).replace("\u200b", "")
    for part in ("It cannot show", "How long anybody", "clock of the laptop", "not there to judge"):
        assert part in said
