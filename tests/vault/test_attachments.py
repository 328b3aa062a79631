"""An attached file comes back as it was given, or with the one sentence that says why not."""

from __future__ import annotations

import errno
import io
import os
import stat
from datetime import timedelta

import pyrage
import pytest
from strategies import council, saved

from civicdesk import clock
from civicdesk.errors import CivicDeskError
from civicdesk.records.record import record_type
from civicdesk.records.values import Attachment, Link
from civicdesk.vault import age, archive, attachment_care, attachments, drafts
from civicdesk.vault import attachment_troubles as troubles
from civicdesk.vault.vault import Vault
from tests.vault.people import DARA, joined

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


# damage ------------------------------------------------------------------------------------------


def _flip(path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 0x10
    path.write_bytes(data)


@pytest.mark.parametrize("at", [0, -70_000, -40_000, -1])
def test_a_flipped_bit_is_damage(vault, at):
    file = _add(vault, os.urandom(100_000))
    _flip(_path(vault, file), at)
    with pytest.raises(troubles.AttachmentDamaged):
        attachments.open_plain(vault, file)


@pytest.mark.parametrize("at", range(20, 300, 40))
def test_a_flipped_bit_in_the_first_lines_never_opens(vault, at):
    file = _add(vault, os.urandom(1_000))
    _flip(_path(vault, file), at)
    with pytest.raises((troubles.AttachmentDamaged, troubles.AttachmentForeign)):
        attachments.open_plain(vault, file)


@pytest.mark.parametrize("left", [0, 10, 100, 5_000, 66_000, 100_200])
def test_a_file_that_was_cut_says_so(vault, left):
    file = _add(vault, os.urandom(100_000))
    path = _path(vault, file)
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(troubles.AttachmentCut):
        attachments.open_plain(vault, file)


@pytest.mark.parametrize("sizes", [(100_000, 100_000), (1_000, 3_000_000), (3_000_000, 1_000)])
def test_two_files_that_were_exchanged_say_so(vault, sizes):
    one, two = (_add(vault, os.urandom(size)) for size in sizes)
    first, second = _path(vault, one), _path(vault, two)
    held = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(held)
    for file in (one, two):
        with pytest.raises(troubles.AttachmentSwapped):
            attachments.open_plain(vault, file)


def test_a_file_of_another_compartment_says_so(vault):
    file = _add(vault, b"x" * 1000)
    other = attachments.add(vault, "casework", io.BytesIO(b"y" * 1000), "other")
    cid = vault.opened.keys("casework").cid
    _path(vault, file).write_bytes(attachments.place(vault.path, cid, other.id).read_bytes())
    with pytest.raises(troubles.AttachmentForeign):
        attachments.open_plain(vault, file)


def test_a_file_that_is_gone_says_so(vault):
    file = _add(vault, b"x")
    _path(vault, file).unlink()
    with pytest.raises(troubles.AttachmentMissing):
        attachments.open_plain(vault, file)


def test_every_trouble_has_a_sentence_of_its_own():
    every = [
        one
        for one in vars(troubles).values()
        if isinstance(one, type) and one.__module__ == troubles.__name__
    ]
    assert len({str(one()) for one in every}) == len({one().sentence for one in every}) == len(every) > 10
    assert all(one().todo for one in every)


# adding ------------------------------------------------------------------------------------------


class _Stop(Exception):
    pass


def test_giving_up_leaves_nothing(vault):
    def stop(done: int, _total: int) -> None:
        if done > 2 << 20:
            raise _Stop

    with pytest.raises(_Stop):
        _add(vault, os.urandom(5 << 20), progress=stop)
    assert _names(vault) == []


def test_a_file_on_disk_is_added_and_stays_where_it_is(vault, tmp_path):
    path = tmp_path / KHMER
    path.write_bytes(os.urandom(1_500_000))
    file = attachments.add_file(vault, KIND, path)
    assert file.name == KHMER
    assert attachments.open_plain(vault, file) == path.read_bytes()


def test_what_is_no_file_is_refused(vault, tmp_path):
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    for path, trouble in [
        (tmp_path, troubles.NotAFile),
        (fifo, troubles.NotAFile),
        (tmp_path / "gone", troubles.FileUnreadable),
    ]:
        with pytest.raises(trouble):
            attachments.add_file(vault, KIND, path)
    assert _names(vault) == []


def test_a_file_over_the_limit_is_refused_before_and_while_it_is_read(vault, tmp_path, monkeypatch):
    monkeypatch.setattr(attachments, "MOST", 3 << 20)
    large = tmp_path / "large"
    large.write_bytes(bytes((3 << 20) + 1))
    with pytest.raises(troubles.FileTooLarge):
        attachments.add_file(vault, KIND, large)
    with pytest.raises(troubles.FileTooLarge):
        _add(vault, large.read_bytes())
    assert _names(vault) == []


@pytest.mark.parametrize("change", [b"more", None])
def test_a_file_that_changes_while_it_is_read_is_refused(vault, tmp_path, change):
    path = tmp_path / "growing"
    path.write_bytes(os.urandom(3 << 20))

    def meddle(_done: int, _total: int) -> None:
        if change:
            path.write_bytes(path.read_bytes() + change)
        else:
            os.truncate(path, 1 << 20)

    with pytest.raises(troubles.FileChanged):
        attachments.add_file(vault, KIND, path, progress=meddle)
    assert _names(vault) == []


@pytest.mark.parametrize(
    "given, kept",
    [
        ("../../etc/passwd", ".. .. etc passwd"),
        ("C:\\fakepath\\a.jpg", "C: fakepath a.jpg"),
        ("in\u202egpj.exe", "ingpj.exe"),
        ("line\nbreak\x00.txt", "line break.txt"),
        ("\u200b", "–"),
        (KHMER, KHMER),
        ("x" * 300 + ".jpeg", "x" * 114 + "….jpeg"),
    ],
)
def test_names_are_one_line_and_hide_nothing(given, kept):
    assert attachments.clean_name(given) == kept


# what nobody refers to ---------------------------------------------------------------------------


def _older(path, days: float) -> None:
    moment = path.stat().st_mtime - days * 86_400
    os.utime(path, (moment, moment))


def test_what_no_record_took_goes_after_a_day_and_not_before(vault):
    file = _add(vault, b"x")
    _older(_path(vault, file), 0.99)
    assert attachment_care.collect(vault) == 0
    _older(_path(vault, file), 0.02)
    assert attachment_care.collect(vault) == 1
    assert _names(vault) == []


def test_what_an_interrupted_write_left_goes_after_a_day(vault):
    path = _path(vault, _add(vault, b"x"))
    path = path.rename(path.with_name(path.name + ".new"))
    assert attachment_care.collect(vault) == 0
    _older(path, 1.1)
    assert attachment_care.collect(vault) == 1


def test_what_a_record_has_stays_also_in_the_trash_and_within_reach_of_undo(vault):
    files = [_add(vault, b"x%d" % n) for n in range(3)]
    for file in files:
        _older(_path(vault, file), 10)
    kept = saved(vault, council(attachments=(files[0],)))
    trashed = saved(vault, council(name="Second", attachments=(files[1],)))
    with vault.transaction() as tx:
        tx.trash(trashed)
    changed = saved(vault, council(name="Third", attachments=(files[2],)))
    saved(vault, changed.replaced(attachments=()))
    assert attachment_care.collect(vault) == 0
    vault.undo_last()
    assert vault.get("stakeholder", changed.id).attachments == (files[2],)
    assert vault.get("stakeholder", kept.id).attachments == (files[0],)


def test_what_was_taken_out_of_a_record_goes_once_undo_no_longer_reaches_it(vault, monkeypatch):
    file = _add(vault, b"x")
    record = saved(vault, council(attachments=(file,)))
    saved(vault, record.replaced(attachments=()))
    _older(_path(vault, file), 40)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=31))
    assert attachment_care.collect(vault) == 1
    with pytest.raises(troubles.AttachmentMissing):
        vault.undo_last()


