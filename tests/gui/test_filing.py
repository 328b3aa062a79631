"""Somebody without the key reports by keyboard: it is filed, never shown again, and a holder hears that it came."""

from __future__ import annotations

from datetime import datetime

import pytest
from accessible import nameless
from PySide6.QtCore import Qt

from civicdesk.clock import PHNOM_PENH
from civicdesk.vault import letters
from civicdesk.vault.drafts import kept_drafts
from civicdesk.vault.joining import admit, make_request, read_request
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.vault import Vault
from ui.navigation import Place
from ui.pages.filing import FilingPage

DARA = "seven green frogs cross the bridge"
WORDS = {
    "title": "Stopped at the bridge", "happened_at": datetime(2024, 3, 1, 9, tzinfo=PHNOM_PENH), "place": "1409",
    "near_miss": False, "incident_category": "activity_interrupted",
    "what_happened": "Two officials asked for the list.",
}  # fmt: skip
FILING = Place("filing", "incident")


@pytest.fixture
def officer(desk, filled_path, passphrase, settle):
    """The window of a programme officer, who has no key to security or casework."""
    vault = Vault.open(filled_path, passphrase)
    assert admit(vault, read_request(make_request(filled_path, DARA, kdf=FLOOR)), ("PRG",))
    vault.close()
    desk.take(Vault.open(filled_path, DARA))
    settle()
    return desk.window


def entry(window, words):
    """Go to an entry of the areas with the arrows, as somebody without a mouse."""
    tree = window.navigation
    found = tree.findItems(words, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
    assert len(found) == 1
    tree.setCurrentItem(found[0])


def begun(window, settle) -> FilingPage:
    entry(window, "Report an incident…")
    settle()
    page = window.page
    assert isinstance(page, FilingPage)
    return page


def fill(page) -> None:
    for key, value in WORDS.items():
        page.form.form.put(key, value)


def test_the_entries_stand_in_the_areas_and_in_the_menu_for_whoever_cannot_read_them(officer):
    places = [place.type_name for place in officer.navigation._items if place.page == "filing"]
    assert sorted(places) == sorted(letters.TYPES)
    assert set(places).isdisjoint(officer.navigation.types)
    menu = officer.menuBar().actions()[0].menu()
    (below,) = [action.menu() for action in menu.actions() if action.menu() is not None]
    keys = [action.text().split("&")[1][0].casefold() for action in below.actions()]
    assert len(keys) == len(set(keys)) == len(letters.TYPES)
    (report,) = [action for action in below.actions() if action.text() == "Report an &incident…"]
    report.trigger()
    assert isinstance(officer.page, FilingPage)


def test_a_holder_has_the_list_and_no_such_entry(window):
    assert "incident" in window.navigation.types
    assert not any(place.page == "filing" for place in window.navigation._items)


def test_a_report_is_filed_with_the_keyboard_and_never_looked_for_again(qtbot, officer, settle):
    page = begun(officer, settle)
    assert nameless(page) == []
    fill(page)
    qtbot.keyClick(page.form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert page.form is None and not page.done.isHidden()
    assert "Filed. The focal point finds it at the next unlocking." in page.words.text().replace("\u200b", "")
    assert officer.banner.isHidden()
    assert officer.drafts() == []
    assert officer.session.vault.search("bridge") == []
    assert nameless(page) == []
    qtbot.keyClick(page.again_button, Qt.Key.Key_Space)
    settle()
    assert page.form is not None and not page.form.is_dirty


def test_whoever_comes_back_finds_an_empty_form(officer, settle):
    page = begun(officer, settle)
    fill(page)
    page.form.save()
    settle()
    officer.go(Place("journal"))
    officer.go(FILING)
    settle()
    assert page.done.isHidden() and not page.form.current_record().title


def test_what_is_missing_is_said_and_nothing_typed_is_lost(officer, settle):
    page = begun(officer, settle)
    page.form.form.put("title", "Stopped at the bridge")
    page.form.save()
    settle()
    assert page.form is not None and "Not saved yet." in page.form.banner.text
    assert page.form.current_record().title == "Stopped at the bridge"


def test_the_form_has_no_steps_and_takes_no_files(officer, settle):
    page = begun(officer, settle)
    assert page.form.states.isHidden()
    files = [section for section in page.form.form.sections if section.plan.key == "files"]
    assert files and all(section.isHidden() for section in files)
    assert page.form.save_button.text().replace("&", "") == "File it"


def test_a_half_written_report_comes_back_after_a_lock(qtbot, desk, officer, settle, filled_path):
    page = begun(officer, settle)
    page.form.form.put("title", "Stopped at the bridge")
    desk.lock()
    desk.take(Vault.open(filled_path, DARA))
    settle()
    again = desk.window.page
    assert isinstance(again, FilingPage)
    qtbot.waitUntil(again.has_unsaved, timeout=20_000)
    assert again.form.current_record().title == "Stopped at the bridge"
    again.form.form.put("title", "")
    for key, value in WORDS.items():
        again.form.form.put(key, value)
    again.form.save()
    settle()
    desk.window.keeper.keep()
    settle()
    assert kept_drafts(desk.session.vault) == []


def test_a_holder_hears_how_many_came_in_and_others_do_not(desk, officer, settle, filled_path, passphrase):
    page = begun(officer, settle)
    fill(page)
    page.form.save()
    settle()
    assert not any("came in" in text for text in officer.notices.texts)
    desk.lock()
    desk.take(Vault.open(filled_path, passphrase))
    settle()
    assert any("1 report came in." in text for text in desk.window.notices.texts)
    assert [record.title for record in desk.session.vault.iterate("incident")] == [WORDS["title"]]


def test_a_holder_hears_of_a_report_that_could_not_be_brought_in_yet(
    desk, officer, settle, filled_path, passphrase, monkeypatch
):
    page = begun(officer, settle)
    fill(page)
    page.form.save()
    settle()
    desk.lock()
    monkeypatch.setattr(letters, "MOST_AT_ONCE", 0)
    desk.take(Vault.open(filled_path, passphrase))
    settle()
    assert any("1 report waits: it could not be brought in now" in text for text in desk.window.notices.texts)
    assert list(desk.session.vault.iterate("incident")) == []
