"""The four bundled faces, and shaping: which glyphs of a face stand where for a piece of text.

Shaping is HarfBuzz's. A piece of text is shaped once and remembered.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

import uharfbuzz

from civicdesk.paths import resource

KHMER_SCALE = 1.08  # Khmer letters are drawn smaller than Latin ones at the same size


class Part(NamedTuple):
    """A glyph of the face and where it stands in its cluster, in units of the face."""

    glyph: int
    x: int
    y: int


class Cluster(NamedTuple):
    """What a reader calls one letter: its text, its glyphs, and its advance in units of the face."""

    text: str
    parts: tuple[Part, ...]
    advance: int


class Shaped(NamedTuple):
    """A piece of text ready to draw, with its width for size 1."""

    clusters: tuple[Cluster, ...]
    width: float


@dataclass(frozen=True)
class Face:
    """One bundled font file."""

    name: str

    @cached_property
    def font(self) -> uharfbuzz.Font:
        """The HarfBuzz font over the file."""
        blob = uharfbuzz.Blob(resource("fonts", f"{self.name}.ttf").read_bytes())
        return uharfbuzz.Font(uharfbuzz.Face(blob))

    @cached_property
    def upem(self) -> int:
        """Units of the face for one type size."""
        return int(self.font.face.upem)

    def table(self, tag: str) -> bytes:
        """A table of the font file."""
        return bytes(self.font.face.reference_table(tag).data)

    def advance(self, glyph: int) -> int:
        """Natural advance of a glyph."""
        return int(self.font.get_glyph_h_advance(glyph))


@cache
def face(khmer: bool, bold: bool) -> Face:
    """The face for a script and weight."""
    return Face(f"{'NotoSansKhmer' if khmer else 'NotoSans'}-{'Bold' if bold else 'Regular'}")


@lru_cache(65536)
def shape(text: str, khmer: bool, bold: bool) -> Shaped:
    """Clusters and width of a piece of one script."""
    used = face(khmer, bold)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(used.font, buffer, {"kern": True, "liga": True})
    placed: dict[int, list[Part]] = {}
    advances: dict[int, int] = {}
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        pen = advances.setdefault(info.cluster, 0)
        placed.setdefault(info.cluster, []).append(Part(info.codepoint, pen + place.x_offset, place.y_offset))
        advances[info.cluster] = pen + place.x_advance
    starts = sorted(placed)
    ends = [*starts[1:], len(text)]
    clusters = tuple(
        Cluster(text[start:end], tuple(placed[start]), advances[start])
        for start, end in zip(starts, ends, strict=True)
    )
    size = KHMER_SCALE if khmer else 1.0
    return Shaped(clusters, sum(cluster.advance for cluster in clusters) * size / used.upem)


def lacks(text: str, khmer: bool) -> bool:
    """Whether the face has no glyph for some of this text, so that a box would be printed for it."""
    return any(
        part.glyph == 0 for cluster in shape(text, khmer, bold=False).clusters for part in cluster.parts
    )
