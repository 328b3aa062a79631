"""Rules and computed values of meetings (E08)."""

from datetime import date, datetime

import pytest

from civicdesk.clock import PHNOM_PENH
from civicdesk.records.authorisation import Authorisation
from civicdesk.records.balance_review import BalanceReview, ClosenessRow
from civicdesk.records.campaign import Campaign, LadderRow
from civicdesk.records.choices import (
    Attribution,
    Audience,
    AuthorityLevel,
    ConsentState,
    EngagementGroup,
    FramingSeverity,
    LadderStatus,
    MeetingRole,
    Mode,
    NoEvidenceReason,
    PermissionCheck,
    RecordingRule,
    RiskCheck,
    VoiceFlag,
)
from civicdesk.records.commitment import Commitment
from civicdesk.records.evidence import Evidence
from civicdesk.records.framing import FramingTerm
from civicdesk.records.meeting import Ask, Attendance, Meeting, TalkingPoint, TeamMember
from civicdesk.records.movement import Movement
from civicdesk.records.rules import problems_of, transition_problems
from civicdesk.records.stakeholder import Stakeholder
from civicdesk.records.values import Link


def at(day, hour=9):
    return datetime(2024, 4, day, hour, tzinfo=PHNOM_PENH)


PROTEST = FramingTerm("protest", FramingSeverity.BLOCK, frozenset({Audience.AUTHORITY}))
POINT = TalkingPoint(point="Waste is collected twice a week", evidence=("e1",))
OFFICE = Stakeholder(
    id="s1",
    name="District D",
    engagement_group=EngagementGroup.PUBLIC_SECTOR,
    stakeholder_type="municipality_district_khan_administration",
    authority_level=AuthorityLevel.MUNICIPALITY_DISTRICT_KHAN,
)
TEAM = tuple(TeamMember(staff=who, role=MeetingRole.SPEAKER) for who in ("f1", "f2"))
GOOD = Meeting(
    id="m1",
    state="prepared",
    title="Waste plan",
    meeting_type="technical_working_session",
    main_stakeholder="s1",
    starts_at=at(9),
    ends_at=at(9, 11),
    place="0305",
    venue="District hall",
    mode=Mode.IN_PERSON,
    purpose="Agree on collection days",
    desired_result="A day is set",
    safe_framing="Clean city together",
    shared_goal="The district's plan",
    talking_points=(POINT,),
    asks=(Ask(ask="Set a day", level_can_decide=True),),
    team=TEAM,
    permission_check=PermissionCheck.GRANTED,
    risk_check=RiskCheck.LOW,
    recording_rule=RecordingRule.NOTES_ONLY,
)
SETTINGS = {"framing_terms": [PROTEST], "office_district": "0305"}


def ids(problems):
    return {p.id for p in problems}


def test_a_complete_meeting_has_no_problem_and_may_be_cleared(world):
    look = world(OFFICE, roles="DIR", **SETTINGS)
    assert problems_of(GOOD, look) == []
    assert transition_problems(GOOD, "cleared", look) == []
    assert transition_problems(GOOD.replaced(state="draft"), "prepared", world(roles="PRG")) == []


@pytest.mark.parametrize(
    "changes, rule",
    [
        ({"ends_at": at(9, 8)}, "V-MTG-01"),
        ({"asks": (Ask(ask="A law", level_can_decide=False),)}, "V-MTG-08"),
        ({"attendance": (Attendance(group=EngagementGroup.CSO, total=3, women=4),)}, "V-MTG-10"),
        ({"main_stakeholder": "police", "team": TEAM[:1]}, "V-MTG-09"),
        ({"main_stakeholder": "near"}, "V-MTG-11"),
        ({"campaign": "k1"}, "V-MTG-07"),
        ({"authorisations": ("a1",)}, "V-AUT-04"),
    ],
)
def test_each_rule_speaks_up(world, changes, rule):
    row = ClosenessRow(stakeholder="near", s1_frequency=2, s2_dependence=2, s3_scope=1, s4_voice=1)
    look = world(
        OFFICE,
        OFFICE.replaced(id="police", stakeholder_type="police"),
        OFFICE.replaced(id="near"),
        GOOD.replaced(id="m0", main_stakeholder="near", state="held", starts_at=at(1).replace(month=2)),
        BalanceReview(id="b", state="approved", period_end=date(2024, 3, 1), closeness_rows=(row,)),
        Campaign(
            id="k1",
            ladder=(LadderRow(level=AuthorityLevel.COMMUNE_SANGKAT, status=LadderStatus.CONTACTED),),
        ),
        Authorisation(id="a1", valid_from=date(2024, 1, 1), valid_until=date(2024, 4, 1)),
    )
    assert ids(problems_of(GOOD.replaced(**changes), look)) == {rule}


def test_the_skipped_level_is_named_and_the_next_level_skips_nothing(world):
    met = LadderRow(level=AuthorityLevel.COMMUNE_SANGKAT, status=LadderStatus.MET)
    campaign = Campaign(id="k1", ladder=(met,))
    meeting = GOOD.replaced(campaign="k1")
    assert problems_of(meeting, world(OFFICE, campaign)) == []
    province = OFFICE.replaced(authority_level=AuthorityLevel.CAPITAL_PROVINCE)
    (found,) = problems_of(meeting, world(province, campaign))
    assert found.message == "This meeting skips Municipality/district/khan. Inform them first if you can."


