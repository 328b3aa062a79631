"""Balance review (E15): a dated check of equal footing with all groups, neither too close nor cut off."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from civicdesk.i18n import N_, _
from civicdesk.records import balance
from civicdesk.records.choices import BalanceFinding, Classification, Closeness, EngagementGroup
from civicdesk.records.closeness import closeness_for
from civicdesk.records.conditional import fill_in, rule_id
from civicdesk.records.fields import computed, field, looked_up
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Child, Record, child, record
from civicdesk.records.share import percent
from civicdesk.records.states import States
from civicdesk.records.tags import MONEY, STRATEGY
from civicdesk.records.thresholds import number
from civicdesk.records.values import Day, Ref, add_days, quarter_of

if TYPE_CHECKING:
    from civicdesk.records.commitment import Commitment
    from civicdesk.records.stakeholder import Stakeholder


@child
class GroupCount(Child):
    """Engagements with one group; the share is of the five groups, so development partners have none."""

    group: EngagementGroup = field("Group")
    meetings: int = field("Meetings")
    activities: int = field("Activities")
    publications: int = field("Publications")
    total: int = field("Total")
    share: Decimal | None = field("Share (%)", default=None, digits=1)


@child
class ClosenessRow(Child):
    """How close we are to one public institution; the four scores go from 0 to 2."""

    stakeholder: Ref[Stakeholder] = field("Institution")
    s1_frequency: int | None = field("Share of our meetings", default=None, low=0, high=2, automatic=True)
    s2_dependence: int | None = field(
        "Our dependence",
        default=None,
        low=0,
        high=2,
        help="None 0, in-kind 1, money or sole access 2",
    )
    s3_scope: int | None = field("Outside the agreed scope", default=None, low=0, high=2)
    s4_voice: int | None = field("Findings softened", default=None, low=0, high=2)
    sum: int | None = field("Sum", default=None, automatic=True)
    label: str | None = field("Closeness", default=None, max=20, automatic=True)
    comment: str | None = field("Comment", default=None, max=240, tag=STRATEGY)

    @property
    def scores(self) -> tuple[int | None, ...]:
        """The four scores."""
        return self.s1_frequency, self.s2_dependence, self.s3_scope, self.s4_voice

    def judged(self, look: Lookup) -> ClosenessRow:
        """The row with its sum and label, which stay empty until all four scores are given."""
        known = [score for score in self.scores if score is not None]
        if len(known) < len(self.scores):
            return self.replaced(sum=None, label=None)
        total = sum(known)
        return self.replaced(sum=total, label=closeness_for(total, look).value)


@record(
    "Balance review",
    "Balance reviews",
    about=N_(
        "A dated check that you deal with all five groups on an equal footing, and are neither too "
        "close to public institutions nor cut off from them."
    ),
    code="E15",
    prefix="BAL",
    compartment=PROGRAMME,
    classification=Classification.CONFIDENTIAL,
    title="period_end",
    columns=("period_start", "period_end", "balance_index", "finding", "flags", "too_close", "state"),
    sort="-period_end",
    retention="RT-02",
)
class BalanceReview(Record):
    """A dated check that we deal with all five groups on an equal footing and are neither too close to,
    nor cut off from, public institutions.
    """

    period_start: Day = field("Period from")
    period_end: Day = field("Period to")
    counts: tuple[GroupCount, ...] = field("Engagements per group", default=(), automatic=True)
    closeness_rows: tuple[ClosenessRow, ...] = field(
        "Closeness per public institution", default=(), tag=STRATEGY
    )
    funding_note: str | None = field("Dependence on one funder", default=None, max=240, tag=MONEY)
    finding: BalanceFinding | None = field("Finding", default=None, automatic=True)
    discussion: str | None = field("Discussion", default=None, tag=STRATEGY, needed_at="approved")
    actions: tuple[Ref[Commitment], ...] = field("Actions", default=())

    states = States(
        draft="discussed", discussed="approved", approved="", who={"approved": "DIR"}, ends="approved"
    )

    @property
    def totals(self) -> dict[EngagementGroup, int]:
        """Engagements of the five groups that count."""
        found = {row.group: row.total or 0 for row in self.counts}
        return {group: found.get(group, 0) for group in balance.COUNTED}

    @computed("Balance index (0–100)")
    def balance_index(self) -> int | None:
        """Evenness over the five groups; None before anything was counted."""
        return balance.balance_index(self.totals.values())

    @looked_up("Over / under")
    def flags(self, look: Lookup) -> str:
        """Groups with too large or too small a share, in words with their percentage."""
        whole = sum(self.totals.values())
        return ", ".join(
            (_("{group} {share} % over") if over else _("{group} {share} % under")).format(
                group=group.label, share=percent(self.totals[group], whole)
            )
            for group, over in balance.out_of_line(self.totals, look)
        )

    @computed("Too close", tag=STRATEGY)
    def too_close(self) -> int:
        """How many institutions we are too close to."""
        return sum(row.label == Closeness.TOO_CLOSE for row in self.closeness_rows)

    @looked_up("Contacts with parties")
    def party_contacts(self, look: Lookup) -> int:
        """Meetings and activities of the period with a political party or party-linked body."""
        if not (self.period_start and self.period_end):
            return 0
        parties = {party.id for party in look.find("stakeholder", is_political_party=True)}
        meetings = balance.held_meetings(self.period_start, self.period_end, look)
        activities = balance.held_activities(self.period_start, self.period_end, look)
        met = sum(bool(parties & {m.main_stakeholder, *m.also_present}) for m in meetings)
        return met + sum(bool(parties & set(a.led_by)) for a in activities)

    def prepared(self, look: Lookup) -> Self:
        """Counted anew until it is approved; then its figures stay as they were approved."""
        if self.state == "approved" and self.finding:
            return self
        review = self if self.period_start or self.period_end else self._last_quarter(look)
        if not (review.period_start and review.period_end):
            return review
        if not review.is_historical or not review.counts:
            review = review.replaced(counts=_counts(review, look))
        rows = tuple(row.judged(look) for row in _closeness_rows(review, look))
        return review.replaced(closeness_rows=rows, finding=balance.finding_for(review.totals, look))

    def _last_quarter(self, look: Lookup) -> Self:
        start, end = quarter_of(add_days(quarter_of(look.today)[0], -1))
        return self.replaced(period_start=start, period_end=end)

    def problems(self, look: Lookup) -> Iterator[Problem]:
        """What this review can tell is wrong with itself."""
        if self.period_start and self.period_end and self.period_end < self.period_start:
            yield Problem(
                "E", rule_id(self, "period_end"), "period_end", _("The period ends before it starts.")
            )
        engagements = sum(self.totals.values())
        if self.counts and engagements < number(look, "balance.minimum_engagements", 5):
            yield Problem(
                "E",
                "V-BAL-01",
                "period_end",
                _("There are only {n} engagements. Choose a longer period.").format(n=engagements),
            )
        for place, row in enumerate(self.closeness_rows):
            if row.label == Closeness.TOO_CLOSE:
                yield Problem("W", "V-BAL-03", f"closeness_rows.{place}", _too_close(row, look))

    def guards(self, to: str, look: Lookup) -> Iterator[Problem]:
        """What stops entering a state."""
        for place, row in enumerate(self.closeness_rows):
            if None in row.scores:
                yield Problem(
                    "T",
                    rule_id(self, "closeness_rows"),
                    f"closeness_rows.{place}",
                    _("Give {name} all four closeness scores, 0 to 2.").format(
                        name=look.title("stakeholder", row.stakeholder)
                    ),
                )
        if to == "approved" and self.finding is None:
            yield from fill_in(self, "T", "finding")
        if to == "approved" and self.finding not in (None, BalanceFinding.BALANCED) and not self.actions:
            yield Problem("T", "V-BAL-02", "actions", _("Record at least one action to restore balance."))


def _too_close(row: ClosenessRow, look: Lookup) -> str:
    return _(
        "{name}: too close. Consider widening contacts, or stepping back from joint activities outside the "
        "agreed scope."
    ).format(name=look.title("stakeholder", row.stakeholder))


def _counts(review: BalanceReview, look: Lookup) -> tuple[GroupCount, ...]:
    tallies = balance.tally(review.period_start, review.period_end, look)
    whole = sum(tallies[group].total for group in balance.COUNTED)
    return tuple(
        GroupCount(
            group=group,
            meetings=found.meetings,
            activities=found.activities,
            publications=found.publications,
            total=found.total,
            share=percent(found.total, whole) if group in balance.COUNTED else None,
        )
        for group, found in tallies.items()
    )


def _closeness_rows(review: BalanceReview, look: Lookup) -> Iterator[ClosenessRow]:
    """A row for each institution met in the year; what a person scored is kept, frequency is counted."""
    typed = {str(row.stakeholder): row for row in review.closeness_rows if row.stakeholder}
    for found in balance.dealings(review.period_end, look):
        row = typed.pop(found.stakeholder, ClosenessRow(stakeholder=Ref(found.stakeholder)))
        yield row.replaced(
            s1_frequency=found.s1_frequency,
            s3_scope=found.s3_scope if row.s3_scope is None else row.s3_scope,
            s4_voice=found.s4_voice if row.s4_voice is None else row.s4_voice,
        )
    yield from typed.values()
