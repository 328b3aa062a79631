"""Writing a good copy of a header or keyslot over a bad or older one, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Callable
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


def faults_of_keys(path: Path) -> list[str]:
    """One sentence for each copy of the header or of a keyslot at `path` that is not whole."""
    layout = Layout(path)
    found = [_bad(header.read(layout.header), _("the vault's header"))]
    found += [_bad(keyslot.read(layout.slot(sid)), _("a keyslot")) for sid in layout.slots()]
    return [sentence for sentences in found for sentence in sentences]


def _bad(pair: copies.Pair[T], name: str) -> list[str]:
    said = _("A copy of {name} is damaged or missing. It is repaired when the vault is opened next.")
    return [said.format(name=name) for copy in pair.copies if copy.value is None]
