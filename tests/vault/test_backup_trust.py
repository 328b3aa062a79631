"""What "verified" is said of: files are opened too, clocks are not believed, and what was found bad does not count."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from strategies import council, saved

from civicdesk import clock
from civicdesk.vault import (
    attachments,
    backup,
    backup_list,
    backup_refusals,
    backup_words,
    generations,
    panic,
)
from civicdesk.vault.vault import Vault


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "Blue"
    folder.mkdir()
    return folder


def _attached(vault: Vault, data: bytes) -> Path:
    """A file that a record has; where it lies."""
    file = attachments.add(vault, "programme", io.BytesIO(data), "scan.pdf")
    saved(vault, council(name=f"With {len(data)} bytes", attachments=(file,)))
    return attachments.place(vault.path, vault.opened.keys("programme").cid, file.id)


def test_files_are_opened_too_before_a_backup_is_called_flawless(vault: Vault, stick: Path) -> None:
    paths = [_attached(vault, bytes(size)) for size in (1, 70_000, 3_000_000)]
    made = backup.make_backup(vault, stick)
    assert not any(one.files for one in made.opened)
    assert backup_words.file_words(made.opened) == ()
    for path in paths[:2]:
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(data)
    paths[2].unlink()
    worse = backup.make_backup(vault, stick)
    (programme,) = (one for one in worse.opened if one.kind == "programme")
    assert len(programme.files) == 3 and programme.faults == ()
    first, *named = backup_words.file_words(worse.opened)
    assert "3 files in it are missing or do not open" in first and len(named) == 3
    assert "▲" in " ".join(backup_words.lines_of(worse))
    assert generations.check_backup(vault, worse.path).opened == worse.opened


def test_two_files_that_were_exchanged_are_told(vault: Vault, stick: Path) -> None:
    first, second = _attached(vault, b"one"), _attached(vault, b"two, which is longer")
    ones, twos = first.read_bytes(), second.read_bytes()
    first.write_bytes(twos)
    second.write_bytes(ones)
    made = backup.make_backup(vault, stick)
    assert len([words for one in made.opened for words in one.files]) == 2


def test_a_backup_without_a_file_never_sends_away_one_that_may_have_it(vault: Vault, stick: Path) -> None:
    path = _attached(vault, b"testimony")
    good = backup.make_backup(vault, stick)
    path.unlink()
    made = [backup.make_backup(vault, stick) for _n in range(4)]
    assert [one.removed for one in made] == [()] * 4
    assert good.path.exists()


def _at(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    monkeypatch.setattr(clock, "_clock", clock.Clock.at(clock.now() + timedelta(days=days)))


def test_a_clock_that_was_ahead_costs_nobody_the_newest_backup(
    vault: Vault, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as wrong:
        _at(wrong, 900)
        ahead = [backup.make_backup(vault, stick) for _n in range(3)]
    newest = backup.make_backup(vault, stick)
    assert newest.path.exists() and newest.removed == (ahead[0].path.name,)
    assert backup_list.last_verified_backup(vault).file == newest.path.name
    assert backup_list.age(vault).state == "good"


def test_a_backup_of_the_future_is_neither_fresh_nor_enough_to_destroy_the_vault(
    vault: Vault, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as wrong:
        _at(wrong, 900)
        backup.make_backup(vault, stick)
    told = backup_list.age(vault)
    assert told.state == "alarm" and "while the clock was ahead" in told.words
    with pytest.raises(panic.BackupTooOld):
        panic.usable_backup(vault)


def test_a_backup_that_was_found_bad_is_not_the_last_verified_one_any_more(vault: Vault, stick: Path) -> None:
    older, made = backup.make_backup(vault, stick), backup.make_backup(vault, stick)
    data = bytearray(made.path.read_bytes())
    data[len(data) // 2] ^= 1
    made.path.write_bytes(data)
    with pytest.raises(backup_refusals.BackupDamaged):
        generations.check_backup(vault, made.path)
    assert panic.usable_backup(vault).file == older.path.name


def test_a_disk_that_is_away_takes_nothing_from_what_is_known(vault: Vault, stick: Path) -> None:
    made = backup.make_backup(vault, stick)
    made.path.rename(made.path.with_suffix(".elsewhere"))
    with pytest.raises(backup_refusals.BackupMissing):
        generations.check_backup(vault, made.path)
    assert panic.usable_backup(vault).file == made.path.name
