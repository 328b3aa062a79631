"""A vault of any released version opens with every record as it was, also after a migration that was interrupted."""

import os
from pathlib import Path

import pytest

from civicdesk.errors import VaultTooNew
from civicdesk.vault import backup, migrations
from civicdesk.vault.layout import Layout
from civicdesk.vault.restore import restore
from civicdesk.vault.vault import Vault
from tests.vaults.make import HERE, PASSPHRASE, exported, make

GOLDEN = sorted(HERE.glob("*.cdbackup"))
STEPS = 12
REVISION = """
revision = "later"
down_revision = {down!r}

def upgrade():
    import os
    from alembic import op
    for step in range({steps}):
        if os.environ.get("CIVICDESK_STOP") == str(step):
            {stop}
        op.execute(f"CREATE TABLE later_{{step}} (id TEXT PRIMARY KEY, words TEXT) STRICT")
        op.execute(f"INSERT INTO later_{{step}} SELECT id, ref FROM staff_member")
        op.execute("UPDATE stakeholder SET updated_at = updated_at")
"""


@pytest.fixture(scope="module", params=GOLDEN or [None], ids=lambda file: file.stem if file else "now")
def golden(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A kept backup, or one of this very program."""
    return request.param or make(tmp_path_factory.mktemp("golden"), "now")


@pytest.fixture
def path(golden: Path, tmp_path: Path) -> Path:
    """A vault of the test's own, restored from it."""
    return restore(golden, tmp_path / "Golden").path


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A program with one more revision; answers what writes the revision down."""
    folder = tmp_path / "versions"
    folder.mkdir()
    own = Path(migrations.__file__).parent / "versions"
    usual, down = migrations.configuration, migrations.HEAD

    def configuration():
        config = usual()
        config.set_main_option("path_separator", "os")
        config.set_main_option("version_locations", f"{own}{os.pathsep}{folder}")
        return config

    def write(stop: str = "pass") -> None:
        text = REVISION.format(down=down, steps=STEPS, stop=stop)
        (folder / "later.py").write_text(text, encoding="utf-8")

    monkeypatch.setattr(migrations, "configuration", configuration)
    monkeypatch.setattr(migrations, "HEAD", "later")
    write()
    return write


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
        monkeypatch.setenv("CIVICDESK_STOP", str(step))
        with pytest.raises(RuntimeError):
            Vault.open(path, PASSPHRASE)
    later()
    assert _exported(path) == _records(golden)


def test_a_migration_killed_at_any_step_is_done_the_next_time(golden, path, later, monkeypatch):
    later("os._exit(9)")
    for step in range(0, STEPS, 4):
        monkeypatch.setenv("CIVICDESK_STOP", str(step))
        pid = os.fork()
        if pid == 0:
            Vault.open(path, PASSPHRASE)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9
    later()
    monkeypatch.delenv("CIVICDESK_STOP")
    assert _exported(path) == _records(golden)


def test_a_vault_of_a_newer_program_is_refused_and_stays_as_it_is(golden, path, later, monkeypatch):
    assert _exported(path) == _records(golden)
    before = {file: file.read_bytes() for file in (path / "db").glob("*.db")}
    monkeypatch.undo()
    with pytest.raises(VaultTooNew):
        Vault.open(path, PASSPHRASE)
    assert {file: file.read_bytes() for file in (path / "db").glob("*.db")} == before
