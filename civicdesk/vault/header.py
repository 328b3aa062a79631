"""The header of a vault (`vault.a`, `vault.b`): who may open what, signed by an administrator.

It holds no name of a person, an organisation or a campaign: ids, public keys, roles, and wrapped keys.
Many members, devices, compartments, epochs, recovery keys and administrators have their place from format 1.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from civicdesk.errors import HeaderDamaged, HeaderFull, NotAVault, VaultForged, VaultTooNew
from civicdesk.vault import copies, frame, shape
from civicdesk.vault import header_rows as rows
from civicdesk.vault.frame import Altered
from civicdesk.vault.header_rows import (
    MOST_COMPARTMENTS,
    ROLES,
    Admin,
    Approval,
    Comp,
    Member,
    Recovery,
    Wrap,
)

MAGIC = b"CIVICDESK-VAULT\0"
PROGRAM_LEVEL = 1
"""What `minver` is compared with: raised when a vault may no longer be opened by an older program."""

PROFILES = frozenset(("small", "office", "strict"))
MOST_MEMBERS, MOST_EPOCHS, MOST_KEYS = 64, 16, 16
MOST_ADMINS, MOST_APPROVALS = 64, 512

# fmt: off
_BODY = frozenset((
    "admins", "approvals", "comps", "due", "gen", "members", "minver", "profile", "quorum", "recovery", "vid",
    "wraps",
))
# fmt: on


@dataclass(frozen=True)
class Header:
    """The body of a header; `gen` grows by one with every change, `signer` is the key that signed it.

    `due` are compartments whose keys somebody who left still has: they are renewed by the next person who can.
    `quorum` 2: an administrator, a key to the security compartment and a recovery key count only with the
    approval of two administrators, who are two people and not two devices.
    """

    vid: str
    gen: int
    profile: str
    admins: tuple[Admin, ...]
    members: tuple[Member, ...]
    comps: tuple[Comp, ...]
    wraps: tuple[Wrap, ...]
    recovery: tuple[Recovery, ...] = ()
    approvals: tuple[Approval, ...] = ()
    due: tuple[str, ...] = ()
    quorum: int = 1
    minver: int = PROGRAM_LEVEL
    signer: bytes = field(default=b"", compare=False)

    def member(self, sid: str) -> Member | None:
        """The member whose keyslot is `sid`."""
        return next((member for member in self.members if member.sid == sid), None)

    def is_member(self, sid: str) -> bool:
        """Whether the keyslot `sid` is somebody's who has not left."""
        member = self.member(sid)
        return member is not None and not member.until

    def current(self, kind: str) -> Comp | None:
        """The newest epoch of the compartment of this kind."""
        found = [comp for comp in self.comps if comp.kind == kind]
        return max(found, key=lambda comp: comp.epoch, default=None)

    def trusted(self, pin: bytes) -> bool:
        """Whether the signer may sign now, and is `pin` or vouched for, directly or through others, by `pin`."""
        return self.signer in self.signers and self.signer in self.vouched(pin)

    def vouched(self, pin: bytes) -> frozenset[bytes]:
        """`pin` and every key that it vouches for, directly or through others."""
        known = {pin}
        for _round in self.admins:
            known |= {pub for by, pub in self._endorsements if by in known}
        return frozenset(known)

    @cached_property
    def _endorsements(self) -> frozenset[tuple[bytes, bytes]]:
        """(by, pub) wherever the signature holds; verified once, however often somebody asks who leads to whom."""
        made = ((a, rows.endorsement(self.vid, a.pub)) for a in self.admins)
        return frozenset((a.by, a.pub) for a, text in made if frame.verified(a.by, a.sig, text))

    @property
    def signers(self) -> frozenset[bytes]:
        """Keys that may sign a header now."""
        return frozenset(admin.pub for admin in self.admins if not admin.until)

    @property
    def root(self) -> bytes:
        """The key to trust first: an administrator's who vouches for all who sign now, directly or not."""
        active = (admin.pub for admin in self.admins if not admin.until)
        return next((pub for pub in active if self.signers <= self.vouched(pub)), self.signer)

    def people(self, keys: Collection[bytes]) -> frozenset[str]:
        """Whose keys these are (`mid`), also of those who left; a key of no member stands for itself."""
        known = {member.ed25519: member.mid for member in self.members}
        return frozenset(known.get(key, key.hex()) for key in keys)

    @property
    def signing_people(self) -> frozenset[str]:
        """Members (`mid`) who may sign a header now, on whatever device."""
        return frozenset(m.mid for m in self.members if not m.until and m.ed25519 in self.signers)

    def holder(self, who: str) -> tuple[str, ...]:
        """The keys of whom a matter is about, and since when they have been there; () for nobody we know."""
        for m in self.members:
            if who in (m.sid, m.ed25519.hex()):
                return m.sid, m.mid, m.x25519.hex(), m.ed25519.hex(), m.since
        keys = (r for r in self.recovery if r.rid == who)
        return next(((r.rid, r.x25519.hex(), r.ed25519.hex(), r.made) for r in keys), ())

    def approval_text(self, matter: tuple[str, str, str]) -> bytes:
        """What is signed to approve (what, who, cid) as it stands here."""
        return rows.approval_text(self.vid, matter, self.holder(matter[1]))

    def approved(self, matter: tuple[str, str, str]) -> frozenset[bytes]:
        """Administrators, also former ones, who have approved (what, who, cid) with a signature that holds."""
        known = {admin.pub for admin in self.admins}
        text = self.approval_text(matter)
        made = (one for one in self.approvals if one.matter == matter and one.by in known)
        return frozenset(one.by for one in made if frame.verified(one.by, one.sig, text))


