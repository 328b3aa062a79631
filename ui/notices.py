"""What a member should hear when the vault has been opened: one banner each, looked for beside the window.

A source is a function that looks into the vault and answers a Notice or None. Add one to SOURCES.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from civicdesk.i18n import _, ngettext
from ui import theme
from ui.navigation import Place
from ui.pieces import Banner
from ui.recovery.notice import recovery_due, recovery_used
from ui.session import Session
from ui.status import compartment_label

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault


@dataclass(frozen=True)
class Notice:
    """A sentence, what to do, and either a place to go to or something to say to the vault ("I have read this")."""

    sentence: str
    tone: str = "note"
    todo: str = ""
    verb: str = ""
    place: Place | None = None
    answer: Callable[[Vault], object] | None = None


Source = Callable[["Vault"], Notice | None]


def somebody_left(vault: Vault) -> Notice | None:
    """Keys were taken from somebody since this member was here last; not whose."""
    from civicdesk.services import membership
    from civicdesk.vault import leaving

    if not membership.somebody_left(vault):
        return None
    renewed = _("What is written from now on opens with new keys. Your passphrase stays the same.")
    due = _("Some keys are still to be renewed. Your passphrase stays the same.")
    return Notice(
        _("Somebody's keys to this vault were taken away since you were here last."),
        todo=due if leaving.due_kinds(vault) else renewed,
        verb=_("I have read this"),
        answer=None if vault.read_only else membership.acknowledge_leavers,
    )


def signature_wanted(vault: Vault) -> Notice | None:
    """Another administrator has proposed something."""
    from civicdesk.vault import administration

    if not administration.is_administrator(vault.opened):
        return None
    if all(administration.is_own(vault.opened, one) for one in administration.proposals(vault)):
        return None
    place = Place("people")
    return Notice(
        _("Another administrator has proposed something that waits for your signature."),
        "warning", "", _("Look at it…"), place,
    )  # fmt: skip


def nobody_else_signs(vault: Vault) -> Notice | None:
    """Two must sign, and one administrator is left: what to do about it, before something has to be signed."""
    from civicdesk.vault import administration

    if not administration.signs_alone(vault.opened.header) or not administration.is_administrator(vault.opened):
        return None
    words = _(
        "Two administrators must sign in this vault, and you are the only one. New administrators, new keys to the "
        "security part and new recovery keys cannot be made."
    )
    return Notice(words, "warning", administration.NobodyElseSigns().todo)


def renewal_due(vault: Vault) -> Notice | None:
    """Somebody who left still has keys that nobody has renewed."""
    from civicdesk.vault import administration, leaving, rotation

    if rotation.is_half_done(vault):
        return Notice(
            _("A renewal of keys was interrupted."), "warning", "", _("Finish it…"), Place("people")
        )
    due = leaving.due_kinds(vault)
    if not due:
        return None
    parts = ", ".join(compartment_label(kind) for kind in due)
    words = _("Somebody left who had keys to: {parts}. These keys are not renewed yet.").format(parts=parts)
    if administration.is_administrator(vault.opened) and set(due) & set(vault.compartments):
        return Notice(words, "warning", "", _("Finish it…"), Place("people"))
    return Notice(words, "warning", _("An administrator who can open these parts has to finish it."))


def reports_came_in(vault: Vault) -> Notice | None:
    """Sealed reports became records at this unlocking; who has no key is told nothing."""
    came = vault.came_in
    if not came.records and not came.unreadable and not came.waiting:
        return None
    words = []
    if came.records:
        words.append(ngettext("{n} report came in.", "{n} reports came in.", came.records).format(n=came.records))
    if came.unreadable:
        words.append(
            ngettext(
                "{n} report was damaged on its way and cannot be read.",
                "{n} reports were damaged on their way and cannot be read.",
                came.unreadable,
            ).format(n=came.unreadable)
        )
    if came.waiting:
        words.append(
            ngettext(
                "{n} report waits: it could not be brought in now, and the next unlocking tries again. "
                "If the disk is full, free some space first.",
                "{n} reports wait: they could not be brought in now, and the next unlocking tries again. "
                "If the disk is full, free some space first.",
                came.waiting,
            ).format(n=came.waiting)
        )
    tone = "warning" if came.unreadable or came.waiting else "note"
    return Notice(" ".join(words), tone, _("Filed by people without the key to that part. Look at the lists."))


def trip_undecided(vault: Vault) -> Notice | None:
    """A trip came home with values for fields that had been changed here too."""
    from civicdesk.vault import contested

    count = len(contested.waiting(vault))
    if not count:
        return None
    words = ngettext(
        "{n} difference between a trip and this vault waits for a decision.",
        "{n} differences between a trip and this vault wait for a decision.",
        count,
    )
    return Notice(words.format(n=count), "warning", "", _("Look at it…"), Place("travel"))


SOURCES: list[Source] = [
    recovery_used, reports_came_in, somebody_left, signature_wanted, nobody_else_signs, renewal_due, trip_undecided,
    recovery_due,
]  # fmt: skip


class Notices(QWidget):
    """The banners, one under the other; put away, one stays away until the next unlocking."""

    def __init__(self, session: Session, go: Callable[[Place], object]) -> None:
        super().__init__()
        self._session, self._go = session, go
        self.banners: dict[Source, Banner] = {}
        self._said: dict[Source, Notice] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        for source in SOURCES:
            self.banners[source] = Banner()
            column.addWidget(self.banners[source])
        self.look()

    @property
    def texts(self) -> tuple[str, ...]:
        """What is said now."""
        return tuple(banner.text for banner in self.banners.values() if not banner.isHidden())

    def look(self) -> None:
        """Look whether there is something to say; what was put away is not said again."""
        self._session.run(
            lambda vault: [(source, source(vault)) for source in self.banners], self._show, owner=self
        )

    def _show(self, found: list[tuple[Source, Notice | None]]) -> None:
        for source, notice in found:
            banner = self.banners[source]
            if notice is None:
                banner.hide()
                self._said.pop(source, None)
            elif self._said.get(source) != notice:
                self._said[source] = notice
                action = (notice.verb, lambda notice=notice: self._act(notice)) if _acts(notice) else None
                banner.say(notice.sentence, notice.tone, notice.todo, action)

    def _act(self, notice: Notice) -> None:
        if notice.place is not None:
            self._go(notice.place)
        if notice.answer is not None:
            self._session.act(notice.answer, lambda _done: None, owner=self)


def _acts(notice: Notice) -> bool:
    return bool(notice.verb) and (notice.place is not None or notice.answer is not None)
