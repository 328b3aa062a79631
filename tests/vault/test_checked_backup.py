"""What a backup holds is opened before it is believed, and a look at the disk tells good ones from others."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from strategies import council, saved

from civicdesk.errors import OutOfMemory
from civicdesk.records.choices import AccountState, Role
from civicdesk.records.staff_member import SafetyCard, StaffMember
from civicdesk.records.values import Term
from civicdesk.vault import backup, backup_list, backup_refusals, changes, generations
from civicdesk.vault.backup_list import known_backups
from civicdesk.vault.layout import Layout
from civicdesk.vault.vault import Vault
from tests.vault.forged import parts_of, signed


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "Blue"
    folder.mkdir()
    return folder


@pytest.fixture
def forged(vault, stick):
    """What the check says of a backup whose maker has changed it and signed it again."""

    def ask(change_parts=lambda _parts: None, change_body=lambda _body: None):
        parts = parts_of(next(stick.glob("backup-*")))
        change_parts(parts)
        file = stick / "forged.cdbackup"
        file.write_bytes(signed(parts, vault.opened.sign, change_body))
        with pytest.raises(backup_refusals.BackupFaulty) as told:
            generations.check_backup(vault, file)
        assert "there is a fault in it: " in told.value.sentence and told.value.todo
        assert not list(vault.path.glob(".work-*"))
        return told.value.sentence

    return ask


def name_of(vault, kind):
    return f"db/{vault.opened.keys(kind).cid}.db"


def test_a_part_that_does_not_open_with_its_key_is_a_fault(vault, stick, forged):
    backup.make_backup(vault, stick)
    name = name_of(vault, "board")
    assert "damaged" in forged(
        lambda parts: parts.update({name: parts[name][:16] + bytes(len(parts[name]) - 16)})
    )


def test_a_part_that_was_left_out_is_a_fault(vault, stick, forged):
    backup.make_backup(vault, stick)
    assert "database" in forged(lambda parts: parts.pop(name_of(vault, "board")))


def test_a_page_that_was_changed_before_it_was_signed_is_a_fault(vault, stick, forged):
    backup.make_backup(vault, stick)
    name = name_of(vault, "programme")

    def change(parts):
        data = bytearray(parts[name])
        data[len(data) // 2] ^= 1
        parts[name] = bytes(data)

    assert "1 pages of the programme database" in forged(change)


def test_a_part_of_yesterday_is_not_as_new_as_the_backup_says(vault, stick, forged):
    backup.make_backup(vault, stick)
    cid = vault.opened.keys("casework").cid

    def newer(body):
        body["heads"]["compartments"][cid]["commits"] += 1

    assert "casework database is not as new as the backup says" in forged(change_body=newer)


def test_a_part_of_which_the_backup_says_nothing_is_opened_all_the_same(vault, stick):
    """Somebody without the key has made it; whoever has the key can check more than its maker could."""
    parts = parts_of(backup.make_backup(vault, stick).path)
    cid, file = vault.opened.keys("casework").cid, stick / "without.cdbackup"
    file.write_bytes(signed(parts, vault.opened.sign, lambda body: body["heads"]["compartments"].pop(cid)))
    found = {one.kind: one for one in generations.check_backup(vault, file).opened}
    assert found["casework"].has_key and not found["casework"].faults


def test_a_record_that_somebody_changed_behind_the_journal_makes_no_good_backup(vault, stick):
    one = saved(vault, council())
    raw = vault.stores["programme"].raw
    raw.execute("UPDATE stakeholder SET name = 'Forged' WHERE id = ?", [one.id])
    with pytest.raises(backup_refusals.BackupOfFaulty):
        backup.make_backup(vault, stick)
    assert list(stick.iterdir()) == []
    raw.execute("UPDATE stakeholder SET name = ? WHERE id = ?", [one.name, one.id])
    assert backup.make_backup(vault, stick).path.is_file()


@pytest.mark.parametrize("what", ["stakeholder RENAME TO holder", "change RENAME COLUMN verb TO word"])
def test_a_database_that_lacks_a_table_or_a_column_makes_no_good_backup(vault, stick, what):
    """Whole pages under the right key: only somebody who has the key and tools of their own can make that."""
    saved(vault, council())
    raw = vault.stores["programme"].raw
    raw.set_authorizer(None)
    raw.execute(f"ALTER TABLE {what}")
    with pytest.raises(backup_refusals.BackupOfFaulty):
        backup.make_backup(vault, stick)
    assert list(stick.iterdir()) == []


def test_a_part_with_only_a_piece_of_a_record_is_good_and_proves_no_record(vault, stick):
    """The card of a person's safety lies in another part than the person."""
    card = SafetyCard(own_phone="012 345 678")
    saved(
        vault,
        StaffMember(
            display_name="Dara",
            post_title="Officer",
            staff_group=Term("core"),
            account_state=AccountState.ACTIVE,
            roles=(Role.PRG,),
            start_date=date(2024, 3, 1),
            safety_card=(card,),
        ),
    )
    found = {one.kind: one for one in backup.make_backup(vault, stick).opened}
    assert found["programme"].record and not found["security"].record
    assert found["security"].has_key and not found["security"].faults


