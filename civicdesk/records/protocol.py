"""Protocol (E19): what to do before, during and after; assigned, acknowledged, drilled, reviewed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Self, cast

from civicdesk.i18n import N_, _
from civicdesk.records.choices import AckHow, Classification, DrillKind, DrillResult, Phase, StepRole
from civicdesk.records.conditional import fill_in, rule_id
from civicdesk.records.dates import add_months
from civicdesk.records.fields import computed, field
from civicdesk.records.problems import Lookup, Problem
from civicdesk.records.record import PROGRAMME, Child, Record, child, record
from civicdesk.records.share import percent
from civicdesk.records.states import States
from civicdesk.records.tags import PERSON_STAFF
from civicdesk.records.thresholds import words
from civicdesk.records.values import Day, Link, Ref, Term

if TYPE_CHECKING:
    from civicdesk.records.commitment import Commitment
    from civicdesk.records.movement import Movement
    from civicdesk.records.staff_member import StaffMember


@child
class ProtocolStep(Child):
    """A row of “Steps”."""

    phase: Phase = field("Phase")
    order: int = field("Order")
    text: str = field("Text", max=300)
    role: StepRole = field("Role")
    time_limit_min: int | None = field("Time limit (minutes)", default=None)
    critical: bool = field("Critical", default=False)


@child
class WalletLine(Child):
    """A row of “Wallet card lines”."""

    text: str | None = field("Text", default=None, max=70)


@child
class Assignment(Child):
    """A row of “Assignments”."""

    staff: Ref[StaffMember] = field("Staff")
    version_no: int | None = field("Version", default=None)
    assigned_on: Day | None = field("Assigned on", default=None)
    ack_due: Day | None = field("Acknowledge by", default=None)
    acknowledged_on: Day | None = field("Acknowledged on", default=None)
    how: AckHow | None = field("How", default=None)
    last_drill_on: Day | None = field("Last drill on", default=None)
    drill_result: DrillResult | None = field("Drill result", default=None)


@child
class Drill(Child):
    """A row of “Drills”."""

    date: Day = field("Date")
    kind: DrillKind = field("Kind")
    participants: tuple[Ref[StaffMember], ...] = field("Participants", default=())
    minutes_to_first_step: int | None = field("Minutes to the first step", default=None)
    went_well: str | None = field("Went well", default=None)
    gaps: str = field(
        "Gaps", missing=("V-PRO-06", N_("Every drill finds something. Write at least one point."))
    )
    actions: tuple[Ref[Commitment], ...] = field("Actions", default=())


@record(
    "Protocol",
    "Protocols",
    about=N_(
        "Security protocols: what to do before, during and after, who has read them, and who has "
        "practised them."
    ),
    code="E19",
    prefix="PRO",
    compartment=PROGRAMME,
    classification=Classification.INTERNAL,
    title="title",
    columns=(
        "code",
        "title",
        "protocol_area",
        "version_no",
        "state",
        "acknowledged",
        "last_drill",
        "review_due",
    ),
    sort="code",
    retention="RT-15",
)
class Protocol(Record):
    """Security protocol library: steps before, during, after; assigned, acknowledged, drilled, reviewed."""

    code: str = field("Code", max=12)
    title: str = field("Title", max=120)
    protocol_area: Term = field("Area", vocab="protocol_area")
    when_to_use: str = field("When to use (trigger)")
    aim: str = field("Aim", max=240)
    who_leads: StepRole = field("Leads")
    steps: tuple[ProtocolStep, ...] = field("Steps")
    do_not: str | None = field("Do not", default=None)
    contacts: tuple[Link, ...] = field("Contacts to call", default=(), to=("stakeholder", "contact"))
    wallet_lines: tuple[WalletLine, ...] = field("Wallet card lines", default=(), max_rows=6)
    legal_note: str | None = field("Legal note", default=None)
    legal_checked_on: Day | None = field("Legal note last checked", default=None)
    checked_by: str | None = field("Checked by", default=None, max=120, tag=PERSON_STAFF)
    applies_to: tuple[Term, ...] = field(
        "Who must know it",
        default=(),
        vocab="staff_group",
        needed_at="published",
        missing=("V-PRO-02", N_("Who must know this protocol?")),
    )
    review_months: int = field("Review every (months)", default=6, low=1, high=60)
    version_no: int = field("Version", default=1, low=1, high=999)
    change_note: str | None = field("What changed", default=None, max=240)
    published_on: Day | None = field("Published", default=None, automatic=True)
    review_due: Day | None = field("Review due", default=None, automatic=True)
    assignments: tuple[Assignment, ...] = field("Assignments", default=(), automatic=True)
    drills: tuple[Drill, ...] = field("Drills", default=())

    states = States(
        draft="in_review",
        in_review="published draft",
        published="superseded retired",
        superseded="",
        retired="",
        who={"in_review>published": "DIR", "published": "DIR"},
        ends="superseded retired",
        side="superseded retired",
    )

    @property
    def current_assignments(self) -> tuple[Assignment, ...]:
        """Assignments of this version."""
        return tuple(row for row in self.assignments if row.version_no in (None, self.version_no))

    @computed("Acknowledged (%)", digits=1)
    def acknowledged(self) -> Decimal | None:
        """Part of the assigned people who acknowledged this version; None when nobody is assigned."""
        rows = self.current_assignments
        return percent(sum(row.acknowledged_on is not None for row in rows), len(rows))

    @computed("Last drill")
    def last_drill(self) -> date | None:
        """The day of the last drill."""
        return max((row.date for row in self.drills if row.date), default=None)

    def prepared(self, look: Lookup) -> Self:
        """Publishing sets the day and the next review."""
        if self.state != "published":
            return self
        published = self.published_on or look.today
        return self.replaced(
            published_on=published, review_due=add_months(published, self.review_months or 6)
        )

    def next_version(self) -> Self:
        """A draft of the next version with the same steps; everybody will be asked to acknowledge it anew."""
        number = self.version_no + 1
        assigned = tuple(Assignment(staff=row.staff, version_no=number) for row in self.current_assignments)
        return self.replaced(
            id="",
            ref="",
            state="draft",
            version=0,
            version_no=number,
            change_note=None,
            published_on=None,
            review_due=None,
            assignments=assigned,
            drills=(),
        )

    def problems(self, look: Lookup) -> Iterator[Problem]:
        """What this protocol can tell is wrong with itself."""
        if (self.version_no or 1) > 1:
            yield from fill_in(self, "E", "change_note")
        yield from self._card_problems(look)
        checked = self.legal_checked_on
        if self.legal_note and checked and checked < add_months(look.today, -12):
            yield Problem(
                "W",
                "V-PRO-05",
                "legal_checked_on",
                _("The legal note was last checked on {date}.").format(date=checked),
            )

    def _card_problems(self, look: Lookup) -> Iterator[Problem]:
        lines = [row.text or "" for row in self.wallet_lines]
        if len(lines) > 6 or any(len(line) > 70 for line in lines):
            yield Problem("E", "V-PRO-03", "wallet_lines", _("The card holds 6 lines of 70 characters."))
        forbidden = forbidden_on_card(look) if lines else ()
        for place, line in enumerate(lines):
            for word in forbidden:
                if _holds(line, word):
                    yield Problem(
                        "E",
                        "V-PRO-04",
                        f"wallet_lines.{place}.text",
                        _("This card may be found by others. Do not print '{x}'.").format(x=word),
                    )

    def guards(self, to: str, look: Lookup) -> Iterator[Problem]:
        """What stops entering a state."""
        if to != "published":
            return
        if {row.phase for row in self.steps} < set(Phase):
            yield Problem("T", "V-PRO-01", "steps", _("Add steps for before, during and after."))
        if self.legal_note and self.legal_checked_on is None:
            yield Problem(
                "T",
                rule_id(self, "legal_checked_on"),
                "legal_checked_on",
                _("Let a lawyer check the legal note, and record the day."),
            )


FORBIDDEN = ("security", "civicdesk", "code word", "password", "passphrase", "safe house")
"""Words never on a card, until the organisation sets its own list."""


def forbidden_on_card(look: Lookup) -> tuple[str, ...]:
    """Words that give somebody away on a card that is found: set words, code words, names of colleagues."""
    movements = cast("list[Movement]", look.find("movement"))
    phrases = [phrase for one in movements for phrase in (one.safe_phrase, one.duress_phrase)]
    names = [one.display_name for one in cast("list[StaffMember]", look.find("staff_member"))]
    listed = words(look, "wallet_forbidden") or FORBIDDEN
    secret = (text.strip() for text in (*phrases, *names) if text)
    return tuple(dict.fromkeys((*listed, *(text for text in secret if len(text) > 1))))


def _holds(line: str, word: str) -> bool:
    """Whether a word stands in a line: by itself in Latin letters, anywhere in Khmer."""
    pattern = re.escape(word)
    return (
        re.search(rf"(?<!\w){pattern}(?!\w)" if word.isascii() else pattern, line, re.IGNORECASE) is not None
    )
