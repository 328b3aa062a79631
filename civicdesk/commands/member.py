"""`member ask|add|list|roles|leave|take-device|approve|discard|renew`: who has keys to a vault."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civicdesk.commands.terminal import Refused, answering, command, group, opened, passphrase, show
from civicdesk.i18n import _, ngettext

if TYPE_CHECKING:
    from civicdesk.services.membership import Left, Newcomer
    from civicdesk.services.roster import Entry
    from civicdesk.vault.administration import Proposal
    from civicdesk.vault.joining import Request
    from civicdesk.vault.vault import Vault


def add(commands: Any) -> None:
    """The group `member`."""
    actions = group(commands, "member", _("who has keys to a vault"))
    ask = answering(
        command(actions, "ask", _ask, _("ask to join a vault: makes keys and a file with a request"))
    )
    ask.add_argument("file", type=Path, metavar="FILE.cdjoin")
    _add_joining(
        answering(command(actions, "add", _add, _("let somebody in whose six words you have compared")))
    )
    enter = answering(
        command(
            actions, "enter", _enter, _("enter a member in the staff list who stands only as a keyslot there")
        )
    )
    enter.add_argument("who", metavar="WHO")
    _add_newcomer(enter)
    answering(command(actions, "list", _list, _("people, their roles and keys, and what waits or is due")))
    roles = answering(command(actions, "roles", _roles, _("give somebody other roles")))
    roles.add_argument("who", metavar="WHO")
    roles.add_argument("--roles", type=role_codes, required=True, metavar="PRG,CSW,SFP,DIR,ADM,BRD")
    _add_reason(roles)
    _add_leaving(
        answering(command(actions, "leave", _leave, _("take all keys from somebody and renew them")))
    )
    device = answering(
        command(
            actions, "take-device", _take_device, _("take the keys of one device from somebody who stays")
        )
    )
    device.add_argument("who", metavar="WHO")
    device.add_argument("device", metavar="DEVICE", help=_("the word of its keyslot, as in the list"))
    _add_reason(device)
    approve = answering(
        command(actions, "approve", _approve, _("sign a proposal as the second administrator"))
    )
    discard = answering(command(actions, "discard", _discard, _("take a proposal away without signing it")))
    for one in (approve, discard):
        one.add_argument("number", type=int, nargs="?", metavar="NUMBER", help=_("as in the list, from 1"))
    renew = answering(command(actions, "renew", _renew, _("renew the keys that are due since somebody left")))
    renew.add_argument(
        "--all", action="store_true", help=_("every key, because somebody may know the old ones")
    )
    _add_reason(renew)


def _add_joining(made: argparse.ArgumentParser) -> None:
    made.add_argument("file", type=Path, metavar="FILE.cdjoin")
    made.add_argument("--roles", type=role_codes, default=(), metavar="PRG,CSW,SFP,DIR,ADM,BRD")
    _add_newcomer(made)
    made.add_argument("--device-of", default="", metavar="WHO", help=_("another device of a member"))
    made.add_argument("--words", default="", metavar="WORDS", help=_("the six words they read to you"))
    _add_reason(made)


def _add_newcomer(made: argparse.ArgumentParser) -> None:
    made.add_argument("--name", default="", help=_("their name in the program"))
    made.add_argument("--post", default="", help=_("their post"))
    made.add_argument("--staff", default="", metavar="REF", help=_("their staff record, if there is one"))


def _add_leaving(made: argparse.ArgumentParser) -> None:
    made.add_argument("who", metavar="WHO")
    made.add_argument(
        "--kind", choices=("planned", "immediate", "hostile", "unreachable"), default="immediate"
    )
    _add_reason(made)


def _add_reason(made: argparse.ArgumentParser) -> None:
    made.add_argument("--reason", default="", metavar="WORDS", help=_("why; goes into the journal"))


def role_codes(text: str) -> tuple[str, ...]:
    """Role codes as they are typed."""
    from civicdesk.records.choices import Role

    given = [part for part in text.upper().replace(",", " ").split() if part]
    unknown = set(given) - {role.value for role in Role}
    if unknown or not given:
        every = ", ".join(role.value for role in Role)
        raise argparse.ArgumentTypeError(_("write some of these roles: {roles}").format(roles=every))
    return tuple(role.value for role in Role if role.value in given)


# joining -----------------------------------------------------------------------------------------


def _ask(asked: argparse.Namespace) -> None:
    from civicdesk.services import membership

    if asked.file.exists():
        raise Refused(_("There is a file of that name already, and nothing is overwritten."))
    words = membership.ask(asked.vault, passphrase(asked, twice=True), asked.file)
    lines = [
        _("The request was written. Give it to an administrator, on a USB disk or by any way."),
        _("Read them these six words aloud, face to face or by telephone:"),
        "    " + " ".join(words),
        _("Your passphrase opens the vault once they have let you in and you have their newest copy."),
    ]
    show(asked, {"file": str(asked.file), "words": list(words)}, lines)


def _read_request(asked: argparse.Namespace) -> Request:
    """The request, once somebody has compared its six words."""
    from civicdesk.vault import joining

    try:
        with asked.file.open("rb") as file:
            request = joining.read_request(file.read(1 << 20))
    except OSError as trouble:
        raise Refused(_("The request could not be read."), _("Check the name of the file.")) from trouble
    if asked.words:
        if not joining.same_words(request, asked.words):
            raise joining.WrongFingerprint
        return request
    print(_("Six words of this request: {words}").format(words=" ".join(request.words)), file=sys.stderr)
    print(
        _("Did the new member read you the same six words? Type yes: "), end="", file=sys.stderr, flush=True
    )
    if sys.stdin.readline().strip().casefold() not in ("yes", _("yes")):
        raise joining.WrongFingerprint
    return request


def _add(asked: argparse.Namespace) -> None:
    from civicdesk.services import membership, roster

    request = _read_request(asked)
    with opened(asked) as vault:
        if asked.device_of:
            person = roster.called(vault, asked.device_of).person
            done = membership.join_device(vault, request, person.mid, reason=asked.reason)
        else:
            done = membership.join(vault, request, asked.roles, _newcomer(vault, asked), reason=asked.reason)
    lines = [_("They are in. Give them a copy of the vault as it is now.") if done else waits()]
    show(asked, {"done": done, "keyslot": request.slot.sid, "label": request.slot.label}, lines)


def _newcomer(vault: Vault, asked: argparse.Namespace) -> Newcomer:
    from civicdesk.services.membership import Newcomer, NotAStaffMember

    if not asked.staff:
        return Newcomer(asked.name, asked.post)
    record = vault.by_ref(asked.staff)
    if record is None or record.meta.name != "staff_member":
        raise NotAStaffMember
    return Newcomer(staff_id=record.id)


def _enter(asked: argparse.Namespace) -> None:
    from civicdesk.services import membership, roster

    with opened(asked) as vault:
        entry = roster.called(vault, asked.who)
        membership.enter(vault, entry.person.mid, _newcomer(vault, asked))
        ref = next(one.ref for one in roster.roster(vault) if one.person.mid == entry.person.mid)
    show(asked, {"ref": ref}, [_("They stand in the staff list as {ref}.").format(ref=ref)])


def waits() -> str:
    """A change that a second administrator has to sign."""
    return _("It waits for a second administrator, who approves it after unlocking this vault.")


# looking -----------------------------------------------------------------------------------------


def _list(asked: argparse.Namespace) -> None:
    from civicdesk.services.roster import meaning, proposed_by, roster
    from civicdesk.vault import administration, leaving, rotation

    with opened(asked) as vault:
        people = roster(vault)
        waiting = [(proposed_by(vault, one), meaning(vault, one)) for one in administration.proposals(vault)]
        due, half = leaving.due_kinds(vault), rotation.is_half_done(vault)
        quorum, profile = vault.opened.header.quorum, vault.profile
    value = {
        "people": [_row(one) for one in people],
        "proposals": [{"by": by, "means": list(words)} for by, words in waiting],
        "due": list(due), "half_done": half, "signatures": quorum, "profile": profile,
    }  # fmt: skip
    lines = [_line(one) for one in people]
    for number, (by, words) in enumerate(waiting, 1):
        said = _("Waits for a second signature ({number}), proposed by {by}: {means}")
        lines.append(said.format(number=number, by=by, means=" ".join(words)))
    show(asked, value, lines + _due_lines(due, is_half=half))


def _row(one: Entry) -> dict[str, Any]:
    person = one.person
    return {
        "name": one.name, "ref": one.ref, "id": person.mid, "labels": list(one.labels),
        "roles": list(person.roles), "devices": person.devices, "since": person.since,
        "until": person.until or None, "compartments": list(one.parts), "me": person.is_me,
    }  # fmt: skip


def _line(one: Entry) -> str:
    person = one.person
    devices = ngettext("{n} device", "{n} devices", person.devices).format(n=person.devices)
    when = _("{since} to {until}") if person.until else _("since {since}")
    parts = [
        one.ref, one.name, ",".join(person.roles), ", ".join(one.labels), devices,
        when.format(since=person.since, until=person.until), _("opens {parts}").format(parts=", ".join(one.parts))
        if one.parts else _("opens nothing"),
    ]  # fmt: skip
    return "  ".join(part for part in parts if part)


def _due_lines(due: tuple[str, ...], *, is_half: bool) -> list[str]:
    from civicdesk.vault.backup_words import part_label

    lines = [_("A renewal of keys was interrupted; finish it with “member renew”.")] if is_half else []
    if due:
        parts = ", ".join(part_label(kind) for kind in due)
        lines.append(_("Keys to be renewed since somebody left: {parts}.").format(parts=parts))
    return lines


# changing ----------------------------------------------------------------------------------------


def _roles(asked: argparse.Namespace) -> None:
    from civicdesk.services import membership, roster

    with opened(asked) as vault:
        person = roster.called(vault, asked.who).person
        done = membership.change_roles(vault, person.mid, asked.roles, reason=asked.reason)
    show(
        asked, {"done": done, "roles": list(asked.roles)}, [_("The roles were changed.") if done else waits()]
    )


def _leave(asked: argparse.Namespace) -> None:
    from civicdesk.records.choices import LeavingKind
    from civicdesk.services import membership, roster

    with opened(asked) as vault:
        entry = roster.called(vault, asked.who)
        for sentence in membership.before_leaving(vault, entry.person.mid):
            print(sentence, file=sys.stderr)
        left = membership.leave(vault, entry.person.mid, kind=LeavingKind(asked.kind), reason=asked.reason)
    lines = [
        _("All keys of {name} were taken away.").format(name=entry.name),
        membership.copied(entry.name, is_renewed=not left.due),
        *_left_lines(left),
    ]
    show(asked, {"left": entry.name} | _left_value(left), lines)


def _take_device(asked: argparse.Namespace) -> None:
    from civicdesk.services import devices, roster

    with opened(asked) as vault:
        entry = roster.called(vault, asked.who)
        device = devices.called(vault, entry.person.mid, asked.device)
        left = devices.take_device(vault, device.sid, reason=asked.reason)
    lines = [
        _("The device “{label}” of {name} has no keys any more.").format(label=device.label, name=entry.name),
        devices.copied(device.label, is_renewed=not left.due),
        *_left_lines(left),
    ]
    show(asked, {"name": entry.name, "device": device.label} | _left_value(left), lines)


def _left_lines(left: Left) -> list[str]:
    backups = _("This backup still opens with the old passphrase: {day}, on “{medium}”, {file}")
    return [
        *(backups.format(day=one.at[:10], medium=one.medium, file=one.file) for one in left.backups),
        *_due_lines(left.due, is_half=False), *left.still_open,
    ]  # fmt: skip


def _left_value(left: Left) -> dict[str, Any]:
    backups = [{"id": one.id, "at": one.at, "medium": one.medium, "file": one.file} for one in left.backups]
    return {
        "ref": left.staff_ref, "due": list(left.due), "open": list(left.still_open), "backups": backups,
    }  # fmt: skip


def _renew(asked: argparse.Namespace) -> None:
    from civicdesk.services import agreement
    from civicdesk.vault import leaving

    with opened(asked) as vault:
        if asked.all:
            others = agreement.renew_all(vault, asked.reason)
            words = _("Every key that you have is renewed. Parts that others have to renew: {n}.")
            show(asked, {"not_renewed": list(others)}, [words.format(n=len(others))])
            return
        left = leaving.renew_due(vault)
    show(asked, {"due": list(left)}, _due_lines(left, is_half=False) or [_("No key is due for renewal.")])


# the second signature ----------------------------------------------------------------------------


def _approve(asked: argparse.Namespace) -> None:
    from civicdesk.services import agreement, roster

    with opened(asked) as vault:
        chosen = _chosen(vault, asked.number)
        means = roster.meaning(vault, chosen)
        agreement.approve(vault, chosen)
    show(asked, {"approved": list(means)}, [_("Approved: {means}").format(means=" ".join(means))])


def _discard(asked: argparse.Namespace) -> None:
    from civicdesk.services import agreement, roster

    with opened(asked) as vault:
        chosen = _chosen(vault, asked.number)
        means = roster.meaning(vault, chosen)
        agreement.discard(vault, chosen)
    show(asked, {"discarded": list(means)}, [_("Taken away: {means}").format(means=" ".join(means))])


def _chosen(vault: Vault, number: int | None) -> Proposal:
    from civicdesk.vault import administration

    waiting = administration.proposals(vault)
    if not waiting:
        raise Refused(_("Nothing waits for a second signature."))
    if number is None and len(waiting) > 1:
        raise Refused(_("More than one proposal waits."), _("Say which, by its number in “member list”."))
    at = (number or 1) - 1
    if not 0 <= at < len(waiting):
        raise Refused(_("There is no proposal with this number."))
    return waiting[at]
