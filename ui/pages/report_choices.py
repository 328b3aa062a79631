"""Which reports the window offers, and how one is made and written: the window's view of `civicdesk.documents`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault


@dataclass(frozen=True)
class ReportChoice:
    """One line of the list of reports. `audiences` are (code, words)."""

    code: str
    label: str
    about: str
    audiences: tuple[tuple[str, str], ...]
    needs_record: bool = False
    record_types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Order:
    """What is wanted: report, audience, day, and for some reports one record as (type, id)."""

    code: str
    audience: str
    as_of: date
    record: tuple[str, str] | None = None


@dataclass(frozen=True)
class Draft:
    """A report in memory: the file, its pages, and how much was left out, as (words, number)."""

    pdf: bytes
    pages: int
    left_out: tuple[tuple[str, int], ...]
    name: str


def choices() -> tuple[ReportChoice, ...]:
    return ()


def draft(vault: Vault, order: Order) -> Draft:
    raise KeyError


def write(vault: Vault, made: Draft, path: Path) -> None:
    raise KeyError
