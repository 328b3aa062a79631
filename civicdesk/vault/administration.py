"""Changing who may open what: one door through which every new header goes, and the second signature.

With `quorum` 2 a new administrator, a new holder of the security key and a new recovery key count only when two
administrators have signed them. The first one's header then waits in the vault as a proposal, signed and whole, and
sealed to the administrators, until another person among them signs it too. Taking a key away never waits.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from civicdesk import log
from civicdesk.errors import CivicDeskError, VaultReadOnly
from civicdesk.i18n import N_
from civicdesk.vault import copies, frame, header, sealed_proposals
from civicdesk.vault.approvals import ENOUGH, Matter, is_answered, matters, signed, unanswered
from civicdesk.vault.folder import OpenedKeys
from civicdesk.vault.header import Header
from civicdesk.vault.layout import Layout
from civicdesk.vault.vault import Vault

Change = Callable[[Header], Header]
_SUFFIX = ".proposal"


class NotAdministrator(CivicDeskError):
    """The member's key is not among those that may sign a header."""

    says = N_("Only an administrator can change who may open this vault.")
    do = N_("Ask one of the administrators.")


class WaitsForTwo(CivicDeskError):
    """A change that may not wait would have to wait for a second administrator; nothing that follows it was done."""

    says = N_("This could not be done at once, because the vault asks for a second signature.")
    do = N_("Let a second administrator approve or discard what is waiting, then try again.")


class NobodyElseSigns(CivicDeskError):
    """Two must sign, and there is one administrator: what is proposed could never be approved."""

    says = N_(
        "This needs the signature of a second administrator, and this vault has no other administrator."
    )
    do = N_(
        "Lock the vault, choose “I cannot remember my passphrase” and let a second person in with the recovery "
        "sheets: whoever comes in with them is an administrator and can sign."
    )


class HeaderOvertaken(CivicDeskError):
    """Somebody else changed the header after this vault was opened."""

    says = N_("Somebody else has just changed who may open this vault. Nothing was changed by you.")
    do = N_("Lock the vault, unlock it and try again.")


class ProposalStale(CivicDeskError):
    """A proposal was made for a header that has changed since."""

    says = N_("Since this was proposed, something else about the keys has changed, so it cannot be approved.")
    do = N_("Discard it, and let it be proposed again.")


class ProposalForged(CivicDeskError):
    """A proposal that no administrator of this vault has signed, that was changed, or that we cannot read."""

    says = N_("This proposal was not signed by an administrator of this vault.")
    do = N_("Do not approve it. Ask who put it there.")


class OwnProposal(CivicDeskError):
    """The second signature must come from another person, not from another device of the first."""

    says = N_("You proposed this yourself, so another administrator must approve it.")
    do = N_("Another device of yours is not another administrator.")


@dataclass(frozen=True)
class Proposal:
    """A header that waits for a second administrator; `matters` are what their signature would approve."""

    path: Path
    header: Header
    matters: tuple[Matter, ...]

    @property
    def by(self) -> bytes:
        """Key of the administrator who proposed it."""
        return self.header.signer


def is_administrator(keys: OpenedKeys) -> bool:
    """Whether this member may sign a header."""
    return keys.sign.public_key().public_bytes_raw() in keys.header.signers


def signs_alone(found: Header) -> bool:
    """Whether two must sign and no second administrator is there, who could."""
    return found.quorum >= ENOUGH > len(found.signing_people)


def must_administer(vault: Vault) -> OpenedKeys:
    """The keys of an administrator of a vault that may be written to; NotAdministrator, VaultReadOnly."""
    if vault.read_only:
        raise VaultReadOnly
    if not is_administrator(vault.opened):
        raise NotAdministrator
    return vault.opened


def rewrite(vault: Vault, change: Change) -> bool:
    """Change the header and write it; False when it waits for the signature of a second administrator."""
    keys = must_administer(vault)
    before = keys.header
    after = signed(replace(change(before), gen=before.gen + 1), keys.sign)
    if unanswered(after) or (after.quorum < before.quorum):
        if signs_alone(before):
            raise NobodyElseSigns
        _propose(keys, after)
        return False
    vault.adopt(write(keys, after))
    return True


def rewrite_now(vault: Vault, change: Change) -> None:
    """The same for what other steps rely on; WaitsForTwo where it is not in force at once."""
    if not rewrite(vault, change):
        raise WaitsForTwo


