"""Rules of incidents: facts before judgement, lost data is answered, nobody is named without consent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from civicdesk.i18n import _
from civicdesk.records.choices import Classification, Severity, YesNo
from civicdesk.records.conditional import rule_id
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.values import humanise

if TYPE_CHECKING:
    from civicdesk.records.incident import Incident, PersonInvolved
    from civicdesk.records.staff_member import StaffMember

SMALL = (Severity.NEAR_MISS, Severity.MINOR)
"""Severities that may be closed straight from triage."""

JUDGEMENT = re.compile(
    r"\b(?:corrupt(?:ed|ion)?|sp(?:y|ies)|enem(?:y|ies)|traitors?|thugs?)\b|ពុករលួយ|សត្រូវ|ចារកម្ម", re.IGNORECASE
)
"""Words that judge instead of telling."""


def problems(incident: Incident, look: Lookup) -> Iterator[Problem]:
    """E and W rules of an incident."""
    if incident.happened_at and incident.happened_at > look.now:
        yield Problem("E", "V-INC-01", "happened_at", _("The time is in the future."))
    if JUDGEMENT.search(incident.what_happened or ""):
        yield Problem(
            "W",
            "V-INC-02",
            "what_happened",
            _("Write what was seen and heard. Keep conclusions for the review."),
        )
    for place, row in enumerate(incident.who_involved):
        if row.staff is None and not row.group:
            yield Problem(
                "E",
                rule_id(incident, "who_involved"),
                f"who_involved.{place}.staff",
                _("Say which colleague or group was affected."),
            )


def guards(incident: Incident, to: str, look: Lookup) -> Iterator[Problem]:
    """T rules of an incident."""
    if incident.external_notice:
        yield from sharing_problems(incident, look)
    if to in ("resolved", "closed"):
        yield from _unanswered_losses(incident)
    if to == "reviewed":
        yield from _without_lesson(incident)
    if to == "closed":
        yield from _closing(incident)


def sharing_problems(incident: Incident, look: Lookup) -> Iterator[Problem]:
    """What stops telling anybody outside: each affected person who has not agreed."""
    for place, row in enumerate(incident.who_involved):
        if row.consent_to_share is not YesNo.YES:
            yield Problem(
                "T",
                "V-INC-05",
                f"who_involved.{place}.consent_to_share",
                _("{who} has not agreed to sharing.").format(who=_who(row, look)),
            )


def _who(row: PersonInvolved, look: Lookup) -> str:
    """The post or group of an affected person, never the name."""
    colleague = cast("StaffMember | None", look.get("staff_member", row.staff) if row.staff else None)
    if colleague and colleague.post_title:
        return colleague.post_title
    return humanise(row.group) if row.group else _("A colleague")


def _unanswered_losses(incident: Incident) -> Iterator[Problem]:
    for place, row in enumerate(incident.items_taken):
        held_data = row.data_level is not None and row.data_level is not Classification.PUBLIC
        if held_data and not (row.action_taken or "").strip():
            yield Problem(
                "T",
                "V-INC-03",
                f"items_taken.{place}.action_taken",
                _("Data was on '{item}'. Record what was done (change passwords, warn people, wipe).").format(
                    item=row.item
                ),
            )


def _without_lesson(incident: Incident) -> Iterator[Problem]:
    """An action, or a written reason: what the review says about change, confirmed with a reason."""
    reviews = incident.aar
    if incident.actions or any(review.actions for review in reviews):
        return
    reasoned = any((review.change or "").strip() for review in reviews)
    yield Problem("W" if reasoned else "T", "V-INC-04", "aar", _("What will be different next time?"))


def _closing(incident: Incident) -> Iterator[Problem]:
    if incident.state == "triaged":
        if incident.severity not in SMALL:
            yield Problem(
                "T",
                rule_id(incident, "severity"),
                "severity",
                _("Only a minor incident or a near miss is closed without response and review."),
            )
        if not (incident.lessons_shareable or "").strip():
            yield Problem(
                "T",
                rule_id(incident, "lessons_shareable"),
                "lessons_shareable",
                _("Write one line: what did we learn?"),
            )
    if incident.is_grave and any(review.wellbeing_done is YesNo.NO for review in incident.aar):
        yield Problem("W", "V-INC-06", "aar", _("Has someone checked how the people affected are doing?"))
