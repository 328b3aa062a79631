"""What can be wrong with a record, and how rules look at other records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, Protocol

from civicdesk.records.values import humanise

if TYPE_CHECKING:
    from civicdesk.records.record import Record
    from civicdesk.records.values import Link

Severity = Literal["E", "T", "W"]
"""E stops saving, T stops a change of state, W asks for a reason (`domain.md` 0.2)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right: rule id, the field it belongs to ("" for the whole record), and a sentence."""

    severity: Severity
    id: str
    field: str
    message: str


class Lookup(Protocol):
    """What a rule may ask about the world beyond its own record."""

    @property
    def today(self) -> date:
        """The day on which the rule is asked, local time."""

    @property
    def now(self) -> datetime:
        """The instant at which the rule is asked, with offset."""

    @property
    def actor(self) -> str | None:
        """Id of the staff member at work; None when the program does not know one yet."""

    @property
    def roles(self) -> frozenset[str]:
        """Role codes of the person at work (PRG, CSW, SFP, DIR, ADM, BRD)."""

    def get(self, type_name: str, record_id: str | None) -> Record | None:
        """The record, or None if it does not exist or may not be read."""

    def find(self, type_name: str, **equals: object) -> Sequence[Record]:
        """Records whose fields equal the given values; of a field with many values, one must be equal."""

    def linking(self, type_name: str, record_id: str | None) -> Sequence[Link]:
        """Records that point to this one from any field or row, as far as they may be read."""

    def title(self, type_name: str, record_id: str | None) -> str:
        """Title of a record; "Restricted record" where it may not be read."""

    def place_name(self, code: str | None) -> str:
        """Name of a place in the reader's language."""

    def term_label(self, vocab: str, code: str) -> str:
        """The words of a term of a vocabulary."""

    def term_codes(self, vocab: str) -> frozenset[str] | None:
        """Codes of the terms that may be used; None when vocabularies are not known."""

    def setting(self, key: str) -> object:
        """A threshold or default of the organisation, from the settings."""


class EmptyLookup:
    """A world without other records: rules then check what a record can check by itself."""

    def __init__(self, now: datetime, roles: frozenset[str] = frozenset(), actor: str | None = None) -> None:
        self.now = now
        self.roles = roles
        self.actor = actor

    @property
    def today(self) -> date:
        """The day of `now`."""
        return self.now.date()

    def get(self, type_name: str, record_id: str | None) -> Record | None:
        """Nothing is known."""
        return None

    def find(self, type_name: str, **equals: object) -> Sequence[Record]:
        """Nothing is known."""
        return ()

    def linking(self, type_name: str, record_id: str | None) -> Sequence[Link]:
        """Nothing is known."""
        return ()

    def title(self, type_name: str, record_id: str | None) -> str:
        """Nothing is known."""
        return ""

    def place_name(self, code: str | None) -> str:
        """The code itself."""
        return code or ""

    def term_label(self, vocab: str, code: str) -> str:
        """The code in words."""
        return humanise(code)

    def term_codes(self, vocab: str) -> frozenset[str] | None:
        """Vocabularies are not known."""
        return None

    def setting(self, key: str) -> object:
        """No settings are known."""
        return None
