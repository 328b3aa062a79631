"""Support requests: public support only with the people concerned, and with thought for the harm."""

from datetime import date

import pytest

from civicdesk.records.choices import Publicity, SupportConsent, SupportDirection, Urgency
from civicdesk.records.rules import problems_of, transition_problems
from civicdesk.records.support_request import SupportRequest

GOOD = SupportRequest(
    id="r",
    state="draft",
    direction=SupportDirection.WE_ASK,
    support_type=("statement",),
    urgency=Urgency.DAYS,
    partner="p",
    people_concerned="Two field officers",
    consent=SupportConsent.YES,
    publicity=Publicity.PUBLIC,
    do_no_harm_note="They asked for it",
    text="Please speak up",
    sent_on=date(2024, 3, 31),
    sent_by="d",
    channel="email",
    answer_due=date(2024, 4, 5),
)
OFFER = GOOD.replaced(
    direction=SupportDirection.WE_ARE_OFFERED,
    sent_on=None,
    sent_by=None,
    channel=None,
    text=None,
    received="A laptop",
)


def steps(record, to, look):
    return [p.id for p in transition_problems(record, to, look)]


def test_a_good_request_has_no_problems_and_is_sent(world):
    assert problems_of(GOOD, world()) == []
    assert steps(GOOD, "sent", world(roles="SFP")) == []


@pytest.mark.parametrize(
    "changes, rules",
    [
        ({"consent": SupportConsent.PARTLY, "consent_reason": "One is away"}, ["V-SUP-01"]),
        ({"consent": None}, ["V-SUP-01"]),
        ({"do_no_harm_note": " "}, ["V-SUP-02"]),
        ({"publicity": Publicity.NONE, "do_no_harm_note": None}, []),
        (
            {"publicity": Publicity.NONE, "consent": SupportConsent.NOT_POSSIBLE},
            ["V-SUP-R-consent_reason"],
        ),
        ({"text": None}, ["V-NEEDED"]),
    ],
)
def test_what_stops_sending(world, changes, rules):
    assert steps(GOOD.replaced(**changes), "sent", world()) == rules


def test_a_third_request_in_a_month_to_one_partner_is_questioned(world):
    first, second = (GOOD.replaced(id=key, state="sent", sent_on=date(2024, 3, 1)) for key in "ab")
    assert steps(GOOD, "sent", world(first, second, GOOD)) == ["V-SUP-03"]
    assert steps(GOOD, "sent", world(first, GOOD)) == []
    assert steps(GOOD, "sent", world(first, second.replaced(sent_on=date(2024, 2, 29)))) == []
    assert steps(GOOD, "sent", world(first, second.replaced(direction=SupportDirection.WE_GIVE))) == []


def test_only_an_offer_skips_sending(world):
    assert steps(GOOD, "in_progress", world()) == ["V-SUP-R-direction"]
    assert steps(OFFER, "in_progress", world()) == []
    assert steps(OFFER.replaced(state="in_progress"), "received", world()) == []
    assert steps(GOOD.replaced(state="in_progress", text=None, received="x"), "received", world()) == [
        "V-NEEDED"
    ]