def compose(header: Header, key: Ed25519PrivateKey) -> bytes:
    """The bytes of a header signed by an administrator's key, parsed back before anybody gets them; HeaderFull."""
    _must_fit(header)
    body = {
        "admins": [
            {"by": a.by.hex(), "pub": a.pub.hex(), "sig": a.sig.hex(), "until": a.until}
            for a in header.admins
        ],
        "approvals": [
            {"by": one.by.hex(), "cid": one.cid, "sig": one.sig.hex(), "what": one.what, "who": one.who}
            for one in header.approvals
        ],
        "comps": [{"box": c.box.hex(), "cid": c.cid, "epoch": c.epoch, "kind": c.kind} for c in header.comps],
        "due": list(header.due),
        "gen": header.gen,
        "members": [rows.member_body(member) for member in header.members],
        "minver": header.minver,
        "profile": header.profile,
        "quorum": header.quorum,
        "recovery": [rows.recovery_body(recovery) for recovery in header.recovery],
        "vid": header.vid,
        "wraps": [{"cid": w.cid, "ct": w.ct.hex(), "epoch": w.epoch, "to": w.to} for w in header.wraps],
    }
    data = frame.write(MAGIC, body, key.sign)
    if parse(data) != header:
        raise ValueError("the header does not read back as it was written")
    return data


def _must_fit(header: Header) -> None:
    """No list is longer than its readers accept."""
    bounds = (
        (header.admins, MOST_ADMINS), (header.members, MOST_MEMBERS), (header.recovery, MOST_KEYS),
        (header.approvals, MOST_APPROVALS),
    )  # fmt: skip
    if any(len(part) > most for part, most in bounds):
        raise HeaderFull


