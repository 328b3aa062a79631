"""Members: joining with six words, roles as keys, and a leaver who reads nothing that is written afterwards."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from strategies import council, saved

from civicdesk.clock import PHNOM_PENH
from civicdesk.errors import DatabaseSwapped, MembershipEnded, WrongPassphrase
from civicdesk.records.incident import Incident
from civicdesk.vault import administration, connection, copies, folder, header, joining, leaving, rotation
from civicdesk.vault.joining import admit, make_request, read_request
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.layout import Layout
from civicdesk.vault.leaving import change_roles, leave, people
from civicdesk.vault.vault import Vault
from tests.vault.people import DARA, SOKHA, joined, mid_of

WHEN = datetime(2024, 3, 1, 9, tzinfo=PHNOM_PENH)


def incident(title: str) -> Incident:
    """Somebody's first report."""
    return Incident(
        title=title, happened_at=WHEN, place="1409", incident_category="activity_interrupted", near_miss=False,
        what_happened="Two officials came and asked for the list.", who_involved=(), items_taken=(),
    )  # fmt: skip


def test_a_newcomer_opens_what_their_roles_need_and_nothing_else(vault: Vault) -> None:
    joined(vault, DARA, ("CSW",))
    vault.close()
    theirs = Vault.open(vault.path, DARA)
    assert set(theirs.compartments) == {"programme", "casework"}
    assert theirs.roles == {"CSW"}
    theirs.close()


@pytest.mark.parametrize("roles", [("BRD",), ("ADM",)])
def test_roles_without_the_programme_open_the_vault_all_the_same(
    vault: Vault, roles: tuple[str, ...]
) -> None:
    joined(vault, DARA, roles)
    vault.close()
    theirs = Vault.open(vault.path, DARA)
    assert set(theirs.compartments) == ({"board"} if roles == ("BRD",) else set())
    assert theirs.setting("organisation") is None
    assert theirs.terms("stakeholder_group") == ()
    assert theirs.search("council") == []
    theirs.close()


def test_the_six_words_cover_every_byte_of_a_request(vault_path: Path) -> None:
    data = make_request(vault_path, DARA, kdf=FLOOR)
    request = read_request(data)
    assert len(request.words) == 6
    assert joining.same_words(request, "  " + "  ".join(request.words).upper())
    assert not joining.same_words(request, " ".join(reversed(request.words)))
    other = read_request(make_request(vault_path, DARA, kdf=FLOOR))
    assert other.words != request.words
    for at in range(0, len(data), 7):
        changed = bytearray(data)
        changed[at] ^= 1
        with pytest.raises(joining.JoinDamaged):
            read_request(bytes(changed))


def test_a_request_for_another_vault_or_taken_in_twice_is_refused(vault: Vault, tmp_path: Path) -> None:
    other = Vault.create(tmp_path / "Other.civicdesk", SOKHA, kdf=FLOOR)
    other.close()
    with pytest.raises(joining.JoinForElsewhere):
        admit(vault, read_request(make_request(other.path, DARA, kdf=FLOOR)), ("PRG",))
    request = read_request(make_request(vault.path, DARA, kdf=FLOOR))
    assert admit(vault, request, ("PRG",))
    with pytest.raises(joining.JoinKnown):
        admit(vault, request, ("DIR",))


def test_a_newcomer_whose_copy_was_signed_by_a_stranger_is_not_let_in(vault: Vault, tmp_path: Path) -> None:
    """Somebody gave them a vault with the same id and their own key on it."""
    false = tmp_path / "False.civicdesk"
    shutil.copytree(vault.path, false)
    thief = folder.Secrets.new()
    public = thief.sign.public_key().public_bytes_raw()
    found = header.read(Layout(false).header).valid[0]
    entry = header.Admin.endorsed(found.vid, public, thief.sign)
    forged = header.compose(folder.replace(found, admins=(entry,)), thief.sign)
    for path in copies.paths(Layout(false).header):
        path.write_bytes(forged)
    with pytest.raises(joining.JoinTrustsNobody):
        admit(vault, read_request(make_request(false, DARA, kdf=FLOOR)), ("PRG",))


