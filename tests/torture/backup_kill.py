"""T-KILL for backups: killed at any moment, what has a final name on the disk is whole, and older ones stand."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.torture import apart
from tests.torture.backup_action import Backup
from tests.torture.ground import arena, derive_once
from tests.torture.kill import SEED, Killing
from tests.torture.outcome import Outcome

NAME, CI, RELEASE = "T-KILL", 40, 2000


def run(count: int) -> Iterator[Outcome]:
    """Kill it so often."""
    return apart.outcomes(__name__, count)


def trials(count: int) -> Iterator[Outcome]:
    """As `run`, in this process."""
    derive_once()
    with arena() as place:
        yield Killing(Backup, place, random.Random(f"{SEED} {Backup.name}")).outcome(count)
