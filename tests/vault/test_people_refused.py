"""What is refused about people and parts leaves everybody's keys, and the folder, as they were."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from strategies import council, saved

from civicdesk import clock
from civicdesk.records.choices import AccountState, Role
from civicdesk.records.staff_member import StaffMember
from civicdesk.records.values import Term
from civicdesk.vault import administration, compartments, frame, header, joining, leaving, members
from civicdesk.vault.joining import admit, make_request, read_request
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.leaving import change_roles, people, person
from civicdesk.vault.vault import Vault
from tests.vault.people import DARA, SOKHA, joined, mid_of


def me(vault: Vault) -> str:
    return next(one.mid for one in people(vault) if one.is_me)


def files(vault: Vault) -> set[Path]:
    return {path for path in vault.path.rglob("*") if path.is_file()}


# requests to join -----------------------------------------------------------------------------------


@pytest.mark.parametrize("slot", [None, 5, ["00"], "", "zz", "00" * 40])
def test_a_request_whose_keyslot_is_none_is_damaged(vault_path: Path, slot: object) -> None:
    body = frame.read(joining.MAGIC, make_request(vault_path, DARA, kdf=FLOOR)).body
    forged = frame.write(joining.MAGIC, {**body, "slot": slot}, Ed25519PrivateKey.generate().sign)
    with pytest.raises(joining.JoinDamaged):
        read_request(forged)


def test_somebodys_keyslot_in_a_request_that_another_signed_is_not_theirs(vault_path: Path) -> None:
    """Who takes a request on its way may not tell the newcomer's keys to trust somebody else."""
    data = make_request(vault_path, DARA, kdf=FLOOR)
    assert read_request(data)
    thief = Ed25519PrivateKey.generate()
    pin = thief.public_key().public_bytes_raw().hex()
    body = frame.read(joining.MAGIC, data).body
    for changed in (body, {**body, "pin": pin}):
        with pytest.raises(joining.JoinDamaged):
            read_request(frame.write(joining.MAGIC, changed, thief.sign))


