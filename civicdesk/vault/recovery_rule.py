"""The rule that a person's vault has a tested recovery before a second record goes into it.

Whoever makes a vault for people (the window, the command line) calls `require` once the starter content is in.
A vault for practice, a demonstration and those of the tests are made without, and say so by that alone: there
is no switch to turn the rule off once it is on, only the test that answers it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from civicdesk.vault import recovery_book
from civicdesk.vault.recovery_errors import RecoveryNotTested
from civicdesk.vault.schema import change

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault

ALLOWED = 1
"""Records that somebody may enter before: to see how it is done."""


def require(vault: Vault) -> None:
    """From now on a second record waits for a tested recovery; what is there now does not count."""
    here = _entered(vault)

    def edit(book: recovery_book.Book) -> None:
        book["required"] = here

    recovery_book.change(vault, edit)


def is_required(vault: Vault) -> bool:
    """Whether the rule still waits for a test."""
    return (vault.setting(recovery_book.SETTING) or {}).get("required") is not None


def may_enter(vault: Vault) -> None:
    """Asked at the one door before a new record is written: RecoveryNotTested."""
    first = (vault.setting(recovery_book.SETTING) or {}).get("required")
    if first is not None and _entered(vault) >= first + ALLOWED:
        raise RecoveryNotTested


def _entered(vault: Vault) -> int:
    """How many records were ever entered, in the compartments that are open."""
    entered = select(func.count(change.c.seq)).where(change.c.verb == "create")
    with vault.lock:
        return sum(int(store.db.execute(entered).scalar() or 0) for store in vault.stores.values())