def test_only_an_administrator_lets_people_in(vault: Vault) -> None:
    joined(vault, DARA, ("DIR",))
    vault.close()
    director = Vault.open(vault.path, DARA)
    with pytest.raises(administration.NotAdministrator):
        admit(director, read_request(make_request(director.path, SOKHA, kdf=FLOOR)), ("PRG",))
    with pytest.raises(administration.NotAdministrator):
        leave(director, next(one.mid for one in people(director) if not one.is_me))
    director.close()


def test_an_administrator_gives_only_keys_they_have(vault: Vault) -> None:
    joined(vault, DARA, ("ADM", "PRG"))
    vault.close()
    narrow = Vault.open(vault.path, DARA)
    request = read_request(make_request(narrow.path, SOKHA, kdf=FLOOR))
    with pytest.raises(joining.CannotGive):
        admit(narrow, request, ("SFP",))
    assert admit(narrow, request, ("PRG",))
    narrow.close()
    assert set(folder.open_vault(vault.path, SOKHA).compartments) == {"programme"}


# leaving -------------------------------------------------------------------------------------------


def contents(path: Path, text: str) -> dict[str, list[str]]:
    vault = Vault.open(path, text)
    try:
        return {kind: sorted(r.heading for r in vault.iterate(kind)) for kind in ("stakeholder", "incident")}
    finally:
        vault.close()


def check_the_slot_is_gone(path: Path, kept: Path, sid: str) -> None:
    """There is no keyslot, and one brought back from a copy opens nothing."""
    with pytest.raises(WrongPassphrase):
        folder.open_vault(path, DARA)
    for old in copies.paths(Layout(kept).slot(sid)):
        shutil.copy(old, path / "slots" / old.name)
    with pytest.raises(MembershipEnded):
        folder.open_vault(path, DARA, sid=sid)
    for old in copies.paths(Layout(path).slot(sid)):
        old.unlink()


def test_a_leaver_cannot_open_what_is_written_afterwards_even_with_their_copy_and_passphrase(
    vault: Vault, tmp_path: Path, vault_passphrase: str
) -> None:
    """They kept the whole folder, their passphrase and every key they ever had in their hands."""
    sid = joined(vault, DARA, ("DIR",))
    saved(vault, council(name="Before"))
    vault.close()
    kept = tmp_path / "Kept.civicdesk"
    shutil.copytree(vault.path, kept)
    theirs = folder.open_vault(kept, DARA)
    admin = Vault.open(vault.path, vault_passphrase)
    assert leave(admin, mid_of(admin, sid)) == ()
    saved(admin, council(name="Afterwards"))
    saved(admin, incident("A raid"))
    assert admin.verify().ok
    admin.close()

    check_the_slot_is_gone(vault.path, kept, sid)
    # their old keys, straight on the new databases
    for keys in theirs.every_epoch:
        with pytest.raises(DatabaseSwapped):
            connection.connect(
                Layout(vault.path).database(keys.cid), keys.database_key, vid=keys.vid, cid=keys.cid
            )
    # their old header and slot put over the new ones: nothing there opens the new databases
    stolen = tmp_path / "Stolen.civicdesk"
    shutil.copytree(vault.path, stolen)
    for name in ("vault.a", "vault.b"):
        shutil.copy(kept / name, stolen / name)
    shutil.copytree(kept / "slots", stolen / "slots", dirs_exist_ok=True)
    with pytest.raises(DatabaseSwapped):
        Vault.open(stolen, DARA)
    # the new header holds nothing for any private key they have
    found = header.read(Layout(vault.path).header).valid[0]
    assert not [wrap for wrap in found.wraps if wrap.to == sid]
    old_boxes = {keys.box for keys in theirs.every_epoch}
    assert not old_boxes & {comp.box for comp in found.comps}
    # what they copied stays readable, as the dialog says
    assert contents(kept, DARA)["stakeholder"] == ["Before"]
    # and who stayed has everything
    assert contents(vault.path, vault_passphrase) == {
        "stakeholder": ["Afterwards", "Before"], "incident": ["A raid"],
    }  # fmt: skip


