"""Typing recovery sheets: words completed from their first letters, or pasted at once, or the printed groups."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from civicdesk.i18n import _, ngettext
from civicdesk.vault import recovery_groups, recovery_words
from civicdesk.vault.recovery_errors import GroupsMissing, RecoveryError, UnknownWord, WordsMissing
from civicdesk.vault.recovery_join import sets_of
from civicdesk.vault.recovery_keys import is_groups, pieces
from civicdesk.vault.recovery_words import LENGTH, ShareWords
from ui import theme
from ui.pieces import Labelled, Sentence, icon_button, row

_QUIET = (
    Qt.InputMethodHint.ImhSensitiveData
    | Qt.InputMethodHint.ImhNoPredictiveText
    | Qt.InputMethodHint.ImhNoAutoUppercase
    | Qt.InputMethodHint.ImhLatinOnly
)


class WordsEdit(QPlainTextEdit):
    """A field in which Space completes a word that its first letters tell."""

    def __init__(self) -> None:
        super().__init__()
        self.setInputMethodHints(_QUIET)
        self.setTabChangesFocus(True)
        self.setFont(theme.font("section"))
        self.setFixedHeight(6 * self.fontMetrics().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space, also that of a Khmer keyboard, ends a word."""
        if event.text() in (" ", "\u200b", "\u00a0"):
            self.complete()
            self.insertPlainText(" ")
            return
        super().keyPressEvent(event)

    def complete(self) -> None:
        """Put the whole word in place of its beginning, if there is only one such word."""
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.StartOfWord, QTextCursor.MoveMode.KeepAnchor)
        typed = recovery_words.plain(cursor.selectedText())
        word = recovery_words.known(typed)
        if word and word != typed:
            cursor.insertText(word)

    @property
    def begun(self) -> str:
        """The word before the cursor, as far as it has been typed."""
        text = self.toPlainText()[: self.textCursor().position()]
        return recovery_words.plain(text.split()[-1]) if text and not text[-1].isspace() else ""


class SheetsEntry(QWidget):
    """One sheet after the other; each that is whole is put aside, and it says how many are still needed."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.line = WordsEdit()
        self.status = Sentence("", "small")
        self.needed = Sentence("", "small")
        self._taken: list[tuple[str, ShareWords | None]] = []
        self._held: list[tuple[str, ShareWords | None]] = []
        """Sheets that are whole while somebody still types the rest of a last word whose beginning was enough."""
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.HALF)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        layout.addLayout(self._list)
        layout.addLayout(
            Labelled(
                _("The &words of a sheet, in their order"),
                self.line,
                _(
                    "The first four letters of a word are enough. You can also paste, or type the printed groups."
                ),
            )
        )
        layout.addWidget(self.status)
        layout.addWidget(self.needed)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self._look)
        self._look()

    @property
    def texts(self) -> tuple[str, ...]:
        """Every whole sheet that was typed."""
        return tuple(text for text, _share in (*self._taken, *self._held))

    @property
    def is_ready(self) -> bool:
        """Whether a key is complete, as far as can be told before it is tried."""
        every = [*self._taken, *self._held]
        shares = [share for _text, share in every if share is not None]
        return len(shares) < len(every) or any(one.is_complete for one in sets_of(shares))

    def clear(self) -> None:
        """Forget what was typed; best effort, the process is replaced at lock."""
        self._taken, self._held = [], []
        self.line.clear()
        self._show_taken()

    def _look(self) -> None:
        """Put whole sheets aside; else say how far this one is, or what is wrong in it."""
        text = self.line.toPlainText()
        if text.isspace():  # the space that ended a sheet begins no other
            return
        self._held = []
        try:
            found = [(piece, _sheet(piece)) for piece in pieces(text)]
        except RecoveryError as trouble:
            self._say(trouble, text)
        else:
            if found and _is_finished(text):
                self._take(found)
                return
            self._held = found
            self._tell(_("This sheet is whole.") if found else "", "good" if found else "small")
        self.edited.emit()

    def _take(self, found: list[tuple[str, ShareWords | None]]) -> None:
        known = {share.text if share else text for text, share in self._taken}
        new = [one for one in found if (one[1].text if one[1] else one[0]) not in known]
        self._taken += new
        self.line.blockSignals(True)
        self.line.clear()
        self.line.blockSignals(False)
        self._tell(
            _("This sheet is whole.") if new else _("This sheet was typed before."),
            "good" if new else "warning",
        )
        self._show_taken()

    def _say(self, trouble: RecoveryError, text: str) -> None:
        """A word that is being typed is not yet wrong; a sheet that is being typed is not yet too short."""
        begun = self.line.begun
        if isinstance(trouble, UnknownWord) and begun and trouble.place == len(recovery_words.tokens(text)):
            near = recovery_words.completions(begun, 6)
            self._tell("   ".join(near) or f"▲ {trouble}", "small" if near else "warning")
        elif isinstance(trouble, WordsMissing):
            self._tell(_("{n} of {all} words").format(n=trouble.found, all=LENGTH), "small")
        elif isinstance(trouble, GroupsMissing) and trouble.found < recovery_groups.LENGTH:
            counted = _("{n} of {all} letters and digits")
            self._tell(counted.format(n=trouble.found, all=recovery_groups.LENGTH), "small")
        else:
            self._tell(f"▲ {trouble}", "warning")

    def _tell(self, words: str, role: str) -> None:
        self.status.say(words)
        theme.give_role(self.status, role)

    def _show_taken(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for place, (_text, share) in enumerate(self._taken):
            words = _("✓ A printed key") if share is None else _share_words(share)
            holder = QWidget()
            holder.setLayout(
                row(
                    Sentence(words, "good"),
                    icon_button("close", _("Take this sheet out"), partial(self._drop, place)),
                )
            )
            self._list.addWidget(holder)
        self.needed.say(self._still_needed())
        self.edited.emit()

    def _drop(self, place: int) -> None:
        del self._taken[place]
        self._show_taken()

    def _still_needed(self) -> str:
        """How many more sheets each begun set takes."""
        lines = []
        for one in sets_of(share for _text, share in self._taken if share is not None):
            if (more := one.needed - len(one.shares)) > 0:
                said = ngettext("{n} more sheet with the number {mark:05d} is needed.",
                                "{n} more sheets with the number {mark:05d} are needed.", more)  # fmt: skip
                lines.append(said.format(n=more, mark=one.mark))
        return "\n".join(lines)


def _is_finished(text: str) -> bool:
    """Whether nothing more of the last word can follow: a space, the word in full, or groups, which have a length."""
    typed = recovery_words.tokens(text)
    return text != text.rstrip() or is_groups(text) or (bool(typed) and typed[-1] in recovery_words.WORDS)


def _sheet(text: str) -> ShareWords | None:
    """A share, or None for the groups of a printed key; the error that says what is wrong."""
    if is_groups(text):
        recovery_groups.secret_of(text)
        return None
    return recovery_words.read_share(text)


def _share_words(share: ShareWords) -> str:
    if share.needed == 1:
        return _("✓ Key {mark:05d}").format(mark=share.mark)
    return _("✓ Key {mark:05d}, sheet {number}").format(mark=share.mark, number=share.number)
