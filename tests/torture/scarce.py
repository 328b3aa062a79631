"""T-OOM: ever less memory for unlocking, saving and attaching; what is said is about memory, and nothing is lost."""

from __future__ import annotations

import resource
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from civicdesk.errors import CivicDeskError, NoMemoryToOpen, NotEnoughMemory, OutOfMemory
from civicdesk.vault import attachments
from civicdesk.vault.attachment_troubles import NoMemoryForFile
from civicdesk.vault.vault import Vault
from tests.strategies import council
from tests.torture import apart
from tests.torture.actions import Action, saved
from tests.torture.ground import PASSPHRASE, Ack, Say, arena, child, fresh
from tests.torture.looking import looked
from tests.torture.outcome import Outcome

NAME, CI, RELEASE = "T-OOM", 20, 200
_MIB = 1 << 20
_ABOUT_MEMORY = {error.__name__ for error in (NoMemoryToOpen, NotEnoughMemory, OutOfMemory, NoMemoryForFile)}
_FILE = bytes(3_000_000)
Work = Callable[[Vault], Ack]


def run(count: int) -> Iterator[Outcome]:
    """So many amounts of memory for each."""
    return apart.outcomes(__name__, count)


def trials(count: int) -> Iterator[Outcome]:
    """As `run`, in this process."""
    with arena() as place:
        yield Starving("unlock", place, 90, None).outcome(count)
        yield Starving("save", place, 12, _save).outcome(count)
        yield Starving("attach", place, 12, _attach).outcome(count)


def _save(vault: Vault) -> Ack:
    done = saved(vault, council(name="Second", mandate="word " * 60_000))
    return {"id": done.id, "version": done.version, "name": done.heading}


def _attach(vault: Vault) -> Ack:
    file = attachments.add(vault, "programme", BytesIO(_FILE), "Letter.pdf")
    done = saved(vault, council(name="Second", attachments=(file,)))
    return {"id": done.id, "version": done.version, "name": done.heading}


@dataclass
class Starving:
    """One thing to do with so much memory as there is, and from nothing to `most` MiB more."""

    what: str
    place: Path
    most: int
    work: Work | None
    found: Counter[str] = field(default_factory=Counter)
    first: str = ""

    def outcome(self, count: int) -> Outcome:
        """Evenly from none to enough."""
        for number in range(count):
            self._try(self.most * _MIB * number // max(1, count - 1))
        found = self.found
        if count > 2 and not found["refused"]:
            self._count("wrong", 1, "there was always enough")
        note = f"{found['refused']} times too little" + (f"; first fault: {self.first}" if self.first else "")
        return Outcome(f"{NAME} {self.what}", count, found["lost"], found["torn"], wrong=found["wrong"], note=note,
                       counts=("lost", "torn", "wrong"))  # fmt: skip

    def _try(self, more: int) -> None:
        path = fresh(self.place)
        said, code = child(lambda say: self._suffer(say, path, more)).end()
        acks = [ack for ack in said if "id" in ack]
        where = f"{more // _MIB} MiB more"
        for ack in said:
            self.found["refused"] += ack.get("error") in _ABOUT_MEMORY
            if ack.get("error", "OutOfMemory") not in _ABOUT_MEMORY or "failed" in ack:
                self._count("wrong", 1, f"{where}: {ack.get('error') or ack.get('failed')}")
        if code < 0:
            self._count("wrong", 1, f"{where}: ended by signal {-code}")
        lost, torn, first = looked(Action(path), acks)
        self._count("lost", lost, f"{where}: {first}")
        self._count("torn", torn, f"{where}: {first}")

    def _suffer(self, say: Say, path: Path, more: int) -> None:
        """With the memory limited from the moment that matters; lifted before the process says how it went."""
        vault = None
        if self.work is not None:
            vault = Vault.open(path, PASSPHRASE)
            done = saved(vault, council(name="First"))
            say({"id": done.id, "version": done.version, "name": done.heading})
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (_used() + more, hard))
        try:
            said = self._done(vault, path)
        except CivicDeskError as trouble:
            said = {"error": type(trouble).__name__}
        except BaseException as trouble:  # noqa: BLE001  (anything else is what this test looks for)
            where = traceback.extract_tb(trouble.__traceback__)[-1]
            said = {"error": f"{type(trouble).__name__} at {Path(where.filename).name}:{where.lineno}"}
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
        say(said)
        if vault is not None:
            done = saved(vault, council(name="Third"))
            say({"id": done.id, "version": done.version, "name": done.heading})
            vault.close()

    def _done(self, vault: Vault | None, path: Path) -> Ack:
        if vault is not None and self.work is not None:
            return self.work(vault)
        Vault.open(path, PASSPHRASE).close()
        return {"opened": True}

    def _count(self, what: str, times: int, sentence: str) -> None:
        self.found[what] += times
        if times:
            self.first = self.first or sentence


def _used() -> int:
    """Bytes of address space that this process has now."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
