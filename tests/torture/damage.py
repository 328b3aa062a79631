"""T-FLIP and T-TRUNC: a bit that turned, a file that was cut; nothing of it may open differently or look new."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from civicdesk.errors import CivicDeskError
from civicdesk.vault import attachments, connection, copies, folder, header, healing, joining, keyslot
from civicdesk.vault.folder import OpenedKeys
from civicdesk.vault.frame import Altered, Damaged, TooNew
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.layout import Layout
from civicdesk.vault.vault import Vault
from tests.strategies import council
from tests.torture.ground import PASSPHRASE, arena, derive_once, fresh
from tests.torture.outcome import Outcome

NAME, CI, RELEASE = "T-FLIP", 5_000, 100_000
_SEED = 41
_COUNTED = ("undetected", "wrong")


def run(count: int) -> Iterator[Outcome]:
    """Every bit of the key files; `count` bits of a database and of an attachment; every way of cutting them."""
    derive_once()
    chance = random.Random(_SEED)
    with arena() as place:
        path = fresh(place)
        files = _filled(path)
        keys = folder.open_vault(path, PASSPHRASE)
        for name, (file, parse) in _key_files(path, keys).items():
            yield _every_bit(f"T-FLIP {name}", file.read_bytes(), parse)
            yield _every_length(f"T-TRUNC {name}", file.read_bytes(), parse)
        yield _healed(path, keys, chance, max(count // 25, 20))
        yield _pages(keys, chance, count)
        yield _cut_database(keys)
        yield _attachment(path, files, chance, max(count // 5, 50))


def _filled(path: Path) -> str:
    """Some records, and a file of three pieces; answers the id of the record that holds it."""
    vault = Vault.open(path, PASSPHRASE)
    file = attachments.add(vault, "programme", io.BytesIO(random.Random(1).randbytes(150_000)), "scan.jpg")
    with vault.transaction() as tx:
        for number in range(20):
            tx.save(council(name=f"Commune council {number}"))
        kept = tx.save(council(name="With a file", attachments=(file,)))
    vault.close()
    return kept.id


Parse = Callable[[bytes], object]


def _key_files(path: Path, keys: OpenedKeys) -> dict[str, tuple[Path, Parse]]:
    layout = Layout(path)
    request = path.parent / "somebody.cdjoin"
    request.write_bytes(joining.make_request(path, "seven green frogs cross the bridge", kdf=FLOOR))
    return {
        "header": (copies.paths(layout.header)[0], header.parse),
        "keyslot": (copies.paths(layout.slot(keys.sid))[0], keyslot.parse),
        "join request": (request, joining.read_request),
    }


def _refused(parse: Parse, raw: bytes) -> str:
    """ "" when refused with a declared error, else what broke the promise."""
    try:
        parse(raw)
    except (Damaged, Altered, TooNew, CivicDeskError):
        return ""
    except Exception:  # noqa: BLE001  (any other error is the finding)
        return "wrong"
    return "undetected"


def _every_bit(name: str, raw: bytes, parse: Parse) -> Outcome:
    found = []
    for position in range(len(raw) * 8):
        flipped = bytearray(raw)
        flipped[position // 8] ^= 1 << (position % 8)
        found.append(_refused(parse, bytes(flipped)))
    return _counted(name, found)


def _every_length(name: str, raw: bytes, parse: Parse) -> Outcome:
    found = [_refused(parse, raw[:length]) for length in range(len(raw))]
    found += [_refused(parse, raw + bytes(more)) for more in (1, 32, 4096)]
    return _counted(name, found)


def _counted(name: str, found: list[str], note: str = "") -> Outcome:
    return Outcome(
        name,
        len(found),
        undetected=found.count("undetected"),
        wrong=found.count("wrong"),
        note=note,
        counts=_COUNTED,
    )


def _healed(path: Path, keys: OpenedKeys, chance: random.Random, count: int) -> Outcome:
    """One of the two copies of the header is damaged or cut: the other counts, and the bad one is written again."""
    lost = wrong = 0
    both = copies.paths(Layout(path).header)
    good = both[0].read_bytes()
    for _try in range(count):
        bad = chance.choice(both)
        bad.write_bytes(_spoiled(good, chance))
        try:
            pair = header.read(Layout(path).header)
            lost += pair.valid[0] != keys.header
            healing.heal_header(pair, pair.valid[0])
        except CivicDeskError:
            lost += 1
        wrong += any(copy.read_bytes() != good for copy in both)
        for copy in both:
            copy.write_bytes(good)
    return Outcome("T-FLIP one of two copies healed", count, lost=lost, wrong=wrong, counts=("lost", "wrong"))


def _spoiled(raw: bytes, chance: random.Random) -> bytes:
    if chance.random() < 0.3:
        return raw[: chance.randrange(len(raw))]
    flipped = bytearray(raw)
    for _bit in range(chance.choice((1, 1, 8, 512))):
        flipped[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return bytes(flipped) if bytes(flipped) != raw else raw[:-1]


def _pages(keys: OpenedKeys, chance: random.Random, count: int) -> Outcome:
    """At least one bit in the text, the initialisation vector and the authentication code of every page, then any."""
    path = keys.database("programme")
    size = path.stat().st_size
    ends = [place for page in range(size // connection.PAGE) for place in _places(page, chance)]
    chance.shuffle(ends)
    places = ends[:count] + [chance.randrange(size) for _more in range(count - len(ends))]
    found = []
    for place in places:
        with _turned(path, place, 1 << chance.randrange(8)):
            found.append(_unseen(keys))
    return _counted("T-FLIP database", found, f"{size // connection.PAGE} pages")


def _places(page: int, chance: random.Random) -> tuple[int, ...]:
    """Text, vector (16 bytes) and code (64 bytes) of a page; the salt at the very beginning is a place, too."""
    start, end = page * connection.PAGE, (page + 1) * connection.PAGE
    return (
        chance.randrange(start + (16 if page == 0 else 0), end - 80),
        chance.randrange(end - 80, end - 64),
        chance.randrange(end - 64, end),
    )


@contextmanager
def _turned(path: Path, place: int, bit: int) -> Iterator[None]:
    with path.open("r+b") as file:
        file.seek(place)
        (old,) = file.read(1)
        file.seek(place)
        file.write(bytes([old ^ bit]))
        file.flush()
        try:
            yield
        finally:
            file.seek(place)
            file.write(bytes([old]))


def _unseen(keys: OpenedKeys) -> str:
    """ "" where the database does not open, or the verification of its pages says which is bad."""
    try:
        db = keys.connect("programme")
    except CivicDeskError:
        return ""
    try:
        return "" if db.execute("PRAGMA cipher_integrity_check").fetchall() else "undetected"
    finally:
        db.close()


def _cut_database(keys: OpenedKeys) -> Outcome:
    """0 and 1 byte, every page border and one byte beside it, something appended: never new, never empty."""
    path = keys.database("programme")
    raw = path.read_bytes()
    borders = range(0, len(raw), connection.PAGE)
    lengths = sorted({n for border in borders for n in (border - 1, border, border + 1) if 0 <= n < len(raw)})
    found = []
    for length in lengths:
        path.write_bytes(raw[:length])
        found.append(_unseen(keys))
        if path.stat().st_size not in (length, 0) and length:
            found[-1] = "wrong"  # somebody wrote into it
    for more in (1, connection.PAGE):
        path.write_bytes(raw + bytes(more))
        found.append(_unseen(keys))
    path.write_bytes(raw)
    return _counted("T-TRUNC database", found)


def _attachment(path: Path, record_id: str, chance: random.Random, count: int) -> Outcome:
    """Bits and lengths of an attached file: it is refused, never handed over shorter or different."""
    vault = Vault.open(path, PASSPHRASE)
    record = vault.get("stakeholder", record_id)
    assert record is not None
    (file,) = record.attachments
    _keys, place = attachments.find(vault, file.id)
    raw = place.read_bytes()
    found = []
    for _try in range(count):
        place.write_bytes(_spoiled(raw, chance))
        found.append(_refused(lambda _raw: attachments.open_plain(vault, file), b""))
    place.write_bytes(raw)
    found.append("" if attachments.open_plain(vault, file) else "wrong")
    vault.close()
    return _counted("T-FLIP attachment", found)
