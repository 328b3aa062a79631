"""Who the members of a vault are: the keys know ids and roles, the staff list inside the vault knows names.

Somebody who cannot open the programme sees the neutral words of the keyslots, and no name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import N_, _
from civicdesk.records.choices import Role
from civicdesk.records.record import COMPARTMENTS, PROGRAMME
from civicdesk.records.staff_member import StaffMember
from civicdesk.vault import compartments, folder, leaving
from civicdesk.vault.administration import Proposal
from civicdesk.vault.approvals import ENOUGH, Matter
from civicdesk.vault.backup_words import part_label
from civicdesk.vault.header import Header
from civicdesk.vault.leaving import Person
from civicdesk.vault.vault import Vault


class NobodyCalledThat(CivicDeskError):
    """No member has this name, reference, label or id."""

    says = N_("Nobody with keys to this vault is called that.")
    do = N_("Use the reference, the name or the keyslot of somebody in the list of members.")


class SeveralCalledThat(CivicDeskError):
    """Two members share a name."""

    says = N_("More than one person is called that.")
    do = N_("Use the reference of the person, or the word of their keyslot.")


@dataclass(frozen=True)
class Entry:
    """A person as the list of members shows them; without the programme `name` is the words of their keyslots."""

    person: Person
    name: str
    ref: str
    staff_id: str
    labels: tuple[str, ...]
    parts: tuple[str, ...]

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles in words."""
        return role_words(self.person.roles)


def roster(vault: Vault) -> tuple[Entry, ...]:
    """Everybody who has, or had, keys."""
    labels = {one.sid: one.label for one in folder.labels(vault.path)}
    titles = {part.kind: part.title for part in compartments.parts(vault)}
    return tuple(_entry(vault, one, labels, titles) for one in leaving.people(vault))


def _entry(vault: Vault, person: Person, labels: dict[str, str], titles: dict[str, str]) -> Entry:
    staff = staff_of(vault, person.sids)
    words = tuple(labels[sid] for sid in person.sids if labels.get(sid))
    name = staff.display_name if staff else ", ".join(words) or _("Somebody without a name here")
    parts = [
        titles.get(kind) or part_label(kind) for kind in person.kinds if kind in titles or _is_usual(kind)
    ]
    return Entry(person, name, staff.ref if staff else "", staff.id if staff else "", words, tuple(parts))


def _is_usual(kind: str) -> bool:
    """Parts that an administrator added are not even mentioned to who cannot open them."""
    return kind in COMPARTMENTS


def staff_of(vault: Vault, sids: tuple[str, ...]) -> StaffMember | None:
    """The staff record of whoever has these keyslots; None without the programme, or where nobody linked one."""
    if PROGRAMME not in vault.compartments:
        return None
    for sid in sids:
        staff_id = vault.setting(f"staff:{sid}")
        record = vault.get("staff_member", staff_id) if staff_id else None
        if record is not None:
            return cast(StaffMember, record)
    return None


def called(vault: Vault, who: str) -> Entry:
    """The member with this reference, name, keyslot word or id; NobodyCalledThat, SeveralCalledThat."""
    wanted = " ".join(who.split()).casefold()
    here = [one for one in roster(vault) if not one.person.until]
    exact = [one for one in here if wanted in (one.person.mid, one.ref.casefold(), *one.person.sids)]
    found = exact or [one for one in here if wanted in (one.name.casefold(), *map(str.casefold, one.labels))]
    if len(found) > 1:
        raise SeveralCalledThat
    if not wanted or not found:
        raise NobodyCalledThat
    return found[0]


def role_words(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Roles in words, in the order of the catalogue."""
    return tuple(role.label for role in Role if role.value in codes)


# what a proposal means -------------------------------------------------------------------------------


def meaning(vault: Vault, proposal: Proposal) -> tuple[str, ...]:
    """What a second signature would bring about, in sentences."""
    now, then = vault.opened.header, proposal.header
    said = [*_people_words(vault, now, then)]
    if now.quorum != then.quorum:
        said.append(_quorum_words(then.quorum))
    said += [_matter_words(vault, then, matter) for matter in proposal.matters]
    return tuple(said) or (_("Keys are given anew to the people who have them already."),)


def _matter_words(vault: Vault, then: Header, matter: Matter) -> str:
    """What the signature counts for: from the matter that is signed, not from roles, which may say something else."""
    what, who, _cid = matter
    if what == "recovery":
        return _("A new recovery key is made.")
    if who in {key.rid for key in then.recovery}:
        return _("A recovery key opens the security part.")
    sid = next((m.sid for m in then.members if who in (m.sid, m.ed25519.hex())), "")
    name = _name_of(vault, sid) if sid else _("Somebody who is no member")
    if what == "admin":
        return _("{name} may sign as an administrator.").format(name=name)
    return _("{name} gets the key to the security part.").format(name=name)


def _quorum_words(quorum: int) -> str:
    if quorum >= ENOUGH:
        return _("From then on two administrators sign for a new administrator, security and recovery.")
    return _("From then on one administrator alone signs for everything.")


def _people_words(vault: Vault, now: Header, then: Header) -> list[str]:
    before = {member.sid: member for member in now.members}
    said = []
    for member in then.members:
        old = before.get(member.sid)
        words = {"name": _name_of(vault, member.sid), "roles": ", ".join(role_words(member.roles))}
        if old is None:
            said.append(_("{name} is let in: {roles}.").format(**words))
        elif old.roles != member.roles:
            said.append(_("{name} gets these roles: {roles}.").format(**words))
    return said


def _name_of(vault: Vault, sid: str) -> str:
    staff = staff_of(vault, (sid,))
    if staff is not None:
        return staff.display_name
    labels = {one.sid: one.label for one in folder.labels(vault.path)}
    return labels.get(sid) or _("Somebody without a name here")


def proposed_by(vault: Vault, proposal: Proposal) -> str:
    """Who proposed it."""
    sid = next((m.sid for m in vault.opened.header.members if m.ed25519 == proposal.by), "")
    return _name_of(vault, sid)
