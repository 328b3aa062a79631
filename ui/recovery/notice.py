"""What the window says about recovery when a vault has been opened: that it was used, or that something is due."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from civicdesk.i18n import _
from ui.recovery.overview import due_words
from ui.session import Session

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault
    from ui.navigation import Place
    from ui.notices import Notice


def recovery_used(vault: Vault) -> Notice | None:
    """Somebody got in with the recovery key; said to each member until they have read it."""
    from civicdesk.records.record import PROGRAMME
    from civicdesk.vault.recovery_use import acknowledge, unseen
    from ui.notices import Notice

    new = unseen(vault)
    if not new:
        return None
    can_answer = not vault.read_only and PROGRAMME in vault.compartments
    return Notice(
        " ".join(_use_words(vault, one) for one in new),
        "danger",
        _("If nobody told you about it, speak with your colleagues before you go on working here."),
        _("I have read this"),
        answer=acknowledge if can_answer else None,
    )


def _use_words(vault: Vault, public: str) -> str:
    """Who came in and when; the name is the one they gave themselves."""
    from civicdesk.services.roster import staff_of

    member = next((one for one in vault.opened.header.members if one.ed25519.hex() == public), None)
    if member is None:
        return _("Somebody has opened this vault with the recovery key.")
    staff = staff_of(vault, (member.sid,))
    if staff is None:
        words = _("Somebody opened this vault with the recovery key on {day} and became an administrator.")
        return words.format(day=member.since)
    words = _(
        "Somebody opened this vault with the recovery key on {day} under the name {name} and became an administrator."
    )
    return words.format(day=member.since, name=staff.display_name)


def recovery_due(vault: Vault) -> Notice | None:
    """Something about the sheets is to be done, by an administrator.

    A vault that never had recovery and was not made for people (a demonstration) is left in peace.
    """
    from civicdesk.vault.administration import is_administrator
    from civicdesk.vault.recovery_state import state
    from ui.navigation import Place
    from ui.notices import Notice

    now = state(vault)
    said = next(due_words(now), "")
    if not said or not is_administrator(vault.opened) or not (now.keys or now.is_required or now.waits):
        return None
    return Notice(said, "warning", "", _("Recovery…"), Place("recovery"))


def settle(session: Session, go: Callable[[Place], object], window: QObject) -> None:
    """Write what an interrupted use left unsaid, wrap new compartments to the keys, lead a new vault to the page."""

    def lead(is_new: bool) -> None:
        from ui.navigation import Place

        if is_new:
            go(Place("recovery"))

    session.act(_settle, lead, owner=window)


def _settle(vault: Vault) -> bool:
    """Whether this vault was just made and still waits for its first sheets."""
    from civicdesk.vault import recovery_rule
    from civicdesk.vault.recovery import cover
    from civicdesk.vault.recovery_use import announce

    if not vault.read_only:
        announce(vault)
        cover(vault)
    return recovery_rule.is_required(vault) and not vault.opened.header.recovery
