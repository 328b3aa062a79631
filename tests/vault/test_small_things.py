"""How much memory there is, when the vault was verified last, and where it may lie."""

from __future__ import annotations

import os
import sys
from datetime import timedelta

import pytest
from strategies import council, saved

from civicdesk import clock
from civicdesk.vault import memory, placing, verified
from civicdesk.vault.connection import cache_kibibytes
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.vault import Vault

# memory --------------------------------------------------------------------------------------------


def unknown(_name):
    raise ValueError("unrecognized configuration name")


def broken(_name):
    raise OSError(22, "not known here")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows is asked in another way")
@pytest.mark.parametrize("answer", [unknown, broken, lambda _name: -1, lambda _name: 0])
def test_a_system_that_does_not_say_how_much_memory_it_has_is_taken_to_have_four_gibibytes(
    monkeypatch, answer
):
    assert memory.physical() > 0
    monkeypatch.setattr(os, "sysconf", answer)
    assert memory.physical() == 4 << 30
    assert cache_kibibytes() == 128 << 10


# verified ------------------------------------------------------------------------------------------


def test_a_verification_is_remembered_with_what_it_found(vault, vault_path, vault_passphrase):
    assert verified.last(vault) is None
    verified.keep(vault, vault.verify())
    assert verified.last(vault).faults == 0 and verified.last(vault).days == 0
    one = saved(vault, council())
    vault.stores["programme"].raw.execute("UPDATE stakeholder SET name = 'Forged' WHERE id = ?", [one.id])
    report = vault.verify()
    assert len(report.faults) == 1
    verified.keep(vault, report)
    vault.close()
    again = Vault.open(vault_path, vault_passphrase)
    assert verified.last(again).faults == 1
    again.close()


def test_its_days_are_counted_and_never_below_none(vault, monkeypatch):
    verified.keep(vault, vault.verify())
    now = clock.now()
    for days, said in ((0, 0), (3, 3), (-3, 0)):
        monkeypatch.setattr(clock, "_clock", clock.Clock.at(now + timedelta(days=days)))
        assert verified.last(vault).days == said


def test_where_nothing_may_be_written_the_older_one_stays_the_last(vault, monkeypatch):
    verified.keep(vault, vault.verify())
    kept = verified.last(vault)
    monkeypatch.setattr(clock, "_clock", clock.Clock.at(clock.now() + timedelta(days=3)))
    with monkeypatch.context() as patch:
        patch.setattr(Vault, "read_only", True)
        verified.keep(vault, vault.verify())
    assert verified.last(vault) == kept


@pytest.mark.parametrize(
    "value",
    [
        "yesterday",
        {"at": "2026-11-23T08:00:00+07:00"},
        {"at": "yesterday", "faults": 0},
        {"at": "2026-11-23T08:00:00+07:00", "faults": None},
        {"at": "2026-11-23T08:00:00+07:00", "faults": "none"},
    ],
    ids=str,
)
def test_what_another_program_wrote_there_is_no_verification(vault, value):
    vault.set_settings({"verified": value})
    assert verified.last(vault) is None
    verified.keep(vault, vault.verify())
    assert verified.last(vault).faults == 0


# the place -----------------------------------------------------------------------------------------


@pytest.fixture
def away(tmp_path):
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("reason", ["", "because", " because \n\t  "])
def test_no_vault_is_made_where_a_sync_program_takes_it_away_without_a_reason(away, reason):
    with pytest.raises(placing.PlaceSynchronised) as told:
        placing.check_place(away / "Ours.civicdesk", reason)
    assert told.value.sentence and told.value.todo
    placing.check_place(away / "Ours.civicdesk", "The only disk in this office")
    placing.check_place(away.parent / "Ours.civicdesk", reason)


def test_the_reason_stands_in_the_journal_and_only_where_there_is_need_of_one(away, tmp_path):
    for folder, lines in ((away, ["The only disk here"]), (tmp_path, [])):
        vault = Vault.create(
            folder / "Ours.civicdesk",
            "lotus river mango heron palm rice",
            name="Officer A",
            post="",
            kdf=FLOOR,
        )
        placing.note_place(vault, "  The only disk here ")
        store = vault.stores["programme"]
        assert [one.reason for one in store.journal.since(store.db) if one.verb == "placed"] == lines
        vault.close()


def test_at_every_start_it_is_said_by_name_who_takes_the_vault_away(away, vault_path):
    assert placing.place_warning(vault_path) == ""
    assert "Dropbox" in placing.place_warning(vault_path.rename(away / "Ours.civicdesk"))
