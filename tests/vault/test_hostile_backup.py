"""A backup made by hand, with keys that hold: whatever does not fit is refused with its own sentence."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import replace
from io import BytesIO

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from strategies import council, saved

from civicdesk.vault import archive, backup, backup_refusals, generations, header, manifest, restore
from civicdesk.vault.archive import MANIFEST, SIGNATURE, Entry, Writer
from civicdesk.vault.header import Admin
from civicdesk.vault.opened_backup import keys_for, opened
from tests.vault.forged import composed, parts_of, signed


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "Blue"
    folder.mkdir()
    return folder


@pytest.fixture
def parts(vault, stick):
    saved(vault, council())
    return parts_of(backup.make_backup(vault, stick).path)


@pytest.fixture
def refused(vault, stick, tmp_path):
    """Neither checking nor restoring takes these bytes, and nothing is left where it would have been restored."""

    def ask(data: bytes) -> type[backup_refusals.CivicDeskError]:
        file, target = stick / "forged.cdbackup", tmp_path / "Back.civicdesk"
        file.write_bytes(data)
        said = []
        for attempt in (lambda: generations.check_backup(vault, file), lambda: restore.restore(file, target)):
            with pytest.raises(backup_refusals.CivicDeskError) as told:
                attempt()
            assert told.value.sentence and told.value.todo
            said.append(type(told.value))
        assert said[0] is said[1]
        assert not target.exists() and not list(tmp_path.rglob(".work-*"))
        return said[0]

    return ask


def first(parts, start):
    return next(name for name in parts if name.startswith(start))


# the members ---------------------------------------------------------------------------------------


def test_one_that_was_put_together_again_with_nothing_changed_is_taken(vault, parts, stick, tmp_path):
    """Else none of the refusals below would mean anything."""
    again = stick / "again.cdbackup"
    again.write_bytes(signed(parts, vault.opened.sign))
    assert generations.check_backup(vault, again).opened
    assert restore.restore(again, tmp_path / "Back").path.is_dir()


def test_a_member_that_is_not_what_the_manifest_says_is_damage(parts, refused):
    name = first(parts, "slots/")
    parts[name] = parts[name][:-1] + bytes([parts[name][-1] ^ 1])
    assert refused(composed(parts.items())) is backup_refusals.BackupDamaged


@pytest.mark.parametrize("how", ["more", "fewer", "longer", "other order"])
def test_a_manifest_that_lists_other_members_is_somebodys_work(vault, parts, refused, how):
    def change(body):
        rows = body["members"]
        body["members"] = {
            "more": [*rows, {**rows[0], "name": "db/0123456789abcdef.db"}],
            "fewer": rows[:-1],
            "longer": [{**rows[0], "size": rows[0]["size"] + 1}, *rows[1:]],
            "other order": rows[::-1],
        }[how]

    assert refused(signed(parts, vault.opened.sign, change)) is backup_refusals.BackupAltered


@pytest.mark.parametrize("gone", [MANIFEST, SIGNATURE])
def test_a_backup_without_a_manifest_or_a_signature_is_damaged(parts, refused, gone):
    del parts[gone]
    assert refused(composed(parts.items())) is backup_refusals.BackupDamaged


def test_a_manifest_or_a_signature_of_another_size_than_any_is_not_read(vault, parts, refused, monkeypatch):
    longer = {**parts, SIGNATURE: parts[SIGNATURE] + b"x"}
    assert refused(composed(longer.items())) is backup_refusals.BackupTooLarge
    monkeypatch.setattr(manifest, "MOST_BYTES", len(parts[MANIFEST]) - 1)
    assert refused(composed(parts.items())) is backup_refusals.BackupTooLarge


# whose it is ---------------------------------------------------------------------------------------


def test_a_manifest_by_nobody_of_the_vault_is_by_nobody(vault, parts, refused):
    data = signed(parts, vault.opened.sign, lambda body: body.update(sid="12" * 8))
    assert refused(data) is backup_refusals.BackupUnknownSigner


def test_a_manifest_of_another_vault_around_this_one_is_by_nobody(vault, parts, stick, tmp_path):
    file = stick / "forged.cdbackup"
    file.write_bytes(signed(parts, vault.opened.sign, lambda body: body.update(vid="12" * 16)))
    with pytest.raises(backup_refusals.BackupUnknownSigner):
        restore.restore(file, tmp_path / "Back")


def test_a_signature_by_another_key_than_the_members_is_somebodys_work(parts, refused):
    assert refused(signed(parts, Ed25519PrivateKey.generate())) is backup_refusals.BackupAltered


def test_a_whole_vault_of_a_strangers_making_under_the_same_number_is_not_opened(vault, parts, stick):
    """Everything holds in itself; only whoever has the true vault can tell that its administrator is nobody."""
    thief, mine = Ed25519PrivateKey.generate(), vault.opened.header
    public = thief.public_key().public_bytes_raw()
    member = replace(mine.member(vault.sid), ed25519=public)
    admin = Admin(pub=public, by=public, sig=bytes(64), until="")
    made = header.compose(replace(mine, admins=(admin,), members=(member,), approvals=(), recovery=()), thief)
    parts["vault.a"] = parts["vault.b"] = made
    (stick / "forged.cdbackup").write_bytes(signed(parts, thief))
    with pytest.raises(backup_refusals.BackupUnknownSigner):
        generations.check_backup(vault, stick / "forged.cdbackup")


def test_nobodys_keys_open_a_backup_of_another_vault(vault, demo, stick, tmp_path):
    made = backup.make_backup(demo, stick)
    with opened(made.path) as found, pytest.raises(backup_refusals.BackupOfAnother):
        keys_for(found, vault.opened, tmp_path)


# the header in it ----------------------------------------------------------------------------------


def test_one_whole_copy_of_the_header_is_enough(vault, parts, stick, tmp_path):
    parts["vault.a"] = parts["vault.a"][:-1] + bytes([parts["vault.a"][-1] ^ 1])
    file = stick / "half.cdbackup"
    file.write_bytes(signed(parts, vault.opened.sign))
    assert generations.check_backup(vault, file).opened
    assert restore.restore(file, tmp_path / "Back").manifest.vid == vault.opened.vid


def test_without_a_whole_header_it_is_damaged(vault, parts, refused):
    for name in ("vault.a", "vault.b"):
        parts[name] = parts[name][:-1] + bytes([parts[name][-1] ^ 1])
    assert refused(signed(parts, vault.opened.sign)) is backup_refusals.BackupDamaged


def test_without_any_header_it_is_damaged(vault, parts, refused):
    del parts["vault.a"], parts["vault.b"]
    assert refused(signed(parts, vault.opened.sign)) is backup_refusals.BackupDamaged


def test_a_header_that_was_changed_and_given_a_right_digest_is_somebodys_work(vault, parts, refused):
    raw = bytearray(parts["vault.a"])
    raw[-40] ^= 1  # in the signature
    raw[-32:] = hashlib.sha256(raw[:-32]).digest()
    parts["vault.a"] = parts["vault.b"] = bytes(raw)
    assert refused(signed(parts, vault.opened.sign)) is backup_refusals.BackupAltered


def test_a_header_of_a_newer_program_asks_for_that_program(vault, parts, refused):
    raw = bytearray(parts["vault.b"])
    raw[16:18] = struct.pack(">H", 2)
    raw[-32:] = hashlib.sha256(raw[:-32]).digest()
    parts["vault.b"] = bytes(raw)
    assert refused(signed(parts, vault.opened.sign)) is backup_refusals.BackupTooNew


def test_a_header_larger_than_any_is_not_read(vault, parts, refused):
    parts["vault.a"] = bytes((1 << 20) + 4097)
    assert refused(signed(parts, vault.opened.sign)) is backup_refusals.BackupTooLarge


# the zip -------------------------------------------------------------------------------------------


def entries_of(data: bytes) -> list[Entry]:
    class File:
        size = len(data)

        def read(self, offset: int, count: int) -> bytes:
            return data[offset : offset + count]

    return list(archive.read_directory(File()))


def rewritten(data: bytes, directory: bytes, count: int) -> bytes:
    """The same content before another directory, with an end that fits it."""
    start = entries_of(data)[-1].end
    return data[:start] + directory + archive._tail(count, len(directory), start)


def test_a_directory_that_does_not_fit_its_own_count_is_damaged(parts, refused):
    data = composed(parts.items())
    lines = [entry.line for entry in entries_of(data)]
    whole, count = b"".join(lines), len(lines)
    for directory, said in (
        (whole, count - 1),  # a member that is not counted
        (whole, count + 1),  # one that is counted and not there
        (whole[:-1], count),  # the last line is cut within its sizes
        (whole[:-30], count),  # the last line is cut within its name
        (whole + b"x", count),
        (whole.replace(b"manifest.sig", b"manifest.sag"), count),
    ):
        assert refused(rewritten(data, directory, said)) is backup_refusals.BackupDamaged


def test_members_that_lie_over_one_another_or_apart_are_damage(parts, refused):
    data = composed(parts.items())
    found = entries_of(data)
    for moved in (found[1]._replace(offset=0), found[1]._replace(size=found[1].size - 1)):
        directory = b"".join(entry.line for entry in (found[0], moved, *found[2:]))
        assert refused(rewritten(data, directory, len(found))) is backup_refusals.BackupDamaged


def test_nothing_lies_between_the_last_member_and_the_directory(parts, refused):
    data = composed(parts.items())
    found = entries_of(data)
    start, directory = found[-1].end, b"".join(entry.line for entry in found)
    between = data[:start] + b"x" + directory + archive._tail(len(found), len(directory), start + 1)
    assert refused(between) is backup_refusals.BackupDamaged


def test_a_name_that_stands_twice_is_damage(parts, refused):
    name = first(parts, "slots/")
    assert refused(composed([(name, parts[name]), *parts.items()])) is backup_refusals.BackupDamaged


def test_more_members_than_any_vault_has_are_not_even_listed(parts, refused, monkeypatch):
    data = composed(parts.items())
    monkeypatch.setattr(archive, "MOST_MEMBERS", len(parts) - 1)
    assert refused(data) is backup_refusals.BackupTooLarge


def test_a_file_that_ends_within_its_first_header_is_cut(parts, refused):
    assert refused(composed(parts.items())[:60]) is backup_refusals.BackupCut


def test_nothing_is_written_under_a_name_that_leads_anywhere():
    file = BytesIO()
    with pytest.raises(ValueError, match="no member"):
        Writer(file).add("../evil", 1, [b"x"])
    assert file.getvalue() == b""


@pytest.mark.parametrize("chunks", [[b"abc"], [b"ab", b"cde"], []])
def test_a_member_that_is_not_as_long_as_was_said_is_never_put_into_the_directory(chunks):
    file = BytesIO()
    writer = Writer(file)
    with pytest.raises(EOFError):
        writer.add("vault.a", 4, chunks)
    file.truncate(file.seek(0))
    writer.add("vault.b", 2, [b"ab"])
    writer.finish()
    assert [entry.name for entry in entries_of(file.getvalue())] == ["vault.b"]


def test_a_directory_said_to_lie_beyond_every_disk_is_damage(refused):
    """Two numbers of 64 bits whose sum has more."""
    where = archive._END64.pack(0x06064B50, archive._END64.size - 12, 0x32D, 45, 0, 0, 1, 1, 5, (1 << 64) - 1)
    end = bytes(archive._WHERE64.size) + b"PK\5\6" + bytes(archive._END.size - 4)
    assert refused(archive._START + bytes(40) + where + end) is backup_refusals.BackupDamaged


def test_a_manifest_longer_than_its_members_need_is_not_read(refused, parts):
    parts[MANIFEST] = b'"' + b"a" * (5 << 20) + b'"'
    assert refused(composed(parts.items())) is backup_refusals.BackupTooLarge
