"""R4, the results table: per project what was aimed at, reached and counted, for the donor first of all."""

from __future__ import annotations

from collections.abc import Iterator

from civicdesk.documents import blocks as b
from civicdesk.documents.admission import Admission, subject
from civicdesk.documents.numbers import count
from civicdesk.documents.page import Document
from civicdesk.documents.request import Draft, Request
from civicdesk.documents.results.project import GRANT, PROJECT, project_section
from civicdesk.documents.telling import known, part, part_of
from civicdesk.i18n import _
from civicdesk.records.choices import Tlp
from civicdesk.records.printing import day_text
from civicdesk.records.project import Project
from civicdesk.services.office import GrantFigures, grant_figures
from civicdesk.services.project_results import Results, projects_of, results_of
from civicdesk.vault.vault import Vault


def build(vault: Vault, request: Request) -> Draft:
    """The table of all projects, or of the one whose reference is given."""
    only = subject(vault, request.ref, "project") if request.ref else None
    gate = Admission(vault, request)
    asked = [only] if isinstance(only, Project) else projects_of(vault)
    found = results_of(vault, request.as_of, [one for one in asked if gate.admit(one, PROJECT)])
    grants = _grants(gate, found, request)
    sections = [project_section(gate, one, request.audience) for one in found.projects]
    shown = tuple(section for section in sections if section is not None)
    tlp = gate.label(Tlp.AMBER)
    document = Document(
        title=_("Results"),
        tlp=tlp.value,
        blocks=(*_overview(found, grants), *(shown or (b.Section(_("Projects"), ()),))),
        subtitle=_("What our projects aimed at, reached and counted"),
        as_of=day_text(request.as_of),
        short_title=_("Results"),
        notice=gate.notice(),
        file_title=request.title,
    )
    return Draft(document, tlp, gate.records_left_out, gate.fields_left_out, frozen(found, grants))


def _grants(gate: Admission, found: Results, request: Request) -> GrantFigures:
    """The sub-grants that this audience may read of: no number stands on page one that is not inside."""
    given = [grant for one in found.projects for grant in one.given]
    return grant_figures([grant for grant in given if gate.admit(grant, GRANT)], request.as_of)


def _overview(found: Results, grants: GrantFigures) -> Iterator[b.Block]:
    """The figures of all projects of the table together."""
    people = found.people
    share = part_of(people.women or 0, people.sex_recorded, people.women_share)
    yield b.Tiles(
        (
            b.Tile(
                _("Participants (attendances)"),
                known(people.total),
                _("at {n} activities; not unique people").format(n=count(people.activities)),
            ),
            b.Tile(
                _("Women"),
                part(people.women_share),
                _("{share} with sex recorded").format(share=share) if people.women_share else "",
            ),
            b.Tile(
                _("Outcomes harvested"),
                count(found.outcomes.harvested),
                _("{n} substantiated").format(n=count(found.outcomes.substantiated)),
            ),
            b.Tile(
                _("Sub-grants given"),
                count(grants.given),
                _("{n} active").format(n=count(grants.active)),
            ),
        )
    )


def frozen(found: Results, grants: GrantFigures) -> dict[str, object]:
    """Every figure by name, to be kept with the export."""
    people = found.people
    flat: dict[str, object] = {
        "activities.to_date": people.activities,
        "participants.to_date": people.total,
        "participants.sex_recorded": people.sex_recorded,
        "participants.sex_not_recorded": people.sex_not_recorded,
        "women.to_date": people.women,
        "women.share": None if people.women_share is None else float(people.women_share),
        "subgrants": grants.given,
        "outcomes.harvested": found.outcomes.harvested,
        "outcomes.substantiated": found.outcomes.substantiated,
    }
    for one in (one for project in found.projects for one in project.indicators):
        flat[f"indicator.{one.id}.actual"] = None if one.to_date is None else float(one.to_date)
        flat[f"indicator.{one.id}.target"] = None if one.target is None else float(one.target)
        flat[f"indicator.{one.id}.women"] = one.people.women if one.people else None
    return flat
