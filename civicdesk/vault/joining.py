"""Joining a vault: a new member makes their own keys, an administrator compares six words and gives them keys.

The private keys and the passphrase never leave the newcomer: the file that travels (`.cdjoin`) holds their public
keys and their keyslot, locked by their own passphrase. Six words, read aloud, cover everything in it: whoever
exchanged the file on its way would have to find another one with the same words.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from civicdesk import clock, log, paths
from civicdesk.errors import CivicDeskError
from civicdesk.i18n import N_
from civicdesk.vault import (
    administration,
    copies,
    folder,
    frame,
    header,
    header_room,
    keyslot,
    members,
    passphrase,
    shape,
)
from civicdesk.vault.compartment import CompartmentKeys
from civicdesk.vault.folder import OpenedKeys
from civicdesk.vault.frame import Altered, Damaged, TooNew, canonical
from civicdesk.vault.header import Admin, Header, Member
from civicdesk.vault.keyslot import Kdf, Secrets, Slot
from civicdesk.vault.layout import Layout, new_label
from civicdesk.vault.vault import Vault

SUFFIX = ".cdjoin"
MAGIC = b"CIVICDESK-JOIN\0\0"
_BODY = frozenset(("pin", "slot"))
_WORDS = 6


class JoinDamaged(CivicDeskError):
    """A join file that does not read back whole."""

    says = N_("This request to join is damaged or not a request to join.")
    do = N_("Ask for the file again.")


class JoinForElsewhere(CivicDeskError):
    """A join file that was made for another vault."""

    says = N_("This request was made for another vault.")
    do = N_("Let the new member make it from a copy of this vault.")


class JoinKnown(CivicDeskError):
    """The keyslot of the join file has been taken in before."""

    says = N_("This request has been taken in already.")
    do = N_("If the new member cannot unlock, let them make a new request.")


class JoinTrustsNobody(CivicDeskError):
    """The newcomer trusted a key that is no administrator's: their copy of the vault was tampered with."""

    says = N_("The new member's copy of the vault was signed by somebody who is no administrator here now.")
    do = N_(
        "Do not let them in with this file. Give them a fresh copy of the vault, and ask who changed theirs."
    )


class WrongFingerprint(CivicDeskError):
    """The six words that were read aloud are not those of the file."""

    says = N_("These are not the six words of this request. Somebody may have exchanged the file.")
    do = N_("Compare the words again. If they differ, do not let this request in.")


class TooManyMembers(CivicDeskError):
    """The header has no place for another keyslot."""

    says = N_("This vault has no place for another keyslot. Those of people who have left count too.")
    do = N_("Start a new vault for the new people.")


class RoleNeeded(CivicDeskError):
    """Somebody without any role could open nothing."""

    says = N_("Choose at least one role for this person.")


class CannotGive(CivicDeskError):
    """The administrator lacks a key that the roles need."""

    says = N_("These roles need a key that you do not have, so you cannot give it.")
    do = N_("Ask an administrator who can open that part, or choose fewer roles.")


@dataclass(frozen=True)
class Request:
    """A request to join as read from its file; `words` are to be compared aloud with the newcomer."""

    slot: Slot
    pin: bytes
    data: bytes
    words: tuple[str, ...]


def make_request(path: Path, text: str, *, label: str = "", kdf: Kdf | None = None) -> bytes:
    """The bytes of a join file for the vault at `path`, whose keyslot `text` will open."""
    passphrase.check(text, (Path(path).stem,))
    layout = Layout(Path(path))
    layout.must_be_a_vault()
    found = header.read(layout.header).valid[0]
    secrets = Secrets.new(pin=found.root)
    used = [one.label for one in folder.labels(path)]
    slot = keyslot.lock(
        secrets, text, sid=members.new_id(), vid=found.vid, label=label or new_label(used),
        kdf=kdf or keyslot.calibrate(),
    )  # fmt: skip
    return frame.write(MAGIC, {"pin": found.root.hex(), "slot": slot.hex()}, secrets.sign.sign)


def read_request(data: bytes) -> Request:
    """What a join file says; JoinDamaged for anything else."""
    try:
        outer = frame.read(MAGIC, data)
        body = shape.exactly(outer.body, _BODY)
        raw = body["slot"]
        if not isinstance(raw, str):
            raise Altered
        slot = keyslot.parse(bytes.fromhex(raw))
        pin = shape.octets(body["pin"], 32)
        if not outer.signed_by(slot.ed25519):
            raise Altered
    except (Damaged, Altered, TooNew, ValueError) as trouble:
        raise JoinDamaged from trouble
    return Request(slot, pin, data, fingerprint(data))


