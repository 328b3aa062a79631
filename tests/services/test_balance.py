"""Balance of engagements for any day (WF06)."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicdesk.clock import PHNOM_PENH
from civicdesk.records.balance import COUNTED, Tally
from civicdesk.records.choices import BalanceFinding, EngagementGroup
from civicdesk.records.problems import EmptyLookup
from civicdesk.services.as_of import AsOf
from civicdesk.services.balance import Balance, balance_of

LOOK = EmptyLookup(datetime(2024, 3, 31, tzinfo=PHNOM_PENH))
GROUPS = (
    EngagementGroup.CITIZENS_YOUTH,
    EngagementGroup.CSO,
    EngagementGroup.PRIVATE_SECTOR,
    EngagementGroup.MEDIA,
    EngagementGroup.PUBLIC_SECTOR,
)


def balance(*counts: int, partners: int = 0) -> Balance:
    tallies = {group: Tally(meetings=n) for group, n in zip(GROUPS, counts, strict=True)}
    return balance_of({**tallies, EngagementGroup.DEVELOPMENT_PARTNER: Tally(activities=partners)}, LOOK)


def test_the_five_groups_are_those_that_count() -> None:
    assert set(COUNTED) == set(GROUPS)


@pytest.mark.parametrize(
    "counts, index, finding",
    [
        ((10, 10, 10, 10, 10), 100, BalanceFinding.BALANCED),
        ((50, 0, 0, 0, 0), 0, BalanceFinding.UNBALANCED),
        ((8, 6, 2, 1, 13), 83, BalanceFinding.WATCH),
        ((2, 2, 1, 1, 5), 88, BalanceFinding.WATCH),
    ],
)
def test_index_and_finding(counts: tuple[int, ...], index: int, finding: BalanceFinding) -> None:
    assert (balance(*counts).index, balance(*counts).finding) == (index, finding)


def test_groups_out_of_line_are_named() -> None:
    flags = {flag.group: (str(flag.share), flag.over) for flag in balance(8, 6, 2, 1, 13).flags}
    assert flags == {
        EngagementGroup.PUBLIC_SECTOR: ("43.3", True),
        EngagementGroup.MEDIA: ("3.3", False),
    }


def test_too_few_engagements_say_nothing() -> None:
    few = balance(1, 1, 1, 1, 0)
    assert (few.index, few.finding, few.flags, few.total) == (None, None, (), 4)


def test_development_partners_are_shown_and_not_counted() -> None:
    with_partners = balance(2, 2, 1, 1, 5, partners=40)
    assert with_partners.index == 88
    assert with_partners.count(EngagementGroup.DEVELOPMENT_PARTNER) == 40
    assert with_partners.share(EngagementGroup.DEVELOPMENT_PARTNER) is None


@given(st.integers(1, 500))
def test_equal_counts_are_perfectly_balanced(n: int) -> None:
    assert balance(n, n, n, n, n).index == 100


@given(st.integers(5, 500), st.integers(0, 4))
def test_one_group_alone_has_index_zero(n: int, place: int) -> None:
    assert balance(*(n if k == place else 0 for k in range(5))).index == 0


@given(st.lists(st.integers(0, 300), min_size=5, max_size=5))
def test_the_index_stays_in_bounds_and_does_not_depend_on_order(counts: list[int]) -> None:
    index = balance(*counts).index
    assert index is None or 0 <= index <= 100
    assert balance(*reversed(counts)).index == index


def test_a_report_looks_at_the_vault_on_its_own_day() -> None:
    assert AsOf(LOOK, date(2023, 12, 31)).today == date(2023, 12, 31)
