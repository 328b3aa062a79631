"""A copy of an attached file leaves the vault only with a reason and the passphrase, whole, and with a line of its own."""

from __future__ import annotations

import io
import os

import pytest
from strategies import council, saved

from civicdesk.documents.export import ExportIntoVault
from civicdesk.documents.file_copy import VERB, CopyNeedsReason, copy_out
from civicdesk.errors import WrongPassphrase
from civicdesk.vault import attachments
from civicdesk.vault.attachment_troubles import AttachmentDamaged
from civicdesk.vault.placing import PlaceSynchronised


@pytest.fixture
def kept(vault):
    file = attachments.add(vault, "programme", io.BytesIO(os.urandom(100_000)), "letter.pdf")
    return file, saved(vault, council(attachments=(file,)))


def _lines(vault, record) -> list[str]:
    return [one.reason for one in vault.history("stakeholder", record.id) if one.verb == VERB]


def _copy(vault, kept, path, passphrase, reason="for the lawyer") -> None:
    file, record = kept
    copy_out(vault, ("stakeholder", record.id), file, path, passphrase=passphrase, reason=reason)


def test_a_copy_is_whole_private_and_in_the_journal(vault, kept, tmp_path, vault_passphrase):
    _copy(vault, kept, tmp_path / "a.pdf", vault_passphrase)
    assert (tmp_path / "a.pdf").read_bytes() == attachments.open_plain(vault, kept[0])
    assert (tmp_path / "a.pdf").stat().st_mode & 0o777 == 0o600
    assert _lines(vault, kept[1]) == ["for the lawyer"]
    assert vault.verify().ok


def test_without_a_reason_or_with_a_wrong_passphrase_nothing_happens(vault, kept, tmp_path, vault_passphrase):
    with pytest.raises(CopyNeedsReason):
        _copy(vault, kept, tmp_path / "a.pdf", vault_passphrase, reason=" ")
    with pytest.raises(WrongPassphrase):
        _copy(vault, kept, tmp_path / "a.pdf", "another passphrase altogether")
    assert not (tmp_path / "a.pdf").exists() and _lines(vault, kept[1]) == []


def test_a_damaged_file_or_a_place_inside_a_vault_leaves_no_copy_but_the_line(
    vault, kept, tmp_path, vault_passphrase
):
    with pytest.raises(ExportIntoVault):
        _copy(vault, kept, vault.path / "inbox" / "a.pdf", vault_passphrase)
    place = attachments.find(vault, kept[0].id)[1]
    data = bytearray(place.read_bytes())
    data[-1] ^= 1
    place.write_bytes(bytes(data))
    (tmp_path / "a.pdf").write_bytes(b"older")
    with pytest.raises(AttachmentDamaged):
        _copy(vault, kept, tmp_path / "a.pdf", vault_passphrase)
    assert (tmp_path / "a.pdf").read_bytes() == b"older"
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]
    assert len(_lines(vault, kept[1])) == 2


def test_a_copy_goes_where_a_sync_program_takes_it_away_only_with_a_reason_for_that(
    vault, kept, tmp_path, vault_passphrase
):
    path = tmp_path / "Dropbox" / "a.pdf"
    path.parent.mkdir()
    with pytest.raises(PlaceSynchronised):
        _copy(vault, kept, path, vault_passphrase)
    assert not path.exists() and _lines(vault, kept[1]) == []
    file, record = kept
    copy_out(
        vault, ("stakeholder", record.id), file, path,
        passphrase=vault_passphrase, reason="for the lawyer", place_reason="she reads nothing else",
    )  # fmt: skip
    assert path.exists() and _lines(vault, record) == ["for the lawyer · she reads nothing else"]
