"""T-KILL, files: writing every file of a compartment to new keys is killed at any moment, then goes on."""

from __future__ import annotations

import hashlib
import io
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from civicdesk.errors import CivicDeskError
from civicdesk.records.values import Attachment
from civicdesk.vault import attachments
from civicdesk.vault.compartment import CompartmentKeys
from civicdesk.vault.vault import Vault
from tests.torture.attach_action import content
from tests.torture.ground import PASSPHRASE, Say, arena, child, derive_once, fresh
from tests.torture.outcome import Outcome

NAME, CI, RELEASE = "T-KILL files", 40, 2000
FILES = 12
_KIND = "programme"


def run(count: int) -> Outcome:
    """Kill it so often; each time it is looked at, and goes on with the same keys."""
    derive_once()
    chance = random.Random(20261122)
    lost = torn = midway = 0
    with arena() as place:
        ground = _Ground.made(fresh(place))
        usual = max(ground.renew(turn) for turn in range(2))
        for turn in range(2, 2 + count):
            ground.kill(turn, chance.uniform(0, usual))
            midway += 0 < ground.under(turn + 1) < FILES
            torn += ground.broken(turn, turn + 1)
            ground.renew(turn)
            lost += ground.broken(turn + 1)
            torn += FILES - ground.under(turn + 1)
        left = sum(path.name.endswith(".new") for path in ground.folder.iterdir())
    note = f"{FILES} files; {midway} times some were done and some were not; {left} unfinished left over"
    return Outcome(NAME, count, lost=lost, torn=torn, note=note)


@dataclass
class _Ground:
    """A vault with files, and the keys that follow each other."""

    path: Path
    first: CompartmentKeys
    files: Sequence[Attachment]

    @classmethod
    def made(cls, path: Path) -> _Ground:
        vault = Vault.open(path, PASSPHRASE)
        keys = vault.opened.keys(_KIND)
        files = [attachments.add(vault, _KIND, io.BytesIO(content(n)), f"{n}") for n in range(FILES)]
        vault.close()
        ground = cls(path, keys, files)
        ground.renew(-1)
        return ground

    @property
    def folder(self) -> Path:
        return attachments.place(self.path, self.first.cid, "x").parent

    def keys(self, turn: int) -> CompartmentKeys:
        """The keys of an epoch; the first are the vault's own."""
        ck = hashlib.sha256(b"%d" % turn).digest() if turn >= 0 else self.first.ck
        return replace(self.first, epoch=max(turn, 0) + 2, ck=ck) if turn >= 0 else self.first

    def renew(self, turn: int, say: Say = lambda _ack: None) -> float:
        """From the keys of this turn to those of the next; answers how many seconds it took."""
        vault = Vault.open(self.path, PASSPHRASE)
        try:
            say({"turn": turn})
            begun = time.monotonic()
            attachments.reencrypt(vault, _KIND, self.keys(turn), self.keys(turn + 1))
            return time.monotonic() - begun
        finally:
            vault.close()

    def kill(self, turn: int, after: float) -> None:
        """Begin it in a process of its own, and kill that."""
        one = child(lambda say: self._renewed(turn, say))
        one.hear()
        time.sleep(after)
        one.kill()
        one.end()

    def _renewed(self, turn: int, say: Say) -> None:
        self.renew(turn, say)

    def under(self, turn: int) -> int:
        """How many files are under the keys of a turn."""
        keys = self.keys(turn)
        return sum(attachments.opens_with(self._place(file), keys) for file in self.files)

    def broken(self, *turns: int) -> int:
        """How many files do not open whole with one of these keys."""
        every = tuple(self.keys(turn) for turn in turns)
        return sum(not self._opens(file, n, every) for n, file in enumerate(self.files))

    def _opens(self, file: Attachment, n: int, keys: tuple[CompartmentKeys, ...]) -> bool:
        out = io.BytesIO()
        try:
            attachments.read_file(self._place(file), file, keys, out)
        except CivicDeskError:
            return False
        return out.getvalue() == content(n)

    def _place(self, file: Attachment) -> Path:
        return attachments.place(self.path, self.first.cid, file.id)
