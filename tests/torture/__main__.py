"""`python -m tests.torture [--release] [--only T-KILL] [--count N] [--write FILE]`; 1 when a promise broke."""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, cast

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests import torture
from tests.torture.evidence import write
from tests.torture.outcome import Outcome


class Test(Protocol):
    """A module of this folder that tries something many times.

    `NAME` is the test's name in the plan; `CI` and `RELEASE` how often it is tried, in normal tests and before
    a release; `run` answers an Outcome, or several (a generator shows each as it comes).
    """

    NAME: str
    CI: int
    RELEASE: int

    def run(self, count: int) -> Outcome | Iterable[Outcome]:
        """Try it so often."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tests that were asked for and print each outcome as it comes."""
    asked = _arguments(arguments)
    chosen = [test for test in every_test() if not asked.only or _wanted(test, asked.only)]
    if not chosen:
        print(
            "There is no such test. There are:", *sorted(test.NAME for test in every_test()), file=sys.stderr
        )
        return 2
    found: list[Outcome] = []
    for test in chosen:
        count = asked.count or (test.RELEASE if asked.release else test.CI)
        for outcome, seconds in timed(test, count):
            print(f"{outcome.line()}  [{seconds:.0f} s]{'' if outcome.ok else '  FAILED'}", flush=True)
            found.append(outcome)
            if asked.write:
                write(Path(asked.write), [(outcome, seconds)])
    return 0 if all(outcome.ok for outcome in found) else 1


def every_test() -> list[Test]:
    """Every module of this folder that has a NAME and can run."""
    names = sorted(found.name for found in pkgutil.iter_modules(torture.__path__))
    modules = [
        importlib.import_module(f"{torture.__name__}.{name}")
        for name in names
        if name != "__main__" and not name.startswith("test_")
    ]
    return [cast(Test, module) for module in modules if hasattr(module, "NAME") and hasattr(module, "run")]


def timed(test: Test, count: int) -> Iterator[tuple[Outcome, float]]:
    """The outcomes of a test, each with the seconds it took."""
    begun = time.monotonic()
    answer = test.run(count)
    for outcome in (answer,) if isinstance(answer, Outcome) else answer:
        now = time.monotonic()
        yield outcome, now - begun
        begun = now


def _wanted(test: Test, only: Sequence[str]) -> bool:
    stem = getattr(test, "__name__", "").rpartition(".")[2]
    return any(word.lower() in (test.NAME.lower(), stem) for word in only)


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py torture", description=__doc__)
    parser.add_argument("--release", action="store_true", help="as often as before a release: takes hours")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="only these, as T-KILL T-IO")
    parser.add_argument("--count", type=int, help="try each so often")
    parser.add_argument("--write", metavar="FILE", help="keep the figures in this page (docs/evidence.md)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
