"""What the window says about recovery when a vault has been opened: that it was used, or that something is due."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from civicdesk.i18n import _
from ui.pieces import Banner
from ui.recovery.overview import due_words
from ui.session import Session

if TYPE_CHECKING:
    from civicdesk.vault.recovery_state import State
    from civicdesk.vault.vault import Vault
    from ui.navigation import Place


def tell(session: Session, banner: Banner, go: Callable[[Place], object]) -> None:
    """Look, and say the most important thing in the banner of the window.

    A vault that has just been made for people leads straight to the page.
    """
    from ui.navigation import Place

    def show_page() -> None:
        go(Place("recovery"))

    def say(state: State) -> None:
        if state.unseen:
            banner.say(
                _("Somebody has opened this vault with the recovery key, and is an administrator now."), "danger",
                _("If nobody told you about it, speak with your colleagues before you go on working here."),
                (_("I have read this"), lambda: session.act(_acknowledge, lambda _done: None)),
            )  # fmt: skip
        elif "ADM" not in session.vault.roles:
            return
        elif state.is_required and not state.keys:
            show_page()
        elif said := next(due_words(state), ""):
            banner.say(said, "warning", "", (_("Recovery…"), show_page))

    session.act(_look, say, owner=banner)


def _look(vault: Vault) -> State:
    from civicdesk.vault.recovery import cover
    from civicdesk.vault.recovery_state import state
    from civicdesk.vault.recovery_use import announce

    if not vault.read_only:
        announce(vault)
        cover(vault)
    return state(vault)


def _acknowledge(vault: Vault) -> None:
    from civicdesk.vault.recovery_use import acknowledge

    acknowledge(vault)
