"""Which reports the window offers, and how one is made and written: the window's view of the documents.

ReportLab and what stands behind it are imported here when the first report is made, not when the window opens.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from civicdesk.i18n import _
from civicdesk.records.choices import Audience

if TYPE_CHECKING:
    from civicdesk.documents.catalogue import Made
    from civicdesk.vault.vault import Vault


@dataclass(frozen=True)
class ReportChoice:
    """One line of the list of reports; `record_types` are what it can be about, none for the whole vault."""

    name: str
    label: str
    about: str
    audiences: tuple[Audience, ...]
    record_types: tuple[str, ...]

    @property
    def needs_record(self) -> bool:
        """Whether it is about one record."""
        return bool(self.record_types)


@dataclass(frozen=True)
class Order:
    """What is wanted: report, audience, day, and for some reports the reference of one record."""

    name: str
    audience: Audience
    as_of: date
    ref: str = ""


def choices() -> tuple[ReportChoice, ...]:
    """Every report, in the order in which they are offered. Slow the first time: run it in the worker."""
    from civicdesk.documents.catalogue import report_kinds

    return tuple(
        ReportChoice(kind.name, kind.label, about(kind.name), kind.audiences, kind.types)
        for kind in report_kinds()
    )


def about(name: str) -> str:
    """What a report is for, in a sentence."""
    return {
        "board": _("Reach, results, promises, balance, finances and risks on a few pages, for the board."),
        "results": _("Each indicator with its target, what was counted and what is not stated."),
        "meeting": _("Everything the team needs for one meeting. It stays with the team."),
        "leave-behind": _("What you hand over after a meeting: nothing of your plans is in it."),
        "sheet": _("One record on paper, as far as the reader may see it."),
    }.get(name, "")


def make(vault: Vault, order: Order) -> Made:
    """The report in memory; what has to be changed first comes as a CivicDeskError."""
    from civicdesk.documents.catalogue import make_report
    from civicdesk.documents.request import Request

    return make_report(vault, order.name, Request(order.audience, order.as_of, order.ref))


def write(vault: Vault, made: Made, path: Path, purpose: str, given_to: str) -> None:
    """Write exactly what was looked at, and log it."""
    from civicdesk.documents.catalogue import write_report

    write_report(vault, made, path, purpose=purpose, given_to=given_to)


def left_out(made: Made) -> str:
    """How much this audience does not see, by number and never by content."""
    from civicdesk.documents.catalogue import what_is_left_out

    return " ".join(what_is_left_out(made))
