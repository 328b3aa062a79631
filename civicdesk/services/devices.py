"""The devices of somebody who has keys: which there are, and how one of them loses its keys while its owner stays."""

from __future__ import annotations

from dataclasses import dataclass

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import N_, _
from civicdesk.services.membership import Left, cut_off, may_write, opened_by_any, with_reason
from civicdesk.services.roster import staff_of
from civicdesk.vault import folder, leaving
from civicdesk.vault.rotation import Progress, cids_of, kinds_of
from civicdesk.vault.vault import Vault


class NoDeviceCalledThat(CivicDeskError):
    """The person has no device with this word or id."""

    says = N_("This person has no device that is called that.")
    do = N_("Use the word of a keyslot of theirs, as in the list of members.")


@dataclass(frozen=True)
class Device:
    """A keyslot of somebody: its neutral word ("" where the file is damaged), the day it joined, and whether in use."""

    sid: str
    label: str
    since: str
    is_here: bool


def devices(vault: Vault, mid: str) -> tuple[Device, ...]:
    """The devices of somebody who has keys now, the oldest first; NobodyThere otherwise."""
    sids = leaving.person(vault, mid).sids
    labels = {one.sid: one.label for one in folder.labels(vault.path)}
    found = [
        Device(one.sid, labels.get(one.sid, ""), one.since, one.sid == vault.sid)
        for one in vault.opened.header.members
        if one.sid in sids
    ]
    return tuple(sorted(found, key=lambda one: one.since))


def called(vault: Vault, mid: str, which: str) -> Device:
    """The device of this person with this word or id; NoDeviceCalledThat."""
    wanted = which.strip().casefold()
    found = [one for one in devices(vault, mid) if wanted in (one.sid, one.label.casefold())]
    if not wanted or len(found) != 1:
        raise NoDeviceCalledThat
    return found[0]


def take_device(vault: Vault, sid: str, *, reason: str = "", progress: Progress | None = None) -> Left:
    """Take the keys of one device from somebody who stays, and renew what it could read; recorded with their name."""
    may_write(vault)
    found = vault.opened.header
    staff, backups = staff_of(vault, (sid,)), opened_by_any(vault, (sid,))
    label = next((one.label for one in folder.labels(vault.path) if one.sid == sid), "")
    told: list[tuple[str, ...]] = []

    def taken() -> None:
        told.append(_record(vault, staff.id, label, reason) if staff is not None else ())

    due, trouble = cut_off(
        lambda: leaving.take_device(vault, sid, progress, taken),
        told,
        tuple(sorted(kinds_of(found, cids_of(found, (sid,))))),
    )
    return Left(due, trouble, backups, staff.ref if staff else "")


def _record(vault: Vault, staff_id: str, label: str, reason: str) -> tuple[str, ...]:
    """The line in the journal; a full disk must not hold up the renewal of keys."""
    try:
        with vault.transaction(reason) as tx:
            tx.note("staff_member", staff_id, "device taken", with_reason(label, reason))
    except CivicDeskError as error:
        return (_("The journal could not be written: {why}").format(why=error),)
    return ()


def copied(label: str, *, is_renewed: bool = True) -> str:
    """What taking the keys of a device cannot do, and, while keys are still to be renewed, no more than that."""
    if is_renewed:
        return _(
            "What lies on the device “{label}” can still be opened with its passphrase. From now on nothing new can."
        ).format(label=label)
    return _("What lies on the device “{label}” can still be opened with its passphrase.").format(label=label)
