"""What needs the signatures of two administrators, and whether a header has them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from civicdesk.vault.header import Approval, Header

Matter = tuple[str, str, str]
"""(what, who, cid): see `header.Approval`."""
GUARDED = "security"
"""The compartment whose keys are given out by two."""
ENOUGH = 2


def matters(found: Header) -> tuple[Matter, ...]:
    """Everything in a header that two administrators must have approved, once the vault asks for two."""
    recovery = {key.ed25519 for key in found.recovery}
    guarded = {comp.cid for comp in found.comps if comp.kind == GUARDED}
    held = sorted({(w.to, w.cid) for w in found.wraps if w.cid in guarded})
    return (
        *(("admin", key.hex(), "") for key in sorted(found.signers - recovery)),
        *(("compartment", to, cid) for to, cid in held),
        *(("recovery", key.rid, "") for key in found.recovery),
    )


def marks(found: Header) -> Mapping[bytes, Matter]:
    """A short mark of each matter and of the keys it is about: with other keys the mark is another."""
    texts = ((found.approval_text(matter), matter) for matter in matters(found))
    return {hashlib.sha256(text).digest()[:16]: matter for text, matter in texts}


def unanswered(found: Header) -> tuple[Matter, ...]:
    """What still lacks the second signature; nothing where one is enough."""
    if found.quorum < ENOUGH:
        return ()
    return tuple(matter for matter in matters(found) if not is_answered(found, matter))


def is_answered(found: Header, matter: Matter) -> bool:
    """Whether two administrators, not two devices of one, approved a matter, or recovery, which is the last way in."""
    by = found.approved(matter)
    return len(found.people(by)) >= ENOUGH or any(key.ed25519 in by for key in found.recovery)


def signed(found: Header, key: Ed25519PrivateKey) -> Header:
    """With this administrator's approvals of what is there, and without those of what is gone."""
    mine = key.public_key().public_bytes_raw()
    holding = {matter: found.approved(matter) for matter in matters(found)}
    kept = tuple(one for one in found.approvals if one.by in holding.get(one.matter, ()))
    if found.quorum < ENOUGH:
        return replace(found, approvals=kept)
    new = (matter for matter, by in holding.items() if mine not in by)
    return replace(
        found, approvals=(*kept, *(Approval.signed(one, found.approval_text(one), key) for one in new))
    )
