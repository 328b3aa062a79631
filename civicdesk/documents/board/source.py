"""What every section of the board report is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from civicdesk.documents.admission import Admission
from civicdesk.records.choices import Audience
from civicdesk.records.printing import day_text
from civicdesk.services.board import BoardFigures
from civicdesk.services.period import Period
from civicdesk.vault.vault import Vault


@dataclass(frozen=True)
class Source:
    """The open vault, the gate, the counted figures, and what the author wrote for the quarter."""

    vault: Vault
    gate: Admission
    numbers: BoardFigures
    audience: Audience
    texts: Mapping[str, object]
    """`progress`, `relations`, `safety` (paragraphs) and `decisions` (a list)."""

    @property
    def quarter(self) -> Period:
        """The quarter that the report is about."""
        return self.numbers.main.quarter

    @property
    def as_of(self) -> date:
        """The day of the data."""
        return self.numbers.main.as_of

    def project(self, project_id: str) -> str:
        """The name of a project as this audience may read it; empty if it may not."""
        found = self.gate.find("project", project_id, "name")
        return found["name"] if found else ""


def days(period: Period) -> str:
    """A period from its first to its last day."""
    return f"{day_text(period.first)} – {day_text(period.last)}"
