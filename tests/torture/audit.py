"""T-AUD: somebody who can write to the database edits the journal: each way must be noticed, but the documented one.

The documented one: who holds the compartment's key rewrites the end of the journal, behind the last signature of
somebody else, with right hashes. Nothing inside the vault speaks against that; what a computer or a backup
remembers does. Here it is tried as well, and memory must notice it.
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from civicdesk import clock
from civicdesk.vault import folder, heads
from civicdesk.vault.changes import GENESIS, Author, Journal, content_digest, row_hash
from civicdesk.vault.connection import connect
from civicdesk.vault.frame import canonical
from civicdesk.vault.heads import Head
from civicdesk.vault.store import Store
from civicdesk.vault.vault import Vault
from tests.strategies import council
from tests.torture.ground import PASSPHRASE, arena, fresh
from tests.torture.outcome import Outcome

NAME, CI, RELEASE = "T-AUD", 500, 10_000
KIND = "programme"
_COLUMNS = ("at", "device", "member", "type", "record", "verb", "fields", "reason")
Row = dict[str, Any]


def run(count: int) -> Outcome:
    """Edit the journal `count` times."""
    chance = random.Random(28)
    with arena() as place:
        ground = Ground(fresh(place))
        found = Counter(ground.trial(chance) for _number in range(count))
        ground.store.close()
    note = ", ".join(f"{name} {found[name]}" for name in sorted(found) if name != "undetected")
    return Outcome(NAME, count, undetected=found["undetected"], note=note, counts=("undetected",))


class Ground:
    """One journal of some hundred lines, signed by two people; every edit is taken back after it was looked at."""

    def __init__(self, path: Path) -> None:
        keys = folder.open_vault(path, PASSPHRASE)
        self.other = Ed25519PrivateKey.generate()
        self.signers = {one.sid: one.ed25519 for one in keys.header.members}
        self.signers["0" * 16] = self.other.public_key().public_bytes_raw()
        self.mine = Author("somebody", keys.sid, keys.sign)
        vault = Vault(keys)
        for number in range(120):
            with vault.transaction(f"step {number}", accept="for the test") as tx:
                tx.save(council(name=f"Council {number}"))
            if number == 70:
                self._sign_by_another(vault)
        vault.close()
        own = keys.keys(KIND)
        raw = connect(keys.database(KIND), own.database_key, vid=keys.vid, cid=own.cid)
        self.journal = Journal(own.audit_key)
        self.store = Store(KIND, raw, self.journal)
        self.head = Head.of(self.store)
        self.last, _hash = self.journal.head(self.store.db)
        self.bound = self._last_signed_by_another()

    def _sign_by_another(self, vault: Vault) -> None:
        with vault.transaction() as tx:
            store = tx.store_for_writing(KIND)
            author = Author("another", "0" * 16, self.other)
            store.journal.add(store.db, author, _now(), ("vault", "", "read"), {}, "", None)
            store.journal.sign(store.db, author)

    def _last_signed_by_another(self) -> int:
        row = self.store.raw.execute(
            "SELECT max(seq) FROM checkpoint WHERE member = ?", ("0" * 16,)
        ).fetchone()
        return int(row[0])

    def trial(self, chance: random.Random) -> str:
        """One edit, looked at and taken back."""
        edits: tuple[Callable[[random.Random], None], ...] = (
            self._edit, self._delete, self._reorder, self._insert, self._cut, self._forge_signature,
            self._take_signature, self._rewrite_old, self._rewrite_end,
        )  # fmt: skip
        edit = chance.choice(edits)
        self.store.raw.execute("BEGIN IMMEDIATE")
        try:
            edit(chance)
            if any(True for _fault in self.journal.faults(self.store.db, self.signers)):
                return "by the journal"
            if any(heads.behind_in(KIND, self.store, self.head)):
                return "by memory"
            return "undetected"
        finally:
            self.store.raw.execute("ROLLBACK")

    # what somebody does without the key -----------------------------------------------------------

    def _edit(self, chance: random.Random) -> None:
        """Other words in one line."""
        column, seq = chance.choice(_COLUMNS), self._line(chance)
        new = json.dumps({"name": [None, "forged"]}) if column == "fields" else f"forged {chance.random()}"
        self._sql(f"UPDATE change SET {column} = ? WHERE seq = ?", new, seq)

    def _delete(self, chance: random.Random) -> None:
        """A line less, the others closing up or not."""
        seq = self._line(chance)
        self._sql("DELETE FROM change WHERE seq = ?", seq)
        if chance.random() < 0.5:
            for later in range(seq + 1, self.last + 1):
                self._sql("UPDATE change SET seq = ? WHERE seq = ?", later - 1, later)

    def _reorder(self, chance: random.Random) -> None:
        """Two lines change places."""
        first, second = chance.sample(range(1, self.last + 1), 2)
        for old, new in ((first, -1), (second, first), (-1, second)):
            self._sql("UPDATE change SET seq = ? WHERE seq = ?", new, old)

    def _insert(self, chance: random.Random) -> None:
        """A line more, at the end or between; its hash is a guess."""
        row = self._row(self._line(chance))
        if chance.random() < 0.5:
            row |= {"seq": self.last + 1, "prev": self._row(self.last)["hash"], "hash": os.urandom(32)}
        else:
            for later in range(self.last, row["seq"] - 1, -1):
                self._sql("UPDATE change SET seq = ? WHERE seq = ?", later + 1, later)
        self._put(row)

    def _cut(self, chance: random.Random) -> None:
        """The end is gone, with its signatures."""
        seq = self._line(chance)
        self._sql("DELETE FROM change WHERE seq >= ?", seq)
        self._sql("DELETE FROM checkpoint WHERE seq >= ?", seq)

    def _forge_signature(self, chance: random.Random) -> None:
        """A signature by nobody, or one that belongs to another line."""
        rows = self.store.raw.execute("SELECT seq, signature FROM checkpoint ORDER BY seq").fetchall()
        seq = chance.choice(rows)[0]
        if chance.random() < 0.5:
            self._sql("UPDATE checkpoint SET signature = ? WHERE seq = ?", os.urandom(64), seq)
        else:
            other = chance.choice([row for row in rows if row[0] != seq])
            self._sql("UPDATE checkpoint SET signature = ? WHERE seq = ?", other[1], seq)

    def _take_signature(self, chance: random.Random) -> None:
        """A signature less: the lines still hold, and memory knows that it was there."""
        rows = self.store.raw.execute("SELECT seq FROM checkpoint").fetchall()
        self._sql("DELETE FROM checkpoint WHERE seq = ?", chance.choice(rows)[0])

    # what somebody does who has the key -----------------------------------------------------------

    def _rewrite_old(self, chance: random.Random) -> None:
        """A new chain with right hashes from a line that another person's signature stands behind."""
        self._rewrite(chance.randint(1, self.bound), chance)

    def _rewrite_end(self, chance: random.Random) -> None:
        """The documented case: behind the last signature of another, everything signed anew by the forger."""
        self._rewrite(chance.randint(self.bound + 1, self.last), chance)

    def _rewrite(self, start: int, chance: random.Random) -> None:
        prev = self._row(start - 1)["hash"] if start > 1 else GENESIS
        for seq in range(start, self.last + 1):
            row = self._row(seq) | {"prev": prev}
            if seq == start:
                row["reason"] = f"forged {chance.random()}"
                row["digest"] = content_digest(row["salt"], json.loads(row["fields"]), row["reason"])
            row["hash"] = row_hash(self.journal.key, prev, row, row["digest"], row["state_digest"])
            self._sql("DELETE FROM change WHERE seq = ?", seq)
            self._put(row)
            prev = row["hash"]
        mine = self.store.raw.execute(
            "SELECT seq FROM checkpoint WHERE seq >= ? AND member = ?", (start, self.mine.device)
        ).fetchall()
        for (seq,) in mine:
            signature = self.mine.key.sign(_signed(seq, self._row(seq)["hash"]))
            self._sql("UPDATE checkpoint SET signature = ? WHERE seq = ?", signature, seq)

    # ----------------------------------------------------------------------------------------------

    def _line(self, chance: random.Random) -> int:
        return chance.randint(1, self.last)

    def _row(self, seq: int) -> Row:
        found = self.store.raw.execute("SELECT * FROM change WHERE seq = ?", (seq,))
        names = [column[0] for column in found.description]
        return dict(zip(names, found.fetchone(), strict=True))

    def _put(self, row: Mapping[str, Any]) -> None:
        marks = ", ".join("?" * len(row))
        self._sql(f"INSERT INTO change ({', '.join(row)}) VALUES ({marks})", *row.values())

    def _sql(self, statement: str, *values: object) -> None:
        self.store.raw.execute(statement, values)


def _signed(seq: int, newest: bytes) -> bytes:
    return canonical(["civicdesk/v1/checkpoint", seq, newest.hex()])


def _now() -> datetime:
    return clock.now()
