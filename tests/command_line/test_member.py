"""`member`: a newcomer asks, an administrator compares six words, and a leaver is out at once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from civicdesk.vault.joining import admit, make_request, read_request
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.vault import Vault

DARA = "seven green frogs cross the bridge"


def run(*words: object, typed: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "civicdesk", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, input=typed, check=False)


@pytest.fixture
def dara_file(tmp_path: Path) -> Path:
    file = tmp_path / "dara.txt"
    file.write_text(DARA + "\n", encoding="utf-8")
    return file


@pytest.fixture
def request_made(vault_path: Path, tmp_path: Path, dara_file: Path) -> tuple[Path, str]:
    """A request of Dara's, and its six words."""
    file = tmp_path / "dara.cdjoin"
    done = run("member", "ask", vault_path, file, "--passphrase-file", dara_file, "--json")
    assert done.returncode == 0, done.stderr
    return file, " ".join(json.loads(done.stdout)["words"])


def test_a_person_asks_joins_changes_roles_and_leaves(
    vault_path: Path, passphrase_file: Path, dara_file: Path, request_made: tuple[Path, str]
) -> None:
    file, words = request_made
    assert len(words.split()) == 6
    assert file.stat().st_mode & 0o777 == 0o600
    admin = ("--passphrase-file", passphrase_file)
    done = run(
        "member", "add", vault_path, file, "--roles", "PRG", "--name", "Dara", "--words", words, *admin
    )
    assert done.returncode == 0, done.stderr
    assert "They are in" in done.stdout
    found = json.loads(run("member", "list", vault_path, "--json", *admin).stdout)
    dara = next(row for row in found["people"] if row["name"] == "Dara")
    assert (dara["roles"], dara["compartments"], dara["devices"]) == (["PRG"], ["Programme"], 1)
    assert found["due"] == found["proposals"] == []
    assert run("list", vault_path, "staff_member", "--passphrase-file", dara_file).returncode == 0
    done = run("member", "roles", vault_path, "Dara", "--roles", "CSW", *admin)
    assert "The roles were changed." in done.stdout
    done = run("member", "leave", vault_path, dara["ref"], "--reason", "end of contract", *admin)
    assert (
        "Files Dara already copied can still be opened with the old passphrase. From now on nothing new can."
        in done.stdout
    )
    assert "leaving steps are open" in done.stdout
    done = run("list", vault_path, "staff_member", "--passphrase-file", dara_file)
    assert (done.returncode, done.stdout) == (1, "")


def test_one_device_of_somebody_who_stays_is_taken(
    vault_path: Path, passphrase_file: Path, dara_file: Path, request_made: tuple[Path, str], tmp_path: Path
) -> None:
    file, words = request_made
    admin = ("--passphrase-file", passphrase_file)
    added = ("--words", words, "--json", *admin)
    assert run("member", "add", vault_path, file, "--device-of", "Officer A", *added).returncode == 0
    (mine,) = json.loads(run("member", "list", vault_path, "--json", *admin).stdout)["people"]
    assert mine["devices"] == 2
    refused = run("member", "take-device", vault_path, "Officer A", "no such word", *admin)
    assert refused.returncode == 1 and "no device that is called that" in refused.stderr
    label = read_request(file.read_bytes()).slot.label
    done = run("member", "take-device", vault_path, "Officer A", label, "--reason", "lost", *admin)
    assert done.returncode == 0, done.stderr
    assert f"The device “{label}” of Officer A has no keys any more." in done.stdout
    assert f"What lies on the device “{label}” can still be opened" in done.stdout
    assert run("list", vault_path, "staff_member", "--passphrase-file", dara_file).returncode == 1
    left = run("member", "take-device", vault_path, "Officer A", mine["labels"][0], "--json", *admin)
    assert left.returncode == 1 and "the device that you are using" in left.stderr


def test_words_that_differ_let_nobody_in(
    vault_path: Path, passphrase_file: Path, request_made: tuple[Path, str]
) -> None:
    file, words = request_made
    admin = ("--passphrase-file", passphrase_file)
    wrong = " ".join(reversed(words.split()))
    for more in ({"typed": "no\n"}, {"typed": ""}):
        done = run("member", "add", vault_path, file, "--roles", "PRG", *admin, **more)
        assert done.returncode == 1
        assert words in done.stderr
    done = run("member", "add", vault_path, file, "--roles", "PRG", "--words", wrong, *admin)
    assert (done.returncode, "not the six words" in done.stderr) == (1, True)
    assert len(json.loads(run("member", "list", vault_path, "--json", *admin).stdout)["people"]) == 1


def test_the_words_may_be_compared_at_the_terminal(
    vault_path: Path, passphrase_file: Path, request_made: tuple[Path, str]
) -> None:
    file, _words = request_made
    done = run(
        "member", "add", vault_path, file, "--roles", "dir,adm", "--passphrase-file", passphrase_file, "--json",
        typed="yes\n",
    )  # fmt: skip
    assert json.loads(done.stdout)["done"], done.stderr


def test_no_file_is_overwritten_and_no_role_is_made_up(
    vault_path: Path, passphrase_file: Path, dara_file: Path, request_made: tuple[Path, str]
) -> None:
    file, words = request_made
    before = file.read_bytes()
    assert run("member", "ask", vault_path, file, "--passphrase-file", dara_file).returncode == 1
    assert file.read_bytes() == before
    admin = ("--passphrase-file", passphrase_file)
    assert run("member", "add", vault_path, file, "--roles", "KING", "--words", words, *admin).returncode == 2
    done = run("member", "add", vault_path, file, "--words", words, *admin)
    assert (done.returncode, "at least one role" in done.stderr) == (1, True)
    done = run("member", "leave", vault_path, "Nobody", *admin)
    assert (done.returncode, "is called that" in done.stderr) == (1, True)
    done = run("member", "approve", vault_path, *admin)
    assert (done.returncode, "Nothing waits" in done.stderr) == (1, True)


def test_a_member_without_a_name_is_entered_in_the_staff_list(
    vault_path: Path, passphrase_file: Path, vault_passphrase: str
) -> None:
    vault = Vault.open(vault_path, vault_passphrase)
    request = read_request(make_request(vault_path, DARA, kdf=FLOOR))
    assert admit(vault, request, ("PRG",))
    vault.close()
    admin = ("--passphrase-file", passphrase_file)
    done = run("member", "enter", vault_path, request.slot.label, "--name", "Dara", *admin, "--json")
    assert json.loads(done.stdout)["ref"].startswith("STF-"), done.stderr
    done = run("member", "enter", vault_path, "Dara", *admin)
    assert (done.returncode, "staff list already" in done.stderr) == (1, True)
