"""Getting in with the recovery key: a new keyslot for whoever has the sheets, and everybody is told.

The proof that recovery was used is the header itself: the new member's key is vouched for by the recovery key.
Whoever stops the program before the journals are written only delays the lines; they are written at the next
unlocking, and the banner is there all the same.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
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
from civicdesk.vault import (
    approvals,
    copies,
    folder,
    header,
    header_room,
    keyslot,
    leaving,
    members,
    passphrase,
    recovery_book,
)
from civicdesk.vault.compartment import CompartmentKeys
from civicdesk.vault.folder import OpenedKeys
from civicdesk.vault.header import Admin, Header, Member
from civicdesk.vault.joining import TooManyMembers
from civicdesk.vault.keyslot import Kdf, Secrets
from civicdesk.vault.layout import Layout, new_label
from civicdesk.vault.recovery_book import Book
from civicdesk.vault.recovery_errors import MainKeyNeeded, NameHasKeys, OldKeysOpenMore
from civicdesk.vault.recovery_keys import Proved, proved_all
from civicdesk.vault.transaction import Transaction
from civicdesk.vault.vault import Vault

_ALSO = {"casework": "CSW", "security": "SFP", "board": "BRD", PROGRAMME: "PRG"}
"""The role that goes with each compartment that was recovered; a director and administrator it is in any case."""
_NAMES = "SELECT id, display_name FROM staff_member WHERE display_name IS NOT NULL"


def use(
    path: Path,
    texts: Sequence[str],
    new_passphrase: str,
    name: str,
    *,
    replaces: bool = False,
    kdf: Kdf | None = None,
) -> Vault:
    """Open the vault at `path` with recovery material, give the person a keyslot of their own, and tell everybody.

    Nothing is written before every database that the keys are for was opened with them. `replaces`: they say that
    they are the person of this name who has keys; their old keyslots go, so that nobody acts beside somebody else
    under one name.
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
    old = _keyslots_of(found, _prove_databases(layout, found, keys[0], opens), name)
    if old and not replaces:
        raise NameHasKeys
    if not {wrap.cid for wrap in found.wraps if wrap.to in old} <= {key.cid for key in opens}:
        raise OldKeysOpenMore
    sid, secrets = members.new_id(), Secrets.new(pin=_root(found, keys[0]))
    after = _let_in(found, keys, (sid, secrets), opens)
    header.compose(after, keys[0].keys.sign)  # refused before anything is written
    used = [one.label for one in folder.labels(path)]
    data = keyslot.lock(
        secrets, new_passphrase, sid=sid, vid=found.vid, label=new_label(used), kdf=kdf or keyslot.calibrate()
    )
    copies.save(keyslot.read(layout.slot(sid)), data, keyslot.parse)
    header.save(pair, after, keys[0].keys.sign)
    log.note("recovery.used")
    vault = Vault.open(layout.path, new_passphrase)
    try:
        if old:
            leaving.take_slots(vault, old)
        _enter(vault, name, tuple(one.row.rid for one in keys))
        announce(vault)
    except BaseException:
        vault.close()
        raise
    return vault


def _prove_databases(
    layout: Layout, found: Header, one: Proved, opens: tuple[CompartmentKeys, ...]
) -> Mapping[str, str]:
    """Open every database once, and look whether the administrators are those whom the vault knew.

    Somebody who changed the header and signed it themself is found here: the vault wrote down, inside, whom it
    trusted when the recovery key was made. Answers the name in the staff list of each keyslot that has one.
    """
    newest = {key.kind: key for key in sorted(opens, key=lambda key: key.epoch)}
    opened = OpenedKeys(
        path=layout.path, vid=found.vid, header=found, sid=one.row.rid, label="", sign=one.keys.sign,
        box=one.keys.box, compartments=newest, every_epoch=opens, healed=[],
    )  # fmt: skip
    settings: dict[str, Any] = {}
    staff: dict[str, str] = {}
    for kind in tuple(newest):
        with closing(opened.connect(kind)) as connection:
            if kind == PROGRAMME:
                rows = connection.execute("SELECT key, value FROM setting").fetchall()
                settings = {key: json.loads(value) for key, value in rows}
                staff = dict(connection.execute(_NAMES).fetchall())
    anchors = settings.get(recovery_book.SETTING, {}).get("anchors", ())
    if anchors and not any(found.trusted(bytes.fromhex(anchor)) for anchor in anchors):
        raise VaultForged
    linked = {member.sid: settings.get(f"staff:{member.sid}") for member in found.members}
    return {sid: staff[one] for sid, one in linked.items() if one in staff}


def _keyslots_of(found: Header, names: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Every keyslot in force of whoever stands under this name in the staff list."""
    here = [member for member in found.members if not member.until]
    mids = {one.mid for one in here if _plain(names.get(one.sid, "")) == _plain(name)}
    return tuple(one.sid for one in here if one.mid in mids) if _plain(name) else ()


def _plain(name: str) -> str:
    """A name without what two people would not hear: capitals, spaces, ways to write one letter."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()


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
    if header_room.is_full(found, kept=0):
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
        admins=(*header_room.with_room(found, kept=0).admins, Admin.endorsed(found.vid, public, signing)),
    )
    return approvals.signed(members.grant(grown, member, opens), signing)


def _enter(vault: Vault, name: str, rids: tuple[str, ...]) -> None:
    """The person's line in the staff list: the one with this name if there is one, else a new one."""
    known = [one for one in vault.iterate("staff_member") if isinstance(one, StaffMember)]
    person = next((one for one in known if _plain(one.display_name) == _plain(name)), None)
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
    """Public keys (hexadecimal) of members whom recovery let in: no member vouches for them in the signed header.

    And those who were announced: once the key that let them in is out of use, somebody else may vouch for them.
    """
    found, announced = vault.opened.header, recovery_book.read(vault)["announced"]
    people = {member.ed25519 for member in found.members}
    shown = (one.pub.hex() for one in found.admins if one.pub in people and one.by not in people)
    return tuple(dict.fromkeys((*shown, *announced)))


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
