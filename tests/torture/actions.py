"""What a person does to a vault, again and again, and how to see afterwards what of it was kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from civicdesk.errors import WrongPassphrase
from civicdesk.exchange.importing import import_file
from civicdesk.records.record import Record
from civicdesk.records.staff_member import SafetyCard
from civicdesk.vault import folder, header
from civicdesk.vault.layout import Layout
from civicdesk.vault.vault import Vault
from tests.strategies import council
from tests.torture.ground import PASSPHRASE, Ack


class Action:
    """Saving one record, new or changed: the others differ in what they say here.

    `begin`, `step` and `end` run in the process that will be killed; `step` answers what it has done. The rest
    looks at the vault afterwards and knows nothing but what was acknowledged.
    """

    name = "save"
    kinds: tuple[str, ...] = ("programme",)

    def __init__(self, path: Path, first: int = 0) -> None:
        """`first` is the number of the first step that may not have been acknowledged."""
        self.path = path
        self.first = first

    def begin(self, acks: Sequence[Ack]) -> None:
        """What comes before: it is not this action that is tried."""
        self.vault = Vault.open(self.path, PASSPHRASE)

    def step(self, n: int) -> Ack:
        """Do it once; `n` grows with every attempt on this vault."""
        done = saved(self.vault, council(name=f"Council {n}", mandate="word " * (n % 700)))
        if n % 2:
            done = saved(self.vault, done.replaced(mandate=f"Second thoughts {n}"))
        return {"id": done.id, "version": done.version, "name": done.name}

    def again(self) -> None:
        """A step has failed and its reason is gone: what a person does before they try once more."""

    def end(self) -> None:
        """Put everything away."""
        self.vault.close()

    def reopen(self, acks: list[Ack], kinds: Collection[str] = ()) -> Vault:
        """Open the vault as its owner would afterwards, or only these compartments of it."""
        return _opened(self.path, PASSPHRASE, kinds)

    def missing(self, vault: Vault, acks: Sequence[Ack]) -> int:
        """How much of what was acknowledged is not there."""
        found = [(vault.get("stakeholder", ack["id"]), ack) for ack in acks]
        return sum(
            one is None or one.version < ack["version"] or one.heading != ack["name"] for one, ack in found
        )

    def halves(self, vault: Vault, acks: Sequence[Ack]) -> int:
        """How much is there by halves; what the full verification sees is counted besides."""
        return 0


class SaveInTwo(Action):
    """A staff member with a safety card: one part in the programme, one in the security compartment."""

    name = "save in two compartments"
    kinds = ("programme", "security")

    def step(self, n: int) -> Ack:
        """Both parts get the number."""
        me = self.vault.get("staff_member", self.vault.staff_id or "")
        assert me is not None
        saved(
            self.vault, me.replaced(post_title=f"Post {n:09}", safety_card=(SafetyCard(own_phone=f"{n:09}"),))
        )
        return {"n": n}

    def missing(self, vault: Vault, acks: Sequence[Ack]) -> int:
        """Neither part may be older than what was acknowledged."""
        me: Any = vault.get("staff_member", vault.staff_id or "")
        if not acks:
            return 0
        last = max(ack["n"] for ack in acks)
        phone = me.safety_card[0].own_phone if me.safety_card else ""
        return int(not me.post_title >= f"Post {last:09}" or not phone >= f"{last:09}")


class Import(Action):
    """A table of four rows, taken in by one action: all of it or none."""

    name = "import"
    rows = 4

    def step(self, n: int) -> Ack:
        """A table of its own each time."""
        table = self.path.parent.parent / "rows.csv"
        row = f"Row {n} {{}},public_sector,commune_sangkat_council,commune_sangkat,16\n"
        lines = [row.format(number) for number in range(self.rows)]
        table.write_text("name,engagement_group,stakeholder_type,authority_level,place\n" + "".join(lines))
        return {"n": str(n), "count": import_file(self.vault, "stakeholder", table).count}

    def missing(self, vault: Vault, acks: Sequence[Ack]) -> int:
        """Every table that was acknowledged is there."""
        return sum(self._found(vault).get(ack["n"], 0) < ack["count"] for ack in acks)

    def halves(self, vault: Vault, acks: Sequence[Ack]) -> int:
        """Every table that is there has all its rows."""
        return sum(count != self.rows for count in self._found(vault).values())

    def _found(self, vault: Vault) -> dict[str, int]:
        found: dict[str, int] = defaultdict(int)
        for record in vault.iterate("stakeholder"):
            if record.heading.startswith("Row "):
                found[record.heading.split()[1]] += 1
        return found


class Undo(Action):
    """A record is saved and the save taken back."""

    name = "undo"

    def step(self, n: int) -> Ack:
        """What is acknowledged is the taking back."""
        done = saved(self.vault, council(name=f"Mistake {n}"))
        self.vault.undo_last()
        return {"id": done.id}

    def missing(self, vault: Vault, acks: Sequence[Ack]) -> int:
        """What was taken back lies in the trash, whole."""
        kept = vault.stores["programme"]
        return sum(not kept.is_trashed("stakeholder", ack["id"]) for ack in acks)


class OpenAndClose(Action):
    """The vault is opened, one record is saved, and it is locked: journals are signed on the way out."""

    name = "lock"

    def begin(self, acks: Sequence[Ack]) -> None:
        """Opening is part of it."""

    def step(self, n: int) -> Ack:
        """Acknowledged when everything is closed."""
        self.vault = Vault.open(self.path, PASSPHRASE)
        try:
            done = saved(self.vault, council(name=f"Council {n}"))
        finally:
            self.vault.close()
        return {"id": done.id, "version": done.version, "name": done.name}

    def end(self) -> None:
        """It is closed already."""


class ChangePassphrase(Action):
    """The passphrase is changed: whichever was acknowledged last opens, and none that came before it."""

    name = "change the passphrase"

    def begin(self, acks: Sequence[Ack]) -> None:
        """No database is needed."""
        self.now = acks[-1]["passphrase"] if acks else PASSPHRASE

    def step(self, n: int) -> Ack:
        """A new one each time."""
        new = self._text(n)
        folder.change_passphrase(self.path, self.now, new)
        self.now = new
        return {"passphrase": new, "n": n}

    def _text(self, n: int) -> str:
        return f"passphrase number {n:09} of this vault"

    def again(self) -> None:
        """After an error nobody knows whether the last flush took: whichever opens is the passphrase."""
        number = int(self.now.split()[2]) + 1 if self.now != PASSPHRASE else self.first
        try:
            folder.open_vault(self.path, self.now)
        except WrongPassphrase:
            self.now = self._text(number)

    def end(self) -> None:
        """Nothing is open."""

    def reopen(self, acks: list[Ack], kinds: Collection[str] = ()) -> Vault:
        """With the one that was being made when the process was stopped, or with the last acknowledged."""
        going = self.first + sum(ack["n"] >= self.first for ack in acks)
        text = self._text(going)
        try:
            vault = _opened(self.path, text, kinds)
        except WrongPassphrase:
            return _opened(self.path, acks[-1]["passphrase"] if acks else PASSPHRASE, kinds)
        acks.append({"passphrase": text, "n": going, "found": True})
        return vault

    def missing(self, vault: Vault, acks: Sequence[Ack]) -> int:
        """Passphrases that were replaced, and acknowledged as replaced, open nothing any more."""
        replaced = acks[:-2] if acks and "found" in acks[-1] else acks[:-1]
        if not replaced:
            return 0
        try:
            folder.open_vault(self.path, replaced[-1]["passphrase"])
        except WrongPassphrase:
            return 0
        return 1


class ChangeHeader(Action):
    """The header is written again: two copies, one after the other."""

    name = "change the header"

    def begin(self, acks: Sequence[Ack]) -> None:
        """Only the keys are needed."""
        self.keys = folder.open_vault(self.path, PASSPHRASE)

    def step(self, n: int) -> Ack:
        """The profile of the office goes back and forth."""
        pair = header.read(Layout(self.path).header)
        profile = ("small", "office", "strict")[n % 3]
        new = replace(pair.valid[0], gen=pair.valid[0].gen + 1, profile=profile)
        header.save(pair, new, self.keys.sign)
        return {"gen": new.gen}

    def end(self) -> None:
        """Nothing is open."""

    def missing(self, vault: Vault, acks: Sequence[Ack]) -> int:
        """The header is at least as new as what was acknowledged."""
        return int(bool(acks) and vault.opened.header.gen < max(ack["gen"] for ack in acks))


def _opened(path: Path, passphrase: str, kinds: Collection[str]) -> Vault:
    keys = folder.open_vault(path, passphrase)
    some = {kind: known for kind, known in keys.compartments.items() if kind in kinds}
    return Vault(replace(keys, compartments=some) if kinds else keys)


def saved(vault: Vault, record: Record) -> Record:
    """The record, saved in a transaction of its own; another of the same name does not matter here."""
    with vault.transaction(accept="another of this name") as tx:
        return tx.save(record)
