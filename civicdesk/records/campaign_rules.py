"""The rules of a campaign: elements, ladder, outreach, and what must be ready before it starts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from civicdesk.i18n import _
from civicdesk.records.choices import (
    AccessProfile,
    AuthorityLevel,
    EngagementGroup,
    LadderStatus,
    Level4,
    Mode,
    WeElement,
    WeStatus,
)
from civicdesk.records.framing import OUTSIDE
from civicdesk.records.framing_rules import blocked_in
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.risks_about import risks_about
from civicdesk.records.rules import is_empty
from civicdesk.records.thresholds import number

if TYPE_CHECKING:
    from civicdesk.records.campaign import Campaign, WeElementRow
    from civicdesk.records.risk import Risk
    from civicdesk.records.stakeholder import Stakeholder

MET = frozenset({LadderStatus.MET, LadderStatus.SUPPORTIVE, LadderStatus.COMMITTED})
"""Ladder statuses from "met" upwards."""
CONTACTED = MET | {LadderStatus.CONTACTED}
"""Ladder statuses from "contacted" upwards."""
SETTLED = frozenset({LadderStatus.COMMITTED, LadderStatus.SKIPPED})
"""Ladder statuses after which nothing is due."""
FIRST_ELEMENTS = (WeElement.W1_ECONOMIC_FIRST, WeElement.W2_CAREFUL_FRAMING, WeElement.W4_EVIDENCE)
"""The base of the approach: to be thought through before a review."""
_HARD_TO_REACH = frozenset({AccessProfile.NO_INTERNET, AccessProfile.SHARED_PHONE})
_LEVEL_BY_DIGITS = {
    2: AuthorityLevel.CAPITAL_PROVINCE,
    4: AuthorityLevel.MUNICIPALITY_DISTRICT_KHAN,
    6: AuthorityLevel.COMMUNE_SANGKAT,
    8: AuthorityLevel.VILLAGE,
}


def element_problems(campaign: Campaign) -> Iterator[Problem]:
    """Each element once, with its `how` or its reason."""
    seen: set[WeElement] = set()
    for number_, row in enumerate(campaign.we_elements):
        where = f"we_elements.{number_}"
        if row.element in seen:
            yield Problem(
                "E",
                "V-CAM-R-we_elements",
                f"{where}.element",
                _("“{element}” is there twice. Each of the seven elements stands once.").format(
                    element=row.element.label
                ),
            )
        if row.element:
            seen.add(row.element)
        yield from _element_row(row, where)


def _element_row(row: WeElementRow, where: str) -> Iterator[Problem]:
    if row.status is WeStatus.NOT_APPLICABLE:
        if is_empty(row.na_reason):
            yield Problem("E", "V-CAM-09", f"{where}.na_reason", _("Say why this element does not apply."))
    elif row.status not in (None, WeStatus.NOT_STARTED) and is_empty(row.how):
        name = row.element.label if row.element else ""
        yield Problem(
            "E",
            "V-CAM-R-how",
            f"{where}.how",
            _("Write how you do “{element}”, or set it back to “Not started”.").format(element=name),
        )


def unmet_levels(campaign: Campaign) -> list[AuthorityLevel]:
    """Levels on the ladder where nobody was met yet and that are not skipped with a reason, lowest first."""
    by_level: dict[AuthorityLevel, bool] = {}
    for row in campaign.ladder:
        if row.level and row.level.rank:
            skipped = row.status is LadderStatus.SKIPPED and not is_empty(row.skip_reason)
            by_level[row.level] = by_level.get(row.level, False) or row.status in MET or skipped
    return sorted((level for level, met in by_level.items() if not met), key=lambda level: level.rank)


def ladder_problems(campaign: Campaign) -> Iterator[Problem]:
    """Going over the head of a level, or skipping one without saying why."""
    unmet = unmet_levels(campaign)
    for number_, row in enumerate(campaign.ladder):
        if row.status is LadderStatus.SKIPPED and is_empty(row.skip_reason):
            yield Problem(
                "E",
                "V-CAM-R-skip_reason",
                f"ladder.{number_}.skip_reason",
                _("Write why this level is skipped."),
            )
        below = [level for level in unmet if row.level and level.rank < row.level.rank]
        if below and row.status in CONTACTED:
            yield Problem(
                "W",
                "V-CAM-03",
                f"ladder.{number_}.status",
                _(
                    "You are going to {upper} before {lower} has been met. Officials may feel bypassed. "
                    "Continue with a reason?"
                ).format(upper=row.level.label, lower=below[0].label),
            )


def outreach_problems(campaign: Campaign) -> Iterator[Problem]:
    """Digital outreach for people who are often not online, with nothing in person beside it."""
    in_person = {
        row.audience_segment for row in campaign.outreach_plan if row.mode not in (None, Mode.DIGITAL)
    }
    for number_, row in enumerate(campaign.outreach_plan):
        hard = row.mode is Mode.DIGITAL and row.access_profile in _HARD_TO_REACH
        if hard and row.audience_segment not in in_person:
            yield Problem(
                "W",
                "V-CAM-06",
                f"outreach_plan.{number_}.mode",
                _("These people often cannot be reached online. Add an in-person channel."),
            )


def private_sector_problems(campaign: Campaign, look: Lookup) -> Iterator[Problem]:
    """Only the state on the ladder while the seventh element was not begun."""
    begun = any(
        row.element is WeElement.W7_PRIVATE_SECTOR and row.status is not WeStatus.NOT_STARTED
        for row in campaign.we_elements
    )
    if begun or not campaign.ladder:
        return
    offices = (
        cast("Stakeholder | None", look.get("stakeholder", row.stakeholder)) for row in campaign.ladder
    )
    if all(one and one.engagement_group is EngagementGroup.PUBLIC_SECTOR for one in offices):
        yield Problem(
            "W",
            "V-CAM-08",
            "we_elements",
            _("Element 7: is there a bank, company or association that could also act?"),
        )


def review_guards(campaign: Campaign) -> Iterator[Problem]:
    """Elements 1, 2 and 4 must be thought through first."""
    ready = {row.element for row in campaign.we_elements if _is_ready(row)}
    if missing := [one.label for one in FIRST_ELEMENTS if one not in ready]:
        yield Problem(
            "T",
            "V-CAM-01",
            "we_elements",
            _("Write how you will do these first: {elements}. They are the base of the approach.").format(
                elements=", ".join(missing)
            ),
        )


def _is_ready(row: WeElementRow) -> bool:
    return not is_empty(row.na_reason if row.status is WeStatus.NOT_APPLICABLE else row.how)


def activation_guards(campaign: Campaign, look: Lookup) -> Iterator[Problem]:
    """Evidence, the lowest level of the ladder, assessed risks and a safe title."""
    evidence = [row for row in campaign.we_elements if row.element is WeElement.W4_EVIDENCE and row.evidence]
    if not evidence:
        yield Problem(
            "T",
            "V-CAM-02",
            "we_elements",
            _("Link at least one evidence item. Advocacy here starts from facts, not opinion."),
        )
    yield from _lowest_level(campaign)
    yield from _risk_guards(campaign, look)
    for found, hit in blocked_in(campaign.id, [campaign.public_title], OUTSIDE, look):
        yield Problem(
            "T",
            "V-CAM-04",
            "public_title",
            _("The safe title contains '{term}'. Suggested: '{alt}'.").format(
                term=found, alt="; ".join(hit.suggestions) or _("leave it out")
            ),
        )


def _lowest_level(campaign: Campaign) -> Iterator[Problem]:
    """The ladder begins at the level of the finest place of the campaign, or below."""
    places = [_LEVEL_BY_DIGITS[len(code)] for code in campaign.places if len(code) in _LEVEL_BY_DIGITS]
    lowest = min(places, key=lambda level: level.rank, default=AuthorityLevel.NATIONAL)
    if not any(row.level and 0 < row.level.rank <= lowest.rank for row in campaign.ladder):
        yield Problem(
            "T",
            "V-CAM-R-ladder",
            "ladder",
            _("Begin the engagement ladder at the lowest level concerned: {level}.").format(
                level=lowest.label
            ),
        )


def _risk_guards(campaign: Campaign, look: Lookup) -> Iterator[Problem]:
    risks = risks_about("campaign", campaign.id, look)
    days = number(look, "risk.campaign_assessed_within_days", 90)
    if not any(_is_assessed(risk, look, days) for risk in risks):
        yield Problem(
            "T",
            "V-CAM-R-risk",
            "risk_level",
            _(
                "Assess the risks of this campaign first; the last assessment must be less than {n} days old."
            ).format(n=days),
        )
    if any(risk.level is Level4.CRITICAL and risk.state != "accepted" for risk in risks):
        yield Problem(
            "T",
            "V-CAM-05",
            "risk_level",
            _(
                "There is a Critical risk on this campaign. Reduce it, or a director must accept it in the "
                "risk register."
            ),
        )


def _is_assessed(risk: Risk, look: Lookup, days: int) -> bool:
    """Whether this risk was scored in the last days, or saved in them with its next review still ahead."""
    if risk.state in ("", "draft"):
        return False
    since = look.today - timedelta(days=days)
    if any(row.date and row.date >= since for row in risk.history):
        return True
    ahead = bool(risk.review_on and risk.review_on >= look.today)
    return ahead and risk.updated_at is not None and risk.updated_at.date() >= since
