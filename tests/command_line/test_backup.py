"""`backup` and `restore` on the command line."""

import json

from civicdesk.cli import main


def test_a_backup_is_made_and_restored_and_the_answer_is_json(vault_path, passphrase_file, tmp_path, capsys):
    disk = tmp_path / "Blue"
    disk.mkdir()
    assert (
        main(["backup", str(vault_path), str(disk), "--json", "--passphrase-file", str(passphrase_file)]) == 0
    )
    made = json.loads(capsys.readouterr().out)
    assert made["verified"] and made["opened"] == ["programme", "casework", "security", "board"]
    file = disk / made["file"]
    assert main(["restore", str(file), str(tmp_path / "Back"), "--json"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert done["id"] == made["id"] and done["folder"].endswith("Back.civicdesk")
    assert main(["restore", str(file), str(tmp_path / "Back")]) == 1
    assert "never overwrites" in capsys.readouterr().err


def test_a_new_vault_in_a_synchronised_folder_needs_a_reason(tmp_path, passphrase_file, capsys):
    (tmp_path / "Dropbox").mkdir()
    path = tmp_path / "Dropbox" / "Office.civicdesk"
    assert main(["new", str(path), "--passphrase-file", str(passphrase_file)]) == 1
    assert "sync program" in capsys.readouterr().err
    assert not path.exists()