def test_warnings_about_planning_end_when_the_meeting_was_held(world):
    held = GOOD.replaced(state="held", asks=(Ask(ask="A law", level_can_decide=False),))
    assert problems_of(held, world(OFFICE)) == []


@pytest.mark.parametrize(
    "changes, rule",
    [
        ({"talking_points": (POINT.replaced(evidence=()),)}, "V-MTG-02"),
        ({"purpose": "Stop the protest"}, "V-MTG-03"),
        ({"safe_framing": "A protest"}, "V-MTG-03"),
        ({"talking_points": (POINT.replaced(point="The protest"),)}, "V-MTG-03"),
        ({"asks": (Ask(ask="Allow the protest", level_can_decide=True),)}, "V-MTG-03"),
        ({"permission_check": None}, "V-MTG-04"),
        ({"permission_check": PermissionCheck.REFUSED}, "V-MTG-04"),
        ({"permission_check": PermissionCheck.WAIVED}, "V-MTG-R-permission_check"),
        ({"risk_check": RiskCheck.HIGH, "movement": "ok"}, "V-MTG-05"),
        ({"risk_check": RiskCheck.CRITICAL, "movement": "ok"}, "V-MTG-05"),
        ({"place": "0306"}, "V-MTG-06"),
        ({"place": "0306", "movement": "planned"}, "V-MTG-06"),
        (
            {"talking_points": (POINT.replaced(evidence=("e2",), leave_behind=True),)},
            "V-EVI-04",
        ),
    ],
)
def test_clearance_is_refused_for_each_reason_separately(world, changes, rule):
    look = world(
        OFFICE,
        Movement(id="ok", state="approved"),
        Movement(id="planned", state="planned"),
        Evidence(id="e2", consent_ok=ConsentState.NO),
        roles="PRG",
        **SETTINGS,
    )
    assert ids(transition_problems(GOOD.replaced(**changes), "cleared", look)) == {rule}


@pytest.mark.parametrize(
    "changes",
    [
        {"talking_points": (POINT.replaced(evidence=(), no_evidence_reason=NoEvidenceReason.COURTESY),)},
        {"permission_check": PermissionCheck.WAIVED},
        {"risk_check": RiskCheck.HIGH, "movement": "ok"},
        {"place": "0306", "mode": Mode.DIGITAL},
        {"place": "030501"},
    ],
)
def test_a_director_may_clear_what_is_in_order(world, changes):
    look = world(OFFICE, Movement(id="ok", state="approved"), roles="DIR", **SETTINGS)
    assert transition_problems(GOOD.replaced(**changes), "cleared", look) == []


def test_a_critical_risk_stops_a_director_too(world):
    record = GOOD.replaced(risk_check=RiskCheck.CRITICAL, movement="ok")
    look = world(Movement(id="ok", state="approved"), roles="DIR")
    (found,) = transition_problems(record, "cleared", look)
    assert found.message == "Risk is Critical. Do not hold this meeting as planned."


def test_minutes_need_attendance_voice_and_scope(world):
    held = GOOD.replaced(state="held")
    found = {p.field for p in transition_problems(held, "minuted", world())}
    assert found == {"attendance", "minutes", "minutes_attribution", "voice_flag", "outside_scope"}
    written = held.replaced(
        attendance=(Attendance(group=EngagementGroup.CSO, total=3, women=1),),
        minutes="Agreed.",
        minutes_attribution=Attribution.BY_POST,
        voice_flag=VoiceFlag.NO,
        outside_scope=False,
    )
    assert transition_problems(written, "minuted", world()) == []


@pytest.mark.parametrize(
    "changes, still_open",
    [
        ({}, 1),
        ({"parent": Link("campaign", "k1")}, 1),
        ({"parent": Link("meeting", "m2")}, 0),
        ({"state": "done"}, 0),
        ({"state": "dropped"}, 0),
    ],
)
def test_a_meeting_closes_when_its_commitments_are_over_or_moved(world, changes, still_open):
    promise = Commitment(id="x", state="open", parent=Link("meeting", "m1")).replaced(**changes)
    meeting = GOOD.replaced(
        state="followed_up",
        commitments=("x",),
        attendance=(Attendance(group=EngagementGroup.CSO, total=3),),
        minutes="Agreed.",
        minutes_attribution=Attribution.BY_POST,
        voice_flag=VoiceFlag.NO,
        outside_scope=False,
        thank_you_sent_on=date(2024, 4, 12),
    )
    look = world(promise)
    assert meeting.open_commitments(look) == still_open
    assert len(transition_problems(meeting, "closed", look)) == still_open


def test_talking_points_are_numbered_and_the_level_is_that_of_the_office(world):
    two = GOOD.replaced(talking_points=(POINT, POINT.replaced(order=7))).prepared(world())
    assert [point.order for point in two.talking_points] == [1, 7]
    assert GOOD.level(world(OFFICE)) is AuthorityLevel.MUNICIPALITY_DISTRICT_KHAN
    assert GOOD.level(world()) is None
