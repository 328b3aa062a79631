"""Evidence item (E07): Research, data, law, official text, testimony summary or document that backs a claim."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from civicdesk.i18n import _
from civicdesk.records.choices import Classification, ConsentState, Reliability
from civicdesk.records.fields import computed, field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Child, Record, child, record
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
    "every talking point backed by evidence"."""

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
