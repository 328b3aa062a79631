"""Risk (E18): the register of risks for people, data, relations and programme."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Self, cast

from civicdesk.i18n import N_, _
from civicdesk.records.choices import Classification, Level4, RiskEffect, Treatment
from civicdesk.records.conditional import fill_in, lacks_role, second_person
from civicdesk.records.fields import computed, field
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import SECURITY, Child, Record, child, record
from civicdesk.records.states import States
from civicdesk.records.tags import SECURITY_DETAIL
from civicdesk.records.thresholds import number
from civicdesk.records.values import Day, Link, Ref, Score, Term, add_days

if TYPE_CHECKING:
    from civicdesk.records.commitment import Commitment
    from civicdesk.records.protocol import Protocol
    from civicdesk.records.staff_member import StaffMember


@child
class ScoreHistory(Child):
    """A row of “Score history”."""

    date: Day = field("Date")
    threat: Score = field("Threat")
    vulnerability: Score = field("Vulnerability")
    capacity: Score = field("Capacity")
    impact: Score = field("Impact")
    by: Ref[StaffMember] | None = field("By", default=None)
    note: str | None = field("Note", default=None, max=240)


@record(
    "Risk",
    "Risks",
    about=N_(
        "Risks to people, data, relations and work: the threat, where you are vulnerable, what you "
        "can do, and who follows it up."
    ),
    code="E18",
    prefix="RSK",
    compartment=SECURITY,
    classification=Classification.CONFIDENTIAL,
    title="title",
    columns=(
        "ref",
        "title",
        "risk_category",
        "threat",
        "vulnerability",
        "capacity",
        "score",
        "level",
        "target_level",
        "review_on",
        "owner",
        "state",
    ),
    sort="review_on",
    retention="RT-14",
    random_ref=True,
)
class Risk(Record):
    """Risk register for people, data, relations and programme. Formula of the defenders' protection field:
    risk = threat × vulnerability ÷ capacity.
    """

    title: str = field("Risk", max=160)
    risk_category: Term = field("Category", vocab="risk_category")
    who_affected: tuple[Term, ...] = field("Who or what would be harmed", vocab="who_affected")
    linked_to: tuple[Link, ...] = field(
        "About", default=(), to=("campaign", "meeting", "publication", "activity", "movement", "project")
    )
    threat_text: str = field("Threat: who or what, signs seen", tag=SECURITY_DETAIL)
    threat_actor: Term | None = field(
        "Source of threat", default=None, vocab="threat_actor", tag=SECURITY_DETAIL
    )
    vulnerability_text: str = field("What exposes us", tag=SECURITY_DETAIL)
    capacity_text: str = field("What protects us already", tag=SECURITY_DETAIL)
    threat: Score = field("Threat")
    vulnerability: Score = field("Vulnerability")
    capacity: Score = field("Capacity")
    impact: Score = field("Impact if it happens")
    treatment: Treatment | None = field("Treatment", default=None, needed_at="assessed")
    actions: tuple[Ref[Commitment], ...] = field("Measures", default=())
    target_threat: Score | None = field("Target threat", default=None)
    target_vulnerability: Score | None = field("Target vulnerability", default=None)
    target_capacity: Score | None = field("Target capacity", default=None)
    triggers: str | None = field("Warning signs / trigger points", default=None, tag=SECURITY_DETAIL)
    contingency: Ref[Protocol] | None = field("If it happens", default=None)
    accepted_by: Ref[StaffMember] | None = field("Accepted by", default=None, needed_at="accepted")
    accepted_on: Day | None = field("Accepted on", default=None, needed_at="accepted")
    accept_reason: str | None = field("Reason for accepting", default=None, max=240, needed_at="accepted")
    review_on: Day = field("Next review")
    history: tuple[ScoreHistory, ...] = field("Score history", default=(), automatic=True)

    states = States(
        draft="assessed",
        assessed="treating accepted",
        treating="monitored accepted",
        monitored="closed treating",
        closed="",
        accepted="monitored",
        who={"accepted": "DIR"},
        ends="closed",
        side="accepted",
        four_eyes="accepted",
    )

    @computed("Score", digits=1)
    def score(self) -> Decimal | None:
        """Threat × vulnerability ÷ capacity, with one decimal."""
        return risk_score(self.threat, self.vulnerability, self.capacity)

    @computed("Level")
    def level(self) -> Level4 | None:
        """What the score means; the highest impact raises it by one step."""
        return risk_level(self.score, self.impact)

    @computed("Target score", digits=1)
    def target_score(self) -> Decimal | None:
        """The score once the measures have worked."""
        return risk_score(self.target_threat, self.target_vulnerability, self.target_capacity)

    @computed("Target level")
    def target_level(self) -> Level4 | None:
        """The level once the measures have worked."""
        return risk_level(self.target_score, self.impact)

    @computed("Likelihood (grid row)")
    def likelihood_band(self) -> int | None:
        """Row of the 5×5 grid, 1 to 5; its column is the impact."""
        score = self.score
        return None if score is None else 1 + sum(score >= limit for limit in LIKELIHOOD)

    @property
    def is_serious(self) -> bool:
        """Whether the level is high or critical."""
        return self.level in (Level4.HIGH, Level4.CRITICAL)

    def prepared(self, look: Lookup) -> Self:
        """Every change of a score is kept, and a review day is set by the level."""
        risk = self
        if (level := risk.level) is None:
            return risk
        if not risk.review_on:
            days = number(look, f"risk.review_days.{level.value}", REVIEW_DAYS[level])
            risk = risk.replaced(review_on=add_days(look.today, days))
        last = risk.history[-1] if risk.history else None
        now = (risk.threat, risk.vulnerability, risk.capacity, risk.impact)
        if last is None or now != (last.threat, last.vulnerability, last.capacity, last.impact):
            risk = risk.replaced(history=(*risk.history, self._scored(look)))
        return risk

    def _scored(self, look: Lookup) -> ScoreHistory:
        return ScoreHistory(
            date=look.today,
            threat=self.threat,
            vulnerability=self.vulnerability,
            capacity=self.capacity,
            impact=self.impact,
            by=None if look.actor is None else Ref(look.actor),
        )

    def passed(self, to: str) -> tuple[str, ...]:
        """An accepted risk is monitored without having been treated."""
        if to == "monitored" and self.state == "accepted":
            return ("assessed", "accepted", "monitored")
        return super().passed(to)

    def problems(self, look: Lookup) -> Iterator[Problem]:
        """What this risk can tell is wrong with itself; scores outside 1 to 5 are refused as they are."""
        if self.threat == 5 and self.actions and self._only_builds_capacity(look):
            yield Problem(
                "W",
                "V-RSK-04",
                "actions",
                _(
                    "With a live threat, building capacity takes too long. Add a measure that lowers the "
                    "threat or the exposure now."
                ),
            )

    def _only_builds_capacity(self, look: Lookup) -> bool:
        measures = [cast("Commitment | None", look.get("commitment", one)) for one in self.actions]
        return all(one is not None and one.effect is RiskEffect.RAISES_CAPACITY for one in measures)

    def guards(self, to: str, look: Lookup) -> Iterator[Problem]:
        """What stops entering a state."""
        if to in ("assessed", "treating", "accepted") and self.is_serious and self.contingency is None:
            yield Problem("T", "V-RSK-05", "contingency", _("Choose what people do if this happens."))
        if to == "treating":
            yield from self._treating()
        if to == "accepted" and self.is_serious:
            yield from self._accepting(look)

    def _treating(self) -> Iterator[Problem]:
        yield from fill_in(self, "T", "target_threat", "target_vulnerability", "target_capacity")
        if self.treatment is Treatment.REDUCE:
            yield from fill_in(self, "T", "actions")
        if self.level and self.target_level and self.target_level.rank >= self.level.rank:
            yield Problem(
                "T",
                "V-RSK-02",
                "target_threat",
                _("The target is no lower than today. What will the measures change?"),
            )

    def _accepting(self, look: Lookup) -> Iterator[Problem]:
        """Only a director accepts, and never the author."""
        director = cast("StaffMember | None", look.get("staff_member", self.accepted_by))
        wrong_role = lacks_role(look, "DIR") or (director is not None and "DIR" not in director.roles)
        author = {one for one in (self.owner, self.created_by) if one}
        is_author = self.accepted_by in author or (look.actor in author and look.actor is not None)
        if wrong_role or is_author:
            yield Problem(
                "T" if wrong_role else second_person(look),
                "V-RSK-03",
                "accepted_by",
                _("Only a director, other than the author, may accept a {level} risk.").format(
                    level=self.level.label.lower() if self.level else ""
                ),
            )


BANDS = ((Decimal(10), Level4.CRITICAL), (Decimal(5), Level4.HIGH), (Decimal(2), Level4.MEDIUM))
LIKELIHOOD = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
REVIEW_DAYS = {Level4.CRITICAL: 7, Level4.HIGH: 30, Level4.MEDIUM: 90, Level4.LOW: 180}


def risk_score(threat: int | None, vulnerability: int | None, capacity: int | None) -> Decimal | None:
    """Threat × vulnerability ÷ capacity with one decimal, halves up; None while a score is missing."""
    if not threat or not vulnerability or not capacity:
        return None
    return (Decimal(threat * vulnerability) / capacity).quantize(Decimal("0.1"), ROUND_HALF_UP)


def risk_level(score: Decimal | None, impact: int | None) -> Level4 | None:
    """Level of a score; impact 5 raises it by one step; None while a score is missing."""
    if score is None or impact is None:
        return None
    level = next((level for limit, level in BANDS if score >= limit), Level4.LOW)
    steps = list(Level4)
    return steps[min(steps.index(level) + (impact == 5), len(steps) - 1)]
