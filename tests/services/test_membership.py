"""People join, change roles and leave: keys, staff list and journal say the same, and keys come first."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from civicdesk.errors import DiskFull, WrongPassphrase
from civicdesk.records.choices import AccountState, LeavingKind, Role
from civicdesk.records.staff_member import StaffMember
from civicdesk.services import agreement, membership, roster
from civicdesk.services.membership import Newcomer
from civicdesk.vault import administration, folder, joining, journal_reading, leaving
from civicdesk.vault import store as stores
from civicdesk.vault.joining import Request, make_request, read_request
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.schema import change
from civicdesk.vault.vault import Vault

DARA = "seven green frogs cross the bridge"
SOKHA = "quiet rivers carry many small boats"


def asked(path: Path, text: str = DARA) -> Request:
    return read_request(make_request(path, text, kdf=FLOOR))


def staff(vault: Vault, name: str) -> StaffMember:
    (found,) = (one for one in vault.iterate("staff_member") if one.heading == name)
    assert isinstance(found, StaffMember)
    return found


def lines(vault: Vault, verb: str) -> list[str]:
    """Reasons of the lines with this verb in the programme's journal."""
    rows = vault.stores["programme"].db.execute(select(change.c.reason).where(change.c.verb == verb))
    return [str(row.reason) for row in rows]


def test_who_joins_stands_in_the_staff_list_and_in_the_journal(vault: Vault) -> None:
    assert membership.join(
        vault, asked(vault.path), ("PRG",), Newcomer("Dara", "Trainer"), reason="new trainer"
    )
    record = staff(vault, "Dara")
    assert (record.post_title, record.roles, record.state) == ("Trainer", (Role.PRG,), "active")
    assert record.account_state is AccountState.ACTIVE
    assert lines(vault, "member-joined") == ["PRG: new trainer"]
    entry = roster.called(vault, "dara")
    assert (entry.ref, entry.staff_id, entry.parts) == (record.ref, record.id, ("Programme",))
    assert roster.called(vault, record.ref) == roster.called(vault, entry.labels[0]) == entry
    vault.close()
    theirs = Vault.open(vault.path, DARA)
    assert theirs.staff_id == record.id
    theirs.close()


def test_a_request_that_is_refused_leaves_no_record_behind(vault: Vault, tmp_path: Path) -> None:
    other = Vault.create(tmp_path / "Other.civicdesk", SOKHA, kdf=FLOOR)
    other.close()
    before = len(list(vault.iterate("staff_member")))
    with pytest.raises(joining.JoinForElsewhere):
        membership.join(vault, asked(other.path), ("PRG",), Newcomer("Dara"))
    with pytest.raises(joining.RoleNeeded):
        membership.join(vault, asked(vault.path), (), Newcomer("Dara"))
    assert len(list(vault.iterate("staff_member"))) == before
    assert lines(vault, "member-joined") == []


def test_a_staff_record_is_linked_once_and_a_second_device_shares_it(vault: Vault) -> None:
    membership.join(vault, asked(vault.path), ("PRG",), Newcomer("Dara"))
    known = staff(vault, "Dara").id
    second = asked(vault.path, SOKHA)
    with pytest.raises(membership.AlreadyHasKeys):
        membership.join(vault, second, ("PRG",), Newcomer(staff_id=known))
    assert membership.join_device(vault, second, roster.called(vault, "Dara").person.mid)
    assert roster.called(vault, "Dara").person.devices == 2
    vault.close()
    theirs = Vault.open(vault.path, SOKHA)
    assert theirs.staff_id == known
    theirs.close()


def test_other_roles_change_keys_record_and_journal(vault: Vault) -> None:
    membership.join(vault, asked(vault.path), ("SFP",), Newcomer("Dara"))
    mid = roster.called(vault, "Dara").person.mid
    assert membership.change_roles(vault, mid, ("CSW",), reason="moved to casework")
    assert staff(vault, "Dara").roles == (Role.CSW,)
    assert lines(vault, "roles-changed") == ["SFP to CSW: moved to casework"]
    assert roster.called(vault, "Dara").parts == ("Casework", "Programme")


