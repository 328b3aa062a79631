"""The one door to write: rules, references, versions, reasons, links, trash, undo."""

from __future__ import annotations

import pytest
from strategies import council, saved

from civicdesk.errors import VaultLocked
from civicdesk.records.choices import AuthorityLevel
from civicdesk.records.record import record_type
from civicdesk.records.values import Place, Ref, Term
from civicdesk.vault.query import Condition, Query
from civicdesk.vault.refusals import (
    LinkBroken,
    NothingToUndo,
    OnHold,
    ReasonNeeded,
    RecordChanged,
    RecordRefused,
)
from civicdesk.vault.terms import TermRow, TermUsed
from civicdesk.vault.vault import Vault


def test_a_new_record_gets_reference_state_owner_and_version(vault):
    first, second = saved(vault, council()), saved(vault, council(name="Commune council C2"))
    assert (first.ref[-3:], second.ref[-3:]) == ("001", "002")
    assert (first.state, first.version, first.owner) == ("listed", 1, vault.staff_id)
    assert first.retention_rule == "RT-06"
    assert vault.get("stakeholder", first.id) == first == vault.by_ref(first.ref)


def test_references_of_security_records_tell_neither_order_nor_volume(vault):
    risk = record_type("risk")
    assert risk.meta.random_ref
    refs = {vault.home(risk()).kind}
    assert refs == {"security"}


def test_what_breaks_a_rule_is_refused_with_its_message_and_nothing_is_kept(vault):
    with pytest.raises(RecordRefused) as refused:
        saved(vault, council(name=None))
    assert "Give the stakeholder a name, or the name of the office." in str(refused.value)
    assert vault.count(Query("stakeholder")) == 0


def test_a_warning_needs_a_reason_and_the_reason_is_kept(vault):
    party = council(name="Party office", is_political_party=True)
    with pytest.raises(ReasonNeeded):
        saved(vault, party)
    kept = saved(vault, party, reasons={"V-STK-05": "the office asked for our report"})
    assert "the office asked for our report" in vault.history("stakeholder", kept.id)[0].reason


def test_somebody_elses_save_is_never_overwritten(vault):
    opened = saved(vault, council())
    newer = saved(vault, opened.replaced(mandate="Local services"))
    with pytest.raises(RecordChanged):
        saved(vault, opened.replaced(mandate="Something else"))
    assert vault.get("stakeholder", opened.id) == newer


def test_saving_without_a_change_writes_nothing(vault):
    one = saved(vault, council())
    assert saved(vault, one) == one
    assert len(vault.history("stakeholder", one.id)) == 1


def test_a_link_to_nothing_is_refused(vault):
    with pytest.raises(LinkBroken):
        saved(vault, council(parent=Ref("5b0e5b3c-0000-4000-8000-000000000000")))


def test_a_state_is_reached_by_steps_only(vault):
    one = saved(vault, council())
    with pytest.raises(RecordRefused):
        saved(vault, one.replaced(state="archived"))
    with vault.transaction() as tx, pytest.raises(RecordRefused) as refused:
        tx.move(one, "mapped")
    assert "V-STK-06" in {p.id for p in refused.value.problems}


def test_a_historical_entry_may_start_in_any_state(vault):
    assert saved(vault, council(is_historical=True, state="archived")).state == "archived"


def test_a_failed_transaction_keeps_nothing_of_itself(vault):
    def both():
        with vault.transaction() as tx:
            tx.save(council())
            tx.save(council(name=None))

    with pytest.raises(RecordRefused):
        both()
    assert vault.count(Query("stakeholder")) == 0
    assert vault.search("council") == []
    assert vault.verify().ok


def test_history_names_the_fields_that_changed(vault):
    one = saved(vault, council())
    saved(vault, one.replaced(short_name="C1", place=Place("07")))
    newest = vault.history("stakeholder", one.id)[0]
    assert newest.fields == {"short_name": (None, "C1"), "place": ("16", "07")}
    assert newest.by == vault.staff_id


def test_undo_puts_back_what_was_there_and_stays_in_history(vault):
    one = saved(vault, council())
    saved(vault, one.replaced(name="Wrong name"))
    vault.undo_last()
    assert vault.get("stakeholder", one.id).name == one.name
    assert [c.verb for c in vault.history("stakeholder", one.id)] == ["undo", "change", "create"]
    vault.undo_last()
    assert vault.count(Query("stakeholder")) == 0
    assert vault.count(Query("stakeholder", trash=True)) == 1
    assert vault.verify().ok


def test_there_is_an_end_to_undo(vault):
    def everything():
        while True:
            vault.undo_last()

    with pytest.raises(NothingToUndo):
        everything()


def test_the_trash_hides_a_record_and_gives_it_back(vault):
    one = saved(vault, council())
    with vault.transaction() as tx:
        tx.trash(one)
    assert vault.search("council") == [] == vault.find("stakeholder", name=one.name)
    with vault.transaction() as tx:
        tx.restore(vault.get("stakeholder", one.id))
    assert [hit.id for hit in vault.search("council")] == [one.id]


def test_a_record_on_legal_hold_is_not_thrown_away(vault):
    one = saved(vault, council(legal_hold=True))
    with pytest.raises(OnHold), vault.transaction() as tx:
        tx.trash(one)


def test_links_are_followed_both_ways(vault):
    upper = saved(
        vault, council(name="District D", authority_level=AuthorityLevel.MUNICIPALITY_DISTRICT_KHAN)
    )
    lower = saved(vault, council(parent=Ref(upper.id)))
    assert [hit.id for hit in vault.backlinks("stakeholder", upper.id)] == [lower.id]
    assert vault.title("stakeholder", upper.id) == "District D"


@pytest.mark.parametrize(
    "words", ["council", "COUNC", "ឃុំ", "ក្រុម\u200bប្រឹក្សា", "Ratanakiri", "ratanak kiri", "រតនគិរី", "C1"]
)
def test_a_record_is_found_in_english_and_khmer(vault, words):
    one = saved(vault, council(name_km="ក្រុមប្រឹក្សាឃុំ ១"))
    assert one.id in {hit.id for hit in vault.search(words)}


@pytest.mark.parametrize(
    "words", ['"', "a OR", "NEAR(", "* ", "words:", "-", "(", "AND AND", "^x", "{}", "កស", "'; DROP"]
)
def test_nothing_that_is_typed_is_read_as_a_command(vault, words):
    one = saved(vault, council())
    assert one.id not in {hit.id for hit in vault.search(words)}


def test_filters_find_places_with_everything_below_them(vault):
    saved(vault, council(place=Place("1601")))
    saved(vault, council(name="Elsewhere", place=Place("07")))
    found = vault.matching(Query("stakeholder", filters=(Condition("place", "below", "16"),)))
    assert [one.place for one in found] == ["1601"]


def test_a_used_term_is_only_made_inactive(vault):
    saved(vault, council(issues=(Term("city_waste"),)))
    with pytest.raises(TermUsed) as used:
        vault.delete_term("issue", "city_waste")
    assert str(used.value) == "This term is used 1 times. Make it inactive instead."
    vault.save_terms([TermRow("issue", "city_waste", "City waste", active=False)])
    assert "city_waste" not in {term.code for term in vault.terms("issue")}
    vault.delete_term("issue", "primary_schools")


def test_nothing_is_read_or_written_after_closing(vault_path, vault_passphrase):
    vault = Vault.open(vault_path, vault_passphrase)
    vault.close()
    with pytest.raises(VaultLocked), vault.transaction() as tx:
        tx.save(council())
    assert vault.search("council") == []
