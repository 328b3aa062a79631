"""A recovery key that waits for the second signature: what everybody hears who tests its sheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from civicdesk.vault import administration, recovery, recovery_state
from civicdesk.vault.recovery_errors import KeyNotApproved, KeyOfAnotherVault
from civicdesk.vault.vault import Vault
from tests.vault.people import DARA, SOKHA, joined, two_sign


@pytest.fixture
def waiting(vault: Vault, vault_passphrase: str) -> tuple[Path, str]:
    """A vault in which two sign, closed, and the groups of a key that one has signed."""
    joined(vault, DARA, ("ADM", "PRG"))
    joined(vault, SOKHA, ("PRG",))
    two_sign(vault)
    opened = Vault.open(vault.path, vault_passphrase)
    made = recovery.make(opened, "main")
    assert made.waits and recovery_state.state(opened).waits
    opened.close()
    return vault.path, "-".join(made.sheets[0].groups)


@pytest.mark.parametrize("who", [DARA, SOKHA])
def test_everybody_hears_that_a_signature_is_missing(waiting: tuple[Path, str], who: str) -> None:
    path, groups = waiting
    opened = Vault.open(path, who)
    with pytest.raises(KeyNotApproved):
        recovery.rehearse_open(opened, [groups])
    opened.close()
    with pytest.raises(KeyOfAnotherVault, match="waits for a second signature"):  # a closed vault cannot tell
        recovery.rehearse(path, [groups])


def test_a_key_that_nobody_would_sign_is_to_be_made_anew(waiting: tuple[Path, str]) -> None:
    path, groups = waiting
    opened = Vault.open(path, DARA)
    administration.discard(opened, administration.proposals(opened)[0])
    with pytest.raises(KeyNotApproved, match="make a new key"):
        recovery.rehearse_open(opened, [groups])
    opened.close()


def test_once_approved_it_is_proved(waiting: tuple[Path, str]) -> None:
    path, groups = waiting
    opened = Vault.open(path, DARA)
    administration.approve(opened, administration.proposals(opened)[0])
    assert recovery.rehearse_open(opened, [groups]).scopes == {"main"}
    opened.close()
