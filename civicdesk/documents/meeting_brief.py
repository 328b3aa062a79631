"""R1, team copy: everything the team needs in the room, on one or two pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import cast

from civicdesk.clock import PHNOM_PENH
from civicdesk.documents.admission import Admission, ids, subject
from civicdesk.documents.blocks import (
    Block,
    Bullets,
    Column,
    Facts,
    Heading,
    Ladder,
    Panel,
    Paragraph,
    Span,
    Table,
    Text,
    nothing,
    stated,
)
from civicdesk.documents.page import Document
from civicdesk.documents.request import Draft, Request
from civicdesk.documents.safety_strip import safety_strip
from civicdesk.i18n import _, ngettext
from civicdesk.palette import LIGHT
from civicdesk.records.choices import AuthorityLevel, Tlp
from civicdesk.records.commitment import Commitment
from civicdesk.records.meeting import Meeting
from civicdesk.records.printing import day_text
from civicdesk.records.redaction import Released
from civicdesk.services.counting import is_open
from civicdesk.services.period import day_of
from civicdesk.vault.vault import Vault

OWN_LABEL = Tlp.AMBER_STRICT
MOST = 5
"""So many questions, contacts and commitments; what is more is counted, not printed."""
LEVELS = tuple(level for level in AuthorityLevel if level is not AuthorityLevel.NOT_APPLICABLE)


def build(vault: Vault, request: Request) -> Draft:
    """The brief for one meeting."""
    meeting = cast(Meeting, subject(vault, request.ref, "meeting"))
    brief = _Brief(Admission(vault, request), meeting, request.as_of)
    blocks = tuple(brief.blocks())
    tlp = brief.gate.label(OWN_LABEL)
    document = Document(
        title=brief.m["title"],
        tlp=tlp.value,
        blocks=blocks,
        subtitle=_("Meeting brief, team copy · {ref}").format(ref=brief.m["ref"]),
        as_of=day_text(request.as_of),
        short_title=_("Meeting brief · {ref}").format(ref=brief.m["ref"]),
        notice=brief.gate.notice(),
    )
    return Draft(document, tlp, brief.gate.records_left_out, brief.gate.fields_left_out, {})


class _Brief:
    """The ten parts of the brief, each asking the gate for what it prints."""

    def __init__(self, gate: Admission, meeting: Meeting, as_of: date) -> None:
        self.gate = gate
        self._meeting = meeting
        self._as_of = as_of
        self.m = cast(Released, gate.admit(meeting, PRINTED))
        self._office = gate.find("stakeholder", meeting.main_stakeholder, "name")

    def blocks(self) -> Iterable[Block]:
        """The parts in their order, under small headings so that two pages hold them."""
        yield self._box()
        yield from self._ladder()
        yield from (Heading(_("Shared goal and framing")), self._goal())
        yield from (Heading(_("Talking points")), self._points())
        yield from (Heading(_("Requests")), self._asks())
        yield from (Heading(_("Likely questions and answers")), *self._questions())
        yield from (Heading(_("Do not raise")), *_lines(self.m["avoid"]))
        yield from (Heading(_("Permission and safety")), safety_strip(self.gate, self.m))
        yield from (Heading(_("Last contacts with this office")), self._contacted())
        yield from (Heading(_("Open commitments of this office")), *self._promises())

    def _box(self) -> Panel:
        """With whom, when, where and why."""
        who = " · ".join(filter(None, (self.m["main_stakeholder"], self.m["level"])))
        where = "; ".join(filter(None, (self.m["venue"], self.m["place"])))
        rows: list[tuple[str, Text]] = [(_("With"), _strong(stated(who)))]
        if self.m["also_present"]:
            rows.append((_("Also present"), self.m["also_present"]))
        rows += [
            (_("Posts, addressed as"), stated(self._posts())),
            (_("When"), stated(self._when())),
            (_("Where"), stated(where)),
            (_("Purpose"), stated(self.m["purpose"])),
            (_("Our team"), stated(self._team())),
        ]
        return Panel((Facts(tuple(rows), dense=True),))

    def _posts(self) -> str:
        """Their posts with the form of address, one below the other."""
        found = self.gate.each("contact", ids(self.m, "contacts"), "post_title honorific")
        return "\n".join(
            f"{one['post_title']} ({one['honorific']})" if one["honorific"] else one["post_title"]
            for one in found
        )

    def _team(self) -> str:
        """Our people with their roles."""
        return "; ".join(f"{row['staff']} ({row['role'].lower()})" for row in self.m.rows.get("team", ()))

    def _when(self) -> str:
        """Day and hours; the end without its day where it is the same."""
        start, end = self.m.raw.get("starts_at"), self.m.raw.get("ends_at")
        text = self.m["starts_at"]
        if isinstance(start, datetime) and isinstance(end, datetime):
            same = day_of(start) == day_of(end)
            text += f" – {end.astimezone(PHNOM_PENH):%H:%M}" if same else f" – {self.m['ends_at']}"
        return text

    def _ladder(self) -> Iterable[Block]:
        """Where this office stands on the way up; only for offices of the administration."""
        level = self.m.raw.get("level")
        if not isinstance(level, AuthorityLevel) or level not in LEVELS:
            return
        campaign = self.gate.find("campaign", next(iter(ids(self.m, "campaign")), ""), "ladder_position")
        reached = campaign.raw.get("ladder_position") if campaign else None
        yield Ladder(
            _("Engagement ladder: this meeting is at the level “{level}”").format(level=level.label),
            tuple(one.label for one in LEVELS),
            reached.rank if isinstance(reached, AuthorityLevel) else 0,
            level.rank,
        )

    def _goal(self) -> Facts:
        rows: list[tuple[str, Text]] = [(_("Their goal we support"), stated(self.m["shared_goal"]))]
        for label, key in ((_("We want to leave with"), "desired_result"), (_("At least"), "minimum_result")):
            if self.m[key]:
                rows.append((label, self.m[key]))
        rows.append((_("How we frame it"), stated(self.m["safe_framing"])))
        return Facts(tuple(rows), dense=True)

    def _points(self) -> Table:
        """What we say, with what it rests on below, and who says it."""
        points = self.m.rows.get("talking_points", ())
        rows = tuple(
            (
                row["order"] or str(number + 1),
                _cited(row["point"], self._borne_by(row, points[:number]), "\n"),
                row["say_by"],
            )
            for number, row in enumerate(points)
        )
        columns = Column(_("No."), 0.55), Column(_("Point and evidence"), 7), Column(_("Said by"), 1.5)
        return Table(columns, rows)

    def _borne_by(self, row: Released, points: Sequence[Released]) -> str:
        """What a row rests on, shortly where one of these talking points has said it."""
        cited = ids(row, "evidence")
        for number, point in enumerate(points, 1):
            if cited and ids(point, "evidence") == cited:
                return _("as point {n}").format(n=point["order"] or number)
        found = self.gate.each("evidence", cited, "citation title")
        return "; ".join(one["citation"] or one["title"] for one in found) or row["no_evidence_reason"]

    def _asks(self) -> Table:
        rows = tuple((row["ask"], self._decider(row)) for row in self.m.rows.get("asks", ()))
        return Table((Column(_("Request"), 3), Column(_("Can this office decide?"), 1.4)), rows)

    def _decider(self, row: Released) -> str:
        """Whether this office can decide, and who can if not."""
        if row.raw.get("level_can_decide"):
            return _("Yes")
        above = self._office.raw.get("parent") if self._office else None
        office = self.gate.find("stakeholder", above, "name")
        return _("No → {office}").format(office=office["name"]) if office else _("No → the office above")

    def _questions(self) -> tuple[Block, ...]:
        """What they may ask; the answers say what they rest on."""
        found = self.m.rows.get("likely_questions", ())
        points = self.m.rows.get("talking_points", ())
        rows = tuple(
            (row["question"], _cited(row["answer"], self._borne_by(row, points), " ")) for row in found[:MOST]
        )
        columns = Column(_("They may ask"), 1.5), Column(_("We answer"), 3.2)
        return Table(columns, rows), *_more(len(found) - MOST)

    def _contacted(self) -> Table:
        """Meetings with this office before this one."""
        rows = tuple(
            (day_text(day), one["title"], one["state"])
            for day, meeting in self._earlier()[:MOST]
            if (one := self.gate.admit(meeting, "title state"))
        )
        return Table((Column(_("Day")), Column(_("Meeting"), 3.4), Column(_("Status"), 0.8)), rows)

    def _promises(self) -> tuple[Block, ...]:
        """What this office has promised and not yet done, soonest due first."""
        found = [one for one in self._promised() if one]
        rows = tuple((one["statement"], one["due_date"], one["state"]) for one in found[:MOST])
        columns = Column(_("What will be done"), 3), Column(_("Due"), 1.1), Column(_("Status"), 1.1)
        return Table(columns, rows), *_more(len(found) - MOST)

    def _earlier(self) -> list[tuple[date, Meeting]]:
        """Meetings held with this office before this one, newest first."""
        office = self._meeting.main_stakeholder
        found: dict[str, tuple[date, Meeting]] = {}
        limit = min(filter(None, (day_of(self._meeting.starts_at), self._as_of)))
        for key, value in (("main_stakeholder", office), ("also_present", office)):
            for one in cast("list[Meeting]", self.gate.look.find("meeting", **{key: value})):
                day = day_of(one.starts_at)
                if one.id != self._meeting.id and day and day <= limit and _was_held(one):
                    found[one.id] = (day, one)
        return sorted(found.values(), key=lambda pair: (pair[0], pair[1].ref), reverse=True)

    def _promised(self) -> list[Released | None]:
        office = self._meeting.main_stakeholder
        found = cast("list[Commitment]", self.gate.look.find("commitment", promised_by=office))
        still = [one for one in found if is_open(one, self._as_of)]
        still.sort(key=lambda one: (one.due_date.day if one.due_date else date.max, one.ref))
        return [self.gate.admit(one, "statement due_date state") for one in still]


PRINTED = (
    "ref title main_stakeholder level also_present contacts starts_at ends_at venue place purpose campaign "
    "shared_goal safe_framing desired_result minimum_result team talking_points asks likely_questions avoid "
    "permission_check authorisations risk_check risk_note movement recording_rule"
)
"""What the brief prints of a meeting."""


def _was_held(meeting: Meeting) -> bool:
    return meeting.states.at_least(meeting.state, "held")


def _strong(text: str) -> Text:
    return (Span(text, bold=True),)


def _cited(text: str, source: str, gap: str) -> Text:
    """A text, and muted behind it what it rests on."""
    return (Span(text), Span(f"{gap}[{source}]", colour=LIGHT.muted)) if source else text


def _lines(text: str) -> tuple[Block, ...]:
    """A long text, one bullet for each of its lines."""
    items = [line.strip(" •-") for line in text.splitlines() if line.strip()]
    return (Bullets(tuple(items)),) if items else (Paragraph(nothing(), muted=True),)


def _more(count: int) -> tuple[Block, ...]:
    """That there is more than was printed."""
    if count <= 0:
        return ()
    text = ngettext("{n} more is in the record.", "{n} more are in the record.", count).format(n=count)
    return (Paragraph(text, muted=True),)
