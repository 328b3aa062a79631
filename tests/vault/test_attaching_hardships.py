"""Attached files on bad disks, without memory or threads, and changed while they are read: told, and nothing lost."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import shutil
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from strategies import council, saved

from civicdesk import clock
from civicdesk.errors import DiskTrouble, ReadOnlyPlace
from civicdesk.records.values import Attachment
from civicdesk.vault import age, attachment_care, attachments, streams
from civicdesk.vault import attachment_troubles as troubles
from civicdesk.vault.compartment import CompartmentKeys, new_key
from civicdesk.vault.vault import Vault

KIND = "programme"
MIB = 1 << 20


def add(vault: Vault, data: bytes, **more: Any) -> Attachment:
    return attachments.add(vault, KIND, io.BytesIO(data), "a", **more)


def place(vault: Vault, file: Attachment) -> Path:
    return attachments.place(vault.path, vault.opened.keys(KIND).cid, file.id)


def left(vault: Vault) -> list[str]:
    folder = vault.path / "att" / vault.opened.keys(KIND).cid
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []


def renewed(old: CompartmentKeys) -> CompartmentKeys:
    return CompartmentKeys(old.vid, old.cid, old.epoch + 1, old.kind, new_key())


class DyingDisk(io.FileIO):
    """Gives its first mebibyte, and then an error."""

    def readinto(self, buffer: Any, /) -> int | None:
        if self.tell() >= MIB:
            raise OSError(errno.EIO, "input/output error")
        return super().readinto(buffer)


def refuse(code: int) -> Callable[..., Any]:
    def refused(*_anything: object, **_more: object) -> Any:
        raise OSError(code, os.strerror(code))

    return refused


# adding ------------------------------------------------------------------------------------------


def test_a_file_that_is_announced_as_too_large_is_not_even_read(vault: Vault) -> None:
    source = io.BytesIO(b"x" * 1000)
    with pytest.raises(troubles.FileTooLarge):
        attachments.add(vault, KIND, source, "a", size=attachments.MOST + 1)
    assert source.tell() == 0
    assert left(vault) == []


def test_a_source_that_ends_before_what_was_announced_is_not_kept_by_halves(vault: Vault) -> None:
    with pytest.raises(troubles.FileChanged):
        add(vault, b"x" * 1000, size=1001)
    assert left(vault) == []


def test_an_empty_file_on_disk_is_refused(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    with pytest.raises(troubles.FileEmpty):
        attachments.add_file(vault, KIND, tmp_path / "empty")
    assert left(vault) == []


def test_a_file_that_is_overwritten_at_the_same_length_while_it_is_read_is_not_kept(
    vault: Vault, tmp_path: Path
) -> None:
    path = tmp_path / "growing"
    path.write_bytes(os.urandom(3 * MIB))

    def meddle(done: int, _total: int) -> None:
        if done == 3 * MIB:
            with path.open("r+b") as file:
                file.write(b"another beginning")
            os.utime(path, ns=(1, 1))

    with pytest.raises(troubles.FileChanged):
        attachments.add_file(vault, KIND, path, progress=meddle)
    assert left(vault) == []
    assert attachments.open_plain(vault, attachments.add_file(vault, KIND, path)) == path.read_bytes()


def test_a_source_can_be_handed_to_another_process_and_is_compared_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    path.write_bytes(b"before" * 100)
    with attachments.opened_source(path) as (source, size):
        assert os.pread(source.fileno(), 6, 0) == b"before"
        assert size == 600

    def changed_meanwhile() -> None:
        with attachments.opened_source(path):
            path.write_bytes(b"after")

    with pytest.raises(troubles.FileChanged):
        changed_meanwhile()


def test_a_stick_that_dies_while_it_is_read_is_not_taken_for_the_disk_of_the_vault(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, real = tmp_path / "on a stick", os.fdopen
    path.write_bytes(os.urandom(2 * MIB))

    def opened(handle: int, *how: Any, **more: Any) -> Any:
        return DyingDisk(handle) if more.get("buffering") == 0 else real(handle, *how, **more)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdopen", opened)
        with pytest.raises(troubles.FileUnreadable):
            attachments.add_file(vault, KIND, path)
    assert left(vault) == []
    assert attachments.add_file(vault, KIND, path).size == 2 * MIB


@pytest.mark.parametrize("code, said", [(errno.EROFS, ReadOnlyPlace), (errno.ENOSPC, troubles.NoRoomForFile)])
def test_a_place_where_no_folder_can_be_made_is_named(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, code: int, said: type[Exception]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "mkdir", refuse(code))
        with pytest.raises(said):
            add(vault, b"x")
    assert attachments.open_plain(vault, add(vault, b"x")) == b"x"


def test_a_file_that_lies_where_the_folder_should_be_is_left_alone(vault: Vault) -> None:
    folder = vault.path / "att"
    folder.rmdir()
    folder.write_bytes(b"somebody's")
    with pytest.raises(DiskTrouble):
        add(vault, b"x")
    assert folder.read_bytes() == b"somebody's"


def test_room_is_kept_for_saving_records(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(vault.path)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=attachments._SPARE + 999))
        with pytest.raises(troubles.NoRoomForFile):
            add(vault, b"x" * 1000, size=1000)
        assert left(vault) == []
        patch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=attachments._SPARE + 1000))
        assert add(vault, b"x" * 1000, size=1000).size == 1000


def test_what_all_files_take_is_counted_over_every_compartment(vault: Vault) -> None:
    assert attachments.used(vault.path) == 0
    one = place(vault, add(vault, b"x" * 10_000))
    other = attachments.add(vault, "casework", io.BytesIO(b"y" * 5_000), "b")
    two = attachments.place(vault.path, vault.opened.keys("casework").cid, other.id)
    one.with_name(one.name + ".new").write_bytes(b"of an attempt that was killed")
    assert attachments.used(vault.path) == one.stat().st_size + two.stat().st_size


# reading -----------------------------------------------------------------------------------------


class Failing(io.BytesIO):
    """Takes nothing."""

    def __init__(self, trouble: BaseException) -> None:
        super().__init__()
        self.trouble = trouble

    def write(self, _data: Any, /) -> int:
        raise self.trouble


def test_a_target_that_takes_no_more_is_not_called_damage_of_the_file(vault: Vault) -> None:
    file = add(vault, os.urandom(2 * MIB))
    with pytest.raises(OSError, match="No space") as full:
        attachments.read_into(vault, file, Failing(OSError(errno.ENOSPC, "No space left")))
    assert full.value.errno == errno.ENOSPC
    with pytest.raises(troubles.NoMemoryForFile):
        attachments.read_into(vault, file, Failing(MemoryError()))
    assert len(attachments.open_plain(vault, file)) == file.size


def test_an_error_of_either_end_comes_through_the_library_as_it_is() -> None:
    secret, sealed = os.urandom(32), io.BytesIO()
    age.seal(io.BytesIO(b"x" * 200_000), sealed, secret)
    for trouble in (OSError(errno.EIO, "input/output error"), MemoryError(), KeyboardInterrupt()):
        sealed.seek(0)
        with pytest.raises(type(trouble)) as told:
            age.unseal(sealed, Failing(trouble), [secret])
        assert told.value is trouble


@pytest.mark.parametrize("piece", ["digest", "thread"])
def test_no_memory_for_the_digest_keeps_nothing_and_can_be_tried_again(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, piece: str
) -> None:
    class Starved:
        def update(self, _data: bytes) -> None:
            raise MemoryError

    data = os.urandom(3 * MIB)
    with monkeypatch.context() as patch:
        if piece == "digest":
            patch.setattr(hashlib, "sha256", Starved)
        else:
            patch.setattr(threading.Thread, "start", no_thread)
        with pytest.raises(troubles.NoMemoryForFile):
            add(vault, data)
    assert left(vault) == []
    assert attachments.open_plain(vault, add(vault, data)) == data


def no_thread(_thread: threading.Thread) -> None:
    raise RuntimeError("can't start new thread")


def test_a_digest_whose_thread_is_gone_says_so_and_is_not_waited_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "_LONGEST", 0.01)
    with streams.Digest() as digest:
        digest.update(b"in time")
    digest.update(b"too late")
    with pytest.raises(MemoryError):
        digest.hexdigest()


# renewal -----------------------------------------------------------------------------------------


def handles_open() -> int:
    return sum(1 for _handle in Path("/proc/self/fd").iterdir())


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="descriptors are counted through /proc")
def test_a_renewal_without_a_thread_leaves_the_file_under_the_old_keys_and_nothing_open(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, old = add(vault, b"x" * 100_000), vault.opened.keys(KIND)
    before, handles = place(vault, file).read_bytes(), handles_open()
    new = renewed(old)
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", no_thread)
        with pytest.raises(troubles.NoMemoryForFile):
            attachments.reencrypt(vault, KIND, old, new)
    assert handles_open() == handles
    assert left(vault) == [f"{file.id}.age"]
    assert place(vault, file).read_bytes() == before
    assert attachments.reencrypt(vault, KIND, old, new) == ()
    assert attachments.opens_with(place(vault, file), new)


def test_a_file_with_nothing_in_it_is_not_called_lost_when_a_renewal_goes_on(vault: Vault) -> None:
    """CivicDesk makes none, but the standard tool does, and a renewal that was killed is called again."""
    old = vault.opened.keys(KIND)
    new, path = renewed(old), place(vault, add(vault, b"x"))
    with path.open("wb") as target:
        age.seal(io.BytesIO(), target, old.attachment_key)
    for _time in range(2):
        assert attachments.reencrypt(vault, KIND, old, new) == ()
        assert attachments.opens_with(path, new) and not attachments.opens_with(path, old)


# looking after them ------------------------------------------------------------------------------


def waited(vault: Vault, count: int) -> list[Path]:
    """Files that no record took, two days old."""
    paths = [place(vault, add(vault, b"x%d" % n)) for n in range(count)]
    moment = (clock.now() - timedelta(days=2)).timestamp()
    for path in paths:
        os.utime(path, (moment, moment))
    return paths


def test_where_an_older_vault_was_put_back_the_files_of_the_newer_one_stay(
    vault: Vault, vault_passphrase: str
) -> None:
    vault.close()
    old = Path(shutil.copytree(vault.path, vault.path.with_name("Old.civicdesk")))
    newer = Vault.open(vault.path, vault_passphrase)
    saved(newer, council(attachments=(add(newer, b"of the newer one"),)))
    paths = waited(newer, 1)
    newer.close()
    shutil.copytree(newer.path / "att", old / "att", dirs_exist_ok=True)
    shutil.rmtree(newer.path)
    old.rename(newer.path)
    again = Vault.open(newer.path, vault_passphrase)
    assert again.read_only
    assert attachment_care.collect(again) == 0
    assert paths[0].exists() and len(left(again)) == 2
    again.close()


def test_a_file_that_a_scanner_holds_is_taken_away_at_the_next_opening(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, free = waited(vault, 2)
    real = Path.unlink

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if path == held:
            raise PermissionError(errno.EACCES, "held by another process")
        real(path, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", unlink)
        assert attachment_care.collect(vault) == 1
    assert held.exists() and not free.exists()
    assert attachment_care.collect(vault) == 1
    assert left(vault) == []


def test_a_check_of_the_files_stops_when_it_is_told(vault: Vault) -> None:
    for n in range(3):
        saved(vault, council(name=f"Council {n}", attachments=(add(vault, b"x%d" % n),)))
    answers = iter([True, True, False])
    assert attachment_care.check(vault, KIND, lambda: next(answers)) == attachment_care.Checked(2, 0, ())
    assert attachment_care.check(vault, KIND).read == 3


def test_what_is_no_file_under_one_name_is_told_with_its_record_and_the_others_are_read(vault: Vault) -> None:
    files = [add(vault, b"x%d" % n) for n in range(3)]
    refs = [saved(vault, council(name=f"C{n}", attachments=(one,))).ref for n, one in enumerate(files)]
    place(vault, files[1]).unlink()
    place(vault, files[1]).mkdir()
    checked = attachment_care.check(vault, KIND)
    assert checked.read == 3
    assert len(checked.wrong) == 1
    assert checked.wrong[0] == f"{refs[1]}: {troubles.AttachmentNotAFile().sentence}"
