"""The rows of a header: what each holds, how it is written, and how it is read from somebody else's bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from civicdesk.vault import shape
from civicdesk.vault.compartment import PLAIN_WRAP, WRAP_SIZE
from civicdesk.vault.frame import canonical

ROLES = frozenset(("PRG", "CSW", "SFP", "DIR", "ADM", "BRD"))
MOST_COMPARTMENTS = 32

_ADMIN = frozenset(("by", "pub", "sig", "until"))
_APPROVAL = frozenset(("by", "cid", "sig", "what", "who"))
_MEMBER = frozenset(("ed25519", "mid", "roles", "sid", "since", "until", "x25519"))
_COMP = frozenset(("box", "cid", "epoch", "kind"))
_WRAP = frozenset(("cid", "ct", "epoch", "to"))
_RECOVERY = frozenset(("cids", "ed25519", "k", "kind", "made", "n", "rid", "x25519"))
MATTERS = frozenset(("admin", "compartment", "recovery"))
"""What may need the signatures of two administrators: a new one, a key to a compartment, a recovery key."""


@dataclass(frozen=True)
class Admin:
    """A key that may sign headers, vouched for by another's (the founder's by itself); `until` is a day or "".

    Who has left stays, so that whoever trusted their key first can still be led to those who sign now.
    The keys of recovery stand here too: a vault whose administrators are gone can be given new ones.
    """

    pub: bytes
    by: bytes
    sig: bytes
    until: str = ""

    @classmethod
    def endorsed(cls, vid: str, pub: bytes, by: Ed25519PrivateKey) -> Admin:
        """An entry for `pub`, signed by an administrator."""
        signature = by.sign(endorsement(vid, pub))
        return cls(pub, by.public_key().public_bytes_raw(), signature)


@dataclass(frozen=True)
class Approval:
    """One administrator's signature under one matter: `who` is a key (admin), a sid or a rid, `cid` or "".

    The signature also covers whose keys these are (`Header.holder`), so that it is good for nobody else.
    """

    what: str
    who: str
    cid: str
    by: bytes
    sig: bytes

    @classmethod
    def signed(cls, matter: tuple[str, str, str], text: bytes, by: Ed25519PrivateKey) -> Approval:
        """An approval of (what, who, cid); `text` is what `Header.approval_text` says of it."""
        return cls(*matter, by.public_key().public_bytes_raw(), by.sign(text))

    @property
    def matter(self) -> tuple[str, str, str]:
        """What was approved: (what, who, cid)."""
        return self.what, self.who, self.cid


@dataclass(frozen=True)
class Member:
    """One person on one device: `sid` names the keyslot, `mid` the person; days are YYYY-MM-DD or ""."""

    sid: str
    mid: str
    x25519: bytes
    ed25519: bytes
    roles: tuple[str, ...]
    since: str
    until: str = ""


@dataclass(frozen=True)
class Comp:
    """One epoch of one compartment; `box` is the public key for letters to it."""

    cid: str
    epoch: int
    kind: str
    box: bytes


@dataclass(frozen=True)
class Wrap:
    """CK[cid, epoch] for the member `to` (a sid) or the recovery key `to` (a rid), and the proof who made it."""

    cid: str
    epoch: int
    to: str
    ct: bytes


@dataclass(frozen=True)
class Recovery:
    """A recovery key: printed (1 of 1) or shared by a board (k of n), and the compartments it opens.

    `ed25519` stands among the administrators, so that recovery can write a header; `made` is a day.
    """

    rid: str
    kind: str
    x25519: bytes
    ed25519: bytes
    k: int
    n: int
    cids: tuple[str, ...]
    made: str


def endorsement(vid: str, pub: bytes) -> bytes:
    """What an administrator signs to vouch for a key."""
    return canonical(["civicdesk/v1/admin", vid, pub.hex()])


def approval_text(vid: str, matter: tuple[str, str, str], holder: tuple[str, ...]) -> bytes:
    """What an administrator signs to approve (what, who, cid) for somebody with these keys."""
    return canonical(["civicdesk/v1/approval", vid, *matter, list(holder)])


def member_body(member: Member) -> Mapping[str, Any]:
    """A member as the header spells it."""
    return {
        "ed25519": member.ed25519.hex(),
        "mid": member.mid,
        "roles": list(member.roles),
        "sid": member.sid,
        "since": member.since,
        "until": member.until,
        "x25519": member.x25519.hex(),
    }


def recovery_body(key: Recovery) -> Mapping[str, Any]:
    """A recovery key as the header spells it."""
    return {
        "cids": list(key.cids),
        "ed25519": key.ed25519.hex(),
        "k": key.k,
        "kind": key.kind,
        "made": key.made,
        "n": key.n,
        "rid": key.rid,
        "x25519": key.x25519.hex(),
    }


def read_admin(value: Any) -> Admin:
    """An administrator out of a header; Altered for anything else, as in all that follow."""
    row = shape.exactly(value, _ADMIN)
    keys = shape.octets(row["pub"], 32), shape.octets(row["by"], 32)
    return Admin(*keys, shape.octets(row["sig"], 64), shape.day(row["until"]))


def read_approval(value: Any) -> Approval:
    """An approval; its signature is verified where it counts."""
    row = shape.exactly(value, _APPROVAL)
    what = shape.one_of(row["what"], MATTERS)
    who = shape.octets(row["who"], 32).hex() if what == "admin" else shape.identity(row["who"])
    cid = shape.identity(row["cid"]) if what == "compartment" else shape.one_of(row["cid"], frozenset(("",)))
    return Approval(what, who, cid, shape.octets(row["by"], 32), shape.octets(row["sig"], 64))


def read_member(value: Any) -> Member:
    """A member."""
    row = shape.exactly(value, _MEMBER)
    roles = shape.rows(row["roles"], len(ROLES), lambda role: shape.one_of(role, ROLES))
    shape.unique(list(roles))
    return Member(
        sid=shape.identity(row["sid"]),
        mid=shape.identity(row["mid"]),
        x25519=shape.octets(row["x25519"], 32),
        ed25519=shape.octets(row["ed25519"], 32),
        roles=roles,
        since=shape.day(row["since"]),
        until=shape.day(row["until"]),
    )


def read_comp(value: Any) -> Comp:
    """One epoch of a compartment."""
    row = shape.exactly(value, _COMP)
    epoch = shape.integer(row["epoch"], 1, shape.U64)
    return Comp(shape.identity(row["cid"]), epoch, shape.word(row["kind"]), shape.octets(row["box"], 32))


def read_wrap(value: Any) -> Wrap:
    """A wrapped key."""
    row = shape.exactly(value, _WRAP)
    epoch = shape.integer(row["epoch"], 1, shape.U64)
    ct = row["ct"]
    size = PLAIN_WRAP if isinstance(ct, str) and len(ct) == 2 * PLAIN_WRAP else WRAP_SIZE
    return Wrap(shape.identity(row["cid"]), epoch, shape.identity(row["to"]), shape.octets(ct, size))


def read_recovery(value: Any) -> Recovery:
    """A recovery key."""
    row = shape.exactly(value, _RECOVERY)
    n = shape.integer(row["n"], 1, 16)
    return Recovery(
        rid=shape.identity(row["rid"]),
        kind=shape.one_of(row["kind"], frozenset(("printed", "board"))),
        x25519=shape.octets(row["x25519"], 32),
        ed25519=shape.octets(row["ed25519"], 32),
        k=shape.integer(row["k"], 1, n),
        n=n,
        cids=shape.rows(row["cids"], MOST_COMPARTMENTS, shape.identity),
        made=shape.day(row["made"]),
    )
