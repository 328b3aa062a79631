"""G11: from asking for a list to seeing it, each in a process of its own for the sake of its memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.measuring import Measured, scaled
from tests.bench.twins import Twins

ROUNDS = 5
_ROOT = Path(__file__).resolve().parents[2]


def painting(twins: Twins, fewer: Twins) -> Iterator[Measured]:
    """The list of the window beside fewer rows, beside the twin, and beside a list that loads everything."""
    sides = {
        "key": (twins, "encrypted", "paged"),
        "bare": (twins, "plain", "paged"),
        "few": (fewer, "encrypted", "paged"),
        "eager": (twins, "encrypted", "eager"),
    }
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in sides}
    for _round in range(ROUNDS):
        for name, (whose, side, model) in sides.items():
            runs[name].append(_child(whose.path, side, model))
    first = {name: median(run["first_ms"] for run in found) for name, found in runs.items()}
    memory = {name: median(run["mib"] for run in found) for name, found in runs.items()}
    key, bare, rows = first["key"], first["bare"], twins.rows
    what = f"list first painted, beside {fewer.rows} rows"
    yield Measured("G11", what, rows, key / first["few"], 1.5, key, bare, first["few"])
    bound = scaled(1 / 100, rows)
    what = "list first painted, beside loading all of it"
    yield Measured("G11", what, rows, key / first["eager"], bound, key, bare, first["eager"])
    share = memory["key"] / max(memory["eager"], 0.1)
    what = f"extra memory {memory['key']:.1f} MiB, beside {memory['eager']:.1f} MiB when all is loaded"
    yield Measured("G11", what, rows, share, scaled(1 / 5, rows), key, bare)


def _child(path: Path, side: str, model: str) -> dict[str, Any]:
    """One process that shows the list and says what it took."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.window", str(path), side, model],
        cwd=_ROOT, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])
