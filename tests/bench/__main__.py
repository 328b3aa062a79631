"""`python -m tests.bench --rows N --json FILE --keep FOLDER --goals G1,G5`; exit code 1 when a bound is missed."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.bench import far
from tests.bench.attaching import attaching
from tests.bench.backing_up import backing_up
from tests.bench.filling import filled
from tests.bench.lists import depth, pages
from tests.bench.measuring import Measured, smaller, table
from tests.bench.painting import painting
from tests.bench.panicking import panicking
from tests.bench.saving import saving
from tests.bench.searching import searching
from tests.bench.twins import Twins
from tests.bench.unlocking import unlocking
from tests.bench.whole import locking, passphrase, verifying

SIZES = (10_000, 100_000)
GOALS: dict[str, Callable[[Twins, Twins], Iterator[Measured]]] = {
    "G1": pages,  # and G2
    "G3": lambda twins, _fewer: depth(twins),
    "G4": unlocking,
    "G6": lambda twins, _fewer: searching(twins),
    "G11": painting,
    "G9": backing_up,
    "G10": passphrase,
    "G14": lambda twins, _fewer: attaching(twins),
    "LOCK": locking,
    "PANIC": lambda twins, _fewer: panicking(twins),
    "VERIFY": verifying,
    "G5": saving,  # last: it changes the records
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Fill, measure, print, write."""
    asked = _arguments(arguments)
    far.LOCKED = not asked.open_memory
    with tempfile.TemporaryDirectory(prefix="civicdesk-bench-") as temporary:
        os.environ["XDG_STATE_HOME"] = str(Path(temporary) / "state")  # nothing of whoever measures
        keep = Path(asked.keep or temporary)
        found = [one for rows in asked.rows or SIZES for one in _measure(keep, rows, asked.goals)]
    print(table(found))
    missed = [one for one in found if not one.ok]
    if asked.json:
        body = {
            "machine": {"processor": platform.processor() or platform.machine(), "cores": os.cpu_count()},
            "twin": {"memory_locked": far.LOCKED},
            "goals": [one.body() for one in found],
            "ok": not missed,
        }
        Path(asked.json).write_text(json.dumps(body, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if missed else 0


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument(
        "--rows", type=int, action="append", help="records; may be given again (10000 and 100000)"
    )
    parser.add_argument("--json", help="write the measurements to this file")
    parser.add_argument("--keep", help="keep the filled vaults in this folder and use them again")
    parser.add_argument(
        "--open-memory",
        action="store_true",
        help="do not lock and overwrite the memory of the twin without a key",
    )
    parser.add_argument("--goals", default=",".join(GOALS), help="only these, as G1,G3")
    return parser.parse_args(arguments)


def _measure(keep: Path, rows: int, goals: str) -> Iterator[Measured]:
    chosen = [GOALS[name] for name in GOALS if name in goals.split(",")]
    print(f"{rows} records, beside {smaller(rows)}", file=sys.stderr, flush=True)
    with closing(filled(keep, rows)) as twins, closing(filled(keep, smaller(rows))) as fewer:
        for measure in chosen:
            for one in measure(twins, fewer):
                print(table([one]).splitlines()[1], file=sys.stderr, flush=True)
                yield one


if __name__ == "__main__":
    sys.exit(main())
