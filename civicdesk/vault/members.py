"""Who is in a vault: which roles need which compartments, and the wrapping of compartment keys to members."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from civicdesk import clock
from civicdesk.errors import VaultForged
from civicdesk.vault.compartment import CompartmentKeys, new_key, unwrap
from civicdesk.vault.header import PROGRAM_LEVEL, ROLES, Admin, Comp, Header, Member, Wrap
from civicdesk.vault.keyslot import Secrets

KINDS = ("programme", "casework", "security", "board")
"""The four compartments of a new vault; an administrator may add more, under kinds of their own."""

NEEDS: dict[str, frozenset[str]] = {
    "PRG": frozenset(("programme",)),
    "CSW": frozenset(("programme", "casework")),
    "SFP": frozenset(("programme", "security")),
    "DIR": frozenset(KINDS),
    "ADM": frozenset(),  # no content by virtue of this role: an administrator signs, a holder wraps
    "BRD": frozenset(("board",)),
}
"""What each role opens. Further compartments are given person by person, never by a role."""


def kinds_for(roles: Iterable[str]) -> frozenset[str]:
    """The compartments that somebody with these roles needs a key to."""
    return frozenset[str]().union(*(NEEDS[role] for role in roles))


def new_id() -> str:
    """Eight random bytes as hexadecimal: says nothing about whom or what it names, or since when."""
    return os.urandom(8).hex()


def new_compartment(vid: str, kind: str) -> CompartmentKeys:
    """A compartment with a fresh key, in its first epoch."""
    return CompartmentKeys(vid, new_id(), 1, kind, new_key())


def founding_header(
    vid: str, profile: str, sid: str, founder: Secrets, keys: Iterable[CompartmentKeys]
) -> Header:
    """The first header: one member with every role, who vouches for themself and holds the keys they need."""
    keys = tuple(keys)
    public = founder.sign.public_key().public_bytes_raw()
    member = Member(
        sid=sid,
        mid=new_id(),
        x25519=founder.box.public_key().public_bytes_raw(),
        ed25519=public,
        roles=tuple(sorted(ROLES)),
        since=clock.today().isoformat(),
    )
    empty = Header(
        vid=vid,
        gen=1,
        profile=profile,
        admins=(Admin.endorsed(vid, public, founder.sign),),
        members=(member,),
        comps=tuple(Comp(key.cid, key.epoch, key.kind, key.box) for key in keys),
        wraps=(),
        minver=PROGRAM_LEVEL,
    )
    return grant(empty, member, keys)


def grant(header: Header, member: Member, keys: Iterable[CompartmentKeys]) -> Header:
    """The header with these compartment keys also wrapped to `member`; the generation is the caller's."""
    held = {(wrap.cid, wrap.epoch) for wrap in header.wraps if wrap.to == member.sid}
    wraps = tuple(
        Wrap(key.cid, key.epoch, member.sid, key.wrap(member.sid, member.x25519))
        for key in keys
        if (key.cid, key.epoch) not in held
    )
    return replace(header, wraps=header.wraps + wraps)


def keys_of(header: Header, sid: str, private: X25519PrivateKey) -> tuple[CompartmentKeys, ...]:
    """Every compartment key wrapped to `sid`, each proved by the public key of its letter box."""
    rows = {(comp.cid, comp.epoch): comp for comp in header.comps}
    return tuple(
        _proved(header.vid, rows[wrap.cid, wrap.epoch], wrap, private)
        for wrap in header.wraps
        if wrap.to == sid
    )


def _proved(vid: str, comp: Comp, wrap: Wrap, private: X25519PrivateKey) -> CompartmentKeys:
    ck = unwrap(vid, wrap.cid, wrap.epoch, wrap.to, wrap.ct, private)
    keys = CompartmentKeys(vid, comp.cid, comp.epoch, comp.kind, ck)
    if keys.box != comp.box:
        raise VaultForged
    return keys
