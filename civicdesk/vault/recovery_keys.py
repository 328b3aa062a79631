"""From a recovery secret to its keys, and from what somebody typed to a key that a header knows.

A secret names its own key: `rid` is derived from it. So a whole secret that the header does not know can be told
apart: one that was replaced (its signing key still stands among the former administrators) or another vault's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from civicdesk.errors import VaultForged
from civicdesk.vault import members, recovery_groups
from civicdesk.vault.approvals import GUARDED
from civicdesk.vault.compartment import CompartmentKeys
from civicdesk.vault.header import Header, Recovery
from civicdesk.vault.recovery_errors import KeyOfAnotherVault, KeyReplaced, NothingTyped, RecoveryError
from civicdesk.vault.recovery_join import complete_sets, join
from civicdesk.vault.recovery_words import LENGTH, MOST_TYPED, ShareWords, known, read_share, tokens

SECRET_SIZE = 32
MAIN, SECURITY = "main", GUARDED
SCOPES = (MAIN, SECURITY)
"""A vault has two recovery keys: one for everything but the security part, and one for that."""
_PARAGRAPH = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class RecoveryKeys:
    """What a recovery secret makes in one vault."""

    rid: str
    box: X25519PrivateKey = field(repr=False)
    sign: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def of(cls, vid: str, secret: bytes) -> RecoveryKeys:
        """The keys of a secret; the same secret has other keys in another vault."""
        rid = _derive(vid, secret, "civicdesk/v1/recovery-id", 8).hex()
        return cls(
            rid,
            X25519PrivateKey.from_private_bytes(_derive(vid, secret, f"civicdesk/v1/recovery-box|{rid}")),
            Ed25519PrivateKey.from_private_bytes(_derive(vid, secret, f"civicdesk/v1/recovery-sign|{rid}")),
        )

    @property
    def x25519(self) -> bytes:
        """The public key that compartment keys are wrapped to."""
        return self.box.public_key().public_bytes_raw()

    @property
    def ed25519(self) -> bytes:
        """The public key that stands among the administrators."""
        return self.sign.public_key().public_bytes_raw()


@dataclass(frozen=True)
class Proved:
    """A recovery key that the header knows, its private keys, and the compartment keys that it opens."""

    row: Recovery
    keys: RecoveryKeys = field(repr=False)
    opens: tuple[CompartmentKeys, ...] = field(repr=False)


def mark_of(rid: str) -> int:
    """The number of a key as every sheet of it shows it: also the identifier inside its shares."""
    return int(rid[:4], 16) & 0x7FFF


def scope_of(header: Header, row: Recovery) -> str:
    """Whether a key is the one of the security part."""
    kinds = {comp.kind for comp in header.comps if comp.cid in row.cids}
    return SECURITY if kinds == {GUARDED} else MAIN


def kinds_in(header: Header, scope: str) -> tuple[str, ...]:
    """Kinds of the compartments that a key of this scope opens."""
    every = dict.fromkeys(comp.kind for comp in header.comps)
    return tuple(kind for kind in every if (kind == GUARDED) == (scope == SECURITY))


def secrets_in(texts: Iterable[str]) -> tuple[bytes, ...]:
    """Every whole secret in what was typed: printed groups, the words of a printed key, or enough shares."""
    found: dict[bytes, None] = {}
    shares: list[ShareWords] = []
    for text in (piece for typed in texts for piece in pieces(typed)):
        if is_groups(text):
            found[recovery_groups.secret_of(text)] = None
        else:
            shares.append(read_share(text))
    if not found and not shares:
        raise NothingTyped
    try:
        found |= dict.fromkeys(join(one) for one in complete_sets(shares))
    except RecoveryError:
        if not found:  # some shares too few beside a printed key that is whole: the key is enough
            raise
    return tuple(found)


def pieces(text: str) -> tuple[str, ...]:
    """One text for each sheet: several may be pasted at once, one after the other or with lines between."""
    text = text[:MOST_TYPED]
    typed = tokens(text)
    if len(typed) > LENGTH and len(typed) % LENGTH == 0 and not is_groups(text):
        return tuple(" ".join(typed[at : at + LENGTH]) for at in range(0, len(typed), LENGTH))
    parts = tuple(part for part in _PARAGRAPH.split(text) if part.strip())
    whole = all(is_groups(part) or len(tokens(part)) == LENGTH for part in parts)
    return parts if len(parts) > 1 and whole else ((text,) if text.strip() else ())


def is_groups(text: str) -> bool:
    """Whether these are the printed groups: most of it is no word of the list, and there are digits."""
    typed = tokens(text)
    if 2 * sum(bool(known(token)) for token in typed) > len(typed):
        return False
    return recovery_groups.looks_like_groups(text)


def proved(header: Header, secret: bytes) -> Proved:
    """The key of this header that a secret makes, proved by both public keys and by opening what it opens."""
    keys = RecoveryKeys.of(header.vid, secret)
    row = next((row for row in header.recovery if row.rid == keys.rid), None)
    if row is None:
        raise KeyReplaced if any(admin.pub == keys.ed25519 for admin in header.admins) else KeyOfAnotherVault(keys.rid)
    if (row.x25519, row.ed25519) != (keys.x25519, keys.ed25519):
        raise VaultForged
    opens = members.keys_of(header, row.rid, keys.box)
    if {key.cid for key in opens} != set(row.cids):
        raise VaultForged
    return Proved(row, keys, opens)


def proved_all(header: Header, texts: Sequence[str]) -> tuple[Proved, ...]:
    """Every key in what was typed."""
    return tuple(proved(header, secret) for secret in secrets_in(texts))


def _derive(vid: str, secret: bytes, info: str, size: int = 32) -> bytes:
    return HKDF(SHA256(), size, bytes.fromhex(vid), info.encode("ascii")).derive(secret)
