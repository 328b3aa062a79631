"""Authorisation (E10): letters and papers that let us work, from courtesy letters to statutory filings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Self, cast

from civicdesk.i18n import N_, _
from civicdesk.records.choices import Audience, AuthDecision, AuthorityLevel, Classification, YesNoUnknown
from civicdesk.records.conditional import fill_in
from civicdesk.records.dates import add_months, exact, working_days_before
from civicdesk.records.fields import field, looked_up
from civicdesk.records.framing_rules import hits_in
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Record, record
from civicdesk.records.rules import is_empty
from civicdesk.records.states import States
from civicdesk.records.thresholds import holidays, number, working_weekdays
from civicdesk.records.validity import outside
from civicdesk.records.values import Attachment, Day, Link, Place, Ref, Term

if TYPE_CHECKING:
    from civicdesk.records.activity import Activity
    from civicdesk.records.meeting import Meeting
    from civicdesk.records.stakeholder import Stakeholder


@record(
    "Authorisation",
    "Authorisations",
    about=N_(
        "Letters and papers that let you work: notifications, permission requests, agreements, "
        "statutory filings and research permits, with their deadlines."
    ),
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
        "covers",
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
    permits.
    """

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

    @looked_up("Level")
    def level(self, look: Lookup) -> AuthorityLevel | None:
        """The level of the office it is addressed to."""
        office = cast("Stakeholder | None", look.get("stakeholder", self.authority))
        return office.authority_level if office else None

    def holds_on(self, day: date) -> bool:
        """Whether the paper is valid on a day, as far as its own dates say."""
        return (self.valid_from or day) <= day <= (self.valid_until or day)

    def event_days(self, look: Lookup) -> list[date]:
        """The days of the meetings and activities it covers, where they are known."""
        found = (_day_of(link, look) for link in self.covers)
        return sorted(day for day in found if day is not None)

    def computed_submit_by(self, look: Lookup) -> date | None:
        """The last day to hand it in: the lead days, in working days, before the first event covered."""
        days = self.event_days(look)
        if not days or is_empty(self.lead_days):
            return None
        return working_days_before(
            days[0], self.lead_days, holidays=holidays(look), weekdays=working_weekdays(look)
        )

    def prepared(self, look: Lookup) -> Self:
        """With the lead days usual for its type and the day to submit it, where they were left open."""
        filled = self
        if is_empty(filled.lead_days) and filled.authorisation_type:
            usual = number(look, f"lead_days.{filled.authorisation_type}", -1)
            filled = filled.replaced(lead_days=usual if usual >= 0 else None)
        if filled.submit_by is None:
            filled = filled.replaced(submit_by=filled.computed_submit_by(look))
        return filled

    def passed(self, to: str) -> tuple[str, ...]:
        """An office may decide, or stay silent, without ever acknowledging the letter."""
        return tuple(state for state in super().passed(to) if state != "acknowledged" or state == to)

    def problems(self, look: Lookup) -> Iterator[Problem]:
        """What this authorisation can tell is wrong with itself."""
        yield from self._needed_in_this_case(look)
        yield from self._dates(look)
        for day in self.event_days(look):
            if not self.holds_on(day):
                yield outside("valid_until", day)

    def _needed_in_this_case(self, look: Lookup) -> Iterator[Problem]:
        if self.submit_by is None and self.computed_submit_by(look) is None:
            yield from fill_in(self, "E", "submit_by")
        match self.decision:
            case AuthDecision.GRANTED_WITH_CONDITIONS:
                yield from fill_in(self, "E", "conditions")
            case AuthDecision.REFUSED:
                yield from fill_in(self, "E", "refusal_reason", "next_step")
            case AuthDecision.NO_REPLY:
                yield from fill_in(self, "E", "next_step")
        if (self.authorisation_type or "").startswith("statutory_"):
            yield from fill_in(self, "E", "filing_period")

    def _dates(self, look: Lookup) -> Iterator[Problem]:
        if self.submit_by and self.submit_by < look.today and self.state in ("", "to_prepare", "drafted"):
            yield Problem(
                "W",
                "V-AUT-01",
                "submit_by",
                _(
                    "The letter should have gone by {date}. Call the office first, then send it with an "
                    "apology for the short notice."
                ).format(date=self.submit_by),
            )
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            yield Problem("E", "V-AUT-02", "valid_until", _("The permission ends before it starts."))
        if self.legal_checked_on and self.legal_checked_on < add_months(look.today, -12):
            yield Problem(
                "W",
                "V-AUT-05",
                "legal_checked_on",
                _(
                    "The legal basis was last checked on {date}. Ask your lawyer or network whether it still "
                    "holds."
                ).format(date=self.legal_checked_on),
            )

    def guards(self, to: str, look: Lookup) -> Iterator[Problem]:
        """What stands against entering the state `to`."""
        if to == "decided":
            if self.decision is None:
                yield Problem(
                    "T",
                    "V-AUT-03",
                    "decision",
                    _("What did they decide? If nothing came, choose 'No reply'."),
                )
            if self.decision in (AuthDecision.GRANTED, AuthDecision.GRANTED_WITH_CONDITIONS):
                yield from fill_in(self, "T", "valid_from", "valid_until")
        resent = to == "submitted" and self.state == "decided"
        if resent and self.decision is not AuthDecision.NO_REPLY:
            yield Problem(
                "T",
                "V-AUT-R-resubmission",
                "decision",
                _("Only a request that got no reply is sent again. For a new request make a new record."),
            )


def letter_problems(text: str, look: Lookup) -> Iterator[Problem]:
    """V-AUT-06 for the text of a letter; its words are not kept in the record."""
    if n := len(hits_in(text, Audience.AUTHORITY, look)):
        yield Problem("W", "V-AUT-06", "", _("The letter contains {n} words to reconsider.").format(n=n))


def _day_of(link: Link, look: Lookup) -> date | None:
    """The day of a meeting or activity; None for anything else or when the day is not known."""
    record = look.get(link.type, link.id) if link.type in ("meeting", "activity") else None
    if record is None:
        return None
    if link.type == "meeting":
        starts = cast("Meeting", record).starts_at
        return starts.date() if starts else None
    return exact(cast("Activity", record).starts_on)
