"""HistoryTab: what happened to a record: who, when, what was done, each field before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from civicdesk.i18n import _
from civicdesk.records.fields import Field, Kind
from civicdesk.records.plain import unplain
from civicdesk.records.record import Record, record_type, targets_of
from civicdesk.records.states import label_of
from civicdesk.records.values import Link
from civicdesk.vault import journal_reading
from ui import theme
from ui.pieces import Sentence
from ui.records.words import instant_words, words_of

if TYPE_CHECKING:
    from civicdesk.vault.changes import Change
    from civicdesk.vault.vault import Vault
    from ui.session import Session

LONGEST = 240
_AT_BIRTH = frozenset(("state", "classification", "retention_rule", "owner"))
"""What every new record is given; the line that tells of its making need not repeat it."""


@dataclass(frozen=True)
class Entry:
    """One line of the history in words."""

    head: str
    reason: str
    fields: tuple[tuple[str, str, str], ...]
    """Label, before, after."""


class HistoryTab(QScrollArea):
    """The history of one record, newest first; read when the tab is first shown."""

    def __init__(self, session: Session, type_name: str, record_id: str) -> None:
        super().__init__()
        self._session = session
        self._what = (type_name, record_id)
        self.entries: list[Entry] = []
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("History"))

    def load(self) -> None:
        """Read it anew."""
        type_name, record_id = self._what
        self._session.run(lambda vault: entries_of(vault, type_name, record_id), self._show, owner=self)

    def _show(self, entries: list[Entry]) -> None:
        self.entries = entries
        page = QWidget()
        page.setMaximumWidth(theme.FORM_WIDTH + 2 * theme.MARGIN)
        column = QVBoxLayout(page)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        column.setSpacing(theme.MARGIN)
        if not entries:
            column.addWidget(Sentence(_("Nothing has happened to it yet."), "muted"))
        for entry in entries:
            column.addWidget(_entry_view(entry))
        column.addStretch(1)
        self.setWidget(page)


def entries_of(vault: Vault, type_name: str, record_id: str) -> list[Entry]:
    """The history in words. Runs in the worker."""
    changes = vault.history(type_name, record_id)
    cls = record_type(type_name)
    names = _Names(vault, [change.by for change in changes])
    return [_entry(cls, change, names) for change in changes]


def _entry(cls: type[Record], change: Change, names: _Names) -> Entry:
    head = f"{instant_words(change.at)} · {names.title(change.by)} · {verb_words(change)}"
    fields: list[tuple[str, str, str]] = []
    if change.fields is not None:
        made = change.verb == "create"
        fields = [
            line
            for key, pair in change.fields.items()
            if not (made and (pair[1] is False or key in _AT_BIRTH))
            for line in _field_lines(cls, key, pair, names)
        ]
    return Entry(head, change.reason, tuple(fields))


def _field_lines(
    cls: type[Record], key: str, pair: tuple[Any, Any], names: _Names
) -> Iterator[tuple[str, str, str]]:
    if key in ("id", "ref", "version") or key.startswith(("created_", "updated_")):
        return
    try:
        spec = cls.meta.field(key)
    except KeyError:
        return
    if key == "state":
        before, after = (label_of(str(value)) if value else "" for value in pair)
        yield spec.label, before, after
    elif spec.sealed:
        yield spec.label, _("sealed") if pair[0] else "", _("sealed") if pair[1] else ""
    else:
        yield spec.label, _words(spec, pair[0], names), _words(spec, pair[1], names)


def _words(spec: Field, plain: Any, names: _Names) -> str:
    """A value of the journal in words; rows of a table one by one."""
    if plain is None:
        return ""
    value = unplain(spec, plain)
    if spec.kind is Kind.CHILD and spec.child is not None:
        rows = (
            " · ".join(filter(None, (_cell(s, getattr(r, s.key), names) for s in r.specs))) for r in value
        )
        return "\n".join(rows)
    return _cell(spec, value, names)


def _cell(spec: Field, value: Any, names: _Names) -> str:
    names.learn(spec, value)
    return words_of(spec, value, names)


class _Names:
    """Terms and titles, each looked up once."""

    def __init__(self, vault: Vault, people: list[str]) -> None:
        self._vault = vault
        self._titles = {
            person: title for person, title in vault.titles("staff_member", set(people)).items() if title
        }

    def term(self, vocab: str, code: str) -> str:
        """The words for a term."""
        return self._vault.term_label(vocab, code)

    def title(self, record_id: str) -> str:
        """The title of a record that was learnt."""
        return self._titles.get(record_id) or _("Somebody no longer listed")

    def learn(self, spec: Field, value: Any) -> None:
        """Look up the titles that a value needs."""
        if spec.kind not in (Kind.REF, Kind.LINK) or not value:
            return
        for one in value if isinstance(value, tuple) else (value,):
            record_id = one.id if isinstance(one, Link) else str(one)
            if record_id not in self._titles:
                type_name = one.type if isinstance(one, Link) else targets_of(spec)[0]
                self._titles[record_id] = self._vault.title(type_name, record_id)


def verb_words(change: Change) -> str:
    """What was done."""
    return journal_reading.verb_words(change.verb)


def _entry_view(entry: Entry) -> QFrame:
    frame = QFrame()
    column = QVBoxLayout(frame)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(Sentence(entry.head, "label"))
    if entry.reason:
        column.addWidget(Sentence(_("Reason: {words}").format(words=entry.reason), "note"))
    for label, before, after in entry.fields:
        column.addWidget(_selectable(f"{label}: {_arrow(before, after)}"))
    return frame


def _arrow(before: str, after: str) -> str:
    if not before:
        return _cut(after)
    return _("{before}  →  {after}").format(before=_cut(before), after=_cut(after) or _("empty"))


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 2] + " …"


def _selectable(words: str) -> Sentence:
    label = Sentence(words)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
