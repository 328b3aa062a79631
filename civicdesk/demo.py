"""`civicdesk demo DIR`: the demo vault with its reports and pictures of their pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from civicdesk.documents.catalogue import Made, export_report
from civicdesk.documents.export import ExportNotAllowed, pages_as_png, write_export
from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _, ngettext
from civicdesk.records.choices import Audience
from civicdesk.starter.demo import AS_OF, create_demo
from civicdesk.vault.keyslot import Kdf
from civicdesk.vault.passphrase import passphrase_words
from civicdesk.vault.vault import Vault

VAULT, SECRET = "Demo.civicdesk", "passphrase.txt"
REPORTS = (
    ("board", "board-report", Audience.BOARD),
    ("results", "results", Audience.DONOR),
    ("meeting", "meeting-brief", Audience.INTERNAL),
    ("leave-behind", "leave-behind", Audience.AUTHORITY),
)
"""Kind, file name and audience of the reports that the demo prints."""
OFFICE = "District D"
"""The office of the meeting that the demo prints a brief for."""


class DemoThere(CivicDeskError):
    """A demo never writes over what is there."""


def write_demo(directory: Path, kdf: Kdf | None = None) -> Iterator[str]:
    """Make the demo in a folder; answers line by line where each file is, and the passphrase."""
    _prepare(directory)
    passphrase = passphrase_words()
    vault_path, secret = directory / VAULT, directory / SECRET
    write_export(secret, f"{passphrase}\n".encode())
    try:
        vault = create_demo(vault_path, passphrase, kdf)
    except BaseException:
        secret.unlink(missing_ok=True)
        shutil.rmtree(vault_path, ignore_errors=True)
        raise
    try:
        yield _("Demo vault: {path}").format(path=vault_path)
        yield from _papers(vault, directory, AS_OF.date())
    finally:
        vault.close()
    yield _("Passphrase (also in {path}): {passphrase}").format(path=secret, passphrase=passphrase)


def _prepare(directory: Path) -> None:
    """The folder, for its owner only; refuses one that already holds a demo or another passphrase file."""
    for name in (VAULT, SECRET):
        if (directory / name).exists():
            raise DemoThere(
                _("There is already something called {name} in this folder.").format(name=name),
                _("Choose another folder, or remove it first."),
            )
    try:
        directory.mkdir(0o700, parents=True, exist_ok=True)
    except OSError:
        raise ExportNotAllowed from None


def _papers(vault: Vault, directory: Path, as_of: date) -> Iterator[str]:
    """The reports and the pictures of their pages."""
    meeting = meeting_reference(vault)
    for kind, name, audience in REPORTS:
        ref = meeting if kind in ("meeting", "leave-behind") else ""
        path = directory / f"{name}.pdf"
        made = export_report(vault, kind, path, audience=audience, as_of=as_of, ref=ref,
                             purpose="demo")  # fmt: skip
        pages = ngettext("{n} page", "{n} pages", made.pages).format(n=made.pages)
        yield f"{path}: {pages}, {made.tlp.value}"
        _pictures(made, directory, name)


def _pictures(made: Made, directory: Path, name: str) -> None:
    for number, picture in enumerate(pages_as_png(made.pdf), 1):
        write_export(directory / f"{name}-{number}.png", picture)


def meeting_reference(vault: Vault) -> str:
    """The reference of the first meeting with the demo's district."""
    office = next(one for one in vault.find("stakeholder", name=OFFICE))
    meetings = vault.find("meeting", main_stakeholder=office.id)
    return min(meetings, key=lambda one: one.ref).ref
