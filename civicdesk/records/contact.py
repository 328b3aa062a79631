"""Contact (E02): A post, and if needed the person in it, inside a stakeholder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from civicdesk.i18n import _
from civicdesk.records.choices import Classification, ContactBasis, Openness, PostLevel, Sex
from civicdesk.records.fields import computed, field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Child, Record, child, record
from civicdesk.records.states import States
from civicdesk.records.tags import PERSON_OFFICIAL, STRATEGY
from civicdesk.records.values import Day, Ref, Term

if TYPE_CHECKING:
    from civicdesk.records.stakeholder import Stakeholder


@child
class ContactChannelRow(Child):
    """One row of “How to reach”."""

    channel: Term = field("Channel", vocab="contact_channel")
    detail: str = field("Detail", max=120, tag=PERSON_OFFICIAL)
    safe_for: Classification = field("Safe for", default=Classification.PUBLIC)


@record(
    "Contact",
    "Contacts",
    code="E02",
    prefix="CON",
    compartment=PROGRAMME,
    classification=Classification.CONFIDENTIAL,
    title="post_title",
    columns=("stakeholder", "post_title", "level_of_post", "person_name", "state"),
    sort="post_title",
    retention="RT-07",
)
class Contact(Record):
    """A post, and if needed the person in it, inside a stakeholder. Post first: most work needs only the
    post."""

    stakeholder: Ref[Stakeholder] = field("Institution")
    post_title: str = field("Post", max=120)
    post_title_km: str | None = field("Post in Khmer", default=None, max=120)
    level_of_post: PostLevel = field("Level of post")
    person_name: str | None = field("Name", default=None, max=120, tag=PERSON_OFFICIAL)
    person_name_km: str | None = field("Name in Khmer", default=None, max=120, tag=PERSON_OFFICIAL)
    honorific: str | None = field("Form of address", default=None, max=60)
    sex: Sex | None = field("Sex", default=None)
    channels: tuple[ContactChannelRow, ...] = field("How to reach (safest first)", default=())
    reform_minded: Openness | None = field("Open to work with us", default=None, tag=STRATEGY)
    met_on: Day | None = field("First met", default=None)
    since_date: Day | None = field("In post since", default=None)
    until_date: Day | None = field("Left post", default=None)
    do_not_contact: bool = field("Do not contact", default=False)
    do_not_contact_reason: str | None = field("Why not", default=None, max=200)
    basis: ContactBasis = field("Why we hold this person's details")

    states = States(current="former", former="archived", archived="current", ends="archived")
