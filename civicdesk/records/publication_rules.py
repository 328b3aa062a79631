"""The rules of clearance: nothing is cleared without evidence, a risk rating and another's signature."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from civicdesk.i18n import _
from civicdesk.records.choices import Identifiable, Level4, Signoff
from civicdesk.records.conditional import fill_in, second_person
from civicdesk.records.evidence_use import is_checked, use_problems
from civicdesk.records.framing import opinions
from civicdesk.records.framing_rules import blocked_in, opinion_markers
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.rules import is_empty

if TYPE_CHECKING:
    from civicdesk.records.publication import Publication

SOCIAL_MEDIA = frozenset({"social_media_post", "social_media_series"})
"""Types of publication that need a call to action."""
_WHAT_WAS_CLEARED = ("title", "text", "claims", "neutral_lines", "audiences", "language")
_STEPS = ("risk_review", "pre_briefing", "sign_off", "cleared")


def needs_new_check(before: Publication, after: Publication) -> bool:
    """Whether an edit after sign-off changed what was signed, so that it goes back to the evidence check."""
    signed = before.state in ("sign_off", "cleared")
    return signed and any(getattr(before, key) != getattr(after, key) for key in _WHAT_WAS_CLEARED)


def opinion_problems(publication: Publication, look: Lookup) -> Iterator[Problem]:
    """A paragraph that reads as opinion and has no evidence beside it."""
    markers = opinion_markers(look)
    for paragraph in re.split(r"\n\s*\n|\n", publication.text or ""):
        if opinions(paragraph, markers) and not _has_evidence(publication, paragraph):
            yield Problem(
                "W",
                "V-PUB-07",
                "text",
                _("This reads as opinion. State the finding and the source instead."),
            )
            return


def _has_evidence(publication: Publication, paragraph: str) -> bool:
    """Whether the paragraph names an evidence item or holds the words of a claim that has one."""
    if re.search(r"\bEVI-\d{4}-\d+\b", paragraph):
        return True
    said = " ".join(paragraph.casefold().split())
    backed = (row.claim for row in publication.claims if row.evidence and row.claim)
    return any(" ".join(claim.casefold().split()).rstrip(".។") in said for claim in backed)


def alone_problems(publication: Publication) -> Iterator[Problem]:
    """Only our name under a text of high risk."""
    risky = publication.risk_rating in (Level4.HIGH, Level4.CRITICAL)
    if risky and not publication.joint_signatories:
        yield Problem(
            "W",
            "V-PUB-08",
            "joint_signatories",
            _("Could this be issued jointly? Standing together makes one organisation harder to single out."),
        )


def step_guards(publication: Publication, to: str, look: Lookup) -> Iterator[Problem]:
    """The guards of a step; each step keeps those of the steps before it."""
    yield from _short_path(publication, to)
    reached = _STEPS[: _STEPS.index(to) + 1] if to in _STEPS else ()
    if "risk_review" in reached:
        yield from _claims(publication, look)
    if "pre_briefing" in reached:
        yield from _people(publication)
    usual = is_empty(publication.urgent_reason)
    if "pre_briefing" in reached and usual and publication.relationship_impact:
        yield from fill_in(publication, "T", "pre_briefings")
    if "sign_off" in reached:
        yield from _sign_off(publication, look)
    if "cleared" in reached:
        yield from _signatures(publication, look)


def _short_path(publication: Publication, to: str) -> Iterator[Problem]:
    """Leaving out a step is for emergencies only, and says why."""
    step = (publication.state or "draft", to)
    if step in (("draft", "risk_review"), ("risk_review", "sign_off")) and is_empty(
        publication.urgent_reason
    ):
        yield Problem(
            "T",
            "V-PUB-R-urgent_reason",
            "urgent_reason",
            _("The short path is for emergencies. Write why this is urgent, or take the next step."),
        )


def _claims(publication: Publication, look: Lookup) -> Iterator[Problem]:
    for number, row in enumerate(publication.claims):
        where = f"claims.{number}.evidence"
        if not is_checked(row.evidence, look):
            yield Problem(
                "T",
                "V-PUB-01",
                where,
                _("Claim {n} has no checked evidence. Remove it or link a fact.").format(n=number + 1),
            )
        yield from use_problems(where, row.evidence, publication.audiences, look)


def _people(publication: Publication) -> Iterator[Problem]:
    if publication.identifiable_people is Identifiable.NOT_CONSENTED:
        yield Problem(
            "T",
            "V-PUB-02",
            "identifiable_people",
            _("People could be recognised and have not agreed. Remove or change the details."),
        )


def _sign_off(publication: Publication, look: Lookup) -> Iterator[Problem]:
    yield from _framing(publication, look)
    yield from _pre_briefings(publication, look)
    if publication.risk_rating in (Level4.HIGH, Level4.CRITICAL):
        yield from fill_in(publication, "T", "holding_line")
    if publication.risk_rating not in (None, Level4.LOW) and not publication.safety_plan:
        yield Problem(
            "T", "V-PUB-06", "safety_plan", _("Choose the publication-day protocol for this release.")
        )


def _framing(publication: Publication, look: Lookup) -> Iterator[Problem]:
    texts = [
        publication.title,
        publication.text,
        publication.neutral_lines,
        *(row.claim for row in publication.claims),
    ]
    for audience in publication.audiences:
        found = dict.fromkeys(
            words.casefold() for words, _hit in blocked_in(publication.id, texts, [audience], look)
        )
        if found:
            yield Problem(
                "T",
                "V-PUB-03",
                "text",
                _("Do-not-send words for {audience}: {terms}.").format(
                    audience=audience.label, terms=", ".join(found)
                ),
            )


def _pre_briefings(publication: Publication, look: Lookup) -> Iterator[Problem]:
    for number, row in enumerate(publication.pre_briefings):
        if row.done_on is None and is_empty(row.skip_reason):
            who = look.title("stakeholder", row.stakeholder) or _("Somebody")
            yield Problem(
                "T",
                "V-PUB-04",
                f"pre_briefings.{number}.done_on",
                _("{stakeholder} was to be told beforehand. Mark it done, or say why it is skipped.").format(
                    stakeholder=who
                ),
            )


def _signatures(publication: Publication, look: Lookup) -> Iterator[Problem]:
    """One signature of another person; two on the short path. Whoever clears it signs by doing so."""
    author = publication.created_by or publication.owner
    signers = {str(row.by) for row in publication.signoffs if row.decision is Signoff.APPROVE and row.by}
    signers |= {look.actor} if look.actor else set()
    if author and str(author) in signers:
        yield Problem(
            second_person(look), "V-PUB-05", "signoffs", _("The author cannot sign off their own text.")
        )
    needed = 1 if is_empty(publication.urgent_reason) else 2
    allowed = signers if second_person(look) == "W" else signers - {str(author)}
    if len(allowed) < needed:
        yield Problem(
            "T",
            "V-PUB-R-signoffs",
            "signoffs",
            _("{n} of {needed} signatures are there. Another person must sign first.").format(
                n=len(allowed), needed=needed
            ),
        )