def test_a_journal_that_cannot_be_read_though_every_page_is_whole_makes_no_good_backup(vault, stick):
    """The pages are rightly encrypted and lead into one another wrongly: a bug or a bad memory wrote them."""
    saved(vault, council())
    raw = vault.stores["programme"].raw
    raw.set_authorizer(None)
    roots = dict(raw.execute("SELECT name, rootpage FROM sqlite_master WHERE rootpage").fetchall())
    index = next(name for name in roots if "autoindex" in name)
    raw.execute("PRAGMA writable_schema = ON")
    raw.execute("UPDATE sqlite_master SET rootpage = ? WHERE name = 'change'", [roots[index]])
    with pytest.raises(backup_refusals.BackupOfFaulty):
        backup.make_backup(vault, stick)
    assert list(stick.iterdir()) == []
    raw.execute("UPDATE sqlite_master SET rootpage = ? WHERE name = 'change'", [roots["change"]])
    assert backup.make_backup(vault, stick).path.is_file()


def test_too_little_memory_is_no_fault_of_the_backup(vault, stick, monkeypatch):
    saved(vault, council())

    def starved(*_anything, **_named):
        raise MemoryError

    def report(_done, _total, words):
        if "Opening" in words:
            monkeypatch.setattr(hashlib, "sha256", starved)
            monkeypatch.setattr(changes.hmac, "digest", starved)

    with pytest.raises(OutOfMemory):
        backup.make_backup(vault, stick, report)
    monkeypatch.undo()
    assert list(stick.iterdir()) == [] and not list(vault.path.glob(".work-*"))
    assert backup.make_backup(vault, stick).path.is_file()


# which there are -----------------------------------------------------------------------------------


def test_what_is_not_whole_comes_last_with_its_sentence_and_stops_nothing(vault, stick):
    made = [backup.make_backup(vault, stick) for _n in range(2)]
    (stick / "folder.cdbackup").mkdir()
    (stick / "link.cdbackup").symlink_to(stick / "nowhere")
    (stick / "text.cdbackup").write_bytes(b"dear")
    found = generations.generations(stick, vault.opened.vid)
    assert [one.path for one in found[:2]] == [made[1].path, made[0].path]
    assert {one.path.name: one.size for one in found[2:]} == {
        "folder.cdbackup": (stick / "folder.cdbackup").stat().st_size,
        "link.cdbackup": 0,
        "text.cdbackup": 4,
    }
    assert all(one.trouble and not one.id for one in found[2:])


def test_a_backup_that_the_vault_does_not_know_is_never_deleted(vault, stick):
    """It may be the only one from before something went wrong, kept on purpose and forgotten in the list."""
    made = [backup.make_backup(vault, stick) for _n in range(3)]
    backup_list.forget(vault, [made[0].manifest.id])
    assert backup.make_backup(vault, stick).removed == ()
    assert backup.make_backup(vault, stick).removed == (made[1].path.name,)
    assert made[0].path.exists() and not made[1].path.exists()


def test_forgetting_what_nobody_knew_writes_nothing(vault, stick):
    backup.make_backup(vault, stick)
    before, commits = known_backups(vault), vault.stores["programme"].commits()
    backup_list.forget(vault, ["12" * 32])
    assert known_backups(vault) == before and vault.stores["programme"].commits() == commits


def test_a_backup_is_checked_where_it_lies_and_leaves_nothing_there(vault, stick):
    made = backup.make_backup(vault, stick)
    said = []
    proof = generations.check_backup(vault, str(made.path), lambda *what: said.append(what))
    assert proof.opened == made.opened and proof.how == made.how
    assert said[-1][0] == said[-1][1] == made.manifest.size
    assert list(stick.iterdir()) == [made.path] and not list(Layout(vault.path).path.glob(".work-*"))


def test_a_bad_backup_is_named_also_where_nothing_can_be_remembered_of_it(vault, stick, monkeypatch):
    made = backup.make_backup(vault, stick)
    made.path.write_bytes(made.path.read_bytes()[:-1])
    with monkeypatch.context() as patch:
        patch.setattr(Vault, "read_only", True)
        with pytest.raises(backup_refusals.BackupCut):
            generations.check_backup(vault, made.path)
    assert [one.id for one in known_backups(vault)] == [made.manifest.id]
    with pytest.raises(backup_refusals.BackupCut):
        generations.check_backup(vault, made.path)
    assert known_backups(vault) == ()
