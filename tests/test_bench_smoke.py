"""The benchmark runs, on a few records, and says what it promises to say; its times are not judged here."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from civicdesk.vault import folder
from civicdesk.vault.folder import OpenedKeys
from civicdesk.vault.keyslot import FLOOR
from tests.bench import __main__ as bench
from tests.bench import attaching, far, measuring, twins
from tests.bench.far import Work
from tests.bench.filling import filled
from tests.bench.measuring import by_turns

ROWS = 300


@pytest.fixture(scope="module")
def keep(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(twins, "Kdf", lambda: FLOOR)  # the cheapest key derivation that is allowed
        folder = tmp_path_factory.mktemp("bench")
        filled(folder, ROWS)
        filled(folder, ROWS // 10)
    return folder


def test_both_sides_hold_the_same_and_the_filled_vault_is_a_whole_vault(keep):
    encrypted, plain = filled(keep, ROWS).vaults()
    for name in ("meeting", "stakeholder"):
        there = {record.id: record.heading for record in encrypted.find(name)}
        assert there == {record.id: record.heading for record in plain.find(name)} and len(there) >= 10
    report = encrypted.verify()
    assert report.ok, report.lines
    encrypted.close()
    plain.close()


def test_only_one_side_is_encrypted(keep):
    both = filled(keep, ROWS)
    start = [keys.database("programme").read_bytes()[:15] for keys in both.sides]
    assert start[1] == b"SQLite format 3" != start[0]


def test_every_goal_is_measured_with_its_bound_and_both_sides(keep, tmp_path, monkeypatch):
    monkeypatch.setattr(measuring, "MOST", 1)
    out = tmp_path / "bench.json"
    code = bench.main(
        ["--rows", str(ROWS), "--keep", str(keep), "--json", str(out), "--goals", "G1,G3,G4,G5,G6,G9"]
    )
    found = json.loads(out.read_text("utf-8"))
    assert {one["goal"] for one in found["goals"]} == {"G1", "G2", "G3", "G4", "G5", "G6", "G9"}
    assert code == (0 if found["ok"] else 1)
    assert found["ok"] == all(one["ok"] for one in found["goals"])
    for one in found["goals"]:
        assert {"what", "rows", "value", "bound", "ok", "encrypted_ms", "plain_ms"} <= one.keys()
        assert one["at_least"] or (one["encrypted_ms"] > 0 and one["plain_ms"] > 0)
    recall = [one for one in found["goals"] if one["what"].startswith("Khmer recall")]
    assert len(recall) == 2 and all(one["ok"] for one in recall), recall


def test_files_are_measured_beside_a_copy_and_leave_nothing(keep, monkeypatch):
    monkeypatch.setattr(measuring, "MOST", 1)
    monkeypatch.setattr(attaching, "LARGE", 2_000_000)
    monkeypatch.setattr(attaching, "SMALL", 1_000_000)
    with closing(filled(keep, ROWS)) as both:
        found = list(attaching.attaching(both))
        assert not list(both.path.rglob("*.age"))
    assert {one.goal for one in found} == {"G14"} and len(found) == 4
    assert all(one.encrypted_ms for one in found if one.unit == "x")
    assert [one.ok for one in found if one.unit == "MiB"] == [True]


def test_a_key_beside_the_twin_is_noticed_and_ends_its_process(keep, monkeypatch):
    monkeypatch.setattr(far, "LOCKED", False)
    with closing(filled(keep, ROWS)) as both:
        with pytest.raises(RuntimeError, match="memory security is on beside the twin"):
            by_turns(both.plain(_with_a_key))
        both._far._process.join(30)
        assert both._far._process.exitcode == 0


def test_what_fails_on_the_side_of_the_twin_is_said_here(keep):
    with closing(filled(keep, ROWS)) as both, pytest.raises(RuntimeError, match="ZeroDivisionError"):
        by_turns(*both.both(_failing_without_a_key))


def test_the_process_of_the_twin_ends_when_this_side_fails(keep):
    with closing(filled(keep, ROWS)) as both:
        with pytest.raises(ZeroDivisionError):
            by_turns(both.plain(_opened), both.encrypted(_failing))
        process = both._far._process
        assert process.is_alive()
    assert process.exitcode == 0


@contextmanager
def _with_a_key(keys: OpenedKeys) -> Iterator[Work]:
    folder.open_vault(keys.path, twins.PASSPHRASE).connect("programme").close()
    yield lambda: 1.0


@contextmanager
def _opened(keys: OpenedKeys) -> Iterator[Work]:
    with closing(twins.fresh(keys)):
        yield lambda: 1.0


@contextmanager
def _failing(keys: OpenedKeys) -> Iterator[Work]:
    yield lambda: 1 / 0


@contextmanager
def _failing_without_a_key(keys: OpenedKeys) -> Iterator[Work]:
    yield lambda: 1 / (0 if isinstance(keys, twins.Keyless) else 1)
