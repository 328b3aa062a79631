"""The change journal: audit log, history, undo, and what two laptops will exchange. One row per change.

Every row is chained: hash = HMAC-SHA256(audit key, previous hash ‖ the row's facts). The facts hold only a
salted digest of the content, so lawful disposal can erase the content and the chain still verifies. Who holds
the compartment's key could compute a new chain; the Ed25519 checkpoints of others bind what came before them.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import desc, func, insert, select, update

from civicdesk.records.plain import canonical
from civicdesk.vault.schema import change, checkpoint

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row, RowMapping

GENESIS = bytes(32)
"""What stands before the first row of a chain."""
CHECKPOINT_EVERY = 50

_FACTS = ("seq", "at", "device", "member", "type", "record", "verb")


@dataclass(frozen=True)
class Author:
    """Who makes a change: staff record (or slot id while there is none), slot, and the key that signs."""

    member: str
    device: str
    key: Ed25519PrivateKey = field(repr=False)


@dataclass(frozen=True)
class Change:
    """One line of history: fields as key → (before, after) in plain values; None after lawful disposal."""

    seq: int
    at: datetime
    by: str
    device: str
    type: str
    id: str
    verb: str
    fields: Mapping[str, tuple[Any, Any]] | None
    reason: str


def state_digest(salt: bytes, values: object) -> bytes:
    """Salted SHA-256 of a whole record as it stands after a change."""
    return hashlib.sha256(salt + canonical(values)).digest()


def content_digest(salt: bytes, fields: Any, reason: str | None) -> bytes:
    """Salted SHA-256 of what a change says."""
    return hashlib.sha256(salt + canonical([fields, reason])).digest()


def row_hash(
    key: bytes, prev: bytes, facts: Mapping[str, Any] | RowMapping, digest: bytes, state: bytes | None
) -> bytes:
    """The chain's link for one row."""
    named = {name: facts[name] for name in _FACTS} | {
        "digest": digest.hex(),
        "state": state.hex() if state else "",
    }
    return hmac.new(key, prev + canonical(named), hashlib.sha256).digest()


