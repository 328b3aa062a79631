"""Asking an open vault: conditions on every kind of field, lists, titles, terms, and what is closed meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from strategies import council, saved

from civicdesk.clock import PHNOM_PENH
from civicdesk.records.choices import Audience
from civicdesk.records.contact import ContactChannelRow
from civicdesk.records.record import record_type
from civicdesk.records.values import Link, Money, PartialDate, Place, Ref, Term
from civicdesk.vault import compartments, mapping, schema
from civicdesk.vault.query import Condition, Query
from civicdesk.vault.reading import Reading
from civicdesk.vault.refusals import NotYours
from civicdesk.vault.terms import TermRow, TermUsed, Vocabularies
from civicdesk.vault.vault import Vault


def put(vault: Vault, type_name: str, **values: Any) -> str:
    """A record straight into the store: its rules are tested elsewhere. Answers its id."""
    cls = record_type(type_name)
    store = vault.home(cls())
    number = store.count(Query(type_name))
    one = cls(**values).replaced(id=f"{type_name}-{number}", ref=f"R-{number}", state=cls.states.first)
    store.begin()
    store.write(one, {spec.key for spec in cls.meta.fields}, new=True)
    store.commit()
    return one.id


def asked(vault: Vault, type_name: str, key: str, op: str, value: Any = None) -> set[str]:
    """Ids of the records that meet one condition; the count says the same."""
    query = Query(type_name, filters=(Condition(key, op, value),))
    found = vault.matching(query)
    assert vault.count(query) == len(found)
    return {one.id for one in found}


# conditions --------------------------------------------------------------------------------------


@pytest.fixture
def projects(vault: Vault) -> list[str]:
    """A small one, a large one, and one that nothing is known of."""
    small = put(vault, "project", name="Wells_1", budget=Money(Decimal("999.99")), places=(Place("1601"),),
                start_date=PartialDate(date(2024, 3, 31)), donor_visibility=(Audience.PUBLIC,))  # fmt: skip
    large = put(vault, "project", name="Wells 21", budget=Money(Decimal(250_000)), places=(Place("07"), Place("16")),
                start_date=PartialDate(date(2025, 1, 1)))  # fmt: skip
    return [small, large, put(vault, "project", name="100% empty")]


@pytest.mark.parametrize(
    "key, op, value, expected",
    [
        ("budget", ">=", Decimal("1000"), [1]),
        ("budget", "<=", Money(Decimal("999.99")), [0]),
        ("budget", "<", Decimal("999.99"), []),
        ("budget", ">", Decimal("999.98"), [0, 1]),
        ("start_date", ">=", date(2025, 1, 1), [1]),
        ("start_date", "<=", PartialDate(date(2024, 3, 31)), [0]),
        ("start_date", "<=", "2024-12-31", [0]),
        ("name", "contains", "wells", [0, 1]),
        ("name", "contains", "wells_", [0]),
        ("name", "contains", "0%", [2]),
        ("name", "in", ("Wells 21", "100% empty"), [1, 2]),
        ("name", "in", (), []),
        ("places", "below", "16", [0, 1]),
        ("places", "below", "07", [1]),
        ("places", "below", "01", []),
        ("places", "=", "16", [1]),
        ("places", "in", ("1601", "07"), [0, 1]),
        ("donor_visibility", "in", (Audience.PUBLIC,), [0]),
        ("budget", "empty", None, [2]),
        ("budget", "=", None, [2]),
    ],
)
def test_a_condition_finds_what_meets_it_and_nothing_else(
    vault: Vault, projects: list[str], key: str, op: str, value: Any, expected: list[int]
) -> None:
    assert asked(vault, "project", key, op, value) == {projects[n] for n in expected}


def test_moments_and_decimals_are_compared_as_such(vault: Vault) -> None:
    early = put(vault, "meeting", starts_at=datetime(2024, 1, 26, 9, tzinfo=PHNOM_PENH))
    late = put(vault, "meeting", starts_at=datetime(2024, 1, 26, 14, 30, tzinfo=PHNOM_PENH))
    noon = datetime(2024, 1, 26, 12, tzinfo=PHNOM_PENH)
    assert asked(vault, "meeting", "starts_at", ">=", noon) == {late}
    assert asked(vault, "meeting", "starts_at", "<=", noon) == {early}
    small, large = (put(vault, "indicator", baseline=Decimal(value)) for value in ("9.95", "10.05"))
    assert asked(vault, "indicator", "baseline", "<", Decimal(10)) == {small}
    assert asked(vault, "indicator", "baseline", ">=", Decimal("10.05")) == {large}


def test_links_are_found_by_either_end_whatever_their_type(vault: Vault) -> None:
    promise = put(vault, "commitment", parent=Link("meeting", "m-1"))
    put(vault, "commitment", parent=Link("meeting", "m-2"))
    assert asked(vault, "commitment", "parent", "=", Link("meeting", "m-1")) == {promise}
    assert len(asked(vault, "commitment", "parent", "filled")) == 2
    assert asked(vault, "commitment", "parent", "in", ("m-1", "m-9")) == {promise}


def test_a_condition_that_nobody_knows_is_a_bug_and_finds_not_simply_everything(vault: Vault) -> None:
    with pytest.raises(ValueError, match="unknown operator like"):
        vault.count(Query("project", filters=(Condition("name", "like", "x"),)))


def test_a_list_sorted_by_what_is_no_column_comes_in_its_own_order(vault: Vault, projects: list[str]) -> None:
    own = vault.keys(Query("project"))
    assert len(own) == 3
    assert vault.keys(Query("project", sort="-no_such_column")) == own
    assert vault.keys(Query("project", sort="name")) != vault.keys(Query("project", sort="-name"))


def test_a_kind_of_field_that_nobody_has_taught_the_database_is_never_written_somehow() -> None:
    spec = replace(record_type("project").meta.field("name"), kind="colour")  # type: ignore[arg-type]
    for store in (lambda: mapping.scalar(spec, "red"), lambda: schema._columns(spec, "programme", "project")):
        with pytest.raises(AssertionError):
            store()


# lists and titles --------------------------------------------------------------------------------


def test_a_line_of_a_list_shows_money_and_rough_dates_as_they_were_saved(
    vault: Vault, projects: list[str]
) -> None:
    keys = vault.keys(Query("project", sort="name"))
    rows = {row.id: row.values for row in vault.rows("project", keys, ("budget", "start_date"))}
    assert rows[projects[0]] == {
        "budget": Money(Decimal("999.99")),
        "start_date": PartialDate(date(2024, 3, 31)),
    }
    assert rows[projects[2]] == {"budget": None, "start_date": None}


def test_to_choose_from_there_is_something_before_a_word_is_typed(vault: Vault, projects: list[str]) -> None:
    hidden = put(vault, "meeting", title=None)
    hits = vault.search_titles(("project", "meeting"), "  ")
    assert {hit.id for hit in hits} == {*projects, hidden}
    assert {hit.title for hit in hits if hit.type == "project"} == {"Wells_1", "Wells 21", "100% empty"}
    (untitled,) = [hit for hit in hits if hit.id == hidden]
    assert untitled.title == untitled.ref == "R-0"
    assert len(vault.search_titles(("project", "meeting"), "", 2)) == 2
    assert [hit.id for hit in vault.search_titles(("project",), "empty")] == [projects[2]]


def test_what_lies_in_the_trash_is_not_shown_as_pointing_to_a_record(vault: Vault) -> None:
    upper = saved(vault, council(name="Council C2"))
    lower = saved(vault, council(influenced_by=(Ref(upper.id),)))
    assert [hit.id for hit in vault.backlinks("stakeholder", upper.id)] == [lower.id]
    with vault.transaction() as tx:
        tx.trash(lower)
    assert vault.backlinks("stakeholder", upper.id) == []


def test_a_list_that_is_still_shown_while_the_vault_is_closed_gets_empty_lines(vault: Vault) -> None:
    made = compartments.add(vault, "A quiet campaign", [])
    saved(vault, council())
    vault.keep_new_in = made.kind
    saved(vault, council(name="A hidden council"))
    keys = vault.keys(Query("stakeholder"))
    assert len(vault.rows("stakeholder", keys)) == 2
    vault.close()
    assert vault.rows("stakeholder", keys) == []


def test_what_is_not_open_cannot_be_looked_at_by_rules() -> None:
    with pytest.raises(TypeError, match="open vault"):
        Reading().look()


# terms and settings ------------------------------------------------------------------------------


def test_a_term_in_a_row_of_a_record_is_used(vault: Vault) -> None:
    codes = vault.look().term_codes("contact_channel")
    assert codes is not None and "post" not in codes
    vault.save_terms([TermRow("contact_channel", "pigeon", "Pigeon")])
    put(vault, "contact", channels=(ContactChannelRow(channel=Term("pigeon"), detail="C1"),))
    with pytest.raises(TermUsed, match="used 1 times"):
        vault.delete_term("contact_channel", "pigeon")
    assert "pigeon" in (vault.look().term_codes("contact_channel") or ())
    vault.save_terms([TermRow("contact_channel", "pigeon", "Pigeon", active=False)])
    assert vault.look().term_codes("contact_channel") == codes
    assert vault.term_label("contact_channel", "pigeon") == "Pigeon"


def test_saving_no_terms_and_no_settings_changes_none(vault: Vault) -> None:
    terms, settings = vault.terms("issue", inactive=True), vault.settings()
    vault.save_terms([])
    vault.set_settings({})
    assert (vault.terms("issue", inactive=True), vault.settings()) == (terms, settings)
    assert vault.verify().ok


def test_who_cannot_open_the_programme_has_no_terms_and_writes_none() -> None:
    nothing = Vocabularies(None)
    assert nothing.terms("issue") == ()
    assert nothing.label("issue", "city_waste") == "City waste"
    assert nothing.settings() == {} and nothing.setting("profile") is None
    with pytest.raises(NotYours):
        nothing.save_terms([TermRow("issue", "city_waste", "City waste")])
    with pytest.raises(NotYours):
        nothing.save_settings({"retention": []})
    with pytest.raises(NotYours):
        nothing.delete_term("issue", "city_waste", 0)
