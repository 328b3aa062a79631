"""Help: the keys, and what CivicDesk is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from civicdesk import __version__
from civicdesk.i18n import _
from ui import theme
from ui.pieces import Sentence, give_size


class Sheet(QDialog):
    """A page to read, with one button to close it."""

    def __init__(self, parent: QWidget | None, title: str, width: int = 640, height: int = 620) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        give_size(self, width, height)
        inner = QWidget()
        self.page = QVBoxLayout(inner)
        self.page.setContentsMargins(3 * theme.GAP, 3 * theme.GAP, 3 * theme.GAP, 3 * theme.GAP)
        self.page.setSpacing(theme.GAP)
        self.page.addWidget(Sentence(title, "title"))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName(title)
        scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        scroll.setWidget(inner)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, theme.MARGIN, theme.MARGIN)
        layout.addWidget(scroll)
        layout.addWidget(buttons)


def key_map() -> tuple[tuple[str, str], ...]:
    """Every key of the window and what it does."""
    return (
        ("Ctrl+K", _("Search everywhere")),
        ("Ctrl+N", _("New record in this list")),
        ("Ctrl+L", _("Lock now, asking nothing")),
        ("Ctrl+Shift+F12", _("Held for a second: panic, lock at once")),
        ("Ctrl+F", _("Find in this list")),
        ("Ctrl+S", _("Save the form")),
        ("Ctrl+Z", _("Undo the last change")),
        ("Alt+←  Alt+→", _("Back and forward")),
        ("Ctrl+1 … Ctrl+6", _("Go to an area")),
        ("F6", _("From the areas to the page and back")),
        ("F9", _("Show or hide the areas")),
        ("Ctrl++  Ctrl+-  Ctrl+0", _("Larger, smaller, ordinary size")),
        ("F1", _("These keys")),
        ("Ctrl+Q", _("Close the vault and leave")),
    )


class KeysDialog(Sheet):
    """The keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, _("Keys"), 520, 560)
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * theme.GAP)
        grid.setVerticalSpacing(theme.GAP)
        for line, (keys, words) in enumerate(key_map()):
            grid.addWidget(Sentence(keys, "label", wrap=False), line, 0)
            grid.addWidget(Sentence(words), line, 1)
        grid.setColumnStretch(1, 1)
        self.page.addLayout(grid)
        self.page.addStretch(1)


class AboutDialog(Sheet):
    """What this program is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, "CivicDesk", 520, 420)
        self.page.addWidget(Sentence(_("Version {number}").format(number=__version__), "muted"))
        for words in (
            _("Case and advocacy records for civil-society organisations, on this computer only."),
            _(
                "CivicDesk uses no network. It cannot send alerts, letters or check-ins: it shows what is due, and "
                "people make the calls."
            ),
            _("Nothing in it is legal advice."),
            _(
                "Free software under the GNU General Public License, version 3 or later. It comes with no warranty."
            ),
            _(
                "Fonts: Noto Sans and Noto Sans Khmer, under the SIL Open Font License 1.1. Words of the passphrases: "
                "the long list of the Electronic Frontier Foundation."
            ),
        ):
            self.page.addWidget(Sentence(words))
        self.page.addStretch(1)
        self.setWindowModality(Qt.WindowModality.WindowModal)
