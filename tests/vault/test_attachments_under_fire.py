"""Attaching a file under hard conditions: killed, on a full disk, while keys are renewed; nothing is lost or half done."""

from __future__ import annotations

import ctypes
import io
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from strategies import council, saved

from civicdesk.records.fields import Kind
from civicdesk.records.record import Record, fields_of, record_types
from civicdesk.records.values import Attachment
from civicdesk.vault import attachment_troubles as troubles
from civicdesk.vault import attachments, search
from civicdesk.vault.compartment import CompartmentKeys, new_key
from civicdesk.vault.vault import Vault

KIND = "programme"
ROOT = Path(__file__).resolve().parents[2]


def _folder(vault: Vault) -> Path:
    return vault.path / "att" / vault.opened.keys(KIND).cid


def _left(vault: Vault) -> list[str]:
    folder = _folder(vault)
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []


def test_a_renewal_that_is_killed_loses_nothing_and_goes_on():
    done = subprocess.run(
        [sys.executable, "-m", "tests.torture", "--only", "renewal", "--count", "5"],
        cwd=ROOT, capture_output=True, text=True, timeout=280,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "tried 5, lost 0, torn 0" in done.stdout


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="no limits on files here")
@pytest.mark.parametrize("most", [0, 1, 300, 70_000, 1 << 20, (1 << 20) + 400])
def test_no_room_for_the_file_leaves_nothing_and_says_so(vault, most):
    data = os.urandom(1_100_000)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        with pytest.raises(troubles.NoRoomForFile):
            attachments.add(vault, KIND, io.BytesIO(data), "a")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert _left(vault) == []
    file = attachments.add(vault, KIND, io.BytesIO(data), "a")
    assert attachments.open_plain(vault, file) == data


def _may_mount() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0


def _fill(vault: Vault, size: int, kept: list[Attachment]) -> None:
    for _turn in range(8):
        kept.append(attachments.add(vault, KIND, io.BytesIO(os.urandom(size)), "a"))


@pytest.mark.skipif(not _may_mount(), reason="only root can make a small disk")
def test_a_disk_that_is_too_full_is_noticed_before_and_a_disk_that_fills_up_meanwhile(vault, monkeypatch):
    folder = _folder(vault)
    folder.mkdir(0o700)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", str(folder).encode(), b"tmpfs", 0, b"size=3m,mode=700"):
        pytest.skip("this computer lets nobody mount")
    try:
        with pytest.raises(troubles.NoRoomForFile):
            attachments.add(vault, KIND, io.BytesIO(bytes(1000)), "a", size=1000)
        monkeypatch.setattr(attachments, "_SPARE", 0)
        for size in (700_000, 2_900_000, 3_500_000, 9_000_000):
            kept: list[Attachment] = []
            with pytest.raises(troubles.NoRoomForFile):
                _fill(vault, size, kept)
            assert sorted(_left(vault)) == sorted(f"{file.id}.age" for file in kept)
            for file in kept:
                attachments.find(vault, file.id)[1].unlink()
    finally:
        libc.umount2(str(folder).encode(), 2)


def test_too_little_memory_has_a_sentence_of_its_own(vault):
    class Starved(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise MemoryError

    with pytest.raises(troubles.NoMemoryForFile):
        attachments.add(vault, KIND, Starved(b"x"), "a")
    assert _left(vault) == []


def test_a_file_finished_after_keys_were_renewed_is_under_the_new_ones(vault):
    old = vault.opened.keys(KIND)
    new = CompartmentKeys(old.vid, old.cid, old.epoch + 1, old.kind, new_key())

    def renew(_done: int, _total: int) -> None:
        vault.opened.compartments[KIND] = new

    try:
        file = attachments.add(vault, KIND, io.BytesIO(b"x" * 1000), "a", progress=renew)
        path = attachments.place(vault.path, old.cid, file.id)
        assert attachments.opens_with(path, new) and not attachments.opens_with(path, old)
    finally:
        vault.opened.compartments[KIND] = old


def test_a_renewal_names_what_it_cannot_open_and_goes_on(vault):
    files = [attachments.add(vault, KIND, io.BytesIO(os.urandom(1000)), "a") for _n in range(4)]
    old = vault.opened.keys(KIND)
    new = CompartmentKeys(old.vid, old.cid, old.epoch + 1, old.kind, new_key())
    broken = attachments.place(vault.path, old.cid, files[1].id)
    broken.write_bytes(broken.read_bytes()[:-3])
    before = broken.read_bytes()
    assert attachments.reencrypt(vault, KIND, old, new) == (files[1].id,)
    assert broken.read_bytes() == before
    assert attachments.reencrypt(vault, KIND, old, new) == (files[1].id,)
    assert (
        sum(attachments.opens_with(attachments.place(vault.path, old.cid, one.id), new) for one in files) == 3
    )


def test_names_of_files_are_found_unless_their_field_is_never_indexed(vault):
    file = attachments.add(vault, KIND, io.BytesIO(b"x"), "riverbank.pdf")
    record = saved(vault, council(attachments=(file,)))
    assert "riverbank" in search.words_of(record)
    never = [
        (cls.meta.name, spec.key)
        for cls in record_types()
        for spec in cls.meta.single
        if spec.kind is Kind.ATTACHMENT and (spec.sealed or spec.forgotten_at)
    ]
    assert never == []  # `search._texts` passes such fields over before it looks at their kind


def test_no_field_that_is_kept_in_another_compartment_holds_files():
    """A file lies in the compartment of its record; what is kept elsewhere would not find it."""
    assert not [
        (cls.meta.name, spec.key)
        for cls in record_types()
        for spec in fields_of(cls)
        if spec.kept_in and _holds_files(spec)
    ]


def _holds_files(spec) -> bool:
    inner = fields_of(spec.child) if spec.child is not None else ()
    return spec.kind is Kind.ATTACHMENT or any(_holds_files(one) for one in inner)


def test_files_in_rows_of_a_record_are_referred_to(vault):
    from civicdesk.vault.attachment_care import _holding

    places = {(name, spec.key) for name, _table, specs in _holding() for spec in specs}
    assert ("case", "evidence") in places and ("authorisation", "scan") in places
    assert {name for name, key in places if key == "attachments"} == {cls.meta.name for cls in record_types()}
    assert issubclass(record_types()[0], Record)
