"""A trip: only what was chosen goes along, nothing of it opens the home vault, and no change of either side is lost."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from strategies import council, saved

from civicdesk.errors import WrongPassphrase
from civicdesk.records.staff_member import SafetyCard
from civicdesk.records.values import Ref
from civicdesk.services import travel
from civicdesk.services.travel import out, trips_out
from civicdesk.services.travel_back import NotATrip, TripOfAnother, TripUnknown, back
from civicdesk.vault import attachments, contested, folder
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.query import Query
from civicdesk.vault.vault import Vault

TRIP = "seven green frogs cross the bridge"


@pytest.fixture
def packed(vault: Vault, tmp_path: Path) -> Iterator[tuple[Vault, Vault]]:
    """(home with two councils, the trip with both of them)."""
    first = saved(vault, council(name="Commune one"))
    saved(vault, council(name="Commune two", parent=Ref(first.id)))
    taken = out(vault, tmp_path / "Trip.civicdesk", TRIP, kdf=FLOOR)
    assert taken.records["stakeholder"] == 2
    trip = Vault.open(taken.path, TRIP)
    yield vault, trip
    trip.close()


def names(vault: Vault) -> list[str]:
    return sorted(record.heading for record in vault.iterate("stakeholder"))


def test_a_trip_has_the_chosen_parts_under_keys_of_its_own(packed: tuple[Vault, Vault]) -> None:
    home, trip = packed
    assert trip.compartments == ("programme",)
    assert trip.opened.vid != home.opened.vid
    assert {k.ck for k in trip.opened.every_epoch}.isdisjoint(k.ck for k in home.opened.every_epoch)
    assert names(trip) == ["Commune one", "Commune two"]
    one = next(r for r in home.iterate("stakeholder") if r.heading == "Commune one")
    same = trip.get("stakeholder", one.id)
    assert same is not None and (same.ref, same.created_at) == (one.ref, one.created_at)
    assert trip.terms("stakeholder_group") == home.terms("stakeholder_group")
    assert trip.setting("grid_threshold") == home.setting("grid_threshold")
    assert trip.verify().ok and home.verify().ok
    with pytest.raises(WrongPassphrase):
        folder.open_vault(home.path, TRIP)


def test_only_the_records_that_were_named_go_along_and_others_are_restricted(
    vault: Vault, tmp_path: Path
) -> None:
    first = saved(vault, council(name="Commune one"))
    second = saved(vault, council(name="Commune two", parent=Ref(first.id)))
    with pytest.raises(travel.NoSuchRecord):
        out(vault, tmp_path / "No.civicdesk", TRIP, refs=["STK-1999-001"], kdf=FLOOR)
    assert not (tmp_path / "No.civicdesk").exists()
    taken = out(vault, tmp_path / "Trip.civicdesk", TRIP, refs=[second.ref], kdf=FLOOR)
    trip = Vault.open(taken.path, TRIP)
    assert names(trip) == ["Commune two"]
    assert trip.title("stakeholder", first.id) == "Restricted record"
    assert trip.count(Query("protocol")) == 0
    trip.close()


def test_staff_go_along_only_where_they_are_named_and_without_their_safety_card(
    demo_path: Path, vault_passphrase: str, tmp_path: Path
) -> None:
    home = Vault.open(demo_path, vault_passphrase)
    card = SafetyCard(own_phone="012 345 678", health_needs="Quokka")
    for one in list(home.iterate("staff_member")):
        saved(home, one.replaced(safety_card=(card,)), reasons={})
    ref = next(home.iterate("meeting")).ref
    taken = out(home, tmp_path / "Trip.civicdesk", TRIP, refs=[ref], kdf=FLOOR)
    trip = Vault.open(taken.path, TRIP)
    assert 0 < trip.count(Query("staff_member")) < home.count(Query("staff_member"))
    assert not [one for one in trip.iterate("staff_member") if one.safety_card]
    assert trip.verify().ok
    trip.close()
    home.close()


def test_what_was_written_on_the_trip_comes_home(packed: tuple[Vault, Vault]) -> None:
    home, trip = packed
    one = next(r for r in trip.iterate("stakeholder") if r.heading == "Commune one")
    saved(trip, one.replaced(name="Commune one, renamed"))
    made = saved(trip, council(name="Met on the way"))
    came = back(home, trip)
    assert (came.new, came.changed, came.conflicts) == (1, 1, ())
    assert names(home) == ["Commune one, renamed", "Commune two", "Met on the way"]
    kept = home.get("stakeholder", made.id)
    assert kept is not None and kept.created_at == made.created_at
    assert home.verify().ok
    assert trips_out(home) == {}
    with pytest.raises(TripUnknown):
        back(home, trip)


def test_both_sides_keep_their_changes_and_a_field_both_changed_is_shown(packed: tuple[Vault, Vault]) -> None:
    home, trip = packed
    at_home = next(r for r in home.iterate("stakeholder") if r.heading == "Commune one")
    away = trip.get("stakeholder", at_home.id)
    saved(home, at_home.replaced(name="Home name", engagement_scope="Written at home"))
    saved(trip, away.replaced(name="Trip name", capacity_gap="Two rooms"))
    came = back(home, trip)
    both = home.get("stakeholder", at_home.id)
    assert (both.name, both.engagement_scope, both.capacity_gap) == ("Home name", "Written at home", "Two rooms")
    (conflict,) = came.conflicts
    assert (conflict.field, conflict.home, conflict.trip) == ("name", "Home name", "Trip name")


def test_what_both_changed_waits_until_somebody_decides(
    packed: tuple[Vault, Vault], vault_passphrase: str
) -> None:
    home, trip = packed
    at_home = next(r for r in home.iterate("stakeholder") if r.heading == "Commune one")
    away = trip.get("stakeholder", at_home.id)
    saved(home, at_home.replaced(name="Home name", engagement_scope="Said at home"))
    saved(trip, away.replaced(name="Trip name", engagement_scope="Said on the trip"))
    came = back(home, trip)
    home.close()
    again = Vault.open(home.path, vault_passphrase)
    assert {one.field for one in came.conflicts} == {"name", "engagement_scope"}
    scope, name = contested.waiting(again)
    assert (name.home, name.trip, name.ref) == ("Home name", "Trip name", at_home.ref)
    assert (scope.home, scope.trip) == ("Said at home", "Said on the trip")
    with again.transaction() as tx:
        contested.settle(again, tx, name)
    saved(again, again.get("stakeholder", at_home.id).replaced(engagement_scope="Said on the trip"))
    assert contested.waiting(again) == ()  # one was decided, of the other both say the same now
    assert again.verify().ok
    again.close()


def test_what_the_trip_threw_away_goes_into_the_trash_at_home_unless_the_law_holds_it(
    packed: tuple[Vault, Vault],
) -> None:
    home, trip = packed
    held = next(r for r in home.iterate("stakeholder") if r.heading == "Commune two")
    saved(home, held.replaced(legal_hold=True))
    for record in list(trip.iterate("stakeholder")):
        with trip.transaction() as tx:
            tx.trash(record)
    came = back(home, trip)
    assert (came.new, came.changed) == (0, 1)
    assert names(home) == ["Commune two"]
    assert home.verify().ok


def test_a_reference_taken_at_home_meanwhile_is_given_anew(packed: tuple[Vault, Vault]) -> None:
    home, trip = packed
    away = saved(trip, council(name="Away"))
    here = saved(home, council(name="Here"))
    assert away.ref == here.ref
    back(home, trip)
    assert home.get("stakeholder", away.id).ref != here.ref
    assert home.verify().ok


def test_files_stay_at_home_and_files_of_the_trip_come_along(packed: tuple[Vault, Vault]) -> None:
    home, trip = packed
    file = attachments.add(trip, "programme", io.BytesIO(b"a letter"), "letter.txt")
    away = next(r for r in trip.iterate("stakeholder") if r.heading == "Commune one")
    saved(trip, away.replaced(attachments=(file,)))
    back(home, trip)
    (kept,) = home.get("stakeholder", away.id).attachments
    assert attachments.open_plain(home, kept) == b"a letter"
    assert kept.id != file.id


def test_a_copy_that_was_given_up_halfway_is_not_left_lying_about(vault: Vault, tmp_path: Path) -> None:
    saved(vault, council(name="Commune one"))

    def give_up(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        out(vault, tmp_path / "Trip.civicdesk", TRIP, kdf=FLOOR, progress=give_up)
    assert not (tmp_path / "Trip.civicdesk").exists() and trips_out(vault) == {}
    assert out(vault, tmp_path / "Trip.civicdesk", TRIP, kdf=FLOOR).count
    assert vault.verify().ok


def test_only_a_trip_of_this_vault_is_taken_back(packed: tuple[Vault, Vault], tmp_path: Path) -> None:
    home, trip = packed
    with pytest.raises(NotATrip):
        back(trip, home)
    with pytest.raises(travel.TripInside):
        out(trip, tmp_path / "Again.civicdesk", TRIP, kdf=FLOOR)
    other = Vault.create(tmp_path / "Other.civicdesk", TRIP, kdf=FLOOR)
    with pytest.raises(TripOfAnother):
        back(other, trip)
    other.close()


def test_a_part_that_is_closed_cannot_go_along(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(travel.NothingChosen):
        out(vault, tmp_path / "Trip.civicdesk", TRIP, kinds=["nothing"], kdf=FLOOR)
    with pytest.raises(travel.NothingChosen):
        out(vault, tmp_path / "Trip.civicdesk", TRIP, kinds=[], kdf=FLOOR)
