"""Clusters, breaks, folding and segmenting of Khmer text."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicdesk import icu, khmer

SENTENCE = "សូមស្វាគមន៍មកកាន់កម្មវិធីគ្រប់គ្រងករណីសម្រាប់អង្គការសង្គមស៊ីវិល។"
KHMER = st.text(st.characters(min_codepoint=0x1780, max_codepoint=0x17FF), max_size=30)
MIXED = st.lists(st.one_of(KHMER, st.text(max_size=8), st.sampled_from([" ", "\u200b", "ស្ដី", "abc"]))).map(
    "".join
)


def test_icu_is_found_without_importing_qt() -> None:
    assert icu.line_breaks("សូមស្វាគមន៍មកកាន់") == (11,)


def test_words_are_those_of_the_dictionary() -> None:
    assert "|".join(khmer.words(SENTENCE)) == ("សូមស្វាគមន៍|មកកាន់|កម្មវិធី|គ្រប់គ្រង|ករណី|សម្រាប់|អង្គការ|សង្គម|ស៊ីវិល។")


def test_without_a_dictionary_text_breaks_between_clusters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(icu, "_breaker", lambda: None)
    assert khmer.words.__wrapped__("ក្រុមឃុំ ២០២៤។".replace(" ", "")) == ("ក្រុ", "ម", "ឃុំ", "២០២៤។")


def test_a_zero_width_space_of_the_author_is_a_break() -> None:
    assert khmer.words("កម្ម\u200bវិធី") == ("កម្ម", "វិធី")


@given(KHMER)
def test_words_lose_nothing_and_never_part_a_cluster(text: str) -> None:
    words = khmer.words(text)
    assert "".join(words) == text
    borders = {0}
    for letter in khmer.clusters(text):
        borders.add(max(borders) + len(letter))
    position = 0
    for word in words:
        position += len(word)
        assert position in borders


@given(MIXED)
def test_clusters_and_runs_give_the_text_back(text: str) -> None:
    assert "".join(khmer.clusters(text)) == text
    assert "".join(piece for piece, _khmer in khmer.runs(text)) == text


@given(MIXED)
def test_breakable_only_adds_zero_width_spaces(text: str) -> None:
    assert khmer.breakable(text).replace("\u200b", "") == text.replace("\u200b", "")


@given(MIXED)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert khmer.fold(khmer.fold(text)) == khmer.fold(text)


@given(KHMER, st.integers(0, 30))
def test_folding_does_not_see_zero_width_spaces(text: str, at: int) -> None:
    assert khmer.fold(text[:at] + "\u200b" + text[at:]) == khmer.fold(text)


@pytest.mark.parametrize(
    "one, other",
    [
        ("ស្ដី", "ស្តី"),  # coeng DA and coeng TA look the same
        ("ឲ្យ", "ឱ្យ"),
        ("២០២៤", "2024"),
        ("ស្រ្តី", "ស្ត្រី"),  # subscripts in the other order
        ("កេី", "កើ"),  # a vowel typed in two halves
        ("កាំ", "កំា"),
        ("Élan", "elan"),
        ("ÇA", "ca"),
        ("ក\u200bខ\ufeff\u200d", "កខ"),
    ],
)
def test_what_looks_the_same_is_found_by_both_spellings(one: str, other: str) -> None:
    assert khmer.fold(one) == khmer.fold(other)


def test_different_words_stay_different() -> None:
    assert khmer.fold("ការ") != khmer.fold("ការ៉") and khmer.fold("កំ") != khmer.fold("ក")


def test_every_cluster_stands_alone_for_the_index() -> None:
    assert khmer.segment("ដីធ្លីABC ២០") == "ដី ធ្លី ABC ២០"


@given(MIXED)
def test_segmenting_adds_nothing_but_spaces(text: str) -> None:
    assert re.sub(r"\s", "", khmer.segment(text)) == re.sub(r"\s", "", text)


@given(KHMER)
def test_folded_text_is_composed(text: str) -> None:
    assert unicodedata.is_normalized("NFC", khmer.fold(text))
