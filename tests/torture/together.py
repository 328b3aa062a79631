"""T-CONC: two programs want one vault, or the vault lies where it cannot be written; each is told, none waits."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from civicdesk.errors import CivicDeskError, ReadOnlyPlace, VaultInUse
from civicdesk.vault.vault import Vault
from tests.strategies import council
from tests.torture import apart
from tests.torture.actions import Action, saved
from tests.torture.ground import PASSPHRASE, Ack, Say, arena, child, derive_once, fresh, live
from tests.torture.looking import looked
from tests.torture.outcome import Outcome

NAME, CI, RELEASE = "T-CONC", 50, 1000
_NOBODY = 65534


def run(count: int) -> Iterator[Outcome]:
    """Try each so often."""
    return apart.outcomes(__name__, count)


def trials(count: int) -> Iterator[Outcome]:
    """As `run`, in this process."""
    derive_once()
    with arena() as place:
        yield _counted("a second window", count, lambda: second_window(place))
        yield _counted("who comes first", count, lambda: race(place))
        yield read_only(place, max(1, count // 10))
        yield another_user(place, max(1, count // 10))


def _counted(name: str, count: int, trial: Callable[[], str]) -> Outcome:
    wrong = [said for said in (trial() for _number in range(count)) if said]
    return Outcome(
        f"{NAME} {name}", count, wrong=len(wrong), note=wrong[0] if wrong else "", counts=("wrong",)
    )


def _attempt(say: Say, path: Path, user: int = 0) -> None:
    """Open, save, close; or say which error it was."""
    if user:
        os.environ["XDG_STATE_HOME"] = "/nonexistent"
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
    try:
        vault = Vault.open(path, PASSPHRASE)
        done = saved(vault, council(name="Mine"))
        vault.close()
    except CivicDeskError as trouble:
        say({"error": type(trouble).__name__, "sentence": trouble.sentence})
    else:
        say({"id": done.id, "version": done.version, "name": done.heading})


def second_window(place: Path) -> str:
    """While one has it open another is told so; when the first is killed nothing stays locked."""
    path = fresh(place)

    def hold(say: Say) -> None:
        vault = Vault.open(path, PASSPHRASE)
        done = saved(vault, council(name="Held"))
        say({"id": done.id, "version": done.version, "name": done.heading})
        os.read(os.pipe()[0], 1)  # until it is killed

    first = child(hold)
    first.hear()
    told, _code = child(lambda say: _attempt(say, path)).end()
    first.kill()
    kept, _code = first.end()
    later, _code = child(lambda say: _attempt(say, path)).end()
    if not told or told[0].get("error") != VaultInUse.__name__ or not told[0]["sentence"]:
        return f"the second was not told: {told}"
    if not later or "id" not in later[0]:
        return f"still locked after the first was killed: {later}"
    lost, torn, said = looked(Action(path), [*kept, *later])
    return said if lost or torn else ""


def race(place: Path) -> str:
    """Two begin at the same moment: each saves or is told, and nobody's save is lost."""
    path = fresh(place)
    both = [child(lambda say: _attempt(say, path)) for _number in range(2)]
    said = [process.end()[0] for process in both]
    strange = [
        one for one in said if not one or one[0].get("error", VaultInUse.__name__) != VaultInUse.__name__
    ]
    if strange:
        return f"neither saved nor told: {strange}"
    acks: list[Ack] = [one[0] for one in said if "id" in one[0]]
    if not acks:
        return ""  # both met the other's lock, and both were told
    lost, torn, first = looked(Action(path), acks)
    return first if lost or torn else ""


def read_only(place: Path, count: int) -> Outcome:
    """A medium that cannot be written to: the reason is said, and nothing on it is touched."""
    path = fresh(place)
    name = f"{NAME} a medium that cannot be written"
    mount = subprocess.run(["mount", "--bind", live(place), live(place)], capture_output=True, check=False)
    if mount.returncode:
        return Outcome(name, 0, note="skipped: nothing can be mounted here", counts=("wrong",))
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", live(place)], check=True, capture_output=True)
        return _counted(name.removeprefix(f"{NAME} "), count, lambda: _told(path, ReadOnlyPlace))
    finally:
        subprocess.run(["umount", "-l", live(place)], check=False)


def another_user(place: Path, count: int) -> Outcome:
    """Somebody else on this computer: told that the place is closed to them, or that the vault is in use."""
    name = "another user"
    if os.geteuid():
        return Outcome(
            f"{NAME} {name}", 0, note="skipped: needs the right to be somebody else", counts=("wrong",)
        )
    place.chmod(0o755)
    live(place).chmod(0o755)
    return _counted(name, count, lambda: _as_somebody_else(place))


def _as_somebody_else(place: Path) -> str:
    path = fresh(place)
    live(place).chmod(0o755)
    if said := _told(path, ReadOnlyPlace, _NOBODY):
        return said
    for one in (path, *path.rglob("*")):  # a shared folder, as an office may have it
        os.chown(one, _NOBODY, _NOBODY)
    holder = child(lambda say: _hold_as_owner(say, path))
    holder.hear()
    said = _told(path, VaultInUse, _NOBODY)
    holder.kill()
    holder.end()
    return said


def _hold_as_owner(say: Say, path: Path) -> None:
    vault = Vault.open(path, PASSPHRASE)
    say({"open": vault.label})
    os.read(os.pipe()[0], 1)


def _told(path: Path, expected: type[CivicDeskError], user: int = 0) -> str:
    said, code = child(lambda say: _attempt(say, path, user)).end()
    good = bool(said) and said[0].get("error") == expected.__name__ and bool(said[0].get("sentence"))
    return "" if good and not code else f"not told {expected.__name__}: {said} {code or ''}"
