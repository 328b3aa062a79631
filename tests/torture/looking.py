"""What the owner of a vault finds afterwards: does it open, is everything there, is all of it whole?"""

from __future__ import annotations

from civicdesk.errors import CivicDeskError
from civicdesk.vault.vault import Vault
from tests.torture.actions import Action
from tests.torture.ground import Ack

Found = tuple[int, int, str]
"""Lost, torn, and a sentence about it."""


def looked(action: Action, acks: list[Ack]) -> Found:
    """Open the vault, look for everything that was acknowledged, verify all of it, close it."""
    try:
        vault = action.reopen(acks)
    except CivicDeskError as trouble:
        return 0, 1, f"does not open: {type(trouble).__name__}"
    try:
        report = vault.verify()
        return _found(action, vault, acks, [] if report.ok else list(report.lines))
    except Exception as trouble:  # noqa: BLE001  (whatever stops its owner from reading is the finding)
        return 0, 1, f"cannot be read: {type(trouble).__name__}"
    finally:
        vault.close()


def glanced(action: Action, acks: list[Ack]) -> Found:
    """The same for the compartments that the action writes to, without the journals and without closing in order.

    It takes a tenth of the time, so that a hundred thousand states can be looked at.
    """
    try:
        vault = action.reopen(acks, action.kinds)
    except CivicDeskError as trouble:
        return 0, 1, f"does not open: {type(trouble).__name__}"
    try:
        told = [f"{kind} damaged" for kind, store in vault.stores.items() if not _whole(store.raw)]
        return _found(action, vault, acks, told)
    except Exception as trouble:  # noqa: BLE001  (as above)
        return 0, 1, f"cannot be read: {type(trouble).__name__}"
    finally:
        vault._close_stores()


def _whole(raw: object) -> bool:
    pages = raw.execute("PRAGMA cipher_integrity_check").fetchall()  # type: ignore[attr-defined]
    return not pages and raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]  # type: ignore[attr-defined]


def _found(action: Action, vault: Vault, acks: list[Ack], told: list[str]) -> Found:
    lost, halves = action.missing(vault, acks), action.halves(vault, acks)
    torn = halves + bool(told) + vault.read_only
    told += [f"{lost} missing"] if lost else []
    told += [f"{halves} by halves"] if halves else []
    told += ["takes the accident for an old copy"] if vault.read_only else []
    return lost, torn, "; ".join(told)
