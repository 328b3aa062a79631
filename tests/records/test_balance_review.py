"""Balance reviews: the figures of the catalogue, and what must be done when we lean to one side."""

from datetime import date, datetime

import pytest

from civicdesk.clock import PHNOM_PENH
from civicdesk.records.activity import Activity
from civicdesk.records.balance import COUNTED, balance_index, finding_for, frequency_score, voice_score
from civicdesk.records.balance_review import BalanceReview, ClosenessRow, GroupCount
from civicdesk.records.choices import BalanceFinding, EngagementGroup, VoiceFlag
from civicdesk.records.meeting import Attendance, Meeting
from civicdesk.records.publication import Publication
from civicdesk.records.rules import problems_of, transition_problems
from civicdesk.records.stakeholder import Stakeholder
from civicdesk.records.values import PartialDate, Precision

G = EngagementGroup


def totals(*counts):
    return dict(zip(COUNTED, counts, strict=True))


# COUNTED is citizens, CSO, private sector, media, public sector.
@pytest.mark.parametrize(
    "counts, index, finding",
    [
        ((10, 10, 10, 10, 10), 100, BalanceFinding.BALANCED),
        ((50, 0, 0, 0, 0), 0, BalanceFinding.UNBALANCED),
        ((8, 6, 2, 1, 13), 83, BalanceFinding.WATCH),
        ((2, 2, 1, 1, 5), 88, BalanceFinding.WATCH),
        ((0, 0, 0, 0, 0), None, None),
    ],
)
def test_index_and_finding_are_those_of_the_catalogue(world, counts, index, finding):
    assert balance_index(counts) == index
    assert finding_for(totals(*counts), world()) == finding


def review(*counts, **more):
    rows = tuple(
        GroupCount(group=group, meetings=n, activities=0, publications=0, total=n)
        for group, n in totals(*counts).items()
    )
    start, end = date(2024, 1, 1), date(2024, 3, 31)
    return BalanceReview(state="draft", period_start=start, period_end=end, counts=rows, **more)


def test_flags_name_groups_over_and_under_their_share(world):
    assert review(8, 6, 2, 1, 13).flags(world()) == "Media 3.3 % under, Public sector 43.3 % over"
    assert review(10, 10, 10, 10, 10).flags(world()) == ""


@pytest.mark.parametrize(
    "scores, label", [((1, 1, 0, 0), "workable"), ((2, 1, 0, 1), "close_watch"), ((2, 2, 1, 1), "too_close")]
)
def test_closeness_labels_are_those_of_the_catalogue(world, scores, label):
    keys = ("s1_frequency", "s2_dependence", "s3_scope", "s4_voice")
    row = ClosenessRow(stakeholder="s", **dict(zip(keys, scores, strict=True)))
    assert row.judged(world()).label == label
    assert row.replaced(s2_dependence=None).judged(world()).label is None


@pytest.mark.parametrize("own, whole, score", [(1, 4, 0), (2, 4, 1), (3, 5, 2), (1, 1, 2), (0, 0, 0)])
def test_frequency_is_scored_by_share_of_public_meetings(world, own, whole, score):
    assert frequency_score(own, whole, world()) == score


def test_softened_findings_are_scored_by_how_often():
    assert voice_score([VoiceFlag.NO, None]) == 0
    assert voice_score([VoiceFlag.ONCE, VoiceFlag.NO]) == 1
    assert voice_score([VoiceFlag.ONCE, VoiceFlag.ONCE]) == voice_score([VoiceFlag.MORE]) == 2


def at(day):
    return datetime(2024, day.month, day.day, 9, tzinfo=PHNOM_PENH)


def meeting(key, who, day=date(2024, 2, 1), state="minuted", **more):
    return Meeting(id=key, state=state, main_stakeholder=who, starts_at=at(day), **more)


