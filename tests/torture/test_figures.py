"""The long tests, as far as they fit into the normal ones; `dev.py torture` runs them all the way."""

from __future__ import annotations

import importlib

import pytest

from tests.torture import apart
from tests.torture.disk import Disk, Event

COUNTS = {"kill": 1, "faults": 1, "power": 6, "clocks": 1}
"""Enough to notice that something broke; the figures of the plan take minutes."""


@pytest.mark.parametrize("name", COUNTS)
def test_nothing_is_lost_and_nothing_is_kept_by_halves(name):
    module = importlib.import_module(f"tests.torture.{name}")
    found = list(module.run(COUNTS[name]))
    assert found
    assert [outcome.line() for outcome in found if not outcome.ok] == []


def test_a_program_that_is_careless_is_found_out():
    found = {outcome.name: outcome for outcome in apart.outcomes("tests.torture.careless", 4)}
    assert found
    assert all(outcome.lost or outcome.torn for outcome in found.values()), [
        one.line() for one in found.values()
    ]


class Chance:
    """A disk that loses all it may lose (0.99), or keeps all of it (0.0)."""

    def __init__(self, value):
        self.value = value

    def random(self):
        return self.value

    def randint(self, low, high):
        return low if self.value else high

    def shuffle(self, events):
        events.reverse()


def test_after_a_cut_only_what_was_flushed_is_certain(tmp_path):
    disk = Disk.of(tmp_path)
    name = str(tmp_path / "one").encode()
    events = [Event("C", 7, 0, name, ""), Event("W", 7, 0, b"a" * 600, ""), Event("S", 7, 0, b"", "")]
    for event in events:
        disk.take(event)
    assert disk.after_the_cut(Chance(0.99)) == {}, "the folder was not flushed"
    disk.take(Event("D", 0, 0, str(tmp_path).encode(), ""))
    disk.take(Event("W", 7, 0, b"b" * 600, ""))
    assert disk.after_the_cut(Chance(0.99)) == {name.decode(): b"a" * 600}
    assert disk.after_the_cut(Chance(0.0)) == {name.decode(): b"b" * 600} == disk.unharmed()


def test_a_name_changed_without_flushing_the_folder_may_be_the_old_one(tmp_path):
    (tmp_path / "old").write_bytes(b"kept")
    disk = Disk.of(tmp_path)
    old, new = str(tmp_path / "old"), str(tmp_path / "new")
    disk.take(Event("R", 0, 0, old.encode(), new))
    assert disk.after_the_cut(Chance(0.99)) == {old: b"kept"}
    assert disk.unharmed() == {new: b"kept"}
