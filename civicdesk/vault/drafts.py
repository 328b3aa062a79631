"""Words that were typed and not saved, kept encrypted in the compartment they belong to: locking loses nothing.

A draft is no record: no rule is asked, no line is written into the journal, and nobody else is shown it. It holds
only the fields that differ from what is saved, so putting it back never undoes what somebody else saved meanwhile.
What is meant for a compartment that is closed to its writer lies in the programme, sealed to the writer alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from civicdesk.errors import VaultForged
from civicdesk.records.fields import Field
from civicdesk.records.plain import differences, unplain
from civicdesk.records.record import (
    CASEWORK,
    COMPARTMENTS,
    ENVELOPE,
    PARENTS,
    PROGRAMME,
    SECURITY,
    Record,
    record_type,
)
from civicdesk.vault import homes
from civicdesk.vault.own_letters import open_own, seal_own
from civicdesk.vault.reading import may_lie_apart
from civicdesk.vault.schema import setting

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault

_MOST = 10_000
_OWN = ":own"
"""Ends the key of a part that is sealed to its writer."""


@dataclass(frozen=True)
class Unsaved:
    """What was typed for one record (`record_id` "" for a new one): plain values and texts that cannot be read yet.

    `keep_in` is the part with readers of its own that somebody chose for a new record; "" for the usual one.
    """

    type_name: str
    record_id: str
    values: Mapping[str, Any]
    unread: Mapping[str, str] = field(default_factory=dict)
    keep_in: str = ""

    @classmethod
    def of(cls, base: Record, typed: Record, unread: Mapping[str, str], keep_in: str = "") -> Unsaved:
        """What `typed` changes in `base`."""
        changed = differences(base, typed, _typed_specs(typed.meta.name))
        values = {key: after for key, (_before, after) in changed.items()}
        return cls(typed.meta.name, base.id, values, dict(unread), keep_in)

    def fields(self) -> dict[str, object]:
        """The typed values by field key; what this version of the program cannot read is left out."""
        specs = {spec.key: spec for spec in _typed_specs(self.type_name)}
        found: dict[str, object] = {}
        for key, value in self.values.items():
            if key in specs:
                try:
                    found[key] = unplain(specs[key], value)
                except (KeyError, TypeError, ValueError):
                    continue
        return found


def _typed_specs(type_name: str) -> tuple[Field, ...]:
    meta = record_type(type_name).meta
    return tuple(spec for spec in (*meta.fields, *ENVELOPE) if not spec.automatic)


def keep(vault: Vault, drafts: Sequence[Unsaved]) -> None:
    """Keep exactly these drafts of the person at work, in place of those kept before."""
    rows: dict[str, list[dict[str, str]]] = {kind: [] for kind in vault.stores}
    for number, draft in enumerate(drafts[:_MOST]):
        for kind, part in _parts(vault, draft).items():
            key, value = f"{_prefix(vault)}{number:04}", json.dumps(part, ensure_ascii=False)
            if kind in rows:
                rows[kind].append({"key": key, "value": value})
            elif PROGRAMME in rows:
                sealed = json.dumps(seal_own(vault.opened, value))
                rows[PROGRAMME].append({"key": key + _OWN, "value": sealed})
    with vault.transaction() as tx:
        for kind, kept in rows.items():
            store = vault.stores[kind]
            before = store.db.execute(select(setting.c.key).where(_mine(vault))).scalars().all()
            if kept or before:
                tx.store_for_writing(kind)
                store.db.execute(delete(setting).where(_mine(vault)))
            if kept:
                store.db.execute(insert(setting), kept)


def kept_drafts(vault: Vault) -> list[Unsaved]:
    """The drafts of the person at work, in the order in which they were given."""
    found: dict[str, Unsaved] = {}
    with vault.lock:
        for store in vault.stores.values():
            for row in store.db.execute(select(setting).where(_mine(vault)).order_by(setting.c.key)):
                part, key = _read(vault, row.key, row.value), row.key.removesuffix(_OWN)
                if part is None:
                    continue
                draft = found.get(key, Unsaved(part["type"], part["id"], {}))
                apart = store.kind if store.kind not in COMPARTMENTS and not part["id"] else ""
                found[key] = Unsaved(
                    draft.type_name, draft.record_id,
                    {**draft.values, **part["values"]}, {**draft.unread, **part["unread"]}, draft.keep_in or apart,
                )  # fmt: skip
    return [found[key] for key in sorted(found)]


def _read(vault: Vault, key: str, value: str) -> dict[str, Any] | None:
    """A part of a draft; None for a sealed one that was changed: nobody can read that any more."""
    if not key.endswith(_OWN):
        return json.loads(value)  # type: ignore[no-any-return]
    try:
        return json.loads(open_own(vault.opened, json.loads(value)))  # type: ignore[no-any-return]
    except (VaultForged, ValueError):
        return None


def _prefix(vault: Vault) -> str:
    return f"draft:{vault.sid}:"


def _mine(vault: Vault) -> Any:
    return setting.c.key.startswith(_prefix(vault), autoescape=True)


def _parts(vault: Vault, draft: Unsaved) -> dict[str, dict[str, Any]]:
    """The draft cut by the compartments that its fields are kept in."""
    home = _home(vault, draft)
    specs = {spec.key: spec for spec in _typed_specs(draft.type_name)}
    parts: dict[str, dict[str, Any]] = {}
    for name in ("values", "unread"):
        for key, value in getattr(draft, name).items():
            kind = (specs[key].kept_in if key in specs else "") or home
            empty = {"type": draft.type_name, "id": draft.record_id, "values": {}, "unread": {}}
            parts.setdefault(kind, empty)[name][key] = value
    return parts


def _home(vault: Vault, draft: Unsaved) -> str:
    if draft.keep_in in vault.stores:
        return draft.keep_in
    if not draft.record_id and may_lie_apart(draft.type_name):
        beside = homes.home_of(vault, record_type(draft.type_name)().replaced(**draft.fields()))
        if beside not in COMPARTMENTS:
            return beside
    parent = draft.values.get("parent")
    name = str(parent["type"]) if isinstance(parent, Mapping) and not draft.record_id else ""
    return home_of(vault, draft.type_name, draft.record_id, name)


def home_of(vault: Vault, type_name: str, record_id: str, parent: str = "") -> str:
    """Where a record lies; the most guarded open compartment while nobody knows yet where it will lie."""
    kind = record_type(type_name).meta.compartment
    if record_id and may_lie_apart(type_name):
        return vault.kind_of(type_name, record_id)
    if kind != PARENTS:
        return kind
    if parent:
        return record_type(parent).meta.compartment
    return next((one for one in (CASEWORK, SECURITY) if one in vault.stores), PROGRAMME)
