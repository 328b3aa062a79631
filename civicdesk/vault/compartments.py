"""Compartments that an administrator adds: a sensitive campaign with three readers is a database of its own.

Its title stands inside it and nowhere else. What lies in it is found, counted and reported only for its readers.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from sqlalchemy import insert, select

from civicdesk import log
from civicdesk.errors import CivicDeskError
from civicdesk.i18n import N_
from civicdesk.records.record import COMPARTMENTS, PROGRAMME
from civicdesk.vault import administration, connection, leaving, members
from civicdesk.vault.administration import rewrite_now
from civicdesk.vault.compartment import CompartmentKeys, new_key
from civicdesk.vault.header import MOST_COMPARTMENTS, Comp, Header, Wrap
from civicdesk.vault.layout import Layout
from civicdesk.vault.rotation import Progress
from civicdesk.vault.schema import setting
from civicdesk.vault.vault import Vault

_TITLE = "compartment:title"
_LONGEST = 80


class TitleNeeded(CivicDeskError):
    """A compartment without a name could not be told from another."""

    says = N_("Give this part of the vault a name. Only its readers will see it.")


class TooManyCompartments(CivicDeskError):
    """The header has no place for another one."""

    says = N_("A vault can have 32 parts, and this one has them all.")
    do = N_("Use one of the parts there are.")


class NotAPart(CivicDeskError):
    """One of the four usual compartments, whose keys go with roles, or none at all."""

    says = N_("The keys of this part go with the roles of people.")
    do = N_("Change the roles of the person instead.")


@dataclass(frozen=True)
class Part:
    """A compartment that an administrator made and this person can open; `readers` are ids of people."""

    kind: str
    title: str
    readers: tuple[str, ...]


def add(vault: Vault, title: str, readers: Collection[str]) -> Part:
    """Make a compartment for yourself and these people (`mid`), and open it."""
    keys = administration.must_administer(vault)
    words = " ".join(title.split())[:_LONGEST]
    if not words:
        raise TitleNeeded
    if len({comp.cid for comp in keys.header.comps}) >= MOST_COMPARTMENTS:
        raise TooManyCompartments
    cid = members.new_id()
    fresh = CompartmentKeys(keys.vid, cid, 1, f"x-{cid[:12]}", new_key())
    path = Layout(vault.path).database(cid)
    sids = _sids(vault, {*readers, *(one.mid for one in leaving.people(vault) if one.is_me)})
    # If the header is not written, what is left of this is an empty file that nobody knows.
    connection.connect(path, fresh.database_key, create=True, vid=keys.vid, cid=cid).close()
    rewrite_now(vault, lambda found: _with(found, fresh, sids))
    opened = replace(vault.opened, every_epoch=(*vault.opened.every_epoch, fresh))
    opened.compartments[fresh.kind] = fresh
    vault.adopt(opened)
    vault.open_store(fresh.kind)
    with vault.transaction() as tx:
        store = tx.store_for_writing(fresh.kind)
        store.db.execute(insert(setting).values(key=_TITLE, value=json.dumps(words, ensure_ascii=False)))
        tx.note("vault", "", "part made", "", kind=fresh.kind)
    log.note("vault.compartment.added")
    return part(vault, fresh.kind)


def parts(vault: Vault) -> tuple[Part, ...]:
    """The compartments beyond the usual four that this person can open, by title."""
    found = [part(vault, kind) for kind in vault.compartments if kind not in COMPARTMENTS]
    return tuple(sorted(found, key=lambda one: one.title.casefold()))


def part(vault: Vault, kind: str) -> Part:
    """One of them; NotAPart for a usual one, NoKey for a closed one."""
    if kind in COMPARTMENTS:
        raise NotAPart
    vault.opened.keys(kind)
    with vault.lock:
        row = vault.stores[kind].db.execute(select(setting.c.value).where(setting.c.key == _TITLE)).scalar()
    readers = tuple(one.mid for one in leaving.people(vault) if kind in one.kinds and not one.until)
    return Part(kind, json.loads(row) if row else kind, readers)


def give(vault: Vault, kind: str, mid: str, name: str = "") -> None:
    """Give a person the key of such a compartment, on all their devices; its readers find `name` in its journal."""
    keys = vault.opened
    if kind in COMPARTMENTS:
        raise NotAPart
    mine = [one for one in keys.every_epoch if one.kind == keys.keys(kind).kind]
    sids = set(leaving.person(vault, mid).sids)

    def given(found: Header) -> Header:
        for member in (m for m in found.members if m.sid in sids):
            found = members.grant(found, member, mine)
        return found

    rewrite_now(vault, given)
    _note(vault, kind, "part given", name)


def take(vault: Vault, kind: str, mid: str, progress: Progress | None = None, name: str = "") -> None:
    """Take the key of such a compartment from a person, and renew it; `name` as for `give`."""
    if kind in COMPARTMENTS:
        raise NotAPart
    leaving.take_key(vault, mid, kind, progress)
    _note(vault, kind, "part taken", name)


def _note(vault: Vault, kind: str, verb: str, name: str) -> None:
    with vault.transaction() as tx:
        tx.note("vault", "", verb, name, kind=kind)


def _sids(vault: Vault, mids: Iterable[str]) -> tuple[str, ...]:
    return tuple(sid for mid in sorted(mids) for sid in leaving.person(vault, mid).sids)


def _with(found: Header, fresh: CompartmentKeys, sids: Collection[str]) -> Header:
    """The header with a new compartment, for these keyslots and for the recovery key of the programme."""
    programme = found.current(PROGRAMME)
    public = {m.sid: m.x25519 for m in found.members if m.sid in sids}
    recovery = tuple(
        replace(key, cids=(*key.cids, fresh.cid)) if programme and programme.cid in key.cids else key
        for key in found.recovery
    )
    public |= {key.rid: key.x25519 for key in recovery if fresh.cid in key.cids}
    wraps = [Wrap(fresh.cid, 1, to, fresh.wrap(to, key)) for to, key in public.items()]
    comps = (*found.comps, Comp(fresh.cid, 1, fresh.kind, fresh.box))
    return replace(found, comps=comps, wraps=(*found.wraps, *wraps), recovery=recovery)
