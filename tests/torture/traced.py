"""The tour of the window with every file and socket it opens, and every byte it writes, noted by the kernel."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.torture.tour import PASSPHRASE, make_vault

ROOT = Path(__file__).resolve().parents[2]
FILES = (
    "creat,open,openat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,mknod,mknodat,chmod,fchmod"
)
WRITES = "write,pwrite64,writev,pwritev,sendto,sendmsg,sendmmsg"
_HEX = re.compile(rb"(?:\\x[0-9a-f]{2})+")


@dataclass(frozen=True)
class Toured:
    """What a tour left: its places, what the kernel noted, how it ended."""

    place: Path
    vault: Path
    exports: Path
    code: int
    said: str
    calls: Path

    def lines(self) -> Iterator[bytes]:
        """Every call, its strings as the bytes they were."""
        with self.calls.open("rb") as noted:
            for line in noted:
                yield _HEX.sub(_as_bytes, line.rstrip(b"\n"))

    @property
    def trouble(self) -> str:
        """Why the tour proves nothing; "" when it was walked to its end."""
        if self.code:
            return f"the tour ended with code {self.code}: {self.said[-300:]}"
        return "" if " 0 bugs" in self.said else f"the window met a bug: {self.said[-300:]}"

    def files(self) -> Iterator[Path]:
        """Every file that is left outside the vault and the exports."""
        for path in self.place.rglob("*"):
            known = path == self.calls or any(path.is_relative_to(own) for own in (self.vault, self.exports))
            if path.is_file() and not known:
                yield path


def _as_bytes(found: re.Match[bytes]) -> bytes:
    return bytes.fromhex(found[0].replace(b"\\x", b"").decode("ascii"))


@contextmanager
def toured(
    calls: str = FILES, *, umask: int = 0o022, before: Sequence[str] = (), template: Path | None = None
) -> Iterator[Toured]:
    """Walk once. `calls` are noted, none when it is empty; `before` is put before the command."""
    with tempfile.TemporaryDirectory(prefix="civicdesk-tour-") as folder:
        place = Path(folder)
        home, exports, noted = place / "home", place / "exports", place / "calls"
        for made in (home, exports, place / "secret"):
            made.mkdir(0o700)
        vault = place / "Mine.civicdesk"
        shutil.copytree(template, vault) if template else make_vault(vault)
        secret = place / "secret" / "passphrase"
        secret.write_text(PASSPHRASE)
        tracer = [
            "strace",
            "-f",
            "-qq",
            "-y",
            "-xx",
            "-s",
            "1000000",
            "-o",
            str(noted),
            "-e",
            f"trace={calls}",
        ]
        command = [*before, *(tracer if calls else ()), sys.executable, "-B", "-m", "tests.torture.tour",
                   str(vault), str(secret), str(exports)]  # fmt: skip
        done = subprocess.run(
            command, env=_environment(home), cwd=ROOT, umask=umask, capture_output=True, text=True, timeout=1800,
            check=False,
        )  # fmt: skip
        shutil.rmtree(place / "secret")
        yield Toured(place, vault, exports, done.returncode, done.stderr, noted)


def can_trace() -> bool:
    """Whether the kernel's notes can be had here."""
    return sys.platform == "linux" and shutil.which("strace") is not None


def _environment(home: Path) -> dict[str, str]:
    inside = {"HOME": "", "TMPDIR": "tmp", "XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache",
              "XDG_DATA_HOME": "data", "XDG_STATE_HOME": "state", "XDG_RUNTIME_DIR": "run"}  # fmt: skip
    for folder in inside.values():
        (home / folder).mkdir(mode=0o700, exist_ok=True)
    return {name: str(home / folder) for name, folder in inside.items()} | {
        "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8",
        "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "2"),
    }  # fmt: skip
