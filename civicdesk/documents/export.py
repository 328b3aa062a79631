"""The one way a document gets onto a disk: whole or not at all, for its owner only, neutrally named."""

from __future__ import annotations

import errno
import io
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO

import pypdfium2

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import N_
from civicdesk.synchronised import is_synchronised
from civicdesk.unfinished import unfinished

LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


class ExportDiskFull(CivicDeskError):
    """No space for the file; nothing was left behind."""

    says = N_("The disk is full, so the file was not written.")
    do = N_("Free some space, or choose another disk, and export again.")


class ExportNotAllowed(CivicDeskError):
    """The folder cannot be written to."""

    says = N_("CivicDesk may not write to this folder.")
    do = N_("Choose another folder.")


class ExportFolderMissing(CivicDeskError):
    """The folder is not there."""

    says = N_("This folder does not exist any more.")
    do = N_("If it is on a USB disk, plug the disk in; otherwise choose another folder.")


class ExportIntoVault(CivicDeskError):
    """The file would lie inside a vault, perhaps in place of what the vault is made of."""

    says = N_("This place is inside a vault, where only CivicDesk keeps its files.")
    do = N_("Choose another folder.")


class ExportFailed(CivicDeskError):
    """The disk refused for another reason."""

    says = N_("The file could not be written.")
    do = N_("Check that the disk is connected and export again.")


REASONS: dict[int, type[CivicDeskError]] = {
    errno.ENOSPC: ExportDiskFull,
    errno.EDQUOT: ExportDiskFull,
    errno.EFBIG: ExportDiskFull,
    errno.EACCES: ExportNotAllowed,
    errno.EPERM: ExportNotAllowed,
    errno.EROFS: ExportNotAllowed,
    errno.EISDIR: ExportNotAllowed,
    errno.ENOENT: ExportFolderMissing,
    errno.ENOTDIR: ExportFolderMissing,
}


def default_name(today: date, suffix: str = "pdf") -> str:
    """A neutral file name: never the organisation, a campaign or a place."""
    return f"doc-{today:%Y%m%d}-{''.join(secrets.choice(LETTERS) for _letter in range(4))}.{suffix}"


def write_export(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read; an older one is replaced only by a complete new one."""
    with exported(path) as file:
        file.write(content)


@contextmanager
def exported(path: Path) -> Iterator[IO[bytes]]:
    """A file to write piece by piece; it takes its name at the end, when it is whole and on the disk."""
    if not path.name:
        raise ExportNotAllowed
    draft = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        if _in_a_vault(path):
            raise ExportIntoVault
        with unfinished(draft):
            with _private(draft) as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
            _sync_folder(path.parent)
    except OSError as trouble:
        raise REASONS.get(trouble.errno or 0, ExportFailed)() from None


def _in_a_vault(path: Path) -> bool:
    """Whether the file would lie among a vault's own files, or in place of one."""
    return any(
        (folder / name).exists() for folder in path.resolve().parents for name in ("vault.a", "vault.b")
    )


def _private(path: Path) -> IO[bytes]:
    """A new file with mode 0600."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    return os.fdopen(handle, "wb")


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def may_be_copied_away(folder: Path, is_removable: Callable[[Path], bool] = lambda _folder: False) -> bool:
    """Whether rule V-EXP-05 asks for a reason: a synchronised folder, or a removable drive."""
    return is_synchronised(folder) or is_removable(folder)


def pages_as_png(pdf: bytes, dpi: int = 150) -> list[bytes]:
    """Every page as a picture without any metadata."""
    pictures = []
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            out = io.BytesIO()
            page.render(scale=dpi / 72).to_pil().convert("RGB").save(out, "PNG", optimize=True)
            pictures.append(out.getvalue())
    finally:
        document.close()
    return pictures


def text_of(pdf: bytes) -> str:
    """The text a reader of the file could copy, for the last check before it is written."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def page_count(pdf: bytes) -> int:
    """How many pages a file has."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()
