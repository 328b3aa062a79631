"""Choosing roles: a box for each, and in plain words what its key opens."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from civicdesk.i18n import _
from civicdesk.records.choices import Role
from ui import theme
from ui.pieces import Sentence

_INDENT = 28


def role_means(code: str) -> tuple[str, str]:
    """The name of a role with its access key, and what it opens."""
    return {
        "PRG": (
            _("&Programme officer"),
            _("Opens the programme: campaigns, contacts, meetings, projects and results."),
        ),
        "CSW": (_("&Case worker"), _("Opens the programme and casework: cases and the people they protect.")),
        "SFP": (
            _("&Security focal point"),
            _("Opens the programme and security: risks, movements, incidents, safety cards."),
        ),
        "DIR": (_("&Director"), _("Opens everything, and signs what only a director may sign.")),
        "ADM": (
            _("&Administrator"),
            _("Lets people in, takes their keys away, and cares for backups. Opens no records by itself."),
        ),
        "BRD": (_("&Board reader"), _("Opens approved reports, and nothing else.")),
    }[code]


class RoleBoxes(QWidget):
    """One box for each role."""

    edited = Signal()

    def __init__(self, chosen: Collection[str] = ()) -> None:
        super().__init__()
        self.boxes: dict[str, QCheckBox] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for role in Role:
            name, means = role_means(role.value)
            box = QCheckBox(name)
            box.setChecked(role.value in chosen)
            box.setAccessibleDescription(means)
            box.toggled.connect(lambda _on: self.edited.emit())
            words = Sentence(means, "small")
            words.setContentsMargins(_INDENT, 0, 0, theme.HALF)
            layout.addWidget(box)
            layout.addWidget(words)
            self.boxes[role.value] = box

    @property
    def chosen(self) -> tuple[str, ...]:
        """Codes of the roles that are ticked."""
        return tuple(code for code, box in self.boxes.items() if box.isChecked())
