"""A document on A4: title, sharing label in head and foot, page numbers, integrity code; as bytes.

The same document gives the same bytes. The file says nothing about who made it, when, where or with what.
"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass, replace

import pikepdf

from civicdesk.documents import style as s
from civicdesk.documents.blocks import Block, strings
from civicdesk.documents.compose import compose
from civicdesk.documents.khmer import shortened, width_of
from civicdesk.documents.layout import Para, Piece, draw_stack, paginate
from civicdesk.documents.pen import Pen
from civicdesk.i18n import _
from civicdesk.palette import LIGHT, TLP_COLOURS

TALL = s.PAGE_HEIGHT - 2 * s.MARGIN


@dataclass(frozen=True)
class Document:
    """Everything a file will show."""

    title: str
    tlp: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    as_of: str = ""
    """Date of the data, in words."""
    short_title: str = ""
    """What stands at the head of every page; the title when empty."""
    notice: str = ""
    """A line under the title, such as what is left out or when to destroy the copy."""
    copy: tuple[int, int] | None = None
    """Number of this copy, and how many there are."""
    file_title: str = ""
    """Title in the file's properties; empty unless somebody typed one."""


def render(document: Document) -> bytes:
    """The PDF, in memory."""
    pages = paginate(_opening(document) + compose(document.blocks), s.WIDTH, TALL)
    pen, code = Pen(), integrity_code(document)
    for number, pieces in enumerate(pages, 1):
        _head(pen, document)
        _foot(pen, document, code, number, len(pages))
        draw_stack(pen, pieces, s.MARGIN, s.PAGE_HEIGHT - s.MARGIN, s.WIDTH)
        pen.new_page()
    return neutral(pen.finish(), document.file_title)


def integrity_code(document: Document) -> str:
    """First eight hex digits of the SHA-256 of what the document says; all its copies have the same."""
    return content_hash(document)[:8]


def content_hash(document: Document) -> str:
    """SHA-256 of what the document says."""
    return hashlib.sha256("\0".join(printed(document)).encode()).hexdigest()


def printed(document: Document) -> list[str]:
    """Every text of the document in order, for the preview, for name checks and for the integrity code."""
    return [text for text in strings(replace(document, copy=None, file_title="")) if text]


def _opening(document: Document) -> list[Piece]:
    """Title, subtitle, date of data and notice at the top of the first page."""
    lines: list[Piece] = [Para(document.title, s.TITLE, keep=True)]
    if document.subtitle:
        lines.append(Para(document.subtitle, s.SUBTITLE, keep=True))
    if document.as_of:
        lines.append(Para(_("As of {date}").format(date=document.as_of), s.SUBTITLE, keep=True))
    if document.notice:
        lines.append(Para(document.notice, s.SMALL_MUTED, before=3, keep=True))
    lines.append(_Rule(before=8, keep=True))
    return lines


@dataclass
class _Rule(Piece):
    """A line across the page."""

    before: float = 0.0
    keep: bool = False

    def height(self, width: float) -> float:
        return 2.0

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        pen.rule(x, top - 1, x + width, top - 1, LIGHT.accent, 1.2)


def _head(pen: Pen, document: Document) -> None:
    """Short title at the left, sharing label at the right, above the upper margin."""
    base = s.PAGE_HEIGHT - s.MARGIN + 18
    title = document.short_title or document.title
    pen.text(s.MARGIN, base, shortened(title, s.RUNNING, s.WIDTH - 130), s.RUNNING)
    _label(pen, s.PAGE_WIDTH - s.MARGIN, base, document.tlp)


def _foot(pen: Pen, document: Document, code: str, number: int, total: int) -> None:
    """Sharing label, copy number, integrity code and page number, below the lower margin."""
    base = s.MARGIN - 24
    pen.rule(s.MARGIN, base + 14, s.PAGE_WIDTH - s.MARGIN, base + 14, LIGHT.line)
    x = s.MARGIN + _label(pen, s.MARGIN + width_of(document.tlp, LABEL) + 17, base, document.tlp) + 10
    if document.copy:
        pen.text(x, base, _("copy {n} of {m}").format(n=document.copy[0], m=document.copy[1]), s.RUNNING)
    pen.text(s.PAGE_WIDTH / 2 + 40, base, code, s.RUNNING, "centre")
    pen.text(
        s.PAGE_WIDTH - s.MARGIN, base, _("page {x} of {y}").format(x=number, y=total), s.RUNNING, "right"
    )


FILE_ID = re.compile(rb"/ID ?\[<[0-9a-f]{32}><[0-9a-f]{32}>\]")
"""What the writer insists on adding; blanked at its own length, so that no offset moves."""
LABEL = replace(s.RUNNING, bold=True, colour=LIGHT.text)


def _label(pen: Pen, right: float, base: float, tlp: str) -> float:
    """A sharing label as FIRST has it: colour on black, with a bar of that colour; answers its width."""
    style = LABEL.but(colour=TLP_COLOURS[tlp])
    wide = width_of(tlp, style) + 17
    pen.box(right - wide, base - 4, wide, 13.5, fill="#000000")
    pen.box(right - wide, base - 4, 5, 13.5, fill=TLP_COLOURS[tlp], line="#000000", thick=0.8)
    pen.text(right - 6, base - 0.2, tlp, style, "right")
    return wide


def neutral(pdf: bytes, title: str = "") -> bytes:
    """The file without dates, producer, author, identifiers and metadata; a title somebody typed may stay."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as file:
        for key in ("/Info", "/ID"):
            if key in file.trailer:
                del file.trailer[key]
        for key in ("/Metadata", "/PageMode", "/Outlines"):
            if key in file.Root:
                del file.Root[key]
        for page in file.pages:
            for name, font in list(page.Resources.get("/Font", pikepdf.Dictionary()).items()):
                if font.get("/Subtype") == "/Type1":
                    del page.Resources["/Font"][name]
        if title:
            file.trailer["/Info"] = file.make_indirect(pikepdf.Dictionary(Title=title))
        file.remove_unreferenced_resources()
        file.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return FILE_ID.sub(lambda match: b" " * len(match.group()), out.getvalue())
