"""The child that looks at files from strangers: `clean` a picture of its metadata, or `show` a page as pixels.

It is given the file on its standard input and answers on its standard output: one line of JSON, then bytes. It has
no keys, imports nothing of the vault, opens no file once it has begun, and is limited in memory and time.
"""

from __future__ import annotations

import io
import json
import sys
from typing import Any, BinaryIO

from civicdesk import hardening
from civicdesk.documents.media import CLEANABLE, NEEDED, media_of
from civicdesk.documents.picture_metadata import NotUnderstood, cleaned

MOST_IN = 250_000_000
MOST_PIXELS = 8_000_000
"""Pixels in one answer: 24 MB."""
MOST_SIDE = 8_000
MOST_DECODED = 60_000_000
"""Pixels that are decoded in order to be shown smaller."""
MEMORY = 640 << 20
"""Bytes of address space: what is read, what is made of it, and the libraries."""
SECONDS = 15
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP")


class Refused(Exception):
    """Said to the parent as a code: "kind", "large", "damaged", "locked"."""


def main(arguments: list[str]) -> int:
    """Answer one request: `clean`, or `show PAGE WIDTH`."""
    hardening.harden()  # before anything else: it will hold the file in plain text
    answer = _prepare(arguments)
    _confine()
    out = sys.stdout.buffer
    try:
        data = sys.stdin.buffer.read(MOST_IN + 1)
        if len(data) > MOST_IN:
            raise Refused("large")
        facts, pieces = answer(data)
    except Refused as why:
        facts, pieces = {"why": str(why)}, []
    except (MemoryError, OverflowError):
        facts, pieces = {"why": "large"}, []
    except Exception:  # noqa: BLE001  (a file from a stranger: whatever it is, it cannot be read)
        facts, pieces = {"why": "damaged"}, []
    _say(out, facts, pieces)
    return 0


def _say(out: BinaryIO, facts: dict[str, Any], pieces: list[Any]) -> None:
    facts |= {"size": sum(len(piece) for piece in pieces)}
    out.write(json.dumps(facts).encode("ascii") + b"\n")
    for piece in pieces:
        out.write(piece)
    out.flush()


def _prepare(arguments: list[str]) -> Any:
    """Load what the answer needs, while files can still be opened."""
    if arguments[:1] == ["clean"]:
        return _clean
    page, width = (int(text) for text in arguments[1:3])
    import pypdfium2
    from PIL import Image, ImageOps, TiffImagePlugin, WebPImagePlugin

    Image.preinit()
    assert set(_FORMATS) <= set(Image.OPEN), (TiffImagePlugin, WebPImagePlugin)
    Image.MAX_IMAGE_PIXELS = None  # asked about below, before anything is decoded
    Image.new("RGB", (1, 1)).resize((2, 2))
    ImageOps.exif_transpose(Image.new("RGB", (1, 1)))
    pypdfium2.PdfDocument.new().close()

    def show(data: bytes) -> tuple[dict[str, Any], list[Any]]:
        if media_of(data[:NEEDED]) == "application/pdf":
            return _page(pypdfium2, data, page, width)
        return _picture(Image, ImageOps, data, width)

    return show


def _confine() -> None:
    """No more memory, time or files than it needs, and no files, programs or dumps at all."""
    if sys.platform == "win32":
        return  # the parent puts it into a job with these limits
    import resource

    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 3),
    ):
        resource.setrlimit(what, (most, most))


def _clean(data: bytes) -> tuple[dict[str, Any], list[Any]]:
    media = media_of(data[:NEEDED])
    if media not in CLEANABLE:
        raise Refused("kind")
    try:
        pieces = cleaned(memoryview(data), media)
    except NotUnderstood as trouble:
        raise Refused("damaged") from trouble
    return {"media": media}, list(pieces)


def _fitting(width: int, height: int, wanted: int) -> tuple[int, int]:
    """The size that is shown: as wide as wanted, within the limits."""
    scale = min(
        wanted / width, MOST_SIDE / height, MOST_SIDE / width, (MOST_PIXELS / (width * height)) ** 0.5
    )
    return max(1, int(width * scale)), max(1, int(height * scale))


def _picture(image: Any, ops: Any, data: bytes, wanted: int) -> tuple[dict[str, Any], list[Any]]:
    picture = image.open(io.BytesIO(data), formats=_FORMATS)
    width, height = picture.size
    picture.draft("RGB", _fitting(width, height, wanted))  # JPEG is decoded at the size that is needed
    if picture.size[0] * picture.size[1] > MOST_DECODED:
        raise Refused("large")
    picture.load()
    upright = ops.exif_transpose(picture) or picture
    plain = upright.convert("RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB")
    if plain.mode == "RGBA":
        paper = image.new("RGB", plain.size, "white")
        paper.paste(plain, mask=plain.getchannel("A"))
        plain = paper
    shown = plain.resize(_fitting(plain.size[0], plain.size[1], wanted))
    facts = {"width": shown.size[0], "height": shown.size[1], "pages": 1, "page": 0}
    return facts, [shown.tobytes()]


def _page(pdfium: Any, data: bytes, page: int, wanted: int) -> tuple[dict[str, Any], list[Any]]:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as trouble:
        raise Refused("locked" if "password" in str(trouble).casefold() else "damaged") from trouble
    pages = len(document)
    if not pages:
        raise Refused("damaged")
    at = min(max(page, 0), pages - 1)
    leaf = document[at]
    width, height = leaf.get_size()
    if width < 1 or height < 1:
        raise Refused("damaged")
    shown = _fitting(int(width) or 1, int(height) or 1, wanted)
    picture = leaf.render(scale=shown[0] / width, rev_byteorder=True, draw_annots=True, may_draw_forms=False)
    plain = picture.to_pil().convert("RGB")
    if plain.size[0] * plain.size[1] > 2 * MOST_PIXELS:
        raise Refused("large")
    facts = {"width": plain.size[0], "height": plain.size[1], "pages": pages, "page": at}
    return facts, [plain.tobytes()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
