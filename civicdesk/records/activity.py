"""Activity (E14): a training, workshop, dialogue or outreach item, with counts of people and no names."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Self, cast

from civicdesk.i18n import N_, _
from civicdesk.records.choices import (
    Classification,
    CountMethod,
    EngagementGroup,
    Mode,
    PermissionCheck,
    PhotoRule,
    Sex,
)
from civicdesk.records.conditional import fill_in, lacks_role, rule_id, second_person
from civicdesk.records.fields import computed, field
from civicdesk.records.personal import personal_kinds
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Child, Record, child, record
from civicdesk.records.share import percent
from civicdesk.records.states import States
from civicdesk.records.tags import FREE_TEXT, MONEY, PLACE_FINE
from civicdesk.records.values import Headcount, Money, PartialDate, Place, Ref, Term

if TYPE_CHECKING:
    from civicdesk.records.authorisation import Authorisation
    from civicdesk.records.campaign import Campaign
    from civicdesk.records.coalition import Coalition
    from civicdesk.records.indicator import Indicator
    from civicdesk.records.movement import Movement
    from civicdesk.records.project import Project
    from civicdesk.records.stakeholder import Stakeholder
    from civicdesk.records.subgrant import SubGrant


@child
class AgeRow(Child):
    """People of one age band and sex."""

    age_band: Term = field("Age band", vocab="age_band")
    sex: Sex = field("Sex")
    n: int = field("How many")


@child
class GroupRow(Child):
    """People of one population group; one person may be in several."""

    population_group: Term = field("Population group", vocab="population_group")
    n: int = field("How many")


@child
class EvaluationRow(Child):
    """One question asked before and after."""

    question: str = field("Question", max=160)
    before: Decimal | None = field("Before", default=None, digits=1)
    after: Decimal | None = field("After", default=None, digits=1)
    n: int | None = field("Answers", default=None)


@record(
    "Activity",
    "Activities",
    about=N_(
        "Trainings, workshops, dialogues, study tours and outreach: what was held, where, and how "
        "many people came. Counts only, no names."
    ),
    code="E14",
    prefix="ATV",
    compartment=PROGRAMME,
    classification=Classification.INTERNAL,
    title="title",
    columns=(
        "ref",
        "starts_on",
        "title",
        "activity_type",
        "places",
        "participants_total",
        "participants_women",
        "women_share",
        "project",
        "state",
    ),
    sort="-starts_on",
    retention="RT-03",
)
class Activity(Record):
    """A training, workshop, dialogue, study tour, boot camp, community meeting or outreach item, with
    counts of people and no names.
    """

    title: str = field("Title", max=160)
    activity_type: Term = field("Type", vocab="activity_type")
    project: Ref[Project] | None = field("Project", default=None)
    campaign: Ref[Campaign] | None = field("Campaign", default=None)
    sub_grant: Ref[SubGrant] | None = field("Sub-grant", default=None)
    coalition: Ref[Coalition] | None = field("Coalition", default=None)
    starts_on: PartialDate = field("Start")
    ends_on: PartialDate | None = field("End", default=None)
    sessions_count: int = field("Number of sessions counted here", default=1, low=1, high=10_000)
    places: tuple[Place, ...] = field("Where")
    venue: str | None = field("Venue", default=None, max=160, tag=PLACE_FINE)
    mode: Mode = field("Mode")
    channel: Term | None = field("Channel", default=None, vocab="outreach_channel")
    topics: tuple[Term, ...] = field("Topics", default=(), vocab="topic")
    led_by: tuple[Ref[Stakeholder], ...] = field("Delivered by", default=())
    authorisations: tuple[Ref[Authorisation], ...] = field("Permission", default=())
    permission_check: PermissionCheck | None = field("Permission check", default=None)
    movement: Ref[Movement] | None = field("Travel / check-in", default=None)
    stakeholder_groups: tuple[EngagementGroup, ...] = field(
        "Groups taking part", default=(), needed_at="held"
    )
    participants_total: int | None = field("Participants, total", default=None, needed_at="held")
    participants_women: int | None = field("of whom women", default=None)
    participants_men: int | None = field("of whom men", default=None)
    participants_other: int | None = field("of whom other", default=None)
    sex_unknown_reason: str | None = field("Why sex was not counted", default=None, max=160)
    age_rows: tuple[AgeRow, ...] = field("By age and sex", default=())
    youth_total: int | None = field("Youth (15–30)", default=None)
    disability_total: int | None = field("Persons with disability (WG-SS)", default=None)
    group_rows: tuple[GroupRow, ...] = field("By group", default=())
    count_method: CountMethod | None = field("How counted", default=None, needed_at="held")
    counts_partner_reported: Ref[Stakeholder] | None = field("Reported by partner", default=None)
    unique_people: int | None = field("Unique people (if known)", default=None)
    reach_online: int | None = field("Online reach", default=None)
    engagements: int | None = field("Online engagements", default=None)
    shares: int | None = field("Online shares", default=None)
    evaluation: tuple[EvaluationRow, ...] = field("Evaluation", default=())
    accessibility_done: tuple[Term, ...] = field("Accessibility provided", default=(), vocab="accessibility")
    photo_consent: PhotoRule | None = field("Photos", default=None, needed_at="held")
    summary: str | None = field("What happened", default=None, tag=FREE_TEXT, needed_at="reported")
    costs: Money | None = field("Cost", default=None, tag=MONEY)

    states = States(
        planned="confirmed postponed cancelled",
        confirmed="held postponed cancelled",
        held="reported",
        reported="",
        postponed="planned cancelled",
        cancelled="",
        reasons="cancelled",
        ends="reported cancelled",
        side="postponed cancelled",
    )

    @property
    def people(self) -> Headcount:
        """The participants as they were counted."""
        return Headcount(
            self.participants_total, self.participants_women, self.participants_men, self.participants_other
        )

    @computed("Not counted as women, men or other")
    def participants_not_stated(self) -> int | None:
        """Total less women, men and other; None without a total."""
        return None if self.people.total is None else self.people.total - self.people.parts

    @computed("Women (%)", digits=1)
    def women_share(self) -> Decimal | None:
        """Women in per cent of the total; None when either was not counted."""
        if self.participants_total is None or self.participants_women is None:
            return None
        return percent(self.participants_women, self.participants_total)

    def prepared(self, look: Lookup) -> Self:
        """Youth is counted from the age table where there is one."""
        if not self.age_rows:
            return self
        return self.replaced(youth_total=sum(row.n or 0 for row in self.age_rows if row.age_band in YOUTH))

    def problems(self, look: Lookup) -> Iterator[Problem]:
        """What this activity can tell is wrong with itself."""
        if not (self.project or self.campaign or self.sub_grant or self.coalition):
            yield Problem(
                "E",
                rule_id(self, "project"),
                "project",
                _("Link the activity to a project, campaign, sub-grant or coalition."),
            )
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            yield Problem("E", rule_id(self, "ends_on"), "ends_on", _("The activity ends before it starts."))
        if self.activity_type in OUTREACH:
            yield from fill_in(self, "E", "channel")
        yield from self._count_problems()
        yield from self._age_problems()
        yield from self._personal_problems()
        yield from self._estimates(look)

    def _count_problems(self) -> Iterator[Problem]:
        people = self.people
        if people.too_many:
            yield Problem(
                "E",
                "V-ATV-01",
                "participants_total",
                _("Women, men and other add up to {sum}, more than the total {total}.").format(
                    sum=people.parts, total=people.total
                ),
            )
        if more_than(self.disability_total, people.total):
            yield Problem(
                "E",
                "V-ATV-03",
                "disability_total",
                _("Persons with disability cannot be more than the total."),
            )
        if more_than(self.unique_people, people.total):
            yield Problem(
                "E", "V-ATV-07", "unique_people", _("Unique people cannot be more than attendances.")
            )
        for number, row in enumerate(self.group_rows):
            if more_than(row.n, people.total):
                yield Problem(
                    "E",
                    rule_id(self, "group_rows"),
                    f"group_rows.{number}.n",
                    _("One group cannot be more than the total."),
                )

    def _age_problems(self) -> Iterator[Problem]:
        women = sum(row.n or 0 for row in self.age_rows if row.sex is Sex.FEMALE)
        everybody = sum(row.n or 0 for row in self.age_rows)
        for counted, total in ((everybody, self.participants_total), (women, self.participants_women)):
            if more_than(counted, total):
                yield Problem(
                    "E",
                    "V-ATV-02",
                    "age_rows",
                    _("The age table adds up to {sum}; the total is {total}.").format(
                        sum=counted, total=total
                    ),
                )

    def _personal_problems(self) -> Iterator[Problem]:
        """Names and numbers of participants in what is written about them."""
        texts = [(key, getattr(self, key)) for key in ("summary", "sex_unknown_reason", "notes")]
        texts += [(f"evaluation.{n}.question", row.question) for n, row in enumerate(self.evaluation)]
        for key, text in texts:
            if kind := personal_kinds(text):
                yield Problem(
                    "E",
                    "V-ATV-05",
                    key,
                    _(
                        "This looks like personal details ({kind}). Participants are counted, not named."
                    ).format(kind=kind),
                )

    def _estimates(self, look: Lookup) -> Iterator[Problem]:
        if self.count_method is CountMethod.ESTIMATE and self._feeds_an_indicator(look):
            yield Problem(
                "W",
                "V-ATV-06",
                "count_method",
                _("This is an estimate. It will be marked 'est.' in reports."),
            )

    def _feeds_an_indicator(self, look: Lookup) -> bool:
        if not self.id or self.project is None:
            return False
        indicators = cast("list[Indicator]", look.find("indicator", project=self.project))
        return any(self.id in value.auto_from for one in indicators for value in one.values)

    def guards(self, to: str, look: Lookup) -> Iterator[Problem]:
        """What stops entering a state."""
        if self.states.at_least(to, "confirmed"):
            yield from self._permission_problems(to, look)
        unexplained = self.participants_women is None and not (self.sex_unknown_reason or "").strip()
        if self.states.at_least(to, "held") and unexplained:
            yield Problem(
                "T", "V-ATV-04", "participants_women", _("Count women too. If you could not, say why.")
            )

    def _permission_problems(self, to: str, look: Lookup) -> Iterator[Problem]:
        if self.permission_check is None:
            yield Problem(
                "T",
                "V-ATV-08",
                "permission_check",
                _("Record the permission check first (it may be 'Not needed')."),
            )
        if self.permission_check is PermissionCheck.WAIVED and to == "confirmed":
            if lacks_role(look, "DIR"):
                yield Problem(
                    "T",
                    rule_id(self, "permission_check"),
                    "permission_check",
                    _("Only a director may waive the permission."),
                )
            elif look.actor is not None and look.actor == self.owner:
                yield Problem(
                    second_person(look),
                    rule_id(self, "permission_check"),
                    "permission_check",
                    _("You submitted this, so another person must approve it."),
                )


def more_than(part: int | None, whole: int | None) -> bool:
    """Whether both were counted and the part is more than the whole."""
    return part is not None and whole is not None and part > whole


YOUTH = ("15_17", "18_30")
"""Age bands of the national policy on youth, 15 to 30."""

OUTREACH = ("door_to_door", "radio_programme", "social_media_series", "content_creator_collaboration")
"""Types of activity that reach people through a channel."""
