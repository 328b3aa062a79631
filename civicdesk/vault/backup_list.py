"""Which backups a vault knows of: when, on which disk, and whose passphrases open them. Kept in the vault itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from civicdesk import clock
from civicdesk.i18n import _, ngettext

if TYPE_CHECKING:
    from civicdesk.vault.manifest import Manifest
    from civicdesk.vault.vault import Vault

SETTING = "backups"
MOST = 200
"""So many are remembered; the oldest are forgotten first."""
_SKEW = timedelta(days=1)
WARN, ALARM = timedelta(days=7), timedelta(days=14)


@dataclass(frozen=True)
class KnownBackup:
    """A backup that was verified once. `sids` are the keyslots in it: each opens it with the passphrase of then."""

    id: str
    at: str
    medium: str
    file: str
    gen: int
    sids: tuple[str, ...]
    commits: int

    @property
    def moment(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.at)

    @property
    def is_ahead(self) -> bool:
        """Whether it bears a moment that has not come yet: how old it is then nobody can know."""
        return self.moment > clock.now() + _SKEW


@dataclass(frozen=True)
class Age:
    """How long ago the newest verified backup was made, for the status bar: `state` is good, warn, alarm."""

    state: str
    words: str


def known_backups(vault: Vault) -> tuple[KnownBackup, ...]:
    """The backups that this vault remembers, the last made first, whatever the clock said; whether they still exist
    nobody here can know.
    """
    rows: Iterable[dict[str, Any]] = vault.setting(SETTING) or ()
    return tuple(KnownBackup(**{**row, "sids": tuple(row["sids"])}) for row in rows)


def last_verified_backup(vault: Vault) -> KnownBackup | None:
    """The newest of them."""
    return next(iter(known_backups(vault)), None)


def opened_by(vault: Vault, sid: str) -> tuple[KnownBackup, ...]:
    """The backups that the keyslot `sid` still opens, whatever becomes of it in the vault."""
    return tuple(one for one in known_backups(vault) if sid in one.sids)


def opened_by_former(vault: Vault) -> tuple[KnownBackup, ...]:
    """The backups that a keyslot still opens whose keys were taken away since."""
    here = {one.sid for one in vault.opened.header.members if not one.until}
    return tuple(one for one in known_backups(vault) if not here.issuperset(one.sids))


def remember(vault: Vault, made: Manifest, medium: str, file: str) -> None:
    """Remember a backup that has just been verified."""
    names = {member.name for member in made.members}
    sids = sorted({name[6:22] for name in names if name.startswith("slots/")})
    commits = sum(head.commits for head in made.heads.compartments.values())
    new = KnownBackup(made.id, made.at, medium, file, made.gen, tuple(sids), commits)
    with vault.lock:
        kept = [one for one in known_backups(vault) if one.id != made.id]
        _keep(vault, [new, *kept][:MOST])


def forget(vault: Vault, ids: Iterable[str]) -> None:
    """These backups have been deleted or destroyed."""
    gone = set(ids)
    with vault.lock:
        known = known_backups(vault)
        if any(one.id in gone for one in known):
            _keep(vault, [one for one in known if one.id not in gone])


def forget_file(vault: Vault, medium: str, file: str) -> None:
    """The file of this name on this disk is no good backup any more."""
    forget(vault, [one.id for one in known_backups(vault) if (one.medium, one.file) == (medium, file)])


def _keep(vault: Vault, known: Iterable[KnownBackup]) -> None:
    vault.set_settings({SETTING: [asdict(one) for one in known]})


def age(vault: Vault) -> Age:
    """The age of the newest verified backup, in words: quiet under a week, a warning, and from two weeks an alarm."""
    newest = last_verified_backup(vault)
    if newest is None:
        return Age("alarm", _("There is no backup yet"))
    if newest.is_ahead:
        words = _("The last verified backup, on “{medium}”, was made while the clock was ahead: make a new one")
        return Age("alarm", words.format(medium=newest.medium))
    passed = max(clock.now() - newest.moment, timedelta())
    state = "alarm" if passed >= ALARM else "warn" if passed >= WARN else "good"
    where = _("Last verified backup {when}, on “{medium}”")
    return Age(state, where.format(when=_ago(passed.days), medium=newest.medium))


def _ago(days: int) -> str:
    if days == 0:
        return _("today")
    return ngettext("{n} day ago", "{n} days ago", days).format(n=days)
