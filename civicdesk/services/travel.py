"""A travel copy: a small vault of its own with what a trip needs, so that one can say truthfully what it holds.

It has its own keys and passphrase: nothing on the travelling laptop opens the vault at home. What was written on the
trip is brought back field by field; where both sides changed the same field, home keeps its words and the person
sees both.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from civicdesk import clock, log
from civicdesk.errors import CivicDeskError
from civicdesk.i18n import N_
from civicdesk.records.fields import Field, Kind
from civicdesk.records.record import COMPARTMENTS, PROGRAMME, Child, Record, fields_of, record_types
from civicdesk.records.values import Attachment
from civicdesk.vault import folder
from civicdesk.vault.keyslot import Kdf
from civicdesk.vault.mapping import links_of
from civicdesk.vault.placing import check_place
from civicdesk.vault.reading import TRIP
from civicdesk.vault.terms import TermRow, vocabulary_names
from civicdesk.vault.vault import Vault

Progress = Callable[[int, int], object]
TRIPS = "travel:out"
"""Setting at home: the travel copies that are out, by their vault id."""
VERB_OUT, VERB_BACK = "travel-out", "travel-back"
_PAGE = 200


class NothingChosen(CivicDeskError):
    """A trip needs at least one part of the vault that its owner can open."""

    says = N_("Choose at least one part of the vault, which you can open yourself, for the trip.")


class NoSuchRecord(CivicDeskError):
    """A reference that was to go along is not among the chosen parts."""

    says = N_("A record that should go along was not found in the chosen parts.")
    do = N_("Check the reference, or choose the part of the vault that it lies in.")


class TripInside(CivicDeskError):
    """A travel copy of a travel copy."""

    says = N_("This is a travel copy already. Make another one from the vault at home.")


@dataclass(frozen=True)
class Taken:
    """What went along: the vault's folder and how many records of which type."""

    path: Path
    records: dict[str, int]

    @property
    def count(self) -> int:
        """How many records went along."""
        return sum(self.records.values())


def out(
    home: Vault,
    path: Path,
    passphrase: str,
    *,
    kinds: Collection[str] = (PROGRAMME,),
    refs: Collection[str] = (),
    reason: str = "",
    kdf: Kdf | None = None,
    progress: Progress | None = None,
) -> Taken:
    """Make a travel copy at `path` with these compartments, or of them only the records `refs`.

    Attached files stay at home. Staff records go along only where a record that goes along names them. A folder that
    a sync program copies away needs a `reason`, which the journal at home keeps.
    """
    if is_trip(home):
        raise TripInside
    check_place(Path(path), reason)
    chosen = tuple(kind for kind in COMPARTMENTS if kind in kinds and kind in home.compartments)
    if not chosen or set(chosen) != set(kinds):
        raise NothingChosen
    with home.lock:
        seen = {kind: store.journal.head(store.db)[0] for kind, store in home.stores.items()}
    records = list(_chosen(home, chosen, refs))
    inside = tuple(dict.fromkeys((PROGRAMME, *chosen)))
    keys = folder.create_vault(Path(path), passphrase, kinds=inside, kdf=kdf, profile=home.profile)
    trip = Vault(keys)
    try:
        _furnish(home, trip, chosen)
        _fill(trip, records, progress)
        _note_leaving(home, trip, len(records), seen, reason)
    except BaseException:
        trip.close()
        shutil.rmtree(Path(path), ignore_errors=True)  # half a copy would be taken for a whole one
        raise
    trip.close()
    log.note("travel.out", len(records))
    return Taken(Path(path), _by_type(records))


def is_trip(vault: Vault) -> bool:
    """Whether this vault is a travel copy."""
    return vault.setting(TRIP) is not None


def trips_out(home: Vault) -> dict[str, dict[str, Any]]:
    """The travel copies that are out: day, who and how many records, by the id of their vault."""
    found = home.setting(TRIPS)
    return dict(found) if isinstance(found, dict) else {}


# choosing ----------------------------------------------------------------------------------------


def _chosen(home: Vault, kinds: Collection[str], refs: Collection[str]) -> Iterator[Record]:
    """The records that go along, without their files, and the staff records they name."""
    wanted = {ref.strip().upper() for ref in refs}
    found = [
        without_files(record)
        for cls in record_types()
        for record in (home.iterate(cls.meta.name) if cls.meta.name != "staff_member" else ())
        if _goes(home, record, kinds) and (not wanted or record.ref.upper() in wanted)
    ]
    if wanted - {record.ref.upper() for record in found}:
        raise NoSuchRecord
    yield from _staff(home, found)
    yield from found


