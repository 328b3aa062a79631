"""T-FUZZ: every reader of files that others can hand us, fed by atheris: a declared sentence or the right answer."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator

from tests.torture.outcome import Outcome

NAME, CI, RELEASE = "T-FUZZ", 20_000, 100_000_000
NAMES = (
    "header", "header as found", "keyslot", "join request", "manifest", "archive", "share", "printed groups",
    "attachment", "table",
)  # fmt: skip
_SLOW = {"share": 20, "table": 20, "attachment": 4, "printed groups": 2}
"""So many times fewer: one turn of these takes so much longer."""


def run(count: int) -> Iterator[Outcome]:
    """`count` turns of each reader; an undeclared error, two seconds or 512 MB end it."""
    if importlib.util.find_spec("atheris") is None:
        yield Outcome(NAME, 0, note="atheris is to be had on Linux only")
        return
    for name in NAMES:
        turns = max(count // _SLOW.get(name, 1), 100)
        command = [sys.executable, "-m", "tests.torture.fuzzing", name, str(turns), "3"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, errors="replace")
        ran = re.findall(r"^#(\d+)", done.stderr, re.MULTILINE)
        tail = "" if done.returncode == 0 else _why(done.stderr)
        yield Outcome(
            f"T-FUZZ {name}",
            int(ran[-1]) if ran else 0,
            wrong=int(done.returncode != 0),
            note=tail,
            counts=("wrong",),
        )


def _why(said: str) -> str:
    lines = [
        line.strip()
        for line in said.splitlines()
        if "Error" in line or "Exception" in line or "ERROR" in line
    ]
    return (lines[-1] if lines else said.strip().splitlines()[-1])[:160]
