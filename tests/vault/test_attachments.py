"""An attached file comes back as it was given, or with the one sentence that says why not."""

from __future__ import annotations

import io
import os
import stat

import pyrage
import pytest
from strategies import council, saved

from civicdesk.records.values import Attachment
from civicdesk.vault import age, attachments
from civicdesk.vault import attachment_troubles as troubles

KIND = "programme"
KHMER = "លិខិតអនុញ្ញាត ២០២៤.pdf"


def _add(vault, data: bytes, name: str = "photo.jpg", **more) -> Attachment:
    return attachments.add(vault, KIND, io.BytesIO(data), name, **more)


def _path(vault, file: Attachment):
    return attachments.place(vault.path, vault.opened.keys(KIND).cid, file.id)


def _names(vault) -> list[str]:
    folder = vault.path / "att" / vault.opened.keys(KIND).cid
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


@pytest.mark.parametrize(
    "size", [1, 65_535, 65_536, 65_537, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3_000_001]
)
def test_what_was_added_is_what_is_read(vault, size):
    data = os.urandom(size)
    file = _add(vault, data, KHMER)
    assert attachments.open_plain(vault, file) == data
    assert (file.name, file.size) == (KHMER, size)


def test_the_standard_format_opens_with_the_identity_alone(vault):
    data = os.urandom(200_000)
    file = _add(vault, data)
    text = age.identity_text(vault.opened.keys(KIND).attachment_key)
    assert text.startswith("AGE-SECRET-KEY-1")
    identity = pyrage.x25519.Identity.from_str(text)
    assert str(identity) == text
    assert pyrage.decrypt(_path(vault, file).read_bytes(), [identity]) == data


def test_a_file_is_private_and_its_name_says_nothing(vault):
    file = _add(vault, b"x" * 1000, KHMER)
    path = _path(vault, file)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert _names(vault) == [f"{file.id}.age"]


def test_a_record_refers_to_its_files_and_search_finds_their_names(vault):
    file = _add(vault, b"x" * 1000, "sand-mining-map.png")
    record = saved(vault, council(attachments=(file,)))
    assert vault.get("stakeholder", record.id).attachments == (file,)
    assert [hit.id for hit in vault.search("sand-mining")] == [record.id]


def test_a_record_cannot_refer_to_a_file_that_is_not_there(vault):
    file = _add(vault, b"x")
    _path(vault, file).unlink()
    with pytest.raises(troubles.AttachmentMissing):
        saved(vault, council(attachments=(file,)))


def test_nothing_is_added_of_an_empty_file(vault):
    with pytest.raises(troubles.FileEmpty):
        _add(vault, b"")
    assert _names(vault) == []


def test_a_new_epoch_takes_over_file_by_file(vault):
    from civicdesk.vault.compartment import CompartmentKeys, new_key

    data = [os.urandom(100_000) for _n in range(3)]
    files = [_add(vault, one) for one in data]
    old = vault.opened.keys(KIND)
    new = CompartmentKeys(old.vid, old.cid, old.epoch + 1, old.kind, new_key())
    assert attachments.reencrypt(vault, KIND, old, new) == ()
    for file, one in zip(files, data, strict=True):
        path = _path(vault, file)
        assert attachments.opens_with(path, new) and not attachments.opens_with(path, old)
        out = io.BytesIO()
        attachments.read_file(path, file, (new, old), out)
        assert out.getvalue() == one
