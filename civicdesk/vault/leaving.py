"""Leaving and changing roles: keys are taken away in one action, and what was readable gets new ones."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from civicdesk import clock, log
from civicdesk.errors import CivicDeskError
from civicdesk.i18n import N_, _
from civicdesk.vault import administration, joining, members, rotation
from civicdesk.vault.administration import rewrite, rewrite_now
from civicdesk.vault.folder import OpenedKeys
from civicdesk.vault.header import Admin, Header, Member
from civicdesk.vault.healing import remove_slot
from civicdesk.vault.layout import Layout
from civicdesk.vault.rotation import Progress, cids_of, kinds_of
from civicdesk.vault.vault import Vault


class LastOfRole(CivicDeskError):
    """Nobody else would have the role that every vault needs (V-STF-03)."""

    def __init__(self, role: str) -> None:
        super().__init__(_("At least one {role} must stay active.").format(role=role))


class TooFewToSign(CivicDeskError):
    """Two must sign, and one administrator would be left, who could never again get a second signature."""

    says = N_("Two administrators must sign in this vault, and only one would be left.")
    do = N_(
        "First make somebody else an administrator, or agree with a second administrator that one signature is "
        "enough. If the person cannot or must not sign any more, take all their keys away as hostile or unreachable: "
        "after that, only recovery sheets bring a second signature."
    )


class NotYourself(CivicDeskError):
    """An administrator cannot end their own membership in the session it keeps open."""

    says = N_("You cannot take your own keys away while you use them.")
    do = N_("Ask another administrator to do it.")


class NobodyThere(CivicDeskError):
    """No member of this vault, or one who left before."""

    says = N_("This person has no keys to this vault any more.")
    do = N_("Look at the list of people and keys again: it was changed meanwhile.")


class NoSuchDevice(CivicDeskError):
    """A keyslot that nobody has, or whose keys were taken before."""

    says = N_("This device has no keys to this vault any more.")
    do = N_("Look at the list of people and keys again: it was changed meanwhile.")


class NotThisDevice(CivicDeskError):
    """Whose keys the present session runs on."""

    says = N_("You cannot take the keys away from the device that you are using.")
    do = N_("Do it from another device of yours, or ask another administrator.")


class OnlyDevice(CivicDeskError):
    """Without it the person would have no keys at all, and nobody would have said that they leave."""

    says = N_("It is the only device of this person.")
    do = N_("If they stay, let their new device in first. If they leave, take all their keys away.")


@dataclass(frozen=True)
class Person:
    """Everybody who has, or had, keys: all their keyslots together. `until` is the day they left, or ""."""

    mid: str
    sids: tuple[str, ...]
    roles: tuple[str, ...]
    since: str
    until: str
    kinds: tuple[str, ...]
    is_me: bool

    @property
    def devices(self) -> int:
        """How many keyslots they have."""
        return len(self.sids)


def people(vault: Vault) -> tuple[Person, ...]:
    """Everybody in the header, those who left last."""
    keys, found = vault.opened, vault.opened.header
    by_mid: dict[str, list[Member]] = {}
    for member in found.members:
        by_mid.setdefault(member.mid, []).append(member)
    rows = [_person(keys, mid, rows) for mid, rows in by_mid.items()]
    return tuple(sorted(rows, key=lambda person: (bool(person.until), person.since)))


def _person(keys: OpenedKeys, mid: str, rows: Collection[Member]) -> Person:
    here = [row for row in rows if not row.until] or list(rows)
    sids = tuple(row.sid for row in here)
    return Person(
        mid=mid,
        sids=sids,
        roles=here[0].roles,
        since=min(row.since for row in rows),
        until="" if any(not row.until for row in rows) else max(row.until for row in rows),
        kinds=tuple(sorted(kinds_of(keys.header, cids_of(keys.header, sids)))),
        is_me=keys.sid in sids,
    )


def person(vault: Vault, mid: str) -> Person:
    """Somebody who has keys now; NobodyThere otherwise."""
    found = next((one for one in people(vault) if one.mid == mid and not one.until), None)
    if found is None:
        raise NobodyThere
    return found


def leave(
    vault: Vault,
    mid: str,
    progress: Progress | None = None,
    taken: Callable[[], object] = lambda: None,
    *,
    may_leave_one: bool = False,
) -> tuple[str, ...]:
    """Take every key from a person at once, then renew the keys of all they could read.

    Answers the kinds that nobody here could renew: they are due, and renewed by the next administrator who can open
    them. What the person copied before can still be opened with their old passphrase; nothing written after the
    renewal. `taken` is called in between: a renewal that fails may close the vault. `may_leave_one`: also where two
    must sign and one administrator stays; they can then sign nothing new without the recovery sheets.
    """
    administration.must_administer(vault)
    gone = person(vault, mid)
    if gone.is_me:
        raise NotYourself
    _must_stay(vault, gone, (), may_leave_one=may_leave_one)
    take_slots(vault, gone.sids)
    taken()
    rotation.renew(vault, gone.kinds, progress)
    log.note("vault.member.left")
    return due_kinds(vault)


def take_device(
    vault: Vault, sid: str, progress: Progress | None = None, taken: Callable[[], object] = lambda: None
) -> tuple[str, ...]:
    """Take the keys of one device from somebody who stays, then renew all that it could read; as `leave` otherwise."""
    keys = administration.must_administer(vault)
    who = _owner(vault, sid)
    if sid == keys.sid:
        raise NotThisDevice
    if who.devices == 1:
        raise OnlyDevice
    signing = _without(keys, keys.header, (sid,)).signing_people
    if len(signing) < min(keys.header.quorum, len(keys.header.signing_people)):
        raise TooFewToSign
    kinds = kinds_of(keys.header, cids_of(keys.header, (sid,)))
    take_slots(vault, (sid,))
    taken()
    rotation.renew(vault, kinds, progress)
    log.note("vault.device.taken")
    return due_kinds(vault)


def _owner(vault: Vault, sid: str) -> Person:
    """Whose device it is, among those who have keys."""
    found = next((one for one in people(vault) if sid in one.sids and not one.until), None)
    if found is None:
        raise NoSuchDevice
    return found


def take_slots(vault: Vault, sids: Collection[str]) -> None:
    """Take every key from these keyslots at once, and the keyslots away; what they could read is due for renewal."""
    rewrite_now(vault, lambda found: _without(vault.opened, found, sids))
    for sid in sids:
        remove_slot(Layout(vault.path), sid)


def renew_due(vault: Vault, progress: Progress | None = None) -> tuple[str, ...]:
    """Renew what is due since somebody left; answers what this person cannot open."""
    rotation.finish(vault, progress)
    rotation.renew(vault, due_kinds(vault), progress)
    return due_kinds(vault)


def due_kinds(vault: Vault) -> tuple[str, ...]:
    """Compartments whose present keys somebody who left still has."""
    found = vault.opened.header
    return tuple(sorted(kinds_of(found, found.due)))


def change_roles(vault: Vault, mid: str, roles: Collection[str], progress: Progress | None = None) -> bool:
    """Give a person other roles; False: what they gain waits for a second signature.

    A key no longer needed is taken at once and renewed, and so is the right to sign, before anything is given.
    Keys to compartments that no role gives (those an administrator made) stay as they are.
    """
    who = person(vault, mid)
    keys = administration.must_administer(vault)
    if not roles:
        raise joining.RoleNeeded
    _must_stay(vault, who, roles)
    usual = set(members.KINDS)
    gained = members.kinds_for(roles) - set(who.kinds)
    lost = (set(who.kinds) & usual) - members.kinds_for(roles)
    signs_no_more = "ADM" in who.roles and "ADM" not in roles
    if who.is_me and (lost or signs_no_more):
        raise NotYourself
    if not gained & {comp.kind for comp in keys.header.comps} <= keys.compartments.keys():
        raise joining.CannotGive
    if lost or signs_no_more:  # taking away never waits for a second signature
        kept = tuple(sorted(set(who.roles) & set(roles)))
        rewrite_now(vault, lambda found: _unwrapped(_with_roles(keys, found, who, kept), who.sids, lost))
        rotation.renew(vault, lost, progress)
    keys = vault.opened
    return rewrite(
        vault, lambda found: _granted(keys, _with_roles(keys, found, who, tuple(sorted(roles))), who)
    )


def take_key(vault: Vault, mid: str, kind: str, progress: Progress | None = None) -> None:
    """Take the key of one compartment, which no role gives, from a person, and renew it."""
    who = person(vault, mid)
    if who.is_me:
        raise NotYourself
    rewrite_now(vault, lambda found: _unwrapped(found, who.sids, {kind}))
    rotation.renew(vault, {kind}, progress)


def _must_stay(vault: Vault, who: Person, roles: Collection[str], *, may_leave_one: bool = False) -> None:
    """At least one director and one administrator stay, and as many administrators as must sign."""
    others = [one for one in people(vault) if one.mid != who.mid and not one.until]
    for role, words in (("DIR", _("director")), ("ADM", _("administrator"))):
        if role in who.roles and role not in roles and not any(role in one.roles for one in others):
            raise LastOfRole(words)
    found = vault.opened.header
    signing = found.signing_people
    if who.mid in signing and "ADM" not in roles and len(signing) <= found.quorum and not may_leave_one:
        raise TooFewToSign


def _without(keys: OpenedKeys, found: Header, sids: Collection[str]) -> Header:
    """The header after a person has left: their rows stay, for their signatures; their keys do not.

    Those for whom an administrator vouched who leaves are vouched for anew, so that nobody has to trust who left.
    """
    today = clock.today().isoformat()
    public = {m.ed25519 for m in found.members if m.sid in sids}
    due = sorted({*found.due, *cids_of(found, sids)})
    return replace(
        found,
        admins=_retired(keys, found, public),
        members=tuple(replace(m, until=today) if m.sid in sids else m for m in found.members),
        wraps=tuple(w for w in found.wraps if w.to not in sids),
        due=tuple(due),
    )


def _retired(keys: OpenedKeys, found: Header, public: Collection[bytes]) -> tuple[Admin, ...]:
    """The administrators when these keys may no longer sign.

    One way down from whoever was trusted first is kept: to the one above me. Everybody else whose voucher has left
    is vouched for by me, so that a single key that still signs leads to all of them.
    """
    today = clock.today().isoformat()
    admins = tuple(replace(a, until=today) if a.pub in public and not a.until else a for a in found.admins)
    signing = {a.pub: a for a in admins if not a.until}
    above = _above(keys.sign.public_key().public_bytes_raw(), signing)
    return tuple(
        a if a.until or a.pub == above or a.by in signing else Admin.endorsed(found.vid, a.pub, keys.sign)
        for a in admins
    )


def _above(mine: bytes, signing: Mapping[bytes, Admin]) -> bytes:
    """The first on the way up from me for whom nobody vouches who still signs."""
    seen = {mine}
    while (by := signing[mine].by) in signing and by not in seen:
        mine = by
        seen.add(mine)
    return mine


def _unwrapped(found: Header, sids: Collection[str], kinds: Collection[str]) -> Header:
    cids = {comp.cid for comp in found.comps if comp.kind in kinds}
    taken = {w.cid for w in found.wraps if w.to in sids and w.cid in cids}
    kept = tuple(w for w in found.wraps if not (w.to in sids and w.cid in cids))
    return replace(found, wraps=kept, due=tuple(sorted({*found.due, *taken})))


def _with_roles(keys: OpenedKeys, found: Header, who: Person, roles: tuple[str, ...]) -> Header:
    """The header with other roles for every keyslot of a person; without that of an administrator they sign no more."""
    rows = tuple(replace(m, roles=roles) if m.sid in who.sids else m for m in found.members)
    after = replace(found, members=rows)
    if "ADM" in roles:
        return after
    return replace(after, admins=_retired(keys, after, {m.ed25519 for m in rows if m.sid in who.sids}))


def _granted(keys: OpenedKeys, found: Header, who: Person) -> Header:
    """The header with the keys that the roles of a person need."""
    for row in (m for m in found.members if m.sid in who.sids):
        found = members.grant(found, row, joining.given(keys, row.roles))
        found = joining.with_administrator(keys, found, row)
    return found
