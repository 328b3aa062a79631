"""Opening a record for a form: what is read in the worker, and how a new record begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from civicdesk.records.record import Record
from civicdesk.records.values import Ref
from ui.records.desk import Desk, gather

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault
    from ui.session import Session

Opened = tuple[Record, Desk] | None
"""The record and what its editors need at hand; None when it is no longer there."""


def read_record(
    vault: Vault, session: Session, cls: type[Record], record_id: str | None, values: Mapping[str, Any]
) -> Opened:
    """The record with this id, or a new one. Runs in the worker."""
    record = vault.get(cls.meta.name, record_id) if record_id else begun(vault, cls, values)
    return None if record is None else (record, gather(vault, session, record))


def begun(vault: Vault, cls: type[Record], values: Mapping[str, Any]) -> Record:
    """A new record: in its first state, the person at work responsible for it."""
    owner = Ref[Any](vault.staff_id) if vault.staff_id else None
    known = {key: value for key, value in values.items() if key in {"is_historical", "state"}}
    rule = cls.meta.retention or None
    return cls(**{"state": cls.states.first, "owner": owner, "retention_rule": rule} | known)
