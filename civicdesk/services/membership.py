"""Joining, leaving and changing roles (WF20): the keys, the staff record and the journal, in that order of weight.

Taking keys away never waits for a record: a person is cut off at once, and what is open is listed afterwards. An
administrator who cannot open the programme changes keys only; the staff list follows them at the next change by
somebody who can.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from civicdesk import clock
from civicdesk.errors import CivicDeskError, VaultReadOnly
from civicdesk.i18n import N_, _
from civicdesk.records.choices import AccountState, LeavingKind, Role
from civicdesk.records.record import PROGRAMME
from civicdesk.records.rules import transition_problems
from civicdesk.records.staff_member import StaffMember
from civicdesk.records.staff_rules import owned_records
from civicdesk.records.values import Term
from civicdesk.services.roster import Entry, roster, staff_of
from civicdesk.vault import copies, joining, leaving
from civicdesk.vault.backup_list import KnownBackup, opened_by
from civicdesk.vault.joining import Request
from civicdesk.vault.keyslot import Kdf
from civicdesk.vault.leaving import Person
from civicdesk.vault.rotation import Progress
from civicdesk.vault.transaction import Transaction
from civicdesk.vault.vault import Vault

_AS_THE_KEYS = N_("as the keys of the person are")
_CANNOT_SIGN = (LeavingKind.HOSTILE, LeavingKind.UNREACHABLE)
"""Nobody can be asked to agree with them first: their keys go also where two must sign and one stays."""


class NotAStaffMember(CivicDeskError):
    """The reference given is not that of a staff record."""

    says = N_("There is no staff record with this reference.")
    do = N_("Use a reference that begins with STF, or give a name to make a new record.")


class AlreadyHasKeys(CivicDeskError):
    """The staff record belongs to somebody who has keys: what joins is another device of theirs."""

    says = N_("This person has keys already.")
    do = N_("Let the request in as another device of this person.")


class AlreadyEntered(CivicDeskError):
    """The staff list has this person already."""

    says = N_("This person stands in the staff list already.")
    do = N_("Change their record there.")


@dataclass(frozen=True)
class Newcomer:
    """Who joins: a new name and post, or a staff record that is there already."""

    name: str = ""
    post: str = ""
    staff_id: str = ""


@dataclass(frozen=True)
class Left:
    """After somebody's keys were taken: parts whose keys still have to be renewed, and what is open with the person."""

    due: tuple[str, ...]
    still_open: tuple[str, ...]
    backups: tuple[KnownBackup, ...]
    staff_ref: str = ""


# joining ---------------------------------------------------------------------------------------------


def ask(path: Path, text: str, file: Path, *, kdf: Kdf | None = None) -> tuple[str, ...]:
    """A newcomer writes a request to join the vault at `path`; answers the six words to be read aloud."""
    data = joining.make_request(path, text, kdf=kdf)
    beside = file.with_name(f"{file.name}.new")
    try:
        beside.unlink(missing_ok=True)
        copies.create_file(beside, data)
        beside.replace(file)
        copies.flush_folder(file.parent)
    except OSError as trouble:
        raise copies.explain(trouble) from trouble
    return joining.fingerprint(data)


def join(
    vault: Vault, request: Request, roles: Collection[str], newcomer: Newcomer, *, reason: str = ""
) -> bool:
    """Let somebody in and enter them in the staff list; False when a second administrator has to sign first."""
    may_write(vault)
    if not roles:
        raise joining.RoleNeeded
    if PROGRAMME not in vault.compartments:
        return joining.admit(vault, request, roles)
    staff = _existing(vault, newcomer.staff_id)
    staff = staff or _new(newcomer.name.strip() or request.slot.label, newcomer.post, roles)
    with vault.transaction(reason, accept=reason or N_("joined")) as tx:
        person = tx.save(staff.replaced(roles=_roles(roles)))
        _link(vault, tx, request.slot.sid, person.id)
        done = joining.admit(vault, request, roles)  # what it refuses takes the record back
        tx.note("staff_member", person.id, _joined(done), with_reason(", ".join(sorted(roles)), reason))
    follow(vault)
    return done


def join_device(vault: Vault, request: Request, mid: str, *, reason: str = "") -> bool:
    """Another device of somebody who has keys, with the same roles."""
    may_write(vault)
    person = leaving.person(vault, mid)
    staff = staff_of(vault, person.sids)
    if staff is None:
        return joining.admit(vault, request, person.roles, mid=mid)
    with vault.transaction(reason) as tx:
        _link(vault, tx, request.slot.sid, staff.id)
        done = joining.admit(vault, request, person.roles, mid=mid)
        tx.note("staff_member", staff.id, _joined(done), with_reason(_("another device"), reason))
        return done


def _joined(done: bool) -> str:
    """The verb in the journal: a second signature may still be wanted, and may never come."""
    return "member-joined" if done else "member-proposed"


