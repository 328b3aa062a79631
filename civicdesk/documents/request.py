"""What is asked of a report, and what it gives back before it is drawn and written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from civicdesk.documents.page import Document
from civicdesk.records.choices import Audience, Tlp


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
