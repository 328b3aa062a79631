"""Risk (E18): Risk register for people, data, relations and programme."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from civicdesk.i18n import _
from civicdesk.records.choices import Classification, Treatment
from civicdesk.records.fields import computed, field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import SECURITY, Child, Record, child, record
from civicdesk.records.states import States
from civicdesk.records.tags import SECURITY_DETAIL
from civicdesk.records.values import Day, Link, Ref, Score, Term

if TYPE_CHECKING:
    from civicdesk.records.commitment import Commitment
    from civicdesk.records.protocol import Protocol
    from civicdesk.records.staff_member import StaffMember


@child
class ScoreHistory(Child):
    """One row of “Score history”."""

    date: Day = field("Date")
    threat: Score = field("Threat")
    vulnerability: Score = field("Vulnerability")
    capacity: Score = field("Capacity")
    impact: Score = field("Impact")
    by: Ref[StaffMember] | None = field("By", default=None)
    note: str | None = field("Note", default=None, max=240)


@record(
    "Risk",
    "Risks",
    code="E18",
    prefix="RSK",
    compartment=SECURITY,
    classification=Classification.CONFIDENTIAL,
    title="title",
    columns=(
        "ref",
        "title",
        "risk_category",
        "threat",
        "vulnerability",
        "capacity",
        "score",
        "level",
        "target_level",
        "review_on",
        "owner",
        "state",
    ),
    sort="review_on",
    retention="RT-14",
    random_ref=True,
)
class Risk(Record):
    """Risk register for people, data, relations and programme. Formula of the defenders' protection field:
    risk = threat × vulnerability ÷ capacity."""

    title: str = field("Risk", max=160)
    risk_category: Term = field("Category", vocab="risk_category")
    who_affected: tuple[Term, ...] = field("Who or what would be harmed", vocab="who_affected")
    linked_to: tuple[Link, ...] = field(
        "About", default=(), to=("campaign", "meeting", "publication", "activity", "movement", "project")
    )
    threat_text: str = field("Threat: who or what, signs seen", tag=SECURITY_DETAIL)
    threat_actor: Term | None = field(
        "Source of threat", default=None, vocab="threat_actor", tag=SECURITY_DETAIL
    )
    vulnerability_text: str = field("What exposes us", tag=SECURITY_DETAIL)
    capacity_text: str = field("What protects us already", tag=SECURITY_DETAIL)
    threat: Score = field("Threat")
    vulnerability: Score = field("Vulnerability")
    capacity: Score = field("Capacity")
    impact: Score = field("Impact if it happens")
    treatment: Treatment | None = field("Treatment", default=None, needed_at="assessed")
    actions: tuple[Ref[Commitment], ...] = field("Measures", default=())
    target_threat: Score | None = field("Target threat", default=None, needed_at="treating")
    target_vulnerability: Score | None = field("Target vulnerability", default=None, needed_at="treating")
    target_capacity: Score | None = field("Target capacity", default=None, needed_at="treating")
    triggers: str | None = field("Warning signs / trigger points", default=None, tag=SECURITY_DETAIL)
    contingency: Ref[Protocol] | None = field("If it happens", default=None)
    accepted_by: Ref[StaffMember] | None = field("Accepted by", default=None, needed_at="accepted")
    accepted_on: Day | None = field("Accepted on", default=None, needed_at="accepted")
    accept_reason: str | None = field("Reason for accepting", default=None, max=240, needed_at="accepted")
    review_on: Day = field("Next review")
    history: tuple[ScoreHistory, ...] = field("Score history", default=(), automatic=True)

    states = States(
        draft="assessed",
        assessed="treating accepted",
        treating="monitored accepted",
        monitored="closed treating",
        closed="",
        accepted="monitored",
        who={"accepted": "DIR"},
        ends="closed",
        side="accepted",
        four_eyes="accepted",
    )
