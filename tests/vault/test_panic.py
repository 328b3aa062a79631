"""The second level of panic: nothing here opens the vault afterwards, and the backup elsewhere does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from strategies import council, saved

from civicdesk import clock
from civicdesk.errors import CivicDeskError
from civicdesk.vault import panic
from civicdesk.vault.administration import NotAdministrator
from civicdesk.vault.backup import make_backup
from civicdesk.vault.backup_list import SETTING, known_backups
from civicdesk.vault.restore import restore
from civicdesk.vault.vault import Vault


@pytest.fixture
def state(tmp_path, monkeypatch):
    """A memory of this computer of the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def backed_up(state, vault_path, vault_passphrase, tmp_path):
    """An open vault with a record, and its verified backup."""
    vault = Vault.open(vault_path, vault_passphrase)
    saved(vault, council(name="Commune council C7"))
    stick = tmp_path / "stick"
    stick.mkdir()
    made = make_backup(vault, stick)
    yield vault, made.path
    vault.close()


def test_after_it_nothing_here_opens_the_vault_and_the_backup_does(
    backed_up, vault_path, vault_passphrase, tmp_path
):
    vault, backup = backed_up
    panic.allow(vault, allowed=True)
    panic.arm(vault)
    assert panic.is_armed(vault)
    assert panic.destroy(panic.target(vault)) == 0
    with pytest.raises(CivicDeskError):
        Vault.open(vault_path, vault_passphrase)
    restored = restore(backup, tmp_path / "Again.civicdesk")
    assert restored is not None
    again = Vault.open(tmp_path / "Again.civicdesk", vault_passphrase)
    assert again.search_titles(("stakeholder",), "C7", 1)
    again.close()


def test_header_keyslots_and_this_computers_memory_are_gone_and_the_ciphertext_stays(
    backed_up, vault_path, state
):
    vault, _backup = backed_up
    databases = {path.name for path in (vault_path / "db").glob("*.db")}
    memory = [path for path in state.rglob("*") if path.is_file()]
    assert memory
    panic.destroy(panic.target(vault))
    kept = [path for path in vault_path.rglob("*") if path.is_file()]
    assert {path.parent.name for path in kept} <= {"db", "att"}
    assert {path.name for path in kept if path.suffix == ".db"} == databases
    assert not any(path.exists() for path in memory)


def test_the_bytes_are_overwritten_where_they_lie_before_the_name_goes(backed_up, vault_path):
    """A second name for the same bytes shows what happened to them."""
    vault, _backup = backed_up
    names = [path for path in panic.target(vault).files if path.is_relative_to(vault_path)]
    second = vault_path / "db"
    before = {}
    for number, path in enumerate(names):
        before[second / f"kept-{number}"] = path.read_bytes()
        (second / f"kept-{number}").hardlink_to(path)
    panic.destroy(panic.target(vault))
    for path, content in before.items():
        found = path.read_bytes()
        assert len(found) == len(content)
        assert found[:64] != content[:64]


def test_it_goes_on_past_what_it_cannot_destroy(backed_up, vault_path, monkeypatch):
    vault, _backup = backed_up
    target = panic.target(vault)
    gone = panic.Target((vault_path / "not there", *target.files), target.folders)
    assert panic.destroy(gone) == 0  # what is not there is nothing that is left
    assert not (vault_path / "vault.a").exists()


def test_the_keys_in_a_copy_made_before_a_great_change_are_gone_too(backed_up, vault_path):
    from civicdesk.vault.layout import Layout
    from civicdesk.vault.local_copy import local_copy

    vault, _backup = backed_up
    copy = local_copy(Layout(vault_path), "repair")
    assert (copy / "vault.a").exists()
    assert panic.destroy(panic.target(vault)) == 0
    left = [path for path in copy.rglob("*") if path.is_file()]
    assert {path.parent.name for path in left} == {"db"}


def test_the_secret_of_this_computer_is_gone_from_the_systems_store(backed_up, vault_path, monkeypatch):
    from dataclasses import replace

    vault, _backup = backed_up
    forgotten: list[str] = []
    monkeypatch.setattr(panic.device, "forget", forgotten.append)
    assert panic.target(vault).device == panic.device.device_of(vault_path, vault.sid)
    panic.destroy(replace(panic.target(vault), device="0123456789abcdef"))
    assert forgotten == ["0123456789abcdef"]


def test_header_and_keyslots_are_the_first_to_go(backed_up, vault_path):
    vault, _backup = backed_up
    order = [path.relative_to(vault_path).parts[0] for path in panic.target(vault).files
             if path.is_relative_to(vault_path)]  # fmt: skip
    assert order[:2] == ["vault.a", "vault.b"]
    assert order[2:4] == ["slots", "slots"]


def test_it_is_armed_only_with_a_verified_backup_of_the_last_fourteen_days(backed_up, monkeypatch):
    vault, _backup = backed_up
    panic.allow(vault, allowed=True)
    later = clock.now() + timedelta(days=14, hours=1)
    monkeypatch.setattr(panic.clock, "now", lambda: later)
    with pytest.raises(panic.BackupTooOld):
        panic.arm(vault)
    assert not panic.is_armed(vault)


def test_it_is_not_armed_without_any_backup(vault):
    panic.allow(vault, allowed=True)
    assert known_backups(vault) == ()
    with pytest.raises(panic.BackupTooOld):
        panic.arm(vault)


def test_it_is_not_armed_before_an_administrator_allowed_it(backed_up):
    vault, _backup = backed_up
    with pytest.raises(panic.NotAllowedHere):
        panic.arm(vault)


def test_only_an_administrator_allows_it(vault, monkeypatch):
    monkeypatch.setattr(panic, "is_administrator", lambda _keys: False)
    with pytest.raises(NotAdministrator):
        panic.allow(vault, allowed=True)


def test_forbidding_disarms_every_computer(backed_up):
    vault, _backup = backed_up
    panic.allow(vault, allowed=True)
    panic.arm(vault)
    panic.allow(vault, allowed=False)
    assert not panic.is_armed(vault)


def test_arming_stands_in_the_journal(backed_up):
    from sqlalchemy import select

    from civicdesk.vault.schema import change

    vault, _backup = backed_up
    panic.allow(vault, allowed=True)
    panic.arm(vault)
    panic.disarm(vault)
    verbs = vault.stores["programme"].db.execute(select(change.c.verb)).scalars().all()
    assert [verb for verb in verbs if "panic" in verb] == ["panic allowed", "panic armed", "panic disarmed"]
    assert vault.setting(SETTING)
    assert vault.verify().ok


def test_what_is_read_before_arming_names_each_limit():
    words = " ".join(panic.limits())
    for said in ("backups", "shadow copies", "File History", "cloud", "solid-state", "spare cells", "offence",
                 "lawyer now, not then", "Disk encryption"):  # fmt: skip
        assert said.lower() in words.lower()
