"""T-RPLY: an older state is put back: a page, some pages, a file, a header, a journal. Somebody must notice.

One vault is written to in steps, and its files are kept after each. Every trial puts something older into the
newest state and opens that as the program does: by the recipe, against what this computer remembers, and with
the full verification. What nobody notices must be no difference at all (a page whose bytes nothing refers to), or
lie in the search index alone: it is made from the records and says nothing by itself, and is counted apart.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from civicdesk.errors import CivicDeskError
from civicdesk.vault import copies, folder, header, heads
from civicdesk.vault.changes import Journal
from civicdesk.vault.connection import PAGE, connect, explain
from civicdesk.vault.folder import OpenedKeys
from civicdesk.vault.heads import Head
from civicdesk.vault.layout import Layout
from civicdesk.vault.store import Store
from civicdesk.vault.vault import Vault
from civicdesk.vault.verify import verify
from civicdesk.vault.witness import Witness
from tests.strategies import council
from tests.torture.ground import PASSPHRASE, arena, fresh
from tests.torture.outcome import Outcome

NAME, CI, RELEASE = "T-RPLY", 1_000, 20_000
STEPS = 6
KIND = "programme"
_WHOLE = 40
"""One trial in so many opens the whole vault, with all its compartments, as a person does."""


@dataclass(frozen=True)
class State:
    """The bytes of everything after one step: the database, and what the computer remembered of it."""

    pages: bytes
    head: Head
    content: str
    said: str
    journal: bytes = field(repr=False)
    """The journal of a transaction that was going on when this state was left."""


def run(count: int) -> Outcome:
    """Put something back `count` times."""
    chance = random.Random(20)
    with arena() as place:
        ground = Ground(fresh(place))
        found = Counter(ground.trial(chance, number) for number in range(count))
    note = ", ".join(f"{name} {found[name]}" for name in sorted(found) if name != "undetected")
    return Outcome(NAME, count, undetected=found["undetected"], note=note, counts=("undetected",))


class Ground:
    """One vault and its past."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.keys: OpenedKeys = folder.open_vault(path, PASSPHRASE)
        self.file = self.keys.database(KIND)
        self.signers = {one.sid: one.ed25519 for one in self.keys.header.members}
        self.states = [self._step(number) for number in range(STEPS)]
        self.headers = self._headers()
        self.witnesses = {one: one.read_bytes() for one in copies.paths(Witness(self.keys).stem)}

    # the past -------------------------------------------------------------------------------------

    def _step(self, number: int) -> State:
        vault = Vault(self.keys)
        _work(vault, number)
        vault.close()
        journal = self._interrupted()
        store = self.store()
        try:
            head, content, told = Head.of(store), dump(store), said(store)
        finally:
            store.close()
        return State(self.file.read_bytes(), head, content, told, journal)

    def _interrupted(self) -> bytes:
        """The journal that a power cut would leave in the middle of a transaction."""
        store = self.store()
        try:
            store.raw.execute("PRAGMA cache_size = 1")  # makes the library write before it commits
            store.begin()
            store.raw.execute("UPDATE stakeholder SET name = name || '.'")
            store.raw.execute("UPDATE term SET label_en = label_en || '.'")
            journal = self.file.with_name(self.file.name + "-journal").read_bytes()
            store.rollback()
        finally:
            store.close()
        return journal

    def _headers(self) -> list[Mapping[Path, bytes]]:
        """Three headers of one vault: the older, the present, and another of the same number."""
        stem, found = Layout(self.path).header, self.keys.header
        kept = []
        for changed in (found, replace(found, gen=found.gen + 1)):
            header.save(header.read(stem), changed, self.keys.sign)
            kept.append({one: one.read_bytes() for one in copies.paths(stem)})
        other = header.compose(replace(found, gen=found.gen + 1, profile="strict"), self.keys.sign)
        kept.append(dict.fromkeys(copies.paths(stem), other))
        self._write(kept[1])
        Vault(self.keys).close()  # and the computer remembers the present one
        return [kept[0], kept[1], kept[2]]

    # one trial ------------------------------------------------------------------------------------

    def trial(self, chance: random.Random, number: int) -> str:
        """How it was noticed; "the same" if nothing is different, "undetected" if nobody noticed."""
        if number % _WHOLE == 0:
            return self._whole(chance)
        tricks: tuple[Callable[[random.Random], State], ...] = (
            self._page, self._pages, self._file, self._dropped, self._stale,
        )  # fmt: skip
        truth = chance.choice(tricks)(chance)
        noticed = self._noticed(truth)
        self._journal_file.unlink(missing_ok=True)
        return noticed

    def _page(self, chance: random.Random) -> State:
        """One older page at its own place."""
        old, new = self._two(chance)
        number = chance.choice(_differing(old.pages, new.pages))
        self._put(_with(new.pages, {number: old.pages}))
        return new

    def _pages(self, chance: random.Random) -> State:
        """Several older pages, from several times."""
        _old, new = self._two(chance)
        changed = {}
        for _each in range(chance.randint(2, 12)):
            older = chance.choice(self.states[: self.states.index(new)])
            changed[chance.choice(_differing(older.pages, new.pages))] = older.pages
        self._put(_with(new.pages, changed))
        return new

    def _file(self, chance: random.Random) -> State:
        """The whole database as it was."""
        old, new = self._two(chance)
        self._put(old.pages)
        return new

    def _dropped(self, chance: random.Random) -> State:
        """A journal thrown away: some pages of a later state stand in this one, and nothing undoes them."""
        here, later = self._two(chance)
        differing = _differing(later.pages, here.pages)
        some = chance.sample(differing, chance.randint(1, max(1, len(differing) - 1)))
        self._put(_with(here.pages, dict.fromkeys(some, later.pages)))
        return here

    def _stale(self, chance: random.Random) -> State:
        """A journal of long ago beside the newest database: the library undoes what it never did."""
        old, new = self._two(chance)
        self._put(new.pages)
        self._journal_file.write_bytes(old.journal)
        return new

    def _two(self, chance: random.Random) -> tuple[State, State]:
        first, second = sorted(chance.sample(range(STEPS), 2))
        return self.states[first], self.states[second]

    def _whole(self, chance: random.Random) -> str:
        """The header or the database is put back, and the vault opened as a person opens it."""
        self._write(self.witnesses)
        self._put(self.states[-1].pages)
        trick = chance.choice(("older header", "other header", "older database", "nothing"))
        self._write(self.headers[{"older header": 0, "other header": 2}.get(trick, 1)])
        if trick == "older database":
            self._put(chance.choice(self.states[:-1]).pages)
        vault = Vault(self.keys)
        noticed = vault.read_only
        vault.close()
        if trick == "nothing":
            return "undetected" if noticed else "the same"
        return "by memory" if noticed else "undetected"

    # how it is noticed ----------------------------------------------------------------------------

    def _noticed(self, truth: State) -> str:
        try:
            store = self.store()
        except CivicDeskError:
            return "at opening"
        try:
            if any(heads.behind_in(KIND, store, truth.head)):
                return "by memory"
            if verify(self.path, {KIND: store}, self.signers).faults:
                return "by verification"
            if dump(store) == truth.content:
                return "the same"
            return "in the search index alone" if said(store) == truth.said else "undetected"
        except Exception as trouble:  # noqa: BLE001  (what is not a trouble of the database is raised again)
            explain(trouble)
            return "while reading"
        finally:
            store.close()

    def store(self) -> Store:
        """The compartment, open, without the rest of the vault."""
        keys = self.keys.keys(KIND)
        raw = connect(self.file, keys.database_key, vid=self.keys.vid, cid=keys.cid)
        return Store(KIND, raw, Journal(keys.audit_key))

    @property
    def _journal_file(self) -> Path:
        return self.file.with_name(self.file.name + "-journal")

    def _put(self, pages: bytes) -> None:
        self.file.write_bytes(pages)

    def _write(self, files: Mapping[Path, bytes]) -> None:
        for path, data in files.items():
            path.write_bytes(data)


