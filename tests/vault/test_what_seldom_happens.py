"""What seldom happens: words and refusals that the larger tests pass by."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from strategies import council, saved

from civicdesk.errors import NoMemoryToOpen
from civicdesk.vault import administration, placing, sealed_proposals
from civicdesk.vault.compartment import HPKE, KEY_SIZE
from civicdesk.vault.contested import TRASH, Contested
from civicdesk.vault.erased import erased_lines
from civicdesk.vault.frame import Altered, Damaged
from civicdesk.vault.keyslot import Kdf
from civicdesk.vault.letters import TakenIn
from civicdesk.vault.recovery import Rehearsal
from civicdesk.vault.recovery_keys import mark_of
from civicdesk.vault.vault import Vault


def test_a_record_thrown_away_on_one_side_is_asked_about_as_a_whole(vault: Vault) -> None:
    kept = saved(vault, council(name="At home"))
    one = Contested("stakeholder", kept.id, kept.ref, TRASH, "", "x", "ab" * 16)
    assert one.spec.key == TRASH and one.spec.label and "thrown away on the trip" in one.words
    assert replace(one, field="name").words == ""


def test_an_emptied_line_of_a_type_that_this_program_does_not_know_is_explained_by_nothing(
    vault: Vault,
) -> None:
    saved(vault, council())
    store = vault.stores["programme"]
    assert erased_lines(store) == (0, 0)
    store.raw.execute("UPDATE change SET type = 'unheard_of', fields = NULL WHERE type = 'stakeholder'")
    assert erased_lines(store)[1] == 1


def test_a_sheet_never_goes_where_a_sync_program_takes_it_away(tmp_path) -> None:
    placing.check_sheet_place(tmp_path)
    away = tmp_path / "Dropbox"
    away.mkdir()
    with pytest.raises(placing.SheetSynchronised):
        placing.check_sheet_place(away)


def test_a_proposal_whose_key_has_another_length_is_none(vault: Vault) -> None:
    """Sealed to this administrator, and yet nothing of this format."""
    whole = sealed_proposals.seal(vault.opened, b"text")
    assert sealed_proposals.unseal(vault.opened, whole) == b"text"
    info = sealed_proposals._info(vault.opened.vid)
    size = len(HPKE.encrypt(bytes(KEY_SIZE), vault.opened.box.public_key(), info))
    short = HPKE.encrypt(bytes(KEY_SIZE - 1), vault.opened.box.public_key(), info)
    start = sealed_proposals.MAGIC + bytes([1]) + short + bytes(size - len(short))
    sealed = start + ChaCha20Poly1305(bytes(KEY_SIZE)).encrypt(bytes(12), b"text", start)
    with pytest.raises(Altered):
        sealed_proposals.unseal(vault.opened, sealed)


def test_a_proposal_that_is_too_long_is_not_read_into_memory(vault: Vault, tmp_path) -> None:
    path = tmp_path / "long.proposal"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 1 << 34)
    with pytest.raises(Damaged):
        sealed_proposals.read(path)
    assert administration.proposals(vault) == ()


def test_verification_says_how_much_it_read(vault: Vault) -> None:
    saved(vault, council())
    (first, *_notes) = vault.verify().lines
    assert first.startswith("Everything was read and nothing is wrong. Records:")


def test_want_of_memory_while_opening_has_its_own_sentence(
    vault: Vault, vault_passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.close()

    def too_much(*_given: object) -> bytes:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(Kdf, "derive", too_much)
        with pytest.raises(NoMemoryToOpen):
            Vault.open(vault.path, vault_passphrase)
    Vault.open(vault.path, vault_passphrase).close()


def test_letters_that_the_library_cannot_even_list_keep_nobody_out(
    vault: Vault, vault_passphrase: str
) -> None:
    vault.stores["programme"].raw.execute("DROP TABLE letter")
    vault.close()
    again = Vault.open(vault.path, vault_passphrase)
    assert again.came_in == TakenIn(0, 0)
    again.close()


def test_what_to_do_with_sheets_that_were_replaced_is_said_for_one_and_for_several() -> None:
    one, two = "0" * 32, "f" * 32
    assert Rehearsal(()).retired_words == ""
    said = Rehearsal((), (one,)).retired_words
    assert "is replaced" in said and "Destroy its sheets" in said
    said = Rehearsal((), (one, two)).retired_words
    assert f"Keys {mark_of(one):05d}, {mark_of(two):05d} are replaced" in said
