"""Making a backup, as an action under fire: what has a final name on the disk is whole, whatever happens."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from civicdesk.vault import backup, generations
from civicdesk.vault.vault import Vault
from tests.torture.actions import Action
from tests.torture.ground import Ack


class Backup(Action):
    """A record is saved and a backup made on a disk that is hurt together with the vault."""

    name = "backup"

    @property
    def disk(self) -> Path:
        """Where the backups go."""
        return self.path.parent / "Blue"

    def begin(self, acks: Sequence[Ack]) -> None:
        """The disk is plugged in."""
        super().begin(acks)
        self.disk.mkdir(exist_ok=True)

    def step(self, n: int) -> Ack:
        """Acknowledged when it was verified."""
        done = super().step(n)
        made = backup.make_backup(self.vault, self.disk)
        return {**done, "backup": made.manifest.id, "file": made.path.name}

    def missing(self, vault: Vault, acks: Sequence[Ack]) -> int:
        """The record, and the newest backup that was acknowledged."""
        lost = super().missing(vault, acks)
        if acks:
            there = {one.id for one in self._seen(vault)}
            lost += acks[-1]["backup"] not in there
        return lost

    def halves(self, vault: Vault, acks: Sequence[Ack]) -> int:
        """No file has a final name that is not a whole backup; looked at in full, every one of them."""
        bad = 0
        for one in self._seen(vault):
            try:
                generations.check_backup(vault, one.path)
            except Exception:  # noqa: BLE001  (whatever is wrong, it is not a good backup)
                bad += 1
        return bad

    def _seen(self, vault: Vault) -> tuple[generations.Generation, ...]:
        return generations.generations(self.disk, vault.opened.vid) if self.disk.is_dir() else ()