def enter(vault: Vault, mid: str, newcomer: Newcomer) -> None:
    """Enter somebody in the staff list who was let in by an administrator without names."""
    person = leaving.person(vault, mid)
    if staff_of(vault, person.sids) is not None:
        raise AlreadyEntered
    staff = _existing(vault, newcomer.staff_id)
    staff = staff or _new(newcomer.name.strip() or person.mid, newcomer.post, person.roles)
    with vault.transaction(accept=N_("has keys already")) as tx:
        saved = tx.save(staff.replaced(roles=_roles(person.roles)))
        for sid in person.sids:
            _link(vault, tx, sid, saved.id)
        tx.note("staff_member", saved.id, "member-joined", _codes(person.roles))
    follow(vault)


def _existing(vault: Vault, staff_id: str) -> StaffMember | None:
    if not staff_id:
        return None
    if any(one.staff_id == staff_id and not one.person.until for one in roster(vault)):
        raise AlreadyHasKeys
    found = vault.get("staff_member", staff_id)
    if not isinstance(found, StaffMember):
        raise NotAStaffMember
    return found.replaced(account_state=AccountState.ACTIVE)


def _new(name: str, post: str, roles: Collection[str]) -> StaffMember:
    return StaffMember(
        display_name=name, post_title=post.strip() or "–",
        roles=_roles(roles), staff_group=Term("all_staff"), account_state=AccountState.ACTIVE,
        start_date=clock.today(),
    )  # fmt: skip


def _link(vault: Vault, tx: Transaction, sid: str, staff_id: str) -> None:
    tx.store_for_writing(PROGRAMME)
    vault.vocabularies_.save_settings({f"staff:{sid}": staff_id, _seen(sid): sorted(_gone(vault))})


# other roles -----------------------------------------------------------------------------------------


def change_roles(
    vault: Vault, mid: str, roles: Collection[str], *, reason: str = "", progress: Progress | None = None
) -> bool:
    """Give a person other roles; False when what they gain waits for a second administrator."""
    may_write(vault)
    person = leaving.person(vault, mid)
    done = leaving.change_roles(vault, mid, roles, progress)
    staff = staff_of(vault, person.sids)
    if staff is not None:
        change = _("{before} to {after}").format(before=_codes(person.roles), after=_codes(roles))
        said = change if done else _("{change}, waiting for a second administrator").format(change=change)
        with vault.transaction(reason) as tx:
            tx.note("staff_member", staff.id, "roles-changed", with_reason(said, reason))
    follow(vault)
    return done


# leaving ---------------------------------------------------------------------------------------------


def before_leaving(vault: Vault, mid: str) -> tuple[str, ...]:
    """What to think of before somebody leaves, in sentences; none of it stops the taking away of keys."""
    staff = staff_of(vault, leaving.person(vault, mid).sids)
    if staff is None:
        return ()
    look = vault.look()
    said = [one.message for one in staff.guards("leaving", look)]
    if owned := owned_records(staff, look):
        said.append(_("{n} records belong to {name}.").format(n=owned, name=staff.display_name))
    return tuple(said)


def leave(
    vault: Vault,
    mid: str,
    *,
    kind: LeavingKind = LeavingKind.IMMEDIATE,
    reason: str = "",
    progress: Progress | None = None,
) -> Left:
    """Take every key from a person at once; then their staff record begins to leave, as far as its rules let it."""
    may_write(vault)
    person = leaving.person(vault, mid)
    staff = staff_of(vault, person.sids)
    backups = opened_by_any(vault, person.sids)
    told: list[tuple[str, ...]] = []

    def taken() -> None:
        told.append(_begin_leaving(vault, person, kind, reason))
        acknowledge_leavers(vault)  # who did it need not be told

    due, still = cut_off(
        lambda: leaving.leave(vault, mid, progress, taken, may_leave_one=kind in _CANNOT_SIGN),
        told,
        person.kinds,
    )
    return Left(due, still, backups, staff.ref if staff else "")


