"""A passphrase is not to be made of what the vault is about."""

from __future__ import annotations

from pathlib import Path

import pytest
from strategies import council, saved

from civicdesk.errors import KnownPassphrase, WrongPassphrase
from civicdesk.vault.joining import make_request
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.vault import Vault


def test_names_in_the_vault_are_refused_when_a_passphrase_is_changed(
    vault: Vault, vault_passphrase: str
) -> None:
    saved(vault, council(name="Trapeang Krasang commune council"))
    assert "Officer A" in vault.own_words()
    with pytest.raises(KnownPassphrase):
        vault.change_passphrase(vault_passphrase, "Trapeang Krasang commune council 2026")
    vault.close()
    Vault.open(vault.path, vault_passphrase).close()  # nothing was changed
    with pytest.raises(WrongPassphrase):
        Vault.open(vault.path, "Trapeang Krasang commune council 2026")


def test_the_name_of_the_folder_is_refused_for_a_founder_and_a_newcomer(
    vault_path: Path, tmp_path: Path
) -> None:
    path = tmp_path / "Prey Lang Forest Network.civicdesk"
    with pytest.raises(KnownPassphrase):
        Vault.create(path, "prey lang forest network 2026", kdf=FLOOR)
    assert not path.exists()
    vault_path.rename(path)
    with pytest.raises(KnownPassphrase):
        make_request(path, "prey lang forest network 2026", kdf=FLOOR)
