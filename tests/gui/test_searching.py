"""Searching everywhere from the field above, in English and Khmer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ui.pages.hit_painter import spans
from ui.pages.search import SearchPage


def search(qtbot, window, words: str) -> SearchPage:
    window.top.search.setText(words)
    window.top.searched.emit(words)
    page = window.page
    assert isinstance(page, SearchPage)
    qtbot.waitUntil(lambda: page.model.words == words, timeout=10_000)
    return page


@pytest.mark.parametrize("words", ["council", "ឃុំ", "អូរជុំ", "ឃុំ\u200bអូរ"])
def test_a_record_is_found_in_english_and_khmer(qtbot, window, words):
    page = search(qtbot, window, words)
    assert len(page.model.hits) == 1
    assert page.list.isVisible()


def test_ctrl_k_then_typing_then_down_and_enter_opens_the_record(qtbot, window, settle):
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.focusWidget() is window.top.search
    QTest.keyClicks(window.top.search, "titles")
    page = window.page
    assert isinstance(page, SearchPage)
    qtbot.waitUntil(lambda: bool(page.model.hits), timeout=10_000)
    QTest.keyClick(window.top.search, Qt.Key.Key_Down)
    assert window.focusWidget() is page.list
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    settle()
    assert window.page.type_name == "meeting"
    assert window.page.form is not None


def test_nothing_found_says_what_to_try(qtbot, window):
    page = search(qtbot, window, "zzzzzz")
    assert "Nothing found" in page.count.text()
    assert not page.list.isVisible()


def test_one_letter_does_not_search_yet(window):
    page = window.page_at(window.trail.here)
    window.top.searched.emit("a")
    page = window.page
    assert isinstance(page, SearchPage)
    assert "two letters" in page.count.text()


def test_fast_typing_asks_once(qtbot, window):
    asked: list[str] = []
    page = window.page_at(type(window.trail.here)("search"))
    run = window.session.run
    window.session.run = lambda work, done, *rest, **more: (
        asked.append("asked"),
        run(work, done, *rest, **more),
    )[1]
    for words in ("co", "cou", "coun", "council"):
        page.look_for(words)
    qtbot.waitUntil(lambda: page.model.words == "council", timeout=10_000)
    assert len(asked) == 1


def test_a_screen_reader_hears_the_whole_result(qtbot, window):
    page = search(qtbot, window, "titles")
    heard = page.model.data(page.model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert "Meeting" in heard
    assert "Talk about land titles" in heard


def test_the_words_are_marked_as_search_compares_them():
    text = "Réunion about LAND titles"
    assert [text[start : start + length] for start, length in spans(text, "reunion land")] == [
        "Réunion",
        "LAND",
    ]
    khmer = "ក្រុមប្រឹក្សាឃុំ"
    assert [khmer[start : start + length] for start, length in spans(khmer, "ឃុំ")] == ["ឃុំ"]


@given(st.text(alphabet="abcéAB ក្ខុំា\u200b", max_size=30), st.text(alphabet="abé ក្ខុំា\u200b", max_size=6))
def test_marks_never_reach_outside_the_text(text, words):
    for start, length in spans(text, words):
        assert 0 <= start < start + length <= len(text)
