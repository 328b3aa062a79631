"""Undo of the last change: the earlier values are saved again as a new change; nothing is taken out of history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import desc, select

from civicdesk.records.plain import unplain
from civicdesk.vault.changes import Change, as_change
from civicdesk.vault.refusals import NothingToUndo, UndoOverlapped
from civicdesk.vault.schema import change
from civicdesk.vault.transaction import Changes

if TYPE_CHECKING:
    from civicdesk.vault.store import Store
    from civicdesk.vault.vault import Vault

_UNDOABLE = ("create", "change", "move", "trash", "restore")
_MARK = "undo:"
"""How the reason of an undo begins; the number of the change that it undoes follows."""
_BACK = 200
"""How many changes back is looked."""


def undo(vault: Vault) -> Changes:
    """Undo the newest change of this person that was not undone yet."""
    newest: tuple[Change, Store, set[int]] | None = None
    for store in vault.stores.values():
        found, closed = _last(store, vault.author.member)
        if found and (newest is None or found.at > newest[0].at):
            newest = (found, store, closed)
    if newest is None:
        raise NothingToUndo
    last, store, closed = newest
    later = (one for one in store.journal.history(store.db, last.id) if one.seq > last.seq)
    if any(one.verb in _UNDOABLE and one.seq not in closed and not _is_undo(one) for one in later):
        raise UndoOverlapped
    _undo(vault, last)
    return vault.last_changes


def _is_undo(one: Change) -> bool:
    return one.reason.startswith(_MARK)


def _last(store: Store, member: str) -> tuple[Change | None, set[int]]:
    """The newest change by `member` that still stands, and the numbers of those that were undone."""
    rows = store.db.execute(
        select(change).where(change.c.member == member).order_by(desc(change.c.seq)).limit(_BACK)
    )
    closed: set[int] = set()
    for row in rows:
        one = as_change(row)
        if _is_undo(one):
            closed.add(int(one.reason.removeprefix(_MARK)))
        elif one.verb in _UNDOABLE and one.seq not in closed:
            return one, closed
    return None, closed


def _undo(vault: Vault, last: Change) -> None:
    record = vault.get(last.type, last.id)
    if record is None or last.fields is None:
        raise NothingToUndo
    with vault.transaction(f"{_MARK}{last.seq}") as tx:
        if last.verb in ("create", "restore"):
            tx.trash(record)
        elif last.verb == "trash":
            tx.restore(record)
        else:
            specs = {key: record.meta.field(key) for key in last.fields}
            old = {key: unplain(specs[key], pair[0]) for key, pair in last.fields.items()}
            old = {key: specs[key].default if value is None else value for key, value in old.items()}
            tx.put_back(record.replaced(**old), record, f"{_MARK}{last.seq}")
