"""What stands in the place of an attachment, or the disk under it, holds nobody up and is told as what it is."""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from strategies import council, saved

from civicdesk.documents import confined
from civicdesk.documents.export import ExportFailed
from civicdesk.documents.file_copy import copy_out
from civicdesk.records.values import Attachment
from civicdesk.vault import attachment_care, attachments
from civicdesk.vault import attachment_troubles as troubles
from civicdesk.vault.compartment import CompartmentKeys, new_key
from civicdesk.vault.vault import Vault
from civicdesk.vault.verify import with_attachments

KIND = "programme"
MIB = 1 << 20


def add(vault: Vault, data: bytes) -> Attachment:
    return attachments.add(vault, KIND, io.BytesIO(data), "a.pdf")


def place(vault: Vault, file: Attachment) -> Path:
    return attachments.place(vault.path, vault.opened.keys(KIND).cid, file.id)


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def link(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


PLANTED = pytest.mark.parametrize("plant", [pipe, link, folder])


@PLANTED
@pytest.mark.skipif(os.name != "posix", reason="pipes and links are planted with POSIX")
def test_what_was_planted_in_the_place_of_an_attachment_holds_nobody_up(
    vault: Vault, plant: Callable[[Path], None]
) -> None:
    file = add(vault, b"x" * 1000)
    ref = saved(vault, council(attachments=(file,))).ref
    plant(place(vault, file))
    with pytest.raises(troubles.AttachmentNotAFile):
        attachments.open_plain(vault, file)
    with pytest.raises(troubles.AttachmentNotAFile):
        confined.show(lambda target: attachments.read_into(vault, file, target))
    faults = [fault.sentence for fault in with_attachments(vault, vault.verify()).faults]
    assert any(words.startswith(f"{ref}: Something that is not a file") for words in faults)


@PLANTED
@pytest.mark.skipif(os.name != "posix", reason="pipes and links are planted with POSIX")
def test_a_renewal_goes_on_past_what_was_planted(vault: Vault, plant: Callable[[Path], None]) -> None:
    first, second = (add(vault, b"x%d" % n) for n in range(2))
    plant(place(vault, first))
    old = vault.opened.keys(KIND)
    new = CompartmentKeys(old.vid, old.cid, old.epoch + 1, old.kind, new_key())
    assert set(attachments.reencrypt(vault, KIND, old, new)) <= {first.id}
    assert attachments.opens_with(place(vault, second), new)


# a disk that fails -------------------------------------------------------------------------------


class DyingDisk(io.FileIO):
    """Gives its first mebibyte, and then an error."""

    def readinto(self, buffer: Any, /) -> int | None:
        if self.tell() >= MIB:
            raise OSError(errno.EIO, "input/output error")
        return super().readinto(buffer)


@pytest.fixture
def kept(vault: Vault) -> Attachment:
    return add(vault, os.urandom(3 * MIB))


@pytest.fixture
def dying(kept: Attachment, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fdopen

    def opened(handle: int, mode: str = "r", *how: Any, **more: Any) -> Any:
        if mode == "rb" and stat.S_ISREG(os.fstat(handle).st_mode):
            return io.BufferedReader(DyingDisk(handle))
        return real(handle, mode, *how, **more)

    monkeypatch.setattr(os, "fdopen", opened)


@pytest.mark.usefixtures("dying")
def test_a_disk_that_fails_under_an_attachment_is_named(
    vault: Vault, kept: Attachment, tmp_path: Path, vault_passphrase: str
) -> None:
    record = saved(vault, council(attachments=(kept,)))
    with pytest.raises(troubles.AttachmentUnreadable):
        confined.show(lambda target: attachments.read_into(vault, kept, target))
    about, out = ("stakeholder", record.id), tmp_path / "out.pdf"
    with pytest.raises(troubles.AttachmentUnreadable):
        copy_out(vault, about, kept, out, passphrase=vault_passphrase, reason="for the court")
    assert not out.exists()
    checked = attachment_care.check(vault, KIND)
    assert checked.wrong == (f"{record.ref}: {troubles.AttachmentUnreadable().sentence}",)


def test_a_folder_that_does_not_answer_is_named(
    vault: Vault, kept: Attachment, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.stat

    def asked(path: Any, *how: Any, **more: Any) -> Any:
        if str(path).endswith(".age"):
            raise OSError(errno.EIO, "input/output error")
        return real(path, *how, **more)

    monkeypatch.setattr(os, "stat", asked)
    with pytest.raises(troubles.AttachmentUnreadable):
        attachments.open_plain(vault, kept)


def test_a_failing_target_of_a_copy_is_not_taken_for_the_disk_of_the_vault(
    vault: Vault, kept: Attachment, tmp_path: Path, vault_passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class DyingStick(io.FileIO):
        def write(self, _data: Any, /) -> int:
            raise OSError(errno.EIO, "input/output error")

    record, real, out = saved(vault, council(attachments=(kept,))), os.fdopen, tmp_path / "out.pdf"

    def opened(handle: int, mode: str = "r", *how: Any, **more: Any) -> Any:
        is_part = mode == "wb" and any(path.suffix == ".part" for path in tmp_path.iterdir())
        return DyingStick(handle, "w") if is_part else real(handle, mode, *how, **more)

    monkeypatch.setattr(os, "fdopen", opened)
    with pytest.raises(ExportFailed):
        copy_out(
            vault, ("stakeholder", record.id), kept, out, passphrase=vault_passphrase, reason="for the court"
        )
    assert not list(tmp_path.glob("*.pdf"))