def parse(raw: bytes) -> Header:
    """Damaged, TooNew or Altered, or a header that one of its own administrators signed as received."""
    outer = frame.read(MAGIC, raw)
    body = shape.exactly(outer.body, _BODY)
    admins = shape.rows(body["admins"], MOST_ADMINS, rows.read_admin)
    signer = next((admin.pub for admin in admins if not admin.until and outer.signed_by(admin.pub)), None)
    if signer is None:
        raise Altered
    if shape.integer(body["minver"], 1, shape.U64) > PROGRAM_LEVEL:
        raise frame.TooNew
    header = Header(
        vid=shape.octets(body["vid"], 16).hex(),
        gen=shape.integer(body["gen"], 1, shape.U64),
        profile=shape.one_of(body["profile"], PROFILES),
        admins=admins,
        members=shape.rows(body["members"], MOST_MEMBERS, rows.read_member),
        comps=shape.rows(body["comps"], MOST_COMPARTMENTS * MOST_EPOCHS, rows.read_comp),
        wraps=shape.rows(body["wraps"], MOST_COMPARTMENTS * MOST_EPOCHS * MOST_KEYS, rows.read_wrap),
        recovery=shape.rows(body["recovery"], MOST_KEYS, rows.read_recovery),
        approvals=shape.rows(body["approvals"], MOST_APPROVALS, rows.read_approval),
        due=shape.rows(body["due"], MOST_COMPARTMENTS, shape.identity),
        quorum=shape.integer(body["quorum"], 1, 2),
        minver=body["minver"],
        signer=signer,
    )
    _consistent(header)
    return header


def _consistent(header: Header) -> None:
    """Nothing stands twice, a kind is one compartment, and nothing points at what is not there."""
    shape.unique([admin.pub for admin in header.admins])
    receivers = [member.sid for member in header.members] + [key.rid for key in header.recovery]
    shape.unique(receivers)
    shape.unique([member.ed25519 for member in header.members])  # a key is one person's
    shape.unique([(comp.cid, comp.epoch) for comp in header.comps])
    shape.unique([kind for _cid, kind in sorted({(comp.cid, comp.kind) for comp in header.comps})])
    cids = {comp.cid for comp in header.comps}
    shape.unique([cid for cid, _kind in sorted({(comp.cid, comp.kind) for comp in header.comps})])
    if len(cids) > MOST_COMPARTMENTS:
        raise Altered
    for cid in cids:
        if sum(comp.cid == cid for comp in header.comps) > MOST_EPOCHS:
            raise Altered
    shape.unique([(wrap.cid, wrap.epoch, wrap.to) for wrap in header.wraps])
    epochs = {(comp.cid, comp.epoch) for comp in header.comps}
    if not all((wrap.cid, wrap.epoch) in epochs and wrap.to in receivers for wrap in header.wraps):
        raise Altered
    if not all(cid in cids for key in header.recovery for cid in key.cids):
        raise Altered
    shape.unique([(*one.matter, one.by) for one in header.approvals])
    shape.unique(list(header.due))
    signing = {admin.pub for admin in header.admins}
    if not (cids.issuperset(header.due) and all(key.ed25519 in signing for key in header.recovery)):
        raise Altered


def read(stem: Path) -> copies.Pair[Header]:
    """Both copies, of which one is valid; else HeaderDamaged, VaultForged, VaultTooNew or NotAVault."""
    pair = copies.read(stem, parse, lambda header: header.gen)
    trouble = pair.trouble()
    if trouble == "new":
        raise VaultTooNew
    if not pair.valid:
        raise {"altered": VaultForged, "damaged": HeaderDamaged}.get(trouble, NotAVault)
    if len({header.vid for header in pair.valid}) > 1:
        raise VaultForged
    return pair


def save(pair: copies.Pair[Header], header: Header, key: Ed25519PrivateKey) -> None:
    """Write a changed header under both names, the older copy first, each read back before the next."""
    copies.save(pair, compose(header, key), parse)


__all__ = [
    "MOST_COMPARTMENTS", "MOST_MEMBERS", "PROGRAM_LEVEL", "ROLES", "Admin", "Approval", "Comp", "Header", "Member",
    "Recovery", "Wrap", "compose", "parse", "read", "save",
]  # fmt: skip
