"""Of a picture only what belongs to it is kept, and what cannot be cleaned is known for a picture."""

from __future__ import annotations

import io
import zlib

import pytest
from PIL import Image

from civicdesk.documents import confined, file_intake
from civicdesk.documents.media import can_be_shown, is_picture, media_of
from civicdesk.vault.vault import Vault

SECRET = b"GPS 11.5564 104.9282"


NOISE = Image.effect_noise((64, 48), 60).convert("RGB")


def jpeg(**more: object) -> bytes:
    out = io.BytesIO()
    NOISE.save(out, "JPEG", **more)
    return out.getvalue()


def segment(marker: int, body: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + (len(body) + 2).to_bytes(2, "big") + body


def cleaned(data: bytes) -> bytes:
    with confined.cleaned(data) as (out, _size):
        return out.read()


@pytest.mark.parametrize("marker", [0x02, 0x4F, 0xBF, 0xC8, 0xDC, 0xDD, 0xDE, 0xDF, 0xF0, 0xF7, 0xF8, 0xFD])
def test_a_part_that_belongs_to_no_picture_is_not_kept_as_clean(marker: int) -> None:
    data = jpeg()
    with pytest.raises(confined.PreviewDamaged):
        cleaned(data[:2] + segment(marker, SECRET) + data[2:])


@pytest.mark.parametrize("marker", [0xC0, 0xC4, 0xCC, 0xDA, 0xDB, 0xDC, 0xDD])
def test_nothing_rides_at_the_end_of_a_part_of_a_picture(marker: int) -> None:
    data = jpeg(quality=30)
    at = data.find(bytes([0xFF, marker]))
    if at < 0:  # this picture has none: one of the right length is taken, a longer one is not
        body = b"\0\1"
        assert cleaned(data[:2] + segment(marker, body) + data[2:])
        at, data = 2, data[:2] + segment(marker, body) + data[2:]
    end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    longer = segment(marker, data[at + 4 : end] + SECRET + b"\0" * 60)
    with pytest.raises(confined.PreviewDamaged):
        cleaned(data[:at] + longer + data[end:])


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"progressive": True},
        {"optimize": True, "quality": 95},
        {"restart_marker_rows": 1},
        {"keep_rgb": True},
        {"qtables": [list(range(1, 65)), list(range(2, 66))]},
    ],
)
def test_a_picture_in_which_nothing_is_hidden_stays_bit_for_bit(more: dict[str, object]) -> None:
    before, after = jpeg(comment=SECRET, **more), cleaned(jpeg(comment=SECRET, **more))
    assert SECRET in before and SECRET not in after
    pixels = [Image.open(io.BytesIO(one)).tobytes() for one in (before, after)]
    assert pixels[0] == pixels[1]


def saved(kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    NOISE.quantize(16).save(out, kind, **more) if kind == "GIF" else NOISE.save(out, kind, **more)
    return out.getvalue()


def moving(kind: str) -> bytes:
    """Two frames, shown again and again."""
    return saved(kind, save_all=True, append_images=[NOISE.rotate(90)], duration=200, loop=3, lossless=True)


def chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")


@pytest.mark.parametrize(
    "name", ["PLTE", "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "cICP", "pHYs", "bKGD", "acTL", "fcTL"]
)
def test_nothing_rides_in_a_chunk_that_is_longer_than_its_kind(name: str) -> None:
    data = saved("PNG")
    at = 8 + 25  # behind IHDR
    with pytest.raises(confined.PreviewDamaged):
        cleaned(data[:at] + chunk(name.encode(), SECRET * 40) + data[at:])


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
def test_frames_that_follow_each_other_stay_as_they_were(kind: str) -> None:
    data = moving(kind)
    after = cleaned(data)
    before, kept = (Image.open(io.BytesIO(one)) for one in (data, after))
    assert before.n_frames == kept.n_frames == 2
    for frame in range(2):
        before.seek(frame)
        kept.seek(frame)
        assert before.convert("RGB").tobytes() == kept.convert("RGB").tobytes()
    assert before.info.get("loop") == kept.info.get("loop") == 3


def test_nothing_rides_behind_the_times_of_frames_and_their_number() -> None:
    data = moving("GIF")
    times = data.index(b"!\xf9\x04")
    with pytest.raises(confined.PreviewDamaged):
        cleaned(data[: times + 7] + bytes([len(SECRET)]) + SECRET + data[times + 7 :])
    loop = data.index(b"!\xff\x0bNETSCAPE2.0\x03\x01") + 18
    longer = data[:loop] + bytes([len(SECRET)]) + SECRET + data[loop:]
    assert SECRET in longer and SECRET not in cleaned(longer)


@pytest.mark.parametrize("name", [b"VP8X", b"ANIM"])
def test_nothing_rides_in_what_a_webp_says_of_itself(name: bytes) -> None:
    data = moving("WEBP")
    at = data.index(name)
    size = int.from_bytes(data[at + 4 : at + 8], "little")
    body = data[at + 8 : at + 8 + size] + SECRET + b" " * (len(SECRET) & 1)
    longer = data[:at] + name + len(body).to_bytes(4, "little") + body + data[at + 8 + size :]
    longer = longer[:4] + (len(longer) - 8).to_bytes(4, "little") + longer[8:]
    with pytest.raises(confined.PreviewDamaged):
        cleaned(longer)


def box(major: bytes, *compatible: bytes) -> bytes:
    body = b"ftyp" + major + b"\0\0\0\0" + b"".join(compatible)
    return (4 + len(body)).to_bytes(4, "big") + body


PICTURES = {
    **{f"ftyp {brand}": box(brand.encode(), b"mp41") for brand in (
        "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "mif2", "msf1", "avif", "avis", "crx ",
    )},
    "heic by its second name": box(b"isom", b"mp41", b"heic"),
    "JPEG XL": b"\xff\x0a",
    "JPEG XL in boxes": b"\0\0\0\x0cJXL \x0d\x0a\x87\x0a",
    "JPEG 2000": b"\0\0\0\x0cjP  \x0d\x0a\x87\x0a",
    "JPEG 2000 bare": b"\xff\x4f\xff\x51",
    "JPEG XR": b"II\xbc\x01",
    "Photoshop": b"8BPS\0\1",
    "large TIFF": b"II+\0\x08\0\0\0",
    "Fuji": b"FUJIFILMCCD-RAW 0201",
    "Olympus": b"IIRO\x08\0\0\0",
    "Panasonic": b"IIU\0\x18\0\0\0",
}  # fmt: skip


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_that_cannot_be_cleaned_is_known_for_one(vault: Vault, name: str) -> None:
    data = PICTURES[name] + SECRET * 20
    with pytest.raises(file_intake.HiddenDataStays):
        file_intake.take_in(vault, "casework", data, "photo")
    kept = file_intake.take_in(vault, "casework", data, "photo", clean=False)
    assert is_picture(kept.media) and not kept.cleaned


@pytest.mark.parametrize("name", sorted(set(PICTURES) - {"large TIFF"}))
def test_no_preview_is_offered_of_what_the_child_does_not_read(name: str) -> None:
    assert not can_be_shown(media_of(PICTURES[name]))


@pytest.mark.parametrize("head", [box(b"isom", b"mp42"), box(b"qt  "), b"PK\x03\x04", b"MM", b"\xff\xfeB"])
def test_films_and_letters_are_no_pictures(head: bytes) -> None:
    assert media_of(head + SECRET) == ""
