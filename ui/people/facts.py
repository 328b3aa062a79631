"""What the page of people shows, read from the vault at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from civicdesk.records.staff_member import StaffMember
from civicdesk.services import roster
from civicdesk.services.roster import Entry
from civicdesk.vault import administration, leaving, rotation
from civicdesk.vault.administration import Proposal
from ui.people import parts
from ui.people.parts import Apart

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault


@dataclass(frozen=True)
class Waiting:
    """A proposal, who made it, and what a second signature would bring about."""

    proposal: Proposal
    by: str
    means: tuple[str, ...]
    is_mine: bool


@dataclass(frozen=True)
class Facts:
    """Everybody with their keys, what waits, what is due, and the rules of this vault."""

    people: tuple[Entry, ...]
    waiting: tuple[Waiting, ...]
    overtaken: int
    due: tuple[str, ...]
    can_renew: bool
    is_half_done: bool
    quorum: int
    profile: str
    is_administrator: bool
    administrators: int
    apart: tuple[Apart, ...]


def read(vault: Vault) -> Facts:
    """Read it; for the worker."""
    keys = vault.opened
    people, due = roster.roster(vault), leaving.due_kinds(vault)
    is_administrator = administration.is_administrator(keys)
    return Facts(
        people=people,
        waiting=tuple(
            Waiting(one, roster.proposed_by(vault, one), roster.meaning(vault, one), administration.is_own(keys, one))
            for one in administration.proposals(vault)
        ),
        overtaken=administration.overtaken(vault) if is_administrator and not vault.read_only else 0,
        due=due,
        can_renew=is_administrator and bool(set(due) & set(vault.compartments)),
        is_half_done=rotation.is_half_done(vault),
        quorum=keys.header.quorum,
        profile=vault.profile,
        is_administrator=is_administrator,
        administrators=sum("ADM" in one.person.roles and not one.person.until for one in people),
        apart=parts.read(vault, people),
    )


def staff_without_keys(vault: Vault) -> tuple[StaffMember, ...]:
    """Staff records of people who have no keys, to whom a newcomer may belong; none without the programme."""
    taken = {one.staff_id for one in roster.roster(vault) if not one.person.until}
    found = (one for one in vault.iterate("staff_member") if isinstance(one, StaffMember))
    return tuple(one for one in found if one.id not in taken and one.state != "left")
