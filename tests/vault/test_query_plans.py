"""How SQLite answers what lists, links and search ask: on an index, without sorting what the index has sorted."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlcipher3 import dbapi2

from civicdesk.records.fields import Kind
from civicdesk.records.record import record_types
from civicdesk.vault import search
from civicdesk.vault.query import Condition, Query, following, ordered, table_of
from civicdesk.vault.schema import statements

TYPES = [cls.meta.name for cls in record_types()]


@pytest.fixture(scope="module")
def raw() -> Any:
    """The schema alone: plans do not depend on the records, because no statistics are kept."""
    connection = dbapi2.connect(":memory:", isolation_level=None)
    for statement in statements():
        connection.execute(statement)
    return connection


def plan(raw: Any, question: Any) -> str:
    """What SQLite intends to do, one step a line."""
    said = question.compile(dialect=_dialect(), compile_kwargs={"render_postcompile": True})
    steps = raw.execute(f"EXPLAIN QUERY PLAN {said}", [said.params[name] for name in said.positiontup])
    return "\n".join(step[3] for step in steps)


def _dialect() -> Any:
    from sqlalchemy.dialects import sqlite

    return sqlite.dialect(paramstyle="qmark")


def _in_state(type_name: str) -> Query:
    state = Query(type_name).cls.states.first
    return Query(type_name, filters=(Condition("state", "=", state),))


@pytest.mark.parametrize("type_name", TYPES)
def test_a_list_in_its_own_order_is_read_from_its_index_alone(raw, type_name):
    key = Query(type_name).order[0]
    table = table_of(type_name)
    found = plan(raw, ordered(Query(type_name), table.c[key], table.c.rid))
    assert f"USING COVERING INDEX ix_{type_name}_list" in found
    assert "TEMP B-TREE" not in found


@pytest.mark.parametrize("type_name", TYPES)
def test_a_list_of_one_state_is_read_from_its_index_alone(raw, type_name):
    found = plan(raw, ordered(_in_state(type_name), table_of(type_name).c.rid))
    assert f"USING COVERING INDEX ix_{type_name}_state (state=?)" in found
    assert "TEMP B-TREE" not in found


@pytest.mark.parametrize("type_name", TYPES)
@pytest.mark.parametrize("down", ["", "-"])
@pytest.mark.parametrize("last", [("2024-01-01", 7), (None, 7)], ids=["after a value", "after an empty one"])
def test_the_next_page_is_found_without_reading_the_pages_before(raw, type_name, down, last):
    key = Query(type_name).order[0]
    if last[0] is None and not table_of(type_name).c[key].nullable:
        return  # every row has a value to sort by
    for query, index in (
        (Query(type_name, sort=down + key), "list ("),
        (Query(type_name, sort=down + key, filters=_in_state(type_name).filters), "state (state=? AND"),
    ):
        for part in following(query, last):
            found = plan(raw, ordered(query, table_of(type_name).c.rid).where(part).limit(50))
            assert f"SEARCH {type_name} USING COVERING INDEX ix_{type_name}_{index}" in found
            assert "TEMP B-TREE" not in found


@pytest.mark.parametrize("type_name", TYPES)
def test_a_reference_is_followed_backwards_by_its_index(raw, type_name):
    cls, table = Query(type_name).cls, table_of(type_name)
    for spec in cls.meta.fields:
        if spec.kind is Kind.REF and not spec.many:
            query = Query(type_name, filters=(Condition(spec.key, "=", "an id"),))
            found = plan(raw, ordered(query, table.c.rid))
            assert f"USING INDEX ix_{type_name}_{spec.key} ({spec.key}=?)" in found, spec.key


@pytest.mark.parametrize("type_name", TYPES)
def test_lists_of_references_and_links_to_any_type_are_followed_backwards_by_the_link_table(raw, type_name):
    cls, table = Query(type_name).cls, table_of(type_name)
    for spec in cls.meta.fields:
        if spec.kind is Kind.LINK or (spec.kind is Kind.REF and spec.many):
            query = Query(type_name, filters=(Condition(spec.key, "=", "an id"),))
            found = plan(raw, ordered(query, table.c.rid))
            assert "SEARCH link USING COVERING INDEX ix_link_to (to_id=?" in found, spec.key
            assert f"SEARCH {type_name} USING INDEX sqlite_autoindex_{type_name}_1 (id=?)" in found, spec.key


@pytest.mark.parametrize("type_name", TYPES)
def test_a_list_that_contains_words_looks_up_what_the_search_found(raw, type_name):
    found = plan(raw, ordered(Query(type_name, text="land"), table_of(type_name).c.rid))
    assert f"SEARCH {type_name} USING INDEX sqlite_autoindex_{type_name}_1 (id=?)" in found
    assert "SCAN search VIRTUAL TABLE" in found


@pytest.mark.parametrize("type_name", TYPES)
def test_all_records_are_read_by_row_number_without_sorting(raw, type_name):
    table = table_of(type_name)
    where = (table.c.rid > 500) & table.c.trashed_at.is_(None)
    found = plan(raw, select(table.c.rid).where(where).order_by(table.c.rid).limit(500))
    assert f"SEARCH {type_name} USING INTEGER PRIMARY KEY (rowid>?)" in found
    assert "TEMP B-TREE" not in found


@pytest.mark.parametrize("types", [(), ("meeting", "case")])
def test_the_search_index_is_not_walked_backwards_for_beginnings_of_words(raw, types):
    found = plan(raw, search.newest("land", 50, types))
    assert "SCAN search VIRTUAL TABLE INDEX 0:M1" in found, "any other number asks for an order of rowids"


def test_whole_words_are_walked_backwards_and_nothing_is_sorted(raw):
    steps = raw.execute(f"EXPLAIN QUERY PLAN {search._WHOLE}", {"question": '"land"', "limit": 50})
    found = "\n".join(step[3] for step in steps)
    assert "SCAN search VIRTUAL TABLE" in found
    assert "SEARCH row USING INTEGER PRIMARY KEY (rowid=?)" in found
    assert "TEMP B-TREE" not in found


def test_only_the_newest_are_looked_up(raw):
    found = plan(raw, search.newest("land", 50)).splitlines()
    assert found[0].startswith(("CO-ROUTINE", "MATERIALIZE")), "the limit stands inside, before the look-up"
