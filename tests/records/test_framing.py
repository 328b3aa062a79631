"""The framing helper of domain.md part 3."""

import json
from dataclasses import replace

import pytest

from civicdesk import paths
from civicdesk.records.choices import Audience, FramingSeverity
from civicdesk.records.framing import FramingTerm, Kept, blocked, check, opinions, replaced, without_kept

TERMS = [
    FramingTerm.read(row)
    for row in json.loads((paths.resource("starter") / "framing.json").read_text("utf-8"))["terms"]
]
SENTENCE = "We demand that the ruling party stop the crackdown on activists."
AUTHORITY = Audience.AUTHORITY
BLOCK, WARN = FramingSeverity.BLOCK, FramingSeverity.WARN


def found(text, audience=AUTHORITY, terms=TERMS, **more):
    return [(text[h.start : h.end], h.severity) for h in check(text, audience, terms, **more)]


def test_the_acceptance_sentence_has_four_hits_for_an_authority():
    assert found(SENTENCE) == [
        ("demand", WARN),
        ("ruling party", BLOCK),
        ("crackdown", BLOCK),
        ("activists", WARN),
    ]


def test_the_acceptance_sentence_has_none_inside_the_organisation():
    assert check(SENTENCE, Audience.INTERNAL, TERMS) == []


def test_replacing_all_four_leaves_none():
    hits = check(SENTENCE, AUTHORITY, TERMS)
    assert check(replaced(SENTENCE, [(h, h.suggestions[0]) for h in hits]), AUTHORITY, TERMS) == []


def test_a_name_that_is_an_exception_gives_no_hit():
    assert found("The Human Rights Support Mechanism") == []
    assert found("human rights, and the Human Rights Support Mechanism") == [("human rights", WARN)]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("An ADVOCACY  campaign", [("ADVOCACY  campaign", BLOCK)]),
        ("remandemand demanding", []),
        ("The regime\u2019s plan", [("regime", BLOCK)]),
        ("won\npromises", [("won\npromises", WARN)]),
        ("we de\u200bmand", [("de\u200bmand", WARN)]),
        ("", []),
    ],
)
def test_words_are_matched_whole_without_regard_to_case_or_line_breaks(text, expected):
    assert found(text) == expected


def test_khmer_is_found_inside_a_run_of_letters_even_with_zero_width_spaces():
    term = FramingTerm("តវ៉ា", BLOCK, frozenset({AUTHORITY}), language="km", exceptions=("ការតវ៉ាតាមច្បាប់",))
    assert found("យើងនឹងតវ៉ានៅទីនេះ", terms=[term]) == [("តវ៉ា", BLOCK)]
    assert found("យើង\u200bនឹងត\u200bវ៉ា", terms=[term]) == [("ត\u200bវ៉ា", BLOCK)]
    assert found("ការតវ៉ាតាមច្បាប់", terms=[term]) == []


def test_letters_composed_differently_are_the_same():
    term = FramingTerm("café", WARN, frozenset({AUTHORITY}))
    assert found("the cafe\u0301.", terms=[term]) == [("cafe\u0301", WARN)]


def test_an_inactive_term_is_not_looked_for():
    assert found(SENTENCE, terms=[replace(t, active=False) for t in TERMS]) == []


def test_the_stronger_of_two_equal_matches_wins():
    both = [FramingTerm("march", s, frozenset({AUTHORITY})) for s in (WARN, BLOCK)]
    assert found("march", terms=both) == [("march", BLOCK)]


def test_names_of_parties_block_for_authority_and_public_only():
    assert found("With Party Alpha", terms=[], party_names=["Party Alpha"]) == [("Party Alpha", BLOCK)]
    assert found("With Party Alpha", Audience.DONOR, [], party_names=["Party Alpha"]) == []


def test_blocked_words_are_counted_once_whoever_they_are_for():
    texts = (SENTENCE, None, "a protest")
    assert [w for w, _ in blocked(texts, (AUTHORITY, Audience.PUBLIC), TERMS)] == [
        "ruling party",
        "crackdown",
        "protest",
    ]


def test_opinion_markers_are_found_as_whole_words():
    assert [h.term for h in opinions("Clearly, we think so. It is unclearly put.")] == ["clearly", "we think"]
    assert opinions("The survey found 12 of 30.") == []


def test_what_a_person_kept_is_not_asked_again_until_the_text_changes():
    hits = check(SENTENCE, AUTHORITY, TERMS)
    kept = [Kept.of("r1", "crackdown", SENTENCE)]
    assert len(without_kept("r1", SENTENCE, hits, kept)) == 3
    assert len(without_kept("r2", SENTENCE, hits, kept)) == 4
    assert len(without_kept("r1", SENTENCE + " Now.", hits, kept)) == 4
