"""Backups on their page, their age at the bottom, and a backup restored before any vault is open."""

from __future__ import annotations

from pathlib import Path

import pytest

from civicdesk.vault.backup import make_backup
from civicdesk.vault.vault import Vault
from ui.navigation import Place
from ui.pages.backup import BackupPage

LONG = 60_000


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "Blue"
    folder.mkdir()
    return folder


@pytest.fixture
def page(window, settle, stick) -> BackupPage:
    window.go(Place("backup"))
    settle()
    found = window.page
    assert isinstance(found, BackupPage)
    found.choose_place(stick)
    settle()
    return found


def test_a_backup_is_made_listed_and_its_age_is_seen_at_the_bottom(qtbot, window, page, stick):
    assert window.backup_age.state == "alarm"
    page.make()
    qtbot.waitUntil(lambda: page.list.count() == 1, timeout=LONG)
    assert "Verified: backup-" in page.banner.text and page.banner.tone == "good"
    qtbot.waitUntil(lambda: window.backup_age.state == "good", timeout=LONG)
    assert "on “Blue”" in window.backup_age.text()
    assert len(list(stick.iterdir())) == 1


def test_a_backup_that_has_gone_bad_is_found_out(qtbot, page, stick):
    page.make()
    qtbot.waitUntil(lambda: page.list.count() == 1, timeout=LONG)
    (file,) = stick.iterdir()
    spoiled = bytearray(file.read_bytes())
    spoiled[len(spoiled) // 2] ^= 1
    file.write_bytes(spoiled)
    page.check()
    qtbot.waitUntil(lambda: not page.bar.is_busy, timeout=LONG)
    assert page.banner.tone == "danger" and "damaged" in page.banner.text


def test_the_disk_pulled_out_is_said_to_be_gone(qtbot, page, stick):
    stick.rmdir()
    page.make()
    qtbot.waitUntil(lambda: not page.bar.is_busy and page.banner.tone == "danger", timeout=LONG)
    assert "The disk with the backup is gone" in page.banner.text


def test_a_backup_is_restored_before_any_vault_is_open_and_asks_for_its_passphrase(
    qtbot, desk, filled_path, passphrase, stick, tmp_path
):
    vault = Vault.open(filled_path, passphrase)
    made = make_backup(vault, stick)
    vault.close()
    desk.start()
    page = desk.unlock.restore_page
    desk.unlock.start_page.restore_button.click()
    page.take(made.path)
    qtbot.waitUntil(lambda: bool(page.name.text()), timeout=LONG)
    page.folder.setText(str(tmp_path))
    page.name.setText("Back")
    page.restore_button.click()
    qtbot.waitUntil(lambda: (tmp_path / "Back.civicdesk").is_dir() and not page.bar.is_busy, timeout=LONG)
    qtbot.waitUntil(lambda: desk.unlock.path == tmp_path / "Back.civicdesk", timeout=LONG)
    again = Vault.open(tmp_path / "Back.civicdesk", passphrase)
    assert len(list(again.iterate("stakeholder"))) == 2
    again.close()
