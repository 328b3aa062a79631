"""What kind of file it is, by its first bytes; its name is not believed."""

from __future__ import annotations

NEEDED = 32
"""First bytes that tell."""
CLEANABLE = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
"""Pictures whose hidden data can be taken out without touching what they show."""
_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"%PDF-", "application/pdf"),
)
_HEIC = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"})


def media_of(head: bytes) -> str:
    """The media type of pictures and PDFs; "" for everything else."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        return "image/heic"
    return next((name for start, name in _STARTS if head.startswith(start)), "")


def is_picture(media: str) -> bool:
    """Whether it is a picture, which may carry where and by whom it was taken."""
    return media.startswith("image/")


def can_be_shown(media: str) -> bool:
    """Whether there is a preview of it."""
    return media == "application/pdf" or (is_picture(media) and media != "image/heic")
