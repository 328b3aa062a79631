"""Full verification: header copies, every page, the structure, the chain, and every record against its hash.

No single check suffices: a replayed page passes both of the library's own checks, and only the chain and the
row hashes see it (`vault-format.md`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from civicdesk.i18n import _, ngettext
from civicdesk.records.plain import record_plain
from civicdesk.records.record import COMPARTMENTS, PARENTS, record_type, record_types
from civicdesk.vault.attachment_care import check
from civicdesk.vault.changes import state_digest
from civicdesk.vault.erased import erased_lines
from civicdesk.vault.healing import faults_of_keys
from civicdesk.vault.journal_reading import clock_back_in
from civicdesk.vault.query import table_of
from civicdesk.vault.reading import may_lie_apart
from civicdesk.vault.schema import change
from civicdesk.vault.store import Store
from civicdesk.vault.transaction import home_specs

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault

Progress = Callable[[str, int, int], bool]
"""Told (what, done, total); answers False to stop."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where (compartment kind or "header"), what, and a sentence."""

    where: str
    what: str
    sentence: str


@dataclass(frozen=True)
class VerifyReport:
    """The outcome of a verification. `checked` counts what was looked at."""

    faults: tuple[Fault, ...]
    checked: Mapping[str, int]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    @property
    def lines(self) -> tuple[str, ...]:
        """Sentences for a person."""
        if self.ok:
            return (
                _("Everything was read and nothing is wrong. Records: {n}. Changes in the journal: {m}.").format(
                    n=self.checked.get("records", 0), m=self.checked.get("changes", 0)
                ),
                *self.notes,
            )
        return tuple(fault.sentence for fault in self.faults) + self.notes

    @property
    def notes(self) -> tuple[str, ...]:
        """What is worth knowing and nothing is wrong with: a clock that was set back refuses nothing."""
        back, erased = self.checked.get("clock_back", 0), self.checked.get("erased", 0)
        clock = ngettext(
            "At {n} line of the journal the clock showed an earlier time than at the line before.",
            "At {n} lines of the journal the clock showed an earlier time than at the line before.",
            back,
        )
        forgotten = ngettext(
            "{n} line of the journal was emptied because a record came to a state that destroys what it said.",
            "{n} lines of the journal were emptied because records came to a state that destroys what they said.",
            erased,
        )
        return tuple(words.format(n=count) for words, count in ((clock, back), (forgotten, erased)) if count)


def verify(
    path: Path, stores: Mapping[str, Store], keys: Mapping[str, bytes], progress: Progress | None = None
) -> VerifyReport:
    """Check the vault at `path` whose compartments are open; `keys` are the members' public signing keys."""
    faults = [Fault("header", "copy", sentence) for sentence in faults_of_keys(path)]
    checked = {"records": 0, "changes": 0, "clock_back": 0, "erased": 0}
    for number, (kind, store) in enumerate(stores.items()):
        if progress and not progress(kind, number, len(stores)):
            break
        found = list(faults_of(kind, store, keys))
        faults += found
        if any(fault.what == "pages" for fault in found):
            continue
        faults += (*_records(kind, store, checked), *_emptied(kind, store, checked))
        checked["clock_back"] += clock_back_in(store)
        checked["changes"] += int(store.db.execute(select(func.count(change.c.seq))).scalar() or 0)
    return VerifyReport(tuple(faults), checked)


def faults_of(kind: str, store: Store, keys: Mapping[str, bytes]) -> Iterator[Fault]:
    """What is wrong with the pages, the structure and the journal of one open compartment.

    Where a page is damaged nothing else is looked at: the library would stop at that page.
    """
    pages = list(_page_checks(kind, store))
    yield from pages or (*_structure_checks(kind, store), *_chain(kind, store, keys))


def _page_checks(kind: str, store: Store) -> Iterator[Fault]:
    pages = store.raw.execute("PRAGMA cipher_integrity_check").fetchall()
    if pages:
        yield Fault(
            kind,
            "pages",
            _("{n} pages of the {kind} database were damaged or changed.").format(n=len(pages), kind=kind),
        )


