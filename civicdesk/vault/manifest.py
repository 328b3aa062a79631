"""What a backup says of itself: whose, when, every member with its SHA-256, and how new each part of the vault was.

Canonical JSON, signed by the member who made it (`docs/vault-format.md`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from civicdesk.vault import archive, heads, shape
from civicdesk.vault.backup_refusals import BackupAltered, BackupDamaged, BackupTooNew
from civicdesk.vault.frame import Altered, canonical, verified
from civicdesk.vault.heads import Heads

FORMAT = 1
_BODY = frozenset(("at", "format", "gen", "heads", "members", "program", "sid", "vid"))
_MEMBER = frozenset(("name", "sha256", "size"))
MOST_BYTES = 64 << 20
_FIXED, _EACH = 4 << 20, 512


@dataclass(frozen=True)
class Member:
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
        value = json.loads(raw.decode("ascii"))
        if isinstance(value, dict) and type(value.get("format")) is int and value["format"] > FORMAT:
            raise BackupTooNew
        if canonical(value) != raw:  # also refuses a key that stands twice
            raise BackupDamaged
        return _read(value, identity(raw))
    except Altered as trouble:
        raise BackupAltered from trouble
    except (ValueError, RecursionError) as trouble:
        raise BackupDamaged from trouble


def _read(value: Any, id_: str) -> Manifest:
    body = shape.exactly(value, _BODY)
    shape.integer(body["format"], FORMAT, FORMAT)
    return Manifest(
        vid=shape.octets(body["vid"], 16).hex(),
        gen=shape.integer(body["gen"], 1, shape.U64),
        sid=shape.identity(body["sid"]),
        at=_moment(body["at"]),
        program=_short(body["program"]),
        heads=heads.parse(body["heads"]),
        members=shape.rows(body["members"], archive.MOST_MEMBERS, _member),
        id=id_,
    )


def _member(value: Any) -> Member:
    row: Mapping[str, Any] = shape.exactly(value, _MEMBER)
    if not isinstance(row["name"], str) or not archive.may_be_called(row["name"]):
        raise Altered
    return Member(
        row["name"], shape.integer(row["size"], 0, shape.U64), shape.octets(row["sha256"], 32).hex()
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
