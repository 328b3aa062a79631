"""A process that lives for one question: split a secret into shares, or join shares into a secret.

`shamir-mnemonic` is a reference implementation that does not hide its timing. Here nobody can time it, and what
it leaves in memory goes with the process. The question comes on standard input and the answer leaves on standard
output, as JSON: no file, no argument, no environment ever holds a secret.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from civicdesk import hardening

MEMORY = 512 << 20
SECONDS = 8
MOST_INPUT = 64 << 10


def limit() -> None:
    """Take from this process what it does not need: memory, time, files to write, being read by others."""
    hardening.harden()
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """`{"shares": […]}` for a split, `{"secret": …}` for a join, `{"trouble": …}` where the shares do not fit."""
    from shamir_mnemonic import EncryptedMasterSecret, MnemonicError, combine_mnemonics, split_ems

    if question["do"] == "split":
        secret, group = bytes.fromhex(question["secret"]), (question["k"], question["n"])
        # No passphrase: a wrong one would silently make another secret.
        whole = EncryptedMasterSecret.from_master_secret(
            secret, b"", question["mark"], extendable=True, iteration_exponent=0
        )
        return {"shares": [share.mnemonic() for share in split_ems(1, [group], whole)[0]]}
    try:
        return {"secret": combine_mnemonics(question["shares"]).hex()}
    except MnemonicError:
        return {"trouble": "shares"}


def main() -> None:
    """Answer one question and end."""
    limit()
    question = json.loads(sys.stdin.buffer.read(MOST_INPUT))
    sys.stdout.buffer.write(json.dumps(answer(question)).encode("ascii"))
    sys.stdout.buffer.flush()
