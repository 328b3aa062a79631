"""LinkedTab: what this record points to and what points to it; a click opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from civicdesk.i18n import _
from civicdesk.records.fields import Field, Kind
from civicdesk.records.record import ENVELOPE, Child, Record, fields_of, record_type, targets_of
from civicdesk.records.values import Link
from ui import theme
from ui.pieces import Sentence, button

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault
    from ui.session import Session

Linked = tuple[str, str, str, str]
"""Label of the field, type, id, title."""


class LinkedTab(QScrollArea):
    """Both directions, grouped by the field that makes the link."""

    open_record = Signal(str, str)

    def __init__(self, session: Session, record: Record) -> None:
        super().__init__()
        self._session = session
        self._record = record
        self.buttons: list[QPushButton] = []
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def load(self) -> None:
        """Read it anew."""
        record = self._record
        self._session.run(lambda vault: links_both_ways(vault, record), self._show, owner=self)

    def _show(self, found: tuple[list[Linked], list[Linked]]) -> None:
        page = QWidget()
        page.setMaximumWidth(theme.FORM_WIDTH + 2 * theme.MARGIN)
        column = QVBoxLayout(page)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        column.setSpacing(theme.HALF)
        self.buttons = []
        to, back = found
        self._group(column, _("It points to"), to, _("It points to no other record."))
        column.addSpacing(theme.MARGIN)
        self._group(column, _("These point to it"), back, _("No other record points to it."))
        column.addStretch(1)
        self.setWidget(page)

    def _group(self, column: QVBoxLayout, title: str, links: list[Linked], nothing: str) -> None:
        column.addWidget(Sentence(title, "section"))
        if not links:
            column.addWidget(Sentence(nothing, "muted"))
        for label in dict.fromkeys(link[0] for link in links):
            column.addWidget(Sentence(label, "small"))
            for _label, type_name, record_id, words in (link for link in links if link[0] == label):
                is_open = words != _("Restricted record")
                shown = self._button(type_name, record_id, words) if is_open else Sentence(words, "muted")
                column.addWidget(shown, 0, Qt.AlignmentFlag.AlignLeft)

    def _button(self, type_name: str, record_id: str, words: str) -> QPushButton:
        made = button(words, lambda: self.open_record.emit(type_name, record_id), "link")
        made.setAccessibleName(
            _("Open {kind} “{title}”").format(kind=record_type(type_name).meta.label.lower(), title=words)
        )
        self.buttons.append(made)
        return made


def links_both_ways(vault: Vault, record: Record) -> tuple[list[Linked], list[Linked]]:
    """What the record points to, and what points to it. Runs in the worker."""
    meta = type(record).meta
    to: dict[tuple[str, str, str], Linked] = {}
    for spec, type_name, record_id in _links(record, (*fields_of(type(record)), *ENVELOPE), ""):
        to[spec, type_name, record_id] = (spec, type_name, record_id, vault.title(type_name, record_id))
    back = [
        (f"{record_type(hit.type).meta.plural} · {hit.field}", hit.type, hit.id, hit.title)
        for hit in vault.backlinks(meta.name, record.id)
    ]
    return list(to.values()), sorted(set(back))


def _links(owner: Record | Child, specs: tuple[Field, ...], prefix: str) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    for spec in specs:
        if spec.automatic and spec.envelope:
            continue
        value = getattr(owner, spec.key)
        label = f"{prefix}{spec.label}"
        for one in value if isinstance(value, tuple) else (value,) if value else ():
            if isinstance(one, Child):
                found += _links(one, fields_of(type(one)), f"{label} · ")
            elif isinstance(one, Link):
                found.append((label, one.type, one.id))
            elif spec.kind is Kind.REF:
                found.append((label, targets_of(spec)[0], str(one)))
    return found
