"""Each thing that can be the matter has its own sentence, and nothing that was saved is lost."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import contextmanager

import pytest
from strategies import council, saved

from civicdesk.errors import CivicDeskError, DiskFull, VaultInUse
from civicdesk.vault.layout import Layout
from civicdesk.vault.query import Query
from civicdesk.vault.vault import Vault


@contextmanager
def small_disk(place, megabytes):
    """A disk that is soon full; needs the rights to mount one."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(place)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


def test_a_full_disk_while_saving_is_named_and_loses_nothing(vault_path, vault_passphrase, tmp_path):
    size = sum(f.stat().st_size for f in vault_path.rglob("*") if f.is_file())
    place = tmp_path / "disk"
    place.mkdir()
    with small_disk(place, size // 2**20 + 4):
        path = shutil.copytree(vault_path, place / "Full.civicdesk")
        vault = Vault.open(path, vault_passphrase)
        kept = saved(vault, council())
        (place / "filler").write_bytes(bytes(shutil.disk_usage(place).free - 8192))
        with pytest.raises(DiskFull) as full:
            saved(vault, council(name="Too much", mandate="word " * 200_000))
        assert str(full.value)
        assert vault.get("stakeholder", kept.id) == kept
        (place / "filler").unlink()
        saved(vault, council(name="Now there is room"))
        assert vault.count(Query("stakeholder")) == 2
        assert vault.verify().ok
        vault.close()


def test_a_second_window_is_told_that_the_vault_is_open(vault, vault_passphrase):
    with pytest.raises(VaultInUse):
        Vault.open(vault.path, vault_passphrase)
    code = (
        "import sys; from pathlib import Path; from civicdesk.cli import main;"
        "sys.exit(main(['verify', sys.argv[1], '--passphrase-file', sys.argv[2]]))"
    )
    secret = vault.path.parent / "secret.txt"
    secret.write_text(vault_passphrase)
    done = subprocess.run(
        [sys.executable, "-c", code, str(vault.path), str(secret)], capture_output=True, text=True
    )
    assert (done.returncode, "already open" in done.stderr) == (1, True)


def _cut(path):
    path.write_bytes(path.read_bytes()[:-100])


def _empty(path):
    path.write_bytes(b"")


def _plain(path):
    path.write_bytes(b"SQLite format 3\0" + bytes(8176))


def _flip(path):
    raw = bytearray(path.read_bytes())
    raw[5000] ^= 1
    path.write_bytes(raw)


def _gone(path):
    path.unlink()


def _what_is_said(path, passphrase):
    """The sentence of the refusal, or of the verification where a damage shows only there."""
    try:
        vault = Vault.open(path, passphrase)
    except CivicDeskError as trouble:
        return str(trouble)
    report = vault.verify()
    vault.close()
    assert not report.ok
    return " ".join(report.lines)


DAMAGES = {"cut": _cut, "empty": _empty, "plain": _plain, "flipped": _flip, "gone": _gone}


def test_damaged_databases_are_told_apart_from_each_other_and_from_a_wrong_passphrase(
    vault_path, vault_passphrase, tmp_path
):
    said = {}
    with pytest.raises(CivicDeskError) as trouble:
        Vault.open(vault_path, "another six words that are wrong")
    said["passphrase"] = str(trouble.value)
    for name, damage in DAMAGES.items():
        path = shutil.copytree(vault_path, tmp_path / f"{name}.civicdesk")
        damage(max(Layout(path).path.glob("db/*.db"), key=lambda file: file.stat().st_size))
        said[name] = _what_is_said(path, vault_passphrase)
    assert all(said.values())
    assert len(set(said.values())) >= len(said) - 1  # an emptied and a cut database are both "cut"


def test_a_database_of_another_vault_is_not_taken_for_ours(vault_path, vault_passphrase, tmp_path):
    other = tmp_path / "Other.civicdesk"
    from civicdesk.vault.keyslot import FLOOR

    Vault.create(other, vault_passphrase, kdf=FLOOR).close()
    ours = max(vault_path.glob("db/*.db"), key=lambda file: file.stat().st_size)
    shutil.copy(max(other.glob("db/*.db"), key=lambda file: file.stat().st_size), ours)
    with pytest.raises(CivicDeskError) as trouble:
        Vault.open(vault_path, vault_passphrase)
    assert type(trouble.value).__name__ == "DatabaseSwapped"


@pytest.mark.parametrize("table", ["stakeholder", "change"])
def test_verification_names_a_record_or_a_line_changed_behind_the_programs_back(vault, table):
    one = saved(vault, council())
    saved(vault, one.replaced(mandate="Local services"))
    raw = vault.stores["programme"].raw
    assert vault.verify().ok
    if table == "stakeholder":
        raw.execute("UPDATE stakeholder SET name = 'Somebody else' WHERE id = ?", (one.id,))
        assert {(f.where, f.what) for f in vault.verify().faults} == {("programme", "record")}
        raw.execute("DELETE FROM stakeholder WHERE id = ?", (one.id,))
        assert "lost" in {f.what for f in vault.verify().faults}
    else:
        raw.execute("UPDATE change SET member = 'nobody' WHERE record = ?", (one.id,))
        assert {f.what for f in vault.verify().faults} == {"chain"}
        raw.execute(
            "DELETE FROM change WHERE seq = (SELECT min(seq) FROM change WHERE record = ?)", (one.id,)
        )
        assert "gap" in {f.what for f in vault.verify().faults}


def test_an_erased_content_leaves_the_chain_whole_but_is_told_and_a_forged_one_does_not(vault):
    one = saved(vault, council())
    raw = vault.stores["programme"].raw
    raw.execute("UPDATE change SET fields = NULL, reason = NULL WHERE record = ?", (one.id,))
    (fault,) = vault.verify().faults
    assert fault.what == "emptied" and "1 line of the programme journal was emptied" in fault.sentence
    raw.execute("UPDATE change SET fields = '{}' WHERE record = ?", (one.id,))
    assert {f.what for f in vault.verify().faults} == {"content"}


def test_a_checkpoint_signed_by_somebody_else_does_not_hold(vault_path, vault_passphrase):
    Vault.open(vault_path, vault_passphrase).close()
    vault = Vault.open(vault_path, vault_passphrase)
    raw = vault.stores["programme"].raw
    assert raw.execute("SELECT count(*) FROM checkpoint").fetchone()[0] >= 1
    raw.execute("UPDATE checkpoint SET signature = zeroblob(64)")
    assert {f.what for f in vault.verify().faults} == {"signature"}
    vault.close()


def test_a_changed_passphrase_opens_and_the_old_one_no_longer_does(vault_path, vault_passphrase):
    vault = Vault.open(vault_path, vault_passphrase)
    one = saved(vault, council())
    vault.change_passphrase(vault_passphrase, "kite ladder monsoon pepper ferry lotus")
    vault.close()
    with pytest.raises(CivicDeskError):
        Vault.open(vault_path, vault_passphrase)
    vault = Vault.open(vault_path, "kite ladder monsoon pepper ferry lotus")
    assert vault.get("stakeholder", one.id) == one
    vault.close()
