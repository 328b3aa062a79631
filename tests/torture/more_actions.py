"""What is done less often and touches more files: new keys, somebody leaving, a new vault."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from civicdesk.errors import CivicDeskError
from civicdesk.vault import folder, joining, leaving, rotation
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.vault import Vault
from tests.torture.actions import (
    Action,
    ChangeHeader,
    ChangePassphrase,
    Import,
    OpenAndClose,
    SaveInTwo,
    Undo,
)
from tests.torture.attach_action import Attach
from tests.torture.backup_action import Backup
from tests.torture.ground import PASSPHRASE, Ack

_NEW = "words of the founder of another vault"


class RenewKeys(Action):
    """A compartment gets new keys: header, database, attachments, header again."""

    name = "rekey"

    def step(self, n: int) -> Ack:
        """With a record saved before, so that there is something to lose."""
        done = super().step(n)
        rotation.renew(self.vault, ("programme",))
        return {**done, "epoch": self.vault.opened.keys("programme").epoch}

    def again(self) -> None:
        """Closed and opened again; what was left half done is finished by the next renewal."""
        self.vault.close()
        self.vault = Vault.open(self.path, PASSPHRASE)

    def missing(self, vault: Vault, acks: Sequence[Ack]) -> int:
        """Nothing is missing before what was left half done is finished, nor after; the newest keys are in use."""
        lost = super().missing(vault, acks)
        rotation.finish(vault)
        lost += super().missing(vault, acks)
        newest = max((ack["epoch"] for ack in acks), default=0)
        return lost + (vault.opened.keys("programme").epoch < newest)


class Leave(Action):
    """Somebody joins and leaves: their slot goes, and everything they could read gets new keys."""

    name = "leaver"

    def step(self, n: int) -> Ack:
        """Acknowledged when they are gone."""
        text = f"somebody who leaves on day {n:09}"
        request = joining.read_request(joining.make_request(self.path, text, kdf=FLOOR))
        joining.admit(self.vault, request, ("CSW",))
        person = next(one for one in leaving.people(self.vault) if request.slot.sid in one.sids)
        leaving.leave(self.vault, person.mid)
        return {"text": text}

    def again(self) -> None:
        """Closed and opened again."""
        self.vault.close()
        self.vault = Vault.open(self.path, PASSPHRASE)

    def missing(self, vault: Vault, acks: Sequence[Ack]) -> int:
        """Whoever has left opens nothing."""
        return sum(self._opens(ack["text"]) for ack in acks[-3:])

    def _opens(self, text: str) -> bool:
        try:
            return bool(folder.open_vault(self.path, text).compartments)
        except CivicDeskError:
            return False


class Create(Action):
    """A vault is made and opened for the first time, which gives its databases their tables."""

    name = "create"

    def begin(self, acks: Sequence[Ack]) -> None:
        """Nothing comes before."""

    def end(self) -> None:
        """Nothing is open."""

    def again(self) -> None:
        """What could not be made is taken away by its owner."""
        for one in self.path.parent.glob("New *"):
            shutil.rmtree(one)

    def step(self, n: int) -> Ack:
        """Acknowledged when it is closed; the one before the last is thrown away."""
        path = self._place(n)
        shutil.rmtree(self._place(n - 2), ignore_errors=True)
        Vault.create(path, _NEW, name="Officer A", post="Director", kdf=FLOOR).close()
        return {"n": n}

    def _place(self, n: int) -> Path:
        return self.path.parent / f"New {n}.civicdesk"

    def missing(self, vault: Vault, acks: Sequence[Ack]) -> int:
        """The newest one that was acknowledged opens and is whole."""
        return sum(not self._whole(self._place(ack["n"])) for ack in acks[-1:])

    def halves(self, vault: Vault, acks: Sequence[Ack]) -> int:
        """What was being made is no vault, or one that opens and is whole; older ones were being taken away."""
        last = max((ack["n"] for ack in acks), default=0)
        made = [one for one in self.path.parent.glob("New *") if any(one.glob("vault.[ab]"))]
        return sum(not self._whole(one) for one in made if int(one.stem.split()[1]) > last)

    def _whole(self, path: Path) -> bool:
        try:
            vault = Vault.open(path, _NEW)
        except CivicDeskError:
            return False
        try:
            return vault.verify().ok
        finally:
            vault.close()


ACTIONS: tuple[type[Action], ...] = (
    Action, SaveInTwo, Import, Undo, Attach, OpenAndClose, ChangePassphrase, ChangeHeader, Backup, RenewKeys, Leave,
    Create,
)  # fmt: skip
"""Twelve things a person does."""
