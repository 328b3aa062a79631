"""Files from strangers are looked at by a child without keys: what it shows, what it takes out, how it refuses."""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
import threading
import zlib
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, PngImagePlugin

from civicdesk.documents import confined, file_intake, preview
from civicdesk.documents.media import media_of
from civicdesk.vault import attachments

SECRET = b"SpyCam 9000"
PLACE = (11.0, 33.0, 0.0)


def _exif(orientation: int = 6) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    exif[0x0112] = orientation
    where = exif.get_ifd(0x8825)
    where[1], where[2] = "N", PLACE
    return exif


def _noise(size=(640, 480)) -> Image.Image:
    return Image.effect_noise(size, 60).convert("RGB")


def _saved(picture: Image.Image, kind: str, **more) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def _text() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", SECRET.decode())
    info.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    return info


def _pictures() -> dict[str, bytes]:
    xmp = b"<x>" + SECRET + b"</x>"
    moving = [_noise((60, 40)) for _n in range(3)]
    return {
        "jpeg": _saved(_noise(), "JPEG", exif=_exif(), comment=SECRET, xmp=xmp),
        "progressive": _saved(_noise(), "JPEG", exif=_exif(), progressive=True, icc_profile=SECRET * 9000),
        "trailing": _saved(_noise(), "JPEG", exif=_exif())
        + SECRET
        + _saved(_noise((9, 9)), "JPEG", exif=_exif()),
        "png": _saved(_noise(), "PNG", pnginfo=_text(), exif=_exif()) + SECRET,
        "palette": _saved(_noise().quantize(16), "PNG", pnginfo=_text(), transparency=3),
        "gif": _saved(moving[0], "GIF", save_all=True, append_images=moving[1:], comment=SECRET, loop=0)
        + SECRET,
        "webp": _saved(_noise(), "WEBP", exif=_exif(), xmp=xmp) + SECRET,
        "moving webp": _saved(
            moving[0], "WEBP", save_all=True, append_images=moving[1:], exif=_exif(), xmp=xmp
        ),
    }


def _clean(data: bytes) -> bytes:
    with confined.cleaned(data) as (out, size):
        found = out.read()
    assert len(found) == size
    return found


def _frames(data: bytes) -> list[bytes]:
    picture = Image.open(io.BytesIO(data))
    found = []
    for number in range(getattr(picture, "n_frames", 1)):
        picture.seek(number)
        found.append(picture.convert("RGBA").tobytes())
    return found


@pytest.mark.parametrize("name", _pictures())
def test_hidden_data_goes_and_the_picture_stays_bit_for_bit(name):
    data = _pictures()[name]
    assert SECRET in data
    found = _clean(data)
    assert SECRET not in found and b"ns.adobe.com" not in found
    assert _frames(found) == _frames(data)
    exif = Image.open(io.BytesIO(found)).getexif()
    assert not exif.get_ifd(0x8825) and set(exif) <= {0x0112}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_keeps_which_way_is_up(orientation):
    found = Image.open(io.BytesIO(_clean(_saved(_noise(), "JPEG", exif=_exif(orientation)))))
    assert found.getexif().get(0x0112, 1) == orientation


@pytest.mark.parametrize("name", _pictures())
def test_a_picture_that_was_cut_is_refused_and_never_half_cleaned(name):
    data = _clean(_pictures()[name])
    for part in (3, 10, 100, len(data) // 2, len(data) - 3):
        with pytest.raises((confined.PreviewDamaged, confined.PreviewRefused)):
            _clean(data[:part])


def test_pixels_of_a_picture_come_upright_and_as_wide_as_asked():
    picture = Image.new("RGB", (400, 200), "red")
    picture.paste((0, 0, 255), (0, 0, 200, 200))
    seen = confined.show(_feeding(_saved(picture, "JPEG", quality=95, exif=_exif(6))), width=100)
    assert (seen.width, seen.height, seen.pages) == (100, 200, 1)
    image = Image.frombytes("RGB", (seen.width, seen.height), seen.data)
    top, bottom = image.getpixel((50, 20)), image.getpixel((50, 180))
    assert top[2] > 200 > 60 > top[0] and bottom[0] > 200 > 60 > bottom[2]


def _feeding(data: bytes):
    return lambda target: target.write(data)


def _pdf(pages: int = 3, **how) -> bytes:
    document = pikepdf.new()
    for number in range(pages):
        document.add_blank_page(page_size=(200 + 100 * number, 300))
    out = io.BytesIO()
    document.save(out, **how)
    return out.getvalue()


def test_pages_of_a_pdf_are_shown_one_by_one():
    sizes = [confined.show(_feeding(_pdf()), page, 300) for page in (0, 1, 2, 99)]
    assert [(one.page, one.pages, one.width) for one in sizes] == [
        (0, 3, 300),
        (1, 3, 300),
        (2, 3, 300),
        (2, 3, 300),
    ]
    assert sizes[0].height == 450


def test_a_pdf_with_a_password_says_so():
    locked = _pdf(encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(confined.PreviewLocked):
        confined.show(_feeding(locked))


# harm --------------------------------------------------------------------------------------------


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _bomb(width: int, height: int) -> bytes:
    """A small PNG that says it is as large as this."""
    rows = zlib.compress(bytes(50_000_000), 9)
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _pdf_bomb() -> bytes:
    """A page whose content is 2 GB of nothing, three times compressed."""
    body = zlib.compress(zlib.compress(bytes(500_000_000), 9), 9)
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 300))
    page = document.pages[0]
    page.Contents = pikepdf.Stream(
        document, body, Filter=[pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode]
    )
    out = io.BytesIO()
    document.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    return out.getvalue()


