"""What must hold for every record type, so that the next one is tested the day it is written."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from hypothesis import given
from strategies import few, records

from civicdesk.clock import PHNOM_PENH
from civicdesk.records.fields import Kind
from civicdesk.records.plain import differences, record_from_plain, record_plain
from civicdesk.records.problems import EmptyLookup
from civicdesk.records.record import (
    COMPARTMENTS,
    ENVELOPE,
    PARENTS,
    fields_of,
    record_type,
    record_types,
    targets_of,
)
from civicdesk.records.rules import problems_of, transition_problems

TYPES = record_types()
every_type = pytest.mark.parametrize("cls", TYPES, ids=lambda cls: cls.meta.name)
LOOK = EmptyLookup(datetime(2024, 3, 31, 12, tzinfo=PHNOM_PENH))


def test_the_catalogue_has_24_types_with_their_own_codes_prefixes_and_names():
    assert [cls.meta.code for cls in TYPES] == [f"E{n:02}" for n in range(1, 25)]
    assert len({cls.meta.prefix for cls in TYPES}) == len({cls.meta.name for cls in TYPES}) == 24


@every_type
def test_every_column_title_and_sort_key_is_a_field(cls):
    meta = cls.meta
    for key in (*meta.columns, meta.title, meta.sort.lstrip("-")):
        assert meta.field(key).key == key
    assert not meta.field(meta.sort.lstrip("-")).computed


@every_type
def test_every_field_is_completely_declared(cls):
    for spec in fields_of(cls):
        assert spec.label, spec.key
        assert (spec.kind is Kind.TERM) == bool(spec.vocab), spec.key
        assert (spec.kind is Kind.CHOICE) == (spec.choices is not None), spec.key
        assert (spec.kind is Kind.CHILD) == (spec.child is not None), spec.key
        assert (spec.kind in (Kind.REF, Kind.LINK)) == bool(targets_of(spec)), spec.key
        assert spec.kind is not Kind.DECIMAL or spec.digits, spec.key
        assert not spec.needed_at or spec.needed_at in cls.states.all, spec.key
        assert not spec.kept_in or spec.kept_in in COMPARTMENTS, spec.key
    assert cls.meta.compartment in (*COMPARTMENTS, PARENTS)


@every_type
def test_every_state_can_be_reached_from_the_first(cls):
    reached, waiting = set(), [cls.states.first]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting += cls.states.after(state)
    assert reached == set(cls.states.all)


@every_type
def test_an_empty_record_names_every_required_field_and_nothing_crashes(cls):
    found = problems_of(cls(), LOOK)
    missing = {p.field for p in found if p.severity == "E"}
    required = {
        s.key
        for s in fields_of(cls)
        if s.required and not s.automatic and getattr(cls(), s.key) in (None, ())
    }
    assert required <= missing
    assert all(p.message and "{" not in p.message for p in found)


@every_type
def test_a_half_filled_record_is_told_what_is_missing_at_every_step(cls):
    for state in cls.states.all:
        for to in cls.states.all:
            for problem in transition_problems(cls(state=state), to, LOOK):
                assert problem.message and "{" not in problem.message


@every_type
def test_a_historical_entry_skips_the_rules_of_steps(cls):
    for to in cls.states.all:
        found = transition_problems(cls(state=cls.states.first, is_historical=True), to, LOOK)
        assert {p.severity for p in found} <= {"E"}


@pytest.mark.parametrize("name", [cls.meta.name for cls in TYPES])
def test_plain_values_give_the_record_back(name):
    @few(20)
    @given(records(record_type(name), links=True))
    def check(record):
        text = json.dumps(record_plain(record), ensure_ascii=False)
        assert record_from_plain(name, json.loads(text)) == record
        assert differences(record, record, (*ENVELOPE, *fields_of(type(record)))) == {}

    check()


@pytest.mark.parametrize("name", [cls.meta.name for cls in TYPES])
def test_no_rule_crashes_on_any_record(name):
    @few(15)
    @given(records(record_type(name)))
    def check(record):
        for to in record.states.all:
            transition_problems(record, to, LOOK)

    check()