def fingerprint(data: bytes) -> tuple[str, ...]:
    """Six words for the whole file: 77 bits, so nobody can make a second file with the same ones."""
    every = paths.resource("wordlists", "eff_large.txt").read_text("ascii").split()
    number = int.from_bytes(hashlib.sha256(canonical(["civicdesk/v1/join"]) + data).digest(), "big")
    found = []
    for _word in range(_WORDS):
        number, at = divmod(number, len(every))
        found.append(every[at])
    return tuple(found)


def same_words(request: Request, typed: str) -> bool:
    """Whether somebody typed the six words of this request, in whatever case and spacing."""
    given = " ".join(typed.casefold().replace("-", " ").replace(",", " ").split())
    return hmac.compare_digest(given.encode(), " ".join(request.words).encode())


def admit(
    vault: Vault,
    request: Request,
    roles: Collection[str],
    *,
    mid: str = "",
    staff_id: str = "",
) -> bool:
    """Let a newcomer in with these roles (`mid`: another device of somebody who is in already).

    The words must have been compared before. False when a second administrator has to approve it first.
    """
    keys = administration.must_administer(vault)
    _may_join(keys, request, roles, mid)
    slot = request.slot
    person = Member(
        sid=slot.sid,
        mid=mid or members.new_id(),
        x25519=slot.x25519,
        ed25519=slot.ed25519,
        roles=tuple(sorted(roles_of(keys.header, mid) or roles)),
        since=clock.today().isoformat(),
    )
    layout = Layout(keys.path)
    copies.save(keyslot.read(layout.slot(slot.sid)), _slot_bytes(request), keyslot.parse)
    if staff_id and "programme" in vault.compartments:
        vault.set_settings({f"staff:{slot.sid}": staff_id})
    done = administration.rewrite(vault, lambda found: _with(keys, found, person))
    log.note("vault.member.admitted")
    return done


def roles_of(found: Header, mid: str) -> tuple[str, ...]:
    """Roles of a person who is in the vault now; () for nobody."""
    return next((m.roles for m in found.members if m.mid == mid and not m.until), ()) if mid else ()


def _may_join(keys: OpenedKeys, request: Request, roles: Iterable[str], mid: str) -> None:
    found, slot = keys.header, request.slot
    if slot.vid != keys.vid:
        raise JoinForElsewhere
    if any(slot.sid == m.sid or slot.ed25519 == m.ed25519 for m in found.members):
        raise JoinKnown
    if request.pin not in found.signers:
        raise JoinTrustsNobody
    if header_room.is_full(found):
        raise TooManyMembers
    wanted = roles_of(found, mid) or tuple(roles)
    if not wanted:
        raise RoleNeeded
    if "ADM" in wanted:
        header_room.with_room(found)
    if not members.kinds_for(wanted) & {comp.kind for comp in found.comps} <= keys.compartments.keys():
        raise CannotGive


def _with(keys: OpenedKeys, found: Header, person: Member) -> Header:
    """The header with a new member, their keys, and their place among the administrators."""
    after = members.grant(replace(found, members=(*found.members, person)), person, given(keys, person.roles))
    return with_administrator(keys, after, person)


def given(keys: OpenedKeys, roles: Iterable[str]) -> tuple[CompartmentKeys, ...]:
    """The keys, in every epoch there is, that these roles need."""
    kinds = members.kinds_for(roles)
    return tuple(key for key in keys.every_epoch if key.kind in kinds)


def with_administrator(keys: OpenedKeys, found: Header, person: Member) -> Header:
    """A member with the role of an administrator may sign; the third one makes the vault ask for two."""
    known = {admin.pub: admin for admin in found.admins}
    if "ADM" not in person.roles or (person.ed25519 in known and not known[person.ed25519].until):
        return found
    others = tuple(admin for admin in found.admins if admin.pub != person.ed25519)
    rest = header_room.with_room(replace(found, admins=others)).admins
    after = replace(found, admins=(*rest, Admin.endorsed(found.vid, person.ed25519, keys.sign)))
    people = {m.mid for m in after.members if not m.until and m.ed25519 in after.signers}
    return replace(after, quorum=2) if len(people) == 3 else after


def _slot_bytes(request: Request) -> bytes:
    body = shape.exactly(frame.read(MAGIC, request.data).body, _BODY)
    return bytes.fromhex(str(body["slot"]))
