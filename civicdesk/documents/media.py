"""What kind of file it is, by its first bytes; its name is not believed."""

from __future__ import annotations

NEEDED = 64
"""First bytes that tell."""
CLEANABLE = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
"""Pictures whose hidden data can be taken out without touching what they show."""
_SHOWN = CLEANABLE | {"image/tiff", "image/bmp", "application/pdf"}
_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"II+\0", "image/tiff"),
    (b"MM\0+", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"%PDF-", "application/pdf"),
    (b"8BPS", "image/vnd.adobe.photoshop"),
    (b"\xff\x0a", "image/jxl"),
    (b"\0\0\0\x0cJXL \r\n\x87\n", "image/jxl"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "image/jp2"),
    (b"\xff\x4f\xff\x51", "image/jp2"),
    (b"II\xbc", "image/jxr"),
    (b"FUJIFILMCCD-RAW", "image/x-fuji-raf"),
    (b"IIRO", "image/x-olympus-orf"),
    (b"IIRS", "image/x-olympus-orf"),
    (b"MMOR", "image/x-olympus-orf"),
    (b"IIU\0", "image/x-panasonic-rw2"),
)
_HEIF = b"heic heix heim heis hevc hevx hevm hevs mif1 mif2 mif3 msf1 miaf jpeg jpgs j2ki j2is avci avcs vvic vvis"
_BRANDS = {
    **dict.fromkeys(_HEIF.split(), "image/heic"),
    **dict.fromkeys((b"avif", b"avis", b"avio"), "image/avif"),
    b"crx ": "image/x-canon-cr3",
}
"""What the first box of a file may call it, if that is a picture; films are none."""


def media_of(head: bytes) -> str:
    """The media type of pictures and PDFs; "" for everything else."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        end = min(int.from_bytes(head[:4], "big"), len(head))
        brands = (head[8:12], *(head[at : at + 4] for at in range(16, end, 4)))
        return next((_BRANDS[brand] for brand in brands if brand in _BRANDS), "")
    return next((name for start, name in _STARTS if head.startswith(start)), "")


def is_picture(media: str) -> bool:
    """Whether it is a picture, which may carry where and by whom it was taken."""
    return media.startswith("image/")


def can_be_shown(media: str) -> bool:
    """Whether there is a preview of it."""
    return media in _SHOWN
