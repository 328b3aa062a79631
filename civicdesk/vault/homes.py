"""In which compartment a record lies, or will lie: its type says so, and a sensitive campaign keeps its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicdesk.records.record import COMPARTMENTS, PARENTS, PROGRAMME, Record, record_type
from civicdesk.records.values import Link
from civicdesk.vault.mapping import links_of
from civicdesk.vault.reading import may_lie_apart

if TYPE_CHECKING:
    from civicdesk.vault.store import Store
    from civicdesk.vault.vault import Vault


def home_of(vault: Vault, record: Record) -> str:
    """Kind of the compartment of a record; it need not be open.

    A saved record stays where it is. A new one goes where the person works (`vault.keep_new_in`), else beside what
    it belongs to: a meeting about a campaign that three people may read is read by these three.
    """
    name, usual = record.meta.name, record.meta.compartment
    goes_with_parent = usual == PARENTS
    apart = [store for store in vault.stores.values() if store.kind not in COMPARTMENTS]
    if not goes_with_parent and not (apart and may_lie_apart(name)):
        return usual
    saved = _where(vault.stores_of(name), name, record.id)
    if saved:
        return saved
    if goes_with_parent:
        parent = getattr(record, "parent", None)
        usual = record_type(parent.type).meta.compartment if isinstance(parent, Link) else PROGRAMME
        if usual != PROGRAMME:  # what was promised in a case stays with the case, wherever one works
            return usual
    beside, chosen = _beside(apart, record), vault.keep_new_in if vault.keep_new_in in vault.stores else ""
    return (beside or chosen if goes_with_parent else chosen or beside) or usual


def _where(stores: list[Store], type_name: str, record_id: str) -> str:
    if record_id:
        for store in stores:
            if store.version_of(type_name, record_id) is not None:
                return store.kind
    return ""


def _beside(apart: list[Store], record: Record) -> str:
    """The compartment apart in which something lies that the record points to."""
    for _field, type_name, record_id in links_of(record) if apart else ():
        if may_lie_apart(type_name) and (found := _where(apart, type_name, record_id)):
            return found
    return ""
