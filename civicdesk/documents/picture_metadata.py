"""Taking out of a picture what it does not show: place, camera, names, comments, preview, whatever comes after it.

Nothing is decoded and nothing is compressed again: the picture itself stays as it was, bit for bit. Only what is
known to belong to the picture is kept. Runs in the child process (`preview`), on files from strangers.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

Piece = memoryview | bytes


class NotUnderstood(Exception):
    """The file breaks the rules of its own format."""


def cleaned(data: memoryview, media: str) -> list[Piece]:
    """The picture without its metadata, as pieces of the original in order; NotUnderstood."""
    try:
        pieces = list(_READERS[media](data))
    except (IndexError, struct.error) as trouble:
        raise NotUnderstood from trouble
    return pieces


# JPEG --------------------------------------------------------------------------------------------

_SOI, _EOI, _SOS, _APP0, _APP1, _APP14, _COMMENT = 0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xEE, 0xFE
_HUFFMAN, _ARITHMETIC, _QUANTISATION, _LINES, _RESTART = 0xC4, 0xCC, 0xDB, 0xDC, 0xDD
_FRAMES = frozenset(range(0xC0, 0xD0)) - {_HUFFMAN, _ARITHMETIC, 0xC8}
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length; outside a scan they say nothing."""


def _jpeg(data: memoryview) -> Iterator[Piece]:
    """Tables, frames and scans up to the end of the first picture; of Exif only which way is up."""
    if bytes(data[:2]) != b"\xff\xd8":
        raise NotUnderstood
    yield data[:2]
    raw = bytes(data) if not isinstance(data.obj, bytes) else data.obj
    at, scans = 2, 0
    while True:
        if data[at] != 0xFF:
            raise NotUnderstood
        while data[at + 1] == 0xFF:
            at += 1
        marker = data[at + 1]
        if marker == _EOI:
            if not scans:
                raise NotUnderstood
            yield b"\xff\xd9"
            return
        if marker in _BARE:
            at += 2
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        end = at + 2 + length
        if length < 2 or end > len(data):
            raise NotUnderstood
        segment = data[at:end]
        if kept := _kept_segment(marker, segment):
            yield kept
        at = end
        if marker == _SOS:
            scans += 1
            end = _end_of_scan(raw, at)
            yield data[at:end]
            at = end


def _kept_segment(marker: int, segment: memoryview) -> Piece | None:
    if marker == _APP0:  # JFIF says how wide a pixel is; a thumbnail behind it goes
        fixed = bytes(segment[:18])
        return (
            b"\xff\xe0\x00\x10" + fixed[4:16] + b"\0\0"
            if fixed[4:9] == b"JFIF\0" and len(fixed) == 18
            else None
        )
    if marker == _APP14:  # Adobe's says how colours are stored
        return segment if bytes(segment[4:9]) == b"Adobe" and len(segment) <= 16 else None
    if marker == _APP1:
        turned = _orientation(segment)
        return _exif(turned) if turned else None
    if _APP0 <= marker <= 0xEF or marker == _COMMENT:
        return None
    if not _belongs(marker, segment[4:]):  # reserved, of another format, or with something riding in it
        raise NotUnderstood
    return segment


def _belongs(marker: int, body: memoryview) -> bool:
    """Whether it is a part of a picture, and exactly as long as what is in it needs."""
    size, at = len(body), 0
    if marker in _FRAMES:
        return size == 6 + 3 * body[5]
    if marker == _SOS:
        return size == 4 + 2 * body[0]
    if marker in (_LINES, _RESTART):
        return size == 2
    if marker == _ARITHMETIC:
        return size in range(2, 65, 2)
    if marker not in (_HUFFMAN, _QUANTISATION):
        return False
    while at < size:  # table after table
        if marker == _HUFFMAN:
            at += 17 + sum(body[at + 1 : at + 17])
        else:
            at += 129 if body[at] >> 4 else 65
    return at == size


def _end_of_scan(raw: bytes, at: int) -> int:
    """Where the next marker stands that does not belong to the compressed data."""
    while True:
        at = raw.find(b"\xff", at)
        if at < 0 or at + 1 >= len(raw):
            raise NotUnderstood
        if raw[at + 1] == 0 or 0xD0 <= raw[at + 1] <= 0xD7:
            at += 2
        elif raw[at + 1] == 0xFF:
            at += 1
        else:
            return at


def _orientation(segment: memoryview) -> int:
    """Which way is up, 2 to 8, out of an Exif segment; 0 if it is as it lies or nothing is said."""
    body = bytes(segment[4:10])
    if body != b"Exif\0\0":
        return 0
    tiff = segment[10:]
    order = {b"II": "<", b"MM": ">"}.get(bytes(tiff[:2]))
    if order is None:
        return 0
    try:
        (first,) = struct.unpack_from(order + "I", tiff, 4)
        (count,) = struct.unpack_from(order + "H", tiff, first)
        for number in range(min(count, 200)):
            tag, kind, _n, value = struct.unpack_from(order + "HHIH", tiff, first + 2 + 12 * number)
            if tag == 0x0112 and kind == 3 and 2 <= value <= 8:
                return int(value)
    except struct.error:
        return 0
    return 0


