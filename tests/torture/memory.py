"""T-MEM: the memory of the program is read from another process, before the lock and after it, for every way to lock.

Before the lock the secrets must be found, or the search would prove nothing; after it none may be. The program runs
without privileges, and so does a reader of the same account, who must be refused (and is not, where a program does not
protect itself); the one who searches is an administrator.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.torture.outcome import Outcome
from tests.torture.sitter import WAYS

NAME, CI, RELEASE = "T-MEM", 1, 100
ROOT = Path(__file__).resolve().parents[2]
UNPRIVILEGED = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs")
"""An ordinary account in everything but its number: the interpreter of a developer is often closed to other accounts."""
PATIENCE = 120.0
_READ = "import sys; open(f'/proc/{sys.argv[1]}/mem', 'rb').close()"


def run(count: int) -> Outcome:
    """Each way to lock, `count` times."""
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("setpriv"):
        return Outcome(
            NAME, 0, note="left out: the memory is read as an administrator of Linux", counts=("wrong",)
        )
    tried = wrong = 0
    notes: list[str] = []
    if not reader_can_read():
        return Outcome(
            NAME, 0, wrong=1, note="the reader can read nothing at all, so its refusal proves nothing"
        )
    with _ground() as (vault, secret):
        for _round in range(count):
            for way in WAYS:
                tried += 1
                trouble = "; ".join(one_lock(vault, secret, way))
                if trouble:
                    wrong += 1
                    notes.append(f"{way}: {trouble}")
    return Outcome(NAME, tried, wrong=wrong, note=" | ".join(notes[:4]), counts=("wrong",))


def one_lock(template: Path, secret: Path, way: str) -> Iterator[str]:
    """What was wrong with one lock."""
    place = template.parent / "live"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(0o700)
    vault = Path(shutil.copytree(template, place / "Mine.civicdesk"))
    with _sitter(vault, secret, way, place) as child:
        assert child.stdout is not None and child.stdin is not None
        line = child.stdout.readline()
        if not line:
            yield "the program did not start"
            return
        secrets = json.loads(line)
        needles = patterns(secrets)
        before = found_in(child.pid, needles)
        if not {"passphrase"} <= before or (
            len(secrets) > 1 and not {"title", "typed", "programme"} <= before
        ):
            yield f"the search is blind: it found only {sorted(before)} before the lock"
        if may_read_as_ordinary_user(child.pid):
            yield "another program of the same account may read its memory"
        child.stdin.write("lock\n")
        child.stdin.flush()
        if not _became_locked(child):
            yield f"it did not lock (ended with {child.poll()})"
            return
        after = found_in(child.pid, needles)
        if after:
            yield f"still in memory: {sorted(after)}"
        if may_read_as_ordinary_user(child.pid):
            yield "another program of the same account may read the locked program"


def patterns(secrets: dict[str, str]) -> dict[str, list[bytes]]:
    """How each secret may lie in memory: letters in several encodings, keys raw, as hex and as base64."""
    made: dict[str, list[bytes]] = {}
    for name, value in secrets.items():
        if re.fullmatch(r"[0-9a-f]{64}", value):
            raw = bytes.fromhex(value)
            made[name] = [raw, value.encode(), value.upper().encode(), base64.b64encode(raw)[:40]]
        else:
            made[name] = [value.encode(), value.encode("utf-16-le"), value.encode("utf-32-le")]
    return made


def found_in(pid: int, needles: dict[str, list[bytes]]) -> set[str]:
    """Names of the secrets that stand anywhere in the memory of a process."""
    found: set[str] = set()
    for piece in _memory(pid):
        found |= {name for name, forms in needles.items() if any(form in piece for form in forms)}
    return found


def _memory(pid: int) -> Iterator[bytes]:
    """Every part that can be written, whole: no secret is cut in two."""
    with Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights = line.split()[:2]
            first, last = (int(end, 16) for end in span.split("-"))
            if not rights.startswith("r") or "w" not in rights:
                continue
            try:
                memory.seek(first)
                yield memory.read(last - first)
            except (OSError, ValueError, OverflowError):
                continue


def may_read_as_ordinary_user(pid: int) -> bool:
    """Whether a program of the same account gets hold of the memory."""
    done = subprocess.run([*UNPRIVILEGED, sys.executable, "-c", _READ, str(pid)], capture_output=True)
    return done.returncode == 0


def reader_can_read() -> bool:
    """Whether the reader gets hold of the memory of a program that does not protect itself."""
    with subprocess.Popen([*UNPRIVILEGED, "sleep", "60"]) as careless:
        time.sleep(0.2)
        answer = may_read_as_ordinary_user(careless.pid)
        careless.kill()
    return answer


def _became_locked(child: subprocess.Popen[str]) -> bool:
    """Wait until the same process is the ordinary program, its window made."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and child.poll() is None:
        words = Path(f"/proc/{child.pid}/cmdline").read_bytes().split(b"\0")
        if b"ui" in words and b"tests.torture.sitter" not in words and _shows_a_window(child.pid):
            time.sleep(1.0)
            return True
        time.sleep(0.1)
    return False


def _shows_a_window(pid: int) -> bool:
    try:
        return (
            "sqlcipher3" in Path(f"/proc/{pid}/maps").read_text()
        )  # imported beside the window, once it is shown
    except OSError:
        return False


@contextmanager
def _sitter(vault: Path, secret: Path, way: str, place: Path) -> Iterator[subprocess.Popen[str]]:
    environment = {
        "HOME": str(place), "TMPDIR": str(place), "XDG_STATE_HOME": str(place / "state"), "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8",
    }  # fmt: skip
    command = [
        *UNPRIVILEGED,
        sys.executable,
        "-B",
        "-m",
        "tests.torture.sitter",
        str(vault),
        str(secret),
        way,
    ]
    child = subprocess.Popen(
        command, env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


@contextmanager
def _ground() -> Iterator[tuple[Path, Path]]:
    """A vault with records, and its passphrase in a file, for an ordinary account."""
    from tests.torture.tour import PASSPHRASE, make_vault

    with tempfile.TemporaryDirectory(prefix="civicdesk-mem-") as folder:
        place = Path(folder)
        vault, secret = make_vault(place / "Template.civicdesk"), place / "secret"
        secret.write_text(PASSPHRASE)
        yield vault, secret
