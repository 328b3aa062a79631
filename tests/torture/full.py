"""T-FULL: a disk with a little room left, from none to enough; nothing is lost, nothing half written has a name."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from civicdesk.documents.export import exported
from civicdesk.errors import CivicDeskError
from civicdesk.vault import ballast
from tests.torture import apart
from tests.torture.actions import Action, OpenAndClose
from tests.torture.attach_action import Attach
from tests.torture.ground import Ack, Say, arena, child, derive_once, template
from tests.torture.looking import looked
from tests.torture.more_actions import Import, RenewKeys
from tests.torture.outcome import Outcome

NAME, CI, RELEASE = "T-FULL", 20, 200
_DISK = 96
"""Mebibytes of the disk, most of which are filled."""
_PAGE = 4096


class Export(Action):
    """A paper of half a mebibyte is put beside the vault, on the same disk."""

    name = "export"
    content = bytes(range(256)) * 2048

    def step(self, n: int) -> Ack:
        """Whole or not at all."""
        with exported(self.path.parent / f"paper-{n}.pdf") as file:
            for start in range(0, len(self.content), 65536):
                file.write(self.content[start : start + 65536])
        return {"n": n}

    def missing(self, vault: object, acks: Sequence[Ack]) -> int:
        """Every paper that was acknowledged."""
        return sum(not (self.path.parent / f"paper-{ack['n']}.pdf").exists() for ack in acks)

    def halves(self, vault: object, acks: Sequence[Ack]) -> int:
        """Every paper that has a name is whole, and nothing else was left behind."""
        papers = list(self.path.parent.glob("*.pdf"))
        left = list(self.path.parent.glob(".*.part"))
        return sum(one.read_bytes() != self.content for one in papers) + len(left)


NEEDS: dict[type[Action], int] = {
    Action: 256, Import: 256, Attach: 36 * 1024, OpenAndClose: 256, RenewKeys: 12 * 1024,
    Export: 768,
}  # fmt: skip
"""Actions, and how many KiB of room are surely enough for one."""


def run(count: int) -> Iterator[Outcome]:
    """Try each action with so many amounts of room."""
    return apart.outcomes(__name__, count)


def trials(count: int) -> Iterator[Outcome]:
    """As `run`, in this process."""
    derive_once()
    with arena() as place, small_disk(place / "disk") as mounted:
        if not mounted:
            yield Outcome(NAME, 0, note="skipped: a small disk cannot be mounted here")
            return
        for kind in NEEDS:
            yield Filling(kind, place, random.Random(f"20261122 {kind.name}")).outcome(count)


@contextmanager
def small_disk(place: Path) -> Iterator[bool]:
    """A disk in memory that is soon full; False where nobody may mount one."""
    place.mkdir()
    os.environ["XDG_STATE_HOME"] = str(place / "state")
    command = ["mount", "-t", "tmpfs", "-o", f"size={_DISK}m", "none", str(place)]
    done = subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield done
    finally:
        if done:
            subprocess.run(["umount", "-l", str(place)], check=False)


@dataclass
class Filling:
    """One action on a disk with ever more room."""

    kind: type[Action]
    place: Path
    chance: random.Random
    found: Counter[str] = field(default_factory=Counter)
    first: str = ""

    def outcome(self, count: int) -> Outcome:
        """From no room at all to enough, each time from the beginning."""
        for number in range(count):
            room = NEEDS[self.kind] * 1024 * number // max(1, count - 1)
            self._try(room - room % _PAGE, with_ballast=number % 4 == 3)
        found = self.found
        if count > 2 and not (found["done"] and found["refused"]):
            self._count("wrong", 1, "the disk was never full, or always")
        note = f"{found['refused']} times too full" + (f"; first fault: {self.first}" if self.first else "")
        return Outcome(f"{NAME} {self.kind.name}", count, found["lost"], found["torn"], wrong=found["wrong"],
                       note=note, counts=("lost", "torn", "wrong"))  # fmt: skip

    def _try(self, room: int, *, with_ballast: bool) -> None:
        disk = self.place / "disk"
        for one in disk.iterdir():
            shutil.rmtree(one) if one.is_dir() else one.unlink()
        path = Path(shutil.copytree(template(self.place), disk / "Mine.civicdesk"))
        if with_ballast:
            ballast.keep(path)
        said, code = child(lambda say: self._suffer(say, path, room)).end()
        acks = [ack for ack in said if not {"refused", "error", "failed"} & ack.keys()]
        where = f"{room // 1024} KiB left"
        self.found["refused"] += any("refused" in ack for ack in said)
        self.found["done"] += any(ack.get("during") for ack in said)
        for ack in said:
            if "error" in ack or "failed" in ack:
                self._count("wrong", 1, f"{where}: {ack.get('error') or ack.get('failed')}")
        if code and not any("failed" in ack for ack in said):
            self._count("wrong", 1, f"{where}: ended with {code}")
        lost, torn, first = looked(self.kind(path, first=2), acks)
        self._count("lost", lost, f"{where}: {first}")
        self._count("torn", torn, f"{where}: {first}")

    def _suffer(self, say: Say, path: Path, room: int) -> None:
        """One step with room, one without, one when somebody has made room."""
        action = self.kind(path)
        action.begin([])
        say(action.step(1))
        filler = path.parent / "filler"
        _fill(filler, shutil.disk_usage(path).free - room)
        try:
            say({**action.step(2), "during": True})
        except CivicDeskError as trouble:
            say(
                {"refused": trouble.sentence}
                if trouble.sentence
                else {"error": "an error without a sentence"}
            )
        except Exception as trouble:  # noqa: BLE001  (anything else is what this test looks for)
            say({"error": f"{type(trouble).__name__} instead of a sentence"})
        filler.unlink()
        action.again()
        say(action.step(3))
        action.end()

    def _count(self, what: str, times: int, sentence: str) -> None:
        self.found[what] += times
        if times:
            self.first = self.first or sentence


def _fill(path: Path, size: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        if size > 0:
            os.posix_fallocate(handle, 0, size)
    finally:
        os.close(handle)
