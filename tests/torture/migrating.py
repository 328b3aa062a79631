"""T-MIG: an opening that brings a kept vault up to a later schema is killed, or its disk fails, at any of its calls.

The vaults are those of `tests/vaults`. The next opening does what is left, and every record is as it was kept.
"""

from __future__ import annotations

import errno
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from civicdesk.errors import CivicDeskError
from civicdesk.vault.restore import restore
from civicdesk.vault.vault import Vault
from tests.torture import apart, shim
from tests.torture.ground import Say, arena, child, derive_once, live
from tests.torture.outcome import Outcome
from tests.torture.shim import Mode
from tests.vaults.later import later_program
from tests.vaults.make import HERE, PASSPHRASE, exported

NAME, CI, RELEASE = "T-MIG", 200, 2_000
_SEED = 20261123
_WAYS = ((Mode.KILL, 0), (Mode.TEAR, 0), (Mode.FAIL, errno.EIO), (Mode.FAIL, errno.ENOSPC))


def run(count: int) -> Iterator[Outcome]:
    """Interrupt the migration of each kept vault so often."""
    return apart.outcomes(__name__, count, needs_shim=True)


def trials(count: int) -> Iterator[Outcome]:
    """As `run`, in this process."""
    derive_once(PASSPHRASE)
    for golden in sorted(HERE.glob("*.cdbackup")):
        with arena() as place:
            yield Migrating(golden, place).outcome(count)


@dataclass
class Migrating:
    """A vault of an earlier version, and a program that wants to bring it up."""

    golden: Path
    place: Path
    lost: int = 0
    torn: int = 0
    wrong: int = 0
    first: str = ""

    def outcome(self, count: int) -> Outcome:
        """Interrupt it at so many calls, chosen among all that it makes."""
        restore(self.golden, self.place / "Golden")
        chance = random.Random(f"{_SEED} {self.golden.stem}")
        with later_program(self.place / "versions"):
            calls = self._calls()
            every = [(n, *way) for n in range(1, calls + 1) for way in _WAYS]
            chosen = every if count >= len(every) else chance.sample(every, count)
            for n, mode, error in chosen:
                self._interrupt(n, mode, error)
        note = f"{calls} calls, seed {_SEED}" + (f"; first fault: {self.first}" if self.first else "")
        return Outcome(
            f"{NAME} {self.golden.stem}", len(chosen), self.lost, self.torn, wrong=self.wrong, note=note
        )

    def _calls(self) -> int:
        """How many calls the migration makes when nothing happens to it; its result is as kept."""
        path = self._fresh()

        def work(say: Say) -> None:
            shim.watch(live(self.place))
            shim.arm(Mode.COUNT)
            vault = Vault.open(path, PASSPHRASE)
            say({"calls": shim.off()})
            vault.close()

        (found,), code = child(work).end()
        if code:
            raise RuntimeError(found)
        return int(found["calls"])

    def _interrupt(self, n: int, mode: Mode, error: int) -> None:
        path = self._fresh()

        def work(say: Say) -> None:
            shim.watch(live(self.place))
            shim.arm(mode, n, error)
            try:
                vault = Vault.open(path, PASSPHRASE)
            except CivicDeskError as trouble:
                shim.off()
                say({"sentence": trouble.sentence})
            else:
                shim.off()
                vault.close()

        said, code = child(work).end()
        where = f"{mode.name} {error} at call {n}"
        if code > 0:
            self._count("wrong", f"{where}: {said[-1]}")
        self._look(path, where)

    def _look(self, path: Path, where: str) -> None:
        """The next opening brings it up, keeps every record and verifies."""
        try:
            vault = Vault.open(path, PASSPHRASE)
        except CivicDeskError as trouble:
            self._count("torn", f"{where}: {type(trouble).__name__}")
            return
        try:
            if not vault.verify().ok or vault.read_only:
                self._count("torn", f"{where}: does not verify")
            if exported(vault) != self.golden.with_suffix(".json").read_text(encoding="utf-8"):
                self._count("lost", f"{where}: records differ")
        finally:
            vault.close()

    def _fresh(self) -> Path:
        shutil.rmtree(live(self.place), ignore_errors=True)
        return Path(shutil.copytree(self.place / "Golden.civicdesk", live(self.place) / "Mine.civicdesk"))

    def _count(self, what: str, sentence: str) -> None:
        setattr(self, what, getattr(self, what) + 1)
        self.first = self.first or sentence
