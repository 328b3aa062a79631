"""Saving a copy of an attached file outside the vault: asked for by its owner, with a reason, and in the journal."""

from __future__ import annotations

from pathlib import Path

from civicdesk.documents.export import exported
from civicdesk.errors import CivicDeskError
from civicdesk.i18n import N_
from civicdesk.records.values import Attachment
from civicdesk.vault import attachments, device
from civicdesk.vault.placing import check_place
from civicdesk.vault.streams import Progress, quiet
from civicdesk.vault.vault import Vault

VERB = "copied-out"


class CopyNeedsReason(CivicDeskError):
    """Nothing was written in place of a reason."""

    says = N_("A copy outside the vault needs a reason, which the journal keeps.")
    do = N_("Write in a few words what the copy is for.")


def copy_out(
    vault: Vault,
    about: tuple[str, str],
    file: Attachment,
    path: Path,
    *,
    passphrase: str,
    reason: str,
    place_reason: str = "",
    progress: Progress = quiet,
) -> None:
    """Write the plain file to `path`, after the person has shown once more who they are and said why.

    The line in the journal of the record `about` comes first: a copy nobody knows of is worse than a line too many.
    A folder that a sync program copies away needs a `place_reason`, which stands in that line too.
    """
    if not reason.strip():
        raise CopyNeedsReason
    check_place(path, place_reason)
    device.open_vault(vault.path, passphrase, sid=vault.sid)
    with vault.transaction() as tx:
        tx.note(*about, VERB, " · ".join(words for one in (reason, place_reason) if (words := one.strip())))
    with exported(path) as target:
        attachments.read_into(vault, file, target, progress)
