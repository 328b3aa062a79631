"""Bringing a trip home: what was written on it becomes changes at home, and no change of either side is lost."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from civicdesk import log
from civicdesk.errors import CivicDeskError
from civicdesk.i18n import N_
from civicdesk.records.fields import Field, Kind
from civicdesk.records.plain import SET_BY_STORE, plain, unplain
from civicdesk.records.record import ENVELOPE, Record, record_type
from civicdesk.records.values import Attachment
from civicdesk.services.travel import (
    TRIPS,
    VERB_BACK,
    VERB_OUT,
    trips_out,
    value_with_files,
    with_files,
)
from civicdesk.vault import attachments, contested
from civicdesk.vault.attachment_care import attached
from civicdesk.vault.changes import Change
from civicdesk.vault.contested import Contested
from civicdesk.vault.reading import TRIP
from civicdesk.vault.transaction import Transaction
from civicdesk.vault.vault import Vault


class NotATrip(CivicDeskError):
    """A vault that is no travel copy."""

    says = N_("This vault is not a travel copy.")
    do = N_("Choose the vault that was made for the trip.")


class TripOfAnother(CivicDeskError):
    """A travel copy that was made from another vault."""

    says = N_("This travel copy was made from another vault.")
    do = N_("Open the vault it was made from, and bring it back there.")


class TripUnknown(CivicDeskError):
    """A travel copy that this vault does not know as being out: brought back before, or made from a newer state."""

    says = N_(
        "This vault does not wait for that travel copy: it was brought back already, or this is an old copy."
    )
    do = N_("If it was not brought back, restore the newest backup of this vault first.")


@dataclass(frozen=True)
class Returned:
    """What came home: new and changed records, and the fields on which a person has to decide, kept until then."""

    new: int
    changed: int
    conflicts: tuple[Contested, ...]


@dataclass(frozen=True)
class _Net:
    """What a trip did to one record: first values before, last values after."""

    type: str
    id: str
    is_new: bool
    trashed: bool
    fields: Mapping[str, tuple[Any, Any]]
    blurred: bool
    """Whether the journal of the trip no longer says what changed, because a state destroyed it."""


def back(home: Vault, trip: Vault) -> Returned:
    """Bring what was written on a trip into the vault at home, in one transaction; a second time changes nothing."""
    _must_be_ours(home, trip)
    found = [_net(changes) for changes in _by_record(trip)]
    files = _bring_files(home, trip, found)
    new = changed = 0
    conflicts: list[Contested] = []
    with home.transaction(later_links=True) as tx:
        for one in sorted(found, key=lambda net: not net.is_new):
            before = home.get(one.type, one.id)
            if before is None:
                new += _bring_new(home, trip, tx, one, files)
            else:
                mixed, left = _mixed(before, one, files, trip.opened.vid)
                conflicts += [*left, *_unclear(trip, mixed, one, left)]
                changed += _put(home, tx, one, before, mixed)
        contested.keep(home, tx, conflicts)
        rest = {vid: entry for vid, entry in trips_out(home).items() if vid != trip.opened.vid}
        tx.store_for_writing("programme")
        home.vocabularies_.save_settings({TRIPS: rest})
        tx.note("vault", "", VERB_BACK, "")
    log.note("travel.back", new + changed)
    return Returned(new, changed, tuple(conflicts))


def _must_be_ours(home: Vault, trip: Vault) -> None:
    made = trip.setting(TRIP)
    if not isinstance(made, dict):
        raise NotATrip
    if made.get("home") != home.opened.vid:
        raise TripOfAnother
    if trip.opened.vid not in trips_out(home):
        raise TripUnknown


def _by_record(trip: Vault) -> Iterator[list[Change]]:
    """The changes of each record since the trip began, oldest first."""
    found: dict[tuple[str, str], list[Change]] = {}
    for store in trip.stores.values():
        for one in store.journal.since(store.db):
            if one.verb != VERB_OUT and one.id and _is_record(one):
                found.setdefault((one.type, one.id), []).append(one)
    yield from found.values()


def _is_record(one: Change) -> bool:
    try:
        record_type(one.type)
    except KeyError:
        return False
    return one.verb in ("create", "change", "move", "trash", "restore", "undo", "take-in")


def _net(changes: list[Change]) -> _Net:
    fields: dict[str, tuple[Any, Any]] = {}
    for one in changes:
        for key, (before, after) in (one.fields or {}).items():
            fields[key] = (fields[key][0] if key in fields else before, after)
    trashing = [one.verb for one in changes if one.verb in ("trash", "restore")]
    first = changes[0]
    return _Net(
        type=first.type,
        id=first.id,
        is_new=any(one.verb in ("create", "take-in") for one in changes),
        trashed=bool(trashing) and trashing[-1] == "trash",
        fields={key: pair for key, pair in fields.items() if pair[0] != pair[1]},
        blurred=any(one.fields is None for one in changes),
    )


def _bring_new(home: Vault, trip: Vault, tx: Transaction, one: _Net, files: Mapping[str, Attachment]) -> bool:
    """A record that home does not have: made on the trip, with the same id; its reference may be taken at home."""
    record = trip.get(one.type, one.id)
    if record is None or one.trashed:
        return False
    taken = home.by_ref(record.ref) is not None
    ours = with_files(record, files)
    tx.bring(ours.replaced(ref="") if taken else ours, None, VERB_BACK, "")
    return True


def _put(home: Vault, tx: Transaction, one: _Net, before: Record, mixed: Record) -> bool:
    """Save what the trip changed in a record; what it put into the trash goes there, unless the law holds it."""
    saved = tx.bring(mixed, before, VERB_BACK, "") if mixed != before else before
    gone = one.trashed and not saved.legal_hold and not home.home(before).is_trashed(one.type, one.id)
    if gone:
        tx.trash(saved)
    return mixed != before or gone


def _mixed(
    before: Record, one: _Net, files: Mapping[str, Attachment], vid: str
) -> tuple[Record, list[Contested]]:
    """The record at home with what the trip changed, and the fields that both sides changed."""
    specs = {spec.key: spec for spec in _specs(before)}
    changes: dict[str, Any] = {}
    conflicts: list[Contested] = []
    for key, (old, new) in one.fields.items():
        spec = specs.get(key)
        if spec is None or key in SET_BY_STORE:
            continue
        now = plain(spec, getattr(before, key)) or None
        if spec.kind is Kind.ATTACHMENT and spec.many:
            added = [row for row in new or [] if row not in (old or [])]
            changes[key] = (*getattr(before, key), *value_with_files(spec, unplain(spec, added), files))
        elif now == (old or None):
            value = value_with_files(spec, unplain(spec, new), files)
            changes[key] = spec.default if value is None else value
        elif now != (new or None):
            theirs = plain(spec, value_with_files(spec, unplain(spec, new), files))
            conflicts.append(Contested(before.meta.name, before.id, before.ref, key, now, theirs, vid))
    return before.replaced(**changes) if changes else before, conflicts


def _unclear(trip: Vault, mixed: Record, one: _Net, known: list[Contested]) -> list[Contested]:
    """Where the journal of the trip cannot tell what changed, every difference is for the person to decide."""
    record = trip.get(one.type, one.id) if one.blurred else None
    if record is None:
        return []
    seen = {conflict.field for conflict in known} | SET_BY_STORE
    pairs = ((s, plain(s, getattr(mixed, s.key)), plain(s, getattr(record, s.key))) for s in _specs(mixed))
    return [
        Contested(one.type, one.id, mixed.ref, spec.key, ours, theirs, trip.opened.vid)
        for spec, ours, theirs in pairs
        if (ours or None) != (theirs or None) and spec.key not in seen and spec.kind is not Kind.ATTACHMENT
    ]


def _specs(record: Record) -> tuple[Field, ...]:
    return (*ENVELOPE, *record.meta.fields)


def _bring_files(home: Vault, trip: Vault, found: list[_Net]) -> dict[str, Attachment]:
    """Copies, at home, of every file that was attached on the trip, by the id it had there."""
    brought: dict[str, Attachment] = {}
    for one in found:
        record = None if one.trashed else trip.get(one.type, one.id)
        for file in attached(record) if record is not None else ():
            if file.id not in brought:
                data = io.BytesIO(attachments.open_plain(trip, file))
                kind = trip.kind_of(one.type, one.id)
                brought[file.id] = attachments.add(
                    home, kind, data, file.name, size=file.size, media=file.media, cleaned=file.cleaned
                )
    return brought
