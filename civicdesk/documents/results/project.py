"""One project of the results table: who and where, its results chain, figures, changes, grants, lessons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from civicdesk.documents import blocks as b
from civicdesk.documents.admission import Admission
from civicdesk.documents.board.grants import amounts
from civicdesk.documents.board.results import chain
from civicdesk.documents.numbers import count
from civicdesk.documents.results.indicators import indicators, pictures
from civicdesk.documents.telling import known, part_of, recorded, said
from civicdesk.i18n import _
from civicdesk.records.choices import Audience, Level3
from civicdesk.records.problems import Lookup
from civicdesk.records.project import Project
from civicdesk.records.redaction import Released
from civicdesk.records.subgrant import SubGrant
from civicdesk.services.office import grant_figures
from civicdesk.services.people import People
from civicdesk.services.project_results import ProjectResults

PROJECT = "name public_name period places goal results donors closing_summary"
CHANGE = "title change_type changed_on state description"
GRANT = "purpose places grantee amount"


def project_section(gate: Admission, one: ProjectResults, audience: Audience) -> b.Section | None:
    """The section of a project; None when this audience may read nothing of it."""
    found = gate.admit(one.project, PROJECT)
    if found is None:
        return None
    inside = audience is Audience.INTERNAL
    title = found["name"] if inside or not found["public_name"] else found["public_name"]
    return b.Section(title, tuple(_blocks(gate, one, found, audience)))


def _blocks(gate: Admission, one: ProjectResults, found: Released, audience: Audience) -> Iterator[b.Block]:
    yield _facts(one.project, found, audience)
    if found.rows.get("results"):
        yield b.Heading(_("Results chain"))
        yield chain(found)
    if one.indicators:
        yield from indicators(gate, one.indicators, audience)
    else:
        yield b.Table((b.Column(_("Indicator")),), (), _("Indicators"))
    yield from _people(one)
    yield from _changes(gate, one)
    yield from _grants(gate, one, audience)
    yield from pictures(gate, one.indicators)
    if lessons := found["closing_summary"]:
        yield b.Heading(_("Lessons"))
        yield b.Paragraph(lessons)


def _facts(project: Project, found: Released, audience: Audience) -> b.Facts:
    """Period, place and, where the project lets this audience know, who funds it."""
    rows = [(_("Period"), said(found, "period")), (_("Where"), said(found, "places"))]
    if audience in project.donor_visibility and found["donors"]:
        rows.append((_("Funded by"), found["donors"]))
    if found["goal"]:
        rows.append((_("Objective"), found["goal"]))
    return b.Facts(tuple(rows))


def _people(one: ProjectResults) -> Iterator[b.Block]:
    """People by result; each activity is counted once in a result."""
    if not one.people.activities:
        return
    rows = [(code, *_cells(people)) for code, people in one.by_result]
    yield b.Table(
        (
            b.Column(_("Result"), 2),
            b.Column(_("Activities"), number=True),
            b.Column(_("Total"), number=True),
            b.Column(_("Women, of those with sex recorded"), 2.2, number=True),
            b.Column(_("Sex not recorded"), 1.2, number=True),
        ),
        (*rows, (_("All activities of the project"), *_cells(one.people))),
        _("People reached, by result (attendances, not unique people)"),
        total=True,
    )


def _cells(people: People) -> tuple[str, ...]:
    women = part_of(people.women or 0, people.sex_recorded, people.women_share)
    return (
        count(people.activities),
        recorded(people.total),
        women if people.women is not None else _("not recorded"),
        known(people.sex_not_recorded),
    )


def _changes(gate: Admission, one: ProjectResults) -> Iterator[b.Block]:
    """Outcomes, and their descriptions where somebody has read them for this audience."""
    found = [shown for change in one.changes if (shown := gate.admit(change, CHANGE))]
    keys = ("title", "change_type", "changed_on", "state")
    rows = tuple(tuple(said(shown, key) for key in keys) for shown in found)
    columns = (
        b.Column(_("Change"), 3.4),
        b.Column(_("Kind"), 1.1),
        b.Column(_("When"), 1.5),
        b.Column(_("State"), 1.2),
    )
    yield b.Table(columns, rows, _("What changed"))
    for shown in found:
        if shown["description"]:
            yield b.Paragraph((b.Span(f"{shown['title']}. ", bold=True), b.Span(shown["description"])))


def _grants(gate: Admission, one: ProjectResults, audience: Audience) -> Iterator[b.Block]:
    """Sub-grants with the same purpose, place and grantee stand in one line with their number."""
    groups: dict[tuple[str, str, str], list[tuple[SubGrant, Released]]] = {}
    for grant in one.given:
        if shown := gate.admit(grant, GRANT):
            key = said(shown, "purpose"), said(shown, "places"), _grantee(grant, shown, audience)
            groups.setdefault(key, []).append((grant, shown))
    rows = tuple((count(len(group)), *key, _amount(group, gate.look)) for key, group in groups.items())
    columns = (
        b.Column(_("Number"), 0.8),
        b.Column(_("Purpose"), 3),
        b.Column(_("Where"), 1.2),
        b.Column(_("Grantee"), 2),
        b.Column(_("Amount"), 1.2, number=True),
    )
    if rows:
        number = sum(len(group) for group in groups.values())
        caption = _("Sub-grants given to date: {n}").format(n=count(number))
        yield b.Table(columns, rows, caption)


def _grantee(grant: SubGrant, shown: Released, audience: Audience) -> str:
    """The grantee is named outside only where somebody judged that naming it does little harm."""
    if grant.grantee and audience is not Audience.INTERNAL and grant.safeguard_note is not Level3.LOW:
        return _("not named")
    return said(shown, "grantee")


def _amount(group: Sequence[tuple[SubGrant, Released]], look: Lookup) -> str:
    if any("amount" in shown.omitted for _grant, shown in group):
        return _("not shown")
    return amounts(grant_figures([grant for grant, _shown in group], look.today))
