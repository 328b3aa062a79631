"""Stakeholder (E01): every institution, office, organisation, network or media outlet we deal with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, cast

from civicdesk.i18n import N_, _
from civicdesk.records.choices import (
    AuthorityLevel,
    Classification,
    Closeness,
    EngagementGroup,
    PowerForm,
    PowerSpace,
    Quadrant,
    Stance,
)
from civicdesk.records.closeness import closeness_of
from civicdesk.records.fields import field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Record, record
from civicdesk.records.states import States
from civicdesk.records.tags import STRATEGY
from civicdesk.records.thresholds import number
from civicdesk.records.values import Day, Place, Ref, Score, Term

if TYPE_CHECKING:
    from civicdesk.records.activity import Activity
    from civicdesk.records.meeting import Meeting
    from civicdesk.records.staff_member import StaffMember


@record(
    "Stakeholder",
    "Stakeholders",
    about=N_(
        "Every institution, office, organisation, network or media outlet you deal with, and how you "
        "stand with it."
    ),
    code="E01",
    prefix="STK",
    compartment=PROGRAMME,
    classification=Classification.INTERNAL,
    title="name",
    columns=(
        "ref",
        "name",
        "stakeholder_type",
        "authority_level",
        "place",
        "quadrant",
        "stance",
        "closeness",
        "last_contact",
        "relation_owner",
        "state",
    ),
    sort="name",
    retention="RT-06",
)
class Stakeholder(Record):
    """Every institution, office, organisation, network or media outlet we deal with; for public bodies
    also its place in the hierarchy. Used for power/interest mapping (Mendelow),
    alignment–interest–influence (ODI AIIM), power analysis, layered engagement, closeness, balance.
    """

    name: str = field(
        "Name",
        max=160,
        missing=("V-STK-01", N_("Give the stakeholder a name, or the name of the office.")),
    )
    name_km: str | None = field("Name in Khmer", default=None, max=160)
    short_name: str | None = field("Short name", default=None, max=40)
    engagement_group: EngagementGroup = field("Stakeholder group")
    stakeholder_type: Term = field("Type", vocab="stakeholder_type")
    authority_level: AuthorityLevel | None = field("Level of administration", default=None)
    parent: Ref[Stakeholder] | None = field("Belongs to", default=None)
    place: Place | None = field("Area covered", default=None)
    is_political_party: bool = field("Political party or party-linked body", default=False)
    mandate: str | None = field("Mandate / what they decide", default=None)
    issues: tuple[Term, ...] = field("Issues they care about", default=(), vocab="issue")
    position_score: Score | None = field("Influence", default=None, tag=STRATEGY, needed_at="mapped")
    interest_score: Score | None = field("Interest", default=None, tag=STRATEGY, needed_at="mapped")
    alignment_score: Score | None = field("Alignment", default=None, tag=STRATEGY, needed_at="mapped")
    stance: Stance | None = field("Stance", default=None, tag=STRATEGY, needed_at="mapped")
    power_forms: tuple[PowerForm, ...] = field("Forms of power", default=(), tag=STRATEGY)
    spaces: tuple[PowerSpace, ...] = field("Spaces open to us", default=(), tag=STRATEGY)
    drivers: str | None = field("What moves them; what worries them", default=None, tag=STRATEGY)
    influenced_by: tuple[Ref[Stakeholder], ...] = field("Who influences them", default=(), tag=STRATEGY)
    entry_point: str | None = field(
        "Entry point (post or unit, technical level preferred)", default=None, max=160, tag=STRATEGY
    )
    capacity_gap: str | None = field("Capacity limits and what support they ask for", default=None)
    relation_owner: Ref[StaffMember] | None = field("Relationship holder", default=None, needed_at="mapped")
    engagement_scope: str | None = field(
        "Agreed scope of our relationship", default=None, max=300, tag=STRATEGY
    )
    mapped_on: Day | None = field("Map last reviewed", default=None, needed_at="mapped")
    emergency_role: Term | None = field("Emergency service", default=None, vocab="emergency_role")
    public_contact: str | None = field("Public phone / office address", default=None, max=200)

    states = States(
        listed="mapped",
        mapped="archived listed",
        archived="listed",
        who={"mapped": "PRG", "archived": "PRG"},
        ends="archived",
    )

    @looked_up("Grid position", tag=STRATEGY)
    def quadrant(self, look: Lookup) -> Quadrant | None:
        """Place on the grid of influence and interest; None until both are scored."""
        if self.position_score is None or self.interest_score is None:
            return None
        high = number(look, "grid_threshold", 4)
        if self.position_score >= high:
            return Quadrant.MANAGE_CLOSELY if self.interest_score >= high else Quadrant.KEEP_SATISFIED
        return Quadrant.KEEP_INFORMED if self.interest_score >= high else Quadrant.MONITOR

    @looked_up("Closeness", tag=STRATEGY)
    def closeness(self, look: Lookup) -> Closeness | None:
        """What the last balance review found; distant without a meeting in 12 months or while blocked."""
        return closeness_of(self, look)

    @looked_up("Last contact")
    def last_contact(self, look: Lookup) -> date | None:
        """The day of the last meeting or activity held with them."""
        return max(self._contact_days(look), default=None)

    def _contact_days(self, look: Lookup) -> Iterator[date]:
        found = {m.id: m for key in ("main_stakeholder", "also_present") for m in self._meetings(look, key)}
        for meeting in found.values():
            if meeting.starts_at and meeting.states.at_least(meeting.state, "held"):
                yield meeting.starts_at.date()
        for found_activity in look.find("activity", led_by=self.id):
            activity = cast("Activity", found_activity)
            if activity.starts_on and activity.states.at_least(activity.state, "held"):
                yield activity.starts_on.day

    def _meetings(self, look: Lookup, key: str) -> tuple[Meeting, ...]:
        return cast("tuple[Meeting, ...]", tuple(look.find("meeting", **{key: self.id})))

    def problems(self, look: Lookup) -> Iterator[Problem]:
        """What this stakeholder can tell is wrong with itself."""
        yield from self._hierarchy_problems(look)
        yield from self._duplicates(look)
        if self.is_political_party:
            yield Problem(
                "W",
                "V-STK-05",
                "is_political_party",
                _(
                    "The law on associations and NGOs asks organisations to stay neutral toward political "
                    "parties. Record why this contact is needed."
                ),
            )
        if self.relation_owner is None and self.quadrant(look) in IMPORTANT:
            yield Problem(
                "W",
                "V-STK-07",
                "relation_owner",
                _("Important stakeholders need one person who holds the relationship."),
            )

    def _hierarchy_problems(self, look: Lookup) -> Iterator[Problem]:
        level = self.authority_level
        if self.engagement_group is EngagementGroup.PUBLIC_SECTOR and level is None:
            yield Problem(
                "E",
                "V-STK-02",
                "authority_level",
                _("Choose the level of administration for this public body."),
            )
        if level and 0 < level.rank < AuthorityLevel.NATIONAL.rank and self.place is None:
            yield Problem(
                "E",
                "V-STK-R-place",
                "place",
                _("Choose the area this office covers; below the national level every office has one."),
            )
        if self._above_itself(look):
            yield Problem(
                "E",
                "V-STK-03",
                "parent",
                _("This office cannot sit above itself. Check 'Belongs to'."),
            )

    def _above_itself(self, look: Lookup) -> bool:
        """Whether the parents lead back here, or the parent's level is below this one."""
        seen, parent = {self.id} - {""}, self.parent
        while parent:
            if parent in seen:
                return True
            seen.add(parent)
            office = cast("Stakeholder | None", look.get("stakeholder", parent))
            if parent == self.parent and office and _is_below(office.authority_level, self.authority_level):
                return True
            parent = office.parent if office else None
        return False

    def _duplicates(self, look: Lookup) -> Iterator[Problem]:
        if not self.name:
            return
        for other in look.find("stakeholder", name=self.name):
            if other.id != self.id and cast("Stakeholder", other).place == self.place:
                place = look.place_name(self.place) or _("the same area")
                yield Problem(
                    "W",
                    "V-STK-04",
                    "name",
                    _("There is already a stakeholder called {name} in {place}. Open it instead?").format(
                        name=self.name, place=place
                    ),
                )
                return

    def guards(self, to: str, look: Lookup) -> Iterator[Problem]:
        """What stands against entering the state `to`."""
        if to == "mapped" and self.state != "archived":
            for key in ("position_score", "interest_score", "alignment_score", "stance"):
                if getattr(self, key) is None:
                    yield Problem(
                        "T",
                        "V-STK-06",
                        key,
                        _(
                            "To place this stakeholder on the map, set influence, interest, alignment "
                            "and stance."
                        ),
                    )
        if to == "archived" and (n := self._open_work(look)):
            yield Problem(
                "T",
                "V-STK-R-archived",
                "state",
                _("{n} meetings, commitments or letters with them are still open. Close them first.").format(
                    n=n
                ),
            )

    def _open_work(self, look: Lookup) -> int:
        keys = (
            ("meeting", "main_stakeholder"),
            ("commitment", "promised_by"),
            ("authorisation", "authority"),
        )
        found = (record for name, key in keys for record in look.find(name, **{key: self.id}))
        return sum(record.state not in record.states.ends for record in found)


IMPORTANT = frozenset({Quadrant.MANAGE_CLOSELY, Quadrant.KEEP_SATISFIED})
"""Positions on the grid that ask for a relationship holder."""


def _is_below(one: AuthorityLevel | None, other: AuthorityLevel | None) -> bool:
    return bool(one and other and 0 < one.rank < other.rank)
