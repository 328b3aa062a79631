"""Who lacks a key sees "Restricted record" and nothing else, and loses nothing of what they cannot see."""

from __future__ import annotations

from datetime import date

import pytest
from strategies import council, saved

from civicdesk.documents.admission import ReportRefused
from civicdesk.documents.catalogue import make_report, report_kinds
from civicdesk.documents.export import text_of
from civicdesk.documents.request import Request
from civicdesk.exchange.speaking import record_json
from civicdesk.records.choices import Audience, Classification
from civicdesk.records.record import record_types
from civicdesk.records.staff_member import SafetyCard
from civicdesk.services.figures import figures_of
from civicdesk.vault import folder
from civicdesk.vault.mapping import links_of
from civicdesk.vault.query import Query
from civicdesk.vault.refusals import NotYours, ReasonNeeded, RecordRefused
from civicdesk.vault.vault import Vault

DAY = date(2024, 3, 31)
GUARDED = ("casework", "security", "board")


def narrow(path, passphrase, lacking=GUARDED):
    """The vault as a colleague opens it for whom these compartments are not wrapped."""
    keys = folder.open_vault(path, passphrase)
    for kind in lacking:
        keys.compartments.pop(kind, None)
    return Vault(keys)


def hidden_records(vault):
    return [
        record
        for kind in GUARDED
        for cls in record_types()
        for page in vault.stores[kind].iterate(cls.meta.name)
        for record in page
    ]


@pytest.fixture
def world(demo_path, vault_passphrase):
    """(the demo seen without three keys, what it hides, what points to hidden records)."""
    full = Vault.open(demo_path, vault_passphrase)
    hidden = hidden_records(full)
    ids = {record.id for record in hidden}
    pointing = [
        record
        for cls in record_types()
        for record in full.iterate(cls.meta.name)
        if record.id not in ids and any(end in ids for _field, _type, end in links_of(record))
    ]
    full.close()
    vault = narrow(demo_path, vault_passphrase)
    yield vault, hidden, pointing
    vault.close()


def told(hidden):
    """References and titles that nobody without the key may read anywhere."""
    return {word for one in hidden for word in (one.ref, one.heading) if len(word) > 4}


def test_no_question_answers_anything_of_a_hidden_record(world):
    vault, hidden, _pointing = world
    assert len(hidden) > 20
    for one in hidden:
        name = one.meta.name
        assert vault.get(name, one.id) is None
        assert vault.by_ref(one.ref) is None
        assert vault.title(name, one.id) == "Restricted record"
        assert vault.history(name, one.id) == []
        assert vault.count(Query(name)) == 0
        assert not [hit for hit in vault.search(one.heading) if hit.id == one.id]
        assert not vault.search(one.ref)


def test_no_list_title_or_backlink_holds_a_hidden_title(world):
    vault, hidden, pointing = world
    words = told(hidden)
    for cls in record_types():
        rows = vault.rows(cls.meta.name, vault.keys(Query(cls.meta.name)))
        links = [vault.backlinks(cls.meta.name, one.id) for one in vault.iterate(cls.meta.name)]
        text = str((rows, links))
        assert not [word for word in words if word in text]
    spoken = str([record_json(vault, vault.get(one.meta.name, one.id), {}) for one in pointing])
    assert "Restricted record" in spoken
    assert not [one.id for one in hidden if one.id in spoken]


def test_figures_of_hidden_records_are_unknown_and_reports_are_silent_about_them(world):
    vault, hidden, pointing = world
    flat = figures_of(vault, DAY).flat()
    assert all(flat[key] is None for key in flat if key.startswith(("risks.", "incidents.", "cases.")))
    words = told(hidden)
    asked = [(kind.name, kind.audiences[0], "") for kind in report_kinds() if not kind.needs_ref]
    asked += [("sheet", Audience.INTERNAL, one.ref) for one in pointing]
    for kind, audience, ref in asked:
        text = text_of(make_report(vault, kind, Request(audience, DAY, ref)).pdf)
        assert not [word for word in words if word in text], kind
    with pytest.raises(ReportRefused, match="There is no record"):
        make_report(vault, "sheet", Request(Audience.INTERNAL, DAY, hidden[0].ref))


def test_links_to_hidden_records_survive_a_save_by_somebody_who_cannot_see_them(world, vault_passphrase):
    vault, _hidden, pointing = world
    before = {one.id: sorted(links_of(one)) for one in pointing}
    assert before
    for one in pointing:
        here = vault.get(one.meta.name, one.id)
        with vault.transaction(accept="typo") as tx:
            tx.save(here.replaced(notes="corrected"))
    assert vault.verify().ok
    path = vault.path
    vault.close()
    full = Vault.open(path, vault_passphrase)
    for one in pointing:
        assert sorted(links_of(full.get(one.meta.name, one.id))) == before[one.id]
        for _field, name, end in before[one.id]:
            assert one.id in {hit.id for hit in full.backlinks(name, end)}
    assert full.verify().ok
    full.close()


def test_a_safety_card_survives_a_save_by_somebody_who_cannot_read_it(vault_path, vault_passphrase):
    vault = Vault.open(vault_path, vault_passphrase)
    card = SafetyCard(own_phone="012 345 678", health_needs="Quokka")
    me = saved(vault, vault.get("staff_member", vault.staff_id).replaced(safety_card=(card,)))
    vault.close()
    vault = narrow(vault_path, vault_passphrase)
    seen = vault.get("staff_member", me.id)
    assert seen.safety_card == ()
    assert "Quokka" not in str(vault.history("staff_member", me.id))
    assert not vault.search("Quokka")
    saved(vault, seen.replaced(post_title="Coordinator"))
    with pytest.raises(NotYours):
        saved(vault, vault.get("staff_member", me.id).replaced(safety_card=(SafetyCard(own_phone="1"),)))
    assert vault.verify().ok
    vault.close()
    vault = Vault.open(vault_path, vault_passphrase)
    assert vault.get("staff_member", me.id).safety_card == (card,)
    assert vault.get("staff_member", me.id).post_title == "Coordinator"
    vault.close()


def test_a_classification_is_lowered_only_by_a_director_with_a_reason(vault):
    one = saved(vault, council(classification=Classification.RESTRICTED))
    lower = one.replaced(classification=Classification.PUBLIC)
    with pytest.raises(ReasonNeeded):
        saved(vault, lower)
    vault.roles = frozenset({"PO"})
    with pytest.raises(RecordRefused, match="Only a director"):
        saved(vault, lower, reasons={"V-CLASS": "please"})
    vault.roles = frozenset({"DIR"})
    assert saved(vault, lower, reasons={"V-CLASS": "it is on their web site"}).classification == "public"
    assert "web site" in vault.history("stakeholder", one.id)[0].reason
