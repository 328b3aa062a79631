"""Runs a long test in a process of its own, with `shim.c` between it and the disk.

`python -m tests.torture.apart MODULE COUNT` prints its outcomes as lines of JSON. The process has nothing of the
caller's: no threads, so that it may fork, and no database, so that no lock is lost.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from tests.torture import shim
from tests.torture.outcome import Outcome

ROOT = Path(__file__).resolve().parents[2]


def outcomes(module: str, count: int, *, needs_shim: bool = False) -> Iterator[Outcome]:
    """What `trials(count)` of a module of this folder finds; nothing where it needs `shim.c` and there is none."""
    with tempfile.TemporaryDirectory(prefix="civicdesk-shim-") as folder:
        library = shim.compiled(Path(folder))
        if needs_shim and library is None:
            yield Outcome(importlib.import_module(module).NAME, 0, note=shim.WHY_NOT)
            return
        environment = os.environ | ({"LD_PRELOAD": str(library)} if library else {})
        command = [sys.executable, "-m", "tests.torture.apart", module, str(count)]
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            for line in child.stdout:
                found = json.loads(line)
                yield Outcome(**found | {"counts": tuple(found["counts"])})
        if child.returncode:
            yield Outcome(module.rpartition(".")[2], 0, wrong=1, note=f"ended with code {child.returncode}")


def main(module: str, count: str) -> None:
    """Say each outcome as it comes."""
    os.environ.pop("LD_PRELOAD", None)  # for this process only, not for those that it starts
    for outcome in importlib.import_module(module).trials(int(count)):
        print(json.dumps(asdict(outcome)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
