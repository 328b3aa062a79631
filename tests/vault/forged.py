"""Backups that somebody has put together by hand, in the right spelling and with keys that hold."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from civicdesk.vault import manifest
from civicdesk.vault.archive import MANIFEST, SIGNATURE, Writer
from civicdesk.vault.frame import canonical

Parts = dict[str, bytes]
"""The members of a backup by name, in their order."""


def parts_of(path: Path) -> Parts:
    """What is in a backup."""
    with zipfile.ZipFile(path) as plain:
        return {name: plain.read(name) for name in plain.namelist()}


def composed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A file in the right spelling with these members."""
    file = BytesIO()
    writer = Writer(file)
    for name, content in parts:
        writer.add(name, len(content), [content])
    writer.finish()
    return file.getvalue()


def signed(
    parts: Parts, key: Ed25519PrivateKey, change: Callable[[dict[str, Any]], Any] = lambda _body: None
) -> bytes:
    """The backup with a manifest that fits these members, changed by `change`, and signed."""
    members = [(name, content) for name, content in parts.items() if name not in (MANIFEST, SIGNATURE)]
    body = json.loads(parts[MANIFEST])
    body["members"] = [
        {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        for name, content in members
    ]
    change(body)
    raw = canonical(body)
    return composed([*members, (MANIFEST, raw), (SIGNATURE, manifest.sign(raw, key))])
