"""Protected person (E17): the only place for a community member's identity."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Self, cast

from civicdesk.i18n import N_, _
from civicdesk.records.choices import Classification, PersonKind, Sex, YesNo
from civicdesk.records.conditional import fill_in, rule_id
from civicdesk.records.fields import field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.pseudonyms import new_pseudonym, points_to
from civicdesk.records.record import CASEWORK, Child, Record, child, record
from civicdesk.records.states import States
from civicdesk.records.tags import PERSON_COMMUNITY
from civicdesk.records.values import Headcount, Place, Term

if TYPE_CHECKING:
    from civicdesk.records.case import Case


@child
class Identity(Child):
    """Who a protected person is; sealed."""

    full_name: str | None = field("Full name", default=None, max=120, tag=PERSON_COMMUNITY)
    phone: str | None = field("Phone", default=None, max=40, tag=PERSON_COMMUNITY)
    address: str | None = field("Address", default=None, max=200, tag=PERSON_COMMUNITY)
    id_number: str | None = field("ID number (discouraged)", default=None, max=40, tag=PERSON_COMMUNITY)
    caregiver: str | None = field("Caregiver", default=None, max=120, tag=PERSON_COMMUNITY)
    safe_contact_rule: str = field("How to contact safely", max=200, tag=PERSON_COMMUNITY)
    do_not_contact_via: tuple[Term, ...] = field("Do not contact via", default=(), vocab="contact_channel")


@record(
    "Protected person",
    "Protected persons",
    about=N_(
        "The only place for the identity of a community member. Kept apart from the text of the case, "
        "and opened only with a reason."
    ),
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
    needed, with a reason.
    """

    pseudonym: str = field("Pseudonym", max=40)
    kind: PersonKind = field("Kind")
    sex: Sex = field("Sex")
    age_band: Term = field("Age band", vocab="age_band")
    is_minor: bool = field("Under 18")
    group_size: int | None = field("Size", default=None)
    group_women: int | None = field("of whom women", default=None)
    population_groups: tuple[Term, ...] = field("Groups", default=(), vocab="population_group")
    district: Place = field("District")
    identity: tuple[Identity, ...] = field(
        "Identity (sealed)", default=(), sealed=True, forgotten_at="anonymised"
    )
    languages: tuple[Term, ...] = field("Languages", default=(), vocab="language")
    communication_needs: str | None = field("Communication needs", default=None, max=160)
    consent_identity: YesNo = field("Agreed that we keep identity")

    states = States(active="dormant", dormant="active anonymised", anonymised="", ends="anonymised")

    @looked_up("Open cases")
    def open_cases(self, look: Lookup) -> int:
        """How many cases of this person are not over."""
        cases = cast("list[Case]", look.find("case", subject=self.id)) if self.id else []
        return sum(case.state not in case.states.ends for case in cases)

    @property
    def people(self) -> Headcount:
        """How many people a family or group has, and how many are women."""
        return Headcount(self.group_size, self.group_women)

    @property
    def names(self) -> tuple[str, ...]:
        """Names that must not appear in any other text."""
        return tuple(name for row in self.identity for name in (row.full_name, row.caregiver) if name)

    def prepared(self, look: Lookup) -> Self:
        """A pseudonym is drawn for a new person; an anonymised one has no identity left."""
        person = self
        if not (person.pseudonym or "").strip():
            person = person.replaced(
                pseudonym=new_pseudonym(lambda name: bool(look.find("protected_person", pseudonym=name)))
            )
        if person.state == "anonymised":
            person = person.replaced(identity=(), communication_needs=None)
        return person

    def problems(self, look: Lookup) -> Iterator[Problem]:
        """What this record can tell is wrong with itself."""
        yield from self._pseudonym_problems(look)
        if self.identity and self.consent_identity is YesNo.NO:
            yield Problem(
                "E",
                "V-PER-02",
                "identity",
                _("This person did not agree that we keep their identity. Remove it."),
            )
        for number, row in enumerate(self.identity):
            if row.id_number:
                yield Problem(
                    "W",
                    "V-PER-03",
                    f"identity.{number}.id_number",
                    _("Do you need the ID number? It is the most harmful thing to lose."),
                )
        yield from self._group_problems()

    def _pseudonym_problems(self, look: Lookup) -> Iterator[Problem]:
        if not self.pseudonym:
            return
        district = self.district or ""
        places = (district, look.place_name(district).split(",")[0]) if district else ()
        if any(points_to(self.pseudonym, name, places) for name in self.names):
            yield Problem("E", "V-PER-01", "pseudonym", _("The pseudonym must not point to the person."))
        if any(other.id != self.id for other in look.find("protected_person", pseudonym=self.pseudonym)):
            yield Problem(
                "E",
                rule_id(self, "pseudonym"),
                "pseudonym",
                _("Another person already has this pseudonym. Choose another."),
            )

    def _group_problems(self) -> Iterator[Problem]:
        if self.kind in (PersonKind.FAMILY, PersonKind.GROUP):
            yield from fill_in(self, "E", "group_size")
        if self.people.too_many:
            yield Problem(
                "E",
                rule_id(self, "group_women"),
                "group_women",
                _("Women ({women}) cannot be more than the total ({total}).").format(
                    women=self.group_women, total=self.group_size
                ),
            )
        young = self.age_band in ("0_14", "15_17")
        known = self.age_band not in (None, "", "not_recorded")
        if self.kind is PersonKind.PERSON and known and self.is_minor is not None and young != self.is_minor:
            yield Problem(
                "E", rule_id(self, "is_minor"), "is_minor", _("“Under 18” and the age band disagree.")
            )

    def guards(self, to: str, look: Lookup) -> Iterator[Problem]:
        """What stops entering a state."""
        if to in ("dormant", "anonymised") and (open_cases := self.open_cases(look)):
            yield Problem(
                "T",
                rule_id(self, "state"),
                "state",
                _("{n} cases of this person are still open.").format(n=open_cases),
            )


def opening_problems(reason: str) -> Iterator[Problem]:
    """What stops opening the sealed identity: no reason given."""
    if not reason.strip():
        yield Problem("E", "V-PER-04", "identity", _("Say why you need to see who this is."))
