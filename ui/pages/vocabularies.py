"""The organisation's own words: add a term, rename it in both languages, put it out of use."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from civicdesk.i18n import _
from civicdesk.records.values import humanise
from ui import theme
from ui.pieces import Banner, Sentence, button, row
from ui.read_only import guard
from ui.session import Session

if TYPE_CHECKING:
    from civicdesk.vault.terms import TermRow
    from civicdesk.vault.vault import Vault

_ROW = Qt.ItemDataRole.UserRole


class VocabulariesPage(QWidget):
    """Vocabularies on the left, their terms in the middle, the chosen term on the right."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.banner = Banner()
        self.vocabularies = QListWidget()
        self.vocabularies.setAccessibleName(_("Vocabularies"))
        self.vocabularies.currentItemChanged.connect(self._read)
        self.terms = QListWidget()
        self.terms.setAccessibleName(_("Terms"))
        self.terms.currentItemChanged.connect(self._show_term)
        self.english, self.khmer, self.in_use = (
            QLineEdit(),
            QLineEdit(),
            QCheckBox(_("&Offered for new records")),
        )
        self.english.setAccessibleName(_("Words in English"))
        self.khmer.setAccessibleName(_("Words in Khmer"))
        self.code = Sentence("", "small")
        self.save_button = button(_("&Save the term"), self.save, "primary")
        self.delete_button = button(_("&Delete the term"), self.delete, "dangerous")
        self._lay_out()
        session.run(_names, self._show_names)

    def _lay_out(self) -> None:
        form = QFrame()
        form.setProperty("role", "card")
        form.setMinimumWidth(280)
        fields = QFormLayout(form)
        fields.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        fields.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        fields.addRow(_("&English"), self.english)
        fields.addRow(_("&Khmer"), self.khmer)
        fields.addRow(self.in_use)
        fields.addRow(self.code)
        fields.addRow(self.save_button)
        fields.addRow(self.delete_button)
        guard(self._session, form)
        fields.addRow(
            Sentence(_("A term that records use is never deleted; put it out of use instead."), "small")
        )
        right = QVBoxLayout()
        right.addLayout(row(button(_("&Add a term"), self.add, "", "plus"), 1))
        right.addWidget(form)
        right.addStretch(1)
        columns = row(self.vocabularies, self.terms, spacing=theme.MARGIN)
        columns.addLayout(right)
        columns.setStretch(0, 2)
        columns.setStretch(1, 3)
        columns.setStretch(2, 3)
        page = QVBoxLayout(self)
        page.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        page.addWidget(Sentence(_("Vocabularies"), "title"))
        page.addWidget(self.banner)
        page.addLayout(columns, 1)

    @property
    def vocab(self) -> str:
        """The vocabulary shown."""
        item = self.vocabularies.currentItem()
        return str(item.data(_ROW)) if item else ""

    @property
    def term(self) -> TermRow | None:
        """The term shown."""
        item = self.terms.currentItem()
        return item.data(_ROW) if item else None

    def add(self) -> None:
        """Begin a new term at the end."""
        self.terms.setCurrentRow(-1)
        self._fill(None)
        self.english.setFocus()

    def save(self) -> None:
        """Save the words; a new term gets its code from the English words, and keeps it for ever."""
        english = self.english.text().strip()
        if not english:
            self.banner.say(_("A term needs its words in English."), "warning")
            self.english.setFocus()
            return
        changed = self._changed(english)
        self._session.act(lambda vault: _save(vault, changed), self._saved, self.banner.show_error)

    def delete(self) -> None:
        """Delete a term that nothing uses."""
        term = self.term
        if term is not None:
            self._session.act(
                lambda vault: _delete(vault, term.vocab, term.code), self._saved, self.banner.show_error
            )

    def _changed(self, english: str) -> TermRow:
        khmer, active = self.khmer.text().strip(), self.in_use.isChecked()
        if self.term is not None:
            return replace(self.term, label_en=english, label_km=khmer, active=active)
        from civicdesk.vault.terms import TermRow

        known = {self.terms.item(at).data(_ROW).code for at in range(self.terms.count())}
        return TermRow(
            self.vocab, new_code(english, known), english, khmer, "", self.terms.count() + 1, active
        )

    def _show_names(self, names: tuple[str, ...]) -> None:
        for name in names:
            item = QListWidgetItem(humanise(name))
            item.setData(_ROW, name)
            self.vocabularies.addItem(item)
        self.vocabularies.setCurrentRow(0)

    def _read(self) -> None:
        vocab = self.vocab
        self._session.run(lambda vault: vault.terms(vocab, inactive=True), self._show_terms)

    def _show_terms(self, rows: tuple[TermRow, ...]) -> None:
        kept = self.term.code if self.term is not None else self._wanted
        self.terms.clear()
        for term in rows:
            item = QListWidgetItem(
                term.label if term.active else _("{term} (out of use)").format(term=term.label)
            )
            item.setData(_ROW, term)
            self.terms.addItem(item)
            if term.code == kept:
                self.terms.setCurrentItem(item)
        if self.terms.currentItem() is None:
            self.terms.setCurrentRow(0)
        self._fill(self.term)

    _wanted = ""

    def _show_term(self) -> None:
        self._fill(self.term)

    def _fill(self, term: TermRow | None) -> None:
        self.english.setText(term.label_en if term else "")
        self.khmer.setText(term.label_km if term else "")
        self.in_use.setChecked(term.active if term else True)
        self.code.say(_("Code: {code}").format(code=term.code) if term else _("A new term"))
        self.delete_button.setEnabled(term is not None)

    def _saved(self, code: str) -> None:
        self._wanted = code
        self.terms.setCurrentRow(-1)
        self.banner.say(_("Saved.") if code else _("Deleted: no record used it."), "good")
        self._session.changed.emit({})
        self._read()


def new_code(words: str, known: set[str]) -> str:
    """A code that no term of the vocabulary has, from the English words."""
    stem = re.sub(r"[^a-z0-9]+", "_", words.casefold()).strip("_")[:40] or "term"
    code, number = stem, 2
    while code in known:
        code, number = f"{stem}_{number}", number + 1
    return code


def _names(_vault: Vault) -> tuple[str, ...]:
    from civicdesk.vault.terms import vocabulary_names

    return vocabulary_names()


def _save(vault: Vault, term: TermRow) -> str:
    vault.save_terms([term])
    return term.code


def _delete(vault: Vault, vocab: str, code: str) -> str:
    vault.delete_term(vocab, code)
    return ""
