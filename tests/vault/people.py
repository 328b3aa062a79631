"""People for tests: somebody joins, and who they are."""

from __future__ import annotations

from pathlib import Path

from civicdesk.vault import administration
from civicdesk.vault.joining import Request, admit, make_request, read_request
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.leaving import people
from civicdesk.vault.vault import Vault

DARA = "seven green frogs cross the bridge"
SOKHA = "quiet rivers carry many small boats"
SECOND = "old kettle sings before the morning rain"
"""What opens the second device of somebody."""


def joined(vault: Vault, text: str, roles: tuple[str, ...], **more: str) -> str:
    """Somebody who has joined; answers their keyslot."""
    request = read_request(make_request(vault.path, text, kdf=FLOOR))
    assert admit(vault, request, roles, **more)
    return request.slot.sid


def mid_of(vault: Vault, sid: str) -> str:
    return next(one.mid for one in people(vault) if sid in one.sids)


def two_sign(vault: Vault) -> None:
    """From now on two must sign; Dara, who is an administrator, agrees, and the vault is closed."""
    assert not administration.set_quorum(vault, 2)
    vault.close()
    approved_by(vault.path, DARA)


def approved_by(path: Path, text: str) -> None:
    """Somebody signs what waits."""
    theirs = Vault.open(path, text)
    administration.approve(theirs, administration.proposals(theirs)[0])
    theirs.close()


def asked(path: Path, text: str) -> Request:
    return read_request(make_request(path, text, kdf=FLOOR))


def me(vault: Vault) -> str:
    return next(one.mid for one in people(vault) if one.is_me)
