"""Two administrators: what one proposes waits for the other, and nothing gets round it unseen."""

from __future__ import annotations

import pytest

from civicdesk.errors import VaultForged, WrongPassphrase
from civicdesk.services import roster
from civicdesk.vault import administration, folder, members
from civicdesk.vault.joining import admit, make_request, read_request
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.leaving import leave
from civicdesk.vault.vault import Vault
from tests.vault.people import DARA, SOKHA, joined, mid_of


def test_with_two_signatures_a_security_key_waits_for_the_second_administrator(
    vault: Vault, vault_passphrase: str
) -> None:
    joined(vault, DARA, ("DIR", "ADM"))
    assert not administration.set_quorum(vault, 2)
    assert vault.opened.header.quorum == 1
    vault.close()

    other = Vault.open(vault.path, DARA)
    (waiting,) = administration.proposals(other)
    administration.approve(other, waiting)
    assert other.opened.header.quorum == 2
    request = read_request(make_request(other.path, SOKHA, kdf=FLOOR))
    assert not admit(other, request, ("SFP",))
    (mine,) = administration.proposals(other)
    with pytest.raises(administration.OwnProposal):
        administration.approve(other, mine)
    other.close()
    with pytest.raises(WrongPassphrase):
        folder.open_vault(vault.path, SOKHA)

    founder = Vault.open(vault.path, vault_passphrase)
    (waiting,) = administration.proposals(founder)
    assert [what for what, _who, _cid in waiting.matters] == ["compartment"]
    administration.approve(founder, waiting)
    assert administration.proposals(founder) == ()
    mid = mid_of(founder, request.slot.sid)
    founder.close()
    assert "security" in folder.open_vault(vault.path, SOKHA).compartments
    again = Vault.open(vault.path, DARA)
    assert leave(again, mid) == ()  # taking away never waits
    again.close()


def test_what_is_signed_is_said_also_where_no_role_tells_it(vault: Vault, vault_passphrase: str) -> None:
    """An administrator slips the security key to somebody whose roles do not need it."""
    sid = joined(vault, SOKHA, ("PRG",))
    joined(vault, DARA, ("DIR", "ADM"))
    administration.set_quorum(vault, 2)
    vault.close()
    other = Vault.open(vault.path, DARA)
    administration.approve(other, administration.proposals(other)[0])
    member = other.opened.header.member(sid)
    assert member is not None
    keys = [one for one in other.opened.every_epoch if one.kind == "security"]
    assert not administration.rewrite(other, lambda found: members.grant(found, member, keys))
    other.close()
    founder = Vault.open(vault.path, vault_passphrase)
    (waiting,) = administration.proposals(founder)
    said = roster.meaning(founder, waiting)
    assert len(said) == 1 and "gets the key to the security part" in said[0]
    founder.close()


def test_one_administrator_cannot_write_such_a_header_behind_the_program(
    vault: Vault, vault_passphrase: str
) -> None:
    joined(vault, DARA, ("DIR", "ADM"))
    assert not administration.set_quorum(vault, 2)
    vault.close()
    other = Vault.open(vault.path, DARA)
    administration.approve(other, administration.proposals(other)[0])
    bare = folder.replace(other.opened.header, approvals=(), gen=other.opened.header.gen + 1)
    administration.write(other.opened, bare)
    other.close()
    with pytest.raises(VaultForged):
        folder.open_vault(vault.path, vault_passphrase)


def test_a_proposal_that_was_overtaken_or_changed_is_not_approved(
    vault: Vault, vault_passphrase: str
) -> None:
    joined(vault, DARA, ("DIR", "ADM"))
    administration.set_quorum(vault, 2)
    (path,) = (vault.path / "inbox").glob("*.proposal")
    raw = path.read_bytes()
    vault.close()
    other = Vault.open(vault.path, DARA)
    (waiting,) = administration.proposals(other)
    path.write_bytes(raw[:-40] + bytes(8) + raw[-32:])
    with pytest.raises(administration.ProposalForged):
        administration.approve(other, waiting)
    path.write_bytes(raw)
    administration.set_profile(other, "office")
    with pytest.raises(administration.ProposalStale):
        administration.approve(other, waiting)
    assert administration.proposals(other) == ()
    assert administration.discard_stale(other) == 1
    other.close()


def test_the_third_administrator_makes_the_vault_ask_for_two(vault: Vault) -> None:
    joined(vault, DARA, ("DIR", "ADM"))
    request = read_request(make_request(vault.path, SOKHA, kdf=FLOOR))
    assert not admit(vault, request, ("ADM",))
    assert administration.proposals(vault)[0].header.quorum == 2
