"""Proposals that wait for a second signature: what was forged, overtaken or put there by a stranger is not approved."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from strategies import council, saved

from civicdesk.errors import VaultReadOnly
from civicdesk.vault import administration, copies, header, members, sealed_proposals
from civicdesk.vault.header import Admin, Header
from civicdesk.vault.layout import Layout
from civicdesk.vault.vault import Vault
from tests.vault.people import DARA, SOKHA, joined


@pytest.fixture
def two(vault: Vault) -> Vault:
    """A vault that asks for two signatures, open in the eyes of the second administrator."""
    joined(vault, SOKHA, ("PRG",))
    joined(vault, DARA, ("DIR", "ADM"))
    assert not administration.set_quorum(vault, 2)
    vault.close()
    other = Vault.open(vault.path, DARA)
    administration.approve(other, administration.proposals(other)[0])
    return other


@pytest.fixture
def closed(two: Vault):
    """The same; it is closed at the end."""
    yield two
    two.close()


def copied(path: Path) -> dict[Path, bytes]:
    return {copy: copy.read_bytes() for copy in copies.paths(Layout(path).header)}


def put(vault: Vault, found: Header, key: Ed25519PrivateKey) -> administration.Proposal:
    """Somebody puts a header of their own making among the proposals."""
    path = vault.path / "inbox" / f"{os.urandom(8).hex()}.proposal"
    path.write_bytes(sealed_proposals.seal(vault.opened, header.compose(found, key)))
    return administration.Proposal(path, found, ())


def security_for_sokha(vault: Vault):
    """The change that gives somebody the key to the security part."""
    found = vault.opened.header
    sokha = next(one for one in found.members if one.roles == ("PRG",))
    keys = [one for one in vault.opened.every_epoch if one.kind == "security"]
    return lambda found: members.grant(found, sokha, keys)


def test_what_may_not_wait_is_not_done_in_part_and_can_still_be_approved(
    closed: Vault, vault_passphrase: str
) -> None:
    before, disk = closed.opened.header, copied(closed.path)
    with pytest.raises(administration.WaitsForTwo):
        administration.rewrite_now(closed, security_for_sokha(closed))
    assert (closed.opened.header, copied(closed.path)) == (before, disk)
    closed.close()
    founder = Vault.open(closed.path, vault_passphrase)
    (waiting,) = administration.proposals(founder)
    administration.approve(founder, waiting)
    founder.close()
    theirs = Vault.open(closed.path, SOKHA)
    assert "security" in theirs.compartments
    theirs.close()


def test_a_stranger_and_an_administrator_of_another_vault_propose_nothing(closed: Vault) -> None:
    found, thief = closed.opened.header, Ed25519PrivateKey.generate()
    public = thief.public_key().public_bytes_raw()
    next_one = replace(found, gen=found.gen + 1, signer=b"")
    strange = replace(next_one, admins=(*found.admins, Admin.endorsed(found.vid, public, thief)))
    mine = closed.opened.sign
    disk = copied(closed.path)
    for forged in (put(closed, strange, thief), put(closed, replace(next_one, vid="ab" * 16), mine)):
        assert administration.proposals(closed) == ()
        assert administration.overtaken(closed) == 0
        with pytest.raises(administration.ProposalForged):
            administration.approve(closed, forged)
    assert administration.discard_stale(closed) == 2
    assert list((closed.path / "inbox").iterdir()) == []
    assert copied(closed.path) == disk


def test_a_proposal_that_nobody_has_signed_for_needs_more_than_one_signature(
    closed: Vault, vault_passphrase: str
) -> None:
    """Its maker signed the whole and not what is in it: a second signature would be the only one."""
    wanted = security_for_sokha(closed)(closed.opened.header)
    bare = replace(wanted, gen=wanted.gen + 1, signer=b"")
    made, disk = put(closed, bare, closed.opened.sign), copied(closed.path)
    closed.close()
    founder = Vault.open(closed.path, vault_passphrase)
    (waiting,) = administration.proposals(founder)
    with pytest.raises(administration.ProposalForged):
        administration.approve(founder, waiting)
    assert copied(closed.path) == disk
    administration.discard(founder, made)
    assert administration.proposals(founder) == ()
    founder.close()


def test_overtaken_ones_are_counted_without_what_was_forged_and_both_are_taken_away(closed: Vault) -> None:
    assert not administration.rewrite(closed, security_for_sokha(closed))
    assert administration.overtaken(closed) == 0
    assert administration.discard_stale(closed) == 0  # what can be approved stays
    assert administration.set_profile(closed, "office")
    (closed.path / "inbox" / "0000000000000000.proposal").write_bytes(b"no header")
    assert administration.overtaken(closed) == 1
    assert administration.discard_stale(closed) == 2
    assert list((closed.path / "inbox").iterdir()) == []


def test_a_pipe_or_a_folder_that_somebody_planted_is_no_proposal_and_stops_nobody(closed: Vault) -> None:
    assert not administration.rewrite(closed, security_for_sokha(closed))
    os.mkfifo(closed.path / "inbox" / "0000000000000000.proposal")
    (closed.path / "inbox" / "0000000000000001.proposal").mkdir()
    (closed.path / "inbox" / "0000000000000002.proposal").symlink_to("/dev/zero")
    assert len(administration.proposals(closed)) == 1
    assert administration.overtaken(closed) == 0
    assert administration.discard_stale(closed) == 2
    assert len(administration.proposals(closed)) == 1


def test_nothing_about_people_is_changed_in_a_vault_that_was_put_back(
    vault: Vault, vault_passphrase: str
) -> None:
    path = vault.path
    vault.close()
    old = shutil.copytree(path, path.with_name("Old.civicdesk"))
    newer = Vault.open(path, vault_passphrase)
    saved(newer, council())
    newer.close()
    shutil.rmtree(path)
    shutil.copytree(old, path)
    waiting = Vault.open(path, vault_passphrase)
    assert waiting.read_only
    disk = copied(path)
    with pytest.raises(VaultReadOnly):
        administration.set_profile(waiting, "office")
    assert copied(path) == disk
    waiting.witness.restored(waiting)
    assert administration.set_profile(waiting, "office")
    waiting.close()
