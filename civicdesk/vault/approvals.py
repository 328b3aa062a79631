"""What needs the signatures of two administrators, and whether a header has them."""

from __future__ import annotations

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
    sids = {member.sid for member in found.members}
    held = sorted({(w.to, w.cid) for w in found.wraps if w.cid in guarded and w.to in sids})
    return (
        *(("admin", key.hex(), "") for key in sorted(found.signers - recovery)),
        *(("compartment", sid, cid) for sid, cid in held),
        *(("recovery", key.rid, "") for key in found.recovery),
    )


def unanswered(found: Header) -> tuple[Matter, ...]:
    """What still lacks the second signature; nothing where one is enough."""
    if found.quorum < ENOUGH:
        return ()
    return tuple(matter for matter in matters(found) if not is_answered(found, matter))


def is_answered(found: Header, matter: Matter) -> bool:
    """Whether two administrators approved a matter, or recovery did, which is the last way in."""
    by = found.approved(matter)
    return len(by) >= ENOUGH or any(key.ed25519 in by for key in found.recovery)


def signed(found: Header, key: Ed25519PrivateKey) -> Header:
    """With this administrator's approvals of what is there, and without those of what is gone."""
    mine = key.public_key().public_bytes_raw()
    wanted = matters(found)
    kept = tuple(one for one in found.approvals if one.matter in wanted)
    new = [matter for matter in wanted if matter not in {one.matter for one in kept if one.by == mine}]
    if found.quorum < ENOUGH:
        return replace(found, approvals=kept)
    return replace(found, approvals=(*kept, *(Approval.signed(found.vid, one, key) for one in new)))
