"""Recovery: how somebody gets into a vault again whose passphrases are lost, and nobody does so unseen.

Two keys: one for everything but the security part, one for that. Each is printed (one sheet) or shared among a
board (k of n sheets). Compartment keys are wrapped to them, so a renewal of keys never needs the sheets. A key
is proved before it is trusted, and its use stands in the header, in every journal and on everybody's screen.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from civicdesk import clock, log
from civicdesk.errors import NoKey
from civicdesk.i18n import ngettext
from civicdesk.records.record import COMPARTMENTS
from civicdesk.vault import administration, header, header_room, recovery_book, recovery_groups
from civicdesk.vault.approvals import ENOUGH
from civicdesk.vault.compartment import CompartmentKeys
from civicdesk.vault.header import MOST_KEYS, Admin, Header, Recovery, Wrap
from civicdesk.vault.layout import Layout
from civicdesk.vault.recovery_book import Book
from civicdesk.vault.recovery_errors import KeyNotApproved, KeyOfAnotherVault, KeyReplaced, NoRoomForKeys
from civicdesk.vault.recovery_join import split
from civicdesk.vault.recovery_keys import (
    MAIN,
    SECRET_SIZE,
    SECURITY,
    RecoveryKeys,
    kinds_in,
    mark_of,
    proved_all,
    scope_of,
)
from civicdesk.vault.recovery_words import read_share
from civicdesk.vault.vault import Vault

PRINTED, BOARD = "printed", "board"
NEEDED, SHARES = 3, 5
"""The usual board: any three of five."""
MOST_SHARES = 16


@dataclass(frozen=True)
class Sheet:
    """What stands on one sheet; it exists in memory only, until somebody prints it or copies it by hand."""

    scope: str
    kind: str
    mark: int
    number: int
    k: int
    n: int
    made: str
    words: tuple[str, ...]
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Made:
    """A recovery key that was just made. `waits`: it counts once a second administrator has approved it."""

    rid: str
    scope: str
    sheets: tuple[Sheet, ...]
    waits: bool = False


@dataclass(frozen=True)
class Rehearsal:
    """Keys that somebody proved from the sheets alone, as (rid, scope); nothing of the vault was opened with them.

    `retired`: keys (rid) that an open vault put out of use, because those that were proved replace them.
    """

    keys: tuple[tuple[str, str], ...]
    retired: tuple[str, ...] = ()

    @property
    def scopes(self) -> frozenset[str]:
        """The parts of the vault that these keys open."""
        return frozenset(scope for _rid, scope in self.keys)

    @property
    def retired_words(self) -> str:
        """What to do with the sheets of the keys that were put out of use; "" where there are none."""
        if not self.retired:
            return ""
        said = ngettext(
            "Key {marks} is replaced and opens nothing any more. Destroy its sheets. "
            "A copy of the vault made before today still opens with them.",
            "Keys {marks} are replaced and open nothing any more. Destroy their sheets. "
            "A copy of the vault made before today still opens with them.",
            len(self.retired),
        )
        return said.format(marks=", ".join(f"{mark_of(rid):05d}" for rid in self.retired))


# making ----------------------------------------------------------------------------------------------


def make(vault: Vault, scope: str, kind: str = PRINTED, k: int = 1, n: int = 1) -> Made:
    """A new recovery key for `scope`; it replaces an older one of its sort once it has been tested.

    NoKey if this member cannot open everything that the key is to open. One that was made before and never
    tested goes at once: nobody can say that its sheets exist.
    """
    _check_shape(kind, k, n)
    if not administration.is_administrator(vault.opened):
        raise administration.NotAdministrator
    if not can_make(vault, scope):
        raise NoKey
    if administration.signs_alone(vault.opened.header):
        raise administration.NobodyElseSigns
    wanted = [kind for kind in kinds_in(vault.opened.header, scope) if kind in vault.opened.compartments]
    secret, keys = _fresh(vault)
    row = _row(vault, keys, kind, (k, n), wanted)
    sheets, untested = _sheets(row, scope, secret), _untested(vault, scope, kind)
    after = _with(_without(vault.opened.header, untested), vault, row)  # refused before anything is written
    _remember(vault, row, scope)
    done = administration.rewrite(vault, lambda _found: after)
    log.note("recovery.made")
    return Made(row.rid, scope, sheets, waits=not done)


def can_make(vault: Vault, scope: str) -> bool:
    """Whether this member has the keys of the usual compartments of this part, which every key must open."""
    usual = {kind for kind in kinds_in(vault.opened.header, scope) if kind in COMPARTMENTS}
    return bool(usual) and usual <= set(vault.opened.compartments)


def cover(vault: Vault) -> bool:
    """Wrap to the main keys what they do not open yet and this administrator can; no sheets are needed.

    A compartment of few readers is opened by a key that somebody else made only after one of them was here.
    """
    held = vault.opened.every_epoch
    missing = {
        (row.rid, key.cid)
        for row in vault.opened.header.recovery
        for key in held
        if key.cid not in row.cids and key.kind != SECURITY and scope_of(vault.opened.header, row) == MAIN
    }
    if not missing or not administration.is_administrator(vault.opened):
        return False
    return administration.rewrite(vault, lambda found: _covering(found, held, missing))


def _covering(found: Header, held: Sequence[CompartmentKeys], missing: Collection[tuple[str, str]]) -> Header:
    rows = tuple(
        replace(row, cids=tuple(sorted({*row.cids, *(cid for rid, cid in missing if rid == row.rid)})))
        for row in found.recovery
    )
    wraps = tuple(
        Wrap(key.cid, key.epoch, row.rid, key.wrap(row.rid, row.x25519))
        for row in rows
        for key in held
        if (row.rid, key.cid) in missing
    )
    return replace(found, recovery=rows, wraps=found.wraps + wraps)


def _check_shape(kind: str, k: int, n: int) -> None:
    """1 of 1 printed, or 2 of 2 up to 16 of 16 shared."""
    if not ((kind, k, n) == (PRINTED, 1, 1) or (kind == BOARD and 2 <= k <= n <= MOST_SHARES)):
        raise ValueError("a printed key is 1 of 1, a board has at least two shares")


def _fresh(vault: Vault) -> tuple[bytes, RecoveryKeys]:
    """A secret whose mark no other key of this vault bears or bore."""
    used = {mark_of(rid) for rid in recovery_book.read(vault)["keys"]}
    while True:
        secret = os.urandom(SECRET_SIZE)
        keys = RecoveryKeys.of(vault.opened.vid, secret)
        if mark_of(keys.rid) not in used:
            return secret, keys


def _row(
    vault: Vault, keys: RecoveryKeys, kind: str, shape: tuple[int, int], wanted: Sequence[str]
) -> Recovery:
    k, n = shape
    cids = tuple(sorted(vault.opened.compartments[one].cid for one in wanted))
    return Recovery(keys.rid, kind, keys.x25519, keys.ed25519, k, n, cids, clock.today().isoformat())


def _with(found: Header, vault: Vault, row: Recovery) -> Header:
    """The header with this key: its row, its place among the administrators, and what it opens."""
    if len(found.recovery) >= MOST_KEYS:
        raise NoRoomForKeys
    held = vault.opened
    wraps = tuple(
        Wrap(key.cid, key.epoch, row.rid, key.wrap(row.rid, row.x25519))
        for key in held.every_epoch
        if key.cid in row.cids
    )
    return replace(
        found,
        recovery=(*found.recovery, row),
        admins=(*header_room.with_room(found).admins, Admin.endorsed(found.vid, row.ed25519, held.sign)),
        wraps=found.wraps + wraps,
    )


def _without(found: Header, rids: Sequence[str]) -> Header:
    """The header in which these keys open nothing any more; those whom they vouched for stay."""
    gone = {row.ed25519 for row in found.recovery if row.rid in rids}
    today = clock.today().isoformat()
    return replace(
        found,
        recovery=tuple(row for row in found.recovery if row.rid not in rids),
        wraps=tuple(wrap for wrap in found.wraps if wrap.to not in rids),
        admins=tuple(replace(one, until=today) if one.pub in gone else one for one in found.admins),
    )


def _remember(vault: Vault, row: Recovery, scope: str) -> None:
    """Write down the key and whom we trust now, before the header has it: a use can then never go unseen."""
    roots = [one.pub.hex() for one in vault.opened.header.admins if one.pub == one.by]

    def edit(book: Book) -> None:
        book["anchors"] = sorted({*book["anchors"], *roots})
        book["keys"][row.rid] = {
            "pub": row.ed25519.hex(), "scope": scope, "kind": row.kind, "made": row.made,
            "tested": "", "used": "", "retired": "", "holders": {},
        }  # fmt: skip

    recovery_book.change(vault, edit, lambda tx: recovery_book.note(vault, tx, "recovery-made"))


def _sheets(row: Recovery, scope: str, secret: bytes) -> tuple[Sheet, ...]:
    shares = split(secret, row.k, row.n, mark_of(row.rid))
    groups = recovery_groups.groups_of(secret) if row.kind == PRINTED else ()
    return tuple(
        Sheet(
            scope, row.kind, mark_of(row.rid), number, row.k, row.n, row.made, read_share(text).words, groups
        )
        for number, text in enumerate(shares, 1)
    )


def _untested(vault: Vault, scope: str, kind: str) -> list[str]:
    keys = recovery_book.read(vault)["keys"]
    return [
        row.rid
        for row in vault.opened.header.recovery
        if row.kind == kind
        and scope_of(vault.opened.header, row) == scope
        and not keys.get(row.rid, {}).get("tested")
    ]


# testing ---------------------------------------------------------------------------------------------


def rehearse(path: Path, texts: Sequence[str]) -> Rehearsal:
    """Prove the sheets against the key files of the vault at `path`: no database is opened, nothing is written."""
    layout = Layout(Path(path))
    layout.must_be_a_vault()
    found = header.read(layout.header).valid[0]
    return _rehearsal(found, texts)


def rehearse_open(vault: Vault, texts: Sequence[str]) -> Rehearsal:
    """The same for a vault that is open, which then remembers the day; a key that was replaced goes.

    Once every part has a tested key, the vault asks for nothing more before a second record.
    """
    try:
        done = _rehearsal(vault.opened.header, texts)
    except KeyOfAnotherVault as error:
        if known := recovery_book.read(vault)["keys"].get(error.rid):
            waits = vault.opened.header.quorum >= ENOUGH and not known.get("retired")
            raise KeyNotApproved if waits else KeyReplaced from None
        raise
    return replace(done, retired=remember(vault, done))


def _rehearsal(found: Header, texts: Sequence[str]) -> Rehearsal:
    return Rehearsal(tuple((one.row.rid, scope_of(found, one.row)) for one in proved_all(found, texts)))


def remember(vault: Vault, done: Rehearsal) -> tuple[str, ...]:
    """Note the day of a test that was made without the vault, and retire the keys that these replace; which (rid)."""
    today = clock.today().isoformat()
    known = {row.rid for row in vault.opened.header.recovery}
    rids = [rid for rid, _scope in done.keys if rid in known]
    found = vault.opened.header
    required = (
        None if is_tested(found, recovery_book.read(vault), rids) else recovery_book.read(vault)["required"]
    )

    def edit(book: Book) -> None:
        for rid in rids:
            book["keys"].setdefault(rid, {})["tested"] = today
        book["required"] = required

    recovery_book.change(vault, edit, lambda tx: recovery_book.note(vault, tx, "recovery-tested"))
    replaced = _replaced(vault, rids) if administration.is_administrator(vault.opened) else []
    retire(vault, replaced)
    log.note("recovery.tested", len(rids))
    return tuple(replaced)


def is_tested(found: Header, book: Book, also: Sequence[str] = ()) -> bool:
    """Whether every compartment has a recovery key that was tested."""
    tested = {
        cid
        for row in found.recovery
        if row.rid in also or book["keys"].get(row.rid, {}).get("tested")
        for cid in row.cids
    }
    return tested >= {comp.cid for comp in found.comps}


def _replaced(vault: Vault, rids: Sequence[str]) -> list[str]:
    """Keys of the same sort as one just tested, made before it, that open nothing beyond it."""
    rows = vault.opened.header.recovery
    return [
        old.rid
        for place, old in enumerate(rows)
        if old.rid not in rids
        and any(
            new.rid in rids and new.kind == old.kind and set(old.cids) <= set(new.cids)
            for new in rows[place:]
        )
    ]


def retire(vault: Vault, rids: Sequence[str]) -> None:
    """Take these keys out of the vault: their sheets open nothing that is written from now on."""
    gone = [row.rid for row in vault.opened.header.recovery if row.rid in rids]
    if not gone:
        return
    administration.rewrite(vault, lambda found: _without(found, gone))
    today = clock.today().isoformat()

    def edit(book: Book) -> None:
        for rid in gone:
            book["keys"].setdefault(rid, {})["retired"] = today

    recovery_book.change(vault, edit, lambda tx: recovery_book.note(vault, tx, "recovery-retired"))
