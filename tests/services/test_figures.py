"""Every row of the expected figures (`domain.md` 5.9), and the counting rules by themselves."""

from __future__ import annotations

import dataclasses
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicdesk.records.choices import ChangeType, Closeness, EngagementGroup, Level4, Rag
from civicdesk.records.commitment import Commitment
from civicdesk.records.values import Headcount, PartialDate, Precision
from civicdesk.services.counting import days_overdue, is_open
from civicdesk.services.figures import Figures, figures_of
from civicdesk.services.people import People, people_of
from civicdesk.services.period import Period, by
from civicdesk.vault.vault import Vault

AS_OF = date(2024, 3, 31)


@pytest.fixture(scope="module")
def figures(demo: Vault) -> Figures:
    return figures_of(demo, AS_OF)


EXPECTED = {
    "activities.to_date": 6,
    "activities.quarter": 1,
    "participants.to_date": 2064,
    "participants.sex_recorded": 2034,
    "participants.sex_not_recorded": 30,
    "women.to_date": 945,
    "women.share": 46.5,
    "participants.quarter": 170,
    "women.quarter": 45,
    "women.share_quarter": 26.5,
    "subgrants": 8,
    "outcomes.harvested": 8,
    "outcomes.substantiated": 0,
    "commitments.total": 15,
    "commitments.done": 9,
    "commitments.open": 6,
    "commitments.overdue": 2,
    "balance.citizens_youth": 2,
    "balance.cso": 2,
    "balance.private_sector": 1,
    "balance.media": 1,
    "balance.public_sector": 5,
    "balance.index": 88,
    "balance.finding": "watch",
    "risks.critical": 0,
    "risks.high": 3,
    "risks.medium": 4,
    "risks.low": 1,
    "incidents.total": 4,
    "incidents.near_misses": 2,
    "protocols.acknowledged": 81,
    "protocols.assigned": 90,
    "cases.total": 6,
}


def test_the_demo_has_the_expected_figures_and_no_others(figures: Figures) -> None:
    assert figures.flat() == EXPECTED


def test_what_is_not_women_is_never_called_men(figures: Figures) -> None:
    assert figures.to_date.not_women_or_not_recorded == 1119
    assert figures.to_date.sex_recorded - (figures.to_date.women or 0) == 1089
    assert not [
        name for name in figures.flat() if "men" in name.replace("women", "").replace("commitments", "")
    ]


@pytest.mark.parametrize(
    "title, total, women, share",
    [
        ("NASLA training", 348, 87, "25.0"),
        ("CCC training", 1433, 787, "54.9"),
        ("Innovation boot camps", 71, 22, "31.0"),
        ("Study tour", 12, 4, "33.3"),
        ("Dissemination workshop", 170, 45, "26.5"),
    ],
)
def test_each_activity_has_its_share_of_women(
    demo: Vault, title: str, total: int, women: int, share: str
) -> None:
    (activity,) = [one for one in demo.iterate("activity") if one.heading.startswith(title)]
    people = people_of([activity.people])  # type: ignore[attr-defined]
    assert (people.total, people.women, people.women_share) == (total, women, Decimal(share))


def test_trainings_count_together(figures: Figures) -> None:
    assert figures.by_type["training"] == People(2, 1781, 874, 1781)
    assert figures.by_type["training"].women_share == Decimal("49.1")


def test_results_count_the_people_of_their_activities_once(figures: Figures) -> None:
    by_code = {code: people for (_project, code), people in figures.by_result.items()}
    assert by_code["OP1"] == People(3, 1811, 874, 1781)
    assert by_code["OP3"] == People(3, 253, 71, 253)
    assert by_code["OP3"].women_share == Decimal("28.1")


def test_indicators_print_what_the_source_says(demo: Vault) -> None:
    actual = {one.heading.split(" (")[0]: one.latest_actual for one in demo.iterate("indicator")}  # type: ignore[attr-defined]
    assert actual["Proposals finalised by provincial governments and NGO networks"] == 8
    assert actual["Provinces that decided to adopt the PPD mechanism"] == 4
    assert actual["Provinces with PPD terms of reference developed"] == 2
    assert actual["Provincial working groups established"] == 1
    assert actual["Provincial NGO networks reactivated"] == 1


def test_outcomes_by_kind(figures: Figures) -> None:
    assert figures.outcomes.by_kind == {
        ChangeType.POLICY: 3,
        ChangeType.RELATIONSHIP: 2,
        ChangeType.PRACTICE: 1,
        ChangeType.ACTION: 1,
        ChangeType.BEHAVIOUR: 1,
    }


def test_open_commitments_by_colour(figures: Figures) -> None:
    assert figures.commitments.open_by_colour == {Rag.RED: 1, Rag.AMBER: 1, Rag.GREEN: 4}


def test_the_public_sector_has_too_large_a_share(figures: Figures) -> None:
    assert figures.balance.total == 11
    (flag,) = figures.balance.flags
    assert (flag.group, flag.share, flag.over) == (EngagementGroup.PUBLIC_SECTOR, Decimal("45.5"), True)


def test_closeness_rows(figures: Figures) -> None:
    near = {label: count for label, count in figures.closeness.items() if count}
    assert near == {Closeness.WORKABLE: 3, Closeness.CLOSE_WATCH: 1}


