"""T-FULL and T-BAK: the disk for the backup becomes full, or is pulled out, at any moment."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from civicdesk.errors import CivicDeskError
from civicdesk.vault import backup, generations
from civicdesk.vault.backup_refusals import MediumFull, MediumGone, NoRoom
from civicdesk.vault.vault import Vault
from tests.strategies import council
from tests.torture.ground import PASSPHRASE, arena, derive_once, fresh, live
from tests.torture.outcome import Outcome

NAME, CI, RELEASE = "T-FULL", 20, 200
SEED = 20261122
_MIB = 1 << 20


def run(count: int) -> Iterator[Outcome]:
    """Fill the disk so often, and pull it so often."""
    derive_once()
    for name, hurt, allowed in (
        ("T-FULL backup", _filled, (MediumFull, NoRoom)),
        ("T-BAK pulled out", _pulled, (MediumGone,)),
    ):
        with arena() as place:
            yield Hurt(place, random.Random(f"{SEED} {name}")).outcome(name, hurt, allowed, count)


@contextmanager
def _mounted(at: Path, size: int) -> Iterator[bool]:
    """A disk of this size in memory; False where this process may not make one."""
    at.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(at)]
    made = subprocess.run(command, capture_output=True).returncode == 0
    try:
        yield made
    finally:
        if made:
            subprocess.run(["umount", "-l", str(at)], capture_output=True)
        at.rmdir()


Report = Callable[[int, int, str], None]


def _filled(disk: Path, at: int) -> Report:
    """At this report somebody else fills the disk but for a few bytes."""
    left = iter(range(at))

    def report(_done: int, _total: int, _words: str) -> None:
        if next(left, None) is None and not (disk / "film").exists():
            free = generations.medium.free_space(disk)
            (disk / "film").write_bytes(bytes(max(0, free - at * 512)))

    return report


def _pulled(disk: Path, at: int) -> Report:
    """At this report the disk is pulled out."""
    left = iter(range(at))

    def report(_done: int, _total: int, _words: str) -> None:
        if next(left, None) is None and disk.is_mount():
            subprocess.run(["umount", "-l", str(disk)], capture_output=True)

    return report


@dataclass
class Hurt:
    """One vault and a disk that is hurt again and again."""

    place: Path
    chance: random.Random
    lost: int = 0
    torn: int = 0
    wrong: int = 0
    refused: int = 0
    first: str = ""

    def outcome(
        self, name: str, hurt: Callable[[Path, int], Report], allowed: tuple[type, ...], count: int
    ) -> Outcome:
        """Hurt it so often and look what is there afterwards."""
        vault = Vault.open(fresh(self.place), PASSPHRASE)
        for number in range(count):
            size = self.chance.randint(10, 60) * _MIB
            with _mounted(live(self.place) / "Blue", size) as mounted:
                if not mounted:
                    return Outcome(name, 0, note="no disk can be mounted here: run it as root")
                self._once(vault, live(self.place) / "Blue", hurt, allowed)
            with vault.transaction(accept="another of this name") as tx:
                tx.save(council(name=f"Council {number}"))
        self.torn += not vault.verify().ok
        vault.close()
        note = f"{self.refused} refused, seed {SEED}" + (f"; first: {self.first}" if self.first else "")
        return Outcome(name, count, self.lost, self.torn, wrong=self.wrong, note=note)

    def _once(
        self, vault: Vault, disk: Path, hurt: Callable[[Path, int], Report], allowed: tuple[type, ...]
    ) -> None:
        older = self._made(vault, disk)
        try:
            backup.make_backup(vault, disk, hurt(disk, self.chance.randint(1, 45)))
        except CivicDeskError as trouble:
            self.refused += 1
            if not isinstance(trouble, allowed):
                self._fault(type(trouble).__name__)
        except Exception as trouble:  # noqa: BLE001  (a person would see no sentence)
            self._fault(repr(trouble))
        if disk.is_mount():
            self._look(vault, disk, older)
        if list(vault.path.glob(".work-*")):
            self._fault("a working folder was left behind")

    def _made(self, vault: Vault, disk: Path) -> str:
        """A good one first, if there is room for two."""
        if generations.medium.free_space(disk) < 25 * _MIB:
            return ""
        return backup.make_backup(vault, disk).path.name

    def _look(self, vault: Vault, disk: Path, older: str) -> None:
        (disk / "film").unlink(missing_ok=True)
        names = {path.name for path in disk.iterdir()}
        self.lost += bool(older) and older not in names
        for one in generations.generations(disk, vault.opened.vid):
            try:
                generations.check_backup(vault, one.path)
            except CivicDeskError as trouble:
                self.torn += 1
                self.first = self.first or f"{one.path.name}: {type(trouble).__name__}"
        if any(not name.endswith(generations.SUFFIX) for name in names):
            self._fault(f"left behind: {sorted(names)}")

    def _fault(self, words: str) -> None:
        self.wrong += 1
        self.first = self.first or words
