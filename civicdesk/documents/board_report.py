"""R3, the quarterly board report: twelve sections, each number counted once, no name of a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from civicdesk.documents import blocks as b
from civicdesk.documents.admission import Admission
from civicdesk.documents.board.advocacy import advocacy
from civicdesk.documents.board.cases import cases
from civicdesk.documents.board.commitments import commitments
from civicdesk.documents.board.compliance import compliance, decisions
from civicdesk.documents.board.grants import grants
from civicdesk.documents.board.outcomes import outcomes
from civicdesk.documents.board.people import people
from civicdesk.documents.board.relations import relations
from civicdesk.documents.board.results import results
from civicdesk.documents.board.safety import safety
from civicdesk.documents.board.source import Source, days
from civicdesk.documents.board.summary import summary
from civicdesk.documents.page import Document
from civicdesk.documents.request import Draft, Request
from civicdesk.i18n import _
from civicdesk.records.choices import Tlp
from civicdesk.records.printing import day_text
from civicdesk.services.board import BoardFigures, board_figures
from civicdesk.services.period import Period
from civicdesk.vault.vault import Vault

SECTIONS: tuple[Callable[[Source], b.Section], ...] = (
    summary, results, people, outcomes, advocacy, relations, commitments, grants, safety, cases,
    compliance, decisions)  # fmt: skip


def build(vault: Vault, request: Request) -> Draft:
    """The report for the quarter that holds the day asked for."""
    gate, numbers = Admission(vault, request), board_figures(vault, request.as_of)
    source = Source(vault, gate, numbers, request.audience, _texts(vault, numbers.main.quarter))
    sections = tuple(section(source) for section in SECTIONS)
    tlp = gate.label(Tlp.AMBER_STRICT)
    quarter = numbers.main.quarter
    document = Document(
        title=_("Board report"),
        tlp=tlp.value,
        blocks=sections,
        subtitle=_("Quarter {n} of {year}: {days}").format(
            n=(quarter.last.month + 2) // 3, year=quarter.last.year, days=days(quarter)
        ),
        as_of=day_text(request.as_of),
        short_title=_("Board report, {quarter}").format(quarter=quarter.quarter_name),
        notice=gate.notice(),
        file_title=request.title,
    )
    return Draft(document, tlp, gate.records_left_out, gate.fields_left_out, frozen(numbers))


def _texts(vault: Vault, quarter: Period) -> Mapping[str, object]:
    """What the author wrote for a quarter: `progress`, `relations`, `safety`, `decisions`."""
    written = vault.setting(f"board_report:{quarter.quarter_name}")
    return written if isinstance(written, Mapping) else {}


def frozen(numbers: BoardFigures) -> dict[str, object]:
    """Every figure by name, to be kept with the export, so that the report can be made again the same."""
    flat: dict[str, object] = dict(numbers.main.flat())
    flat |= {f"outcomes.{kind.value}": n for kind, n in numbers.main.outcomes.by_kind.items()}
    flat |= {f"commitments.{rag.value}": n for rag, n in numbers.main.commitments.open_by_colour.items()}
    flat |= {f"closeness.{label.value}": n for label, n in numbers.main.closeness.items()}
    flat |= {f"subgrants.{state}": n for state, n in numbers.grants.by_state.items()}
    flat |= {f"campaigns.{state}": n for state, n in numbers.advocacy.campaigns.items()}
    flat |= {f"publications.{state}": n for state, n in numbers.advocacy.publications.items()}
    for one in numbers.indicators:
        actual, target = one.to_date, one.target
        flat[f"indicator.{one.id}.actual"] = None if actual is None else float(actual)
        flat[f"indicator.{one.id}.target"] = None if target is None else float(target)
    for code, person in numbers.main.by_type.items():
        flat[f"people.{code}"], flat[f"women.{code}"] = person.total, person.women
    return flat | {
        "drills": numbers.drills,
        "wellbeing_checks": numbers.wellbeing_checks,
        "party_contacts": numbers.party_contacts,
        "grant_reports_late": numbers.grants.reports_late,
        "filings_late": numbers.compliance.filings_late,
    }
