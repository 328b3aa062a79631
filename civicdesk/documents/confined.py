"""Asking the child that looks at files from strangers: it is given bytes, gives bytes back, and is not believed.

The child is a process of its own, without keys, without the environment, without files, limited in memory and time
(`preview`); the parent limits how long it waits and how much it takes. On Windows the limits on memory come from a
job object; that part is written and has not been shown on Windows yet.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from threading import Thread, Timer
from typing import IO, Any

from civicdesk import paths
from civicdesk.documents import preview
from civicdesk.errors import CivicDeskError
from civicdesk.i18n import N_
from civicdesk.threads import begin
from civicdesk.vault.age import Writer

WAIT = 20.0
"""Seconds after which the child is ended, whatever it does."""
_WAIT_FOR_DISK = 600.0
"""The same where its answer is written to a disk, which may be slow."""
_LAST = 5.0
"""Seconds in which what feeds a child notices that it is dead; a disk that does not answer is not waited for."""
_LINE = 4096
_KEPT = ("SYSTEMROOT",)
"""The one variable without which Windows starts no process."""


class PreviewRefused(CivicDeskError):
    """A kind of file of which there is no preview."""

    says = N_("There is no preview of this kind of file.")
    do = N_("To see it, save a copy outside the vault and open it there.")


class PreviewTooLarge(CivicDeskError):
    """It would take more memory than the child is given."""

    says = N_("This file needs too much memory to be shown here.")
    do = N_(
        "A small file that needs much memory may have been made to do harm. If you trust it, save a copy."
    )


class PreviewDamaged(CivicDeskError):
    """The file breaks the rules of its own format."""

    says = N_("This file cannot be read as the picture or PDF that it says it is.")
    do = N_("It may have been cut when it was copied, or made to do harm. Ask for it again.")


class PreviewLocked(CivicDeskError):
    """A PDF with a password of its own."""

    says = N_("This PDF has a password of its own, so it cannot be shown here.")
    do = N_("Save a copy outside the vault and open it there.")


class PreviewTooSlow(CivicDeskError):
    """Time ran out."""

    says = N_("Looking at this file took too long and was given up.")
    do = N_("It may have been made to do harm. If you trust it, save a copy outside the vault.")


class PreviewEnded(CivicDeskError):
    """The child died without an answer."""

    says = N_("The program that looks at files ended while it read this one. Nothing else was touched.")
    do = N_("The file may have been made to do harm. If you trust it, save a copy outside the vault.")


class PreviewNotStarted(CivicDeskError):
    """The system did not let us start a process."""

    says = N_("The program that looks at files could not be started.")
    do = N_("Close other programs and try again.")


_WHY = {
    "kind": PreviewRefused,
    "large": PreviewTooLarge,
    "damaged": PreviewDamaged,
    "locked": PreviewLocked,
}


@dataclass(frozen=True)
class Pixels:
    """One page as it is shown: rows of red, green and blue, three bytes a pixel."""

    width: int
    height: int
    page: int
    pages: int
    data: bytes


def show(feed: Callable[[Writer], None], page: int = 0, width: int = 900) -> Pixels:
    """A picture, or one page of a PDF, about `width` pixels wide; `feed` writes the file.

    What `feed` raises is raised here, and then nothing is shown: the file is verified before it is seen.
    """
    with _Child(["show", str(page), str(width)], subprocess.PIPE) as child:
        child.feed(feed)
        facts = child.facts()
        found = Pixels(
            facts["width"], facts["height"], facts["page"], facts["pages"], child.rest(facts["size"])
        )
        child.finish()
    if len(found.data) != 3 * found.width * found.height or not found.data:
        raise PreviewEnded
    return found


@contextmanager
def cleaned(source: BufferedReader | bytes) -> Iterator[tuple[IO[bytes], int]]:
    """A picture without its metadata, to read from, and its size. `source` is an open file, or what is in it."""
    held = isinstance(source, bytes)
    if not isinstance(source, bytes):
        os.lseek(source.fileno(), 0, os.SEEK_SET)  # some of it may have been looked at
    with _Child(["clean"], subprocess.PIPE if held else source, _WAIT_FOR_DISK) as child:
        if isinstance(source, bytes):
            child.feed(lambda target: _all(target, source))
        facts = child.facts()
        yield child.out, facts["size"]
        child.finish()


def _all(target: Writer, data: bytes) -> None:
    target.write(data)


class _Child:
    """One run of the child; ended with the block at the latest."""

    def __init__(self, request: list[str], source: Any, wait: float = WAIT) -> None:
        try:
            self._process = subprocess.Popen(  # noqa: S603  (ourselves)
                [*command(), *request],
                stdin=source,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _KEPT if name in os.environ},
                cwd=os.sep,
                close_fds=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except (OSError, subprocess.SubprocessError) as trouble:
            raise PreviewNotStarted from trouble
        assert self._process.stdout is not None
        self.out: IO[bytes] = self._process.stdout
        self._late = False
        self._trouble: BaseException | None = None
        self._feeder: Thread | None = None
        self._timer = Timer(wait, self._give_up)
        self._job = _limited(self._process) if sys.platform == "win32" else None

    def __enter__(self) -> _Child:
        self._timer.start()
        return self

    def __exit__(self, *_ended: object) -> None:
        self._timer.cancel()
        self._process.kill()
        self.out.close()
        if self._feeder is not None:
            self._feeder.join(_LAST)
        self._process.wait()

    def _give_up(self) -> None:
        self._late = True
        self._process.kill()

    def feed(self, work: Callable[[Writer], None]) -> None:
        """Write the file into the child, beside the reading of its answer."""
        pipe = self._process.stdin
        assert pipe is not None

        def go() -> None:
            try:
                with pipe:
                    work(pipe)
            except BrokenPipeError:
                pass  # the child has seen enough, or is dead: its answer says which
            except BaseException as trouble:  # noqa: BLE001  (raised again by `facts`)
                self._trouble = trouble
                self._process.kill()

        try:
            self._feeder = begin(go, "feed")
        except MemoryError as trouble:
            raise PreviewNotStarted from trouble

    def facts(self) -> dict[str, Any]:
        """The child's line about its answer, if it is one that makes sense; otherwise why there is none."""
        line = self.out.readline(_LINE)
        self._raise_trouble()
        try:
            facts = json.loads(line)
            numbers = {name: value for name, value in facts.items() if name != "media" and name != "why"}
        except (ValueError, AttributeError) as trouble:
            raise (PreviewTooSlow if self._late else PreviewEnded) from trouble
        if "why" in facts:
            raise _WHY.get(facts["why"], PreviewEnded)
        if not all(type(value) is int and 0 <= value < preview.MOST_IN * 2 for value in numbers.values()):
            raise PreviewEnded
        return numbers

    def rest(self, size: int) -> bytes:
        """The bytes of an answer with pixels."""
        if size > 6 * preview.MOST_PIXELS:
            raise PreviewEnded
        return self.out.read(size)

    def finish(self) -> None:
        """Wait until everything was fed, and see that nothing went wrong with that."""
        if self._feeder is not None:
            self._feeder.join(WAIT)
        self._raise_trouble()
        if self._late or (self._feeder is not None and self._feeder.is_alive()):
            raise PreviewTooSlow

    def _raise_trouble(self) -> None:
        if self._trouble is not None:
            raise self._trouble


def command() -> list[str]:
    """Python without its user's settings; a packed program starts itself with this one word."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--preview-child"]
    start = (
        f"import sys; sys.path.append({str(paths.root())!r}); "
        "import civicdesk.documents.preview as child; sys.exit(child.main(sys.argv[1:]))"
    )
    return [sys.executable, "-I", "-B", "-c", start]


def _limited(process: subprocess.Popen[bytes]) -> object:
    """Windows: a job object with the limits that `preview` sets itself elsewhere. Not yet shown on Windows."""
    from civicdesk.documents.windows_job import limited

    return limited(process, preview.MEMORY, preview.SECONDS)
