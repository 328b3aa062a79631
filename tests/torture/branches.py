"""T-COV: the tests of the vault go through every line of it and both ways of every branch."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.torture.outcome import Outcome

NAME, CI, RELEASE = "T-COV", 1, 1
ROOT = Path(__file__).resolve().parents[2]
_MEASURED, _TESTS = "civicdesk/vault", ("tests/vault", "tests/services")
_NAMED = 5
"""So many of the modules with most that was not met are named."""


def run(_count: int) -> Outcome:
    """Run the tests of the vault, measured; what was not met is `wrong`.

    Left out: what a type checker alone reads, and what is for another system than this (`pyproject.toml`).
    """
    with tempfile.TemporaryDirectory(prefix="civicdesk-coverage-") as folder:
        environment = os.environ | {
            "COVERAGE_FILE": str(Path(folder, "data")), "PYTHONPATH": str(ROOT), "XDG_STATE_HOME": folder,
        }  # fmt: skip

        def coverage(*arguments: str) -> subprocess.CompletedProcess[str]:
            command = [sys.executable, "-m", "coverage", *arguments]
            return subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
            )

        tests = coverage("run", f"--source={_MEASURED}", "-m", "pytest", "-q", "-n", "2", *_TESTS)
        coverage("combine")
        answer = Path(folder, "answer.json")
        coverage("json", "-o", str(answer))
        if tests.returncode or not answer.is_file():
            last = (tests.stdout.strip() or tests.stderr.strip()).splitlines()[-1:]
            return Outcome(NAME, 0, wrong=1, note=f"the tests did not pass: {' '.join(last)}"[:160])
        return _told(json.loads(answer.read_text(encoding="utf-8")))


def _told(found: dict[str, dict[str, dict[str, dict[str, int]]]]) -> Outcome:
    missed = {
        Path(name).stem: file["summary"]["missing_lines"] + file["summary"]["missing_branches"]
        for name, file in found["files"].items()
    }
    totals: dict[str, int] = found["totals"]  # type: ignore[assignment]
    tried = totals["num_statements"] + totals["num_branches"]
    most = sorted((name for name in missed if missed[name]), key=lambda name: -missed[name])[:_NAMED]
    note = f"{totals['num_statements']} statements, {totals['num_branches']} branches" + "".join(
        f"; {name} {missed[name]}" for name in most
    )
    return Outcome(NAME, tried, wrong=sum(missed.values()), note=note, counts=("wrong",))
