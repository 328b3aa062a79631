"""Pictures of the window without a screen: unlock, each area's list, a form, search, history, dark and Khmer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QEventLoop, QTimer, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

from civicdesk import clock
from civicdesk.documents.export import write_export
from civicdesk.errors import CivicDeskError
from civicdesk.khmer import is_khmer
from ui.app import Desk, make_application, quiet
from ui.navigation import AREAS, Place, open_types
from ui.pages.records import RecordsPage
from ui.pages.reports import ReportsPage
from ui.pages.search import SearchPage
from ui.preferences import Preferences, languages
from ui.unlock.open import open_vault

if TYPE_CHECKING:
    from civicdesk.vault.reading import Hit
    from civicdesk.vault.vault import Vault

SIZE = (1440, 900)
PATIENCE_MS = 20_000
SHOWN = ("meeting", "stakeholder", "commitment", "activity", "outcome")
"""Types of which a form is worth a picture, best first where there are records of them."""


class Camera:
    """Waits until nothing moves, then saves what is seen."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(0o700, parents=True, exist_ok=True)

    def take(self, name: str, widget: QWidget) -> None:
        """Save one picture."""
        rest(200)
        picture = QBuffer()
        widget.grab().save(picture, "PNG")
        write_export(self._folder / f"{name}.png", bytes(picture.data().data()))


def rest(milliseconds: int) -> None:
    """Let the window work for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def until(is_so: Callable[[], bool]) -> None:
    """Let the window work until something is so, or patience ends."""
    for _round in range(PATIENCE_MS // 20):
        if is_so():
            return
        rest(20)


def take_pictures(path: Path, passphrase_file: Path, folder: Path) -> int:
    """Open the vault for real, walk through the window, and lock; 0 when every picture was taken."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = make_application(["-platform", "offscreen"])
        qInstallMessageHandler(quiet)
    camera = Camera(folder)
    desk = Desk(
        application, Preferences(mode="light", width=SIZE[0], height=SIZE[1]), begin_again=lambda _again: None
    )
    try:
        passphrase = passphrase_file.read_text("utf-8").strip()
        _unlock_picture(desk, path, camera)
        desk.take(open_vault(path, passphrase))
    except CivicDeskError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError:
        sys.stderr.write(
            "The passphrase file could not be read, or the folder for the pictures not be written.\n"
        )
        return 1
    desk.chosen = Preferences(mode="light", width=SIZE[0], height=SIZE[1])
    _walk(desk, camera)
    desk.lock()
    return 1 if desk.bugs else 0


def _unlock_picture(desk: Desk, path: Path, camera: Camera) -> None:
    desk.start(path)
    assert desk.unlock is not None
    camera.take("window-01-unlock", desk.unlock)


def _walk(desk: Desk, camera: Camera) -> None:
    window, session = desk.front, desk.session
    assert session is not None
    for number, area in enumerate(AREAS, start=2):
        for name in open_types(area, session.vault.compartments)[:1]:
            window.go(Place("records", _fullest(session.vault, area, name)))
            _settle(desk)
            camera.take(f"window-{number:02}-{area}", window)
    shown = _some_record(session.vault)
    if shown is not None:
        _form_pictures(desk, camera, shown)
    _search_picture(desk, camera, "commune", "window-09-search")
    _search_picture(desk, camera, _khmer_words(session.vault), "window-10-search-khmer")
    _report_picture(desk, camera, _day_of(session.vault, shown))
    _look_pictures(desk, camera, shown)


def _form_pictures(desk: Desk, camera: Camera, shown: Place) -> None:
    window = desk.front
    window.go(shown)
    page = window.page
    assert isinstance(page, RecordsPage)
    until(lambda: page.form is not None and page.form.tabs.count() > 1)
    _settle(desk)
    camera.take("window-07-form", window)
    if page.form is not None:
        page.form.tabs.setCurrentIndex(1)
        rest(400)
        camera.take("window-08-history", window)
        page.form.tabs.setCurrentIndex(0)


def _search_picture(desk: Desk, camera: Camera, words: str, name: str) -> None:
    window = desk.front
    window.top.search.setText(words)
    window.top.searched.emit(words)
    page = window.page
    assert isinstance(page, SearchPage)
    until(lambda: bool(page.model.hits))
    camera.take(name, window)
    window.top.search.clear()


def _report_picture(desk: Desk, camera: Camera, as_of: date) -> None:
    window = desk.front
    window.go(Place("reports"))
    page = window.page
    assert isinstance(page, ReportsPage)
    until(lambda: page.reports.count() > 0)
    page.as_of.choose(as_of)
    page.preview()
    until(lambda: not page.bar.is_busy)
    camera.take("window-11-reports", window)


def _look_pictures(desk: Desk, camera: Camera, shown: Place | None) -> None:
    """The same page in the dark, in high contrast, and in Khmer."""
    window = desk.front
    if shown is not None:
        window.go(shown)
    desk.choose_mode("dark")
    _settle(desk)
    camera.take("window-12-dark", window)
    desk.choose_mode("light")
    if "km" in languages():
        desk.choose_language("km")
    window = desk.front
    assert desk.session is not None
    window.go(_khmer_record(desk.session.vault) or Place("search"))
    _settle(desk)
    rest(600)
    camera.take("window-13-khmer", window)
    desk.choose_language("en")


def _settle(desk: Desk) -> None:
    """At the size of the pictures, whatever the screen; then wait until the worker has answered what was asked."""
    desk.front.resize(*SIZE)
    for _round in range(2):
        answered: list[None] = []
        desk.front.session.run(lambda _vault: None, answered.append)
        until(lambda: bool(answered))  # noqa: B023  (asked at once)
        rest(60)


def _fullest(vault: Vault, area: str, otherwise: str) -> str:
    """The type of an area with the most records: an empty list makes no picture."""
    from civicdesk.vault.query import Query

    types = open_types(area, vault.compartments)
    counts = {name: vault.count(Query(name)) for name in types}
    return max(types, key=lambda name: counts[name]) if any(counts.values()) else otherwise


def _some_record(vault: Vault) -> Place | None:
    for name in SHOWN:
        hits = vault.search_titles((name,), "", 1)
        if hits:
            return Place("records", name, hits[0].id)
    return None


def _khmer_words(vault: Vault) -> str:
    """Khmer words that occur in a title of this vault."""
    titles = (hit.title for hit in _khmer_hits(vault))
    return next((word for title in titles for word in title.split() if is_khmer(word)), "ឃុំ")


def _khmer_record(vault: Vault) -> Place | None:
    return next((Place("records", hit.type, hit.id) for hit in _khmer_hits(vault)), None)


def _khmer_hits(vault: Vault) -> Iterator[Hit]:
    for name in SHOWN:
        yield from (hit for hit in vault.search_titles((name,), "", 50) if is_khmer(hit.title))


def _day_of(vault: Vault, shown: Place | None) -> date:
    """The day on which a record was last changed: a report as of then has something in it."""
    record = vault.get(shown.type_name, shown.record_id) if shown is not None else None
    return record.updated_at.date() if record is not None and record.updated_at else clock.today()
