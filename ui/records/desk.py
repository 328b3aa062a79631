"""Desk: what editors need at hand without waiting, gathered once in the worker before a form is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from civicdesk.i18n import _
from civicdesk.records.fields import Field, Kind
from civicdesk.records.places import gazetteer
from civicdesk.records.record import ENVELOPE, Child, Record, fields_of, targets_of
from civicdesk.records.values import Link
from civicdesk.vault.drafts import home_of

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault
    from ui.session import Session


@dataclass
class Desk:
    """The session, the words of every vocabulary that a form shows, and the titles of what it links to."""

    session: Session
    terms: dict[str, list[tuple[str, str, bool]]] = field(default_factory=dict)
    """Vocabulary -> (code, words, still in use)."""
    titles: dict[str, str] = field(default_factory=dict)
    """Id of a linked record -> its title."""
    may_add_terms: bool = False
    home: str = ""
    """The compartment in which the record lies, or will lie."""
    about: tuple[str, str] = ("", "")
    """Type and id of the record; the id is empty as long as it is new."""

    def term(self, vocab: str, code: str) -> str:
        """The words for a term; the code itself when the vocabulary no longer has it."""
        return next((words for known, words, _used in self.terms.get(vocab, ()) if known == code), code)

    def title(self, record_id: str) -> str:
        """The title of a linked record."""
        return self.titles.get(record_id, _("Linked record"))


def gather(vault: Vault, session: Session, record: Record) -> Desk:
    """Collect everything for a form of this record. Runs in the worker."""
    gazetteer()  # read here, once, so that the window never waits for it
    specs = [*_all_specs(fields_of(type(record))), *ENVELOPE]
    about = (record.meta.name, record.id)
    desk = Desk(session, may_add_terms=not vault.roles or bool(vault.roles & {"ADM", "DIR"}))
    desk.home, desk.about = home_of(vault, *about), about
    for vocab in {spec.vocab for spec in specs if spec.vocab}:
        desk.terms[vocab] = [(row.code, row.label, row.active) for row in vault.terms(vocab, inactive=True)]
    desk.titles.update(titles_of_links(vault, record))
    return desk


def titles_of_links(vault: Vault, record: Record) -> dict[str, str]:
    """Titles of all that a record links to, by id. Runs in the worker."""
    return {record_id: title_of(vault, type_names, record_id) for type_names, record_id in links_of(record)}


def title_of(vault: Vault, type_names: tuple[str, ...], record_id: str) -> str:
    """Title of a linked record that is of one of these types."""
    for name in type_names[:-1]:
        if vault.get(name, record_id) is not None:
            return vault.title(name, record_id)
    return vault.title(type_names[-1], record_id)


def _all_specs(specs: tuple[Field, ...]) -> Iterator[Field]:
    for spec in specs:
        yield spec
        if spec.child is not None:
            yield from _all_specs(fields_of(spec.child))


def links_of(owner: Record | Child) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every record that this one links to, child rows included: (types it may be of, id)."""
    specs = fields_of(type(owner))
    for spec in (*specs, *ENVELOPE) if isinstance(owner, Record) else specs:
        value = getattr(owner, spec.key)
        values = value if isinstance(value, tuple) else (value,) if value else ()
        for one in values:
            if isinstance(one, Child):
                yield from links_of(one)
            elif isinstance(one, Link):
                yield (one.type,), one.id
            elif spec.kind is Kind.REF:
                yield targets_of(spec), str(one)
