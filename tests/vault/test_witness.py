"""This computer remembers how new a vault was: what is put back is noticed, and what is not is not."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from strategies import council

from civicdesk import paths
from civicdesk.errors import VaultReadOnly
from civicdesk.vault import copies, frame, header, heads
from civicdesk.vault.header import Admin
from civicdesk.vault.layout import Layout
from civicdesk.vault.vault import Vault


@pytest.fixture
def opened(vault_path, vault_passphrase):
    """Opens the vault, or another folder; everything is closed at the end."""
    vaults: list[Vault] = []

    def do(path: Path = vault_path) -> Vault:
        vaults.append(Vault.open(path, vault_passphrase))
        return vaults[-1]

    yield do
    for vault in vaults:
        vault.close()


def write(vault, times=1):
    for number in range(times):
        with vault.transaction(accept="for the test") as tx:
            tx.save(council(name=f"Council {number}"))


def copied(path, name="Copy.civicdesk"):
    return Path(shutil.copytree(path, path.with_name(name)))


def put_back(old, new):
    shutil.rmtree(new)
    shutil.copytree(old, new)


def test_a_vault_opens_as_it_was_left_without_a_word(opened, vault_path):
    opened().close()
    for _again in range(3):
        vault = opened()
        write(vault)
        assert not vault.read_only
        vault.close()
    assert opened().witness.notices == []


def test_a_whole_folder_put_back_opens_for_reading_only(opened, vault_path):
    opened().close()
    old = copied(vault_path)
    vault = opened()
    write(vault)
    vault.close()
    put_back(old, vault_path)
    vault = opened()
    assert vault.read_only
    assert "programme part is older" in vault.witness.behind[0].sentence
    with pytest.raises(VaultReadOnly):
        write(vault)
    with pytest.raises(VaultReadOnly):
        vault.set_settings({"a": 1})
    assert vault.iterate("stakeholder") is not None  # reading goes on


def test_the_databases_themselves_refuse_while_nobody_has_said_what_happened(opened, vault_path):
    opened().close()
    old = copied(vault_path)
    vault = opened()
    write(vault)
    vault.close()
    put_back(old, vault_path)
    store = opened().stores["programme"]
    with pytest.raises(Exception, match="readonly"):
        store.begin()


def test_one_database_put_back_is_noticed_and_named(opened, vault_path):
    opened().close()
    old = copied(vault_path)
    vault = opened()
    write(vault)
    database = vault.opened.database("programme")
    vault.close()
    shutil.copy(old / "db" / database.name, database)
    assert [(one.where, one.what) for one in opened().witness.behind] == [("programme", "older")]


def test_an_old_copy_that_was_written_to_since_is_noticed_by_its_journal(opened, vault_path):
    opened().close()
    old = copied(vault_path)
    vault = opened()
    write(vault, 2)
    vault.close()
    elsewhere = opened_elsewhere(old)
    write(elsewhere, 5)
    elsewhere.close()
    put_back(old, vault_path)
    assert [(one.where, one.what) for one in opened().witness.behind] == [("programme", "other")]


def test_as_many_saves_as_remembered_and_another_journal_are_noticed(opened, vault_path):
    opened().close()
    old = copied(vault_path)
    for path in (vault_path, old):
        vault = opened() if path == vault_path else opened_elsewhere(path)
        write(vault)
        vault.close()
    put_back(old, vault_path)
    assert [one.what for one in opened().witness.behind] == ["other"]


def opened_elsewhere(path, passphrase="lotus river mango heron palm rice"):
    """As on another computer, which remembers nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(path.parent / "elsewhere"))
        return Vault.open(path, passphrase)


def test_an_older_header_and_another_header_of_the_same_number_are_two_things(opened, vault_path):
    vault = opened()
    found, key, stem = vault.opened.header, vault.opened.sign, Layout(vault_path).header
    kept = {path: path.read_bytes() for path in copies.paths(stem)}
    header.save(header.read(stem), replace(found, gen=found.gen + 1), key)
    vault.close()
    for path, data in kept.items():
        path.write_bytes(data)
    vault = opened()
    assert [(one.where, one.what) for one in vault.witness.behind] == [("header", "older")]
    vault.close()
    header.save(header.read(stem), replace(found, gen=found.gen + 1, profile="strict"), key)
    assert [(one.where, one.what) for one in opened().witness.behind] == [("header", "other")]


def test_who_says_that_a_backup_was_restored_goes_on_and_the_journals_keep_it(opened, vault_path):
    opened().close()
    old = copied(vault_path)
    vault = opened()
    write(vault, 3)
    vault.close()
    put_back(old, vault_path)
    vault = opened()
    vault.witness.restored(vault)
    assert not vault.read_only
    for store in vault.stores.values():
        last = store.journal.history(store.db, "")[0]
        assert (last.type, last.verb) == ("vault", "restored")
        assert "older" in last.reason
    write(vault)
    vault.close()
    vault = opened()
    assert not vault.read_only
    assert vault.verify().ok


