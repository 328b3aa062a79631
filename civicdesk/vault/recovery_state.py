"""How recovery stands: what was made and tested, what is due, and who holds the sheets (known inside only)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from civicdesk import clock
from civicdesk.records.choices import AccountState
from civicdesk.records.staff_member import StaffMember
from civicdesk.vault import administration, recovery_book, recovery_rule, recovery_use
from civicdesk.vault.header import Recovery
from civicdesk.vault.recovery_book import Book
from civicdesk.vault.recovery_keys import mark_of, scope_of
from civicdesk.vault.vault import Vault

AGAIN = timedelta(days=365)
"""A test is repeated every year: paper fades, and people forget where it is."""


@dataclass(frozen=True)
class KeyState:
    """One recovery key; `holders` are ids of staff by the number of their sheet, `left` those who are gone.

    `is_spare`: other keys that were tested open everything that it opens.
    """

    rid: str
    mark: int
    scope: str
    kind: str
    k: int
    n: int
    made: str
    tested: str
    used: str
    holders: Mapping[int, str]
    left: tuple[int, ...]
    is_spare: bool

    @property
    def is_due(self) -> bool:
        """Whether it is time to test it again."""
        return bool(self.tested) and date.fromisoformat(self.tested) + AGAIN <= clock.today()


@dataclass(frozen=True)
class State:
    """Everything a page on recovery shows. `uncovered` are kinds of compartments without a tested key."""

    keys: tuple[KeyState, ...]
    uncovered: tuple[str, ...]
    is_required: bool
    waits: bool
    unseen: int

    @property
    def to_replace(self) -> tuple[KeyState, ...]:
        """Keys that were used, or whose holder has left: new ones must be made."""
        return tuple(key for key in self.keys if key.used or key.left)

    @property
    def due(self) -> tuple[KeyState, ...]:
        """Keys that were tested too long ago."""
        return tuple(key for key in self.keys if key.is_due)

    @property
    def is_well(self) -> bool:
        """Whether nothing is to be done."""
        return not (self.uncovered or self.to_replace or self.due or self.waits or self.unseen)


def state(vault: Vault) -> State:
    """How recovery of this vault stands today."""
    book, found = recovery_book.read(vault), vault.opened.header
    keys = tuple(_key(vault, row, book) for row in found.recovery)
    covered = _tested(found.recovery, book)
    open_ = dict.fromkeys(comp.kind for comp in found.comps if comp.cid not in covered)
    known = {row.rid for row in found.recovery}
    waits = any({row.rid for row in one.header.recovery} - known for one in administration.proposals(vault))
    return State(keys, tuple(open_), recovery_rule.is_required(vault), waits, len(recovery_use.unseen(vault)))


def _tested(rows: Iterable[Recovery], book: Book) -> frozenset[str]:
    """Compartments that a tested key among these opens."""
    return frozenset(cid for row in rows if book["keys"].get(row.rid, {}).get("tested") for cid in row.cids)


def _key(vault: Vault, row: Recovery, book: Book) -> KeyState:
    found, kept = vault.opened.header, book["keys"].get(row.rid, {})
    holders = {int(number): str(one) for number, one in kept.get("holders", {}).items()}
    left = tuple(number for number, one in sorted(holders.items()) if _has_left(vault, one))
    others = _tested((one for one in found.recovery if one.rid != row.rid), book)
    return KeyState(
        row.rid, mark_of(row.rid), scope_of(found, row), row.kind, row.k, row.n, row.made, kept.get("tested", ""),
        kept.get("used", ""), holders, left, set(row.cids) <= others,
    )  # fmt: skip


def _has_left(vault: Vault, staff_id: str) -> bool:
    person = vault.get("staff_member", staff_id)
    return not isinstance(person, StaffMember) or person.account_state is AccountState.DISABLED


def note_holder(vault: Vault, rid: str, number: int, staff_id: str) -> None:
    """Note who has a sheet; "" takes the note away. It stands inside the vault and on no sheet."""

    def edit(book: Book) -> None:
        holders = book["keys"].setdefault(rid, {}).setdefault("holders", {})
        holders.pop(str(number), None)
        if staff_id:
            holders[str(number)] = staff_id

    recovery_book.change(vault, edit)
