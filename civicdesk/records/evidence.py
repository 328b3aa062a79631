"""Evidence item (E07): research, data, law, official text or testimony summary that backs a claim."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Self

from civicdesk.i18n import N_, _
from civicdesk.records.choices import Audience, Classification, ConsentState, Reliability
from civicdesk.records.conditional import fill_in, second_person
from civicdesk.records.dates import add_months
from civicdesk.records.fields import field, looked_up
from civicdesk.records.framing import OUTSIDE
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Child, Record, child, record
from civicdesk.records.rules import is_empty
from civicdesk.records.states import States
from civicdesk.records.tags import SOURCE_IDENTITY
from civicdesk.records.values import Day, PartialDate, Ref, Term

if TYPE_CHECKING:
    from civicdesk.records.stakeholder import Stakeholder


@child
class KeyFigure(Child):
    """One row of “Key figures”."""

    statement: str = field("Statement", max=240)
    value: str = field("Value", max=40)
    as_of: Day | None = field("As of", default=None)
    page: str | None = field("Page", default=None, max=20)


@record(
    "Evidence item",
    "Evidence items",
    about=N_("Research, data, laws, official texts and documents that back what you say."),
    code="E07",
    prefix="EVI",
    compartment=PROGRAMME,
    classification=Classification.INTERNAL,
    title="title",
    columns=(
        "ref",
        "title",
        "evidence_type",
        "produced_on",
        "reliability",
        "public_source",
        "used_in",
        "state",
    ),
    sort="-produced_on",
    retention="RT-04",
)
class Evidence(Record):
    """Research, data, law, official text, testimony summary or document that backs a claim. The spine of
    "every talking point backed by evidence".
    """

    title: str = field("Title", max=200)
    evidence_type: Term = field("Type", vocab="evidence_type")
    summary: str = field("What it shows (facts only)")
    key_figures: tuple[KeyFigure, ...] = field("Key figures", default=())
    producer: Ref[Stakeholder] | None = field("Produced by", default=None)
    producer_name: str | None = field("Produced by (not in the list)", default=None, max=160)
    produced_on: PartialDate = field("Date")
    method: str | None = field("Method and limits", default=None, needed_at="checked")
    reliability: Reliability | None = field("Reliability", default=None, needed_at="checked")
    public_source: bool = field("Publicly available")
    citation: str | None = field("Citation to print", default=None, max=300, needed_at="checked")
    source_note: str | None = field(
        "Where it came from (internal)", default=None, max=200, tag=SOURCE_IDENTITY
    )
    consent_ok: ConsentState | None = field("People in it agreed to this use", default=None)
    official_alignment: str | None = field(
        "Government policy or standard it refers to", default=None, max=240
    )
    valid_until: Day | None = field("Check again by", default=None)
    superseded_by: Ref[Evidence] | None = field("Replaced by", default=None)

    states = States(
        draft="checked",
        checked="superseded withdrawn",
        superseded="",
        withdrawn="",
        ends="superseded withdrawn",
        side="superseded withdrawn",
        four_eyes="checked",
    )

    @looked_up("Used in")
    def used_in(self, look: Lookup) -> int:
        """How many records rest on this evidence."""
        return len(set(look.linking("evidence", self.id)))

    def prepared(self, look: Lookup) -> Self:
        """To be checked again two years after it was produced, unless another day was given."""
        if self.valid_until or not self.produced_on:
            return self
        return self.replaced(valid_until=add_months(self.produced_on.day, 24))

    def problems(self, look: Lookup) -> Iterator[Problem]:
        """What this evidence can tell is wrong with itself."""
        if not self.producer and is_empty(self.producer_name):
            yield Problem(
                "E",
                "V-EVI-R-producer",
                "producer",
                _("Say who produced it: choose from the list, or write it."),
            )
        if self.evidence_type in FROM_PEOPLE:
            yield from fill_in(self, "E", "consent_ok")
        if self.valid_until and self.valid_until < look.today:
            yield Problem(
                "W",
                "V-EVI-05",
                "valid_until",
                _("This evidence may be out of date (check-by {date}).").format(date=self.valid_until),
            )

    def guards(self, to: str, look: Lookup) -> Iterator[Problem]:
        """What stands against entering the state `to`."""
        if to != "checked":
            return
        if look.actor is not None and look.actor == (self.created_by or self.owner):
            yield Problem(
                second_person(look), "V-EVI-01", "state", _("A second person should check the evidence.")
            )
        if is_empty(self.method):
            yield Problem(
                "T",
                "V-EVI-02",
                "method",
                _("Write how the data was made and its limits. This is your defence if it is challenged."),
            )

    def use_problems(self, audience: Audience) -> Iterator[Problem]:
        """What speaks against using this evidence in something for `audience`."""
        if audience in (Audience.AUTHORITY, Audience.PUBLIC) and self.reliability in DOUBTFUL:
            yield Problem(
                "E",
                "V-EVI-03",
                "reliability",
                _("'{title}' is rated {r}. Do not use it outside.").format(
                    title=self.title, r=self.reliability.label
                ),
            )
        if audience in OUTSIDE and self.consent_ok is ConsentState.NO:
            yield Problem(
                "T",
                "V-EVI-04",
                "consent_ok",
                _("The people in this evidence have not agreed to this use."),
            )


FROM_PEOPLE = frozenset(
    {"survey", "interview_summary", "focus_group_summary", "testimony_summary", "photograph"}
)
"""Types of evidence that people gave, who must have agreed to its use."""
DOUBTFUL = frozenset({Reliability.UNSURE, Reliability.LIKELY_UNRELIABLE, Reliability.HIGHLY_UNRELIABLE})
"""Ratings of evidence that must not go to authorities or the public."""
