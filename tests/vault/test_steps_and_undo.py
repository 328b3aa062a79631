"""Steps that ask for a reason or for a second person, undo where others worked on, disposal, and the journal's words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert, select
from strategies import council, saved

from civicdesk import clock
from civicdesk.records.choices import AccountState, Mode, Reliability, Role
from civicdesk.records.evidence import Evidence
from civicdesk.records.meeting import Meeting
from civicdesk.records.record import Record
from civicdesk.records.staff_member import StaffMember
from civicdesk.records.values import PartialDate, Ref, Term
from civicdesk.vault import frame, recovery_book, shape
from civicdesk.vault.changes import Author, Journal
from civicdesk.vault.frame import Altered
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.query import Query
from civicdesk.vault.refusals import (
    NothingToUndo,
    NotYours,
    RecordChanged,
    RecordRefused,
    UndoOverlapped,
)
from civicdesk.vault.schema import checkpoint
from civicdesk.vault.vault import Vault
from tests.vault.people import DARA, joined


def law(**more: Any) -> Evidence:
    """A law, ready to be checked by somebody."""
    values = {
        "title": "Law on communes", "evidence_type": Term("law"), "summary": "Communes have a council.",
        "producer_name": "National Assembly", "produced_on": PartialDate(date(2024, 1, 1)), "public_source": True, "valid_until": date(2060, 1, 1),
        "method": "Official text", "reliability": Reliability.HIGHLY_RELIABLE, "citation": "Law on communes, 2024",
    }  # fmt: skip
    return Evidence(**(values | more))


def meeting(vault: Vault) -> Meeting:
    """A meeting that is only planned."""
    office = saved(vault, council())
    return saved(vault, Meeting(
        title="Waste", meeting_type=Term("working_meeting"), main_stakeholder=Ref(office.id), mode=Mode.IN_PERSON,
        purpose="To agree on a day.",
    ))  # fmt: skip


def step(vault: Vault, record: Record, to: str, **how: Any) -> Record:
    with vault.transaction() as tx:
        return tx.move(record, to, **how)


def questions(vault: Vault, record: Record, to: str, **how: Any) -> dict[str, str]:
    """What stands against a step: rule and severity; nothing is saved."""
    try:
        step(vault, record, to, **how)
    except RecordRefused as refused:
        return {problem.id: problem.severity for problem in refused.problems}
    return {}


# steps -------------------------------------------------------------------------------------------


def test_a_step_that_asks_why_is_not_taken_without_a_word_and_keeps_the_word(vault: Vault) -> None:
    planned = meeting(vault)
    assert questions(vault, planned, "cancelled") == {"V-REASON": "W"}
    assert vault.get("meeting", planned.id) == planned
    assert step(vault, planned, "cancelled", reason="The office is closed.").state == "cancelled"
    newest = vault.history("meeting", planned.id)[0]
    assert (newest.verb, newest.reason) == ("move", "The office is closed.")


def test_the_reason_of_a_whole_transaction_answers_every_step_in_it(vault: Vault) -> None:
    planned = meeting(vault)
    with vault.transaction("The flood") as tx:
        tx.move(planned, "cancelled")
    assert vault.history("meeting", planned.id)[0].reason == "The flood"


@pytest.mark.parametrize("more", [{}, {"is_historical": True}])
def test_a_state_that_does_not_exist_is_refused_also_for_past_work(
    vault: Vault, more: dict[str, bool]
) -> None:
    with pytest.raises(RecordRefused) as refused:
        saved(vault, council(state="dancing", **more))
    assert [problem.id for problem in refused.value.problems] == ["V-STATE"]
    assert vault.count(Query("stakeholder")) == 0


def test_in_a_small_office_one_person_approves_after_a_night_or_with_a_reason(vault: Vault) -> None:
    one = saved(vault, law())
    other = {"reasons": {"V-EVI-01": "nobody else is here"}}
    assert questions(vault, one, "checked", **other) == {"V-FOUR": "W"}
    with clock.use(clock.Clock.at(clock.now() + timedelta(days=1))):
        assert questions(vault, one, "checked") == {"V-EVI-01": "W"}  # V-FOUR is answered by the night
    assert questions(vault, one, "checked", reason="it is urgent", **other) == {}
    assert vault.get("evidence", one.id).state == "checked"
    assert "it is urgent" in vault.history("evidence", one.id)[0].reason


def test_past_work_that_is_typed_in_needs_no_second_person(vault: Vault) -> None:
    one = saved(vault, law(is_historical=True))
    assert "V-FOUR" not in questions(vault, one, "checked")


def test_in_a_larger_office_no_reason_replaces_the_second_person(
    tmp_path: Path, vault_passphrase: str
) -> None:
    office = Vault.create(tmp_path / "Office.civicdesk", vault_passphrase, profile="office", kdf=FLOOR)
    one = saved(office, law(), reasons={"V-CLASS": "public"})
    found = questions(office, one, "checked", reason="it is urgent", reasons={"V-EVI-01": "urgent"})
    assert found["V-FOUR"] == "T"
    assert office.get("evidence", one.id) == one
    office.close()


def test_another_person_approves_without_being_asked_why(vault: Vault) -> None:
    sid = joined(vault, DARA, ("DIR",))
    dara = saved(vault, StaffMember(
        display_name="Officer D", post_title="Officer", roles=(Role.DIR,), staff_group=Term("all_staff"),
        account_state=AccountState.ACTIVE, start_date=clock.today(),
    ))  # fmt: skip
    vault.set_settings({f"staff:{sid}": dara.id})
    one = saved(vault, law())
    vault.close()
    theirs = Vault.open(vault.path, DARA)
    assert questions(theirs, one, "checked") == {}
    assert theirs.get("evidence", one.id).updated_by == dara.id
    theirs.close()


def test_what_was_never_saved_cannot_be_thrown_away(vault: Vault) -> None:
    lines = vault.stores["programme"].journal.head(vault.stores["programme"].db)
    with pytest.raises(RecordChanged), vault.transaction() as tx:
        tx.trash(council(id="5b0e5b3c-0000-4000-8000-000000000000"))
    assert vault.stores["programme"].journal.head(vault.stores["programme"].db) == lines


def test_nobody_writes_into_the_journal_of_a_part_that_is_closed_to_them(vault: Vault) -> None:
    joined(vault, DARA, ("PRG",))
    vault.close()
    theirs = Vault.open(vault.path, DARA)

    def note() -> None:
        with theirs.transaction() as tx:
            tx.note("report", "", "export", "first, where it may")
            tx.note("incident", "", "open", "then, where it may not", kind="security")

    before = theirs.stores["programme"].journal.head(theirs.stores["programme"].db)
    with pytest.raises(NotYours):
        note()
    assert theirs.stores["programme"].journal.head(theirs.stores["programme"].db) == before
    theirs.close()


# disposal ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rules, months",
    [
        ([{"code": "RT-02", "months": 1}], 1),
        ([{"code": "RT-09", "months": 9}, "a note", {"code": "RT-02", "months": 2}], 2),
        ([{"code": "RT-02"}], 0),
        ([{"code": "RT-09", "months": 9}], 0),
        ([], 0),
        ({"RT-02": 12}, 0),
        (None, 0),
    ],
)
def test_a_record_that_ends_is_disposed_of_by_its_own_rule_or_by_none(
    vault: Vault, rules: Any, months: int
) -> None:
    planned = meeting(vault)
    vault.set_settings({"retention": rules})
    with clock.use(clock.Clock.at(date(2024, 1, 31))):
        ended = step(vault, planned, "cancelled", reason="The office is closed.")
    assert ended.dispose_after == {0: None, 1: date(2024, 2, 29), 2: date(2024, 3, 31)}[months]


# undo --------------------------------------------------------------------------------------------


def test_undo_takes_out_of_the_trash_what_was_thrown_away_last(vault: Vault) -> None:
    one = saved(vault, council())
    with vault.transaction() as tx:
        tx.trash(one)
    assert vault.count(Query("stakeholder")) == 0
    assert vault.undo_last() == {"stakeholder": frozenset({one.id})}
    assert [hit.id for hit in vault.search("council")] == [one.id]
    assert vault.history("stakeholder", one.id)[0].verb == "restore"


def test_undo_never_takes_back_what_somebody_else_did_afterwards(vault: Vault, vault_passphrase: str) -> None:
    joined(vault, DARA, ("DIR",))
    one = saved(vault, council())
    saved(vault, one.replaced(mandate="Mine"))
    vault.close()
    theirs = Vault.open(vault.path, DARA)
    newest = saved(theirs, theirs.get("stakeholder", one.id).replaced(mandate="Theirs"))
    theirs.close()
    again = Vault.open(vault.path, vault_passphrase)
    with pytest.raises(UndoOverlapped):
        again.undo_last()
    assert again.get("stakeholder", one.id) == newest
    again.close()


def test_undo_cannot_bring_back_what_was_lawfully_forgotten(vault: Vault) -> None:
    one = saved(vault, council(mandate="Before"))
    one = saved(vault, one.replaced(mandate="After"))
    with vault.transaction() as tx:
        store = tx.store_for_writing("programme")
        assert store.journal.forget(store.db, one.id, ["mandate"]) == 2
    with pytest.raises(NothingToUndo):
        vault.undo_last()
    assert vault.get("stakeholder", one.id) == one
    assert [fault.what for fault in vault.verify().faults] == ["emptied"]  # no state of this type asks for it


# the journal -------------------------------------------------------------------------------------


def test_forgetting_a_field_of_which_nothing_was_said_erases_no_line(vault: Vault) -> None:
    one = saved(vault, council())
    with vault.transaction() as tx:
        store = tx.store_for_writing("programme")
        assert store.journal.forget(store.db, one.id, ["minutes", "short_name"]) == 0
    (line,) = vault.history("stakeholder", one.id)
    assert line.fields is not None and line.fields["name"] == (None, one.name)


def test_a_line_that_is_signed_at_once_is_signed_once_also_where_its_number_asks_for_it(vault: Vault) -> None:
    store = vault.stores["programme"]
    with vault.transaction() as tx:
        while (store.journal.head(store.db)[0] + 1) % 50:
            tx.note("report", "", "export", "to fill the page")
        recovery_book.note(vault, tx, "recovery-test")
    last = store.journal.head(store.db)[0]
    signed = store.db.execute(select(checkpoint.c.seq).where(checkpoint.c.seq == last)).scalars().all()
    assert signed == [last] and last % 50 == 0
    assert not store.journal.needs_sign(store.db, vault.sid)
    assert vault.verify().ok


def of_a_stranger(vault: Vault, journal: Journal) -> None:
    author = Author("nobody", "f" * 16, Ed25519PrivateKey.generate())
    with vault.transaction() as tx:
        db = tx.store_for_writing("programme").db
        journal.add(db, author, clock.now(), ("report", "", "export"), {}, "a line to sign", None)
        assert journal.sign(db, author)


def of_a_line_that_is_not_there(vault: Vault, _journal: Journal) -> None:
    values = {"seq": 999, "at": clock.now().isoformat(), "member": vault.sid, "signature": bytes(64)}
    with vault.transaction() as tx:
        tx.store_for_writing("programme").db.execute(insert(checkpoint).values(**values))


@pytest.mark.parametrize("forge", [of_a_stranger, of_a_line_that_is_not_there])
def test_a_signature_by_nobody_or_under_nothing_does_not_hold(
    vault: Vault, forge: Callable[[Vault, Journal], None]
) -> None:
    forge(vault, vault.stores["programme"].journal)
    assert {(fault.where, fault.what) for fault in vault.verify().faults} == {("programme", "signature")}


# bodies of key files -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", ["20240126", "2024-W04-5", "2024-1-26", " 2024-01-26", "2024-02-30", 20240126, None]
)
def test_a_day_in_a_header_is_written_in_one_way_only(value: Any) -> None:
    assert shape.day("2024-01-26") == "2024-01-26"
    with pytest.raises(Altered):
        shape.day(value)


def test_nothing_is_written_that_no_reader_would_accept() -> None:
    magic, fits = b"m" * 16, "x" * (frame.MAX_BODY - len('{"text":""}'))
    written = frame.write(magic, {"text": fits}, lambda _signed: bytes(64))
    assert frame.read(magic, written).body == {"text": fits}
    with pytest.raises(ValueError, match="larger than any reader"):
        frame.write(magic, {"text": fits + "x"}, lambda _signed: bytes(64))
