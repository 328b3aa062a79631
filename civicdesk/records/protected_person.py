"""Protected person (E17): The only place for a community member's identity."""

from __future__ import annotations

from collections.abc import Iterator

from civicdesk.i18n import _
from civicdesk.records.choices import Classification, PersonKind, Sex, YesNo
from civicdesk.records.fields import computed, field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import CASEWORK, Child, Record, child, record
from civicdesk.records.states import States
from civicdesk.records.values import Place, Term


@child
class Identity(Child):
    """One row of “Identity”."""

    full_name: str | None = field("Full name", default=None, max=120)
    phone: str | None = field("Phone", default=None, max=40)
    address: str | None = field("Address", default=None, max=200)
    id_number: str | None = field("Id number", default=None, max=40)
    caregiver: str | None = field("Caregiver", default=None, max=120)
    safe_contact_rule: str = field("Safe contact rule", max=200)
    do_not_contact_via: tuple[Term, ...] = field("Do not contact via", default=(), vocab="contact_channel")


@record(
    "Protected person",
    "Protected persons",
    code="E17",
    prefix="PER",
    compartment=CASEWORK,
    classification=Classification.RESTRICTED,
    title="pseudonym",
    columns=("pseudonym", "kind", "age_band", "sex", "district", "open_cases", "state"),
    sort="pseudonym",
    retention="RT-10",
    random_ref=True,
)
class ProtectedPerson(Record):
    """The only place for a community member's identity. Kept apart from the case text; opened only when
    needed, with a reason."""

    pseudonym: str = field("Pseudonym", max=40)
    kind: PersonKind = field("Kind")
    sex: Sex = field("Sex")
    age_band: Term = field("Age band", vocab="age_band")
    is_minor: bool = field("Under 18")
    group_size: int | None = field("Size", default=None)
    group_women: int | None = field("of whom women", default=None)
    population_groups: tuple[Term, ...] = field("Groups", default=(), vocab="population_group")
    district: Place = field("District")
    identity: tuple[Identity, ...] = field("Identity (sealed)", default=(), sealed=True)
    languages: tuple[Term, ...] = field("Languages", default=(), vocab="language")
    communication_needs: str | None = field("Communication needs", default=None, max=160)
    consent_identity: YesNo = field("Agreed that we keep identity")

    states = States(active="dormant", dormant="active anonymised", anonymised="", ends="anonymised")
