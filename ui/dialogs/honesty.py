"""The page "What CivicDesk does not do", in English and in Khmer, reachable before and after unlocking."""

from __future__ import annotations

from functools import partial
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextEdit, QVBoxLayout, QWidget

from civicdesk import i18n
from ui import theme
from ui.pieces import Button, button, give_size, row
from ui.preferences import LANGUAGES
from ui.unlock.honest import Honesty, honesty


class LimitsDialog(QDialog):
    """One text that a screen reader and the arrow keys walk through; a button for each language above it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        give_size(self, 680, 760)
        self.text = QTextEdit()
        self.text.setReadOnly(True)
        self.text.setProperty("role", "reading")
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.text.setTabChangesFocus(True)
        self.languages: dict[str, Button] = {}
        for code, name in LANGUAGES.items():
            made = button(name, partial(self.show_in, code), "quiet")
            made.setCheckable(True)
            self.languages[code] = made
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.MARGIN, theme.GAP, theme.MARGIN, theme.MARGIN)
        layout.setSpacing(theme.GAP)
        layout.addLayout(row(*self.languages.values(), 1))
        layout.addWidget(self.text, 1)
        layout.addWidget(close)
        self.show_in(i18n.language())
        theme.notifier().changed.connect(self._draw)
        self.text.setFocus()

    def show_in(self, language: str) -> None:
        """Show the page in this language; the window goes on speaking its own."""
        self.language = language if language in LANGUAGES else "en"
        for code, one in self.languages.items():
            one.setChecked(code == self.language)
            one.setText(f"✓ {LANGUAGES[code]}" if code == self.language else LANGUAGES[code])
            one.setAccessibleName(LANGUAGES[code])
        self._draw()

    def _draw(self) -> None:
        page = honesty(self.language)
        self.setWindowTitle(page.title)
        self.text.setAccessibleName(page.title)
        self.text.setHtml(_as_html(page))
        self.text.verticalScrollBar().setValue(0)


def _as_html(page: Honesty) -> str:
    """Headings and paragraphs in the colours and sizes in force."""
    colours = theme.colours()
    parts = [
        f'<h1 style="margin:0 0 10px 0; font-size:x-large">{_words(page.title)}</h1>',
        f'<p style="margin:0 0 4px 0">{_words(page.promise)}</p>',
        f'<p style="margin:0 0 8px 0">{_words(page.limit)}</p>',
    ]
    for situation, words in page.limits:
        parts.append(
            f'<p style="margin:10px 0 0 0; font-weight:600; color:{colours.text}">{_words(situation)}</p>'
            f'<p style="margin:2px 0 0 0">{_words(words)}</p>'
        )
    return "".join(parts)


def _words(text: str) -> str:
    return escape(theme.words(text))