def test_protocols_are_acknowledged_to_ninety_per_cent(figures: Figures) -> None:
    assert figures.protocols.share == Decimal("90.0")


def test_cases_by_type_and_state(figures: Figures) -> None:
    assert figures.cases is not None
    assert figures.cases.by_type == {
        "labour_trafficking_risk": 2,
        "unsafe_migration": 1,
        "unpaid_wages": 1,
        "social_protection_access": 2,
    }
    assert figures.cases.by_state == {"assessment": 1, "active": 3, "follow_up": 1, "closed": 1}


def test_before_the_quarter_only_what_had_happened_counts(demo: Vault) -> None:
    earlier = figures_of(demo, date(2023, 12, 31)).flat()
    assert earlier["activities.to_date"] == 1
    assert earlier["participants.to_date"] == 30
    assert earlier["women.to_date"] is None
    assert earlier["commitments.total"] == 3
    assert earlier["commitments.overdue"] == 0
    assert earlier["balance.index"] is None


def test_a_new_vault_has_no_figures_but_zeros_and_unknowns(vault: Vault) -> None:
    flat = figures_of(vault, AS_OF).flat()
    unknown = {name for name, value in flat.items() if value is None}
    assert unknown == {"women.share", "women.share_quarter", "balance.index", "balance.finding"}
    assert flat.keys() == EXPECTED.keys()
    assert not any(value for value in flat.values())


def test_what_a_reader_cannot_open_is_unknown_and_not_zero(demo: Vault) -> None:
    class Programme:
        """The vault as somebody sees it who has the programme's key only."""

        def iterate(self, name: str) -> object:
            return demo.iterate(name) if self.stores_of(name) else iter(())

        def stores_of(self, name: str) -> list[object]:
            return [store for store in demo.stores_of(name) if store.kind == "programme"]

        def look(self) -> object:
            return demo.look()

    flat = figures_of(Programme(), AS_OF).flat()  # type: ignore[arg-type]
    unknown = {name for name, value in flat.items() if value is None}
    assert unknown == {
        *(f"risks.{level.value}" for level in Level4),
        "incidents.total",
        "incidents.near_misses",
        "cases.total",
    }
    assert flat["commitments.total"] == 15


# the counting rules by themselves -------------------------------------------------------------------------

COUNTS = st.integers(0, 10_000)


@st.composite
def headcounts(draw: st.DrawFn) -> Headcount:
    total = draw(st.none() | COUNTS)
    left = total or 0
    parts: list[int | None] = []
    for _part in ("women", "men", "other"):
        part = draw(st.none() | st.integers(0, left))
        left -= part or 0
        parts.append(part)
    return Headcount(total, *parts)


@given(st.lists(headcounts(), max_size=12))
def test_parts_never_exceed_the_total(heads: list[Headcount]) -> None:
    people = people_of(heads)
    if people.total is not None:
        assert (people.women or 0) <= people.sex_recorded <= people.total
        assert people.sex_not_recorded == people.total - people.sex_recorded >= 0
    if people.women_share is not None:
        assert 0 <= people.women_share <= 100


@given(st.lists(headcounts(), min_size=1))
def test_nothing_recorded_is_unknown_not_zero(heads: list[Headcount]) -> None:
    blank = [dataclasses.replace(head, women=None) for head in heads]
    assert people_of(blank).women is None
    assert people_of([Headcount()]).total is None


def test_nobody_to_count_is_zero() -> None:
    assert people_of([]) == People(0, 0, 0, 0)


QUARTER = Period.quarter(AS_OF)


@pytest.mark.parametrize(
    "text, in_quarter",
    [
        ("2024-01-26", True),
        ("2024-02", True),
        ("Q1 2024", True),
        ("2024", False),
        ("early 2024", False),
        ("2023-12-31", False),
        ("2024-04-01", False),
    ],
)
def test_a_date_counts_in_the_quarter_only_if_it_surely_lies_in_it(text: str, in_quarter: bool) -> None:
    assert QUARTER.holds(PartialDate.parse(text)) is in_quarter


def test_a_year_counts_to_date_once_it_has_begun() -> None:
    assert by(AS_OF, PartialDate.parse("2024"))
    assert not by(AS_OF, PartialDate.parse("2025"))
    assert not by(AS_OF, PartialDate(date(2024, 6, 30), Precision.PERIOD, "to June 2024"))


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_every_day_lies_in_its_own_quarter(day: date) -> None:
    quarter = Period.quarter(day)
    assert quarter.holds(day)
    assert quarter.first.day == 1 and 89 <= (quarter.last - quarter.first).days <= 91


def promise(state: str = "open", due: str = "2024-03-01", done: date | None = None) -> Commitment:
    return Commitment(state=state, due_date=PartialDate.parse(due), made_on=date(2024, 1, 5), done_on=done)


def test_what_was_done_later_was_still_open_on_the_day() -> None:
    assert is_open(promise("done", done=date(2024, 4, 2)), AS_OF)
    assert not is_open(promise("done", done=date(2024, 3, 30)), AS_OF)
    assert not is_open(promise("done"), AS_OF)
    assert not is_open(promise("dropped"), AS_OF)


def test_a_month_is_due_on_its_last_day() -> None:
    assert days_overdue(promise(due="2024-03"), AS_OF) == 0
    assert days_overdue(promise(due="2024-02"), AS_OF) == 31
