"""One device of somebody who stays loses its keys: lost, taken, replaced; what it could read gets new ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from civicdesk import clock
from civicdesk.errors import DiskFull, WrongPassphrase
from civicdesk.services import devices, membership, roster
from civicdesk.services.membership import Newcomer
from civicdesk.vault import backup, backup_list, folder, journal_reading, leaving
from civicdesk.vault import store as stores
from civicdesk.vault.joining import Request, make_request, read_request
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.schema import change
from civicdesk.vault.transaction import Transaction
from civicdesk.vault.vault import Vault

DARA = "seven green frogs cross the bridge"
SOKHA = "quiet rivers carry many small boats"
SECOND = "old kettle sings before the morning rain"


def asked(path: Path, text: str) -> Request:
    return read_request(make_request(path, text, kdf=FLOOR))


def lines(vault: Vault) -> list[str]:
    rows = vault.stores["programme"].db.execute(
        select(change.c.reason).where(change.c.verb == "device taken")
    )
    return [str(row.reason) for row in rows]


def two_devices(vault: Vault, *roles: str) -> tuple[str, str, str]:
    """Dara with two devices; answers who they are and both keyslots."""
    assert membership.join(vault, asked(vault.path, DARA), roles, Newcomer("Dara"))
    mid = roster.called(vault, "Dara").person.mid
    second = asked(vault.path, SECOND)
    assert membership.join_device(vault, second, mid)
    first = next(sid for sid in leaving.person(vault, mid).sids if sid != second.slot.sid)
    return mid, first, second.slot.sid


def test_the_device_is_cut_off_its_owner_is_not_and_the_journal_says_it(vault: Vault) -> None:
    mid, first, lost = two_devices(vault, "PRG", "CSW")
    label = next(one.label for one in devices.devices(vault, mid) if one.sid == lost)
    left = devices.take_device(vault, lost, reason="taken at a checkpoint")
    assert left == membership.Left((), (), (), roster.called(vault, "Dara").ref)
    assert lines(vault) == [f"{label}: taken at a checkpoint"]
    assert "device taken" in journal_reading.verbs()
    assert roster.called(vault, "Dara").person.sids == (first,)
    assert not membership.somebody_left(vault)
    vault.close()
    with pytest.raises(WrongPassphrase):
        Vault.open(vault.path, SECOND)
    theirs = Vault.open(vault.path, DARA)
    assert theirs.staff_id and set(theirs.compartments) == {"programme", "casework"}
    theirs.close()


def test_devices_are_listed_with_word_and_day_and_found_by_either(vault: Vault) -> None:
    mid, first, second = two_devices(vault, "PRG")
    found = devices.devices(vault, mid)
    assert {one.sid for one in found} == {first, second} and not any(one.is_here for one in found)
    assert all(one.since == clock.today().isoformat() for one in found)
    for one in found:
        assert devices.called(vault, mid, one.label.upper()) == devices.called(vault, mid, one.sid) == one
    for wrong in ("", "nothing", vault.sid):
        with pytest.raises(devices.NoDeviceCalledThat):
            devices.called(vault, mid, wrong)
    mine = roster.called(vault, "Officer A").person.mid
    assert [one.is_here for one in devices.devices(vault, mine)] == [True]


def test_backups_that_the_device_opens_are_told(vault: Vault, tmp_path: Path) -> None:
    _mid, _first, lost = two_devices(vault, "PRG")
    known = backup.make_backup(vault, tmp_path)
    left = devices.take_device(vault, lost)
    assert [one.file for one in left.backups] == [known.path.name]
    assert backup_list.opened_by_former(vault) == left.backups
    backup.make_backup(vault, tmp_path)
    assert backup_list.opened_by_former(vault) == left.backups  # the new one opens with nothing that was taken


def test_a_renewal_that_fails_leaves_the_device_without_keys_recorded_and_due(
    vault: Vault, vault_passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _mid, _first, lost = two_devices(vault, "PRG")

    def refused(_connection: object, _key: object) -> None:
        raise DiskFull

    with monkeypatch.context() as patch:
        patch.setattr(stores, "rekey", refused)
        left = devices.take_device(vault, lost, reason="lost")
    assert left.due == ("programme",) and "not yet renewed: " + DiskFull().sentence in left.still_open[0]
    vault.close()
    again = Vault.open(vault.path, vault_passphrase)
    assert [reason.rpartition(": ")[2] for reason in lines(again)] == ["lost"]
    with pytest.raises(WrongPassphrase):
        folder.open_vault(again.path, SECOND)
    assert leaving.renew_due(again) == () and again.verify().ok
    again.close()


def test_a_journal_that_cannot_be_written_holds_up_no_renewal(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    _mid, _first, lost = two_devices(vault, "PRG")

    def full(*_given: object, **_more: object) -> None:
        raise DiskFull

    with monkeypatch.context() as patch:
        patch.setattr(Transaction, "note", full)
        left = devices.take_device(vault, lost)
    assert left.due == ()
    assert left.still_open == (f"The journal could not be written: {DiskFull()}",)
    assert lines(vault) == []


def test_a_device_that_may_not_go_stays_and_nothing_is_recorded(vault: Vault) -> None:
    with pytest.raises(leaving.NotThisDevice):
        devices.take_device(vault, vault.sid)
    assert lines(vault) == [] and not leaving.due_kinds(vault)


def test_an_administrator_without_names_takes_a_device_too(vault: Vault) -> None:
    _mid, _first, lost = two_devices(vault, "PRG")
    assert membership.join(vault, asked(vault.path, SOKHA), ("ADM",), Newcomer("Keeper"))
    vault.close()
    keeper = Vault.open(vault.path, SOKHA)
    assert devices.take_device(keeper, lost) == membership.Left(("programme",), (), ())
    keeper.close()


def test_what_is_said_promises_nothing_about_keys_that_are_still_to_be_renewed() -> None:
    assert "From now on nothing new can." in devices.copied("maple")
    assert "From now on" not in devices.copied("maple", is_renewed=False)