def test_without_a_role_or_a_free_place_nobody_is_let_in_and_no_keyslot_is_left(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    request, before = read_request(make_request(vault.path, DARA, kdf=FLOOR)), files(vault)
    with pytest.raises(joining.RoleNeeded):
        admit(vault, request, ())
    with monkeypatch.context() as patch:
        patch.setattr(header, "MOST_MEMBERS", 1)
        with pytest.raises(joining.TooManyMembers):
            admit(vault, request, ("PRG",))
    assert files(vault) == before
    assert admit(vault, request, ("PRG",))


def test_a_newcomer_who_stands_in_the_staff_list_is_that_person_from_the_first_day(vault: Vault) -> None:
    listed = saved(vault, StaffMember(
        display_name="Dara", post_title="Officer", roles=(Role.PRG,), staff_group=Term("all_staff"),
        account_state=AccountState.ACTIVE, start_date=clock.today(),
    ))  # fmt: skip
    joined(vault, DARA, ("PRG",), staff_id=listed.id)
    vault.close()
    theirs = Vault.open(vault.path, DARA)
    assert theirs.staff_id == listed.id
    assert saved(theirs, council()).created_by == listed.id
    theirs.close()


def test_who_cannot_open_the_programme_lets_somebody_in_and_leaves_the_staff_list_alone(vault: Vault) -> None:
    joined(vault, DARA, ("ADM", "BRD"))
    vault.close()
    keeper = Vault.open(vault.path, DARA)
    sid = joined(keeper, SOKHA, ("BRD",), staff_id="somebody-listed")
    keeper.close()
    theirs = Vault.open(vault.path, SOKHA)
    assert (theirs.sid, theirs.compartments, theirs.staff_id) == (sid, ("board",), None)
    theirs.close()


# roles ----------------------------------------------------------------------------------------------


def test_roles_that_cannot_be_given_change_nobodys_keys(vault: Vault) -> None:
    sid = joined(vault, DARA, ("ADM", "PRG"))
    other = joined(vault, SOKHA, ("PRG",))
    with pytest.raises(joining.RoleNeeded):
        change_roles(vault, mid_of(vault, other), ())
    vault.close()
    narrow = Vault.open(vault.path, DARA)
    before = narrow.opened.header
    with pytest.raises(joining.CannotGive):
        change_roles(narrow, mid_of(narrow, other), ("SFP",))
    with pytest.raises(joining.CannotGive):
        change_roles(narrow, mid_of(narrow, sid), ("ADM", "DIR"))  # nor to themself
    assert narrow.opened.header == before
    assert header.read(narrow.path / "vault").valid[0] == before
    narrow.close()


def test_nobody_takes_a_key_from_themself_while_they_use_it(vault: Vault) -> None:
    joined(vault, DARA, ("DIR", "ADM"))
    part = compartments.add(vault, "A quiet campaign", [])
    before = vault.opened.header
    with pytest.raises(leaving.NotYourself):
        change_roles(vault, me(vault), ("ADM", "PRG"))
    with pytest.raises(leaving.NotYourself):
        compartments.take(vault, part.kind, me(vault))
    assert vault.opened.header == before
    assert change_roles(vault, me(vault), ("ADM", "DIR"))  # which opens the same
    assert set(person(vault, me(vault)).kinds) == {*members.KINDS, part.kind}


def test_a_role_that_takes_nothing_renews_nothing(vault: Vault) -> None:
    sid = joined(vault, DARA, ("PRG",))
    assert change_roles(vault, mid_of(vault, sid), ("CSW", "PRG"))
    assert {comp.epoch for comp in vault.opened.header.comps} == {1}
    vault.close()
    theirs = Vault.open(vault.path, DARA)
    assert (set(theirs.compartments), theirs.roles) == ({"programme", "casework"}, {"CSW", "PRG"})
    theirs.close()


def test_somebody_made_an_administrator_later_signs_until_it_is_taken_back(
    vault: Vault, vault_passphrase: str
) -> None:
    sid = joined(vault, DARA, ("PRG",))
    mid = mid_of(vault, sid)
    assert change_roles(vault, mid, ("ADM", "PRG"))
    vault.close()
    theirs = Vault.open(vault.path, DARA)
    assert administration.set_profile(theirs, "office")
    theirs.close()
    founder = Vault.open(vault.path, vault_passphrase)
    assert founder.profile == "office"
    assert change_roles(founder, mid, ("PRG",))
    founder.close()
    again = Vault.open(vault.path, DARA)
    with pytest.raises(administration.NotAdministrator):
        administration.set_profile(again, "strict")
    again.close()


# parts ----------------------------------------------------------------------------------------------


def test_a_vault_with_all_its_parts_takes_no_other_and_makes_no_file(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, before = compartments.add(vault, "The last one", []), vault.opened.header
    found = files(vault)
    monkeypatch.setattr(compartments, "MOST_COMPARTMENTS", len(members.KINDS) + 1)
    with pytest.raises(compartments.TooManyCompartments):
        compartments.add(vault, "One too many", [])
    assert (files(vault), vault.opened.header, compartments.parts(vault)) == (found, before, (first,))


@pytest.mark.parametrize("kind", members.KINDS)
def test_the_usual_parts_go_with_roles_and_are_neither_shown_nor_taken_one_by_one(
    vault: Vault, kind: str
) -> None:
    mid = mid_of(vault, joined(vault, DARA, ("DIR",)))
    before = vault.opened.header
    with pytest.raises(compartments.NotAPart):
        compartments.part(vault, kind)
    with pytest.raises(compartments.NotAPart):
        compartments.take(vault, kind, mid)
    with pytest.raises(compartments.NotAPart):
        compartments.give(vault, kind, mid)
    assert vault.opened.header == before
