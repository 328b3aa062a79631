"""Contact (E02): A post, and if needed the person in it, inside a stakeholder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, cast

from civicdesk.i18n import N_, _
from civicdesk.records.choices import (
    AuthorityLevel,
    Classification,
    ContactBasis,
    Openness,
    PostLevel,
    Sex,
)
from civicdesk.records.fields import field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Child, Record, child, record
from civicdesk.records.states import States
from civicdesk.records.tags import PERSON_OFFICIAL, STRATEGY
from civicdesk.records.values import Day, Ref, Term

if TYPE_CHECKING:
    from civicdesk.records.meeting import Meeting
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
    about=N_(
        "A post inside an office or organisation, and if needed the person in it. Most work needs "
        "only the post."
    ),
    code="E02",
    prefix="CON",
    compartment=PROGRAMME,
    classification=Classification.CONFIDENTIAL,
    title="post_title",
    columns=("stakeholder", "post_title", "level_of_post", "person_name", "last_contact", "state"),
    sort="post_title",
    retention="RT-07",
)
class Contact(Record):
    """A post, and if needed the person in it, inside a stakeholder. Post first: most work needs only the
    post.
    """

    stakeholder: Ref[Stakeholder] = field("Institution")
    post_title: str = field(
        "Post",
        max=120,
        missing=("V-CON-01", N_("Write the post. The person's name is optional.")),
    )
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
    until_date: Day | None = field("Left post", default=None, needed_at="former")
    do_not_contact: bool = field("Do not contact", default=False)
    do_not_contact_reason: str | None = field("Why not", default=None, max=200)
    basis: ContactBasis = field("Why we hold this person's details")

    states = States(current="former", former="archived", archived="current", ends="archived")

    @looked_up("Last contact")
    def last_contact(self, look: Lookup) -> date | None:
        """The day of the last meeting held at which this post was expected."""
        meetings = cast("list[Meeting]", look.find("meeting", contacts=self.id))
        days = (m.starts_at.date() for m in meetings if m.starts_at and m.states.at_least(m.state, "held"))
        return max(days, default=None)

    def problems(self, look: Lookup) -> Iterator[Problem]:
        """What this contact can tell is wrong with itself."""
        if self.person_name and self.level_of_post is PostLevel.FRONTLINE and self._is_local(look):
            yield Problem(
                "W",
                "V-CON-02",
                "person_name",
                _("Do you need this person's name? The post is usually enough."),
            )
        if self.since_date and self.until_date and self.until_date < self.since_date:
            yield Problem(
                "E",
                "V-CON-03",
                "until_date",
                _("The person cannot leave the post before taking it."),
            )

    def _is_local(self, look: Lookup) -> bool:
        """Whether the institution is of a village or commune."""
        office = cast("Stakeholder | None", look.get("stakeholder", self.stakeholder))
        local = (AuthorityLevel.VILLAGE, AuthorityLevel.COMMUNE_SANGKAT)
        return office is not None and office.authority_level in local

    def sending_problems(self, row: int, message: Classification) -> Iterator[Problem]:
        """What speaks against sending something of the class `message` by the channel in this row."""
        channel = self.channels[row]
        if channel.safe_for.rank < message.rank:
            yield Problem(
                "W",
                "V-CON-04",
                f"channels.{row}.safe_for",
                _("This channel is marked safe for {a} only; your message is {b}.").format(
                    a=channel.safe_for.label, b=message.label
                ),
            )
