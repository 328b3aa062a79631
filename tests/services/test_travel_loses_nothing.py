"""A trip comes home: zero is a value, the trash is asked about, drafts and new terms are not left behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from strategies import council, saved

from civicdesk.records.activity import Activity
from civicdesk.records.record import Record
from civicdesk.records.values import Term
from civicdesk.services.travel import TRIPS, out, trips_out
from civicdesk.services.travel_back import TripUnsaved, back
from civicdesk.vault import contested, drafts, placing
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.terms import TermRow
from civicdesk.vault.vault import Vault
from ui.travel.conflicts import take_trips_value

TRIP = "seven green frogs cross the bridge"
ID = "5" * 32


@pytest.fixture
def packed(vault: Vault, tmp_path: Path) -> Iterator[tuple[Vault, Vault]]:
    """(home with a council and an activity, the trip with both)."""
    saved(vault, council(name="Commune one"))
    activity = Activity(id=ID, ref="ACT-2026-900", state=Activity.states.first)
    with vault.transaction() as tx:
        tx.bring(activity, None, "create", "")
    trip = Vault.open(out(vault, tmp_path / "Trip.civicdesk", TRIP, kdf=FLOOR).path, TRIP)
    yield vault, trip
    trip.close()


def the_council(vault: Vault) -> Record:
    return next(iter(vault.iterate("stakeholder")))


def trash(vault: Vault, record: Record) -> None:
    with vault.transaction() as tx:
        tx.trash(record)


def bring(vault: Vault, record: Record, **values: object) -> None:
    with vault.transaction() as tx:
        tx.bring(record.replaced(**values), record, "change", "")


def is_trashed(vault: Vault, record: Record) -> bool:
    return vault.home(record).is_trashed(record.meta.name, record.id)


# zero ----------------------------------------------------------------------------------------------


def test_a_zero_that_home_reported_is_not_taken_for_nothing_reported(packed: tuple[Vault, Vault]) -> None:
    home, trip = packed
    here, away = home.get("activity", ID), trip.get("activity", ID)
    bring(home, here, participants_women=0)
    bring(trip, away, participants_women=7)
    came = back(home, trip)
    assert home.get("activity", ID).participants_women == 0
    assert [(one.field, one.home, one.trip) for one in came.conflicts] == [("participants_women", 0, 7)]
    assert [(one.home, one.trip) for one in contested.waiting(home)] == [(0, 7)]


def test_a_zero_of_the_trip_is_asked_about_where_home_reports_nothing(packed: tuple[Vault, Vault]) -> None:
    home, trip = packed
    here, away = home.get("activity", ID), trip.get("activity", ID)
    bring(home, here, participants_women=3)
    bring(home, home.get("activity", ID), participants_women=None, participants_men=4)
    bring(trip, away, participants_women=0, participants_men=0)
    came = back(home, trip)
    assert home.get("activity", ID).participants_women == 0
    assert [(one.field, one.home, one.trip) for one in came.conflicts] == [("participants_men", 4, 0)]
    bring(home, home.get("activity", ID), participants_men=None)
    assert [(one.home, one.trip) for one in contested.waiting(home)] == [(None, 0)]


# the trash -----------------------------------------------------------------------------------------


def test_what_home_threw_away_and_the_trip_changed_is_decided_by_a_person(
    packed: tuple[Vault, Vault],
) -> None:
    home, trip = packed
    record = the_council(home)
    trash(home, record)
    saved(trip, the_council(trip).replaced(name="Written on the trip"))
    (asked,) = back(home, trip).conflicts
    assert (asked.field, asked.home, asked.trip) == (contested.TRASH, True, False)
    assert "thrown away here and changed on the trip" in asked.words
    assert is_trashed(home, record) and home.get("stakeholder", record.id).name == "Written on the trip"
    assert not home.search("Written on the trip"), "what is in the trash is not found"
    (waits,) = contested.waiting(home)
    with home.transaction() as tx:
        take_trips_value(home, tx, waits)
    assert not is_trashed(home, record) and the_council(home).name == "Written on the trip"
    assert home.search("Written on the trip")
    assert contested.waiting(home) == () and home.verify().ok


def test_what_home_changed_and_the_trip_threw_away_is_decided_by_a_person(
    packed: tuple[Vault, Vault],
) -> None:
    home, trip = packed
    record = saved(home, the_council(home).replaced(name="Written at home"))
    trash(trip, the_council(trip))
    came = back(home, trip)
    assert came.changed == 0 and not is_trashed(home, record)
    (asked,) = contested.waiting(home)
    assert (asked.field, asked.home, asked.trip) == (contested.TRASH, False, True)
    assert "thrown away on the trip" in asked.words
    with home.transaction() as tx:
        take_trips_value(home, tx, asked)
    assert is_trashed(home, record) and contested.waiting(home) == ()
    assert home.verify().ok


def test_what_home_left_alone_goes_into_the_trash_without_a_question(packed: tuple[Vault, Vault]) -> None:
    home, trip = packed
    record = the_council(home)
    saved(home, council(name="Another one"))
    trash(trip, the_council(trip))
    came = back(home, trip)
    assert (came.changed, came.conflicts) == (1, ()) and is_trashed(home, record)


def test_both_threw_it_away_and_nobody_is_asked(packed: tuple[Vault, Vault]) -> None:
    home, trip = packed
    record = the_council(home)
    trash(home, record)
    trash(trip, the_council(trip))
    assert back(home, trip).conflicts == () and is_trashed(home, record)


def test_a_copy_made_before_home_noted_when_it_left_throws_nothing_away_unasked(
    packed: tuple[Vault, Vault],
) -> None:
    home, trip = packed
    (vid,) = trips_out(home)
    entry = {key: value for key, value in trips_out(home)[vid].items() if key != "seen"}
    home.set_settings({TRIPS: {vid: entry}})
    record = the_council(home)
    trash(trip, the_council(trip))
    assert [one.field for one in back(home, trip).conflicts] == [contested.TRASH]
    assert not is_trashed(home, record)


# drafts --------------------------------------------------------------------------------------------


def test_a_trip_with_unsaved_texts_is_not_brought_home_before_they_are_saved_or_discarded(
    packed: tuple[Vault, Vault],
) -> None:
    home, trip = packed
    base = the_council(trip)
    typed = base.replaced(capacity_gap="typed at the border")
    drafts.keep(trip, [drafts.Unsaved.of(base, typed, {})])
    with pytest.raises(TripUnsaved) as told:
        back(home, trip)
    assert "1 text that was typed on the trip is not saved yet" in told.value.sentence
    assert "Open the travel copy" in told.value.todo
    assert len(trips_out(home)) == 1 and len(drafts.kept_drafts(trip)) == 1
    drafts.keep(trip, [])
    saved(trip, typed)
    back(home, trip)
    assert the_council(home).capacity_gap == "typed at the border"


# terms ---------------------------------------------------------------------------------------------


def test_a_term_that_was_made_on_the_trip_comes_home_and_none_of_home_is_overwritten(
    packed: tuple[Vault, Vault],
) -> None:
    home, trip = packed
    first, second = trip.terms("stakeholder_type")[:2]
    home.save_terms([replace(first, label_en="Named anew at home")])
    made = TermRow("stakeholder_type", "village_savings_group", "Village savings group")
    trip.save_terms([made, replace(first, label_en="Named anew on the trip")])
    saved(trip, the_council(trip).replaced(stakeholder_type=Term("village_savings_group")))
    back(home, trip)
    assert the_council(home).stakeholder_type == "village_savings_group"
    rows = {row.code: row for row in home.terms("stakeholder_type", inactive=True)}
    assert rows["village_savings_group"] == made
    assert rows[first.code].label_en == "Named anew at home" and rows[second.code] == second


def test_a_term_that_home_deleted_meanwhile_does_not_come_back_unless_the_trip_uses_it(
    vault: Vault, tmp_path: Path
) -> None:
    for code in ("unused_one", "used_one"):
        vault.save_terms([TermRow("stakeholder_type", code, code)])
    saved(vault, council(name="Commune one"))
    trip = Vault.open(out(vault, tmp_path / "Trip.civicdesk", TRIP, kdf=FLOOR).path, TRIP)
    for code in ("unused_one", "used_one"):
        vault.delete_term("stakeholder_type", code)
    saved(trip, the_council(trip).replaced(stakeholder_type=Term("used_one")))
    back(vault, trip)
    trip.close()
    codes = {row.code for row in vault.terms("stakeholder_type", inactive=True)}
    assert "used_one" in codes and "unused_one" not in codes


# what stays at home --------------------------------------------------------------------------------


def test_where_the_backups_lie_does_not_travel(vault: Vault, tmp_path: Path) -> None:
    vault.set_settings({"backups.place": "/media/dara/BLUE", "backups.keep": 7, "grid_threshold": 3})
    trip = Vault.open(out(vault, tmp_path / "Trip.civicdesk", TRIP, kdf=FLOOR).path, TRIP)
    assert trip.setting("grid_threshold") == 3
    assert not [key for key in trip.settings() if "backups" in key]
    trip.close()


def test_no_copy_is_made_where_a_sync_program_takes_it_away_without_a_reason(
    vault: Vault, tmp_path: Path
) -> None:
    place = tmp_path / "Dropbox" / "Trip.civicdesk"
    place.parent.mkdir()
    with pytest.raises(placing.PlaceSynchronised):
        out(vault, place, TRIP, kdf=FLOOR)
    assert not place.exists() and trips_out(vault) == {}
    out(vault, place, TRIP, kdf=FLOOR, reason="The only disk in this office")
    lines = vault.stores["programme"].journal.since(vault.stores["programme"].db)
    assert [one.reason for one in lines if one.verb == "travel-out"] == ["The only disk in this office"]
