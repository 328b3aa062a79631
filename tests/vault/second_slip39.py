"""A second decoder of SLIP-39, written from the text of the standard and sharing no code with the first.

It is for comparing only: everything is worked out in the plainest way.
"""

from __future__ import annotations

import hashlib
import hmac


def combine(mnemonics: list[str], words: list[str], passphrase: bytes = b"") -> bytes:
    """The master secret, or ValueError."""
    shares = [_decode([words.index(word) for word in mnemonic.split()]) for mnemonic in mnemonics]
    heads = {share["head"] for share in shares}
    if len(heads) != 1:
        raise ValueError("shares of different sets")
    identifier, extendable, exponent, group_threshold, group_count = heads.pop()
    if group_threshold > group_count:
        raise ValueError("more groups needed than there are")
    groups: dict[int, list[dict[str, object]]] = {}
    for share in shares:
        groups.setdefault(share["group"], []).append(share)
    if len(groups) != group_threshold:
        raise ValueError("number of groups")
    points = [(number, _recover(members)) for number, members in groups.items()]
    ciphertext = _secret(group_threshold, points)
    return _decrypt(
        ciphertext, passphrase, exponent, b"" if extendable else b"shamir" + identifier.to_bytes(2, "big")
    )


def _decode(numbers: list[int]) -> dict:
    if len(numbers) < 20:
        raise ValueError("too short")
    bits = "".join(f"{number:010b}" for number in numbers)
    extendable = bits[15] == "1"
    if _checksum((b"shamir_extendable" if extendable else b"shamir"), numbers) != 1:
        raise ValueError("checksum")
    value = bits[40:-30]
    spare = len(value) % 16
    if spare > 8 or "1" in value[:spare]:
        raise ValueError("padding")
    group, group_threshold, group_count, index, threshold = (
        int(bits[at : at + 4], 2) for at in range(20, 40, 4)
    )
    data = bytes(int(value[at : at + 8], 2) for at in range(spare, len(value), 8))
    return {
        "head": (int(bits[:15], 2), extendable, int(bits[16:20], 2), group_threshold + 1, group_count + 1),
        "group": group, "index": index, "threshold": threshold + 1, "data": data,
    }  # fmt: skip


def _checksum(custom: bytes, numbers: list[int]) -> int:
    """The remainder by the generator of the Reed-Solomon code over GF(1024), as the standard prints it."""
    generator = [
        0xE0E040,
        0x1C1C080,
        0x3838100,
        0x7070200,
        0xE0E0009,
        0x1C0C2412,
        0x38086C24,
        0x3090FC48,
        0x21B1F890,
        0x3F3F120,
    ]
    rest = 1
    for number in [*custom, *numbers]:
        top, rest = rest >> 20, (rest & 0xFFFFF) << 10 ^ number
        for bit, poly in enumerate(generator):
            if top >> bit & 1:
                rest ^= poly
    return rest


def _recover(members: list[dict]) -> bytes:
    thresholds = {member["threshold"] for member in members}
    if len(thresholds) != 1 or len(members) != thresholds.copy().pop():
        raise ValueError("number of members")
    return _secret(thresholds.pop(), [(member["index"], member["data"]) for member in members])


def _secret(threshold: int, points: list[tuple[int, bytes]]) -> bytes:
    if len({x for x, _data in points}) != len(points) or len({len(data) for _x, data in points}) != 1:
        raise ValueError("points")
    if threshold == 1:
        return points[0][1]
    secret, digest = _at(points, 255), _at(points, 254)
    if hmac.digest(digest[4:], secret, "sha256")[:4] != digest[:4]:
        raise ValueError("digest")
    return secret


def _at(points: list[tuple[int, bytes]], x: int) -> bytes:
    total = bytes(len(points[0][1]))
    for here, data in points:
        factor = 1
        for other, _data in points:
            if other != here:
                factor = _times(factor, _times(x ^ other, _inverse(here ^ other)))
        total = bytes(a ^ _times(factor, b) for a, b in zip(total, data, strict=True))
    return total


def _times(a: int, b: int) -> int:
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a = a << 1 ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


def _inverse(a: int) -> int:
    result = 1
    for _step in range(254):
        result = _times(result, a)
    return result


def _decrypt(ciphertext: bytes, passphrase: bytes, exponent: int, salt: bytes) -> bytes:
    half = len(ciphertext) // 2
    left, right = ciphertext[:half], ciphertext[half:]
    for step in (3, 2, 1, 0):
        key = hashlib.pbkdf2_hmac("sha256", bytes([step]) + passphrase, salt + right, 2500 << exponent, half)
        left, right = right, bytes(a ^ b for a, b in zip(left, key, strict=True))
    return right + left