def test_who_leaves_is_cut_off_at_once_and_what_is_open_is_told_afterwards(vault: Vault) -> None:
    membership.join(vault, asked(vault.path), ("PRG",), Newcomer("Dara"))
    entry = roster.called(vault, "Dara")
    left = membership.leave(vault, entry.person.mid, kind=LeavingKind.HOSTILE, reason="took files")
    assert left.due == ()
    assert any("leaving steps are open" in sentence for sentence in left.still_open)
    record = staff(vault, "Dara")
    assert (record.state, record.account_state) == ("leaving", AccountState.DISABLED)
    assert record.leaving_kind is LeavingKind.HOSTILE
    assert lines(vault, "member-left") == ["Hostile: took files"]
    assert next(one for one in roster.roster(vault) if one.name == "Dara").person.until
    with pytest.raises(roster.NobodyCalledThat):
        roster.called(vault, "Dara")
    vault.close()
    with pytest.raises(WrongPassphrase):
        Vault.open(vault.path, DARA)


def test_a_staff_record_that_may_not_change_does_not_keep_the_keys(vault: Vault) -> None:
    """The record would be the last director's, since the founder's record says otherwise than the keys."""
    membership.join(vault, asked(vault.path), ("DIR",), Newcomer("Dara"))
    founder = staff(vault, "Officer A")
    with vault.transaction(accept="test") as tx:
        tx.save(founder.replaced(roles=(Role.ADM,)))
    entry = roster.called(vault, "Dara")
    left = membership.leave(vault, entry.person.mid)
    assert any("could not be changed" in sentence for sentence in left.still_open)
    assert next(one for one in roster.roster(vault) if one.name == "Dara").person.until


def test_an_administrator_without_the_programme_sees_no_name(vault: Vault) -> None:
    membership.join(vault, asked(vault.path), ("PRG",), Newcomer("Dara"))
    label = roster.called(vault, "Dara").labels[0]
    membership.join(vault, asked(vault.path, SOKHA), ("ADM",), Newcomer("Keeper"))
    vault.close()
    keeper = Vault.open(vault.path, SOKHA)
    rows = roster.roster(keeper)
    assert {one.name for one in rows} == {one.labels[0] for one in rows}
    left = membership.leave(keeper, roster.called(keeper, label).person.mid)
    assert left == membership.Left(("programme",), (), ())
    keeper.close()


def test_the_staff_list_follows_keys_that_an_administrator_without_it_took(
    vault: Vault, vault_passphrase: str
) -> None:
    membership.join(vault, asked(vault.path), ("PRG",), Newcomer("Dara"))
    mid = roster.called(vault, "Dara").person.mid
    membership.join(vault, asked(vault.path, SOKHA), ("ADM",), Newcomer("Keeper"))
    vault.close()
    keeper = Vault.open(vault.path, SOKHA)
    membership.leave(keeper, mid)
    keeper.close()
    founder = Vault.open(vault.path, vault_passphrase)
    assert staff(founder, "Dara").state == "active"
    assert membership.follow(founder) == 1
    assert staff(founder, "Dara").state == "leaving"
    assert membership.follow(founder) == 0
    founder.close()


def test_who_waits_for_a_second_signature_becomes_active_when_it_is_given(
    vault: Vault, vault_passphrase: str
) -> None:
    membership.join(vault, asked(vault.path), ("DIR", "ADM"), Newcomer("Dara"))
    assert not administration.set_quorum(vault, 2)
    (rule,) = administration.proposals(vault)
    assert roster.meaning(vault, rule) == (
        "From then on two administrators sign for a new administrator, security and recovery.",
    )
    vault.close()
    theirs = Vault.open(vault.path, DARA)
    agreement.approve(theirs, administration.proposals(theirs)[0])
    third = asked(theirs.path, SOKHA)
    assert not membership.join(theirs, third, ("SFP",), Newcomer("Sokha"))
    assert staff(theirs, "Sokha").state == "invited"
    assert lines(theirs, "member-proposed") == ["SFP"] and lines(theirs, "member-joined") == ["ADM, DIR"]
    theirs.close()
    founder = Vault.open(vault.path, vault_passphrase)
    (waiting,) = administration.proposals(founder)
    assert roster.meaning(founder, waiting) == (
        "Sokha is let in: Security focal point.",
        "Sokha gets the key to the security part.",
    )
    assert roster.proposed_by(founder, waiting) == "Dara"
    agreement.approve(founder, waiting)
    assert staff(founder, "Sokha").state == "active"
    assert leaving.due_kinds(founder) == ()
    told = ["From then on two administrators sign for a new administrator, security and recovery."]
    assert lines(founder, "proposal approved") == [
        *told, "Sokha is let in: Security focal point. Sokha gets the key to the security part.",
    ]  # fmt: skip
    founder.close()


