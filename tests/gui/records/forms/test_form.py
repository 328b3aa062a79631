"""The form: short at first, honest about what is wrong, and nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from civicdesk.records.meeting import Meeting
from civicdesk.records.record import record_types
from civicdesk.records.staff_member import SafetyCard
from civicdesk.vault.vault import Vault
from records.hands import choose, fill, made
from ui.records.child_table import ChildTable
from ui.records.form_page import RecordFormPage
from ui.records.sealed import SealedEditor
from ui.records.sections import plan

WAIT = 10_000


Open = Callable[..., RecordFormPage]


def checked(page: RecordFormPage, qtbot: QtBot) -> None:
    """Wait until the rules have answered."""
    qtbot.waitUntil(lambda: bool(page.findings.steps), timeout=WAIT)


@pytest.mark.parametrize("cls", record_types(), ids=lambda cls: cls.meta.name)
def test_every_field_stands_in_exactly_one_section(cls: type) -> None:
    for state in cls.states.all:  # type: ignore[attr-defined]
        keys = [spec.key for section in plan(cls(state=state)) for spec in section.specs]
        assert len(keys) == len(set(keys))
        assert set(keys) >= {spec.key for spec in cls.meta.fields}  # type: ignore[attr-defined]


def test_a_form_opens_with_what_is_needed_and_what_the_next_state_needs(meeting: Meeting) -> None:
    sections = plan(meeting)
    assert [section.title for section in sections if section.is_open] == [
        "Needed to save",
        "Before this becomes “Prepared”",
    ]
    assert all(spec.required for spec in sections[0].specs)
    assert all(spec.needed_at == "prepared" for spec in sections[1].specs)


def test_folded_sections_make_no_editors_until_they_are_opened(open_form: Open, meeting: Meeting) -> None:
    page = open_form("meeting", meeting.id)
    assert page.form is not None
    assert "debrief" not in page.form.boxes
    page.form.reveal("debrief")
    assert "debrief" in page.form.boxes


def test_a_step_lists_what_is_missing_and_leads_to_the_field(
    open_form: Open, meeting: Meeting, qtbot: QtBot
) -> None:
    page = open_form("meeting", meeting.id)
    checked(page, qtbot)
    page.states.steps["prepared"].click()
    assert "Fill in “Start” before this becomes “Prepared”." in page.states.listed()
    assert page.states.counts["prepared"].text() == f"{len(page.states.listed())} things missing"
    start = next(link for link in page.states.links if "“Start”" in link.text())
    start.click()
    assert page.form is not None
    assert page.form.boxes["starts_at"].editor.focusProxy() is not None
    assert page.focusWidget() is page.form.boxes["starts_at"].editor.focusProxy()


def test_a_step_with_nothing_missing_is_taken(open_form: Open, vault: Vault, qtbot: QtBot) -> None:
    record = made(vault, "stakeholder", is_historical=False, state="listed")
    page = open_form("stakeholder", record.id)
    checked(page, qtbot)
    assert page.form is not None
    for problem in page.states.missing_for("mapped"):
        fill(page.form, problem.field, qtbot, vault)
    qtbot.waitUntil(lambda: not page.states.missing_for("mapped"), timeout=WAIT)
    page.states.steps["mapped"].click()
    qtbot.waitUntil(
        lambda: not page.reasons.isHidden() or state_of(vault, record.id) == "mapped", timeout=WAIT
    )
    if not page.reasons.isHidden():
        for line in page.reasons.lines.values():
            line.setText("seen in the field")
        page.reasons.go.click()
    qtbot.waitUntil(lambda: state_of(vault, record.id) == "mapped", timeout=WAIT)
    qtbot.waitUntil(lambda: page.form is not None and page.form.base.state == "mapped", timeout=WAIT)


def state_of(vault: Vault, record_id: str) -> str:
    record = vault.get("stakeholder", record_id)
    return record.state if record else ""


def test_a_step_that_asks_why_waits_for_a_reason(
    open_form: Open, meeting: Meeting, vault: Vault, qtbot: QtBot
) -> None:
    page = open_form("meeting", meeting.id)
    checked(page, qtbot)
    page.states.steps["cancelled"].click()
    qtbot.waitUntil(lambda: not page.reasons.isHidden(), timeout=WAIT)
    assert not page.reasons.go.isEnabled()
    next(iter(page.reasons.lines.values())).setText("The office is closed")
    page.reasons.go.click()
    qtbot.waitUntil(lambda: page.form is not None and page.form.base.state == "cancelled", timeout=WAIT)
    assert "The office is closed" in vault.history("meeting", meeting.id)[0].reason


def test_a_refused_save_shows_the_sentence_and_keeps_what_was_typed(
    open_form: Open, qtbot: QtBot, vault: Vault
) -> None:
    page = open_form("meeting")
    assert page.form is not None
    fill(page.form, "purpose", qtbot, vault)
    page.save_button.click()
    qtbot.waitUntil(lambda: bool(page.refused), timeout=WAIT)
    assert "Fill in “With”." in page.banner.text
    assert any("Fill in “With”." in line for line in page.form.boxes["main_stakeholder"].shown_problems())
    assert page.form.current_record().purpose == "Several words for purpose"  # type: ignore[attr-defined]
    assert page.is_dirty


def test_what_cannot_be_read_stops_saving_and_stays(open_form: Open, meeting: Meeting, qtbot: QtBot) -> None:
    page = open_form("meeting", meeting.id)
    assert page.form is not None
    editor = page.form.boxes["starts_at"].editor
    editor.line.setText("next week")  # type: ignore[attr-defined]
    editor.read("next week")  # type: ignore[attr-defined]
    page.save_button.click()
    assert "cannot be read yet" in page.banner.text
    assert page.drafts()[0].unread == {"starts_at": "next week"}


def test_a_gap_is_pointed_out_only_after_the_person_was_there(open_form: Open, qtbot: QtBot) -> None:
    page = open_form("meeting")
    assert page.form is not None
    qtbot.waitUntil(lambda: bool(page.findings.problems), timeout=WAIT)
    box = page.form.boxes["purpose"]
    assert box.shown_problems() == []
    control = box.editor.reveal("")
    control.setFocus()
    page.form.reveal("title")
    assert box.shown_problems() == [], "the program moved on, not the person"
    control.setFocus()
    QTest.keyClick(control, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: any("Purpose" in line for line in box.shown_problems()), timeout=WAIT)


def test_a_draft_is_offered_as_a_record_and_comes_back(open_form: Open, meeting: Meeting) -> None:
    page = open_form("meeting", meeting.id)
    assert page.form is not None
    page.form.put("purpose", "Typed and not saved")
    page.form.put("debrief", "Also in a folded section")
    (draft,) = page.drafts()
    again = open_form("meeting", meeting.id)
    again.restore(draft)
    assert again.is_dirty
    assert again.current_record() == draft.record


def test_a_draft_brings_back_texts_that_cannot_be_read_yet(open_form: Open, meeting: Meeting) -> None:
    page = open_form("meeting", meeting.id)
    assert page.form is not None
    page.form.reveal("attendance")
    table = page.form.boxes["attendance"].editor
    assert isinstance(table, ChildTable)
    table.add_row().editors["total"].retype("a dozen")
    page.form.boxes["starts_at"].editor.retype("next week")
    page.form.boxes["place"].editor.retype("Prey")
    (draft,) = page.drafts()
    again = open_form("meeting", meeting.id)
    again.restore(draft)
    assert again.drafts() == [draft]
    assert set(draft.unread) == {"attendance", "starts_at", "place"}


def test_discarding_gives_the_saved_record_back(open_form: Open, meeting: Meeting, qtbot: QtBot) -> None:
    page = open_form("meeting", meeting.id)
    assert page.form is not None
    page.form.put("purpose", "Something else")
    page.revert_button.click()
    qtbot.waitUntil(lambda: not page.is_dirty, timeout=WAIT)
    assert page.form.current_record() == meeting


def test_a_change_by_somebody_else_is_compared_not_overwritten(
    open_form: Open, meeting: Meeting, vault: Vault, qtbot: QtBot
) -> None:
    page = open_form("meeting", meeting.id)
    assert page.form is not None
    page.form.put("purpose", "Mine")
    page.form.put("venue", "Our office")
    with vault.transaction(accept="somebody else") as tx:
        tx.save(meeting.replaced(purpose="Theirs", avoid="Old quarrels"))
    page.save_button.click()
    qtbot.waitUntil(lambda: page.compare is not None, timeout=WAIT)
    assert list(page.compare.groups) == ["purpose"]  # type: ignore[union-attr]
    page.compare.groups["purpose"].button(1).click()  # type: ignore[union-attr]
    page.compare.go.click()  # type: ignore[union-attr]
    record = page.current_record()
    assert isinstance(record, Meeting)
    assert (record.purpose, record.venue, record.avoid) == ("Theirs", "Our office", "Old quarrels")
    page.save_button.click()
    qtbot.waitUntil(lambda: not page.is_dirty and not page.is_saving, timeout=WAIT)
    saved = vault.get("meeting", meeting.id)
    assert isinstance(saved, Meeting)
    assert (saved.purpose, saved.venue) == ("Theirs", "Our office")


def test_past_work_may_be_in_any_state(open_form: Open, vault: Vault, qtbot: QtBot) -> None:
    record = made(vault, "meeting")
    page = open_form("meeting", record.id)
    assert page.states.any_state is not None
    assert page.states.steps == {}
    page.states.any_state.activated.emit(page.states.any_state.findData("followed_up"))
    assert page.is_dirty
    page.save_button.click()
    qtbot.waitUntil(lambda: not page.is_dirty and not page.is_saving, timeout=WAIT)
    saved = vault.get("meeting", record.id)
    assert saved is not None
    assert saved.state == "followed_up"


def test_ticking_historical_lets_the_state_be_chosen(open_form: Open, meeting: Meeting) -> None:
    page = open_form("meeting", meeting.id)
    assert page.form is not None
    assert page.states.any_state is None
    page.form.reveal("is_historical")
    page.form.boxes["is_historical"].editor.group.buttons()[0].click()  # type: ignore[attr-defined]
    assert page.states.any_state is not None


def test_a_sealed_field_opens_with_a_reason_that_the_history_keeps(
    open_form: Open, vault: Vault, qtbot: QtBot
) -> None:
    person = made(vault, "staff_member")
    with vault.transaction(accept="test") as tx:
        person = tx.save(person.replaced(safety_card=(SafetyCard(own_phone="012 345 678"),)))
    page = open_form("staff_member", person.id)
    assert page.form is not None
    page.form.reveal("safety_card")
    editor = page.form.boxes["safety_card"].editor
    assert isinstance(editor, SealedEditor)
    assert not page.is_dirty
    editor.unseal("The person is missing since noon")
    qtbot.waitUntil(lambda: editor.is_open, timeout=WAIT)
    assert not page.is_dirty
    assert vault.history("staff_member", person.id)[0].reason == "The person is missing since noon"


def test_history_tells_who_did_what_and_each_field_before_and_after(
    open_form: Open, meeting: Meeting, vault: Vault, qtbot: QtBot
) -> None:
    with vault.transaction("A better word", accept="test") as tx:
        tx.save(meeting.replaced(purpose="Agree on speed bumps"))
    page = open_form("meeting", meeting.id)
    page.tabs.setCurrentWidget(page.history)
    qtbot.waitUntil(lambda: bool(page.history.entries), timeout=WAIT)
    newest = page.history.entries[0]
    assert "Officer A" in newest.head
    assert "changed it" in newest.head
    assert ("Purpose (one sentence)", meeting.purpose, "Agree on speed bumps") in newest.fields


def test_linked_records_open_in_both_directions(
    open_form: Open, meeting: Meeting, vault: Vault, qtbot: QtBot
) -> None:
    page = open_form("stakeholder", str(meeting.main_stakeholder))
    page.tabs.setCurrentWidget(page.linked)
    qtbot.waitUntil(lambda: any(b.text() == "Road safety" for b in page.linked.buttons), timeout=WAIT)
    link = next(b for b in page.linked.buttons if b.text() == "Road safety")
    with qtbot.waitSignal(page.open_record) as opened:
        link.click()
    assert opened.args is not None
    assert opened.args[0] == "meeting"


def test_a_new_record_is_made_in_passing_and_linked(open_form: Open, vault: Vault, qtbot: QtBot) -> None:
    from ui.records.new_record import ask_for_record

    page = open_form("meeting")
    assert page.form is not None
    picker = page.form.boxes["main_stakeholder"].editor
    dialog = ask_for_record(picker, page.session, "stakeholder", "New network", picker.link)  # type: ignore[attr-defined]
    inner = dialog.findChild(RecordFormPage)
    assert isinstance(inner, RecordFormPage)
    qtbot.waitUntil(lambda: inner.form is not None and inner.is_dirty, timeout=WAIT)
    assert inner.form is not None
    assert inner.heading.text() == "New network"
    for key in ("engagement_group", "stakeholder_type"):
        choose(inner.form.boxes[key].editor, 1)  # type: ignore[arg-type]
    inner.save_button.click()
    qtbot.waitUntil(lambda: picker.value() is not None, timeout=WAIT)
    linked = vault.get("stakeholder", str(picker.value()))
    assert linked is not None
    assert linked.heading == "New network"
    assert picker.search.text() == "New network"  # type: ignore[attr-defined]


def test_a_computed_value_is_shown_and_never_typed(open_form: Open, vault: Vault, qtbot: QtBot) -> None:
    page = open_form("risk", made(vault, "risk").id)
    qtbot.waitUntil(lambda: bool(page.figures.values), timeout=WAIT)
    assert "Score" in dict(page.figures.values)
    assert page.form is not None
    assert "score" not in page.form.boxes


def test_putting_a_record_into_the_trash_closes_its_page(
    open_form: Open, meeting: Meeting, vault: Vault, qtbot: QtBot
) -> None:
    page = open_form("meeting", meeting.id)
    with qtbot.waitSignal(page.closed, timeout=WAIT):
        page.trash_button.click()
    assert meeting.id not in [record.id for record in vault.iterate("meeting")]
