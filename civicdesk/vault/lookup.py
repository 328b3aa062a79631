"""How rules look at the rest of the vault: through the eyes of the person at work, and never beyond them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from civicdesk import clock
from civicdesk.i18n import language
from civicdesk.records.places import gazetteer
from civicdesk.records.record import Record
from civicdesk.records.values import Link

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault


class VaultLookup:
    """A `Lookup` on an open vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    @property
    def now(self) -> datetime:
        """The present moment."""
        return clock.now()

    @property
    def today(self) -> date:
        """The present day."""
        return clock.today()

    @property
    def actor(self) -> str | None:
        """Staff record of the person at work."""
        return self._vault.staff_id

    @property
    def roles(self) -> frozenset[str]:
        """Role codes of the person at work."""
        return self._vault.roles

    def get(self, type_name: str, record_id: str | None) -> Record | None:
        """The record, or None if it does not exist or may not be read."""
        return self._vault.get(type_name, record_id) if record_id else None

    def find(self, type_name: str, **equals: object) -> Sequence[Record]:
        """Records whose fields equal the given values; the trash is not looked at."""
        return self._vault.find(type_name, **equals)

    def linking(self, _type_name: str, record_id: str | None) -> Sequence[Link]:
        """Records that point to this one from any field or row, as far as they may be read."""
        return self._vault.linking(record_id) if record_id else ()

    def title(self, type_name: str, record_id: str | None) -> str:
        """Title of a record, or "Restricted record"."""
        return self._vault.title(type_name, record_id) if record_id else ""

    def place_name(self, code: str | None) -> str:
        """Name of a place in the reader's language."""
        return gazetteer().label(code, language()) if code else ""

    def term_label(self, vocab: str, code: str) -> str:
        """The words of a term of a vocabulary."""
        return self._vault.term_label(vocab, code)

    def term_codes(self, vocab: str) -> frozenset[str] | None:
        """Codes of the terms that may be used."""
        return frozenset(row.code for row in self._vault.terms(vocab))

    def setting(self, key: str) -> object:
        """A setting of the organisation; "profile" is that of the vault."""
        return self._vault.profile if key == "profile" else self._vault.setting(key)