def test_who_stays_keeps_working_after_somebody_left(vault: Vault, vault_passphrase: str) -> None:
    leaver, stayer = joined(vault, DARA, ("DIR",)), joined(vault, SOKHA, ("SFP",))
    saved(vault, incident("Before"))
    leave(vault, mid_of(vault, leaver))
    saved(vault, incident("After"))
    assert stayer in {sid for one in people(vault) for sid in one.sids if not one.until}
    vault.close()
    theirs = Vault.open(vault.path, SOKHA)
    assert sorted(r.heading for r in theirs.iterate("incident")) == ["After", "Before"]
    assert theirs.verify().ok
    theirs.close()


def test_the_signatures_of_somebody_who_left_still_hold(vault: Vault, vault_passphrase: str) -> None:
    sid = joined(vault, DARA, ("PRG",))
    vault.close()
    theirs = Vault.open(vault.path, DARA)
    saved(theirs, council(name="By the leaver"))
    theirs.close()
    admin = Vault.open(vault.path, vault_passphrase)
    leave(admin, mid_of(admin, sid))
    saved(admin, council(name="Later"))
    admin.close()
    again = Vault.open(vault.path, vault_passphrase)
    assert again.verify().ok
    again.close()


def test_the_founder_can_leave_and_those_who_trusted_them_first_still_open(
    vault: Vault, vault_passphrase: str
) -> None:
    joined(vault, DARA, ("DIR", "ADM"))
    founder = next(one.mid for one in people(vault) if one.is_me)
    with pytest.raises(leaving.NotYourself):
        leave(vault, founder)
    vault.close()
    successor = Vault.open(vault.path, DARA)
    leave(successor, founder)
    third = joined(successor, SOKHA, ("PRG",))
    successor.close()
    for _time in range(2):
        Vault.open(vault.path, DARA).close()
        Vault.open(vault.path, SOKHA).close()
    opened = folder.open_vault(vault.path, DARA)
    assert opened.header.member(third)
    slot = folder.keyslot.read(Layout(vault.path).slot(opened.sid)).valid[0]
    assert (
        folder.keyslot.unlock(slot, DARA).pin
        == opened.header.root
        == opened.sign.public_key().public_bytes_raw()
    )
    with pytest.raises(WrongPassphrase):
        folder.open_vault(vault.path, vault_passphrase)


def test_those_for_whom_a_leaver_vouched_are_trusted_through_another_line_of_administrators(
    vault: Vault, vault_passphrase: str
) -> None:
    """founder → Dara → Sokha (an administrator); the founder leaves by Sokha's hand, then Dara does."""
    texts = {"dara": DARA, "sokha": SOKHA, "third": "small birds sing before the rain"}
    dara = joined(vault, DARA, ("DIR", "ADM"))
    founder = next(one.mid for one in people(vault) if one.is_me)
    vault.close()
    second = Vault.open(vault.path, DARA)
    request = read_request(make_request(second.path, SOKHA, kdf=FLOOR))
    assert not admit(second, request, ("DIR", "ADM"))  # the third administrator: two must sign from now on
    second.close()
    first = Vault.open(vault.path, vault_passphrase)
    administration.approve(first, administration.proposals(first)[0])
    third = joined(first, texts["third"], ("PRG",))
    first.close()
    for number, gone in enumerate((founder, "dara")):
        sokha = Vault.open(vault.path, SOKHA)
        leave(sokha, mid_of(sokha, dara) if gone == "dara" else gone, may_leave_one=True)
        assert sokha.opened.header.signers <= sokha.opened.header.vouched(sokha.opened.header.root)
        sokha.close()
        for name in ("sokha", "third", *(("dara",) if not number else ())):
            Vault.open(vault.path, texts[name]).close()
    assert third


