"""T-BIG, files: files of 100 MB, one of the largest size that is taken, and what that costs in memory and time."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from civicdesk.errors import CivicDeskError
from civicdesk.records.values import Attachment
from civicdesk.vault import attachments
from civicdesk.vault.attachment_troubles import FileTooLarge
from civicdesk.vault.vault import Vault
from tests.strategies import council
from tests.torture.ground import PASSPHRASE, fresh
from tests.torture.outcome import Outcome

NAME, CI, RELEASE = "T-BIG files", 1, 50
MEMORY = 64 << 20
"""How much more memory a large file may take than none."""
_HUNDRED = 100_000_000
_BLOCK = os.urandom(1 << 20)


def run(count: int) -> Outcome:
    """So many files of 100 MB, and one at the limit; one byte more is refused."""
    lost = wrong = 0
    with _place() as place:
        vault = Vault.open(fresh(place), PASSPHRASE)
        before = _peak(anew=True)
        source = place / "source"
        files = []
        for number in range(count):
            files.append(_kept(vault, source, _HUNDRED + number))
        files.append(_kept(vault, source, attachments.MOST))
        wrong += not _is_refused(vault, source)
        begun = time.monotonic()
        faults = vault.verify().faults
        seconds = time.monotonic() - begun
        lost += len(faults)
        more = _peak() - before
        wrong += more > MEMORY
        rate = sum(file.size for file in files) / seconds / 1e6
        vault.close()
    note = (
        f"{more / 2**20:.0f} MiB more memory; verified at {rate:.0f} MB/s, so 20 GB in {20_000 / rate:.0f} s"
    )
    return Outcome(NAME, count + 2, lost=lost, wrong=wrong, note=note, counts=("lost", "wrong"))


@contextmanager
def _place() -> Iterator[Path]:
    """On a disk: in memory the files themselves would be what is measured."""
    with tempfile.TemporaryDirectory(prefix="civicdesk-big-") as folder:
        (Path(folder) / "live").mkdir()
        before = os.environ.get("XDG_STATE_HOME")
        os.environ["XDG_STATE_HOME"] = str(Path(folder) / "state")
        try:
            yield Path(folder)
        finally:
            os.environ.pop("XDG_STATE_HOME")
            if before is not None:
                os.environ["XDG_STATE_HOME"] = before


def _kept(vault: Vault, source: Path, size: int) -> Attachment:
    """Kept, referred to, and read again."""
    digest = _written(source, size)
    file = attachments.add_file(vault, "programme", source)
    with vault.transaction() as tx:
        tx.save(council(name=f"File of {size}", attachments=(file,)))
    if (file.sha256, file.size) != (digest, size):
        raise AssertionError("another file was kept")
    return file


def _written(source: Path, size: int) -> str:
    digest = hashlib.sha256()
    with source.open("wb") as file:
        for at in range(0, size, len(_BLOCK)):
            block = _BLOCK[: min(len(_BLOCK), size - at)]
            digest.update(block)
            file.write(block)
    return digest.hexdigest()


def _is_refused(vault: Vault, source: Path) -> bool:
    with source.open("ab") as file:
        file.write(b"x")
    try:
        attachments.add_file(vault, "programme", source)
    except FileTooLarge:
        return True
    except CivicDeskError:
        return False
    return False


def _peak(*, anew: bool = False) -> int:
    """Most bytes this process held, since it was asked anew; 0 where the system does not tell."""
    with suppress(OSError):
        if anew:
            Path("/proc/self/clear_refs").write_text("5", "ascii")
        status = Path("/proc/self/status").read_text("ascii")
        return int(status.split("VmHWM:")[1].split()[0]) * 1024
    return 0
