"""A backup is one file that was read back and opened before it counts; whatever spoils it is seen."""

import json
import os
import shutil
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from strategies import council

from civicdesk import clock
from civicdesk.errors import WrongPassphrase
from civicdesk.records.stakeholder import Stakeholder
from civicdesk.vault import (
    archive,
    backup,
    backup_list,
    backup_refusals,
    generations,
    medium,
    placing,
    restore,
)
from civicdesk.vault.backup_list import age, known_backups, last_verified_backup
from civicdesk.vault.layout import Layout
from civicdesk.vault.opened_backup import opened
from civicdesk.vault.vault import Vault


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "Blue"
    folder.mkdir()
    return folder


def _save(vault: Vault, name: str) -> Stakeholder:
    with vault.transaction(accept="same name") as tx:
        return tx.save(council(name=name))


def _names(vault: Vault) -> list[str]:
    return [one.name for one in vault.iterate("stakeholder")]


def test_what_was_backed_up_comes_back_and_opens_with_the_passphrase_of_then(
    vault, stick, tmp_path, vault_passphrase
):
    saved = _save(vault, "Before the backup")
    made = backup.make_backup(vault, stick)
    _save(vault, "After the backup")
    vault.change_passphrase(vault_passphrase, "another six words for this vault")
    done = restore.restore(made.path, tmp_path / "Back")
    with pytest.raises(WrongPassphrase):
        Vault.open(done.path, "another six words for this vault")
    again = Vault.open(done.path, vault_passphrase)
    assert _names(again) == ["Before the backup"]
    assert again.get("stakeholder", saved.id) == saved
    assert again.verify().ok
    again.close()


def test_a_backup_says_what_was_opened_and_how_it_was_read_back(vault, stick):
    made = backup.make_backup(vault, stick)
    assert [one.kind for one in made.opened if one.has_key] == ["programme", "casework", "security", "board"]
    assert made.how in (medium.DIRECT, medium.ASKED)
    assert next(one for one in made.opened if one.kind == "programme").record


def test_any_zip_program_reads_it(vault, stick):
    made = backup.make_backup(vault, stick)
    with zipfile.ZipFile(made.path) as plain:
        assert plain.testzip() is None
        listed = json.loads(plain.read("manifest.json"))["members"]
        assert [one["name"] for one in listed] == plain.namelist()[:-2]


def test_it_is_private_and_named_after_the_day_only(vault, stick):
    made = backup.make_backup(vault, stick)
    assert made.path.name == f"backup-{clock.today()}-01.cdbackup"
    assert made.path.stat().st_mode & 0o777 == 0o600


def test_a_second_one_of_the_day_gets_a_name_of_its_own(vault, stick):
    first, second = backup.make_backup(vault, stick), backup.make_backup(vault, stick)
    assert first.path.exists() and second.path.name.endswith("-02.cdbackup")


def test_the_vault_remembers_when_where_and_who_opens_it(vault, stick):
    assert age(vault).state == "alarm" and last_verified_backup(vault) is None
    made = backup.make_backup(vault, stick)
    known = last_verified_backup(vault)
    assert known.id == made.manifest.id and known.sids == (vault.sid,) and known.file == made.path.name
    backup_list.forget(vault, [known.id])
    assert known_backups(vault) == ()


@pytest.mark.parametrize("days, state", [(0, "good"), (6, "good"), (7, "warn"), (13, "warn"), (14, "alarm")])
def test_the_age_turns_from_good_to_a_warning_to_an_alarm(vault, stick, days, state, monkeypatch):
    backup.make_backup(vault, stick)
    later = clock.now() + timedelta(days=days, minutes=1)
    monkeypatch.setattr(clock, "_clock", clock.Clock.at(later))
    assert age(vault).state == state


