"""The vaults that are tortured, and the processes that use them: made once, copied often, in memory if possible."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from civicdesk.starter.content import load_content
from civicdesk.vault.keyslot import FLOOR, Kdf
from civicdesk.vault.vault import Vault

PASSPHRASE = "lotus river mango heron palm rice"
Ack = dict[str, Any]
"""What a process said it had done."""
Say = Callable[[Ack], None]


@contextmanager
def arena() -> Iterator[Path]:
    """A folder in memory where there is one: what is tried here is the order of calls, not the speed of a disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(
        prefix="civicdesk-torture-", dir=memory if memory.is_dir() else None
    ) as folder:
        (Path(folder) / "live").mkdir()
        os.environ["XDG_STATE_HOME"] = str(Path(folder) / "live" / "state")
        yield Path(folder)


def live(place: Path) -> Path:
    """Where the vault under fire is, and what this computer remembers of it: everything that a crash can hurt."""
    return place / "live"


def template(place: Path) -> Path:
    """A vault with the starter content, closed."""
    path = place / "Template.civicdesk"
    if not path.exists():
        vault = Vault.create(path, PASSPHRASE, name="Officer A", post="Director", kdf=FLOOR)
        load_content(vault)
        vault.close()
    return path


def fresh(place: Path) -> Path:
    """A copy of the closed vault, and a computer that remembers none."""
    closed = template(place)
    shutil.rmtree(live(place), ignore_errors=True)
    return Path(shutil.copytree(closed, live(place) / "Mine.civicdesk"))


def derive_once(passphrase: str = PASSPHRASE) -> None:
    """Work out the key of one passphrase and salt a single time, and of passphrases made up here quickly.

    What is tried is never Argon2: each process unlocks `passphrase` really once, and children inherit the answer.
    """
    really = Kdf.derive

    @lru_cache
    def derive(kdf: Kdf, text: bytes, salt: bytes) -> bytes:
        if text == passphrase.encode():
            return really(kdf, text, salt)
        return hashlib.sha256(repr((kdf, text, salt)).encode()).digest()

    Kdf.derive = derive  # type: ignore[method-assign,assignment]


@dataclass
class Child:
    """A process that does something and says each thing that is done."""

    pid: int
    pipe: int
    said: bytes = b""

    def hear(self) -> bool:
        """Wait for the next line; False when there are no more."""
        while not (part := os.read(self.pipe, 65536)).endswith(b"\n"):
            self.said += part
            if not part:
                return False
        self.said += part
        return True

    def kill(self) -> None:
        """End it at once, wherever it is."""
        os.kill(self.pid, signal.SIGKILL)

    def end(self) -> tuple[list[Ack], int]:
        """Everything it said (a line that was cut is not said) and how it ended: 0, a code, or minus a signal."""
        while self.hear():
            pass
        os.close(self.pipe)
        _pid, status = os.waitpid(self.pid, 0)
        whole = self.said[: self.said.rfind(b"\n") + 1]
        return [json.loads(line) for line in whole.splitlines()], os.waitstatus_to_exitcode(status)


def child(work: Callable[[Say], None]) -> Child:
    """Do `work` in a process of its own; an exception ends it with code 1."""
    ours, theirs = os.pipe()
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        os.close(theirs)
        return Child(pid, ours)
    os.close(ours)

    def say(ack: Ack) -> None:
        os.write(theirs, json.dumps(ack).encode() + b"\n")

    try:
        work(say)
    except BaseException as trouble:  # noqa: BLE001  (a child never returns into the parent's code)
        where = traceback.extract_tb(trouble.__traceback__)[-1]
        say({"failed": f"{type(trouble).__name__} in {Path(where.filename).name}:{where.lineno}"})
        os._exit(1)
    os._exit(0)
