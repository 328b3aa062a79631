"""Values of a trip for fields that were changed at home as well, kept until a person decides between the two.

Home keeps its own value. The other lies as a setting in the compartment of the field, so that locking, or another
day, takes nothing from whoever has to decide; it goes when it is decided, and when the field is forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select

from civicdesk.records.fields import Field
from civicdesk.records.plain import plain
from civicdesk.records.record import ENVELOPE, record_type
from civicdesk.vault.schema import setting

if TYPE_CHECKING:
    from civicdesk.vault.transaction import Transaction
    from civicdesk.vault.vault import Vault

PREFIX = "contested:"


@dataclass(frozen=True)
class Contested:
    """A field that was changed on the trip and at home, with both values as the journal writes them."""

    type: str
    id: str
    ref: str
    field: str
    home: Any
    trip: Any
    vid: str
    """The travel copy that it came from."""

    @property
    def spec(self) -> Field:
        """The declaration of the field."""
        return next(one for one in (*ENVELOPE, *record_type(self.type).meta.fields) if one.key == self.field)


def keep(vault: Vault, tx: Transaction, found: Iterable[Contested]) -> None:
    """Keep what has to be decided."""
    for one in found:
        row = {"key": _key(one), "value": json.dumps([one.type, one.trip], ensure_ascii=False)}
        store = tx.store_for_writing(_kind(vault, one))
        store.db.execute(insert(setting).prefix_with("OR REPLACE"), [row])


def waiting(vault: Vault) -> tuple[Contested, ...]:
    """What nobody has decided yet, with the value that stands at home now; equal ones need no decision any more."""
    with vault.lock:
        asked = select(setting.c.key, setting.c.value).where(setting.c.key.startswith(PREFIX)).order_by("key")
        rows = [row for store in vault.stores.values() for row in store.db.execute(asked)]
    return tuple(one for row in rows if (one := _read(vault, row.key, row.value)) is not None)


def settle(vault: Vault, tx: Transaction, one: Contested) -> None:
    """It is decided: forget the other value."""
    store = tx.store_for_writing(_kind(vault, one))
    store.db.execute(delete(setting).where(setting.c.key == _key(one)))


def forget(db: Connection, record_id: str, keys: Collection[str]) -> None:
    """Forget every other value of these fields of a record, as the fields themselves are forgotten."""
    said: list[ColumnElement[bool]] = [
        setting.c.key.startswith(f"{PREFIX}{record_id}:{key}:", autoescape=True) for key in keys
    ]
    db.execute(delete(setting).where(or_(*said)))


def _key(one: Contested) -> str:
    return f"{PREFIX}{one.id}:{one.field}:{one.vid}"


def _kind(vault: Vault, one: Contested) -> str:
    return one.spec.kept_in or vault.kind_of(one.type, one.id)


def _read(vault: Vault, key: str, value: str) -> Contested | None:
    _prefix, record_id, field, vid = key.split(":")
    type_name, trip = json.loads(value)
    record = vault.get(type_name, record_id)
    if record is None:
        return None
    one = Contested(type_name, record_id, record.ref, field, None, trip, vid)
    now = plain(one.spec, getattr(record, field))
    return None if (now or None) == (trip or None) else replace(one, home=now)
