"""Every record type on a real encrypted database: what was written is what is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from strategies import few, records

from civicdesk.records.fields import Kind
from civicdesk.records.record import ENVELOPE, fields_of, record_type, record_types
from civicdesk.vault.query import Condition, Query

NAMES = [cls.meta.name for cls in record_types()]


def _write(vault, record):
    """Into the store below the rules, as a hypothesis record meets none of them."""
    store = vault.home(record)
    store.begin()
    store.write(record, {spec.key for spec in fields_of(type(record))}, new=True)
    for spec in fields_of(type(record)):
        if spec.kept_in:
            other = vault.stores[spec.kept_in]
            other.begin()
            other.write_children(record, spec, new=True)
            other.commit()
    store.commit()


@pytest.mark.parametrize("name", NAMES)
def test_a_record_is_read_as_it_was_written(shared_vault, name):
    @few(12)
    @given(records(record_type(name)))
    def check(record):
        _write(shared_vault, record)
        assert shared_vault.get(name, record.id) == record
        assert shared_vault.by_ref(record.meta.prefix + "-" + record.ref) is None
        (row,) = [r for r in shared_vault.rows(name, shared_vault.keys(Query(name))) if r.id == record.id]
        assert row.cls is type(record)

    check()


@pytest.mark.parametrize("name", NAMES)
def test_every_field_can_be_filtered_and_every_sort_has_all_rows(shared_vault, name):
    cls = record_type(name)
    total = shared_vault.count(Query(name))
    assert len(shared_vault.keys(Query(name))) == total
    for spec in (*ENVELOPE, *fields_of(cls)):
        if spec.kind is Kind.CHILD:
            continue
        empty = shared_vault.count(Query(name, filters=(Condition(spec.key, "empty"),)))
        filled = shared_vault.count(Query(name, filters=(Condition(spec.key, "filled"),)))
        assert empty + filled == total, spec.key
        if spec.kind is not Kind.LINK and spec.kind is not Kind.MONEY:
            assert len(shared_vault.keys(Query(name, sort=f"-{spec.key}"))) == total


@pytest.mark.parametrize("name", NAMES)
def test_pages_by_key_visit_every_row_once_in_the_order_of_the_list(shared_vault, name):
    for store in shared_vault.stores_of(name):
        for sort in ("", f"-{record_type(name).meta.sort.lstrip('-')}"):
            query, seen, last = Query(name, sort=sort), [], None
            while page := store.page(query, last, size=3):
                seen += [row["rid"] for row in page]
                last = (page[-1][query.order[0]], page[-1]["rid"])
            assert seen == list(store.keys(query))
