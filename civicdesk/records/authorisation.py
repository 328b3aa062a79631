"""Authorisation (E10): Letters and papers that let us work: notification and courtesy letters, permission requests, MoUs, PPD terms of reference, statutory filings under the associations and NGO law (LANGO), research permits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from civicdesk.i18n import _
from civicdesk.records.choices import AuthDecision, Classification, YesNoUnknown
from civicdesk.records.fields import computed, field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Record, record
from civicdesk.records.states import States
from civicdesk.records.values import Attachment, Day, Link, Place, Ref, Term

if TYPE_CHECKING:
    from civicdesk.records.stakeholder import Stakeholder


@record(
    "Authorisation",
    "Authorisations",
    code="E10",
    prefix="AUT",
    compartment=PROGRAMME,
    classification=Classification.INTERNAL,
    title="title",
    columns=(
        "ref",
        "authorisation_type",
        "title",
        "authority",
        "level",
        "submit_by",
        "decision",
        "valid_until",
        "state",
    ),
    sort="submit_by",
    retention="RT-01",
)
class Authorisation(Record):
    """Letters and papers that let us work: notification and courtesy letters, permission requests, MoUs,
    PPD terms of reference, statutory filings under the associations and NGO law (LANGO), research
    permits."""

    title: str = field("Title", max=160)
    authorisation_type: Term = field("Type", vocab="authorisation_type")
    legal_basis: Term = field("Basis", vocab="legal_basis")
    required_by_law: YesNoUnknown = field("Required by law")
    expected_locally: YesNoUnknown = field("Expected by local practice")
    legal_checked_on: Day = field("Legal basis last checked")
    authority: Ref[Stakeholder] = field("Addressed to")
    copies_to: tuple[Ref[Stakeholder], ...] = field("Copies to", default=())
    covers: tuple[Link, ...] = field("Covers", to=("project", "campaign", "meeting", "activity", "coalition"))
    places: tuple[Place, ...] = field("Valid in")
    lead_days: int = field("Days needed before the event")
    submit_by: Day | None = field("Submit by", default=None)
    submitted_on: Day | None = field("Submitted", default=None, needed_at="submitted")
    submitted_how: Term | None = field(
        "Submitted how", default=None, vocab="contact_channel", needed_at="submitted"
    )
    receipt_no: str | None = field("Receipt / stamp number", default=None, max=60)
    acknowledged_on: Day | None = field("Acknowledged", default=None, needed_at="acknowledged")
    decision: AuthDecision | None = field("Decision", default=None, needed_at="decided")
    conditions: str | None = field("Conditions", default=None)
    valid_from: Day | None = field("Valid from", default=None)
    valid_until: Day | None = field("Valid until", default=None)
    renewal_notice_days: int | None = field("Start renewal", default=None)
    refusal_reason: str | None = field("Reason given", default=None, max=240)
    next_step: str | None = field("What we do now", default=None, max=240)
    filing_period: int | None = field("For year", default=None)
    scan: Attachment | None = field("Scan of stamped copy", default=None)

    states = States(
        to_prepare="drafted withdrawn",
        drafted="submitted withdrawn",
        submitted="acknowledged decided withdrawn",
        acknowledged="decided withdrawn",
        decided="ended submitted withdrawn",
        ended="withdrawn",
        withdrawn="",
        ends="ended withdrawn",
        side="withdrawn",
    )
