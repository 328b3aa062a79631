"""R1, leave-behind: one page that an authority may keep, with public sources and nothing of our plans."""

from __future__ import annotations

from datetime import date

import pytest

from civicdesk.demo import meeting_reference
from civicdesk.documents.catalogue import make_report, preview
from civicdesk.documents.export import text_of
from civicdesk.documents.request import Request
from civicdesk.errors import CivicDeskError
from civicdesk.records.choices import Audience, Classification, Reliability, Tlp
from civicdesk.records.fields import Kind
from civicdesk.records.framing import Kept
from civicdesk.records.record import fields_of
from civicdesk.vault.vault import Vault

AS_OF = date(2024, 3, 31)
MAY_STAND = {"shared_goal", "talking_points.point", "asks.ask", "venue"}


@pytest.fixture
def desk(demo_path):
    """The demo, open to be changed."""
    vault = Vault.open(demo_path, "lotus river mango heron palm rice")
    yield vault
    vault.close()


def paper(vault, ref=""):
    return make_report(
        vault, "leave-behind", Request(Audience.AUTHORITY, AS_OF, ref or meeting_reference(vault))
    )


def words(vault, ref=""):
    return " ".join(text_of(paper(vault, ref).pdf).split())


def change(vault, record, **values):
    with vault.transaction(accept="test") as tx:
        return tx.save(record.replaced(**values))


def subject(vault):
    return vault.by_ref(meeting_reference(vault))


def test_it_has_goal_points_sources_requests_and_contact_on_one_page(demo):
    text = words(demo)
    assert paper(demo).pages == 1
    for part in ("Safe migration and prevention of human trafficking", "In Preah Sdach district",
                 "Source: DAI (2023), findings", "Name one desk at the district hall", "How to reach us"):  # fmt: skip
        assert part in text
    assert paper(demo).tlp is Tlp.CLEAR


def test_points_that_are_not_flagged_stay_with_us(demo):
    assert "Families in three villages" not in words(demo)


def test_the_public_contact_is_the_one_of_the_settings(desk):
    desk.set_settings({"public_contact": "Office, Street 12, Phnom Penh"})
    assert "Office, Street 12, Phnom Penh" in words(desk)


def test_five_long_points_still_fit_one_page(desk):
    meeting = subject(desk)
    long = "The district and the communes share one simple step with families. " * 4
    points = tuple(p.replaced(point=long.strip(), leave_behind=True) for p in meeting.talking_points)
    change(desk, meeting, talking_points=points)
    assert paper(desk).pages == 1


@pytest.mark.parametrize("state", ["draft", "prepared", "postponed", "cancelled"])
def test_no_paper_before_the_meeting_is_cleared(desk, state):
    change(desk, subject(desk), state=state)
    with pytest.raises(CivicDeskError, match="has not been cleared"):
        paper(desk)


@pytest.mark.parametrize("level", [Classification.CONFIDENTIAL, Classification.PUBLIC])
def test_no_word_of_any_other_field_is_on_it(desk, level):
    canaries = {}

    def word(key):
        canaries[f"QX{len(canaries):03}Z"] = key
        return f"QX{len(canaries) - 1:03}Z"

    meeting, values = subject(desk), {}
    for spec in fields_of(type(meeting)):
        if spec.kind in (Kind.TEXT, Kind.LONG):
            values[spec.key] = word(spec.key)
        if spec.child is not None:
            values[spec.key] = tuple(
                row.replaced(**{
                    one.key: word(f"{spec.key}.{one.key}" + ("" if getattr(row, "leave_behind", True) else " hidden"))
                    for one in fields_of(spec.child) if one.kind in (Kind.TEXT, Kind.LONG)})
                for row in getattr(meeting, spec.key))  # fmt: skip
    change(desk, meeting, classification=level, notes=word("notes"), **values)
    text = "".join(text_of(paper(desk).pdf).split())
    assert {canaries[one] for one in canaries if one in text} <= MAY_STAND
    assert "hidden" not in " ".join(canaries[one] for one in canaries if one in text)


@pytest.mark.parametrize(
    "values",
    [
        {"reliability": Reliability.UNSURE},
        {"reliability": Reliability.UNKNOWN},
        {"public_source": False},
        {"classification": Classification.INTERNAL},
        {"state": "withdrawn"},
    ],
)
def test_a_point_whose_evidence_is_not_public_and_reliable_is_left_out_and_counted(desk, values):
    evidence = next(one for one in desk.iterate("evidence") if one.title.startswith("ISAC"))
    before = paper(desk).records_left_out
    change(desk, evidence, **values)
    text = words(desk)
    assert "share phones" not in text and "DAI" not in text
    assert "In Preah Sdach district" in text
    assert paper(desk).records_left_out == before + 1


def test_a_paper_without_any_point_is_refused(desk):
    meeting = subject(desk)
    change(
        desk, meeting, talking_points=tuple(p.replaced(leave_behind=False) for p in meeting.talking_points)
    )
    with pytest.raises(CivicDeskError, match="None of the talking points"):
        paper(desk)


def test_a_do_not_send_word_stops_the_paper_until_it_was_allowed(desk):
    meeting = subject(desk)
    goal = "Answers to the crackdown on brokers"
    change(desk, meeting, shared_goal=goal)
    with pytest.raises(CivicDeskError, match=r"do-not-send list for .*crackdown"):
        paper(desk)
    kept = Kept.of(meeting.id, "crackdown", goal)
    desk.set_settings({"framing_kept": [[kept.record, kept.term, kept.text]]})
    assert "crackdown on brokers" in words(desk)


def test_an_allowed_word_is_allowed_in_its_own_text_only(desk):
    meeting = subject(desk)
    first, *others = meeting.talking_points
    point = "After the crackdown families ask where to go"
    meeting = change(desk, meeting, talking_points=(first.replaced(point=point), *others))
    kept = Kept.of(meeting.id, "crackdown", point)
    desk.set_settings({"framing_kept": [[kept.record, kept.term, kept.text]]})
    assert point in words(desk)
    change(desk, meeting, shared_goal="No crackdown")
    with pytest.raises(CivicDeskError, match="crackdown"):
        paper(desk)


def test_a_meeting_in_march_is_no_demonstration(desk):
    meeting = subject(desk)
    change(
        desk, meeting, starts_at=meeting.starts_at.replace(month=3), ends_at=meeting.ends_at.replace(month=3)
    )
    assert "14 March 2024" in words(desk)
    change(desk, subject(desk), shared_goal="A march through the district")
    with pytest.raises(CivicDeskError, match="march"):
        paper(desk)


@pytest.mark.parametrize("audience", [a for a in Audience if a is not Audience.AUTHORITY])
def test_it_is_made_for_authorities_only(demo, audience):
    with pytest.raises(CivicDeskError, match="It may be made for: Authorities"):
        make_report(demo, "leave-behind", Request(audience, AS_OF, meeting_reference(demo)))


def test_the_preview_is_what_can_be_copied_and_what_is_left_out(demo):
    lines = preview(demo, "leave-behind", Request(Audience.AUTHORITY, AS_OF, meeting_reference(demo)))
    assert any("Safe journeys" in line for line in lines)
    assert lines[-1].startswith("Not shown for this audience")
    assert "Not shown" not in text_of(paper(demo).pdf)