def said(store: Store) -> str:
    """What the database says to people: everything but the index made from it, by which words are found."""
    return dump(store, without="search")


def dump(store: Store, without: str = " ") -> str:
    """One digest over every row of every table: whether two databases say the same."""
    digest = hashlib.sha256()
    names = store.raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    for (name,) in names:
        if name.startswith(without):
            continue
        digest.update(name.encode())
        for row in sorted(map(repr, store.raw.execute(f'SELECT * FROM "{name}"').fetchall())):
            digest.update(row.encode())
    return digest.hexdigest()


def _work(vault: Vault, number: int) -> None:
    """A step: records made, changed, thrown away, moved; words of the office; a line that changes nothing."""
    with vault.transaction("step", accept="for the test") as tx:
        made = [tx.save(council(name=f"Council {number} {each}")) for each in range(8)]
        tx.note("report", "", "export", f"step {number}")
    with vault.transaction("step", accept="for the test") as tx:
        tx.save(made[0].replaced(name=f"Changed {number}"))
        tx.trash(made[1])
    vault.set_settings({"step": number, f"step {number}": "x" * 100})


def _differing(one: bytes, other: bytes) -> list[int]:
    """Numbers, from 0, of the pages that both have and that are not alike."""
    size = min(len(one), len(other))
    return [at // PAGE for at in range(0, size, PAGE) if one[at : at + PAGE] != other[at : at + PAGE]]


def _with(pages: bytes, changed: Mapping[int, bytes]) -> bytes:
    """These pages with some of them from other states."""
    found = bytearray(pages)
    for number, source in changed.items():
        found[number * PAGE : (number + 1) * PAGE] = source[number * PAGE : (number + 1) * PAGE]
    return bytes(found)


__all__ = ["CI", "NAME", "RELEASE", "run"]
