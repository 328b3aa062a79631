"""The right to sign is taken at once, and where two must sign two stay, or the way out is told."""

from __future__ import annotations

import pytest

from civicdesk.services import membership
from civicdesk.vault import administration, folder, leaving, recovery, recovery_use
from civicdesk.vault.joining import admit
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.leaving import change_roles, leave
from civicdesk.vault.vault import Vault
from tests.vault.people import DARA, SECOND, SOKHA, approved_by, asked, joined, me, mid_of, two_sign


def three(vault: Vault, roles: tuple[str, ...]) -> str:
    """The founder, Dara and Sokha are administrators, so that two sign; the vault is closed. Answers Sokha's keyslot."""
    joined(vault, DARA, ("ADM", "DIR"))
    request = asked(vault.path, SOKHA)
    assert not admit(vault, request, roles)
    vault.close()
    approved_by(vault.path, DARA)
    return request.slot.sid


def test_the_right_to_sign_is_taken_at_once_also_where_a_new_key_waits(
    vault: Vault, vault_passphrase: str
) -> None:
    sid = three(vault, ("ADM", "PRG"))
    founder = Vault.open(vault.path, vault_passphrase)
    assert not change_roles(founder, mid_of(founder, sid), ("PRG", "SFP"))
    founder.close()
    sokha = Vault.open(vault.path, SOKHA)
    assert (set(sokha.roles), set(sokha.compartments)) == ({"PRG"}, {"programme"})
    assert not administration.is_administrator(sokha.opened)
    with pytest.raises(administration.NotAdministrator):
        administration.set_profile(sokha, "office")
    assert administration.proposals(sokha) == ()
    sokha.close()
    approved_by(vault.path, DARA)
    theirs = folder.open_vault(vault.path, SOKHA)
    assert (set(theirs.roles), set(theirs.compartments)) == ({"PRG", "SFP"}, {"programme", "security"})
    assert not administration.is_administrator(theirs)


def test_nobody_takes_the_right_to_sign_from_themself(vault: Vault) -> None:
    joined(vault, DARA, ("ADM", "DIR"))
    before = vault.opened.header
    with pytest.raises(leaving.NotYourself):
        change_roles(vault, me(vault), ("BRD", "CSW", "DIR", "PRG", "SFP"))
    assert vault.opened.header == before


def test_where_two_must_sign_the_last_but_one_administrator_stays_until_one_signature_is_enough(
    vault: Vault, vault_passphrase: str
) -> None:
    dara = joined(vault, DARA, ("ADM", "DIR"))
    two_sign(vault)
    founder = Vault.open(vault.path, vault_passphrase)
    before, mid = founder.opened.header, mid_of(founder, dara)
    with pytest.raises(leaving.TooFewToSign):
        membership.leave(founder, mid)
    with pytest.raises(leaving.TooFewToSign):
        change_roles(founder, mid, ("DIR",))
    assert founder.opened.header == before
    assert not administration.set_quorum(founder, 1)
    founder.close()
    approved_by(vault.path, DARA)
    founder = Vault.open(vault.path, vault_passphrase)
    assert change_roles(founder, mid, ("DIR",))
    assert membership.leave(founder, mid).due == ()
    assert admit(founder, asked(vault.path, SOKHA), ("ADM", "SFP"))
    founder.close()


def test_where_one_administrator_is_left_the_recovery_sheets_bring_the_second_signature(
    vault: Vault, vault_passphrase: str
) -> None:
    sheets = recovery.make(vault, "main").sheets
    dara = joined(vault, DARA, ("ADM", "DIR"))
    two_sign(vault)
    founder = Vault.open(vault.path, vault_passphrase)
    leave(founder, mid_of(founder, dara), may_leave_one=True)
    with pytest.raises(administration.NobodyElseSigns):
        administration.set_quorum(founder, 1)
    with pytest.raises(administration.NobodyElseSigns):
        admit(founder, asked(vault.path, SOKHA), ("ADM",))
    with pytest.raises(administration.NobodyElseSigns):
        recovery.make(founder, "main")
    founder.close()
    recovery_use.use(vault.path, [" ".join(sheets[0].words)], SECOND, "Second", kdf=FLOOR).close()
    founder = Vault.open(vault.path, vault_passphrase)
    assert not administration.set_quorum(founder, 1)
    founder.close()
    approved_by(vault.path, SECOND)
    assert folder.open_vault(vault.path, vault_passphrase).header.quorum == 1


def test_two_devices_of_one_person_are_not_two_who_stay(vault: Vault, vault_passphrase: str) -> None:
    joined(vault, SECOND, (), mid=me(vault))
    dara = joined(vault, DARA, ("ADM", "DIR"))
    two_sign(vault)
    founder = Vault.open(vault.path, vault_passphrase)
    with pytest.raises(leaving.TooFewToSign):
        leave(founder, mid_of(founder, dara))
    founder.close()