def write(keys: OpenedKeys, after: Header) -> OpenedKeys:
    """Put a new header in place of the one these keys were opened with."""
    pair = header.read(Layout(keys.path).header)
    if pair.valid[0] != keys.header:
        raise HeaderOvertaken
    header.save(pair, after, keys.sign)
    log.note("vault.header.changed")
    return replace(keys, header=after)


def set_quorum(vault: Vault, quorum: int) -> bool:
    """How many administrators sign; asking for fewer is itself approved by a second one."""
    return rewrite(vault, lambda found: replace(found, quorum=quorum))


def set_profile(vault: Vault, profile: str) -> bool:
    """Change between small, office and strict."""
    return rewrite(vault, lambda found: replace(found, profile=profile))


# the second signature --------------------------------------------------------------------------------


def _propose(keys: OpenedKeys, after: Header) -> None:
    folder = Layout(keys.path).path / "inbox"
    name = os.urandom(8).hex()
    copies.create_file(folder / f"{name}.new", sealed_proposals.seal(keys, header.compose(after, keys.sign)))
    (folder / f"{name}.new").replace(folder / f"{name}{_SUFFIX}")
    copies.flush_folder(folder)
    log.note("vault.header.proposed")


def proposals(vault: Vault) -> tuple[Proposal, ...]:
    """What waits for a second signature and can still be approved or discarded.

    Only administrators can read it; forged files are left out.
    """
    found = []
    for path in _waiting(Layout(vault.path)):
        try:
            found.append(_read(vault.opened, path))
        except (ProposalForged, ProposalStale):
            continue
    return tuple(found)


def overtaken(vault: Vault) -> int:
    """How many proposals can no longer be approved, because people or keys have changed since."""
    return sum(_is_stale(vault.opened, path) for path in _waiting(Layout(vault.path)))


def _is_stale(keys: OpenedKeys, path: Path) -> bool:
    try:
        _read(keys, path)
    except ProposalStale:
        return True
    except ProposalForged:
        return False
    return False


def _read(keys: OpenedKeys, path: Path) -> Proposal:
    try:
        found = header.parse(sealed_proposals.unseal(keys, sealed_proposals.read(path)))
    except (OSError, frame.Damaged, frame.Altered, frame.TooNew) as trouble:
        raise ProposalForged from trouble
    now = keys.header
    if found.vid != now.vid or found.signer not in now.signers:
        raise ProposalForged
    if found.gen != now.gen + 1:
        raise ProposalStale
    return Proposal(path, found, _differing(now, found))


def _differing(now: Header, found: Header) -> tuple[Matter, ...]:
    known = {matter for matter in matters(now) if now.quorum < found.quorum or is_answered(now, matter)}
    return tuple(matter for matter in matters(found) if matter not in known)


def is_own(keys: OpenedKeys, proposal: Proposal) -> bool:
    """Whether this person proposed it, on whatever device."""
    mine = keys.sign.public_key().public_bytes_raw()
    return bool(keys.header.people((proposal.by,)) & keys.header.people((mine,)))


def approve(vault: Vault, proposal: Proposal) -> None:
    """Put the second signature to a proposal: from now on it is the header."""
    keys = must_administer(vault)
    fresh = _read(keys, proposal.path)
    if is_own(keys, fresh):
        raise OwnProposal
    after = signed(fresh.header, keys.sign)
    if unanswered(after):
        raise ProposalForged
    vault.adopt(write(keys, after))
    discard(vault, proposal)


def discard(vault: Vault, proposal: Proposal) -> None:
    """Take a proposal away without approving it."""
    must_administer(vault)
    proposal.path.unlink(missing_ok=True)


def discard_stale(vault: Vault) -> int:
    """Take away what can no longer be approved, or is no proposal at all; answers how many."""
    must_administer(vault)
    gone = 0
    for path in _waiting(Layout(vault.path)):
        try:
            _read(vault.opened, path)
        except (ProposalForged, ProposalStale):
            with suppress(OSError):  # a folder of this name is nobody's proposal, and stays
                path.unlink(missing_ok=True)
                gone += 1
    return gone


def _waiting(layout: Layout) -> Iterable[Path]:
    return sorted((layout.path / "inbox").glob(f"*{_SUFFIX}"))
