"""Reading a PDF back in three independent ways, and looking at its pixels."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Callable

import pypdfium2
import pytest
from pdfminer.high_level import extract_text
from PIL.Image import Image

from civicdesk.documents.blocks import Block
from civicdesk.documents.page import Document, render


def by_pdfium(pdf: bytes) -> str:
    """The text as Chrome's reader copies it."""
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def by_pdfminer(pdf: bytes) -> str:
    """The text as pdfminer reads it, which knows nothing of /ActualText."""
    return extract_text(io.BytesIO(pdf))


def by_poppler(pdf: bytes) -> str:
    """The text as poppler reads it."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("poppler is not installed")
    return subprocess.run([program, "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


@pytest.fixture(params=[by_pdfium, by_pdfminer, by_poppler])
def read(request: pytest.FixtureRequest) -> Callable[[bytes], str]:
    """Each reader in turn, answering text without white space, so that line ends do not matter."""
    return lambda pdf: squeezed(request.param(pdf))


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b\ufffe]", "", text)


@pytest.fixture
def text() -> Callable[[bytes], str]:
    """The text as PDFium reads it, spaces kept."""
    return by_pdfium


@pytest.fixture
def squeeze() -> Callable[[str], str]:
    return squeezed


@pytest.fixture
def picture() -> Callable[..., Image]:
    """A page as grey pixels."""

    def take(pdf: bytes, page: int = 0, scale: float = 3) -> Image:
        return pypdfium2.PdfDocument(pdf)[page].render(scale=scale).to_pil().convert("L")

    return take


@pytest.fixture
def paper() -> Callable[..., bytes]:
    """The PDF of some blocks."""

    def make(*blocks: Block, **more: object) -> bytes:
        return render(Document("Title", more.pop("tlp", "TLP:AMBER"), blocks, **more))

    return make
