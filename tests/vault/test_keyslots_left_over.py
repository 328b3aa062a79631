"""Keyslots of nobody: a stop in the middle of joining or leaving leaves one lying, and it harms nobody."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from civicdesk.errors import WrongPassphrase
from civicdesk.vault import copies, folder, healing, keyslot, leaving
from civicdesk.vault.layout import Layout
from civicdesk.vault.vault import Vault
from tests.vault.people import DARA, asked, joined, mid_of


def test_half_a_keyslot_of_somebody_who_never_came_in_is_no_fault(vault: Vault) -> None:
    """The computer stopped between its two copies, before anybody was let in."""
    request = asked(vault.path, DARA)
    first, second = copies.paths(Layout(vault.path).slot(request.slot.sid))
    shutil.copy(copies.paths(Layout(vault.path).slot(vault.sid))[0], first)
    assert not second.exists() and healing.faults_of_keys(vault.path) == []
    assert vault.verify().ok
    sid = joined(vault, DARA, ("PRG",))
    assert len(keyslot.read(Layout(vault.path).slot(sid)).valid) == 2
    assert first.exists()  # it may be of somebody who waits for a second signature


def test_a_member_s_bad_copy_is_a_fault_and_who_repairs_it_is_said(vault: Vault) -> None:
    sid = joined(vault, DARA, ("PRG",))
    copies.paths(Layout(vault.path).slot(sid))[1].unlink()
    assert healing.faults_of_keys(vault.path) == [
        "A copy of a keyslot is damaged or missing. It is repaired when whoever it belongs to opens the vault next."
    ]
    theirs = folder.open_vault(vault.path, DARA)
    assert theirs.healed and healing.faults_of_keys(vault.path) == []


@pytest.mark.parametrize("kept", [0, 1])
def test_what_is_left_of_a_leaver_s_keyslot_goes_at_the_next_opening(
    vault: Vault, vault_passphrase: str, tmp_path: Path, kept: int
) -> None:
    """Both copies, or the second after the first was deleted: the computer stopped while it tidied up."""
    sid = joined(vault, DARA, ("PRG",))
    stem = Layout(vault.path).slot(sid)
    old = {path: path.read_bytes() for path in copies.paths(stem)[kept:]}
    leaving.leave(vault, mid_of(vault, sid))
    vault.close()
    for path, data in old.items():
        path.write_bytes(data)
    assert healing.faults_of_keys(vault.path) == []
    with pytest.raises(WrongPassphrase):
        folder.open_vault(vault.path, DARA)
    again = Vault.open(vault.path, vault_passphrase)
    assert not [path for path in copies.paths(stem) if path.exists()]
    assert again.verify().ok
    again.close()
