"""Panic: the lock without any patience, and, where it was armed, the destruction of what opens the vault here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from civicdesk import log
from ui.session import Session

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault

PATIENCE = 0.3
"""Seconds that a write which had already begun may hold up the first level."""


class Panic(QObject):
    """Knows beforehand whether the second level is armed: in a panic nothing is asked of the vault any more."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.is_armed = False
        self.is_agreed = False
        """Somebody has just asked for it calmly, with the passphrase, before a trip."""

    def look(self, session: Session) -> None:
        """Look whether it is armed, after opening."""
        session.run(_is_armed, self.known, lambda _error: None, owner=self)

    def strike(self, session: Session, level: int) -> int | None:
        """Destroy if this is the second level and it is armed; None if not, else how many files are left.

        If none is, the vault is not closed afterwards: closing would write the memory of this computer anew.
        """
        if level < 2 or not (self.is_armed or self.is_agreed):
            return None
        from civicdesk.vault import panic

        try:
            left = panic.destroy(panic.target(session.vault))
        except Exception as bug:  # noqa: BLE001  (what is left is said after the lock, which must come in any case)
            log.note(f"panic.{type(bug).__name__.casefold()[:40]}")
            left = 1
        log.note("panic.left", left)
        return left

    def known(self, is_armed: bool) -> None:
        """It is armed now, or not any more."""
        self.is_armed = is_armed


def _is_armed(vault: Vault) -> bool:
    from civicdesk.vault import panic

    return panic.is_armed(vault)