def test_the_lock_on_an_open_database_outlives_a_backup(vault, stick, vault_path):
    """Another process must still be told that the vault is in use."""
    import subprocess
    import sys

    backup.make_backup(vault, stick)
    for database in (vault_path / "db").glob("*.db"):
        asked = f"import fcntl; fcntl.lockf(open({str(database)!r}, 'rb'), fcntl.LOCK_SH | fcntl.LOCK_NB, 510, 0x40000002)"
        answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True)
        assert "BlockingIOError" in answer.stderr


def test_nothing_is_left_beside_the_vault_or_the_backup(vault, stick, vault_path):
    before = {path for path in vault_path.rglob("*") if not path.name.endswith("-journal")}
    backup.make_backup(vault, stick)
    assert {path for path in vault_path.rglob("*") if not path.name.endswith("-journal")} == before
    assert len(list(stick.iterdir())) == 1


class GivenUp(Exception):
    """Somebody pressed Cancel."""


def _give_up_after(count: int):
    left = iter(range(count))

    def report(_done, _total, _words):
        if next(left, None) is None:
            raise GivenUp

    return report


def test_giving_up_at_any_report_leaves_nothing_behind(vault, stick):
    backup.make_backup(vault, stick)
    older = set(stick.iterdir())
    for count in range(0, 30, 3):
        with pytest.raises(GivenUp):
            backup.make_backup(vault, stick, _give_up_after(count))
        assert set(stick.iterdir()) == older
        assert not list(vault.path.glob(".work-*"))
    _save(vault, "Still writable")


def test_a_backup_inside_the_vault_is_refused(vault):
    with pytest.raises(backup_refusals.BackupInside):
        backup.make_backup(vault, vault.path / "outbox")


def test_a_place_that_is_not_there_is_a_disk_that_is_gone(vault, tmp_path):
    with pytest.raises(backup_refusals.MediumGone):
        backup.make_backup(vault, tmp_path / "unplugged")


def test_restoring_never_touches_what_is_there(vault, stick, tmp_path):
    made = backup.make_backup(vault, stick)
    taken = tmp_path / "Taken.civicdesk"
    taken.mkdir()
    with pytest.raises(backup_refusals.RestoreTaken):
        restore.restore(made.path, taken)
    with pytest.raises(backup_refusals.RestoreTaken):
        restore.restore(made.path, tmp_path / "Taken")
    assert list(taken.iterdir()) == []


def test_a_restored_vault_is_what_was_saved_and_nothing_that_tells_of_a_backup(vault, stick, tmp_path):
    made = backup.make_backup(vault, stick)
    done = restore.restore(made.path, tmp_path / "Back")
    files = {str(path.relative_to(done.path)) for path in done.path.rglob("*") if path.is_file()}
    assert files == {member.name for member in made.manifest.members}


def test_a_restored_vault_is_private(vault, stick, tmp_path):
    done = restore.restore(backup.make_backup(vault, stick).path, tmp_path / "Back")
    for path in (done.path, *done.path.rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600)


def test_a_vault_that_may_only_be_read_is_backed_up_all_the_same(vault, stick, monkeypatch):
    monkeypatch.setattr(Vault, "read_only", True)
    for store in vault.stores.values():
        store.raw.execute("PRAGMA query_only = ON")
    assert backup.make_backup(vault, stick).path.exists()
    assert known_backups(vault) == ()


# damage -----------------------------------------------------------------------------------------


def test_every_part_of_a_backup_notices_a_flipped_bit(vault, stick, tmp_path):
    made = backup.make_backup(vault, stick)
    whole = made.path.read_bytes()
    spoiled = stick / "spoiled.cdbackup"
    with opened(made.path) as found:
        entries = found.entries
    places = [at for entry in entries for at in (entry.offset, entry.offset + 14, entry.start, entry.end - 1)]
    places += [len(whole) - n for n in (1, 21, 23, 41, 60, 97, 150)]
    for at in places:
        spoiled.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(backup_refusals.CivicDeskError):
            restore.restore(spoiled, tmp_path / "Back")
    assert not (tmp_path / "Back.civicdesk").exists()