def _hostile() -> dict[str, bytes]:
    return {
        "bomb": _bomb(60_000, 60_000),
        "just too large": _bomb(10_000, 9_000),
        "no size": _bomb(0, 0),
        "cut": _saved(_noise(), "JPEG")[:200],
        "noise after a start": b"\xff\xd8\xff\xe0" + os.urandom(100_000),
        "noise after a name": b"%PDF-1.7\n" + os.urandom(100_000),
        "pdf without pages": _pdf(0),
        "tiff in a ring": b"II*\0\x08\0\0\0\x01\0\x00\x01\x03\0\x01\0\0\0\x10\0\0\0\x08\0\0\0",
        "letter": b"Dear friends",
        "nothing": b"",
    }


@pytest.mark.parametrize("name", _hostile())
def test_a_file_made_to_do_harm_ends_in_a_sentence(name):
    with pytest.raises(confined.CivicDeskError) as said:
        confined.show(_feeding(_hostile()[name]))
    assert said.value.sentence and said.value.todo


ASKING = """
import resource, sys
from contextlib import suppress
from civicdesk.documents import confined, preview
bomb = sys.stdin.buffer.read()
with suppress(confined.CivicDeskError):
    assert len(confined.show(lambda pipe: pipe.write(bomb)).data) <= 3 * preview.MOST_PIXELS
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
"""
"""In a process of its own: what all children of this one have ever taken says nothing about that child."""


def test_a_pdf_that_unfolds_without_end_ends_with_the_child():
    """It is shown empty, or refused: what matters is that it took no more than the child has."""
    asked = subprocess.run(
        [sys.executable, "-c", ASKING],
        input=_pdf_bomb(),
        capture_output=True,
        check=True,
        cwd=Path(preview.__file__).parents[2],
    )
    assert 0 < int(asked.stdout) < preview.MEMORY


@pytest.fixture
def child_says(monkeypatch):
    """A child that runs this program instead."""

    def use(program: str) -> None:
        monkeypatch.setattr(confined, "command", lambda: [sys.executable, "-I", "-c", program])

    return use


@pytest.mark.parametrize(
    "program",
    [
        "print('nonsense')",
        "print('[]')",
        "print('{\"size\": -1}')",
        'print(\'{"size": 99999999999, "width": 1, "height": 1, "page": 0, "pages": 1}\')',
        'print(\'{"size": 3, "width": 100, "height": 100, "page": 0, "pages": 1}\\nabc\')',
        "import os; os.abort()",
        "print('x' * 10_000_000)",
    ],
)
def test_a_child_that_was_taken_over_is_not_believed(child_says, program):
    child_says(program)
    with pytest.raises(confined.PreviewEnded):
        confined.show(_feeding(b"x"))


def test_a_child_that_never_answers_is_ended(child_says, monkeypatch):
    monkeypatch.setattr(confined, "WAIT", 0.5)
    monkeypatch.setattr(confined._Child.__init__, "__defaults__", (0.5,))
    child_says("import time; time.sleep(600)")
    with pytest.raises(confined.PreviewTooSlow):
        confined.show(_feeding(b"x"))


def test_a_disk_that_never_answers_does_not_hold_the_preview_up(monkeypatch):
    answered = threading.Event()
    monkeypatch.setattr(confined, "_LAST", 0.1)
    monkeypatch.setattr(confined._Child.__init__, "__defaults__", (0.5,))
    with pytest.raises(confined.PreviewTooSlow):
        confined.show(lambda _target: answered.wait())
    answered.set()


def test_what_was_not_fed_to_its_end_is_not_shown(child_says, monkeypatch):
    answered = threading.Event()
    for name in ("_LAST", "WAIT"):
        monkeypatch.setattr(confined, name, 0.1)
    facts = {"size": 3, "width": 1, "height": 1, "page": 0, "pages": 1}
    child_says(f"print({json.dumps(json.dumps(facts))}); print('abc', end='', flush=True)")
    with pytest.raises(confined.PreviewTooSlow):
        confined.show(lambda _target: answered.wait())
    answered.set()


