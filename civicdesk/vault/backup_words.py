"""What a person is told about a backup that was made or checked, and no more than is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from civicdesk.i18n import _, ngettext
from civicdesk.vault import medium

if TYPE_CHECKING:
    from civicdesk.vault.backup import Made
    from civicdesk.vault.backup_check import Opened


_NAMED = 3


def lines_of(made: Made) -> tuple[str, ...]:
    """The sentences for a backup that has just been made."""
    first = _("Verified: {file} on “{medium}”, {size} MB.")
    said = first.format(file=made.path.name, medium=made.medium, size=-(-made.size // 1_000_000))
    lines = (said, *file_words(made.opened), how_read(made.how), *opened_words(made.opened))
    if made.removed:
        gone = _("Deleted, because enough newer ones are good: {files}.")
        lines += (gone.format(files=", ".join(made.removed)),)
    return lines


def how_read(how: str) -> str:
    """Where the bytes came from that were compared."""
    return {
        medium.DIRECT: _("All of it was read back from the disk itself and is what was written."),
        medium.ASKED: _(
            "All of it was read back and is what was written. Whether every byte came from the disk or some from "
            "this computer's memory cannot be known: to be sure, unplug it, plug it in and check it again."
        ),
        medium.UNKNOWN: _(
            "All of it was read back and is what was written, perhaps out of this computer's memory: to be sure, "
            "unplug the disk, plug it in and check it again."
        ),
    }[how]


def opened_words(found: Sequence[Opened]) -> tuple[str, ...]:
    """What was opened, and what could not be for want of a key."""
    closed = [part_label(one.kind) for one in found if not one.has_key]
    with_key = [part_label(one.kind) for one in found if one.has_key]
    said = []
    if with_key:
        said.append(_("Opened and read: {parts}.").format(parts=", ".join(with_key)))
    if closed:
        said.append(
            _("Copied whole, but not opened, because you have no key: {parts}.").format(
                parts=", ".join(closed)
            )
        )
    return tuple(said)


def file_words(found: Sequence[Opened]) -> tuple[str, ...]:
    """What is wrong with files in it, the first three by name; nothing where every file opens."""
    wrong = [words for one in found for words in one.files]
    if not wrong:
        return ()
    first = ngettext(
        "▲ {n} file in it is missing or does not open, as in the vault itself. Look for it in older backups.",
        "▲ {n} files in it are missing or do not open, as in the vault itself. Look for them in older backups.",
        len(wrong),
    )
    return (first.format(n=len(wrong)), *wrong[:_NAMED], *(("…",) if len(wrong) > _NAMED else ()))


def part_label(kind: str) -> str:
    """What a person calls a compartment."""
    return {
        "programme": _("Programme"),
        "casework": _("Casework"),
        "security": _("Security"),
        "board": _("Board"),
    }.get(kind, kind)