def test_keys_are_due_again_for_who_leaves_while_a_renewal_is_half_done(
    vault: Vault, vault_passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They had the newer key as well: finishing what was begun must not count as renewing it for them."""
    sid, keeper = joined(vault, DARA, ("PRG",)), joined(vault, SOKHA, ("ADM",))
    mid = mid_of(vault, sid)
    theirs = folder.open_vault(vault.path, DARA)
    with monkeypatch.context() as patch:
        patch.setattr("civicdesk.vault.rotation._bring_under_newest", lambda *_given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            rotation.renew(vault, ("programme",))
    vault.close()
    theirs = folder.open_vault(vault.path, DARA)
    assert {keys.epoch for keys in theirs.every_epoch} == {1, 2}
    without = Vault.open(vault.path, SOKHA)
    assert keeper and leave(without, mid) == ("programme",)
    without.close()
    founder = Vault.open(vault.path, vault_passphrase)
    rotation.finish(founder)
    assert leaving.due_kinds(founder) == ("programme",)
    assert leaving.renew_due(founder) == ()
    assert founder.opened.keys("programme").epoch == 3
    founder.close()


def test_a_newcomer_who_trusts_somebody_who_has_left_is_not_let_in(vault: Vault, tmp_path: Path) -> None:
    joined(vault, DARA, ("DIR", "ADM"))
    founder = next(one.mid for one in people(vault) if one.is_me)
    vault.close()
    stale = tmp_path / "Stale.civicdesk"
    shutil.copytree(vault.path, stale)
    successor = Vault.open(vault.path, DARA)
    leave(successor, founder)
    with pytest.raises(joining.JoinTrustsNobody):
        admit(successor, read_request(make_request(stale, SOKHA, kdf=FLOOR)), ("PRG",))
    successor.close()


def test_the_last_director_and_the_last_administrator_stay(vault: Vault) -> None:
    sid = joined(vault, DARA, ("PRG",))
    me = next(one.mid for one in people(vault) if one.is_me)
    with pytest.raises(leaving.LastOfRole):
        change_roles(vault, me, ("DIR",))
    leave(vault, mid_of(vault, sid))
    with pytest.raises(leaving.NobodyThere):
        leave(vault, mid_of(vault, sid))


def test_a_role_taken_away_takes_its_key_and_one_given_brings_it(vault: Vault, vault_passphrase: str) -> None:
    sid = joined(vault, DARA, ("SFP",))
    before = vault.opened.keys("security").epoch
    assert change_roles(vault, mid_of(vault, sid), ("CSW",))
    assert vault.opened.keys("security").epoch == before + 1
    assert vault.opened.keys("programme").epoch == 1
    vault.close()
    assert set(folder.open_vault(vault.path, DARA).compartments) == {"programme", "casework"}


def test_an_administrator_without_content_removes_a_person_and_the_renewal_waits_for_who_can(
    vault: Vault, vault_passphrase: str
) -> None:
    sid, adm = joined(vault, DARA, ("PRG",)), joined(vault, SOKHA, ("ADM",))
    mid = mid_of(vault, sid)
    vault.close()
    keeper = Vault.open(vault.path, SOKHA)
    assert leave(keeper, mid) == ("programme",)
    keeper.close()
    with pytest.raises(WrongPassphrase):
        folder.open_vault(vault.path, DARA)
    founder = Vault.open(vault.path, vault_passphrase)
    assert adm
    assert leaving.due_kinds(founder) == ("programme",)
    assert leaving.renew_due(founder) == ()
    assert founder.opened.keys("programme").epoch == 2
    assert founder.verify().ok
    founder.close()


def test_every_keyslot_of_a_person_goes_at_once(vault: Vault) -> None:
    first = joined(vault, DARA, ("PRG",))
    mid = mid_of(vault, first)
    second = joined(vault, SOKHA, ("PRG",), mid=mid)
    assert {first, second} == set(leaving.person(vault, mid).sids)
    leave(vault, mid)
    for text in (DARA, SOKHA):
        with pytest.raises(WrongPassphrase):
            folder.open_vault(vault.path, text)


def test_a_header_that_somebody_else_changed_meanwhile_is_not_overwritten(vault: Vault) -> None:
    stale = vault.opened
    assert administration.set_profile(vault, "office")
    vault.adopt(stale)
    with pytest.raises(administration.HeaderOvertaken):
        administration.set_profile(vault, "strict")


def test_nothing_is_half_done_after_a_renewal(vault: Vault) -> None:
    rotation.renew(vault, vault.compartments)
    assert not rotation.is_half_done(vault)
    assert {comp.epoch for comp in vault.opened.header.comps} == {2}
    assert vault.verify().ok
