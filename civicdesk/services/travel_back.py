"""Bringing a trip home: what was written on it becomes changes at home, and no change of either side is lost."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from civicdesk import log
from civicdesk.errors import CivicDeskError
from civicdesk.i18n import N_, ngettext
from civicdesk.records.fields import Field, Kind
from civicdesk.records.plain import SET_BY_STORE, given, plain, unplain
from civicdesk.records.record import ENVELOPE, Record, record_type
from civicdesk.records.values import Attachment
from civicdesk.services.travel import (
    TRIPS,
    VERB_BACK,
    VERB_OUT,
    term_name,
    trips_out,
    value_with_files,
    with_files,
)
from civicdesk.vault import attachments, contested
from civicdesk.vault.attachment_care import attached
from civicdesk.vault.changes import Change
from civicdesk.vault.contested import Contested
from civicdesk.vault.drafts import kept_drafts
from civicdesk.vault.reading import TRIP
from civicdesk.vault.terms import TermRow, uses, vocabulary_names
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


class TripUnsaved(CivicDeskError):
    """Texts were typed on the trip and not saved: they would stay behind, and go with the copy when it is deleted."""

    do = N_("Open the travel copy, save or discard each of them, lock it, and then bring it home.")

    def __init__(self, count: int) -> None:
        said = ngettext(
            "{n} text that was typed on the trip is not saved yet, so the trip was not brought home.",
            "{n} texts that were typed on the trip are not saved yet, so the trip was not brought home.",
            count,
        )
        super().__init__(said.format(n=count))


@dataclass(frozen=True)
class Returned:
    """What came home: new and changed records, and what a person has to decide about, kept until then."""

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
    if unsaved := kept_drafts(trip):
        raise TripUnsaved(len(unsaved))
    found = [_net(changes) for changes in _by_record(trip)]
    files = _bring_files(home, trip, found)
    worked_on = _worked_on(home, trip) if any(one.trashed for one in found) else set()
    new = changed = 0
    conflicts: list[Contested] = []
    with home.transaction(later_links=True) as tx:
        for one in sorted(found, key=lambda net: not net.is_new):
            before = home.get(one.type, one.id)
            if before is None:
                new += _bring_new(home, trip, tx, one, files)
            else:
                is_changed, asked = _bring_changed(home, trip, tx, one, before, files, worked_on)
                changed += is_changed
                conflicts += asked
        contested.keep(home, tx, conflicts)
        rest = {vid: entry for vid, entry in trips_out(home).items() if vid != trip.opened.vid}
        tx.store_for_writing("programme")
        home.vocabularies_.save_terms(_new_terms(home, trip))
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
    return one.verb in ("create", "change", "move", "trash", "restore", "undo", "take-in", VERB_BACK)


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


def _bring_changed(
    home: Vault,
    trip: Vault,
    tx: Transaction,
    one: _Net,
    before: Record,
    files: Mapping[str, Attachment],
    worked_on: Collection[str],
) -> tuple[bool, list[Contested]]:
    """Save what the trip changed in a record that home has: whether anything changed here, and what is to be decided.

    It goes into the trash, or stays there, without a question only where the other side did not work on it.
    """
    vid = trip.opened.vid
    mixed, asked = _mixed(before, one, files, vid)
    asked += _unclear(trip, mixed, one, asked)
    is_here = contested.is_trashed(home, before)
    by_other = (mixed != before or bool(asked)) if is_here else mixed.legal_hold or one.id in worked_on
    if is_here != one.trashed and by_other:
        asked.append(Contested(one.type, one.id, before.ref, contested.TRASH, is_here, one.trashed, vid))
    goes = one.trashed and not is_here and not by_other
    saved = tx.bring(mixed, before, VERB_BACK, "") if mixed != before else before
    if goes:
        tx.trash(saved)
    return mixed != before or goes, asked


def _worked_on(home: Vault, trip: Vault) -> set[str]:
    """The records that were changed at home while the trip was out; all, where home did not note when it left."""
    seen = trips_out(home)[trip.opened.vid].get("seen", {})
    with home.lock:
        lines = [
            line
            for kind, store in home.stores.items()
            for line in store.journal.since(store.db, int(seen.get(kind, 0)))
        ]
    return {line.id for line in lines if _is_record(line)}


def _new_terms(home: Vault, trip: Vault) -> Iterator[TermRow]:
    """Terms that were made on the trip; one that home deleted meanwhile comes back only where the trip uses it."""
    taken = set(trip.setting(TRIP).get("terms", ()))
    for name in vocabulary_names():
        known = {row.code for row in home.terms(name, inactive=True)}
        for row in trip.terms(name, inactive=True):
            if row.code not in known and (term_name(row) not in taken or _is_used(trip, row)):
                yield row


def _is_used(vault: Vault, row: TermRow) -> bool:
    return any(uses(store, row.vocab, row.code) for store in vault.stores.values())


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
        now = given(plain(spec, getattr(before, key)))
        if spec.kind is Kind.ATTACHMENT and spec.many:
            added = [row for row in new or [] if row not in (old or [])]
            changes[key] = (*getattr(before, key), *value_with_files(spec, unplain(spec, added), files))
        elif now == given(old):
            value = value_with_files(spec, unplain(spec, new), files)
            changes[key] = spec.default if value is None else value
        elif now != given(new):
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
        if given(ours) != given(theirs) and spec.key not in seen and spec.kind is not Kind.ATTACHMENT
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
