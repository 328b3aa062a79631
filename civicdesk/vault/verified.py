"""When the vault was verified last and what came of it: kept in the vault, shown wherever somebody relies on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from civicdesk import clock
from civicdesk.records.record import PROGRAMME

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault
    from civicdesk.vault.verify import VerifyReport

_KEY = "verified"


@dataclass(frozen=True)
class Verified:
    """One verification: when, and how many faults it found."""

    at: datetime
    faults: int

    @property
    def days(self) -> int:
        """How many days ago that was; none if the clock was ahead then."""
        return max((clock.today() - self.at.date()).days, 0)


def keep(vault: Vault, report: VerifyReport) -> None:
    """Remember a verification that has just been made, where there is a place for it that may be written."""
    if not vault.read_only and PROGRAMME in vault.compartments:
        vault.set_settings({_KEY: {"at": clock.now().isoformat(), "faults": len(report.faults)}})


def last(vault: Vault) -> Verified | None:
    """The newest verification that is remembered."""
    kept = vault.setting(_KEY)
    if not isinstance(kept, Mapping):
        return None
    try:
        return Verified(datetime.fromisoformat(str(kept["at"])), int(kept["faults"]))
    except (KeyError, TypeError, ValueError):
        return None
