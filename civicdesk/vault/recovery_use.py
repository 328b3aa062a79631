"""Getting in with the recovery key: a new keyslot for whoever has the sheets, and everybody is told.

The proof that recovery was used is the header itself: the new member's key is vouched for by the recovery key.
Whoever stops the program before the journals are written only delays the lines; they are written at the next
unlocking, and the banner is there all the same.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from civicdesk import clock, log
from civicdesk.errors import VaultForged
from civicdesk.records.choices import AccountState, Role
from civicdesk.records.record import PROGRAMME
from civicdesk.records.staff_member import StaffMember
from civicdesk.records.values import Term
from civicdesk.vault import approvals, copies, folder, header, keyslot, members, passphrase, recovery_book
from civicdesk.vault.compartment import CompartmentKeys
from civicdesk.vault.folder import OpenedKeys
from civicdesk.vault.header import MOST_MEMBERS, Admin, Header, Member
from civicdesk.vault.joining import TooManyMembers
from civicdesk.vault.keyslot import Kdf, Secrets
from civicdesk.vault.layout import Layout, new_label
from civicdesk.vault.recovery_book import Book
from civicdesk.vault.recovery_errors import MainKeyNeeded
from civicdesk.vault.recovery_keys import Proved, proved_all
from civicdesk.vault.transaction import Transaction
from civicdesk.vault.vault import Vault

_ALSO = {"casework": "CSW", "security": "SFP", "board": "BRD", PROGRAMME: "PRG"}
"""The role that goes with each compartment that was recovered; a director and administrator it is in any case."""


def use(path: Path, texts: Sequence[str], new_passphrase: str, name: str, *, kdf: Kdf | None = None) -> Vault:
    """Open the vault at `path` with recovery material, give the person a keyslot of their own, and tell everybody.

    Nothing is written before every database that the keys are for was opened with them.
    """
    passphrase.check(new_passphrase)
    layout = Layout(Path(path))
    layout.must_be_a_vault()
    pair = header.read(layout.header)
    found = pair.valid[0]
    keys = proved_all(found, texts)
    opens = tuple({(key.cid, key.epoch): key for one in keys for key in one.opens}.values())
    if PROGRAMME not in {key.kind for key in opens}:
        raise MainKeyNeeded
    _prove_databases(layout, found, keys[0], opens)
    sid, secrets = members.new_id(), Secrets.new(pin=_root(found, keys[0]))
    after = _let_in(found, keys, (sid, secrets), opens)
    used = [one.label for one in folder.labels(path)]
    data = keyslot.lock(
        secrets, new_passphrase, sid=sid, vid=found.vid, label=new_label(used), kdf=kdf or keyslot.calibrate()
    )
    copies.save(keyslot.read(layout.slot(sid)), data, keyslot.parse)
    header.save(pair, after, keys[0].keys.sign)
    log.note("recovery.used")
    vault = Vault.open(layout.path, new_passphrase)
    try:
        _enter(vault, name, tuple(one.row.rid for one in keys))
        announce(vault)
    except BaseException:
        vault.close()
        raise
    return vault


def _prove_databases(layout: Layout, found: Header, one: Proved, opens: tuple[CompartmentKeys, ...]) -> None:
    """Open every database once, and look whether the administrators are those whom the vault knew.

    Somebody who changed the header and signed it themself is found here: the vault wrote down, inside, whom it
    trusted when the recovery key was made.
    """
    newest = {key.kind: key for key in sorted(opens, key=lambda key: key.epoch)}
    opened = OpenedKeys(
        path=layout.path, vid=found.vid, header=found, sid=one.row.rid, label="", sign=one.keys.sign,
        box=one.keys.box, compartments=newest, every_epoch=opens, healed=[],
    )  # fmt: skip
    for kind in tuple(newest):
        with closing(opened.connect(kind)) as connection:
            anchors = _anchors(connection) if kind == PROGRAMME else []
        if anchors and not any(found.trusted(bytes.fromhex(anchor)) for anchor in anchors):
            raise VaultForged


def _anchors(connection: Any) -> list[str]:
    rows = connection.execute("SELECT value FROM setting WHERE key = ?", (recovery_book.SETTING,)).fetchall()
    return list(json.loads(rows[0][0]).get("anchors", ())) if rows else []


def _root(found: Header, one: Proved) -> bytes:
    """Whom the new member shall trust first: the founder, who vouches for themself and, through others, for us."""
    roots = [admin.pub for admin in found.admins if admin.pub == admin.by]
    return next(
        (root for root in roots if {found.signer, one.row.ed25519} <= found.vouched(root)), one.row.ed25519
    )


def _let_in(
    found: Header, keys: Sequence[Proved], who: tuple[str, Secrets], opens: tuple[CompartmentKeys, ...]
) -> Header:
    """The header with a new member who has every key that was recovered, vouched for by recovery."""
    if len(found.members) >= MOST_MEMBERS:
        raise TooManyMembers
    sid, secrets = who
    public = secrets.sign.public_key().public_bytes_raw()
    roles = {"DIR", "ADM"} | {_ALSO[key.kind] for key in opens if key.kind in _ALSO}
    member = Member(
        sid=sid, mid=members.new_id(), x25519=secrets.box.public_key().public_bytes_raw(), ed25519=public,
        roles=tuple(sorted(roles)), since=clock.today().isoformat(),
    )  # fmt: skip
    signing = keys[0].keys.sign
    grown = replace(
        found,
        gen=found.gen + 1,
        members=(*found.members, member),
        admins=(*found.admins, Admin.endorsed(found.vid, public, signing)),
    )
    return approvals.signed(members.grant(grown, member, opens), signing)


def _enter(vault: Vault, name: str, rids: tuple[str, ...]) -> None:
    """The person's line in the staff list: the one with this name if there is one, else a new one."""
    known = [one for one in vault.iterate("staff_member") if isinstance(one, StaffMember)]
    person = next((one for one in known if one.display_name.casefold() == name.strip().casefold()), None)
    book = recovery_book.read(vault)
    for rid in rids:
        book["keys"].setdefault(rid, {})["used"] = clock.today().isoformat()
    book["required"] = None  # that recovery works has just been shown
    with vault.transaction("recovery") as tx:
        person = person or tx.save(_new_person(vault, name))
        tx.store_for_writing(PROGRAMME)
        vault.vocabularies_.save_settings({f"staff:{vault.sid}": person.id, recovery_book.SETTING: book})
    vault.staff_id = person.id