def test_what_a_draft_has_stays(vault):
    file = _add(vault, b"x")
    _older(_path(vault, file), 10)
    drafts.keep(vault, [drafts.Unsaved.of(council(), council(attachments=(file,)), {})])
    assert attachment_care.collect(vault) == 0
    (draft,) = drafts.kept_drafts(vault)
    assert draft.fields()["attachments"] == (file,)


def test_where_a_part_is_closed_a_file_waits_as_long_as_undo_does(vault):
    """The draft that has it may lie in the closed part."""
    joined(vault, DARA, ("PRG",))
    path = _path(vault, _add(vault, b"x"))
    vault.close()
    dara = Vault.open(vault.path, DARA)
    for older, gone in ((29.9, 0), (0.2, 1)):
        _older(path, older)
        assert attachment_care.collect(dara) == gone
    dara.close()


def test_what_a_draft_in_another_compartment_has_stays(vault):
    file = attachments.add(vault, drafts.home_of(vault, "commitment", ""), io.BytesIO(b"evidence"), "a.jpg")
    (keys, *_older_keys), path = attachments.find(vault, file.id)
    commitment = record_type("commitment")()
    typed = commitment.replaced(attachments=(file,), parent=Link("meeting", "0" * 32))
    drafts.keep(vault, [drafts.Unsaved.of(commitment, typed, {})])
    assert keys.cid != vault.opened.keys(KIND).cid
    _older(path, 10)
    assert attachment_care.collect(vault) == 0
    (draft,) = drafts.kept_drafts(vault)
    assert attachments.open_plain(vault, draft.fields()["attachments"][0]) == b"evidence"
    drafts.keep(vault, [])
    assert attachment_care.collect(vault) == 1


