"""Folders that a sync program copies to the Internet are told from ordinary ones, by name, mark, setting and mount."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from civicdesk import synchronised
from civicdesk.synchronised import sync_program
from civicdesk.vault import placing
from civicdesk.vault.vault import Vault


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home folder in which no sync program was ever installed."""
    made = tmp_path / "home"
    made.mkdir()
    monkeypatch.setenv("HOME", str(made))
    for name in ("OneDrive", "OneDriveConsumer", "OneDriveCommercial", "APPDATA"):
        monkeypatch.delenv(name, raising=False)
    return made


@pytest.mark.parametrize(
    "name, program",
    [
        ("OneDrive", "OneDrive"), ("OneDrive - Office of X", "OneDrive"), ("Dropbox", "Dropbox"),
        ("Dropbox (Personal)", "Dropbox"), ("Google Drive", "Google Drive"), ("GoogleDrive", "Google Drive"),
        ("My Drive", "Google Drive"), ("iCloud Drive", "iCloud"), ("com~apple~CloudDocs", "iCloud"),
        ("Nextcloud", "Nextcloud"), ("ownCloud", "Nextcloud"), ("Syncthing", "Syncthing"), ("MEGAsync", "MEGA"),
    ],
)  # fmt: skip
def test_a_folder_is_known_by_its_name(home, name, program):
    inside = home / name / "office" / "vaults"
    inside.mkdir(parents=True)
    assert sync_program(inside) == program


@pytest.mark.parametrize(
    "mark, program",
    [
        (".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"), (".dropbox", "Dropbox"),
        (".dropbox.cache/", "Dropbox"), (".tmp.drivedownload/", "Google Drive"),
        (".sync_0f3a9.db", "Nextcloud"), (".nextcloudsync.log", "Nextcloud"), (".stfolder/", "Syncthing"),
        (".debris/", "MEGA"),
    ],
)  # fmt: skip
def test_a_folder_is_known_by_what_the_program_leaves_at_its_top(home, mark, program):
    top = home / "Work"
    (top / "vaults").mkdir(parents=True)
    (top / mark).mkdir() if mark.endswith("/") else (top / mark).touch()
    assert sync_program(top / "vaults") == program


def test_a_folder_is_known_by_the_settings_of_the_program(home):
    work = home / "Work"
    (work / "vaults").mkdir(parents=True)
    assert sync_program(work / "vaults") == ""
    (home / ".config" / "Nextcloud").mkdir(parents=True)
    (home / ".config" / "Nextcloud" / "nextcloud.cfg").write_text(
        f"[Accounts]\n0\\Folders\\1\\localPath={work}/\n"
    )
    assert sync_program(work / "vaults") == "Nextcloud"
    (home / ".config" / "Nextcloud" / "nextcloud.cfg").unlink()
    (home / ".dropbox").mkdir()
    (home / ".dropbox" / "info.json").write_text(json.dumps({"personal": {"path": str(work)}}))
    assert sync_program(work / "vaults") == "Dropbox"
    (home / ".dropbox" / "info.json").write_text("[not what was expected")
    assert sync_program(work / "vaults") == ""


def test_documents_that_were_moved_into_onedrive_are_known(home, monkeypatch):
    """Windows moves known folders silently; the environment still tells where OneDrive lies."""
    cloud = home / "Cloud of the office"
    (cloud / "Documents").mkdir(parents=True)
    (home / "Documents").symlink_to(cloud / "Documents")
    monkeypatch.setenv("OneDriveCommercial", str(cloud))
    assert sync_program(home / "Documents") == "OneDrive"


def test_a_cloud_that_is_mounted_as_a_folder_is_known(home, monkeypatch):
    mounts = f"/dev/sda1 / ext4 rw 0 0\nremote:office {home}/far fuse.rclone rw 0 0\n"
    monkeypatch.setattr(
        synchronised, "_read", lambda file: mounts if str(file) == "/proc/self/mounts" else ""
    )
    (home / "far" / "vaults").mkdir(parents=True)
    assert sync_program(home / "far" / "vaults") == "rclone"
    assert sync_program(home) == ""


@pytest.mark.parametrize(
    "name", ["Documents", "Mega projects", "drive", "Boxes", "clouds over Tonle Sap", "ឯកសារ"]
)
def test_an_ordinary_folder_is_none(home, name):
    (home / name).mkdir()
    assert sync_program(home / name) == ""


def test_what_a_program_keeps_in_the_home_folder_is_no_mark_of_it(home):
    (home / ".dropbox").mkdir()
    (home / "Documents").mkdir()
    assert sync_program(home / "Documents") == ""


def test_a_vault_is_not_made_there_without_a_reason(home):
    place = home / "Dropbox" / "Office.civicdesk"
    place.parent.mkdir()
    with pytest.raises(placing.PlaceSynchronised):
        placing.check_place(place)
    with pytest.raises(placing.PlaceSynchronised):
        placing.check_place(place, "because")
    placing.check_place(place, "the board decided it on 3 March")
    placing.check_place(home / "Office.civicdesk")


def test_the_reason_stands_in_the_journal_and_every_start_warns(vault_path, vault_passphrase, tmp_path):
    from sqlalchemy import select

    from civicdesk.vault.schema import change

    place = tmp_path / "OneDrive" / "Office.civicdesk"
    place.parent.mkdir()
    vault_path.rename(place)
    vault = Vault.open(place, vault_passphrase)
    placing.note_place(vault, "the board decided it on 3 March")
    db = vault.stores["programme"].db
    assert db.execute(select(change.c.reason).where(change.c.verb == "placed")).scalar() == (
        "the board decided it on 3 March"
    )
    vault.close()
    assert placing.place_warning(place).startswith("OneDrive may copy")
    assert placing.place_warning(Path("/tmp")) == ""
