"""Outcome (E06): what changed in whom, how we contributed, and how sure we are (Outcome Harvesting)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from civicdesk.i18n import N_, _
from civicdesk.records.choices import (
    Agreement,
    ChangeType,
    Claim,
    Classification,
    Contribution,
    Expectedness,
    Level3,
    ResultLevel,
)
from civicdesk.records.dates import earliest
from civicdesk.records.fields import field
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Child, Record, child, record
from civicdesk.records.states import States
from civicdesk.records.tags import SOURCE_IDENTITY
from civicdesk.records.values import Day, PartialDate, Place, Ref

if TYPE_CHECKING:
    from civicdesk.records.campaign import Campaign
    from civicdesk.records.commitment import Commitment
    from civicdesk.records.evidence import Evidence
    from civicdesk.records.indicator import Indicator
    from civicdesk.records.project import Project
    from civicdesk.records.stakeholder import Stakeholder


@child
class Substantiation(Child):
    """One row of “Substantiation”."""

    substantiator_role: str = field("Who confirmed (role)", max=120)
    independent: bool = field("Independent of us", default=False)
    agrees: Agreement = field("Agrees with the description")
    date: Day = field("Date")
    comment: str | None = field("Comment", default=None, tag=SOURCE_IDENTITY)


@record(
    "Outcome",
    "Outcomes",
    about=N_("What changed in whom, what you contributed, and how sure you are of it."),
    code="E06",
    prefix="OUT",
    compartment=PROGRAMME,
    classification=Classification.INTERNAL,
    title="title",
    columns=(
        "ref",
        "title",
        "social_actor",
        "change_type",
        "changed_on",
        "significance_level",
        "contribution_level",
        "state",
    ),
    sort="-changed_on",
    retention="RT-03",
)
class Outcome(Record):
    """A harvested outcome: what changed in whom, with significance and contribution (Outcome Harvesting),
    and how sure we are.
    """

    title: str = field("Short title", max=120)
    social_actor: Ref[Stakeholder] = field("Who changed")
    change_type: ChangeType = field("Kind of change")
    description: str = field("What changed, when and where")
    changed_on: PartialDate = field("When")
    places: tuple[Place, ...] = field("Where")
    significance: str | None = field("Why it matters", default=None, needed_at="harvested")
    significance_level: Level3 | None = field("Importance", default=None, needed_at="harvested")
    contribution: str | None = field("What we did that helped", default=None, needed_at="harvested")
    contribution_level: Contribution | None = field("Our part", default=None, needed_at="harvested")
    others_contributed: tuple[Ref[Stakeholder], ...] = field("Who else", default=())
    expected: Expectedness = field("Expected or not")
    level: ResultLevel = field("Result level")
    campaign: Ref[Campaign] | None = field("Campaign", default=None)
    project: Ref[Project] | None = field("Project", default=None)
    indicators: tuple[Ref[Indicator], ...] = field("Indicators", default=())
    from_commitments: tuple[Ref[Commitment], ...] = field("Commitments it fulfils", default=())
    evidence: tuple[Ref[Evidence], ...] = field("Evidence", default=(), needed_at="harvested")
    substantiation: tuple[Substantiation, ...] = field(
        "Substantiation", default=(), needed_at="substantiated"
    )
    claim_limit: Claim = field("May be claimed publicly", default=Claim.NO)

    states = States(
        draft="harvested",
        harvested="substantiated rejected",
        substantiated="",
        rejected="",
        ends="substantiated rejected",
        side="rejected",
    )

    def problems(self, look: Lookup) -> Iterator[Problem]:
        """What this outcome can tell is wrong with itself."""
        own = look.setting("own_organisation")
        if own and self.social_actor == own:
            yield Problem(
                "W",
                "V-OUT-03",
                "social_actor",
                _("An outcome is a change in others. Record our own work as an activity."),
            )
        if self.description and _OUR_WORK.search(self.description) and not _CHANGE.search(self.description):
            yield Problem(
                "W",
                "V-OUT-04",
                "description",
                _("This reads like something we did. What did {actor} do differently?").format(
                    actor=look.title("stakeholder", self.social_actor) or _("the other side")
                ),
            )
        if self.changed_on and earliest(self.changed_on) > look.today:
            yield Problem(
                "E",
                "V-OUT-05",
                "changed_on",
                _("The change has not happened yet. Record it as a commitment."),
            )

    def guards(self, to: str, look: Lookup) -> Iterator[Problem]:
        """What stands against entering the state `to`."""
        if to in ("harvested", "substantiated") and not self.evidence:
            yield Problem("T", "V-OUT-01", "evidence", _("Link the evidence that shows this change."))
        if to == "substantiated" and not any(
            row.independent and row.agrees is Agreement.AGREES for row in self.substantiation
        ):
            yield Problem(
                "T",
                "V-OUT-02",
                "substantiation",
                _("At least one independent person who knows the change must confirm it."),
            )


_OUR_WORK = re.compile(
    r"\b(?:we|our (?:team|staff)|train(?:ed|ing|ings)|met|meetings?|distributed|organi[sz]ed|conducted|held|"
    r"delivered|workshops?|presented|facilitated|visited|supported)\b",
    re.IGNORECASE,
)
"""Words of our own work (English; a Khmer description is not judged)."""
_CHANGE = re.compile(
    r"\b(?:chang\w+|adopt\w*|decid\w+|decision|approv\w+|agree[ds]?|agreement|began|begun|started|stopped|"
    r"extend\w*|promis\w+|codif\w+|commit\w*|allocat\w+|budget(?:ed|s)?|issued|signed|passed|opened|"
    r"now|no longer|for the first time|instead|reactivated|set up|establish\w*|respond\w*|improv\w+|"
    r"increas\w+|reduc\w+|invit\w+|publish\w*|introduc\w+|implement\w*|appoint\w*|takes? part|"
    r"address(?:es|ed)?|operates?)\b",
    re.IGNORECASE,
)
"""Words that say somebody did something differently."""
