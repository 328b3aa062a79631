"""What must be gone is gone: from the record, from its history, from the index, and from the file itself."""

from __future__ import annotations

from datetime import timedelta

from civicdesk import clock
from civicdesk.records.choices import PersonKind, Sex, YesNo
from civicdesk.records.movement import Movement, Traveller
from civicdesk.records.protected_person import Identity, ProtectedPerson
from civicdesk.records.staff_member import SafetyCard
from civicdesk.records.values import Place, Ref, Term


def movement(vault):
    me, now = Ref(vault.staff_id), clock.now().replace(microsecond=0)
    return Movement(
        movement_type=Term("trip"), title="Visit to a district", lead=me, travellers=(Traveller(staff=me),),
        leave_at=now, return_at=now + timedelta(hours=4), state="under_way", is_historical=True,
        safe_phrase="zebraquokka at noon", duress_phrase="quokkazebra at dusk", health_notes="needs insulin",
    )  # fmt: skip


def test_phrases_and_health_notes_are_gone_when_a_movement_is_completed(vault):
    with vault.transaction() as tx:
        made = tx.save(movement(vault))
    assert vault.search("zebraquokka") == []
    assert vault.history("movement", made.id)[0].fields["safe_phrase"][1] == "zebraquokka at noon"
    with vault.transaction() as tx:
        done = tx.move(made, "completed")
    assert (done.safe_phrase, done.duress_phrase, done.health_notes) == (None, None, None)
    said = [change.fields for change in vault.history("movement", made.id)]
    assert "zebraquokka" not in str(said)
    assert "insulin" not in str(said)
    for (data,) in vault.stores["security"].raw.execute("SELECT fields FROM change WHERE fields IS NOT NULL"):
        assert "quokka" not in data
    told = vault.verify()
    assert told.ok and told.checked["erased"] == 1
    assert "1 line of the journal was emptied because a record came to a state" in told.notes[0]


def test_what_is_emptied_before_its_time_is_a_fault(vault):
    with vault.transaction() as tx:
        made = tx.save(movement(vault))
    raw = vault.stores["security"].raw
    raw.execute("UPDATE change SET fields = NULL WHERE record = ?", (made.id,))
    raw.execute("UPDATE change SET fields = NULL WHERE type = 'vault'")
    assert [fault.what for fault in vault.verify().faults] == ["emptied"]


def person(**more):
    values = {
        "pseudonym": "Lotus-999", "kind": PersonKind.PERSON, "sex": Sex.FEMALE, "age_band": Term("31_59"),
        "is_minor": False, "district": Place("1409"), "consent_identity": YesNo.YES,
        "identity": (Identity(full_name="Zebra Quokka", safe_contact_rule="in person only"),),
    }  # fmt: skip
    return ProtectedPerson(**(values | more))


def test_the_real_name_is_never_found_and_goes_with_anonymisation(vault):
    with vault.transaction() as tx:
        made = tx.save(person(state="dormant", is_historical=True))
    assert vault.search("Quokka") == []
    assert [hit.title for hit in vault.search("Lotus-999")] == ["Lotus-999"]
    with vault.transaction() as tx:
        tx.move(made, "anonymised")
    assert vault.get("protected_person", made.id).identity == ()
    assert "Quokka" not in str(vault.history("protected_person", made.id))
    assert vault.verify().ok


def test_a_safety_card_lies_in_the_security_compartment_alone(vault):
    me = vault.get("staff_member", vault.staff_id)
    with vault.transaction() as tx:
        tx.save(me.replaced(safety_card=(SafetyCard(own_phone="012 345 678", blood_type="B+"),)))
    assert vault.get("staff_member", me.id).safety_card[0].blood_type == "B+"
    programme = vault.stores["programme"].raw
    assert programme.execute("SELECT count(*) FROM staff_member__safety_card").fetchone() == (0,)
    assert not any("012 345" in (row[0] or "") for row in programme.execute("SELECT fields FROM change"))
    assert "012 345" in str(vault.stores["security"].journal.history(vault.stores["security"].db, me.id))
    assert vault.verify().ok
