"""Attaching a file: what was said to be kept is there whole, and no record refers to what is not."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence

from civicdesk.errors import CivicDeskError
from civicdesk.records.record import Record
from civicdesk.vault import attachments
from civicdesk.vault.vault import Vault
from tests.strategies import council
from tests.torture.actions import Action
from tests.torture.ground import Ack


def content(n: int) -> bytes:
    """The file of a step: other content and another size every time, some larger than one piece of age."""
    return hashlib.shake_256(str(n).encode()).digest(1 + n * 7919 % 150_000)


class Attach(Action):
    """A file is kept and a record saved that refers to it."""

    name = "attach"

    def step(self, n: int) -> Ack:
        """The record is named after the step, so that its file is known."""
        file = attachments.add(self.vault, "programme", io.BytesIO(content(n)), f"File {n}")
        with self.vault.transaction() as tx:
            done = tx.save(council(name=f"File {n}", attachments=(file,)))
        return {"id": done.id, "n": n}

    def missing(self, vault: Vault, acks: Sequence[Ack]) -> int:
        """Every file that was acknowledged opens, and is what it was."""
        return sum(not _whole(vault, vault.get("stakeholder", ack["id"]), ack["n"]) for ack in acks)

    def halves(self, vault: Vault, acks: Sequence[Ack]) -> int:
        """So does every other file that a record refers to."""
        said = {ack["id"] for ack in acks}
        return sum(not _whole(vault, one, n) for one, n in _with_files(vault) if one.id not in said)


def _with_files(vault: Vault) -> Iterator[tuple[Record, int]]:
    for record in vault.iterate("stakeholder"):
        if record.attachments:
            yield record, int(record.heading.removeprefix("File "))


def _whole(vault: Vault, record: Record | None, n: int) -> bool:
    try:
        return record is not None and attachments.open_plain(vault, record.attachments[0]) == content(n)
    except (CivicDeskError, IndexError):
        return False
