"""`recovery make|rehearse|use|state`: sheets are written only where it was asked for, words are never arguments."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from civicdesk.commands.terminal import (
    Refused,
    add_vault,
    answering,
    command,
    group,
    opened,
    passphrase,
    prompted,
    show,
)
from civicdesk.i18n import _, ngettext


def add(commands: Any) -> None:
    """The group `recovery`."""
    actions = group(commands, "recovery", _("a way in when every passphrase is lost"))
    make = answering(command(actions, "make", _make, _("make recovery keys and show or save their sheets")))
    make.add_argument("--kind", choices=("printed", "board"), default="printed")
    make.add_argument("--part", choices=("all", "main", "security"), default="all")
    make.add_argument("--shares", type=int, default=5, metavar="N")
    make.add_argument("--needed", type=int, default=3, metavar="K")
    make.add_argument(
        "--out", type=Path, metavar="DIR", help=_("write the sheets as PDF; they are not encrypted")
    )
    rehearse = answering(
        command(actions, "rehearse", _rehearse, _("test sheets without opening the vault"), vault=False)
    )
    _add_words(rehearse)
    use = answering(
        command(
            actions, "use", _use, _("open a vault with recovery sheets, under a new passphrase"), vault=False
        )
    )
    _add_words(use)
    use.add_argument("--name", default="", help=_("your name in the program"))
    use.add_argument(
        "--replace-keys",
        action="store_true",
        help=_("take away the keys that you have under this name, whose passphrase is lost"),
    )
    answering(command(actions, "state", _state, _("what was made and tested, and what is due")))


def _add_words(made: argparse.ArgumentParser) -> None:
    """VAULT, its passphrase, and where the words come from: files, or else a prompt."""
    add_vault(made)
    made.add_argument("--words-file", type=Path, action="append", default=[], metavar="FILE",
                      help=_("one file for each sheet; may be repeated"))  # fmt: skip
    made.add_argument("--words-fd", type=int, action="append", default=[], metavar="N")


def _words(asked: argparse.Namespace) -> list[str]:
    """The texts of the sheets, from files and descriptors, or typed one by one until an empty line."""
    from civicdesk.vault.recovery_words import MOST_TYPED

    texts = []
    try:
        for file in asked.words_file:
            with file.open(encoding="utf-8") as given:
                texts.append(given.read(MOST_TYPED))
        for number in asked.words_fd:
            with open(number, encoding="utf-8") as given:  # noqa: PTH123  (a descriptor)
                texts.append(given.read(MOST_TYPED))
    except (OSError, ValueError, OverflowError) as trouble:
        raise Refused(_("The words could not be read."), _("Check the file or descriptor.")) from trouble
    while not texts or not (asked.words_file or asked.words_fd):
        typed = prompted(_("Words of a sheet (empty to end): "))
        if not typed.strip():
            break
        texts.append(typed)
    return texts


def _make(asked: argparse.Namespace) -> None:
    from civicdesk.vault import placing, recovery, recovery_keys

    if asked.out:
        placing.check_sheet_place(asked.out)
    if asked.kind == "board" and not 2 <= asked.needed <= asked.shares <= recovery.MOST_SHARES:
        raise Refused(_("A board needs at least two shares, and at most sixteen."))
    if not (asked.json or asked.out or sys.stdout.isatty()):
        raise Refused(
            _("The words would go into a file or to another program, and nothing says that you want that."),
            _("Use --out DIR for sheets, --json for another program, or a terminal to copy them by hand."),
        )
    shape = (asked.needed, asked.shares) if asked.kind == "board" else (1, 1)
    scopes = recovery_keys.SCOPES if asked.part == "all" else (asked.part,)
    with opened(asked) as vault:
        made = [recovery.make(vault, scope, asked.kind, *shape) for scope in scopes]
    sheets = [sheet for one in made for sheet in one.sheets]
    files = _save(asked.out, sheets) if asked.out else []
    rows = [_row(one, words=asked.json and not files) for one in made]
    lines = [f"{_('Written')}: {file}" for file in files] or [
        line for sheet in sheets for line in _lines(sheet)
    ]
    show(asked, {"keys": rows, "files": [str(file) for file in files]}, lines)


def _save(folder: Path, sheets: list[Any]) -> list[Path]:
    from civicdesk.documents.recovery_sheet import file_name, render_sheet
    from civicdesk.vault import copies

    files = []
    for sheet in sheets:
        file = folder / file_name(sheet)
        try:
            copies.create_file(file, render_sheet(sheet))
        except FileExistsError as trouble:
            raise Refused(_("There is a file of that name already, and nothing is overwritten.")) from trouble
        except OSError as trouble:
            raise copies.explain(trouble) from trouble
        files.append(file)
    return files


def _row(made: Any, *, words: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "rid": made.rid,
        "part": made.scope,
        "waits": made.waits,
        "number": made.sheets[0].mark,
    }
    if words:
        row["sheets"] = [{"words": list(one.words), "groups": list(one.groups)} for one in made.sheets]
    return row


def _lines(sheet: Any) -> list[str]:
    title = _("Key {mark:05d}, {part}, sheet {number} of {n}").format(
        mark=sheet.mark, part=sheet.scope, number=sheet.number, n=sheet.n
    )
    rows = [
        "  ".join(
            f"{place + 1:2} {sheet.words[place]:10}" for place in range(at, min(at + 4, len(sheet.words)))
        )
        for at in range(0, len(sheet.words), 4)
    ]
    return ["", title, *rows, *([" ".join(sheet.groups)] if sheet.groups else [])]


def _rehearse(asked: argparse.Namespace) -> None:
    from civicdesk.vault import recovery
    from civicdesk.vault.recovery_keys import mark_of

    texts = _words(asked)
    if asked.passphrase_file or asked.passphrase_fd is not None:
        with opened(asked) as vault:
            done = recovery.rehearse_open(vault, texts)
        noted = _("The vault has noted the day of this test.")
    else:
        done = recovery.rehearse(asked.vault, texts)
        noted = _("The vault was not changed.")
    parts = [scope for _rid, scope in done.keys]
    said = ngettext("{n} key was proved.", "{n} keys were proved.", len(parts)).format(n=len(parts))
    retired = [mark_of(rid) for rid in done.retired]
    lines = [f"{said} {noted}", *([done.retired_words] if retired else [])]
    show(asked, {"proved": parts, "retired": retired}, lines)


def _use(asked: argparse.Namespace) -> None:
    from civicdesk.vault import recovery_use

    texts = _words(asked)
    chosen = passphrase(asked, twice=True)
    vault = recovery_use.use(asked.vault, texts, chosen, asked.name, replaces=asked.replace_keys)
    parts = list(vault.compartments)
    vault.close()
    show(
        asked,
        {"opened": parts},
        [
            _(
                "The vault opens with the new passphrase. Everybody will be told at their next unlocking; "
                "make new recovery keys now."
            )
        ],
    )


def _state(asked: argparse.Namespace) -> None:
    from civicdesk.vault.recovery_state import state

    with opened(asked) as vault:
        now = state(vault)
    rows = [
        {"rid": key.rid, "number": key.mark, "part": key.scope, "kind": key.kind, "needed": key.k, "shares": key.n,
         "made": key.made, "tested": key.tested, "used": key.used, "due": key.is_due, "left": list(key.left)}
        for key in now.keys
    ]  # fmt: skip
    lines = [
        _("Key {mark:05d}: {part}, {kind}, made {made}, tested {tested}").format(
            mark=key.mark, part=key.scope, kind=key.kind, made=key.made, tested=key.tested or _("never")
        )
        for key in now.keys
    ] or [_("No recovery key was made.")]
    show(
        asked,
        {"keys": rows, "uncovered": list(now.uncovered), "required": now.is_required, "well": now.is_well},
        lines,
    )
