"""Writing shaped text into a PDF so that every reader gets the exact text back.

Each letter (cluster) is one glyph and one code of a Type 0 font, and the ToUnicode table gives its text. The
program holds only the letters used and is named after its content. Khmer runs carry /ActualText as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFStream, PDFString, PDFZCompress

from civicdesk.documents.fonts import Cluster, Part, Shaped, face, shape
from civicdesk.documents.truetype import program

CMAP = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
{blocks}
endcmap CMapName currentdict /CMap defineresource pop end end"""
MISSING = ("\ufffd", (Part(0, 0, 0),))


class EmbeddedFont:
    """One face in one document; ReportLab asks it for its objects when the document is written."""

    def __init__(self, is_khmer: bool, bold: bool, document: Any, label: str) -> None:
        """Announce the font of a script and weight to a ReportLab document under a resource name."""
        self.face = face(is_khmer, bold)
        self._blank = shape(" ", is_khmer, bold).clusters[0]
        self._words: dict[str, str] = {}
        self.fontName = self.face.name
        self.label = label
        self._codes: dict[tuple[str, tuple[Part, ...]], int] = {MISSING: 0}
        self._advances = [self.face.advance(0)]
        document.delayedFonts.append(self)

    def show(self, words: Iterable[tuple[str, Shaped, int]]) -> str:
        """The operator that draws words from the current point, each with the width of the space before it."""
        shown = (f"{self._space(gap)}{self._word(text, shaped)}" for text, shaped, gap in words)
        return f"[{''.join(shown).replace('><', '')}] TJ"

    def _space(self, width: int) -> str:
        """A space of this width; nothing for 0."""
        return self._letter(self._blank._replace(advance=width)) if width else ""

    def _word(self, text: str, shaped: Shaped) -> str:
        """Codes of a word, remembered for this document; kerning becomes a move between letters."""
        if text not in self._words:
            self._words[text] = "".join(map(self._letter, shaped.clusters))
        return self._words[text]

    def _letter(self, cluster: Cluster) -> str:
        """The code of a cluster, and the move after it."""
        return f"<{self._code(cluster):04x}>{self._move(cluster)}"

    def _code(self, cluster: Cluster) -> int:
        """The code of a cluster in this document."""
        key = (cluster.text, cluster.parts)
        if key not in self._codes:
            self._codes[key] = len(self._codes)
            self._advances.append(self._natural(cluster))
        return self._codes[key]

    def _natural(self, cluster: Cluster) -> int:
        """The advance written into the font: of a single glyph its own, whatever the kerning."""
        return self.face.advance(cluster.parts[0].glyph) if len(cluster.parts) == 1 else cluster.advance

    def _move(self, cluster: Cluster) -> str:
        """A move back after a cluster, in thousandths, left out when nothing would be seen of it."""
        back = (self._natural(cluster) - cluster.advance) * 1000 / self.face.upem
        return number(back) if abs(back) >= 0.005 else ""

    def addObjects(self, document: Any) -> None:  # noqa: N802 - the name ReportLab calls
        """Put font, program, widths and text table into the document."""
        letters = [parts for _text, parts in self._codes]
        file = program(self.face, zip(letters, self._advances, strict=True))
        name = f"/{subset_tag(file)}+{self.face.name}"
        widths = [round(advance * 1000 / self.face.upem, 2) for advance in self._advances]
        descendant = PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": name,
                "DW": 0,
                "CIDToGIDMap": "/Identity",
                "CIDSystemInfo": PDFDictionary(
                    {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
                ),
                "W": PDFArray([0, PDFArray(widths)]),
                "FontDescriptor": document.Reference(self._descriptor(document, name, file)),
            }
        )
        font = PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": name,
                "Encoding": "/Identity-H",
                "DescendantFonts": PDFArray([document.Reference(descendant)]),
                "ToUnicode": document.Reference(
                    PDFStream(
                        content=unicode_table(text for text, _parts in self._codes), filters=[PDFZCompress]
                    )
                ),
            }
        )
        document.idToObject["BasicFonts"].dict[self.label] = document.Reference(font)

    def _descriptor(self, document: Any, name: str, file: bytes) -> PDFDictionary:
        """The font's measures and its program."""
        stream = PDFStream(PDFDictionary({"Length1": len(file)}), file, [PDFZCompress])
        extents, unit = self.face.font.get_font_extents("ltr"), 1000 / self.face.upem
        ascent, descent = round(extents.ascender * unit), round(extents.descender * unit)
        return PDFDictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": name,
                "Flags": 4,
                "ItalicAngle": 0,
                "StemV": 80,
                "Ascent": ascent,
                "Descent": descent,
                "CapHeight": 714,
                "FontBBox": PDFArray([-800, descent - 500, 2000, ascent + 200]),
                "FontFile2": document.Reference(stream),
            }
        )


def number(value: float) -> str:
    """A number as short as PDF allows; two decimals are far below what an eye can see."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if abs(value) >= 0.005 else "0"


def subset_tag(file: bytes) -> str:
    """Six capitals from the content of a font program, as PDF wants before a subset's name."""
    return "".join(chr(ord("A") + byte % 26) for byte in hashlib.sha256(file).digest()[:6])


def unicode_table(texts: Iterable[str]) -> bytes:
    """The ToUnicode table: which text each code stands for."""
    lines = [f"<{code:04x}> <{text.encode('utf-16-be').hex()}>" for code, text in enumerate(texts)]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    return CMAP.format(
        blocks="\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    ).encode()


def marked(text: str, shown: str) -> Iterator[str]:
    """Operators around a show-text operator that tell readers which text it stands for."""
    yield f"/Span<</ActualText<{(chr(0xFEFF) + text).encode('utf-16-be').hex()}>>>BDC"
    yield shown
    yield "EMC"
