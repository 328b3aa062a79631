"""What a second administrator agrees to, and the rules of the vault: each with a line in the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicdesk.i18n import _
from civicdesk.records.record import PROGRAMME
from civicdesk.services.membership import follow, may_write
from civicdesk.services.roster import meaning
from civicdesk.vault import administration, rotation

if TYPE_CHECKING:
    from civicdesk.vault.administration import Proposal
    from civicdesk.vault.rotation import Progress
    from civicdesk.vault.vault import Vault


def approve(vault: Vault, proposal: Proposal) -> None:
    """Sign as the second administrator; the staff list follows."""
    may_write(vault)
    said = _meaning(vault, proposal)
    administration.approve(vault, proposal)
    _note(vault, "proposal approved", said)
    follow(vault)


def discard(vault: Vault, proposal: Proposal) -> None:
    """Take a proposal away without signing it."""
    may_write(vault)
    said = _meaning(vault, proposal)
    administration.discard(vault, proposal)
    _note(vault, "proposal discarded", said)


def set_quorum(vault: Vault, quorum: int) -> bool:
    """How many administrators sign; False when a second one has to agree first."""
    may_write(vault)
    done = administration.set_quorum(vault, quorum)
    return _ruled(vault, _("{n} administrators sign").format(n=quorum), done=done)


def set_profile(vault: Vault, profile: str) -> bool:
    """Between small, office and strict; False when a second administrator has to agree first."""
    may_write(vault)
    return _ruled(vault, profile, done=administration.set_profile(vault, profile))


def renew_all(vault: Vault, reason: str = "", progress: Progress | None = None) -> tuple[str, ...]:
    """New keys for every part that this person can open, because old ones may be known; answers the other parts."""
    may_write(vault)
    administration.must_administer(vault)
    done = rotation.renew(vault, vault.compartments, progress)
    _note(vault, "keys renewed", reason)
    return tuple(sorted({comp.kind for comp in vault.opened.header.comps} - set(done)))


def _ruled(vault: Vault, what: str, *, done: bool) -> bool:
    _note(vault, "rules changed" if done else "rules proposed", what)
    return done


def _meaning(vault: Vault, proposal: Proposal) -> str:
    return " ".join(meaning(vault, proposal))


def _note(vault: Vault, verb: str, said: str) -> None:
    """A line for everybody who reads the programme; an administrator without its key cannot write one."""
    if PROGRAMME in vault.compartments:
        with vault.transaction() as tx:
            tx.note("vault", "", verb, said)
