"""R1, team copy: the ten parts on at most two pages, for the team only."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from civicdesk.demo import meeting_reference
from civicdesk.documents.catalogue import make_report
from civicdesk.documents.export import text_of
from civicdesk.documents.request import Request
from civicdesk.errors import CivicDeskError
from civicdesk.records.choices import Audience, Tlp
from civicdesk.vault.vault import Vault

AS_OF = date(2024, 3, 31)
PARTS = (
    "With", "When", "Where", "Purpose", "Our team", "Engagement ladder", "Shared goal and framing",
    "Talking points", "Requests", "Likely questions and answers", "Do not raise", "Permission", "Risk",
    "Travel plan", "Check-ins", "Call", "Recording", "Last contacts with this office",
    "Open commitments of this office")  # fmt: skip


def brief(vault: Vault, ref: str = "", **more):
    return make_report(
        vault, "meeting", Request(Audience.INTERNAL, AS_OF, ref or meeting_reference(vault), **more)
    )


@pytest.fixture(scope="module")
def words(demo) -> str:
    return " ".join(text_of(brief(demo).pdf).split())


def test_five_points_and_five_questions_fit_two_pages(demo):
    record = demo.by_ref(meeting_reference(demo))
    assert len(record.talking_points) == 5 and len(record.likely_questions) == 5
    assert brief(demo).pages == 2


def test_every_part_is_there(words):
    assert [part for part in PARTS if part not in words] == []


def test_points_carry_their_evidence_and_who_says_them(words):
    assert "DAI (2023), findings of the ISAC digital ecosystem" in words
    assert "[as point 1]" in words and "Demo Officer E" in words


def test_a_request_above_this_office_names_who_can_decide(words):
    assert "No → Provincial administration P" in words


def test_form_of_address_stands_beside_the_post(words):
    assert "District governor (Your Excellency)" in words


def test_the_letter_stands_with_its_numbers_and_conditions(words):
    assert "D-2024-017" in words and "submitted 5 February 2024" in words
    assert "Granted with conditions: The office of social affairs takes part" in words


def test_who_to_call_is_a_post_and_never_a_name(demo, words):
    movement = demo.get("movement", demo.by_ref(meeting_reference(demo)).movement)
    officer = demo.get("staff_member", movement.checkin_officer)
    after = words.split("Call ")[1][:60]
    assert after.startswith(officer.post_title) and officer.display_name not in after


def test_check_in_times_stand_on_the_strip(words):
    assert "Leaving 06:00" in words.replace("\u00a0", " ")


def test_the_team_copy_stays_in_the_organisation(demo):
    made = brief(demo)
    assert made.tlp is Tlp.AMBER_STRICT
    assert brief(demo, tlp=Tlp.RED).tlp is Tlp.RED
    with pytest.raises(CivicDeskError, match=r"The loosest label you can use is TLP:AMBER\+STRICT"):
        brief(demo, tlp=Tlp.GREEN)


@pytest.mark.parametrize("audience", [a for a in Audience if a is not Audience.INTERNAL])
def test_the_team_copy_is_for_nobody_else(demo, audience):
    with pytest.raises(CivicDeskError, match="is not made for"):
        make_report(demo, "meeting", Request(audience, AS_OF, meeting_reference(demo)))


def test_every_meeting_of_the_demo_has_a_brief(demo):
    for meeting in demo.iterate("meeting"):
        assert brief(demo, meeting.ref).pages <= 2, meeting.ref


def test_a_meeting_that_was_only_thought_of_says_what_is_not_stated(vault):
    with vault.transaction() as tx:
        office = tx.save(_office())
        meeting = tx.save(_meeting(office))
    words = " ".join(text_of(brief(vault, meeting.ref).pdf).split())
    assert words.count("Nothing to report") >= 4 and "not stated" in words


def test_without_the_key_to_security_the_brief_only_says_that_there_is_a_plan(demo_path, tmp_path):
    path = shutil.copytree(demo_path, tmp_path / "Copy.civicdesk")
    vault = Vault.open(Path(path), "lotus river mango heron palm rice")
    try:
        movement = vault.get("movement", vault.by_ref(meeting_reference(vault)).movement)
        vault.stores.pop("security").close()
        words = text_of(brief(vault).pdf)
    finally:
        vault.close()
    assert "Restricted record" in words
    assert movement.ref not in words and movement.title not in words


def test_earlier_meetings_and_open_promises_of_the_office_are_listed(demo_path):
    vault = Vault.open(demo_path, "lotus river mango heron palm rice")
    try:
        first = vault.by_ref(meeting_reference(vault))
        later = first.replaced(id="", ref="", version=0, title="Review", state="draft",
                               starts_at=first.starts_at.replace(month=3), ends_at=first.ends_at.replace(month=3))  # fmt: skip
        with vault.transaction(accept="test") as tx:
            saved = tx.save(later)
            tx.save(_promise(first))
        words = " ".join(text_of(brief(vault, saved.ref).pdf).split())
    finally:
        vault.close()
    assert "14 February 2024 Technical working session" in words
    assert "The desk is open on three mornings" in words


def _office():
    from civicdesk.records.choices import AuthorityLevel, EngagementGroup
    from civicdesk.records.stakeholder import Stakeholder
    from civicdesk.records.values import Place, Term

    return Stakeholder(
        name="Commune hall", engagement_group=EngagementGroup.PUBLIC_SECTOR, place=Place("140904"),
        stakeholder_type=Term("commune_sangkat_council"), authority_level=AuthorityLevel.COMMUNE_SANGKAT,
    )  # fmt: skip


def _meeting(office):
    from civicdesk.records.choices import Mode
    from civicdesk.records.meeting import Meeting
    from civicdesk.records.values import Ref, Term

    return Meeting(title="First talk", meeting_type=Term("courtesy_visit"), main_stakeholder=Ref(office.id),
                   mode=Mode.IN_PERSON, purpose="To say who we are")  # fmt: skip


def _promise(meeting):
    from civicdesk.records.choices import CommitmentForm, CommitmentKind
    from civicdesk.records.commitment import Commitment
    from civicdesk.records.values import Link, PartialDate, Ref

    return Commitment(
        kind=CommitmentKind.AUTHORITY_COMMITMENT, statement="The desk is open on three mornings",
        promised_by=meeting.main_stakeholder, responsible=Ref(meeting.owner), parent=Link("meeting", meeting.id),
        made_on=date(2024, 2, 14), due_date=PartialDate.parse("2024-06-30"), how_recorded=CommitmentForm.SPOKEN,
    )  # fmt: skip