def test_a_backup_cut_anywhere_is_cut(vault, stick, tmp_path):
    made = backup.make_backup(vault, stick)
    size = made.path.stat().st_size
    for length in (size - 1, size // 2, 4096, 100):
        os.truncate(made.path, length)
        with pytest.raises((backup_refusals.BackupCut, backup_refusals.BackupDamaged)):
            restore.restore(made.path, tmp_path / "Back")


def test_a_zip_written_again_by_another_program_is_not_a_backup_any_more(vault, stick, tmp_path):
    made = backup.make_backup(vault, stick)
    again = stick / "again.cdbackup"
    with zipfile.ZipFile(made.path) as old, zipfile.ZipFile(again, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    with pytest.raises(backup_refusals.NotABackup):
        restore.restore(again, tmp_path / "Back")


def test_a_file_that_is_no_backup_is_said_to_be_none(tmp_path):
    for content in (b"", b"x" * 5000, b"PK\x05\x06" + bytes(18)):
        (tmp_path / "x.cdbackup").write_bytes(content)
        with pytest.raises(backup_refusals.NotABackup):
            restore.restore(tmp_path / "x.cdbackup", tmp_path / "Back")


def test_a_backup_that_is_not_there_is_missing(tmp_path):
    with pytest.raises(backup_refusals.BackupMissing):
        restore.restore(tmp_path / "x.cdbackup", tmp_path / "Back")


def test_members_may_have_no_name_that_leads_anywhere():
    for name in (
        "../x",
        "/etc/passwd",
        "db/../../x",
        "vault.c",
        "slots/x",
        "att/0123456789abcdef/../x.age",
        "",
    ):
        assert not archive.may_be_called(name)


# generations -------------------------------------------------------------------------------------


def test_the_fourth_backup_on_a_disk_sends_the_first_away_and_nothing_else(vault, stick):
    other = stick / "somebody-elses.cdbackup"
    other.write_bytes(b"not one of ours")
    made = [backup.make_backup(vault, stick) for _n in range(4)]
    assert made[3].removed == (made[0].path.name,)
    assert [one.path.exists() for one in made] == [False, True, True, True] and other.exists()
    assert made[0].manifest.id not in {one.id for one in known_backups(vault)}
    assert {one.path for one in generations.generations(stick, vault.opened.vid) if not one.trouble} == {
        one.path for one in made[1:]
    }


def test_backups_that_an_old_passphrase_opens_are_deleted_and_never_the_only_ones(vault, stick, tmp_path):
    made = [backup.make_backup(vault, stick) for _n in range(2)]
    old = {one.manifest.id for one in made}
    with pytest.raises(backup_refusals.NewBackupFirst):
        generations.delete_known(vault, stick, old)
    assert all(one.path.exists() for one in made)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    newer = backup.make_backup(vault, elsewhere)
    assert generations.delete_known(vault, elsewhere, old) == ()
    assert {one.id for one in generations.delete_known(vault, stick, old)} == old
    assert list(stick.iterdir()) == [] and newer.path.exists()
    assert [one.id for one in known_backups(vault)] == [newer.manifest.id]


def test_a_bad_newer_backup_never_costs_a_good_older_one(vault, stick):
    made = [backup.make_backup(vault, stick) for _n in range(3)]
    spoiled = bytearray(made[1].path.read_bytes())
    spoiled[len(spoiled) // 2] ^= 1
    made[1].path.write_bytes(spoiled)
    assert backup.make_backup(vault, stick).removed == ()
    assert made[0].path.exists()
    assert backup.make_backup(vault, stick).removed == (made[1].path.name, made[0].path.name)


def test_an_older_backup_can_be_checked_again_and_says_when_it_is_bad(vault, stick):
    made = backup.make_backup(vault, stick)
    assert generations.check_backup(vault, made.path).opened == made.opened
    spoiled = bytearray(made.path.read_bytes())
    spoiled[len(spoiled) // 2] ^= 1
    made.path.write_bytes(spoiled)
    with pytest.raises(backup_refusals.BackupDamaged):
        generations.check_backup(vault, made.path)


def test_a_backup_of_another_vault_is_not_taken_for_one_of_this(vault, stick, demo):
    made = backup.make_backup(demo, stick)
    assert generations.generations(stick, vault.opened.vid) == ()
    with pytest.raises(backup_refusals.BackupOfAnother):
        generations.check_backup(vault, made.path)


# the local copy ----------------------------------------------------------------------------------


def test_a_local_copy_opens_and_goes_without_a_trace(vault, vault_passphrase):
    _save(vault, "Before the change")
    layout = Layout(vault.path)
    copy = backup.local_copy(layout, "rekey")
    _save(vault, "After the copy")
    again = Vault.open(copy, vault_passphrase)
    assert _names(again) == ["Before the change"]
    again.close()
    backup.drop(copy)
    assert backup.local_copies(layout) == ()


def test_local_copies_do_not_fill_the_disk(vault):
    layout = Layout(vault.path)
    made = [backup.local_copy(layout, "migration") for _n in range(5)]
    assert backup.local_copies(layout) == tuple(made[-3:])
    backup.drop_all(layout)
    assert backup.local_copies(layout) == ()


def test_a_local_copy_is_not_part_of_a_backup(vault, stick):
    backup.local_copy(Layout(vault.path), "repair")
    made = backup.make_backup(vault, stick)
    assert not [member.name for member in made.manifest.members if "backups" in member.name]


def test_a_vault_whose_database_is_damaged_makes_no_verified_backup(vault_path, stick, vault_passphrase):
    vault = Vault.open(vault_path, vault_passphrase)
    victim = max((vault_path / "db").glob("*.db"), key=lambda path: path.stat().st_size)
    with victim.open("r+b") as file:  # the lock is lost with it, which does not matter here
        file.seek(victim.stat().st_size // 2)
        file.write(os.urandom(64))
    with pytest.raises(backup_refusals.BackupOfFaulty):
        backup.make_backup(vault, stick)
    assert list(stick.iterdir()) == []
    assert [fault.what for fault in vault.verify().faults] == ["pages"]
    vault.close()


def test_a_person_without_all_keys_backs_up_everything(vault_path, stick, tmp_path, vault_passphrase):
    """What they cannot open is copied whole, and said not to have been opened."""
    vault = Vault.open(vault_path, vault_passphrase)
    hidden = vault.opened.keys("security").cid
    vault.stores.pop("security").close()
    del vault.opened.compartments["security"]
    made = backup.make_backup(vault, stick)
    assert f"db/{hidden}.db" in [member.name for member in made.manifest.members]
    assert hidden not in made.manifest.heads.compartments
    vault.close()
    done = restore.restore(made.path, tmp_path / "Back")
    again = Vault.open(done.path, vault_passphrase)
    assert again.verify().ok and "security" in again.compartments
    again.close()


def test_shutil_is_enough_to_copy_a_backup(vault, stick, tmp_path):
    made = backup.make_backup(vault, stick)
    other = tmp_path / "elsewhere.cdbackup"
    shutil.copyfile(made.path, other)
    assert restore.restore(other, tmp_path / "Back").manifest.id == made.manifest.id


def test_a_backup_goes_where_a_sync_program_takes_it_away_only_with_a_reason(vault, tmp_path):
    away = tmp_path / "Dropbox"
    away.mkdir()
    with pytest.raises(placing.BackupSynchronised):
        backup.make_backup(vault, away)
    assert list(away.iterdir()) == []
    made = backup.make_backup(vault, away, reason="The only disk in this office")
    assert made.path.parent == away
    lines = vault.stores["programme"].journal.since(vault.stores["programme"].db)
    assert [(one.verb, one.reason) for one in lines if one.verb == "backup placed"] == [
        ("backup placed", "The only disk in this office")
    ]