def _goes(home: Vault, record: Record, kinds: Collection[str]) -> bool:
    return home.kind_of(record.meta.name, record.id) in kinds


def _staff(home: Vault, records: Iterable[Record]) -> Iterator[Record]:
    """The traveller, and whoever the records name; names only of those who must be named."""
    ids = {
        one
        for record in records
        for _field, type_name, one in links_of(record)
        if type_name == "staff_member"
    }
    ids |= {str(one) for r in records for one in (r.owner, r.created_by, r.updated_by) if one}
    for record_id in sorted(ids | ({home.staff_id} if home.staff_id else set())):
        record = home.get("staff_member", record_id)
        if record is not None:
            yield without_files(record)


def without_files(record: Record) -> Record:
    """A record without attached files; the words about them stay."""
    return with_files(record, {})


def with_files(record: Record, files: Mapping[str, Attachment]) -> Record:
    """A record whose attached files are those of another vault, by their id here; those not in `files` are left out."""
    changes = {
        spec.key: value_with_files(spec, getattr(record, spec.key), files)
        for spec in fields_of(type(record))
        if spec.kind in (Kind.ATTACHMENT, Kind.CHILD)
    }
    return record.replaced(**changes) if changes else record


def value_with_files(spec: Field, value: Any, files: Mapping[str, Attachment]) -> Any:
    """The same for one field: a file, several, or rows that hold some."""
    if spec.kind is Kind.CHILD:
        return tuple(_row_with(row, files) for row in value or ())
    if spec.kind is not Kind.ATTACHMENT:
        return value
    if spec.many:
        return tuple(files[file.id] for file in value if file.id in files)
    return files.get(value.id) if value else None


def _row_with(row: Child, files: Mapping[str, Attachment]) -> Child:
    held = [spec for spec in row.specs if spec.kind is Kind.ATTACHMENT]
    changes = {spec.key: value_with_files(spec, getattr(row, spec.key), files) for spec in held}
    return row.replaced(**changes) if changes else row


# writing -----------------------------------------------------------------------------------------


def _furnish(home: Vault, trip: Vault, kinds: Collection[str]) -> None:
    """Vocabularies and settings as at home; nothing that belongs to a person, a device or another trip."""
    terms = [row for name in vocabulary_names() for row in home.terms(name, inactive=True)]
    trip.save_terms(terms)
    shared = {key: value for key, value in home.settings().items() if not _is_private(key)}
    made = {
        "home": home.opened.vid,
        "day": clock.today().isoformat(),
        "kinds": sorted(kinds),
        "terms": [term_name(row) for row in terms],
    }
    trip.set_settings({**shared, f"staff:{trip.sid}": home.staff_id, TRIP: made})
    trip.staff_id = home.staff_id
    trip.allow_missing_links()


_PRIVATE = ("recovery", "backups", "verified", TRIP)


def _is_private(key: str) -> bool:
    """Whether a setting tells of home: how it is recovered and backed up, onto which disk, and who works there."""
    return ":" in key or key.partition(".")[0] in _PRIVATE


def term_name(row: TermRow) -> str:
    """A term among all vocabularies."""
    return f"{row.vocab}:{row.code}"


def _fill(trip: Vault, records: list[Record], progress: Progress | None) -> None:
    for start in range(0, len(records), _PAGE):
        if progress:
            progress(start, len(records))
        with trip.transaction(later_links=True) as tx:
            for record in records[start : start + _PAGE]:
                tx.bring(_for(trip, record), None, VERB_OUT, "")


def _for(trip: Vault, record: Record) -> Record:
    """A record without the parts of it that lie in a compartment which stays at home."""
    closed = [s for s in fields_of(type(record)) if s.kept_in and s.kept_in not in trip.stores]
    return record.replaced(**{spec.key: spec.default for spec in closed}) if closed else record


def _note_leaving(home: Vault, trip: Vault, records: int, seen: Mapping[str, int], reason: str) -> None:
    """At home: that a copy is out, of how much, and how far the journals went by then; the journal has it too."""
    day, by = clock.today().isoformat(), home.staff_id or ""
    entry = {"day": day, "by": by, "records": records, "seen": dict(seen)}
    home.set_settings({TRIPS: {**trips_out(home), trip.opened.vid: entry}})
    with home.transaction() as tx:
        tx.note("vault", "", VERB_OUT, reason.strip())


def _by_type(records: Iterable[Record]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for record in records:
        counts[record.meta.name] = counts.get(record.meta.name, 0) + 1
    return counts
