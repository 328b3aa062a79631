"""People for tests: somebody joins, and who they are."""

from __future__ import annotations

from civicdesk.vault.joining import admit, make_request, read_request
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.leaving import people
from civicdesk.vault.vault import Vault

DARA = "seven green frogs cross the bridge"
SOKHA = "quiet rivers carry many small boats"


def joined(vault: Vault, text: str, roles: tuple[str, ...], **more: str) -> str:
    """Somebody who has joined; answers their keyslot."""
    request = read_request(make_request(vault.path, text, kdf=FLOOR))
    assert admit(vault, request, roles, **more)
    return request.slot.sid


def mid_of(vault: Vault, sid: str) -> str:
    return next(one.mid for one in people(vault) if sid in one.sids)
