"""What may leave: every tag for every audience, limits, release fields, links."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from civicdesk.clock import PHNOM_PENH
from civicdesk.records import audiences
from civicdesk.records.activity import Activity
from civicdesk.records.balance_review import BalanceReview
from civicdesk.records.campaign import Campaign
from civicdesk.records.case import Case
from civicdesk.records.choices import Audience, Classification
from civicdesk.records.coalition import Coalition, CoalitionMember
from civicdesk.records.commitment import Commitment
from civicdesk.records.contact import Contact
from civicdesk.records.fields import field
from civicdesk.records.incident import Incident
from civicdesk.records.meeting import Meeting, TalkingPoint
from civicdesk.records.movement import Movement
from civicdesk.records.outcome import Outcome
from civicdesk.records.publication import Publication
from civicdesk.records.record import CASEWORK, PROGRAMME, SECURITY, Child, child, fields_of, record_types
from civicdesk.records.redaction import (
    Action,
    ReaderRights,
    Recipient,
    Released,
    Tag,
    _Gate,
    may_enter,
    release,
)
from civicdesk.records.staff_member import StaffMember
from civicdesk.records.stakeholder import Stakeholder
from civicdesk.records.subgrant import SubGrant
from civicdesk.records.values import Link, Money, Place, Ref, Score

AUDIENCES = tuple(Audience)
PUBLIC = Classification.PUBLIC

# domain.md 0.7, row by row: internal, security focal point, board, donor, partner, authority, public
TABLE = {
    Tag.PERSON_STAFF: "SHOW SHOW ROLE_ONLY ROLE_ONLY ROLE_ONLY ROLE_ONLY OMIT",
    Tag.PERSON_OFFICIAL: "SHOW SHOW POST_ONLY POST_ONLY POST_ONLY POST_ONLY OMIT",
    Tag.PERSON_COMMUNITY: "PSEUDONYM OMIT OMIT OMIT OMIT OMIT OMIT",
    Tag.PLACE_FINE: "SHOW SHOW DISTRICT PROVINCE DISTRICT AGENDA PROVINCE",
    Tag.STRATEGY: "SHOW SHOW OMIT OMIT OMIT OMIT OMIT",
    Tag.SECURITY_DETAIL: "ON_REQUEST SHOW LEVEL_ONLY OMIT OMIT OMIT OMIT",
    Tag.SOURCE_IDENTITY: "ON_REQUEST OMIT OMIT OMIT OMIT OMIT OMIT",
    Tag.MONEY: "SHOW OMIT SHOW SHOW OWN_GRANT OMIT OMIT",
    Tag.HEALTH_LEGAL: "ON_REQUEST STAFF_SAFETY OMIT OMIT OMIT OMIT OMIT",
    Tag.FREE_TEXT: "SHOW SHOW NEEDS_REVIEW NEEDS_REVIEW NEEDS_REVIEW "
    "NEEDS_REVIEW_AND_FRAMING NEEDS_REVIEW_AND_FRAMING",
    Tag.INTERNAL_NOTE: "SHOW OMIT OMIT OMIT OMIT OMIT OMIT",
}


@child
class EveryTag(Child):
    """A row with a field of every tag."""

    staff: Ref[StaffMember] | None = field("Staff", default=None)
    staff_text: str | None = field("Initials", default=None, max=10, tag=Tag.PERSON_STAFF)
    official: Ref[Contact] | None = field("Official", default=None)
    official_text: str | None = field("Name", default=None, max=10, tag=Tag.PERSON_OFFICIAL)
    person: str | None = field("Person", default=None, tag=Tag.PERSON_COMMUNITY)
    place: Place | None = field("Place", default=None)
    address: str | None = field("Address", default=None, max=90, tag=Tag.PLACE_FINE)
    strategy: str | None = field("Strategy", default=None, tag=Tag.STRATEGY)
    route: str | None = field("Route", default=None, tag=Tag.SECURITY_DETAIL)
    level: Score | None = field("Level", default=None, tag=Tag.SECURITY_DETAIL)
    source: str | None = field("Source", default=None, max=90, tag=Tag.SOURCE_IDENTITY)
    amount: Money | None = field("Amount", default=None)
    health: str | None = field("Health", default=None, tag=Tag.HEALTH_LEGAL)
    text: str | None = field("Text", default=None)
    note: str | None = field("Note", default=None, tag=Tag.INTERNAL_NOTE)
    short: str | None = field("Short", default=None, max=20)
    movement: Ref[Movement] | None = field("Movement", default=None)


ROW = EveryTag(
    staff=Ref("s1"), staff_text="S.K.", official=Ref("c1"), official_text="Sok", person="secret",
    place=Place("14090401"), address="12 Street", strategy="plan", route="road 6", level=Score(3), source="neighbour",
    amount=Money(Decimal("1200")), health="asthma", text="long", note="note", short="short",
    movement=Ref("m1"))  # fmt: skip
SHOWN = {
    Audience.INTERNAL: "staff staff_text official official_text place address strategy amount text note short movement",
    Audience.SECURITY_FOCAL_POINT: "staff staff_text official official_text place address strategy "
    "route level text short movement",
    Audience.BOARD: "staff official place level amount short",
    Audience.DONOR: "staff official place amount short",
    Audience.PARTNER: "staff official place short",
    Audience.AUTHORITY: "staff official place address short",
    Audience.PUBLIC: "place short",
}


@pytest.fixture
def look(world):
    return world(
        StaffMember(id="s1", display_name="Srey", post_title="Programme officer"),
        Contact(id="c1", post_title="Commune chief", person_name="Sok"),
        Movement(id="m1", title="Trip"),
        Stakeholder(id="k1", name="Commune council", classification=PUBLIC),
        Campaign(id="p1", title="Hidden plan"),
    )


def passed(look, audience: Audience, *, record=None, reviewed="", **rights: object) -> Released:
    owner = record or Meeting(classification=PUBLIC)
    gate = _Gate(owner, audience, ReaderRights(**rights), frozenset(reviewed.split()), look, None)
    return gate.pass_on(ROW, "", PUBLIC)


@pytest.mark.parametrize("tag", Tag)
@pytest.mark.parametrize("audience", Audience)
def test_matrix_is_the_table_of_the_catalogue(tag: Tag, audience: Audience) -> None:
    expected = TABLE[tag].split()[AUDIENCES.index(audience)]
    assert audiences.action_for(tag, audience) is Action[expected]


@pytest.mark.parametrize("audience", Audience)
def test_every_audience_gets_exactly_its_fields(audience: Audience, look) -> None:
    released = passed(look, audience)
    assert set(released.values) == set(SHOWN[audience].split())
    assert set(released.values) | set(released.omitted) | set(released.unreviewed) == {
        spec.key for spec in fields_of(EveryTag)
    }


@pytest.mark.parametrize("audience", Audience)
def test_no_raw_value_passes_that_is_not_shown_whole(audience: Audience, look) -> None:
    released = passed(look, audience)
    assert set(released.raw) <= set(released.values)
    if audience not in (Audience.INTERNAL, Audience.SECURITY_FOCAL_POINT):
        assert not {"staff", "official", "place", "route", "person"} & set(released.raw)


def test_persons_become_posts_outside(look) -> None:
    donor = passed(look, Audience.DONOR)
    assert donor["staff"] == "Programme officer" and donor["official"] == "Commune chief"


def test_a_speaker_who_agreed_is_named_to_the_authority_only(look) -> None:
    named = {"agreed_staff": frozenset({"s1"})}
    assert passed(look, Audience.AUTHORITY, **named)["staff"] == look.title("staff_member", "s1")
    assert passed(look, Audience.DONOR, **named)["staff"] == "Programme officer"


def test_places_are_cut_to_district_or_province(look) -> None:
    assert passed(look, Audience.BOARD)["place"] == look.place_name("1409")
    assert passed(look, Audience.DONOR)["place"] == look.place_name("14")
    assert passed(look, Audience.PUBLIC)["place"] == look.place_name("14")
    assert passed(look, Audience.INTERNAL)["place"] == look.place_name("14090401")


def test_restricted_fields_need_a_reason(look) -> None:
    asked = passed(look, Audience.INTERNAL, restricted_reason="review")
    assert {"route", "source", "health"} <= set(asked.values)
    assert not {"route", "source", "health"} & set(
        passed(look, Audience.INTERNAL, restricted_reason=" ").values
    )
    assert "source" not in passed(look, Audience.BOARD, restricted_reason="review").values


def test_text_about_a_case_person_needs_the_casework_key(look) -> None:
    assert "person" not in passed(look, Audience.INTERNAL).values
    assert "person" in passed(look, Audience.INTERNAL, compartments=frozenset({CASEWORK})).values


def test_health_goes_to_the_focal_point_only_for_staff_safety(look) -> None:
    trip = Movement(classification=Classification.CONFIDENTIAL)
    assert "health" in passed(look, Audience.SECURITY_FOCAL_POINT, record=trip).values
    assert "health" not in passed(look, Audience.SECURITY_FOCAL_POINT).values


def test_long_text_goes_out_only_when_it_was_read(look) -> None:
    for audience in AUDIENCES[2:]:
        assert passed(look, audience).unreviewed == ("text",)
        assert passed(look, audience, reviewed="text")["text"] == "long"


def test_a_partner_sees_the_money_of_its_own_grant_only(look) -> None:
    grant = SubGrant(grantee=Ref("k1"), classification=PUBLIC)
    own, other = (Recipient(institution=name) for name in ("k1", "k2"))
    assert "amount" in passed(look, Audience.PARTNER, record=grant, to=own).values
    assert "amount" not in passed(look, Audience.PARTNER, record=grant, to=other).values


@pytest.mark.parametrize("cls", record_types(), ids=lambda cls: cls.meta.name)
@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("level", Classification)
def test_nothing_enters_above_the_limit_of_its_audience(
    cls, audience: Audience, level: Classification
) -> None:
    entered = may_enter(cls(classification=level), audience, ReaderRights())
    home = cls.meta.compartment
    limit = {"board": 2, "donor": 1, "partner": 1, "authority": 0, "public": 0}.get(audience.value, 3)
    if audience is Audience.INTERNAL:
        assert entered == (home in (PROGRAMME, "parent"))
    elif home == CASEWORK or cls is StaffMember:
        assert not entered
    elif home == SECURITY:
        assert entered == (audience is Audience.SECURITY_FOCAL_POINT)
    else:
        assert entered == (list(Classification).index(level) <= limit)


def test_what_hangs_on_a_case_stays_with_the_case(look) -> None:
    step = Commitment(statement="call her", parent=Link("case", "x"), classification=PUBLIC)
    for audience in Audience:
        assert ask(step, audience, look) is None
    assert ask(step, Audience.INTERNAL, look, compartments=frozenset({CASEWORK})) is not None


def ask(record, audience: Audience, look, reviewed: str = "", **rights: object) -> Released | None:
    return release(record, audience, reader_rights=ReaderRights(**rights), reviewed_fields=frozenset(reviewed.split()),
                   look=look)  # fmt: skip


@pytest.mark.parametrize("cls", record_types(), ids=lambda cls: cls.meta.name)
@pytest.mark.parametrize("audience", Audience)
def test_ids_and_sealed_fields_never_pass(cls, audience: Audience, look) -> None:
    everything = frozenset({PROGRAMME, CASEWORK, SECURITY})
    record = cls(id="secret-id", ref="X-1", notes="private", state=cls.states.first, classification=PUBLIC)
    released = ask(record, audience, look, compartments=everything)
    if released:
        assert "id" not in released.values and "secret-id" not in str(released.values)
        assert ("notes" in released.values) == (audience is Audience.INTERNAL)


def meeting(**changes: object) -> Meeting:
    points = (
        TalkingPoint(order=1, point="Water", leave_behind=True),
        TalkingPoint(order=2, point="Ours alone"),
    )
    return replace(Meeting(
        title="With the council", purpose="Agree", state="cleared", shared_goal="Clean water", venue="Town hall",
        desired_result="Win", talking_points=points, classification=Classification.CONFIDENTIAL,
        starts_at=datetime(2024, 3, 5, 9, tzinfo=PHNOM_PENH)), **changes)  # fmt: skip


def test_leave_behind_holds_released_fields_and_flagged_points_only(look) -> None:
    released = ask(meeting(), Audience.AUTHORITY, look)
    assert released is not None
    assert set(released.values) == {"shared_goal", "venue", "starts_at"}
    assert [dict(row.values) for row in released.rows["talking_points"]] == [{"order": "1", "point": "Water"}]
    assert released.classification is PUBLIC
    assert ask(meeting(state="draft"), Audience.AUTHORITY, look) is None
    assert ask(meeting(), Audience.PUBLIC, look) is None and ask(meeting(), Audience.DONOR, look) is None


def test_a_campaign_shows_its_public_face_from_active_on(look) -> None:
    plan = Campaign(title="Ours", public_title="Water for all", places=(Place("140904"),), problem="x", state="active",
                    classification=Classification.RESTRICTED)  # fmt: skip
    for audience in (Audience.PARTNER, Audience.DONOR, Audience.AUTHORITY, Audience.PUBLIC):
        released = ask(plan, audience, look)
        assert released is not None and "Ours" not in str(released)
        assert released["public_title"] == "Water for all" and released["places"] == look.place_name("14")
        assert ask(replace(plan, state="planning"), audience, look) is None
    assert ask(plan, Audience.BOARD, look) is None


def test_outcomes_go_public_only_when_we_may_claim_them(look) -> None:
    claimed = Outcome(title="Adopted", claim_limit="yes")
    assert ask(claimed, Audience.PUBLIC, look, "description")["title"] == "Adopted"
    assert ask(replace(claimed, claim_limit="jointly"), Audience.PUBLIC, look) is None


def test_counts_of_activities_go_public_only_when_verified(look) -> None:
    tour = Activity(title="Study tour", participants_total=12, participants_women=4, state="reported")
    released = ask(tour, Audience.PUBLIC, look)
    assert released is not None and released.raw["participants_women"] == 4
    assert ask(replace(tour, state="held"), Audience.PUBLIC, look) is None
    assert ask(replace(tour, state="held"), Audience.DONOR, look) is not None


def test_authorities_get_their_own_and_joint_steps(look) -> None:
    step = Commitment(
        statement="Repair", promised_by=Ref("k1"), kind="authority_commitment", public_mention="no"
    )
    assert ask(step, Audience.AUTHORITY, look, to=Recipient("k1"))["statement"] == "Repair"
    assert ask(step, Audience.AUTHORITY, look, to=Recipient("k2")) is None
    assert ask(step, Audience.AUTHORITY, look) is None
    joint = replace(step, kind="joint_action", promised_by=None)
    assert ask(joint, Audience.AUTHORITY, look) is not None
    assert ask(step, Audience.PUBLIC, look) is None
    assert ask(replace(step, public_mention="yes"), Audience.PUBLIC, look) is not None


def test_a_publication_goes_to_its_audiences_once_cleared(look) -> None:
    note = Publication(title="Note", text="Cleared text", audiences=(Audience.PUBLIC,), state="cleared")
    assert ask(note, Audience.PUBLIC, look)["text"] == "Cleared text"
    assert ask(note, Audience.AUTHORITY, look) is None
    assert ask(replace(note, state="sign_off"), Audience.PUBLIC, look) is None


def test_hidden_members_of_a_coalition_are_never_named(look) -> None:
    members = tuple(
        CoalitionMember(stakeholder=Ref("k1"), visibility=how) for how in ("open", "partners_only", "hidden")
    )
    group = Coalition(name="Network", members=members)
    assert len(ask(group, Audience.PARTNER, look).rows["members"]) == 2
    assert len(ask(group, Audience.PUBLIC, look).rows["members"]) == 1


def test_the_balance_goes_to_the_board_with_counts_when_approved(look) -> None:
    review = BalanceReview(period_start=date(2024, 1, 1), period_end=date(2024, 3, 31), finding="watch",
                           state="approved", classification=Classification.RESTRICTED)  # fmt: skip
    assert ask(review, Audience.BOARD, look)["finding"]
    assert ask(replace(review, state="draft"), Audience.BOARD, look) is None
    assert ask(review, Audience.DONOR, look) is None


def test_a_case_goes_to_the_focal_point_as_a_summary_when_shared(look) -> None:
    case = Case(ref="CAS-AB12CD", place=Place("140904"), request="her words", share_with_security=True)
    released = ask(case, Audience.SECURITY_FOCAL_POINT, look)
    assert released is not None and set(released.values) <= {"ref", "priority", "place", "immediate_safety"}
    for audience in AUDIENCES[2:]:
        assert ask(case, audience, look) is None
    assert ask(replace(case, share_with_security=False), Audience.SECURITY_FOCAL_POINT, look) is None


def test_the_short_form_of_an_incident_hides_day_and_village(look) -> None:
    fact = Incident(title="Stopped at km 12", happened_at=datetime(2024, 3, 7, 14, tzinfo=PHNOM_PENH), severity="high",
                    place=Place("140904"), what_happened="x", lessons_shareable="Travel in two cars")  # fmt: skip
    told = ask(fact, Audience.PARTNER, look, "lessons_shareable", to=Recipient(nobody_recognisable=True))
    assert told is not None
    assert told["happened_at"] == "week of 4 March 2024" and told["place"] == look.place_name("14")
    assert told["lessons_shareable"] == "Travel in two cars" and "title" not in told.values
    assert ask(fact, Audience.PARTNER, look) is None
    assert ask(fact, Audience.PUBLIC, look, to=Recipient(nobody_recognisable=True)) is None


def test_the_title_of_a_linked_record_above_the_limit_is_not_said(look) -> None:
    training = Activity(title="Training", campaign=Ref("p1"), state="planned", classification=PUBLIC)
    assert "campaign" in ask(training, Audience.INTERNAL, look).values
    for audience in (Audience.DONOR, Audience.PARTNER, Audience.AUTHORITY, Audience.PUBLIC):
        assert "Hidden plan" not in str(ask(training, audience, look).values)


def test_staff_leave_as_posts(look) -> None:
    person = look.get("staff_member", "s1")
    for audience in AUDIENCES[1:]:
        assert dict(ask(person, audience, look).values) == {"post_title": "Programme officer"}
