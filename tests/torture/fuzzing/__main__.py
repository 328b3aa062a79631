"""`python -m tests.torture.fuzzing NAME RUNS SEED`: one reader of strange files, fed by atheris until it breaks.

Readers behind a digest or a signature get their bytes in a right frame: what an insider with a key can make.
"""

from __future__ import annotations

import hashlib
import io
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["civicdesk"], enable_loader_override=False):
    from civicdesk.exchange import table_file
    from civicdesk.vault import age, archive, frame, header, joining, keyslot, manifest
    from civicdesk.vault import recovery_groups as groups
    from civicdesk.vault import recovery_words as words

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from civicdesk.errors import CivicDeskError

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
DECLARED = (CivicDeskError, frame.Damaged, frame.Altered, frame.TooNew, age.Broken, age.WrongKey)
"""What a reader may answer; anything else is a crash of the fuzzer."""
_ADMIN = {"by": PUBLIC.hex(), "pub": PUBLIC.hex(), "sig": "00" * 64, "until": ""}
_HEADER = {
    "admins": [_ADMIN], "approvals": [], "comps": [], "due": [], "gen": 1, "members": [], "minver": 1,
    "profile": "small", "quorum": 1, "recovery": [], "vid": "ab" * 16, "wraps": [],
}  # fmt: skip


class Held:
    """Bytes as the reader of archives asks for them."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.size = len(raw)

    def read(self, offset: int, count: int) -> bytes:
        return self.raw[offset : offset + count]


def sealed(magic: bytes, body: bytes) -> bytes:
    """Any body in a right frame, signed by a key that the body may name."""
    signed = frame._FIXED.pack(magic, 1, 0, len(body)) + body
    whole = signed + KEY.sign(signed)
    return whole + hashlib.sha256(whole).digest()


def _table(raw: bytes) -> None:
    with tempfile.NamedTemporaryFile(suffix=".csv", dir="/dev/shm") as file:
        file.write(raw)
        file.flush()
        for _line in table_file.read(Path(file.name)):
            pass


def _archive(raw: bytes) -> None:
    held = Held(raw)
    for entry in archive.read_directory(held):
        for _part in archive.content(held, entry):
            pass


TARGETS: dict[str, tuple[Callable[[bytes], object], tuple[bytes, ...]]] = {
    "header": (lambda raw: header.parse(sealed(header.MAGIC, raw)), (frame.canonical(_HEADER),)),
    "header as found": (header.parse, (sealed(header.MAGIC, frame.canonical(_HEADER)),)),
    "keyslot": (lambda raw: keyslot.parse(sealed(keyslot.MAGIC, raw)), (b'{"ct":"00"}',)),
    "join request": (
        lambda raw: joining.read_request(sealed(joining.MAGIC, raw)),
        (b'{"pin":"","slot":"00"}',),
    ),
    "manifest": (lambda raw: manifest.parse(raw, 3), (b'{"at":"","format":1}',)),
    "archive": (_archive, (b"PK\x05\x06" + bytes(18), b"PK\x03\x04" + bytes(60))),
    "share": (lambda raw: words.read_share(raw.decode("utf-8", "replace")), (b"academic acid acne " * 11,)),
    "printed groups": (lambda raw: groups.secret_of(raw.decode("utf-8", "replace")), (b"ABCDE FGHJK " * 7,)),
    "attachment": (
        lambda raw: age.unseal(io.BytesIO(raw), io.BytesIO(), [bytes(32)]),
        (b"age-encryption.org/v1\n-> X25519 ",),
    ),
    "table": (_table, (b"name,state\nA,listed\n", "ឈ្មោះ,ref\n".encode("utf-16"))),
}


def main() -> None:
    """Feed one target."""
    name, runs, seed = sys.argv[1:4]
    read, seeds = TARGETS[name]

    def once(raw: bytes) -> None:
        try:
            read(raw)
        except DECLARED:
            return

    corpus = Path(tempfile.mkdtemp(dir="/dev/shm"))
    for number, one in enumerate(seeds):
        (corpus / str(number)).write_bytes(one)
    options = [f"-runs={runs}", f"-seed={seed}", "-timeout=2", "-rss_limit_mb=512", "-max_len=4096"]
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={corpus}/crash-", str(corpus)], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
