"""What a trip says of a field that was changed at home too: kept until it is decided, and never longer than the field."""

from __future__ import annotations

import io
from datetime import timedelta

from strategies import council, saved

from civicdesk import clock
from civicdesk.records.movement import Movement, Traveller
from civicdesk.records.plain import plain
from civicdesk.records.record import ENVELOPE, Record
from civicdesk.records.values import Ref, Term
from civicdesk.vault import attachments, contested
from civicdesk.vault.attachment_care import collect
from civicdesk.vault.contested import Contested
from civicdesk.vault.vault import Vault

TRIP = "ab" * 16


def _asked(vault: Vault, record: Record, field: str, value: object, vid: str = TRIP) -> Contested:
    one = Contested(record.meta.name, record.id, record.ref, field, None, value, vid)
    with vault.transaction() as tx:
        contested.keep(vault, tx, [one])
    return one


def test_two_trips_may_say_two_things_of_one_field(vault: Vault) -> None:
    kept = saved(vault, council(name="At home"))
    _asked(vault, kept, "name", "On the first trip")
    _asked(vault, kept, "name", "On the second trip", "cd" * 16)
    assert [one.trip for one in contested.waiting(vault)] == ["On the first trip", "On the second trip"]
    with vault.transaction() as tx:
        contested.settle(vault, tx, contested.waiting(vault)[0])
    assert [(one.home, one.trip) for one in contested.waiting(vault)] == [("At home", "On the second trip")]


def test_a_field_that_a_state_destroys_takes_the_other_value_with_it(vault: Vault) -> None:
    me, now = Ref(vault.staff_id), clock.now().replace(microsecond=0)
    made = saved(
        vault,
        Movement(
            movement_type=Term("trip"), title="Visit to a district", lead=me, travellers=(Traveller(staff=me),),
            leave_at=now, return_at=now + timedelta(hours=4), state="under_way", is_historical=True,
            safe_phrase="zebraquokka at noon", health_notes="needs insulin",
        ),
    )  # fmt: skip
    _asked(vault, made, "safe_phrase", "quokkazebra at dusk")
    _asked(vault, made, "title", "Visit to another district")
    assert len(contested.waiting(vault)) == 2
    with vault.transaction() as tx:
        tx.move(made, "completed")
    assert [one.field for one in contested.waiting(vault)] == ["title"]
    for store in vault.stores.values():
        assert "quokkazebra" not in str(store.raw.execute("SELECT value FROM setting").fetchall())
    assert vault.verify().ok


def test_a_record_that_is_not_here_is_not_asked_about(vault: Vault) -> None:
    kept = saved(vault, council(name="At home"))
    _asked(vault, kept.replaced(id="0" * 32), "name", "On the trip")
    assert contested.waiting(vault) == ()


def test_a_file_that_only_the_trip_had_stays_until_it_is_decided(vault: Vault, monkeypatch) -> None:
    kept = saved(vault, council(name="At home"))
    file = attachments.add(vault, "programme", io.BytesIO(b"a scan"), "scan.pdf")
    spec = next(spec for spec in ENVELOPE if spec.key == "attachments")
    one = _asked(vault, kept, "attachments", plain(spec, (file,)))
    later = clock.now() + timedelta(days=3)
    monkeypatch.setattr(clock, "_clock", clock.Clock.at(later))
    assert collect(vault) == 0
    assert attachments.open_plain(vault, file) == b"a scan"
    with vault.transaction() as tx:
        contested.settle(vault, tx, one)
    assert collect(vault) == 1
