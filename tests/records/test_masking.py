"""Small numbers that could point at somebody, labels of files, and the sentences of the export rules."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from civicdesk.records import export_rules, masking
from civicdesk.records.choices import Audience, Classification, Tlp

AUDIENCES = tuple(Audience)
PUBLIC = Classification.PUBLIC


def test_small_numbers_are_masked_with_the_next_smallest() -> None:
    assert masking.masked([12, 3, 7, 0, None]) == ["12", "<5", "not shown", "0", "not recorded"]
    assert masking.masked([2, 3, 9]) == ["<5", "<5", "9"]
    assert masking.masked([1, 1, 9]) == ["<5", "<5", "not shown"]
    assert masking.masked([0, 9, 30]) == ["0", "9", "30"]
    assert masking.masked_total(4) == "<5" and masking.masked_total(6) == "6"


@given(st.lists(st.integers(0, 30), min_size=1, max_size=6))
@example([1, 5])
@example([1, 1, 5])
@example([4, 4, 5, 5])
def test_no_small_number_can_be_worked_out_from_the_total(counts: list[int]) -> None:
    """Somebody who knows the total and what is printed must have two answers for some hidden part."""
    said = masking.masked(counts)
    if not any(0 < value < 5 for value in counts) or sum(value > 0 for value in counts) < 2:
        return
    hidden = [index for index, text in enumerate(said) if text in ("<5", "not shown")]
    rest = sum(counts[index] for index in hidden)
    bounds = [(1, 4) if said[index] == "<5" else (5, rest) for index in hidden]
    if not any(said[index] == "<5" for index in hidden):
        bounds = [(1, rest)] * len(hidden)  # nothing is said of their size
    answers = [()]
    for low, high in bounds:
        answers = [(*a, n) for a in answers for n in range(low, min(high, rest - sum(a)) + 1)][:20_000]
    assert len({a for a in answers if sum(a) == rest}) > 1 or rest == len(hidden)


def test_only_casework_and_sensitive_dimensions_are_masked() -> None:
    assert masking.must_mask(Audience.BOARD, from_casework=True)
    assert masking.must_mask(Audience.DONOR, dimension="disability")
    assert not masking.must_mask(Audience.BOARD, dimension="sex")
    assert not masking.must_mask(Audience.INTERNAL, from_casework=True)


@pytest.mark.parametrize(
    "level, label",
    [
        ("public", "TLP:CLEAR"),
        ("internal", "TLP:AMBER"),
        ("confidential", "TLP:AMBER+STRICT"),
        ("restricted", "TLP:RED"),
    ],
)
def test_a_label_may_be_stricter_but_never_looser(level: str, label: str) -> None:
    content = Classification(level)
    for tlp in Tlp:
        found = list(export_rules.tlp_problems(content, tlp, Audience.BOARD))
        assert bool(found) == (tlp.rank < Tlp(label).rank)
        assert (
            not found
            or found[0].message == f"This content is {level}. The loosest label you can use is {label}."
        )


def test_green_is_for_internal_content_to_a_coalition() -> None:
    green = (Classification.INTERNAL, Tlp.GREEN)
    assert not list(export_rules.tlp_problems(*green, Audience.PARTNER, to_coalition=True))
    assert list(export_rules.tlp_problems(*green, Audience.DONOR, to_coalition=True))
    assert list(export_rules.tlp_problems(*green, Audience.PARTNER))


def test_export_rules_say_their_sentences() -> None:
    (choose,) = export_rules.audience_problems(None)
    assert choose.message == "Choose who this file is for. It decides what is left out."
    (unread,) = export_rules.review_problems(2, Audience.DONOR)
    assert unread.message == (
        "2 text fields have not been read for release. "
        f"Read them and tick 'Reviewed for {Audience.DONOR.label.lower()}', or leave them out."
    )
    (words,) = export_rules.framing_problems(["a", "b", "a"], Audience.PUBLIC)
    assert words.severity == "T" and words.message == (
        f"These words are on the do-not-send list for {Audience.PUBLIC.label.lower()}: a, b. "
        "Change them, or ask a director to allow them."
    )
    (folder,) = export_rules.target_problems(True)
    assert folder.severity == "W" and folder.message == (
        "This folder may copy the file to the internet. Choose another folder, or write why this is needed."
    )
    (link,) = export_rules.link_problems(["see CAS-7H2KQ9"], Audience.DONOR)
    assert link.message == "This file would point to a protected record. Take the link out first."
    assert not list(export_rules.link_problems(["see CAS-7H2KQ9"], Audience.INTERNAL))
    assert not list(export_rules.link_problems(["MTG-2024-001"], Audience.DONOR))
