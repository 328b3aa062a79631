"""Writing a good copy of a header or keyslot over a bad or older one, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from civicdesk import log
from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _
from civicdesk.vault import copies, header, keyslot
from civicdesk.vault.header import Header
from civicdesk.vault.keyslot import Slot
from civicdesk.vault.layout import Layout

T = TypeVar("T")


def heal_header(pair: copies.Pair[Header], good: Header) -> list[str]:
    """Make both copies of the header `good`, which has been believed; one sentence for each repair."""
    return _heal(pair, good, header.parse, _("the vault's header"))


def heal_slot(pair: copies.Pair[Slot], good: Slot) -> list[str]:
    """Make both copies of a keyslot `good`, which has just been opened; one sentence for each repair."""
    return _heal(pair, good, keyslot.parse, _("your keyslot"))


def two_passphrases() -> str:
    """What to say when the older copy opened: a change of passphrase stopped between the two copies."""
    return _("A change of your passphrase was interrupted: the old and the new one both open. Change it.")


def _heal(pair: copies.Pair[T], good: T, parse: Callable[[bytes], object], name: str) -> list[str]:
    """An opening never fails because a repair does: a read-only disk can still be read."""
    source = next(copy.path for copy in pair.copies if copy.value is good)
    said = []
    for copy in pair.copies:
        if copy.value == good:
            continue
        try:
            copies.replace(copy.path, source.read_bytes(), parse)
            log.note("vault.copy.healed")
            said.append(_healed(copy.trouble).format(name=name))
        except (CivicDeskError, OSError):
            said.append(_("One of two copies of {name} is bad and could not be repaired.").format(name=name))
    return said


def _healed(trouble: str) -> str:
    return {
        "altered": _("One of two copies of {name} had been changed by hand. The good one replaced it."),
        "damaged": _("One of two copies of {name} was damaged. It has been repaired from the other."),
        "missing": _("One of two copies of {name} was missing. It has been written again."),
        "": _("A change of {name} had been interrupted. It has been completed."),
    }[trouble]


def remove_slot(layout: Layout, sid: str) -> None:
    """Overwrite and delete both copies of a keyslot. Disks may keep old bytes: this is tidying, not a promise."""
    for path in copies.paths(layout.slot(sid)):
        with suppress(OSError):
            copies.overwrite(path)
        with suppress(OSError):
            path.unlink()
    with suppress(OSError):
        copies.flush_folder(layout.path / "slots")


def remove_ended(layout: Layout, found: Header) -> None:
    """Remove the keyslots of those who have left, where a stop or a copy of the folder has left one lying."""
    ended = {member.sid for member in found.members if member.until}
    for sid in ended.intersection(layout.slots()):
        remove_slot(layout, sid)
        log.note("vault.slot.ended")


def faults_of_keys(path: Path) -> list[str]:
    """One sentence for each copy of the header, or of a keyslot of a member, at `path` that is not whole.

    A keyslot of nobody opens nothing: somebody asked to join, or has left, and the computer stopped at that moment.
    """
    layout = Layout(path)
    pair = header.read(layout.header)
    again = _("It is repaired when the vault is opened next.")
    said = _bad(pair, _("the vault's header"), again)
    again = _("It is repaired when whoever it belongs to opens the vault next.")
    for sid in layout.slots():
        if pair.valid[0].is_member(sid):
            said += _bad(keyslot.read(layout.slot(sid)), _("a keyslot"), again)
    return said


def _bad(pair: copies.Pair[T], name: str, again: str) -> list[str]:
    said = _("A copy of {name} is damaged or missing.").format(name=name)
    return [f"{said} {again}" for copy in pair.copies if copy.value is None]