def _structure_checks(kind: str, store: Store) -> Iterator[Fault]:
    structure = [row[0] for row in store.raw.execute("PRAGMA integrity_check").fetchall()]
    if structure != ["ok"]:
        yield Fault(kind, "structure", _("The {kind} database is damaged inside.").format(kind=kind))
    closed = store.raw.execute("PRAGMA foreign_keys").fetchone()[0]  # off where records point out of the database
    if closed and store.raw.execute("PRAGMA foreign_key_check").fetchall():
        yield Fault(
            kind, "links", _("The {kind} database has links to records that are gone.").format(kind=kind)
        )


def with_attachments(vault: Vault, report: VerifyReport, progress: Progress | None = None) -> VerifyReport:
    """The report with every attached file read as well; records can be read and saved meanwhile."""
    faults, checked = list(report.faults), dict(report.checked) | {"attachments": 0, "unreferred": 0}
    kinds = vault.compartments
    for number, kind in enumerate(kinds):
        ask = partial(progress, kind, number, len(kinds)) if progress else lambda: True
        found = check(vault, kind, ask)
        checked["attachments"] += found.read
        checked["unreferred"] += found.unreferred
        faults += [Fault(kind, "attachment", sentence) for sentence in found.wrong]
    return VerifyReport(tuple(faults), checked)


_CHAIN = {
    "gap": "A line is missing from the {kind} journal before number {seq}.",
    "chain": "Line {seq} of the {kind} journal does not follow from the line before it.",
    "content": "The content of line {seq} of the {kind} journal was changed.",
    "signature": "The signature on line {seq} of the {kind} journal does not hold.",
}


def _chain(kind: str, store: Store, keys: Mapping[str, bytes]) -> Iterator[Fault]:
    for seq, what in store.journal.faults(store.db, keys):
        yield Fault(kind, what, _(_CHAIN[what]).format(kind=kind, seq=seq))


def _records(kind: str, store: Store, checked: dict[str, int]) -> Iterator[Fault]:
    """Every record, also in the trash, against the digest in its newest line of the journal."""
    for cls in record_types():
        name = cls.meta.name
        table = table_of(name)
        expected = _digests(store, name)
        rids = list(store.db.execute(select(table.c.rid).order_by(table.c.rid)).scalars())
        for start in range(0, len(rids), 500):
            for record in store.by_keys_all(name, rids[start : start + 500]):
                checked["records"] += 1
                salt, digest = expected.pop(record.id, (b"", b""))
                if state_digest(salt, record_plain(record, home_specs(record, kind))) != digest:
                    yield Fault(
                        kind,
                        "record",
                        _("The record {ref} is not as it was last saved.").format(ref=record.ref),
                    )
        for _lost in expected:
            yield Fault(
                kind,
                "lost",
                _("A record of the {kind} compartment ({type}) is missing.").format(
                    kind=kind, type=record_type(name).meta.label
                ),
            )


def _emptied(kind: str, store: Store, checked: dict[str, int]) -> Iterator[Fault]:
    """Lines of the journal whose content is gone although no rule of the program takes it away."""
    explained, unexplained = erased_lines(store)
    checked["erased"] += explained
    if unexplained:
        words = ngettext(
            "{n} line of the {kind} journal was emptied, and no rule of CivicDesk does that.",
            "{n} lines of the {kind} journal were emptied, and no rule of CivicDesk does that.",
            unexplained,
        )
        yield Fault(kind, "emptied", words.format(n=unexplained, kind=kind))


def _digests(store: Store, type_name: str) -> dict[str, tuple[bytes, bytes]]:
    """Salt and digest of the newest line for each record that should be there."""
    home = record_type(type_name).meta.compartment
    apart = store.kind not in COMPARTMENTS and may_lie_apart(type_name)
    if home not in (store.kind, PARENTS) and not apart:
        return {}
    newest = (
        select(func.max(change.c.seq)).where(change.c.type == type_name, change.c.state_digest.is_not(None))
    ).group_by(change.c.record)
    rows = store.db.execute(
        select(change.c.record, change.c.salt, change.c.state_digest).where(change.c.seq.in_(newest))
    )
    return {row.record: (row.salt, row.state_digest) for row in rows}
