"""What a header still has room for; the last places are kept for recovery, which must never be shut out."""

from __future__ import annotations

from dataclasses import replace

from civicdesk.errors import HeaderFull
from civicdesk.vault import header
from civicdesk.vault.header import Header

KEPT = 4
"""Places for members and for administrators that only recovery takes."""


def is_full(found: Header, *, kept: int = KEPT) -> bool:
    """Whether no further keyslot has a place: the rows of those who left stay, for the lines that they signed."""
    return len(found.members) >= header.MOST_MEMBERS - kept


def with_room(found: Header, *, kept: int = KEPT) -> Header:
    """The header with a place for another administrator or recovery key; HeaderFull where none can be made.

    Recovery keys that nothing needs any more make room, the oldest first. Until then they stay, so that somebody
    who types an old sheet hears that it was replaced.
    """
    over = len(found.admins) + 1 + kept - header.MOST_ADMINS
    gone = _idle(found)[: max(over, 0)]
    if len(gone) < over:
        raise HeaderFull
    return replace(found, admins=tuple(one for one in found.admins if one.pub not in gone))


def _idle(found: Header) -> list[bytes]:
    """Recovery keys out of use that vouch for nobody and have approved nothing: no pin leads through them."""
    needed = {one.by for one in found.admins} | {one.by for one in found.approvals}
    needed |= {member.ed25519 for member in found.members}
    return [one.pub for one in found.admins if one.until and one.pub not in needed]
