"""New keys for a compartment: whoever had the old ones reads nothing that is written from now on.

In order, so that a stop at any moment loses nothing: a header with both epochs, the database under its new key
(the library does this wholly or not at all), the attachments one by one, a header with the new epoch only. What a
stop has left half done is finished at the next unlocking by somebody who can.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from civicdesk import log
from civicdesk.errors import CivicDeskError, DiskFull
from civicdesk.vault import administration, attachments, letters, local_copy, medium
from civicdesk.vault.compartment import PLAIN_WRAP, CompartmentKeys, new_key
from civicdesk.vault.connection import explain
from civicdesk.vault.folder import OpenedKeys
from civicdesk.vault.header import Comp, Header, Wrap
from civicdesk.vault.layout import Layout
from civicdesk.vault.vault import Vault

Progress = Callable[[str, int, int], object]
"""Told (kind of the compartment, done, total)."""


def renew(vault: Vault, kinds: Collection[str], progress: Progress | None = None) -> tuple[str, ...]:
    """Give these compartments new keys; answers the kinds that were renewed (those this person can open)."""
    finish(vault, progress)
    letters.take_in(vault)  # what was sealed to the old keys
    wanted = tuple(kind for kind in vault.compartments if kind in kinds)
    if not wanted:
        return ()
    _room_for(vault, wanted)
    fresh = [_next(vault.opened, kind) for kind in wanted]
    olds = {key.cid: vault.opened.keys(key.kind) for key in fresh}
    administration.rewrite_now(vault, lambda found: _with_both(found, fresh, olds, vault.sid))
    vault.adopt(replace(vault.opened, every_epoch=(*vault.opened.every_epoch, *fresh)))
    finish(vault, progress)
    log.note("vault.keys.renewed", len(wanted))
    return wanted


def finish(vault: Vault, progress: Progress | None = None) -> None:
    """Bring every compartment that stands under two epochs wholly under the newer one."""
    keys = vault.opened
    if vault.read_only or not administration.is_administrator(keys):
        return
    halfway = [kind for kind in vault.compartments if len(_epochs(keys, kind)) > 1]
    layout = Layout(keys.path)
    if any(keys.compartments[kind] != _epochs(keys, kind)[-1] for kind in halfway):
        with vault.lock:
            local_copy.local_copy(layout, "rekey")
    for number, kind in enumerate(halfway):
        if progress:
            progress(kind, number, len(halfway))
        _bring_under_newest(vault, kind)
    if halfway:
        administration.rewrite_now(vault, lambda found: _with_newest(found, halfway))
    newest = {(key.cid, key.epoch) for key in vault.opened.compartments.values()}
    kept = tuple(k for k in vault.opened.every_epoch if (k.cid, k.epoch) in newest or k.kind not in halfway)
    vault.adopt(replace(vault.opened, every_epoch=kept))
    if halfway and all(_is_whole(vault, kind) for kind in halfway):
        local_copy.drop_all(layout)  # also those made before: they open with the keys that were taken away


def _is_whole(vault: Vault, kind: str) -> bool:
    """Whether every page of a database that has just been written anew reads back."""
    with vault.lock:
        raw = vault.stores[kind].raw
        pages = raw.execute("PRAGMA cipher_integrity_check").fetchall()
        return not pages and raw.execute("PRAGMA quick_check").fetchone()[0] == "ok"


def is_half_done(vault: Vault) -> bool:
    """Whether a renewal of keys was interrupted and this person can finish it."""
    keys = vault.opened
    open_kinds = vault.compartments
    can = administration.is_administrator(keys) and not vault.read_only
    return can and any(len(_epochs(keys, kind)) > 1 for kind in open_kinds)


def _epochs(keys: OpenedKeys, kind: str) -> tuple[CompartmentKeys, ...]:
    return tuple(sorted((k for k in keys.every_epoch if k.kind == kind), key=lambda k: k.epoch))


def _next(keys: OpenedKeys, kind: str) -> CompartmentKeys:
    old = keys.keys(kind)
    return replace(old, epoch=old.epoch + 1, ck=new_key())


def _with_both(
    found: Header, fresh: Iterable[CompartmentKeys], olds: Mapping[str, CompartmentKeys], sid: str
) -> Header:
    """The header with a further epoch of these compartments, for everybody who was given the present one.

    They are due no longer: nobody who left has the new key. Who leaves before all is done makes them due again.
    """
    comps, wraps = list(found.comps), list(found.wraps)
    public = {m.sid: m.x25519 for m in found.members if not m.until}
    public |= {r.rid: r.x25519 for r in found.recovery}
    for key in fresh:
        comps.append(Comp(key.cid, key.epoch, key.kind, key.box))
        wraps += [
            Wrap(key.cid, key.epoch, to, key.wrap(to, public[to]))
            for to in _holders(found, olds[key.cid], public, sid)
        ]
    renewed = {key.cid for key in fresh}
    due = tuple(cid for cid in found.due if cid not in renewed)
    return replace(found, comps=tuple(comps), wraps=tuple(wraps), due=due)


def _holders(found: Header, old: CompartmentKeys, public: Mapping[str, bytes], sid: str) -> list[str]:
    """Who was given a key by somebody who holds it: bytes that anybody else put there never become a key.

    Where my own wrap has no proof, the keys were given before there were any, and all who stand there have them.
    """
    here = (w for w in found.wraps if w.to in public)
    wraps = {w.to: w.ct for w in here if (w.cid, w.epoch) == (old.cid, old.epoch)}
    is_plain = len(wraps[sid]) == PLAIN_WRAP
    return [to for to, ct in wraps.items() if is_plain or old.gave(to, public[to], ct)]


def _with_newest(found: Header, kinds: Collection[str]) -> Header:
    """The header without the older epochs of these compartments."""
    newest = {comp for kind in kinds if (comp := found.current(kind))}
    done = {comp.cid for comp in newest}
    alive = {(comp.cid, comp.epoch) for comp in newest}
    return replace(
        found,
        comps=tuple(c for c in found.comps if c.cid not in done or (c.cid, c.epoch) in alive),
        wraps=tuple(w for w in found.wraps if w.cid not in done or (w.cid, w.epoch) in alive),
    )


def _bring_under_newest(vault: Vault, kind: str) -> None:
    keys = vault.opened
    *olds, new = _epochs(keys, kind)
    store = vault.stores[kind]
    with vault.lock:
        if keys.compartments[kind].epoch != new.epoch:
            try:
                store.renew(new.database_key, new.audit_key)
            except BaseException as trouble:
                vault.close()  # unlocking again finds out what was done, and the rest of it is finished
                if isinstance(trouble, CivicDeskError) or not isinstance(trouble, Exception):
                    raise
                raise explain(trouble) from trouble
            keys.compartments[kind] = new
    for old in olds:
        attachments.reencrypt(vault, kind, old, new)


def _room_for(vault: Vault, kinds: Iterable[str]) -> None:
    """All databases are copied first, and each page of one passes through its journal: asked before the first step."""
    sizes = [path.stat().st_size for path in (vault.path / "db").glob("*.db")]
    largest = max(vault.opened.database(kind).stat().st_size for kind in kinds)
    if medium.free_space(vault.path) < (sum(sizes) + largest) * 1.3:
        raise DiskFull


def cids_of(found: Header, sids: Collection[str]) -> frozenset[str]:
    """Compartments that any of these keyslots has a key to."""
    return frozenset(wrap.cid for wrap in found.wraps if wrap.to in sids)


def kinds_of(found: Header, cids: Collection[str]) -> frozenset[str]:
    """The kinds of compartments, by their ids."""
    return frozenset(comp.kind for comp in found.comps if comp.cid in cids)
