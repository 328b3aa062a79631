"""R1, leave-behind: what an authority may keep: points with public sources, requests, our public contact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from civicdesk.documents.admission import Admission, ReportRefused, subject
from civicdesk.documents.blocks import Block, Bullets, Paragraph, Section, Span, Text
from civicdesk.documents.page import Document
from civicdesk.documents.request import Draft, Request
from civicdesk.i18n import _
from civicdesk.palette import LIGHT
from civicdesk.records.choices import Audience, Reliability, Tlp
from civicdesk.records.evidence import Evidence
from civicdesk.records.meeting import Meeting, TalkingPoint
from civicdesk.vault.vault import Vault

OWN_LABEL = Tlp.CLEAR
GOOD = frozenset({Reliability.HIGHLY_RELIABLE, Reliability.LIKELY_RELIABLE})
PRINTED = "shared_goal talking_points asks starts_at venue"


def build(vault: Vault, request: Request) -> Draft:
    """The paper for one meeting; refused before the meeting is cleared."""
    meeting = cast(Meeting, subject(vault, request.ref, "meeting"))
    if not meeting.states.at_least(meeting.state, "cleared"):
        raise ReportRefused(
            _("This meeting has not been cleared, so no paper may be left behind."),
            _("Prepare it and have it cleared first."),
        )
    paper = _Paper(Admission(vault, request, meeting.main_stakeholder), meeting)
    tlp = paper.gate.label(OWN_LABEL)
    document = Document(
        title=paper.title(),
        tlp=tlp.value,
        blocks=tuple(paper.blocks()),
        subtitle=", ".join(filter(None, (paper.m["starts_at"].rpartition(", ")[0], paper.m["venue"]))),
        short_title=paper.title(),
    )
    return Draft(document, tlp, paper.gate.records_left_out, paper.gate.fields_left_out, {})


@dataclass(frozen=True)
class _Point:
    """A flagged point with its public sources; without any it may stand only if it needs none."""

    text: str
    sources: tuple[str, ...]


class _Paper:
    """What may be left behind of one meeting, and nothing else of it."""

    def __init__(self, gate: Admission, meeting: Meeting) -> None:
        self.gate = gate
        flagged = tuple(point for point in meeting.talking_points if point.leave_behind)
        released = gate.admit(meeting.replaced(talking_points=flagged), PRINTED)
        if released is None:
            raise ReportRefused(_("Nothing of this meeting may go to an authority."))
        self.m = released
        self._campaign = gate.find("campaign", meeting.campaign, "public_title")
        self._points = tuple(self._with_sources(flagged))
        if not self._points:
            raise ReportRefused(
                _("None of the talking points may be left behind."),
                _("Mark those that stand on the paper; their evidence must be public and reliable."),
            )

    def title(self) -> str:
        """The safe title of the campaign; the meeting's own name stays in the house."""
        public = self._campaign["public_title"] if self._campaign else ""
        return public or _("Points for our meeting")

    def blocks(self) -> Iterator[Block]:
        """The goal we share, the points, the requests and how to reach us."""
        yield Section(_("The goal we share"), _said(self.m["shared_goal"]))
        yield Section(_("Points"), (Bullets(tuple(map(_shown, self._points)), "1"),))
        asks = tuple(row["ask"] for row in self.m.rows.get("asks", ()))
        yield Section(_("What we ask for"), (Bullets(asks),))
        yield Section(_("How to reach us"), _said(self._contact()))

    def _with_sources(self, flagged: Iterable[TalkingPoint]) -> Iterator[_Point]:
        """The points that may stand: something public bears them, or they need nothing to rest on."""
        for point, row in zip(flagged, self.m.rows.get("talking_points", ()), strict=True):
            sources = tuple(filter(None, map(self._citation, point.evidence)))
            if sources or not point.evidence:
                yield _Point(row["point"], sources)

    def _citation(self, evidence_id: str) -> str:
        """The public citation of an item of evidence; empty, and counted, where it may not be shown."""
        evidence = cast("Evidence | None", self.gate.look.get("evidence", evidence_id))
        if evidence is None:
            return ""
        if not _may_be_cited(evidence):
            self.gate.leave_out(evidence.id)
            return ""
        released = self.gate.admit(evidence, "citation title")
        return (released["citation"] or released["title"]) if released else ""

    def _contact(self) -> str:
        """Our public address from the settings, or the colleagues in the room."""
        written = self.gate.look.setting("public_contact")
        if isinstance(written, str) and written.strip():
            return written.strip()
        own = self.gate.find("stakeholder", self.gate.look.setting("own_organisation"), "name public_contact")
        if own and own["public_contact"]:
            return f"{own['name']}\n{own['public_contact']}"
        return _("Through the colleagues who gave you this paper.")


def _may_be_cited(evidence: Evidence) -> bool:
    """Checked, public, reliable, and agreed to by the people in it."""
    return (
        evidence.state == "checked"
        and evidence.public_source
        and evidence.reliability in GOOD
        and not any(evidence.use_problems(Audience.AUTHORITY))
    )


def _shown(point: _Point) -> Text:
    """The point, and below it where it comes from."""
    if not point.sources:
        return point.text
    source = _("Source: {citation}").format(citation="; ".join(point.sources))
    return (Span(point.text), Span(f"\n{source}", colour=LIGHT.muted))


def _said(text: str) -> tuple[Block, ...]:
    return tuple(Paragraph(line) for line in text.splitlines() if line.strip())
