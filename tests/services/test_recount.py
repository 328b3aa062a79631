"""Figures against a plain recount, written from the counting rules alone, over random activities and promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from civicdesk.records.activity import Activity
from civicdesk.records.choices import CommitmentKind, Mode
from civicdesk.records.commitment import Commitment
from civicdesk.records.values import PartialDate, Place, Term
from civicdesk.services.figures import figures_of
from civicdesk.vault.query import Query

DAY, FIRST = date(2024, 3, 31), date(2024, 1, 1)
TOOK_PLACE = ("held", "reported", "verified")
"""States of an activity that took place (`domain.md`, E14)."""


@dataclass
class Kept:
    """Gives figures a handful of records where a vault would give thousands."""

    records: dict
    vault: object

    def iterate(self, name):
        return iter(self.records.get(name, ()))

    def stores_of(self, name):
        return self.vault.stores_of(name)

    def look(self):
        return self.vault.look()


days = st.dates(date(2022, 1, 1), date(2025, 12, 31))
as_written = (
    "{0:%Y-%m-%d}",
    "{0:%Y-%m}",
    "{0:%Y}",
    "Q{1} {0:%Y}",
    "autumn {0:%Y}",
    "end of {0:%Y}",
)
partial = st.builds(
    lambda day, way: PartialDate.parse(way.format(day, (day.month + 2) // 3)),
    days,
    st.sampled_from(as_written),
)
number = st.none() | st.integers(0, 500)
activities = st.builds(
    Activity, id=st.uuids().map(str), title=st.just("A"), activity_type=st.just(Term("training")), starts_on=partial,
    ends_on=partial, mode=st.sampled_from(list(Mode)), places=st.just((Place("03"),)),
    state=st.sampled_from(Activity.states.all), participants_total=number, participants_women=number,
    participants_men=number, participants_other=number, is_historical=st.booleans(),
)  # fmt: skip
promises = st.builds(
    Commitment, id=st.uuids().map(str), kind=st.sampled_from(list(CommitmentKind)), made_on=st.none() | days,
    due_date=st.none() | partial, done_on=st.none() | days, state=st.sampled_from(Commitment.states.all),
)  # fmt: skip


def begun(when):
    """The earliest day a date can mean; of a period only its last day is known."""
    start = {"day": when.day, "month": when.day.replace(day=1), "year": date(when.day.year, 1, 1)}
    start["quarter"] = date(when.day.year, (when.day.month - 1) // 3 * 3 + 1, 1)
    return start.get(str(when.precision), when.day)


def in_quarter(when):
    return when.precision in ("day", "month", "quarter") and begun(when) >= FIRST and when.day <= DAY


@settings(max_examples=60)
@given(st.lists(activities, max_size=12))
def test_people_are_counted_once_where_they_were_and_never_inferred(shared_vault, found):
    flat = figures_of(Kept({"activity": found}, shared_vault), DAY).flat()
    ever = [a for a in found if a.state in TOOK_PLACE and (a.starts_on is None or begun(a.starts_on) <= DAY)]
    now = [a for a in ever if a.starts_on is not None and in_quarter(a.starts_on)]
    for name, group in (("to_date", ever), ("quarter", now)):
        counted = [a for a in group if a.participants_total is not None]
        women = [a.participants_women for a in counted if a.participants_women is not None]
        assert flat[f"activities.{name}"] == len(group)
        assert flat[f"participants.{name}"] == (
            sum(a.participants_total for a in counted) if counted or not group else None
        )
        assert flat[f"women.{name}"] == (sum(women) if women or not group else None)
    if flat["participants.to_date"] is not None:
        both = flat["participants.sex_recorded"] + flat["participants.sex_not_recorded"]
        assert both == flat["participants.to_date"]


@settings(max_examples=60)
@given(st.lists(promises, max_size=12))
def test_promises_add_up_and_none_is_counted_twice(shared_vault, found):
    flat = figures_of(Kept({"commitment": found}, shared_vault), DAY).flat()
    made = [c for c in found if c.made_on is None or c.made_on <= DAY]
    dropped = [c for c in made if c.state == "dropped"]
    done = [c for c in made if c.state == "done" and (c.done_on is None or c.done_on <= DAY)]
    late = [c for c in made if c not in dropped and c not in done and c.due_date and c.due_date.day < DAY]
    assert flat["commitments.total"] == len(made)
    assert flat["commitments.done"] == len(done)
    assert flat["commitments.open"] == len(made) - len(done) - len(dropped)
    assert flat["commitments.overdue"] == len(late)


def test_what_lies_in_the_trash_is_in_no_figure(demo_path, vault_passphrase):
    from civicdesk.vault.vault import Vault

    vault = Vault.open(demo_path, vault_passphrase)
    for name in ("activity", "commitment", "subgrant", "outcome", "risk", "incident", "case", "protocol"):
        with vault.transaction() as tx:
            for one in list(vault.iterate(name)):
                if not one.legal_hold:
                    tx.trash(one)
        assert vault.count(Query(name)) == sum(one.legal_hold for one in vault.iterate(name))
    flat = figures_of(vault, DAY).flat()
    kinds = (
        "activities.",
        "commitments.",
        "subgrants",
        "outcomes.",
        "risks.",
        "incidents.",
        "cases.",
        "protocols.",
    )
    assert {key: n for key, n in flat.items() if key.startswith(kinds) and n} == {}
    for name in ("meeting", "publication"):
        with vault.transaction() as tx:
            for one in list(vault.iterate(name)):
                tx.trash(one)
    flat = figures_of(vault, DAY).flat()
    assert not any(n for key, n in flat.items() if key.startswith("balance.") and key != "balance.finding")
    vault.close()
