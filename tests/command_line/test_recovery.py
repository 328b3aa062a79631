"""`recovery` on the command line: sheets only where they were asked for, words from files, answers as JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from civicdesk.vault import recovery
from civicdesk.vault.vault import Vault

NEW = "quite another set of words to open it"


def run(*words):
    command = [sys.executable, "-m", "civicdesk", "recovery", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)


@pytest.fixture
def made(vault_path, passphrase_file, tmp_path):
    """Board shares of both parts, each in a file of its own; answers the files by part."""
    done = run(
        "make",
        vault_path,
        "--kind",
        "board",
        "--shares",
        3,
        "--needed",
        2,
        "--json",
        "--passphrase-file",
        passphrase_file,
    )
    assert done.returncode == 0, done.stderr
    files = {}
    for key in json.loads(done.stdout)["keys"]:
        for number, sheet in enumerate(key["sheets"]):
            file = tmp_path / f"{key['part']}{number}.txt"
            file.write_text(" ".join(sheet["words"]), encoding="utf-8")
            files.setdefault(key["part"], []).append(file)
    return files


def test_a_new_vault_waits_for_its_recovery_before_a_second_record(tmp_path, passphrase_file):
    vault = tmp_path / "New.civicdesk"
    command = [sys.executable, "-m", "civicdesk", "new", vault, "--passphrase-file", passphrase_file]
    assert "recovery make" in subprocess.run(command, capture_output=True, text=True, timeout=120).stdout
    done = run("state", vault, "--json", "--passphrase-file", passphrase_file)
    answer = json.loads(done.stdout)
    assert answer["required"] and not answer["well"] and answer["keys"] == []


def given(files):
    return [part for file in files for part in ("--words-file", file)]


def test_shares_are_made_tested_without_a_passphrase_and_used(vault_path, made, tmp_path):
    done = run("rehearse", vault_path, *given(made["main"][:2]), "--json")
    assert json.loads(done.stdout) == {"proved": ["main"], "retired": []}
    secret = tmp_path / "new.txt"
    secret.write_text(NEW, encoding="utf-8")
    done = run("use", vault_path, *given([*made["main"][1:], *made["security"][:2]]), "--name", "Officer R",
               "--passphrase-file", secret, "--json")  # fmt: skip
    assert sorted(json.loads(done.stdout)["opened"]) == ["board", "casework", "programme", "security"], (
        done.stderr
    )
    vault = Vault.open(vault_path, NEW)
    assert "Officer R" in {one.display_name for one in vault.iterate("staff_member")}
    vault.close()


def test_a_test_with_the_passphrase_is_remembered(vault_path, made, passphrase_file):
    run("rehearse", vault_path, *given(made["main"][:2]), "--passphrase-file", passphrase_file)
    done = run("state", vault_path, "--json", "--passphrase-file", passphrase_file)
    keys = {key["part"]: key for key in json.loads(done.stdout)["keys"]}
    assert keys["main"]["tested"] and not keys["security"]["tested"]


def test_a_test_says_what_it_changed(vault_path, passphrase_file, tmp_path):
    """With the passphrase the vault notes it, and an older key goes; with the sheets alone nothing is changed."""
    vault = Vault.open(vault_path, passphrase_file.read_text().strip())
    old = recovery.make(vault, "main")
    recovery.rehearse_open(vault, [" ".join(old.sheets[0].words)])
    new = recovery.make(vault, "main")
    vault.close()
    file = tmp_path / "new.txt"
    file.write_text(" ".join(new.sheets[0].words), encoding="utf-8")
    alone = run("rehearse", vault_path, *given([file]))
    assert "The vault was not changed." in alone.stdout
    said = run("rehearse", vault_path, *given([file]), "--passphrase-file", passphrase_file).stdout
    assert "not changed" not in said and "noted the day" in said
    assert f"Key {old.sheets[0].mark:05d} is replaced" in said and "Destroy its sheets" in said


def test_a_name_that_has_keys_is_taken_only_by_who_says_that_they_are_this_person(
    vault_path, made, passphrase_file, tmp_path
):
    vault = Vault.open(vault_path, passphrase_file.read_text().strip())
    name = vault.get("staff_member", vault.staff_id).display_name
    vault.close()
    secret = tmp_path / "new.txt"
    secret.write_text(NEW, encoding="utf-8")
    words = ["use", vault_path, *given([*made["main"][:2], *made["security"][:2]]), "--name", name]
    words += ["--passphrase-file", secret, "--json"]
    refused = run(*words)
    assert refused.returncode == 1 and "has keys to this vault now" in refused.stderr
    done = run(*words, "--replace-keys")
    assert "programme" in json.loads(done.stdout)["opened"], done.stderr


def test_one_share_is_refused_with_one_sentence(vault_path, made):
    done = run("rehearse", vault_path, *given(made["main"][:1]))
    assert done.returncode == 1 and "takes 2 shares" in done.stderr and "Traceback" not in done.stderr
    assert done.stdout == ""


def test_words_do_not_go_into_a_file_by_accident(vault_path, passphrase_file):
    done = run("make", vault_path, "--passphrase-file", passphrase_file)
    assert done.returncode == 1 and "--out" in done.stderr
    vault = Vault.open(vault_path, passphrase_file.read_text().strip())
    assert vault.opened.header.recovery == ()
    vault.close()


def test_sheets_are_written_only_for_their_owner_and_never_over_anything(
    vault_path, passphrase_file, tmp_path
):
    out = tmp_path / "sheets"
    out.mkdir()
    done = run(
        "make", vault_path, "--part", "main", "--out", out, "--json", "--passphrase-file", passphrase_file
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert [str(file) for file in out.iterdir()] == answer["files"] and "sheets" not in answer["keys"][0]
    assert all(file.read_bytes().startswith(b"%PDF") for file in out.iterdir())
    if os.name == "posix":
        assert all(file.stat().st_mode & 0o077 == 0 for file in out.iterdir())


@pytest.mark.parametrize("shape", [(1, 3), (4, 3), (2, 17)])
def test_a_board_that_cannot_be_is_refused(vault_path, passphrase_file, shape):
    needed, shares = shape
    done = run("make", vault_path, "--kind", "board", "--needed", needed, "--shares", shares, "--json",
               "--passphrase-file", passphrase_file)  # fmt: skip
    assert done.returncode == 1 and "board" in done.stderr


def test_sheets_are_not_written_where_a_sync_program_takes_them_and_no_key_is_made(
    vault_path, passphrase_file, tmp_path
):
    away = tmp_path / "Dropbox"
    away.mkdir()
    done = run("make", vault_path, "--out", away, "--passphrase-file", passphrase_file)
    assert done.returncode == 1 and "a sheet is not encrypted" in done.stderr
    assert list(away.iterdir()) == []
    state = json.loads(run("state", vault_path, "--json", "--passphrase-file", passphrase_file).stdout)
    assert state["keys"] == []
