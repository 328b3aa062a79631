"""A vault of any released version opens with every record as it was, also after a migration that was interrupted."""

import os
from pathlib import Path

import pytest

from civicdesk.errors import VaultTooNew
from civicdesk.vault import backup
from civicdesk.vault.layout import Layout
from civicdesk.vault.restore import restore
from civicdesk.vault.vault import Vault
from tests.vaults.later import STEPS, STOP, later_program
from tests.vaults.make import HERE, PASSPHRASE, exported, make

GOLDEN = sorted(HERE.glob("*.cdbackup"))

@pytest.fixture(scope="module", params=GOLDEN or [None], ids=lambda file: file.stem if file else "now")
def golden(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A kept backup, or one of this very program."""
    return request.param or make(tmp_path_factory.mktemp("golden"), "now")


@pytest.fixture
def path(golden: Path, tmp_path: Path) -> Path:
    """A vault of the test's own, restored from it."""
    return restore(golden, tmp_path / "Golden").path


@pytest.fixture
def later(tmp_path: Path):
    """A program with one more revision; answers what writes the revision down."""
    with later_program(tmp_path / "versions") as write:
        yield write


def _records(golden: Path) -> str:
    return golden.with_suffix(".json").read_text(encoding="utf-8")


def _exported(path: Path) -> str:
    vault = Vault.open(path, PASSPHRASE)
    try:
        assert vault.verify().ok
        return exported(vault)
    finally:
        vault.close()


def test_every_record_is_as_it_was(golden, path):
    assert _exported(path) == _records(golden)


def test_a_migration_changes_no_record_and_leaves_a_copy_of_what_was_before(golden, path, later):
    assert _exported(path) == _records(golden)
    (copy,) = backup.local_copies(Layout(path))
    assert copy.name.endswith("-migration.civicdesk")
    assert _exported(path) == _records(golden)
    assert len(backup.local_copies(Layout(path))) == 1


def test_a_migration_that_fails_at_any_step_changes_nothing_and_is_done_the_next_time(
    golden, path, later, monkeypatch
):
    for step in range(0, STEPS, 4):
        later("raise RuntimeError")
        monkeypatch.setenv(STOP, str(step))
        with pytest.raises(RuntimeError):
            Vault.open(path, PASSPHRASE)
    later()
    assert _exported(path) == _records(golden)


def test_a_migration_killed_at_any_step_is_done_the_next_time(golden, path, later, monkeypatch):
    later("os._exit(9)")
    for step in range(0, STEPS, 4):
        monkeypatch.setenv(STOP, str(step))
        pid = os.fork()
        if pid == 0:
            Vault.open(path, PASSPHRASE)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9
    later()
    monkeypatch.delenv(STOP)
    assert _exported(path) == _records(golden)


def test_a_vault_of_a_newer_program_is_refused_and_stays_as_it_is(golden, path, tmp_path):
    with later_program(tmp_path / "versions"):
        assert _exported(path) == _records(golden)
    before = {file: file.read_bytes() for file in (path / "db").glob("*.db")}
    with pytest.raises(VaultTooNew):
        Vault.open(path, PASSPHRASE)
    assert {file: file.read_bytes() for file in (path / "db").glob("*.db")} == before