def cut_off(
    take: Callable[[], tuple[str, ...]], told: Sequence[tuple[str, ...]], kinds: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Take keys; what is due then, and what to say. `told` is filled once they are taken, `kinds` is what they open.

    From there on no error is raised: the renewal failed (a full disk), and the vault may be closed.
    """
    try:
        return take(), told[0]
    except CivicDeskError as error:
        if not told:  # nothing was taken
            raise
        words = _("The keys are taken, but not yet renewed: {why}").format(why=error)
        return kinds, (words, *told[0])


def opened_by_any(vault: Vault, sids: Collection[str]) -> tuple[KnownBackup, ...]:
    """Backups known here that the passphrase of one of these keyslots opens as long as they exist."""
    return tuple({one.id: one for sid in sids for one in opened_by(vault, sid)}.values())


def _begin_leaving(vault: Vault, person: Person, kind: LeavingKind, reason: str) -> tuple[str, ...]:
    """The record, and what is open then; a record that may not change says so and holds up nothing."""
    staff = staff_of(vault, person.sids)
    if staff is None:
        return ()
    trouble: tuple[str, ...] = ()
    try:
        with vault.transaction(reason) as tx:
            tx.note("staff_member", staff.id, "member-left", with_reason(kind.label, reason))
        _mark_leaving(vault, staff, kind, reason)
    except CivicDeskError as error:
        trouble = (_("The staff record could not be changed: {why}").format(why=error),)
    follow(vault)
    return (*trouble, *still_open(vault, person))


def _mark_leaving(vault: Vault, staff: StaffMember, kind: LeavingKind, reason: str) -> None:
    if staff.state in ("leaving", "left"):
        return
    with vault.transaction(reason, accept=reason or N_("keys taken away")) as tx:
        if staff.state != "active":
            staff = tx.move(staff, "active")
        staff = staff.replaced(
            leaving_date=staff.leaving_date or clock.today(),
            leaving_kind=kind,
            account_state=AccountState.DISABLED,
        )
        tx.move(tx.save(staff), "leaving")


def still_open(vault: Vault, person: Person) -> tuple[str, ...]:
    """What is to be done before somebody who lost their keys has left altogether."""
    staff = staff_of(vault, person.sids)
    if staff is None or staff.state == "left":
        return ()
    look = vault.look()
    found = [one for one in transition_problems(staff, "left", look) if one.id != "V-STATE"]
    found += [one for one in staff.guards("leaving", look) if one.severity == "W"]
    return tuple(dict.fromkeys(one.message for one in found))


# telling everybody else ------------------------------------------------------------------------------


def somebody_left(vault: Vault) -> bool:
    """Whether keys were taken from somebody since this member last said that they know."""
    if PROGRAMME not in vault.compartments:
        return False
    return bool(_gone(vault) - set(vault.setting(_seen(vault.sid)) or ()))


def acknowledge_leavers(vault: Vault) -> None:
    """This member knows that keys were taken from everybody who has none now."""
    if somebody_left(vault):
        vault.set_settings({_seen(vault.sid): sorted(_gone(vault))})


def _gone(vault: Vault) -> set[str]:
    return {one.mid for one in leaving.people(vault) if one.until}


def _seen(sid: str) -> str:
    return f"left-seen:{sid}"


# the second signature, and the staff list after the keys ---------------------------------------------


def follow(vault: Vault) -> int:
    """Bring the staff list in line with the keys; answers how many records were changed.

    A record that may not change stays as it is: keys count, and the list of people shows the difference.
    """
    if PROGRAMME not in vault.compartments:
        return 0
    return sum(_follow(vault, one) for one in roster(vault) if one.staff_id)


def _follow(vault: Vault, entry: Entry) -> bool:
    staff, person = vault.get("staff_member", entry.staff_id), entry.person
    if not isinstance(staff, StaffMember) or _is_back(vault, entry):
        return False
    try:
        if person.until:
            if staff.state in ("leaving", "left"):
                return False
            _mark_leaving(vault, staff, LeavingKind.IMMEDIATE, _(_AS_THE_KEYS))
            return True
        return _follow_present(vault, staff, person)
    except CivicDeskError:
        return False


def _follow_present(vault: Vault, staff: StaffMember, person: Person) -> bool:
    is_new, roles = staff.state == "invited", _roles(person.roles)
    if not is_new and set(staff.roles) == set(roles):
        return False
    with vault.transaction(_(_AS_THE_KEYS), accept=_(_AS_THE_KEYS)) as tx:
        if set(staff.roles) != set(roles):
            staff = tx.save(staff.replaced(roles=roles))
        if is_new:
            tx.move(staff, "active")
    return True


def _is_back(vault: Vault, entry: Entry) -> bool:
    """Whether somebody who left has joined anew under the same staff record."""
    others = (one for one in roster(vault) if one.staff_id == entry.staff_id and not one.person.until)
    return bool(entry.person.until) and any(others)


def may_write(vault: Vault) -> None:
    """Keys are not changed in a vault that is older than this computer remembers."""
    if vault.read_only:
        raise VaultReadOnly


def _roles(codes: Collection[str]) -> tuple[Role, ...]:
    return tuple(role for role in Role if role.value in codes)


def _codes(roles: Collection[str]) -> str:
    return " + ".join(role.value for role in _roles(roles))


def with_reason(what: str, reason: str) -> str:
    """The reason of a line in the journal: what was done, and why."""
    return f"{what}: {reason}" if reason else what


def copied(name: str, *, is_renewed: bool = True) -> str:
    """What taking keys away cannot do, and, while keys are still to be renewed, no more than that."""
    if is_renewed:
        return _(
            "Files {name} already copied can still be opened with the old passphrase. From now on nothing new can."
        ).format(name=name)
    return _("Files {name} already copied can still be opened with the old passphrase.").format(name=name)
