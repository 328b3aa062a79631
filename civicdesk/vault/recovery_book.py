"""What a vault remembers about its recovery, in one setting of its own: tests, holders, uses, who was told."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from civicdesk import clock
from civicdesk.records.record import PROGRAMME

if TYPE_CHECKING:
    from civicdesk.vault.transaction import Transaction
    from civicdesk.vault.vault import Vault

SETTING = "recovery"
"""The setting; its value is a `Book` as plain JSON."""
_EMPTY: Mapping[str, Any] = {
    "required": None, "anchors": [], "keys": {}, "announced": [], "seen": {},
}  # fmt: skip

Book = dict[str, Any]
"""`required`: how many records there were when recovery was first asked for, or None. `anchors`: administrators
who were trusted when a key was made. `keys`: rid -> {pub, scope, kind, made, tested, used, retired, holders}.
`announced`: keys of members whom recovery let in and the journals tell of. `seen`: sid -> those they know of."""


def read(vault: Vault) -> Book:
    """A copy of the book."""
    return {**copy.deepcopy(dict(_EMPTY)), **copy.deepcopy(vault.setting(SETTING) or {})}


def change(
    vault: Vault, edit: Callable[[Book], None], also: Callable[[Transaction], object] | None = None
) -> None:
    """Edit the book in a transaction of its own; `also` may write something else in the same one."""
    book = read(vault)
    edit(book)
    with vault.transaction() as tx:
        tx.store_for_writing(PROGRAMME)
        vault.vocabularies_.save_settings({SETTING: book})
        if also is not None:
            also(tx)


def note(vault: Vault, tx: Transaction, verb: str, reason: str = "") -> None:
    """A line in the journal of every open compartment, signed at once: it concerns whoever can read any of them."""
    about = ("staff_member", vault.staff_id or "", verb)
    for kind in vault.compartments:
        store = tx.store_for_writing(kind)
        store.journal.add(store.db, vault.author, clock.now(), about, {}, reason, None)
        store.journal.sign(store.db, vault.author)
