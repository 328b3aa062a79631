"""The words that Qt itself puts on buttons and menus, in the reader's language: Qt ships none in Khmer."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QTranslator

from civicdesk.i18n import N_, _

WORDS = frozenset(
    {
        N_("OK"),
        N_("Cancel"),
        N_("Close"),
        N_("Save"),
        N_("Open"),
        N_("Discard"),
        N_("Apply"),
        N_("Help"),
        N_("Reset"),
        N_("Yes"),
        N_("No"),
        N_("Undo"),
        N_("Redo"),
        N_("Cut"),
        N_("Copy"),
        N_("Paste"),
        N_("Delete"),
        N_("Select All"),
        N_("Retry"),
        N_("Ignore"),
        N_("Abort"),
    }
)
_CONTEXTS = frozenset(
    {"QPlatformTheme", "QDialogButtonBox", "QLineEdit", "QWidgetTextControl", "QMessageBox", "QShortcut"}
)


class StandardWords(QTranslator):
    """Answers Qt's questions for words out of our own catalogue; access keys fall away, for they are Latin letters."""

    # None is Qt's null string, "ask the next one"; "" would be a word.
    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        """The word, or None to let Qt use its own."""
        del disambiguation, n
        plain = source.replace("&", "")
        if context not in _CONTEXTS or plain not in WORDS:
            return None
        found = _(plain)
        return None if found == plain else found

    def isEmpty(self) -> bool:
        """It always has words; Qt would not ask an empty one."""
        return False


def install(application: QCoreApplication) -> StandardWords:
    """Use our words from now on; keep the answer alive."""
    words = StandardWords(application)
    application.installTranslator(words)
    return words