def test_a_file_added_before_its_place_was_known_moves_to_its_record(vault):
    file = attachments.add(vault, "casework", io.BytesIO(b"moved"), "a")
    record = saved(vault, council(attachments=(file,)))
    assert _path(vault, file).exists()
    assert attachments.open_plain(vault, record.attachments[0]) == b"moved"


# verification ------------------------------------------------------------------------------------


def test_verification_reads_every_file_and_names_the_record(vault):
    files = [_add(vault, os.urandom(70_000)) for _n in range(4)]
    refs = [saved(vault, council(name=f"C{n}", attachments=(file,))).ref for n, file in enumerate(files)]
    _add(vault, b"waiting")
    report = vault.verify()
    assert report.ok and report.checked["attachments"] == 4 and report.checked["unreferred"] == 1
    _flip(_path(vault, files[1]), -5)
    _path(vault, files[2]).unlink()
    (_path(vault, files[0]).parent / "letter.docx").write_bytes(b"x")
    lines = vault.verify().lines
    assert len(lines) == 3
    assert lines[0].startswith(f"{refs[1]}: ") and "damaged" in lines[0]
    assert lines[1].startswith(f"{refs[2]}: ") and "folder any more" in lines[1]


def test_a_vault_takes_no_more_files_than_a_backup_can_hold(vault, monkeypatch):
    """Those of every part count together; a file that goes makes room for another."""
    assert attachments.MOST_FILES < archive.MOST_MEMBERS - 1024
    first = _add(vault, b"one")
    attachments.add(vault, "casework", io.BytesIO(b"two"), "two")
    monkeypatch.setattr(attachments, "MOST_FILES", 2)
    with pytest.raises(troubles.TooManyFiles):
        _add(vault, b"three")
    _path(vault, first).unlink()
    _add(vault, b"three")


def test_a_folder_of_files_that_cannot_be_listed_has_its_sentence(vault, monkeypatch):
    _add(vault, b"one")

    def refused(_folder):
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(os, "listdir", refused)
    with pytest.raises(CivicDeskError):
        _add(vault, b"two")