def _new_person(vault: Vault, name: str) -> StaffMember:
    roles = tuple(role for role in Role if role.value in vault.roles)
    return StaffMember(
        display_name=name.strip() or vault.label, post_title="–", roles=roles, staff_group=Term("all_staff"),
        account_state=AccountState.ACTIVE, start_date=clock.today(),
    )  # fmt: skip


# telling everybody -----------------------------------------------------------------------------------


def uses(vault: Vault) -> tuple[str, ...]:
    """Public keys (hexadecimal) of members whom recovery let in, as the signed header shows them."""
    book, found = recovery_book.read(vault), vault.opened.header
    keys = {row.ed25519 for row in found.recovery}
    keys |= {bytes.fromhex(one["pub"]) for one in book["keys"].values() if one.get("pub")}
    return tuple(admin.pub.hex() for admin in found.admins if admin.by in keys)


def announce(vault: Vault) -> None:
    """Write a signed line for each use into the journal of every open compartment, unless it is there."""
    new = [one for one in uses(vault) if one not in recovery_book.read(vault)["announced"]]
    if not new:
        return

    def edit(book: Book) -> None:
        book["announced"] += new

    def write(tx: Transaction) -> None:
        for one in new:
            recovery_book.note(vault, tx, "recovery-used", one[:16])

    recovery_book.change(vault, edit, write)


def unseen(vault: Vault) -> tuple[str, ...]:
    """Uses of recovery that this member has not acknowledged; their own is nothing new to them."""
    mine = vault.opened.sign.public_key().public_bytes_raw().hex()
    seen = recovery_book.read(vault)["seen"].get(vault.sid, [])
    return tuple(one for one in uses(vault) if one != mine and one not in seen)


def acknowledge(vault: Vault) -> None:
    """This member has read that recovery was used."""
    new = unseen(vault)

    def edit(book: Book) -> None:
        book["seen"][vault.sid] = [*book["seen"].get(vault.sid, []), *new]

    if new:
        recovery_book.change(vault, edit)
