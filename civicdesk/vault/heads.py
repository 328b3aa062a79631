"""How new a vault is: counters and heads of its parts, to be remembered elsewhere and compared later.

A page put back, or a whole folder put back, passes every check that looks at the folder alone. What was seen
before must therefore stand outside: on this computer (`witness`), in backups, with colleagues.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import desc, select

from civicdesk.i18n import _, ngettext
from civicdesk.vault import copies, frame, header, shape
from civicdesk.vault.layout import Layout
from civicdesk.vault.schema import change

if TYPE_CHECKING:
    from civicdesk.vault.store import Store
    from civicdesk.vault.vault import Vault

_KEYS = frozenset(("compartments", "digest", "gen", "quorum", "signers"))
_HEAD = frozenset(("commits", "hash", "rest", "seq"))
_UNSPOKEN = ("term", "setting", "counter", "checkpoint", "export_record")


@dataclass(frozen=True)
class Head:
    """How far one compartment is: its transactions, and number and hash of the newest line of its journal.

    `rest` is a digest of what no line of the journal speaks for: words, settings, counters, signatures, exports.
    """

    commits: int
    seq: int
    hash: bytes
    rest: bytes

    @classmethod
    def of(cls, store: Store) -> Head:
        """The head of an open compartment."""
        seq, newest = store.journal.head(store.db)
        return cls(store.commits(), seq, newest, _rest(store))


@dataclass(frozen=True)
class Heads:
    """How far a vault is; compartments by their id, as far as they were open."""

    gen: int
    digest: bytes
    signers: frozenset[bytes]
    quorum: int
    compartments: Mapping[str, Head]

    @classmethod
    def of(cls, vault: Vault) -> Heads:
        """What an open vault is at now."""
        with vault.lock:
            gen, digest = _header_now(vault)
            found = vault.opened.header
            heads = {vault.opened.keys(kind).cid: Head.of(store) for kind, store in vault.stores.items()}
        return cls(gen, digest, found.signers, found.quorum, heads)

    def body(self) -> dict[str, Any]:
        """As JSON carries it."""
        return {
            "compartments": {
                cid: {
                    "commits": head.commits,
                    "hash": head.hash.hex(),
                    "rest": head.rest.hex(),
                    "seq": head.seq,
                }
                for cid, head in self.compartments.items()
            },
            "digest": self.digest.hex(),
            "gen": self.gen,
            "quorum": self.quorum,
            "signers": sorted(key.hex() for key in self.signers),
        }


@dataclass(frozen=True)
class Behind:
    """One way in which a vault is not what was seen before: where ("header" or a kind), what, and a sentence."""

    where: str
    what: str
    sentence: str


def parse(body: Any) -> Heads:
    """Heads as `body` has them; frame.Altered for anything else."""
    known = shape.exactly(body, _KEYS)
    rows = known["compartments"]
    if not isinstance(rows, dict) or len(rows) > header.MOST_COMPARTMENTS:
        raise frame.Altered
    return Heads(
        gen=shape.integer(known["gen"], 1, shape.U64),
        digest=shape.octets(known["digest"], 32),
        signers=frozenset(
            shape.rows(known["signers"], header.MOST_ADMINS, lambda key: shape.octets(key, 32))
        ),
        quorum=shape.integer(known["quorum"], 1, 2),
        compartments={shape.identity(cid): _head(row) for cid, row in rows.items()},
    )


def _head(value: Any) -> Head:
    row = shape.exactly(value, _HEAD)
    return Head(
        commits=shape.integer(row["commits"], 0, shape.U64),
        seq=shape.integer(row["seq"], 0, shape.U64),
        hash=shape.octets(row["hash"], 32),
        rest=shape.octets(row["rest"], 32),
    )


def heads(vault: Vault) -> dict[str, Any]:
    """What an open vault is at now, for a manifest."""
    return Heads.of(vault).body()


def check_against(vault: Vault, body: Any) -> tuple[Behind, ...]:
    """In what an open vault is older than, or other than, heads that were noted before; () if in nothing.

    Compartments that are not open are not compared. frame.Altered if `body` is no heads at all.
    """
    seen = parse(body)
    with vault.lock:
        return tuple(behind(vault, seen))


def behind(vault: Vault, seen: Heads) -> Iterator[Behind]:
    """The same for heads that have been read."""
    gen, digest = _header_now(vault)
    if gen < seen.gen:
        yield Behind("header", "older", _("The list of members and keys is older than it was."))
    elif gen == seen.gen and digest != seen.digest:
        yield Behind("header", "other", _("The list of members and keys is not the one that was there."))
    for kind, store in vault.stores.items():
        known = seen.compartments.get(vault.opened.keys(kind).cid)
        if known is not None:
            yield from behind_in(kind, store, known)


def behind_in(kind: str, store: Store, seen: Head) -> Iterator[Behind]:
    """The same for one compartment."""
    now = Head.of(store)
    if now.commits < seen.commits:
        gone = seen.commits - now.commits
        lost = ngettext(
            "The {kind} part is older than it was: {n} save is missing.",
            "The {kind} part is older than it was: {n} saves are missing.",
            gone,
        )
        yield Behind(kind, "older", lost.format(kind=kind, n=gone))
    elif (now.commits == seen.commits and now != seen) or _hash_at(store, seen.seq) != seen.hash:
        other = _("The {kind} part has another history than it had: it was put back and written to since.")
        yield Behind(kind, "other", other.format(kind=kind))


def _rest(store: Store) -> bytes:
    digest = hashlib.sha256()
    for name in _UNSPOKEN:
        digest.update(name.encode())
        for row in store.raw.execute(f'SELECT * FROM "{name}" ORDER BY rowid'):  # noqa: S608  (our own names)
            digest.update(repr(row).encode())
    return digest.digest()


def _hash_at(store: Store, seq: int) -> bytes | None:
    """The hash of a line of the journal; before the first line it is the beginning of every chain."""
    if seq == 0:
        return bytes(32)
    found = store.db.execute(select(change.c.hash).where(change.c.seq == seq)).scalar()
    return None if found is None else bytes(found)


def _header_now(vault: Vault) -> tuple[int, bytes]:
    """Generation and digest of the newest header in the folder, which has been believed at opening."""
    pair = header.read(Layout(vault.path).header)
    best = next(copy for copy in pair.copies if copy.value is pair.valid[0])
    try:
        return pair.valid[0].gen, hashlib.sha256(best.path.read_bytes()).digest()
    except OSError as trouble:
        raise copies.explain(trouble) from trouble


def last_change(vault: Vault) -> datetime | None:
    """When the newest line of any open journal was written, by the clock of whoever wrote it."""
    newest = select(change.c.at).order_by(desc(change.c.seq)).limit(1)
    found = [store.db.execute(newest).scalar() for store in vault.stores.values()]
    return max((datetime.fromisoformat(at) for at in found if at), default=None)