def _exif(orientation: int) -> bytes:
    """An Exif segment that says which way is up, and nothing else."""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


# PNG ---------------------------------------------------------------------------------------------

_ANY = range(1 << 31)
_PNG_KEPT = {
    b"IHDR": (13,), b"PLTE": range(3, 769, 3), b"IDAT": _ANY, b"IEND": (0,), b"tRNS": range(257),
    b"gAMA": (4,), b"cHRM": (32,), b"sRGB": (1,), b"sBIT": range(1, 5), b"cICP": (4,), b"pHYs": (9,),
    b"bKGD": (1, 2, 6), b"acTL": (8,), b"fcTL": (26,), b"fdAT": _ANY,
}  # fmt: skip
"""What makes up a picture, and how many bytes each may have: what is longer has something riding in it."""


def _png(data: memoryview) -> Iterator[Piece]:
    """The chunks that make up the picture, up to its end."""
    yield data[:8]
    at = 8
    while True:
        (length,) = struct.unpack_from(">I", data, at)
        name = bytes(data[at + 4 : at + 8])
        end = at + 12 + length
        if end > len(data) or not name.isalpha():
            raise NotUnderstood
        if name in _PNG_KEPT:
            if length not in _PNG_KEPT[name]:
                raise NotUnderstood
            yield data[at:end]
        elif name[:1].isupper():  # a part of the picture that is not known here
            raise NotUnderstood
        if name == b"IEND":
            return
        at = end


# GIF ---------------------------------------------------------------------------------------------


def _gif(data: memoryview) -> Iterator[Piece]:
    """Screen, frames and how they follow each other; no comments, no other program's blocks."""
    at = 13 + _palette(data[10])
    yield data[:at]
    while True:
        kind = data[at]
        if kind == 0x3B:
            yield b";"
            return
        if kind == 0x2C:
            body = at + 10 + _palette(data[at + 9]) + 1
        elif kind == 0x21:
            body = at + 2
        else:
            raise NotUnderstood
        end = _after_blocks(data, body)
        if kind == 0x2C or _is_timing(data, at, end) or _is_loop(data, at, end):
            yield data[at:end]
        at = end


def _palette(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: memoryview, at: int) -> int:
    while data[at]:
        at += data[at] + 1
    return at + 1


def _is_timing(data: memoryview, at: int, end: int) -> bool:
    """How long a frame stays and what is transparent in it; longer than that takes, something rides in it."""
    if data[at + 1] != 0xF9:
        return False
    if end - at != 8 or data[at + 2] != 4:
        raise NotUnderstood
    return True


def _is_loop(data: memoryview, at: int, end: int) -> bool:
    """How often the frames are shown; any other block of a program goes."""
    if data[at + 1] != 0xFF or bytes(data[at + 3 : at + 14]) != b"NETSCAPE2.0":
        return False
    return end - at == 19 and bytes(data[at + 14 : at + 16]) == b"\x03\x01"


# WebP --------------------------------------------------------------------------------------------

_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"})
_WEBP_SIZES = {b"VP8X": (10,), b"ANIM": (6,)}
_HIDDEN = 0x20 | 0x08 | 0x04
"""Flags of VP8X that announce a colour profile, Exif and XMP."""


def _webp(data: memoryview) -> Iterator[Piece]:
    """The chunks that make up the picture, with a length that fits what is left."""
    (length,) = struct.unpack_from("<I", data, 4)
    if 8 + length > len(data) + 1:
        raise NotUnderstood
    pieces: list[Piece] = []
    at = 12
    while at + 8 <= min(8 + length, len(data)):
        name = bytes(data[at : at + 4])
        (size,) = struct.unpack_from("<I", data, at + 4)
        end = at + 8 + size + (size & 1)
        if at + 8 + size > len(data) or size not in _WEBP_SIZES.get(name, _ANY):
            raise NotUnderstood
        if name == b"VP8X":
            pieces.append(
                bytes(data[at : at + 8]) + bytes([data[at + 8] & ~_HIDDEN]) + bytes(data[at + 9 : end])
            )
        elif name in _WEBP_KEPT:
            pieces.append(data[at:end])
        at = end
    if not pieces:
        raise NotUnderstood
    yield b"RIFF" + struct.pack("<I", 4 + sum(len(piece) for piece in pieces)) + b"WEBP"
    yield from pieces


_READERS = {"image/jpeg": _jpeg, "image/png": _png, "image/gif": _gif, "image/webp": _webp}
