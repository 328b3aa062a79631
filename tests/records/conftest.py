"""A world of records held in memory, for rules that look at other records."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from datetime import date, datetime

import pytest

from civicdesk.clock import PHNOM_PENH
from civicdesk.records.fields import Field, Kind
from civicdesk.records.record import Child, Record, fields_of, targets_of
from civicdesk.records.values import Link

NOW = datetime(2024, 3, 31, 9, 0, tzinfo=PHNOM_PENH)
TODAY = NOW.date()


def links(owner: Record | Child, specs: Sequence[Field]) -> Iterator[Link]:
    """Every record that a record or row points to."""
    for spec in specs:
        value = getattr(owner, spec.key)
        values = value if isinstance(value, tuple) else (value,) if value is not None else ()
        for one in values:
            if spec.kind is Kind.REF:
                yield from (Link(target, str(one)) for target in targets_of(spec))
            elif spec.kind is Kind.LINK:
                yield one
            elif spec.kind is Kind.CHILD:
                yield from links(one, fields_of(type(one)))


class World:
    """The Lookup protocol over records held in memory."""

    def __init__(
        self,
        *records: Record,
        now: datetime = NOW,
        roles: str = "",
        actor: str | None = None,
        **settings: object,
    ) -> None:
        self.records = {(r.meta.name, r.id): r for r in records}
        self.now = now
        self.roles = frozenset(roles.split())
        self.actor = actor
        self.settings = settings

    @property
    def today(self) -> date:
        return self.now.date()

    def get(self, type_name: str, record_id: str | None) -> Record | None:
        return self.records.get((type_name, str(record_id)))

    def find(self, type_name: str, **equals: object) -> Sequence[Record]:
        return [
            record
            for (name, _), record in self.records.items()
            if name == type_name and all(_holds(getattr(record, key), want) for key, want in equals.items())
        ]

    def linking(self, type_name: str, record_id: str | None) -> Sequence[Link]:
        wanted = Link(type_name, str(record_id))
        return [
            Link(name, key)
            for (name, key), record in self.records.items()
            if wanted in links(record, fields_of(type(record)))
        ]

    def title(self, type_name: str, record_id: str | None) -> str:
        record = self.get(type_name, record_id)
        return record.heading if record else ""

    def place_name(self, code: str | None) -> str:
        return code or ""

    def setting(self, key: str) -> object:
        return self.settings.get(key)


def _holds(value: object, want: object) -> bool:
    return want in value if isinstance(value, tuple) else value == want


@pytest.fixture
def world() -> type[World]:
    """Make a world: `world(record, …, roles="DIR", grid_threshold=4)`."""
    return World


def changed(record: Record, **changes: object) -> Record:
    """A copy of a record with other values."""
    return dataclasses.replace(record, **changes)
