"""The window: going places by keyboard, back and forward, choices of look, what is not shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from civicdesk.errors import DiskFull
from civicdesk.records.record import record_types
from ui.navigation import AREAS, Navigation, Place, open_types
from ui.pages.records import RecordsPage
from ui.trail import Trail

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def test_every_record_type_has_a_place_in_one_area():
    placed = [name for types in AREAS.values() for name in types]
    assert sorted(placed) == sorted(cls.meta.name for cls in record_types())


def test_a_compartment_that_is_not_open_is_not_shown(qtbot):
    navigation = Navigation(["programme"])
    qtbot.addWidget(navigation)
    assert navigation.areas == ("advocacy", "results", "safety", "office", "reports")
    assert open_types("safety", ["programme"]) == ("protocol",)
    assert open_types("casework", ["programme"]) == ()


def test_an_area_is_reached_with_ctrl_and_its_number(window, settle):
    QTest.keyClick(window, Qt.Key.Key_3, CTRL)
    settle()
    assert window.page.type_name == "case"
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Down)
    settle()
    assert window.page.type_name == "protected_person"


def test_arrow_keys_walk_through_the_areas(qtbot, window, settle):
    window.go(Place("records", "campaign"))
    window.navigation.setFocus()
    QTest.keyClick(window.navigation, Qt.Key.Key_Down)
    settle()
    assert window.page.type_name == "stakeholder"
    qtbot.waitUntil(lambda: window.page.list.model.is_complete, timeout=20_000)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Down)
    settle()
    assert window.page.type_name == "contact"


def test_alt_left_and_right_go_back_and_forward(window, settle):
    window.go(Place("records", "stakeholder"))
    window.go(Place("records", "meeting"))
    QTest.keyClick(window, Qt.Key.Key_Left, ALT)
    assert window.page.type_name == "stakeholder"
    QTest.keyClick(window, Qt.Key.Key_Right, ALT)
    assert window.page.type_name == "meeting"


def test_a_record_opens_beside_its_list_and_back_closes_it(window, settle):
    hit = window.session.vault.search_titles(("stakeholder",), "", 1)[0]
    window.open_record("stakeholder", hit.id)
    settle()
    page = window.page
    assert isinstance(page, RecordsPage)
    assert page.form is not None
    assert page.form.record_id == hit.id
    window.back()
    settle()
    assert window.page is not page


def test_typed_words_are_kept_when_going_elsewhere(window, settle):
    hit = window.session.vault.search_titles(("stakeholder",), "", 1)[0]
    window.open_record("stakeholder", hit.id)
    settle()
    page = window.page
    form = page.form
    form.form.put("name", "Another name")
    assert window.has_unsaved
    window.go(Place("records", "meeting"))
    window.go(Place("records", "stakeholder"))
    settle()
    assert page.form is form
    assert form.current_record().name == "Another name"
    assert window.drafts()[0].values == {"name": "Another name"}


def test_another_language_is_not_taken_while_something_is_unsaved(desk, window, settle):
    hit = window.session.vault.search_titles(("stakeholder",), "", 1)[0]
    window.open_record("stakeholder", hit.id)
    settle()
    window.page.form.form.put("name", "Another name")
    desk.choose_language("km")
    assert desk.window is window
    assert "Save what you have typed" in window.banner.text


def test_ctrl_n_begins_a_new_record_of_the_list_in_front(window, settle):
    window.go(Place("records", "stakeholder"))
    QTest.keyClick(window, Qt.Key.Key_N, CTRL)
    settle()
    assert window.page.form is not None
    assert window.page.form.record_id is None


def test_f9_hides_the_areas_and_brings_them_back(window):
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert window.navigation.isHidden()
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert not window.navigation.isHidden()


def test_f6_goes_from_the_areas_to_the_page_and_back(window, settle):
    window.go(Place("records", "stakeholder"))
    settle()
    window.navigation.setFocus()
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert window.page.isAncestorOf(window.focusWidget())
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert window.focusWidget() is window.navigation


def test_a_failure_that_no_page_took_is_told_by_the_window(window, qtbot):
    def fails(_vault):
        raise DiskFull

    window.session.run(fails, lambda _answer: None)
    qtbot.waitUntil(window.banner.isVisible)
    assert DiskFull().sentence in window.banner.text


def test_undo_takes_the_last_change_back_and_says_so(window, qtbot, settle):
    vault = window.session.vault
    hit = vault.search_titles(("stakeholder",), "council", 1)[0]
    with vault.transaction(accept="test") as tx:
        tx.save(vault.get("stakeholder", hit.id).replaced(name="Misspelt"))
    window.undo()
    settle()
    assert vault.get("stakeholder", hit.id).name == "Commune council C1"
    assert "undone" in window.banner.text


def test_the_window_title_tells_nothing(window, settle):
    hit = window.session.vault.search_titles(("stakeholder",), "", 1)[0]
    window.open_record("stakeholder", hit.id)
    settle()
    assert window.windowTitle() == "CivicDesk"


def test_what_a_person_likes_is_kept_in_the_vault(desk, window, settle):
    desk.choose_scale(120)
    desk.choose_mode("dark")
    settle()
    from ui import preferences

    kept = preferences.read(window.session.vault, preferences.Preferences())
    assert (kept.mode, kept.scale) == ("dark", 120)


@pytest.mark.parametrize(
    "kept", [{}, {"scale": "big", "mode": 3, "language": "xx", "width": -1, "height": None}]
)
def test_kept_choices_that_make_no_sense_fall_back(kept):
    from ui import preferences

    assert preferences.checked(kept, preferences.Preferences()) == preferences.Preferences()


def test_the_trail_forgets_what_was_ahead():
    trail = Trail()
    one, two, three = Place("search"), Place("reports"), Place("verify")
    for place in (one, two):
        trail.went(place)
    assert trail.back() == one
    trail.went(three)
    assert not trail.can_go_forward
    assert trail.back() == one
    assert trail.back() == one
