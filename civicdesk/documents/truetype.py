"""A TrueType program with one glyph for each cluster of a text, made from a face.

A cluster of several glyphs becomes one composite glyph, so that a PDF code stands for exactly one letter as
readers know it: every program can give its text back, and nothing needs to be lifted or moved on the page.
OpenType specification, tables glyf, loca, hmtx, maxp.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from itertools import accumulate

from civicdesk.documents.fonts import Face, Part

WORDS, OFFSETS, SCALE, MORE, SCALE_XY, SCALE_2X2, INSTRUCTIONS = 0x1, 0x2, 0x8, 0x20, 0x40, 0x80, 0x100
Parts = tuple[Part, ...]


def program(face: Face, letters: Iterable[tuple[Parts, int]]) -> bytes:
    """A font whose glyph n is the n-th of the letters, each given as parts of the face and advance."""
    return _Builder(face, list(letters)).font()


class _Builder:
    """Collects glyphs: first the letters, behind them the pieces that composite letters are made of."""

    def __init__(self, face: Face, letters: list[tuple[Parts, int]]) -> None:
        self._face = face
        self._outlines = face.table("glyf")
        long = struct.unpack_from(">h", face.table("head"), 50)[0]
        loca = face.table("loca")
        self._offsets = (
            struct.unpack(f">{len(loca) // 4}I", loca)
            if long
            else tuple(2 * offset for offset in struct.unpack(f">{len(loca) // 2}H", loca))
        )
        self._letters = letters
        self._pieces: dict[int, int] = {}
        self._glyphs: list[bytes] = [b""] * len(letters)
        self._advances = [advance for _parts, advance in letters]

    def font(self) -> bytes:
        """The font file."""
        for number, (parts, _advance) in enumerate(self._letters):
            self._glyphs[number] = self._letter(parts)
        glyphs = [glyph + b"\0" * (-len(glyph) % 4) for glyph in self._glyphs]
        offsets = [0, *accumulate(len(glyph) for glyph in glyphs)]
        sides = [struct.unpack_from(">h", glyph, 2)[0] if glyph else 0 for glyph in glyphs]
        metrics = b"".join(
            struct.pack(">Hh", max(advance, 0), side)
            for advance, side in zip(self._advances, sides, strict=True)
        )
        return _file(
            {
                "glyf": b"".join(glyphs),
                "head": self._patched("head", (8, ">I", 0), (50, ">h", 1)),
                "hhea": self._patched("hhea", (34, ">H", len(glyphs))),
                "hmtx": metrics,
                "loca": struct.pack(f">{len(offsets)}I", *offsets),
                "maxp": self._patched(
                    "maxp",
                    (4, ">H", len(glyphs)),
                    (10, ">H", 4096),
                    (12, ">H", 512),
                    (28, ">H", 32),
                    (30, ">H", 4),
                ),
            }
        )

    def _patched(self, table: str, *changes: tuple[int, str, int]) -> bytes:
        """A table of the face with some numbers changed."""
        data = bytearray(self._face.table(table))
        for offset, form, value in changes:
            struct.pack_into(form, data, offset, value)
        return bytes(data)

    def _outline(self, glyph: int) -> bytes:
        """A glyph of the face as it stands in the file."""
        return self._outlines[self._offsets[glyph] : self._offsets[glyph + 1]]

    def _letter(self, parts: Parts) -> bytes:
        """The outline of a letter: a plain copy, or a composite of pieces."""
        if len(parts) == 1 and parts[0][1:] == (0, 0):
            return self._copied(parts[0].glyph)
        shown = [part for part in parts if self._outline(part.glyph)]
        if not shown:
            return b""
        boxes = [struct.unpack_from(">4h", self._outline(part.glyph), 2) for part in shown]
        left, low = (
            min(box[axis] + part[axis + 1] for box, part in zip(boxes, shown, strict=True)) for axis in (0, 1)
        )
        right, high = (
            max(box[axis + 2] + part[axis + 1] for box, part in zip(boxes, shown, strict=True))
            for axis in (0, 1)
        )
        return struct.pack(">5h", -1, left, low, right, high) + b"".join(
            struct.pack(
                ">HHhh",
                WORDS | OFFSETS | (MORE if part is not shown[-1] else 0),
                self._piece(part.glyph),
                part.x,
                part.y,
            )
            for part in shown
        )

    def _piece(self, glyph: int) -> int:
        """The number here of a glyph of the face, copied when first needed."""
        if glyph not in self._pieces:
            self._pieces[glyph] = len(self._glyphs)
            self._glyphs.append(b"")
            self._advances.append(self._face.advance(glyph))
            self._glyphs[self._pieces[glyph]] = self._copied(glyph)
        return self._pieces[glyph]

    def _copied(self, glyph: int) -> bytes:
        """A glyph of the face; the pieces of a composite come along under new numbers."""
        outline = self._outline(glyph)
        if not outline or struct.unpack_from(">h", outline)[0] >= 0:
            return outline
        data = bytearray(outline)
        components = list(_components(outline))
        for start, _end, flags in components:
            struct.pack_into(
                ">HH",
                data,
                start,
                flags & ~INSTRUCTIONS,
                self._piece(struct.unpack_from(">H", outline, start + 2)[0]),
            )
        return bytes(data[: components[-1][1]])


def _components(outline: bytes) -> Iterator[tuple[int, int, int]]:
    """Start, end and flags of every component of a composite glyph."""
    start, flags = 10, MORE
    while flags & MORE:
        flags = struct.unpack_from(">H", outline, start)[0]
        size = 8 if flags & WORDS else 6
        size += 2 if flags & SCALE else 4 if flags & SCALE_XY else 8 if flags & SCALE_2X2 else 0
        yield start, start + size, flags
        start += size


def _file(tables: dict[str, bytes]) -> bytes:
    """A font file from its tables, in the order of their names."""
    count = len(tables)
    power = count.bit_length() - 1
    header = struct.pack(">IHHHH", 0x00010000, count, 16 << power, power, 16 * count - (16 << power))
    offset, directory, body = 12 + 16 * count, b"", b""
    for tag, data in sorted(tables.items()):
        padded = data + b"\0" * (-len(data) % 4)
        checksum = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        directory += struct.pack(">4sIII", tag.encode(), checksum, offset + len(body), len(data))
        body += padded
    return header + directory + body
