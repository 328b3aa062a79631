"""What is asked of a report, and what it gives back before it is drawn and written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from civicdesk.documents.page import Document
from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _
from civicdesk.records.choices import Audience, Classification, Tlp
from civicdesk.records.export_rules import DEFAULT_TLP, highest, tlp_problems


@dataclass(frozen=True)
class Request:
    """For whom a report is made, as of which day, and about which record."""

    audience: Audience
    as_of: date
    ref: str = ""
    """Reference of the one record the report is about; empty for reports over many."""
    tlp: Tlp | None = None
    """A stricter sharing label than the report's own; None takes its own."""
    title: str = ""
    """Title for the file's properties; empty unless somebody typed one."""
    reviewed: frozenset[str] = frozenset()
    """Texts that a person has read for this audience, as "REF.field"."""


@dataclass(frozen=True)
class Draft:
    """A report that is ready to be drawn, with what a preview tells before the file is written."""

    document: Document
    tlp: Tlp
    records_left_out: int
    fields_left_out: int
    figures: Mapping[str, object]
    """The figures as printed, to be frozen with the report."""


class WrongAudience(CivicDeskError):
    """The report is not made for this audience."""

    def __init__(self, report: str, audience: Audience, allowed: Iterable[Audience]) -> None:
        super().__init__(
            _("{report} is not made for this audience: {audience}.").format(
                report=report, audience=audience.label
            ),
            _("Choose one of: {audiences}.").format(audiences=", ".join(one.label for one in allowed)),
        )


class LabelTooLoose(CivicDeskError):
    """V-EXP-02: the sharing label asked for is looser than the content allows."""


def admit(report: str, request: Request, allowed: tuple[Audience, ...]) -> None:
    """Raise WrongAudience unless the report is made for the audience that is asked for."""
    if request.audience not in allowed:
        raise WrongAudience(report, request.audience, allowed)


def sharing_label(request: Request, own: Classification, classes: Iterable[Classification]) -> Tlp:
    """The label for content of these classes in a report whose class is at least `own`; LabelTooLoose."""
    level = highest((own, *classes))
    tlp = request.tlp or DEFAULT_TLP[level]
    for problem in tlp_problems(level, tlp, request.audience):
        raise LabelTooLoose(problem.message)
    return tlp