def test_who_says_nothing_is_asked_again_and_nothing_is_forgotten(opened, vault_path):
    opened().close()
    old = copied(vault_path)
    vault = opened()
    write(vault)
    vault.close()
    put_back(old, vault_path)
    for _again in range(2):
        vault = opened()
        assert vault.read_only
        vault.close()


def test_a_vault_newer_than_memory_is_right_as_after_a_crash(opened, vault_path):
    vault = opened()
    write(vault)
    stem = vault.witness.stem
    vault.close()
    remembered = {path: path.read_bytes() for path in copies.paths(stem)}
    vault = opened()
    write(vault, 3)
    vault.close()
    for path, data in remembered.items():
        path.write_bytes(data)
    vault = opened()
    assert (vault.read_only, vault.witness.notices) == (False, [])


def test_memory_follows_every_few_saves_and_not_every_one(opened):
    vault = opened()
    before = vault.witness.memory
    vault.set_settings({"a": 0})
    assert vault.witness.memory is before
    for number in range(25):
        vault.set_settings({"a": number})
    assert vault.witness.memory is not before


def test_a_vault_never_seen_here_says_when_it_was_changed_last(opened):
    (notice,) = opened().witness.notices
    assert "Its last change: 20" in notice


@pytest.mark.parametrize("both", [False, True])
def test_damaged_memory_has_its_own_sentence_and_is_written_again(opened, both):
    vault = opened()
    vault.close()
    for path in copies.paths(vault.witness.stem)[: 2 if both else 1]:
        path.write_bytes(path.read_bytes() + b"\0")
    vault = opened()
    assert "was damaged" in vault.witness.notices[0]
    assert not vault.read_only
    vault.close()
    assert opened().witness.notices == []


def test_memory_of_another_vault_under_this_name_is_somebodys_work(opened, vault_path, vault_passphrase):
    first = opened()
    first.close()
    other = Vault.create(vault_path.with_name("Other.civicdesk"), vault_passphrase)
    other.close()
    for mine, theirs in zip(copies.paths(first.witness.stem), copies.paths(other.witness.stem), strict=True):
        shutil.copy(theirs, mine)
    vault = opened()
    assert "Somebody has changed" in vault.witness.notices[0]
    assert not vault.read_only


def test_memory_tells_nobody_of_which_vault_and_is_for_its_owner_only(opened, vault_path):
    vault = opened()
    keys = vault.opened
    secrets = [keys.vid, keys.sid, str(vault_path), vault_path.stem, *(c.cid for c in keys.header.comps)]
    secrets += [key.hex() for key in keys.header.signers]
    vault.close()
    files = list(paths.state_folder().iterdir())
    assert len(files) == 2
    assert paths.state_folder().stat().st_mode & 0o777 == 0o700
    for file in files:
        assert file.stat().st_mode & 0o777 == 0o600
        data = file.name.encode() + file.read_bytes()
        for secret in secrets:
            assert secret.encode() not in data
            assert not all(c in "0123456789abcdef" for c in secret) or bytes.fromhex(secret) not in data


def test_a_computer_that_cannot_remember_says_so_and_opens_all_the_same(opened, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file" / "below"))
    vault = opened()
    assert any("cannot remember" in notice for notice in vault.witness.notices)
    write(vault)


def test_another_list_of_administrators_is_told_and_stops_nobody(opened, vault_path):
    vault = opened()
    found, key, stem = vault.opened.header, vault.opened.sign, Layout(vault_path).header
    vault.close()
    second = Admin.endorsed(found.vid, Ed25519PrivateKey.generate().public_key().public_bytes_raw(), key)
    header.save(header.read(stem), replace(found, gen=found.gen + 1, admins=(*found.admins, second)), key)
    vault = opened()
    assert "administrators" in vault.witness.notices[0]
    assert not vault.read_only


def test_heads_travel_as_json_and_tell_an_older_vault(opened, vault_path):
    vault = opened()
    before = heads.heads(vault)
    assert heads.check_against(vault, before) == ()
    old = copied(vault_path)
    write(vault)
    after = heads.heads(vault)
    assert heads.check_against(vault, before) == ()
    vault.close()
    assert [one.what for one in heads.check_against(opened_elsewhere(old), after)] == ["older"]


@pytest.mark.parametrize("spoil", [
    lambda body: body | {"gen": 0},
    lambda body: body | {"more": 1},
    lambda body: body | {"compartments": {"x": {"commits": 1, "seq": 1, "hash": "00"}}},
    lambda body: [],
])  # fmt: skip
def test_heads_that_are_none_are_refused(opened, spoil):
    vault = opened()
    with pytest.raises(frame.Altered):
        heads.check_against(vault, spoil(heads.heads(vault)))
