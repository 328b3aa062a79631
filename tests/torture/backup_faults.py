"""T-IO for backups: every call to the vault's disk or the medium fails in every way; the next try works."""

from __future__ import annotations

from collections.abc import Iterator

from tests.torture import apart
from tests.torture.backup_action import Backup
from tests.torture.faults import Failing
from tests.torture.ground import arena, derive_once
from tests.torture.outcome import Outcome

NAME, CI, RELEASE = "T-IO", 40, 100_000


def run(count: int) -> Iterator[Outcome]:
    """Try at most so many faults; all of them if `count` is large enough."""
    return apart.outcomes(__name__, count, needs_shim=True)


def trials(count: int) -> Iterator[Outcome]:
    """As `run`, in this process."""
    derive_once()
    with arena() as place:
        yield Failing(Backup, place).outcome(count)
