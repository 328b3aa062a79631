"""What a backup says of itself is read in one spelling only, and within its bounds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from civicdesk.vault import manifest
from civicdesk.vault.backup_refusals import BackupAltered, BackupDamaged, BackupTooNew
from civicdesk.vault.frame import canonical
from civicdesk.vault.heads import Head, Heads
from civicdesk.vault.manifest import Manifest, Member

HEAD = Head(commits=3, seq=2, hash=bytes(32), rest=bytes(range(32)))
HEADS = Heads(
    gen=4, digest=bytes(32), signers=frozenset((bytes(32),)), quorum=1, compartments={"ab" * 8: HEAD}
)
MADE = Manifest(
    vid="12" * 16,
    gen=4,
    sid="34" * 8,
    at="2026-11-23T08:00:00+07:00",
    program="1.0",
    heads=HEADS,
    members=(Member("vault.a", 7, "56" * 32), Member("db/abababababababab.db", 4096, "78" * 32)),
)


def body(**changed: Any) -> dict[str, Any]:
    return {**json.loads(MADE.to_bytes()), **changed}


def refusal(raw: bytes, members: int = 2) -> type[Exception]:
    with pytest.raises((BackupAltered, BackupDamaged, BackupTooNew)) as told:
        manifest.parse(raw, members)
    return told.type


def test_what_was_written_is_read_and_named_after_its_bytes():
    found = manifest.parse(MADE.to_bytes(), 2)
    assert found == MADE and found.size == 4103
    assert found.id == manifest.identity(MADE.to_bytes()) != manifest.identity(MADE.to_bytes() + b" ")


@pytest.mark.parametrize(
    "changed",
    [
        {"at": "2026-11-23T08:00:00"},
        {"at": "2026-11-23T08:00:00" + "0" * 30 + "+07:00"},
        {"at": 5},
        {"program": "1.0\u17d4"},
        {"program": "1" * 41},
        {"program": None},
        {"members": [{"name": 5, "sha256": "56" * 32, "size": 7}]},
        {"members": [{"name": "../vault.a", "sha256": "56" * 32, "size": 7}]},
        {"members": [{"name": "vault.a", "sha256": "56" * 31, "size": 7}]},
        {"members": [{"name": "vault.a", "sha256": "56" * 32, "size": -1}]},
        {"members": [{"name": "vault.a", "sha256": "56" * 32, "size": True}]},
        {"members": {}},
        {"gen": 0},
        {"gen": 4.0},
        {"format": 0},
        {"format": "1"},
        {"vid": "12" * 15},
        {"sid": "34" * 9},
        {"heads": {}},
        {"more": 1},
    ],
    ids=str,
)
def test_in_the_right_spelling_and_out_of_bounds_is_somebodys_work(changed):
    assert refusal(canonical(body(**changed))) is BackupAltered


ROW = canonical({"name": "vault.a", "sha256": "56" * 32, "size": 7})


@pytest.mark.parametrize(
    "rows",
    [
        ROW + b"," + ROW + b",",
        ROW + b" " + ROW,
        ROW + ROW,
        b"," + ROW,
        ROW.replace(b'"size":7', b'"size":07'),
        ROW.replace(b":7", b": 7"),
    ],
)
def test_members_in_any_other_spelling_are_damage(rows):
    whole = MADE.to_bytes()
    start, end = whole.index(b'"members":[') + 11, whole.index(b"]", whole.index(b'"members":['))
    assert refusal(whole[:start] + rows + whole[end:], 3) is BackupDamaged


def test_a_size_that_no_disk_has_is_somebodys_work():
    assert refusal(MADE.to_bytes().replace(b":4096", b":" + b"9" * 20)) is BackupAltered


def test_more_members_than_a_backup_may_have_are_refused(monkeypatch):
    monkeypatch.setattr(manifest.archive, "MOST_MEMBERS", 1)
    assert refusal(MADE.to_bytes()) is BackupAltered


@pytest.mark.parametrize("format_,told", [(1, BackupDamaged), (2, BackupTooNew)])
def test_much_that_is_no_list_of_members_is_not_given_to_the_parser(format_, told):
    raw = canonical(body(format=format_, zzz="x" * (1 << 20)))
    assert refusal(raw) is told
    assert refusal(b"x" + raw) is BackupDamaged


@pytest.mark.parametrize("value", [[], "manifest", 5, None])
def test_something_else_than_an_object_is_somebodys_work(value):
    assert refusal(canonical(value)) is BackupAltered


def test_a_day_that_there_is_not_is_damage():
    assert refusal(canonical(body(at="2026-02-30T08:00:00+07:00"))) is BackupDamaged


def test_a_format_of_tomorrow_asks_for_the_program_of_tomorrow():
    assert refusal(canonical(body(format=2, wholly="different"))) is BackupTooNew


@pytest.mark.parametrize(
    "raw",
    [
        MADE.to_bytes() + b"\n",
        json.dumps(body()).encode(),
        MADE.to_bytes().replace(b'"gen":4', b'"gen":NaN'),
        MADE.to_bytes().replace(b'"gen":4,', b'"gen":5,"gen":4,'),
        MADE.to_bytes().replace(b"1.0", "១".encode()),
        MADE.to_bytes()[:-1],
        b"[" * 1000,
        b"",
    ],
    ids=["line", "blanks", "no number", "twice", "not ASCII", "cut", "deep", "empty"],
)
def test_any_other_spelling_is_damage(raw):
    assert refusal(raw) is BackupDamaged


def test_what_would_fill_the_memory_is_not_given_to_the_parser():
    """The parser would make a list of millions of lists of it; counted before, it is refused at once."""
    assert refusal(b"[" + b"[]," * 400_000 + b"[]]") is BackupDamaged
    assert manifest.parse(MADE.to_bytes(), 2) == MADE


def test_one_that_is_longer_than_any_is_not_given_to_the_parser(monkeypatch):
    monkeypatch.setattr(manifest, "MOST_BYTES", len(MADE.to_bytes()) - 1)
    assert refusal(MADE.to_bytes()) is BackupDamaged
    monkeypatch.setattr(manifest, "MOST_BYTES", len(MADE.to_bytes()))
    assert manifest.parse(MADE.to_bytes(), 2) == MADE
