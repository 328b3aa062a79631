"""From the panic keys to a closed vault, with words typed and not saved; each in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.bench.measuring import Measured
from tests.bench.twins import PASSPHRASE, Twins

ROUNDS = 3
BOUNDS = {1: 500.0, 2: 2000.0}
_ROOT = Path(__file__).resolve().parents[2]


def panicking(twins: Twins) -> Iterator[Measured]:
    """Level 1 locks; level 2, armed, destroys the keys first. Both end where the process would be replaced."""
    for level, bound in BOUNDS.items():
        took = median(_child(twins.path, level) for _round in range(ROUNDS))
        yield Measured("PANIC", f"panic, level {level}", twins.rows, took, bound, took, unit="ms")


def _child(path: Path, level: int) -> float:
    with tempfile.TemporaryDirectory(prefix="civicdesk-panic-") as place:
        copy = shutil.copytree(path, Path(place) / "Copy.civicdesk")
        environment = os.environ | {
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_STATE_HOME": str(Path(place) / "state"),
        }
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.panicking", str(copy), str(level)],
            cwd=_ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stderr)
        return float(done.stdout.split()[-1])


def main() -> int:
    """Open, type, strike, and print the milliseconds."""
    from civicdesk.vault.vault import Vault
    from ui.app import Desk, make_application
    from ui.pictures import until
    from ui.preferences import Preferences

    path, level = Path(sys.argv[1]), int(sys.argv[2])
    ended: list[float] = []
    desk = Desk(
        make_application(), Preferences(mode="light"), lambda _again: ended.append(time.perf_counter())
    )
    desk.take(Vault.open(path, PASSPHRASE))
    window = desk.front
    window.open_record("stakeholder", window.session.vault.search_titles(("stakeholder",), "", 1)[0].id)
    until(lambda: window.page.form is not None and window.page.form.form is not None)
    window.page.form.form.put("name", "half a name")
    desk.panic.known(level > 1)
    start = time.perf_counter()
    desk.strike(level)
    print((ended[0] - start) * 1000, flush=True)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