def test_every_change_of_the_rules_stands_in_the_journal(vault: Vault) -> None:
    assert agreement.set_profile(vault, "strict") and agreement.set_profile(vault, "office")
    membership.join(vault, asked(vault.path), ("DIR", "ADM"), Newcomer("Dara"))
    assert not agreement.set_quorum(vault, 2)
    agreement.discard(vault, administration.proposals(vault)[0])
    assert lines(vault, "rules changed") == ["strict", "office"]
    assert lines(vault, "rules proposed") == ["2 administrators sign"]
    assert len(lines(vault, "proposal discarded")) == 1
    assert all(
        verb in journal_reading.verbs() for verb in ("rules changed", "rules proposed", "proposal discarded")
    )


def test_all_keys_are_renewed_when_somebody_may_know_the_old_ones(vault: Vault, vault_passphrase: str) -> None:
    membership.join(vault, asked(vault.path), ("PRG", "CSW"), Newcomer("Dara"))
    before = {key.ck for key in vault.opened.every_epoch}
    assert agreement.renew_all(vault, "a laptop was taken") == ()
    assert before.isdisjoint(key.ck for key in vault.opened.every_epoch)
    assert lines(vault, "keys renewed") == ["a laptop was taken"]
    assert vault.verify().ok
    vault.close()
    theirs = Vault.open(vault.path, DARA)
    assert theirs.compartments == ("programme", "casework")
    with pytest.raises(administration.NotAdministrator):
        agreement.renew_all(theirs)
    theirs.close()


def test_keys_that_are_taken_are_told_also_where_their_renewal_fails(
    vault: Vault, vault_passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    membership.join(vault, asked(vault.path), ("PRG",), Newcomer("Dara"))

    def refused(_connection: object, _key: object) -> None:
        raise DiskFull

    with monkeypatch.context() as patch:
        patch.setattr(stores, "rekey", refused)
        left = membership.leave(vault, roster.called(vault, "Dara").person.mid, reason="left for abroad")
    assert left.due == ("programme",) and "not yet renewed: " + DiskFull().sentence in left.still_open[0]
    vault.close()
    again = Vault.open(vault.path, vault_passphrase)
    assert [reason.rpartition(": ")[2] for reason in lines(again, "member-left")] == ["left for abroad"]
    assert staff(again, "Dara").state == "leaving"
    assert staff(again, "Dara").account_state is AccountState.DISABLED
    with pytest.raises(WrongPassphrase):
        folder.open_vault(again.path, DARA)
    assert leaving.renew_due(again) == () and again.verify().ok
    again.close()


def test_somebody_let_in_without_a_name_is_entered_later(vault: Vault) -> None:
    assert joining.admit(vault, asked(vault.path), ("PRG",))
    (nameless,) = (one for one in roster.roster(vault) if not one.staff_id)
    assert nameless.name == nameless.labels[0]
    membership.enter(vault, nameless.person.mid, Newcomer("Dara", "Trainer"))
    assert roster.called(vault, "Dara").person == nameless.person
    assert staff(vault, "Dara").state == "active"
    assert lines(vault, "member-joined") == ["PRG"]
    with pytest.raises(membership.AlreadyEntered):
        membership.enter(vault, nameless.person.mid, Newcomer("Dara"))
    vault.close()
    theirs = Vault.open(vault.path, DARA)
    assert theirs.staff_id
    theirs.close()