OFFICE = Stakeholder(id="off", name="Office", engagement_group=G.PUBLIC_SECTOR)
PARTY = Stakeholder(id="pty", name="Party", engagement_group=G.CSO, is_political_party=True)
HELD = [
    meeting(
        "1",
        "off",
        attendance=(Attendance(group=G.PUBLIC_SECTOR, total=3), Attendance(group=G.MEDIA, total=1)),
    ),
    meeting("2", "pty"),
    meeting("3", "off", day=date(2024, 4, 1)),
    meeting("4", "off", state="cleared"),
    Activity(
        id="5",
        state="held",
        starts_on=PartialDate(date(2024, 1, 26)),
        stakeholder_groups=(G.CSO, G.DEVELOPMENT_PARTNER),
    ),
    Activity(
        id="6", state="held", starts_on=PartialDate.parse("to February 2024"), stakeholder_groups=(G.CSO,)
    ),
    Activity(id="7", state="planned", starts_on=PartialDate(date(2024, 2, 2)), stakeholder_groups=(G.CSO,)),
    Activity(
        id="8",
        state="held",
        starts_on=PartialDate(date(2024, 2, 29), Precision.MONTH),
        stakeholder_groups=(G.CITIZENS_YOUTH,),
    ),
    Publication(
        id="9", state="released", publication_type="press_release", released_at=at(date(2024, 3, 31))
    ),
    Publication(id="10", state="released", publication_type="policy_brief", released_at=at(date(2024, 3, 1))),
    Publication(id="11", state="cleared", publication_type="press_release", released_at=at(date(2024, 3, 1))),
]


def test_engagements_are_counted_from_what_was_held_in_the_period(world):
    counted = review(0, 0, 0, 0, 0).prepared(world(OFFICE, PARTY, *HELD))
    found = {row.group: (row.meetings, row.activities, row.publications) for row in counted.counts}
    assert found == {
        G.CITIZENS_YOUTH: (0, 1, 0),
        G.CSO: (1, 1, 0),
        G.PRIVATE_SECTOR: (0, 0, 0),
        G.MEDIA: (1, 0, 1),
        G.PUBLIC_SECTOR: (1, 0, 0),
        G.DEVELOPMENT_PARTNER: (0, 1, 0),
    }
    assert counted.counts[-1].share is None
    assert sum(counted.totals.values()) == 6
    assert counted.finding is BalanceFinding.WATCH


def test_a_row_is_made_for_each_institution_and_what_was_scored_is_kept(world):
    look = world(OFFICE, PARTY, *HELD)
    (row,) = review(0, 0, 0, 0, 0).prepared(look).closeness_rows
    assert (row.stakeholder, row.s1_frequency, row.s2_dependence, row.s3_scope, row.s4_voice) == (
        "off",
        2,
        None,
        0,
        0,
    )
    scored = review(0, 0, 0, 0, 0, closeness_rows=(row.replaced(s2_dependence=2, s4_voice=1),)).prepared(look)
    assert (scored.closeness_rows[0].sum, scored.closeness_rows[0].label, scored.too_close) == (
        5,
        "too_close",
        1,
    )
    assert [p.id for p in problems_of(scored, look)] == ["V-BAL-03"]


def test_contacts_with_parties_are_counted(world):
    assert review(1, 1, 1, 1, 1).party_contacts(world(OFFICE, PARTY, *HELD)) == 1


def test_the_period_is_the_last_full_quarter_unless_chosen(world):
    empty = BalanceReview(state="draft").prepared(world())
    assert (empty.period_start, empty.period_end) == (date(2023, 10, 1), date(2023, 12, 31))


def test_an_approved_review_keeps_its_figures(world):
    approved = review(8, 6, 2, 1, 13, finding=BalanceFinding.WATCH).replaced(state="approved")
    assert approved.prepared(world(OFFICE, *HELD)) == approved


def test_what_stops_saving(world):
    assert [p.id for p in problems_of(review(1, 1, 1, 1, 0), world())] == ["V-BAL-01"]
    assert problems_of(review(1, 1, 1, 1, 1), world()) == []
    backwards = review(1, 1, 1, 1, 1).replaced(period_end=date(2023, 1, 1))
    assert [p.id for p in problems_of(backwards, world())] == ["V-BAL-R-period_end"]


@pytest.mark.parametrize(
    "changes, rules",
    [
        ({"finding": BalanceFinding.WATCH}, ["V-BAL-02"]),
        ({"finding": BalanceFinding.WATCH, "actions": ("a",)}, []),
        ({"finding": BalanceFinding.BALANCED}, []),
        ({"finding": None}, ["V-BAL-R-finding"]),
        ({"finding": BalanceFinding.BALANCED, "discussion": None}, ["V-NEEDED"]),
        (
            {"finding": BalanceFinding.BALANCED, "closeness_rows": (ClosenessRow(stakeholder="s"),)},
            ["V-BAL-R-closeness_rows"],
        ),
    ],
)
def test_what_stops_approval(world, changes, rules):
    discussed = review(1, 1, 1, 1, 1, discussion="Talked").replaced(state="discussed", **changes)
    assert [p.id for p in transition_problems(discussed, "approved", world())] == rules