@dataclass(frozen=True)
class Journal:
    """The journal of one compartment. `older`: (last line, key) of epochs before the present one, in order."""

    key: bytes = field(repr=False)
    older: tuple[tuple[int, bytes], ...] = field(default=(), repr=False)

    def key_of(self, seq: int) -> bytes:
        """The key under which a line was chained."""
        return next((key for last, key in self.older if seq <= last), self.key)

    def add(
        self,
        db: Connection,
        author: Author,
        at: datetime,
        what: tuple[str, str, str],
        fields: Mapping[str, Any],
        reason: str,
        state: object,
    ) -> int:
        """Write one change; `what` is (type, record id, verb), `state` the record afterwards or None."""
        type_name, record_id, verb = what
        seq, prev = self.head(db)
        salt = os.urandom(16)
        facts = {
            "seq": seq + 1, "at": at.isoformat(), "device": author.device, "member": author.member,
            "type": type_name, "record": record_id, "verb": verb,
        }  # fmt: skip
        digest = content_digest(salt, fields, reason or None)
        after = state_digest(salt, state) if state is not None else None
        db.execute(insert(change).values(
            **facts, fields=json.dumps(fields, ensure_ascii=False), reason=reason or None, salt=salt,
            digest=digest, state_digest=after, prev=prev, hash=row_hash(self.key, prev, facts, digest, after),
        ))  # fmt: skip
        if (seq + 1) % CHECKPOINT_EVERY == 0:
            self.sign(db, author)
        return seq + 1

    def head(self, db: Connection) -> tuple[int, bytes]:
        """Number and hash of the newest row; (0, zeros) for an empty journal."""
        row = db.execute(select(change.c.seq, change.c.hash).order_by(desc(change.c.seq)).limit(1)).first()
        return (row.seq, row.hash) if row else (0, GENESIS)

    def needs_sign(self, db: Connection, device: str) -> bool:
        """Whether a device wrote a line after the last checkpoint."""
        return self._to_sign(db, device) is not None

    def sign(self, db: Connection, author: Author) -> bool:
        """Put an Ed25519 checkpoint on the newest line that this device wrote, unless one stands there or later.

        Never on the line of somebody else, nor on one without a name: who signed that would be its writer. It bears
        the time of its line, for when a session ended says whose the unnamed lines after it are.
        """
        line = self._to_sign(db, author.device)
        if line is None:
            return False
        signature = author.key.sign(_signed(line.seq, line.hash))
        values = {"seq": line.seq, "at": line.at, "member": author.device, "signature": signature}
        db.execute(insert(checkpoint).values(**values))
        return True

    def _to_sign(self, db: Connection, device: str) -> Row[Any, Any, Any] | None:
        if not device:
            return None
        signed = db.execute(select(func.max(checkpoint.c.seq))).scalar() or 0
        own = (change.c.seq > signed) & (change.c.device == device)
        found = select(change.c.seq, change.c.at, change.c.hash).where(own)
        return db.execute(found.order_by(desc(change.c.seq)).limit(1)).first()

    def faults(self, db: Connection, keys: Mapping[str, bytes]) -> Iterator[tuple[int, str]]:
        """(row number, kind of fault) for everything wrong: gap, chain, content, signature.

        `keys` are the members' Ed25519 public keys by slot id.
        """
        prev, expected, hashes = GENESIS, 1, {}
        wanted = {row.seq for row in db.execute(select(checkpoint.c.seq))}
        for facts in db.execute(select(change).order_by(change.c.seq)).mappings().yield_per(500):
            if facts["seq"] != expected:
                yield facts["seq"], "gap"
            if facts["prev"] != prev or facts["hash"] != row_hash(
                self.key_of(facts["seq"]), facts["prev"], facts, facts["digest"], facts["state_digest"]
            ):
                yield facts["seq"], "chain"
            if facts["fields"] is not None and not _content_holds(facts):
                yield facts["seq"], "content"
            if facts["seq"] in wanted:
                hashes[facts["seq"]] = facts["hash"]
            prev, expected = facts["hash"], facts["seq"] + 1
        yield from _unsigned(db, hashes, keys)

    def forget(self, db: Connection, record_id: str, keys: Collection[str]) -> int:
        """Erase what earlier changes of a record said of these fields; the chain still verifies."""
        rows = db.execute(select(change.c.seq, change.c.fields).where(change.c.record == record_id)).all()
        found = [
            row.seq for row in rows if row.fields and any(_says(json.loads(row.fields), key) for key in keys)
        ]
        if found:
            db.execute(update(change).where(change.c.seq.in_(found)).values(fields=None, reason=None))
        return len(found)

    def since(self, db: Connection, seq: int = 0) -> list[Change]:
        """Every change after line `seq`, oldest first."""
        rows = db.execute(select(change).where(change.c.seq > seq).order_by(change.c.seq))
        return [as_change(row) for row in rows]

    def history(self, db: Connection, record_id: str) -> list[Change]:
        """What happened to a record, newest first."""
        rows = db.execute(select(change).where(change.c.record == record_id).order_by(desc(change.c.seq)))
        return [as_change(row) for row in rows]


def _says(fields: Mapping[str, Any], key: str) -> bool:
    return any(value not in (None, []) for value in fields.get(key) or ())


def as_change(row: Row[Any]) -> Change:
    """A row of the journal as a value."""
    fields = json.loads(row.fields) if row.fields is not None else None
    pairs = {key: (pair[0], pair[1]) for key, pair in fields.items()} if fields is not None else None
    at = datetime.fromisoformat(row.at)
    return Change(
        row.seq, at, row.member, row.device, row.type, row.record, row.verb, pairs, row.reason or ""
    )


def _content_holds(row: RowMapping) -> bool:
    return bool(content_digest(row["salt"], json.loads(row["fields"]), row["reason"]) == row["digest"])


def _signed(seq: int, head: bytes) -> bytes:
    return canonical(["civicdesk/v1/checkpoint", seq, head.hex()])


def _unsigned(
    db: Connection, hashes: Mapping[int, bytes], keys: Mapping[str, bytes]
) -> Iterator[tuple[int, str]]:
    for row in db.execute(select(checkpoint)):
        public = keys.get(row.member)
        try:
            if public is None or row.seq not in hashes:
                raise InvalidSignature
            Ed25519PublicKey.from_public_bytes(public).verify(
                row.signature, _signed(row.seq, hashes[row.seq])
            )
        except InvalidSignature:
            yield row.seq, "signature"
