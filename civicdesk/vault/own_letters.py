"""Letters to oneself: a half-written report to a closed part of the vault, which only its writer can read again.

A draft of a record of security or casework must not lie open in the programme only because its writer has no key to
the part it is meant for. It is sealed to the writer's own key, which the keyslot holds and the header lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag

from civicdesk.errors import VaultForged
from civicdesk.vault.compartment import HPKE, padded, unpadded
from civicdesk.vault.frame import canonical

if TYPE_CHECKING:
    from civicdesk.vault.folder import OpenedKeys


def seal_own(keys: OpenedKeys, text: str) -> str:
    """A text that only this member can open, on this keyslot, as hexadecimal digits."""
    return HPKE.encrypt(padded(text.encode()), keys.box.public_key(), _info(keys)).hex()


def open_own(keys: OpenedKeys, sealed: str) -> str:
    """The text again; VaultForged if it is somebody else's or was changed."""
    try:
        return unpadded(HPKE.decrypt(bytes.fromhex(sealed), keys.box, _info(keys))).decode()
    except (InvalidTag, ValueError) as trouble:
        raise VaultForged from trouble


def _info(keys: OpenedKeys) -> bytes:
    return canonical(["civicdesk/v1/own-draft", keys.vid, keys.sid])