PROBE = """
import sys; sys.path.append({root!r})
import json, os
import civicdesk.documents.preview as child
child._prepare(["show", "0", "100"])
loaded = sorted(name for name in sys.modules if name.startswith(("civicdesk.vault", "cryptography", "sqlcipher3", "pyrage")))
handles = sorted(os.listdir("/proc/self/fd"))
child._confine()
refused = []
for try_it in (lambda: open("/etc/hostname"), lambda: bytearray(3 << 30), lambda: __import__("socket").socket()):
    try:
        try_it()
    except (OSError, MemoryError, ImportError):
        refused.append(True)
print(json.dumps({{"loaded": loaded, "env": sorted(os.environ), "refused": len(refused), "handles": len(handles), "cwd": os.getcwd()}}))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the limits of Windows are a job object, not shown yet")
def test_the_child_has_no_keys_no_environment_no_files_and_no_more_memory(vault, monkeypatch):
    monkeypatch.setenv("CIVICDESK_SECRET", "x")
    from civicdesk import paths

    seen = {}
    real = subprocess.Popen

    def popen(arguments, **how):
        seen.update(how)
        return real(arguments, **how)

    monkeypatch.setattr(subprocess, "Popen", popen)
    confined.show(_feeding(_pdf()))
    done = subprocess.run(
        [sys.executable, "-I", "-B", "-c", PROBE.format(root=str(paths.root()))],
        stdin=subprocess.DEVNULL, capture_output=True, check=True, env=seen["env"], cwd=seen["cwd"], close_fds=seen["close_fds"],
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert found["loaded"] == []
    assert not {"CIVICDESK_SECRET", "HOME", "PATH", "USER"} & set(found["env"])
    assert found["handles"] <= 4 and found["cwd"] == "/"
    assert found["refused"] == 3


# taking in ---------------------------------------------------------------------------------------


def test_a_photograph_is_taken_in_without_its_place(vault, tmp_path):
    path = tmp_path / "IMG_2024.jpg"
    path.write_bytes(_pictures()["jpeg"])
    file = file_intake.take_in(vault, "casework", path)
    assert (file.name, file.media, file.cleaned) == ("IMG_2024.jpg", "image/jpeg", True)
    kept = attachments.open_plain(vault, file)
    assert SECRET not in kept and _frames(kept) == _frames(path.read_bytes())
    assert SECRET in path.read_bytes()


def test_a_photograph_keeps_its_place_where_a_person_chose_so(vault, tmp_path):
    path = tmp_path / "IMG_2024.jpg"
    path.write_bytes(_pictures()["jpeg"])
    file = file_intake.take_in(vault, "casework", path, clean=False)
    assert not file.cleaned and attachments.open_plain(vault, file) == path.read_bytes()


def test_what_is_no_picture_is_kept_as_it_is(vault, tmp_path):
    for name, data in {"letter.docx": b"PK\x03\x04" + os.urandom(9000), "report.pdf": _pdf()}.items():
        (tmp_path / name).write_bytes(data)
        file = file_intake.take_in(vault, "casework", tmp_path / name)
        assert attachments.open_plain(vault, file) == data and not file.cleaned


def test_a_picture_that_cannot_be_cleaned_is_refused_not_kept_with_its_place(vault):
    heic = b"\0\0\0\x18ftypheic" + os.urandom(1000)
    assert media_of(heic) == "image/heic"
    with pytest.raises(file_intake.HiddenDataStays):
        file_intake.take_in(vault, "casework", heic, "photo.heic")
    with pytest.raises(file_intake.PictureDamaged):
        file_intake.take_in(vault, "casework", _pictures()["jpeg"][:5000], "photo.jpg")
    assert file_intake.take_in(vault, "casework", heic, "photo.heic", clean=False).size == len(heic)


def test_what_was_on_the_clipboard_is_taken_in(vault):
    data = _pictures()["png"]
    file = file_intake.take_in(vault, "casework", data, "Picture.png")
    assert file.cleaned and SECRET not in attachments.open_plain(vault, file)


def test_a_preview_is_shown_from_the_vault_only_when_the_file_is_whole(vault):
    data = _saved(_noise((2000, 1500)), "PNG")
    file = attachments.add(vault, "casework", io.BytesIO(data), "a.png", media="image/png")
    assert confined.show(lambda target: attachments.read_into(vault, file, target), width=200).width == 200
    path = attachments.place(vault.path, vault.opened.keys("casework").cid, file.id)
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(bytes(raw))
    with pytest.raises(attachments.AttachmentDamaged):
        confined.show(lambda target: attachments.read_into(vault, file, target), width=200)
