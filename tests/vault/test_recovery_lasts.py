"""Recovery in a vault of many years: there is always a place for it, everybody is told, and nobody is somebody else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from civicdesk.errors import HeaderFull
from civicdesk.records.staff_member import StaffMember
from civicdesk.services import membership, roster
from civicdesk.vault import (
    administration,
    header,
    header_room,
    joining,
    leaving,
    recovery,
    recovery_book,
    recovery_state,
    recovery_use,
)
from civicdesk.vault.joining import admit, make_request, read_request
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.recovery_errors import KeyOfAnotherVault, KeyReplaced, NameHasKeys, OldKeysOpenMore
from civicdesk.vault.vault import Vault
from tests.vault.people import DARA, SOKHA, joined, mid_of

NEW = "quite another set of words to open it"
ALL = ("main", "security")


def groups(made: recovery.Made) -> str:
    return " ".join(made.sheets[0].groups)


def proved_keys(vault: Vault) -> list[str]:
    """Keys of both parts, made and tested; what stands on their sheets."""
    texts = [groups(recovery.make(vault, scope)) for scope in ALL]
    recovery.rehearse_open(vault, texts)
    return texts


def use(path: Path, texts: list[str], name: str = "Officer R", *, replaces: bool = False) -> Vault:
    return recovery_use.use(path, texts, NEW, name, replaces=replaces, kdf=FLOOR)


def disk(path: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in path.rglob("*") if file.is_file()}


def name_of(vault: Vault) -> str:
    staff = roster.staff_of(vault, (vault.sid,))
    assert staff is not None
    return staff.display_name


def names_in(vault: Vault) -> list[str]:
    return [one.display_name for one in vault.iterate("staff_member") if isinstance(one, StaffMember)]


# room -----------------------------------------------------------------------------------------------


def test_new_sheets_can_be_made_more_often_than_a_header_has_places(
    vault: Vault, vault_passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(header, "MOST_ADMINS", 12)
    joined(vault, DARA, ("DIR", "ADM", "PRG"))
    for _time in range(6):
        texts = proved_keys(vault)
    assert len(vault.opened.header.admins) <= 12 - header_room.KEPT
    vault.close()
    opened = use(vault.path, texts)
    assert recovery_state.state(opened).uncovered == ()
    opened.close()
    for known in (vault_passphrase, DARA):
        Vault.open(vault.path, known).close()


def test_a_key_that_made_room_is_not_said_to_be_of_another_vault_and_a_newer_one_is_told_apart(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(header, "MOST_ADMINS", 8)
    first, second = recovery.make(vault, "main"), recovery.make(vault, "main")
    for _time in range(2):
        recovery.make(vault, "main")
    with pytest.raises(KeyReplaced):
        recovery.rehearse(vault.path, [groups(second)])
    with pytest.raises(KeyOfAnotherVault, match="or was replaced long ago"):
        recovery.rehearse(vault.path, [groups(first)])
    with pytest.raises(KeyReplaced):  # an open vault remembers longer
        recovery.rehearse_open(vault, [groups(first)])


def test_what_makes_room_changes_for_nobody_whom_they_trust(vault: Vault, vault_passphrase: str) -> None:
    """The key that let somebody in stays as long as somebody is led through it."""
    texts = proved_keys(vault)
    vault.close()
    opened = use(vault.path, texts)
    for _time in range(3):
        proved_keys(opened)
    found = opened.opened.header
    less = header_room.with_room(found, kept=header.MOST_ADMINS - 1 - len(found.admins) + 4)
    gone = {one.pub for one in found.admins} - {one.pub for one in less.admins}
    assert len(gone) == 4
    led = next(one.by for one in found.admins if one.pub.hex() in recovery_use.uses(opened))
    assert led not in gone and led not in found.signers
    for one in less.admins:
        assert less.vouched(one.pub) == found.vouched(one.pub) - gone
    administration.rewrite_now(opened, lambda _found: less)
    opened.close()
    for known in (vault_passphrase, NEW):
        Vault.open(vault.path, known).close()


def full_of_people(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """A header that only recovery may add to."""
    monkeypatch.setattr(header, "MOST_MEMBERS", len(vault.opened.header.members) + header_room.KEPT)
    monkeypatch.setattr(header, "MOST_ADMINS", len(vault.opened.header.admins) + header_room.KEPT)


def test_where_the_last_places_are_left_everybody_is_refused_but_recovery(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = proved_keys(vault)
    sid = joined(vault, DARA, ("PRG",))
    request = read_request(make_request(vault.path, SOKHA, kdf=FLOOR))
    full_of_people(vault, monkeypatch)
    before = vault.opened.header
    kept, files = recovery_book.read(vault), disk(vault.path / "slots")
    with pytest.raises(joining.TooManyMembers, match="who have left count too"):
        admit(vault, request, ("PRG",))
    with pytest.raises(HeaderFull):
        recovery.make(vault, "main")
    with pytest.raises(HeaderFull):
        leaving.change_roles(vault, mid_of(vault, sid), ("PRG", "ADM"))
    monkeypatch.setattr(header, "MOST_MEMBERS", 64)
    with pytest.raises(HeaderFull):
        admit(vault, request, ("ADM",))
    assert (vault.opened.header, recovery_book.read(vault)) == (before, kept)
    assert disk(vault.path / "slots") == files
    vault.close()
    use(vault.path, texts).close()


@pytest.mark.parametrize("most", ["MOST_ADMINS", "MOST_APPROVALS"])
def test_a_recovery_that_has_no_place_is_a_sentence_and_writes_nothing(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, most: str
) -> None:
    texts = proved_keys(vault)
    found = vault.opened.header
    vault.adopt(administration.write(vault.opened, replace(found, gen=found.gen + 1, quorum=2)))
    vault.close()
    before = disk(vault.path)
    monkeypatch.setattr(header, most, len(found.admins) if most == "MOST_ADMINS" else 1)
    with pytest.raises(HeaderFull):
        use(vault.path, texts)
    assert disk(vault.path) == before


# who is told ----------------------------------------------------------------------------------------


def test_who_was_away_is_told_although_the_used_key_was_replaced_and_roles_were_changed(
    vault: Vault, vault_passphrase: str
) -> None:
    joined(vault, DARA, ("DIR", "ADM", "PRG"))
    sid = joined(vault, SOKHA, ("PRG",))
    texts = proved_keys(vault)
    vault.close()
    recovered = use(vault.path, texts)
    proved_keys(recovered)
    recovered.close()
    founder = Vault.open(vault.path, vault_passphrase)
    membership.change_roles(founder, mid_of(founder, sid), ("PRG", "CSW"))
    assert len(recovery_use.unseen(founder)) == 1
    recovery_use.acknowledge(founder)
    assert recovery_use.unseen(founder) == ()
    founder.close()
    away = Vault.open(vault.path, SOKHA)
    assert len(recovery_use.unseen(away)) == 1
    away.close()


def test_who_cannot_open_the_programme_is_told_by_the_header(vault: Vault) -> None:
    joined(vault, DARA, ("BRD",))
    texts = proved_keys(vault)
    vault.close()
    recovered = use(vault.path, texts)
    proved_keys(recovered)
    recovered.close()
    theirs = Vault.open(vault.path, DARA)
    assert len(recovery_use.unseen(theirs)) == 1
    theirs.close()


# under whose name -----------------------------------------------------------------------------------


def test_nobody_comes_in_under_the_name_of_a_colleague_who_has_keys(
    vault: Vault, vault_passphrase: str
) -> None:
    texts, name = proved_keys(vault), name_of(vault)
    vault.close()
    before = disk(vault.path)
    for written in (name, f"  {name.upper()} ", name.replace(" ", "   ")):
        with pytest.raises(NameHasKeys):
            use(vault.path, texts, written)
    assert disk(vault.path) == before
    Vault.open(vault.path, vault_passphrase).close()


def test_who_lost_their_passphrase_is_the_same_person_again_and_their_old_keys_go(
    vault: Vault, vault_passphrase: str
) -> None:
    joined(vault, DARA, ("DIR", "ADM", "PRG"))
    texts, name, staff_id, old = proved_keys(vault), name_of(vault), vault.staff_id, vault.sid
    vault.close()
    opened = use(vault.path, texts, name.upper(), replaces=True)
    assert opened.staff_id == staff_id
    assert names_in(opened) == [name]
    assert not opened.opened.header.is_member(old) and old not in {w.to for w in opened.opened.header.wraps}
    assert set(leaving.due_kinds(opened)) == set(opened.compartments)
    assert leaving.renew_due(opened) == () and opened.verify().ok
    membership.follow(opened)
    assert [entry.name for entry in roster.roster(opened) if entry.staff_id and not entry.person.until] == [
        name
    ]
    opened.close()
    with pytest.raises(Exception, match="passphrase does not open"):
        Vault.open(vault.path, vault_passphrase)
    Vault.open(vault.path, DARA).close()


def test_keys_to_what_the_sheets_do_not_open_are_not_taken_from_anybody(vault: Vault) -> None:
    texts, name = proved_keys(vault), name_of(vault)
    vault.close()
    before = disk(vault.path)
    with pytest.raises(OldKeysOpenMore):
        use(vault.path, texts[:1], name, replaces=True)
    assert disk(vault.path) == before


def test_a_name_without_keys_is_the_person_in_the_staff_list(vault: Vault, vault_passphrase: str) -> None:
    sid = joined(vault, DARA, ("PRG",))
    texts = proved_keys(vault)
    mid = mid_of(vault, sid)
    membership.enter(vault, mid, membership.Newcomer(name="Dara"))
    membership.leave(vault, mid)
    vault.close()
    opened = use(vault.path, texts, "dara")
    assert names_in(opened).count("Dara") == 1
    opened.close()
