"""Taking files into the vault: what they are, and what a picture says without showing it."""

from __future__ import annotations

import io
from pathlib import Path

from civicdesk.documents import confined
from civicdesk.documents.confined import PreviewDamaged, PreviewTooLarge
from civicdesk.documents.media import CLEANABLE, NEEDED, is_picture, media_of
from civicdesk.errors import CivicDeskError
from civicdesk.i18n import N_
from civicdesk.records.values import Attachment
from civicdesk.vault import attachments
from civicdesk.vault.attachment_troubles import FileEmpty, FileTooLarge
from civicdesk.vault.streams import Progress, quiet
from civicdesk.vault.vault import Vault


class HiddenDataStays(CivicDeskError):
    """A kind of picture whose metadata cannot be taken out here."""

    says = N_("CivicDesk cannot take the hidden data out of this kind of picture, so it was not added.")
    do = N_("Save it as JPEG or PNG first, or choose to keep the hidden data.")


class PictureDamaged(CivicDeskError):
    """A picture that breaks the rules of its format, so nobody can say what is hidden in it."""

    says = N_("This picture is damaged, so its hidden data could not be taken out and it was not added.")
    do = N_("Copy it again from the camera or telephone, or choose to keep the hidden data.")


def take_in(
    vault: Vault,
    kind: str,
    source: Path | bytes,
    name: str = "",
    *,
    clean: bool = True,
    progress: Progress = quiet,
) -> Attachment:
    """Keep a file, or what was on the clipboard, in the compartment `kind`.

    Pictures lose their metadata unless `clean` is no; PDFs and everything else are kept as they are.
    """
    if isinstance(source, bytes):
        if not source:
            raise FileEmpty
        if len(source) > attachments.MOST:
            raise FileTooLarge
        media = media_of(source[:NEEDED])
        if clean and is_picture(media):
            return _cleaned(vault, kind, source, name, media, progress)
        return attachments.add(
            vault, kind, io.BytesIO(source), name, size=len(source), media=media, progress=progress
        )
    with attachments.opened_source(source) as (file, size):
        media = media_of(file.peek(NEEDED)[:NEEDED])
        if clean and is_picture(media):
            return _cleaned(vault, kind, file, name or source.name, media, progress)
        return attachments.add(
            vault, kind, file, name or source.name, size=size, media=media, progress=progress
        )


def _cleaned(
    vault: Vault, kind: str, source: io.BufferedReader | bytes, name: str, media: str, progress: Progress
) -> Attachment:
    if media not in CLEANABLE:
        raise HiddenDataStays
    try:
        with confined.cleaned(source) as (out, size):
            return attachments.add(
                vault, kind, out, name, size=size, media=media, cleaned=True, progress=progress
            )
    except PreviewDamaged as trouble:
        raise PictureDamaged from trouble
    except PreviewTooLarge as trouble:
        raise FileTooLarge from trouble
