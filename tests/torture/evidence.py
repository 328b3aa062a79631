"""The page that keeps the figures: docs/evidence.md. A row is replaced when its test has run again."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from civicdesk import __version__
from tests.torture.outcome import Outcome

HEAD = "| test | tried | lost | torn | undetected | wrong | seconds | day | version | machine | note |"
_LINE = "|---" * 11 + "|"
INTRODUCTION = """# Evidence

What the long tests found, as `dev.py torture --write docs/evidence.md` wrote it down. *Lost* is what was
acknowledged and is gone; *torn* is what was kept by halves, or a vault that does not open; *undetected* is damage
that nobody noticed; *wrong* is any other promise that broke. What each test does stands at the head of its module in
`tests/torture/`.
"""


def write(page: Path, found: Sequence[tuple[Outcome, float]]) -> None:
    """Put these figures into the page; rows of tests that did not run now stay as they are."""
    text = page.read_text(encoding="utf-8") if page.exists() else INTRODUCTION
    before, rows, after = _parts(text)
    rows |= {outcome.name: _row(outcome, seconds) for outcome, seconds in found}
    table = [HEAD, _LINE, *(rows[name] for name in sorted(rows))]
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(f"{before}\n\n" + "\n".join(table) + f"\n{after}", encoding="utf-8")


def _parts(text: str) -> tuple[str, dict[str, str], str]:
    """What stands before the table, its rows by name, and what follows."""
    before, head, rest = text.partition(HEAD)
    if not head:
        return text.rstrip(), {}, ""
    lines = rest.strip("\n").splitlines()
    length = next((n for n, line in enumerate(lines) if not line.startswith("|")), len(lines))
    rows = {line.split("|")[1].strip(): line for line in lines[1:length]}
    after = "\n".join(lines[length:])
    return before.rstrip(), rows, f"{after}\n" if after else ""


def _row(outcome: Outcome, seconds: float) -> str:
    figures = (outcome.tried, outcome.lost, outcome.torn, outcome.undetected, outcome.wrong, round(seconds))
    note = outcome.note.replace("|", "/")
    cells = (outcome.name, *figures, datetime.now(UTC).date(), version(), machine(), note)
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def version() -> str:
    """Version of the program, and the commit where it is known; a plus sign says that files were changed."""
    command = ["git", "describe", "--always", "--dirty=+", "--abbrev=9", "--exclude=*"]
    root = Path(__file__).resolve().parents[2]
    try:
        commit = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return __version__
    return f"{__version__} {commit}"


def machine() -> str:
    """The class of the machine in neutral words: never its name or where anything lies on it."""
    return f"{os.cpu_count()} cores, {_memory()}{platform.system()}, Python {platform.python_version()}"


def _memory() -> str:
    try:
        told = re.search(r"MemTotal:\s*(\d+) kB", Path("/proc/meminfo").read_text("ascii"))
    except OSError:
        told = None
    return f"{round(int(told[1]) / 2**20)} GB, " if told else ""
