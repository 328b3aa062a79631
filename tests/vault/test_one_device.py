"""One device of somebody who stays is cut off: its copy, its passphrase and its keys open nothing written later."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from strategies import council, saved

from civicdesk.errors import DatabaseSwapped, MembershipEnded, WrongPassphrase
from civicdesk.vault import administration, connection, copies, folder, header, joining, leaving
from civicdesk.vault.layout import Layout
from civicdesk.vault.vault import Vault
from tests.vault.people import DARA, SECOND, SOKHA, asked, joined, me, mid_of, two_sign


def another(vault: Vault, mid: str, text: str = SECOND) -> str:
    """A further device of somebody; answers its keyslot."""
    request = asked(vault.path, text)
    assert joining.admit(vault, request, leaving.person(vault, mid).roles, mid=mid)
    return request.slot.sid


def headings(path: Path, text: str) -> list[str]:
    vault = Vault.open(path, text)
    try:
        assert vault.verify().ok
        return sorted(one.heading for one in vault.iterate("stakeholder"))
    finally:
        vault.close()


def test_who_has_the_device_its_copy_and_its_passphrase_reads_nothing_that_is_written_afterwards(
    vault: Vault, tmp_path: Path
) -> None:
    first = joined(vault, DARA, ("DIR",))
    mid = mid_of(vault, first)
    lost = another(vault, mid)
    saved(vault, council(name="Before"))
    kept = Path(shutil.copytree(vault.path, tmp_path / "Kept.civicdesk"))
    theirs = folder.open_vault(kept, SECOND, sid=lost)
    assert leaving.take_device(vault, lost) == ()
    saved(vault, council(name="Afterwards"))
    vault.close()

    with pytest.raises(WrongPassphrase):
        folder.open_vault(vault.path, SECOND)
    for old in copies.paths(Layout(kept).slot(lost)):  # the keyslot brought back opens nothing
        shutil.copy(old, vault.path / "slots" / old.name)
    with pytest.raises(MembershipEnded):
        folder.open_vault(vault.path, SECOND, sid=lost)
    for keys in theirs.every_epoch:
        path = Layout(vault.path).database(keys.cid)
        with pytest.raises(DatabaseSwapped):
            connection.connect(path, keys.database_key, vid=keys.vid, cid=keys.cid)
    found = header.read(Layout(vault.path).header).valid[0]
    assert not [wrap for wrap in found.wraps if wrap.to == lost]
    assert not {keys.box for keys in theirs.every_epoch} & {comp.box for comp in found.comps}
    assert headings(kept, SECOND) == ["Before"]  # as the dialog says
    assert headings(vault.path, DARA) == ["Afterwards", "Before"]


def test_the_device_that_made_the_vault_goes_and_everybody_opens_as_before(
    vault: Vault, vault_passphrase: str
) -> None:
    """It is the first that everybody trusted: those whom it vouched for are vouched for anew."""
    joined(vault, DARA, ("DIR", "ADM"))
    made_it = vault.sid
    another(vault, me(vault))
    vault.close()
    on_the_new = Vault.open(vault.path, SECOND)
    with pytest.raises(leaving.NotThisDevice):
        leaving.take_device(on_the_new, on_the_new.sid)
    leaving.take_device(on_the_new, made_it)
    (mine,) = (one for one in leaving.people(on_the_new) if one.is_me)
    assert mine.sids == (on_the_new.sid,) and not mine.until
    third = joined(on_the_new, SOKHA, ("PRG",))
    on_the_new.close()
    for text in (SECOND, DARA, SOKHA, SECOND):
        Vault.open(vault.path, text).close()
    assert folder.open_vault(vault.path, DARA).header.member(third)
    with pytest.raises(WrongPassphrase):
        folder.open_vault(vault.path, vault_passphrase)


def test_the_only_device_a_stranger_s_and_one_taken_before_are_refused_with_their_reasons(
    vault: Vault,
) -> None:
    only = joined(vault, DARA, ("PRG",))
    with pytest.raises(leaving.OnlyDevice):
        leaving.take_device(vault, only)
    second = another(vault, mid_of(vault, only))
    leaving.take_device(vault, only)
    for sid in (only, "0" * len(only)):
        with pytest.raises(leaving.NoSuchDevice):
            leaving.take_device(vault, sid)
    with pytest.raises(leaving.OnlyDevice):
        leaving.take_device(vault, second)
    vault.close()
    theirs = Vault.open(vault.path, SECOND)
    with pytest.raises(administration.NotAdministrator):
        leaving.take_device(theirs, second)
    theirs.close()


def test_taking_a_device_never_waits_and_leaves_as_many_people_who_sign(
    vault: Vault, vault_passphrase: str
) -> None:
    """Two sign; both have two devices, of which each loses one at once by the other's word alone."""
    dara = joined(vault, DARA, ("ADM", "DIR"))
    mid = mid_of(vault, dara)
    another(vault, mid)
    two_sign(vault)
    again = Vault.open(vault.path, vault_passphrase)
    leaving.take_device(again, dara)
    assert leaving.person(again, mid).devices == 1
    assert again.opened.header.signing_people == {mid, me(again)}
    again.close()
    theirs = Vault.open(vault.path, SECOND)
    assert not administration.set_quorum(theirs, 1)  # their word still counts, and still waits for another's
    theirs.close()


def test_a_device_that_signs_stays_while_their_other_one_waits_for_its_signature(
    vault: Vault, vault_passphrase: str
) -> None:
    dara = joined(vault, DARA, ("ADM", "DIR"))
    mid = mid_of(vault, dara)
    two_sign(vault)
    again = Vault.open(vault.path, vault_passphrase)
    request = asked(again.path, SECOND)
    assert not joining.admit(again, request, ("ADM", "DIR"), mid=mid)
    with pytest.raises(leaving.OnlyDevice):
        leaving.take_device(again, dara)
    again.close()


def test_what_this_person_cannot_open_is_due_and_renewed_by_who_can(
    vault: Vault, vault_passphrase: str
) -> None:
    officer = joined(vault, DARA, ("SFP",))
    lost = another(vault, mid_of(vault, officer))
    joined(vault, SOKHA, ("ADM", "PRG"))
    vault.close()
    narrow = Vault.open(vault.path, SOKHA)
    assert leaving.take_device(narrow, lost) == ("security",)
    narrow.close()
    founder = Vault.open(vault.path, vault_passphrase)
    assert leaving.renew_due(founder) == () and founder.verify().ok
    founder.close()
    theirs = Vault.open(vault.path, DARA)
    assert "security" in theirs.compartments
    theirs.close()


def test_the_only_device_with_which_the_second_administrator_signs_stays(
    vault: Vault, vault_passphrase: str
) -> None:
    """Their other device opens the vault, and its signature was taken away by other means."""
    dara = joined(vault, DARA, ("ADM", "DIR"))
    mid = mid_of(vault, dara)
    other = another(vault, mid)
    two_sign(vault)
    again = Vault.open(vault.path, vault_passphrase)
    public = again.opened.header.member(other).ed25519

    def without_it(found: header.Header) -> header.Header:
        return replace(found, admins=tuple(one for one in found.admins if one.pub != public))

    administration.rewrite_now(again, without_it)
    with pytest.raises(leaving.TooFewToSign):
        leaving.take_device(again, dara)
    assert leaving.take_device(again, other) == ()
    again.close()
