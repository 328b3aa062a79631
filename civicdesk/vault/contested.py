"""Values of a trip for fields that were changed at home as well, kept until a person decides between the two.

So is it kept whether a record belongs into the trash, where one side threw it away and the other worked on it. Home
keeps its own value. The other lies as a setting in the compartment of the field, so that locking, or another
day, takes nothing from whoever has to decide; it goes when it is decided, and when the field is forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select

from civicdesk.i18n import N_, _
from civicdesk.records.fields import Field, Kind
from civicdesk.records.plain import given, plain
from civicdesk.records.record import ENVELOPE, Record, record_type
from civicdesk.vault.schema import setting

if TYPE_CHECKING:
    from civicdesk.vault.transaction import Transaction
    from civicdesk.vault.vault import Vault

PREFIX = "contested:"
TRASH = "in_trash"
"""In place of a field: whether the record lies in the trash."""
_TRASH = Field(TRASH, N_("Trash"), Kind.BOOL)


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
        if self.field == TRASH:
            return _TRASH
        return next(one for one in (*ENVELOPE, *record_type(self.type).meta.fields) if one.key == self.field)

    @property
    def words(self) -> str:
        """What happened to a record that one side threw away; "" for a field."""
        if self.field != TRASH:
            return ""
        if self.home:
            return _(
                "It was thrown away here and changed on the trip. It stays in the trash; no change is lost."
            )
        return _("It was thrown away on the trip, and changed or held here: it stays here.")


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
    now = is_trashed(vault, record) if field == TRASH else plain(one.spec, getattr(record, field))
    return None if given(now) == given(trip) else replace(one, home=now)


def is_trashed(vault: Vault, record: Record) -> bool:
    """Whether a record lies in the trash here."""
    with vault.lock:
        return vault.home(record).is_trashed(record.meta.name, record.id)
