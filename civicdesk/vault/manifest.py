"""What a backup says of itself: whose, when, every member with its SHA-256, and how new each part of the vault was.

Canonical JSON, signed by the member who made it (`docs/vault-format.md`).
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from civicdesk.vault import archive, heads, shape
from civicdesk.vault.backup_refusals import BackupAltered, BackupDamaged, BackupTooNew
from civicdesk.vault.frame import Altered, canonical, verified
from civicdesk.vault.heads import Heads

FORMAT = 1
_BODY = frozenset(("at", "format", "gen", "heads", "members", "program", "sid", "vid"))
_LIST = b'"members":['
_ROW = re.compile(
    b'{"name":"('
    + archive.NAME.pattern.encode("ascii").replace(b"(", b"(?:")
    + rb')","sha256":"([0-9a-f]{64})","size":(0|[1-9][0-9]{0,19})}(?:,|\Z)'
)
_AROUND = len('{"name":"","sha256":"","size":},') + 64
_NEWER = re.compile(rb'{"at":"[^"]{1,40}","format":([1-9][0-9]{0,5}),')
MOST_BYTES = 64 << 20
_MOST_REST = 1 << 20
"""Bytes of a manifest without its members."""
_FIXED, _EACH = 4 << 20, 512


class Member(NamedTuple):
    """One file of the vault."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The body; `at` is a moment in ISO 8601, `sid` the keyslot of whoever signed."""

    vid: str
    gen: int
    sid: str
    at: str
    program: str
    heads: Heads
    members: tuple[Member, ...]
    id: str = field(default="", compare=False)
    """SHA-256 of the bytes it was read from: names this backup."""

    def to_bytes(self) -> bytes:
        """Its one spelling."""
        return canonical({
            "at": self.at,
            "format": FORMAT,
            "gen": self.gen,
            "heads": self.heads.body(),
            "members": [{"name": m.name, "sha256": m.sha256, "size": m.size} for m in self.members],
            "program": self.program,
            "sid": self.sid,
            "vid": self.vid,
        })  # fmt: skip

    @property
    def size(self) -> int:
        """Bytes of all members."""
        return sum(member.size for member in self.members)


def sign(raw: bytes, key: Ed25519PrivateKey) -> bytes:
    """The signature under the bytes of a manifest."""
    return key.sign(_signed(raw))


def is_signed(raw: bytes, signature: bytes, public: bytes) -> bool:
    """Whether `public` made the signature."""
    return verified(public, signature, _signed(raw))


def _signed(raw: bytes) -> bytes:
    return canonical(["civicdesk/v1/backup", identity(raw)])


def identity(raw: bytes) -> str:
    """SHA-256 of the bytes of a manifest."""
    return hashlib.sha256(raw).hexdigest()


def longest(members: int) -> int:
    """Bytes that the manifest of a backup with so many members has at most: what is longer is not even read."""
    return min(_FIXED + members * _EACH, MOST_BYTES)


def parse(raw: bytes, members: int) -> Manifest:
    """The manifest of a backup with so many members; BackupDamaged, BackupTooNew, BackupAltered."""
    if len(raw) > longest(members) or sum(raw.count(mark) for mark in (b"[", b"{", b",")) > 5 * members + 1000:
        raise BackupDamaged  # a parser that is given more brackets than a manifest has would fill the memory
    try:
        rest, rows = _apart(raw)
        if len(rest) > _MOST_REST:
            raise BackupTooNew if _is_newer(raw) else BackupDamaged
        value = json.loads(rest.decode("ascii"))
        if isinstance(value, dict) and type(value.get("format")) is int and value["format"] > FORMAT:
            raise BackupTooNew
        if canonical(value) != rest:  # also refuses a key that stands twice
            raise BackupDamaged
        return _read(value, rows, identity(raw))
    except Altered as trouble:
        raise BackupAltered from trouble
    except (ValueError, RecursionError) as trouble:
        raise BackupDamaged from trouble


def _is_newer(raw: bytes) -> bool:
    found = _NEWER.match(raw)
    return found is not None and int(found[1]) > FORMAT


def _apart(raw: bytes) -> tuple[bytes, tuple[Member, ...]]:
    """The manifest without its list of members, and the list: too long for a parser that a stranger keeps waiting.

    A list of which one byte is spelled otherwise than we spell it stays where it is, and is no list of members then.
    """
    start = raw.find(_LIST) + len(_LIST)
    end = raw.find(b"]", start)
    found = _ROW.findall(raw, start, end) if len(_LIST) <= start <= end else []
    length = sum(_AROUND + len(name) + len(size) for name, _sha256, size in found)
    if not found or length - 1 != end - start:  # every row but the last has its comma, and nothing lies between them
        return raw, ()
    members = tuple(Member(name.decode(), int(size), sha256.decode()) for name, sha256, size in found)
    return raw[:start] + raw[end:], members


def _read(value: Any, members: tuple[Member, ...], id_: str) -> Manifest:
    body = shape.exactly(value, _BODY)
    shape.rows(body["members"], 0, str)  # what could not be taken apart
    if len(members) > archive.MOST_MEMBERS or any(one.size > shape.U64 for one in members):
        raise Altered
    shape.integer(body["format"], FORMAT, FORMAT)
    return Manifest(
        vid=shape.octets(body["vid"], 16).hex(),
        gen=shape.integer(body["gen"], 1, shape.U64),
        sid=shape.identity(body["sid"]),
        at=_moment(body["at"]),
        program=_short(body["program"]),
        heads=heads.parse(body["heads"]),
        members=members,
        id=id_,
    )


def _moment(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 40:
        raise Altered
    if datetime.fromisoformat(value).tzinfo is None:
        raise Altered
    return value


def _short(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 40 or not value.isascii():
        raise Altered
    return value
