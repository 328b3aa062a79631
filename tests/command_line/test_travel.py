"""`travel` on the command line: where a copy may go, and what is said when it comes home."""

from __future__ import annotations

import json

import pytest
from strategies import council, saved

from civicdesk.cli import main
from civicdesk.vault import drafts
from civicdesk.vault.vault import Vault

TRIP = "seven green frogs cross the bridge"


@pytest.fixture
def secrets(passphrase_file, tmp_path):
    """The arguments with both passphrases."""
    file = tmp_path / "trip.txt"
    file.write_text(TRIP, encoding="utf-8")
    return ["--passphrase-file", str(passphrase_file), "--trip-passphrase-file", str(file)]


def test_a_copy_into_a_synchronised_folder_needs_a_reason(vault_path, secrets, tmp_path, capsys):
    (tmp_path / "Dropbox").mkdir()
    path = tmp_path / "Dropbox" / "Trip.civicdesk"
    asked = ["travel", "out", str(vault_path), str(path), *secrets]
    assert main(asked) == 1
    assert "sync program" in capsys.readouterr().err and not path.exists()
    assert main([*asked, "--reason", "the board decided it on 3 March"]) == 0
    assert path.is_dir()


def test_what_a_person_has_to_decide_or_to_save_is_said(
    vault_path, vault_passphrase, secrets, tmp_path, capsys
):
    home = Vault.open(vault_path, vault_passphrase)
    record = saved(home, council(name="Commune one"))
    home.close()
    path = tmp_path / "Trip.civicdesk"
    assert main(["travel", "out", str(vault_path), str(path), *secrets]) == 0
    home, trip = Vault.open(vault_path, vault_passphrase), Vault.open(path, TRIP)
    with home.transaction() as tx:
        tx.trash(home.get("stakeholder", record.id))
    away = saved(trip, trip.get("stakeholder", record.id).replaced(name="Written on the trip"))
    drafts.keep(trip, [drafts.Unsaved.of(away, away.replaced(capacity_gap="typed"), {})])
    home.close()
    trip.close()
    back = ["travel", "back", str(vault_path), str(path), *secrets]
    capsys.readouterr()
    assert main(back) == 1
    assert "is not saved yet" in (told := capsys.readouterr().err) and "Open the travel copy" in told
    trip = Vault.open(path, TRIP)
    drafts.keep(trip, [])
    trip.close()
    assert main(back) == 0
    said = capsys.readouterr().out
    assert f"{record.ref}: It was thrown away here and changed on the trip." in said
    assert "page of trips" in said
    assert main([*back, "--json"]) == 1, "it came home already"


def test_the_answer_as_json_has_every_value_to_decide_about(
    vault_path, vault_passphrase, secrets, tmp_path, capsys
):
    home = Vault.open(vault_path, vault_passphrase)
    record = saved(home, council(name="Commune one"))
    home.close()
    path = tmp_path / "Trip.civicdesk"
    assert main(["travel", "out", str(vault_path), str(path), *secrets]) == 0
    for place, secret, name in ((vault_path, vault_passphrase, "Here"), (path, TRIP, "There")):
        vault = Vault.open(place, secret)
        saved(vault, vault.get("stakeholder", record.id).replaced(name=name))
        vault.close()
    capsys.readouterr()
    assert main(["travel", "back", str(vault_path), str(path), *secrets, "--json"]) == 0
    (asked,) = json.loads(capsys.readouterr().out)["conflicts"]
    assert (asked["field"], asked["home"], asked["trip"]) == ("name", "Here", "There")
