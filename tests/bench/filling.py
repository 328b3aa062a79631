"""Records to measure with: a fifth with Khmer titles, some 420 bytes of text each, the same on both sides."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, insert, select

from civicdesk import clock
from civicdesk.records.choices import EngagementGroup, Mode
from civicdesk.records.meeting import Ask, Attendance, Meeting, TalkingPoint
from civicdesk.records.plain import differences, record_plain
from civicdesk.records.record import Record
from civicdesk.records.stakeholder import Stakeholder
from civicdesk.records.values import Ref, Term
from civicdesk.vault import search
from civicdesk.vault.changes import Author, content_digest, row_hash, state_digest
from civicdesk.vault.mapping import child_specs, links_of, to_row
from civicdesk.vault.schema import METADATA, change, child_table_name, link, search_row, statements
from civicdesk.vault.store import Store
from civicdesk.vault.transaction import home_specs
from tests.bench.twins import Twins, create

BATCH = 5_000
RARE = "quarry"
"""In one record of five hundred."""
COMMON = "commune"
KHMER_WORD = "ដីធ្លី"
KHMER_TWO = "មេធាវីតុលាការ"
_KHMER = [KHMER_WORD, "មេធាវី", "តុលាការ", "ឃុំ", "ក្រុមប្រឹក្សា", "ព្រៃឈើ", "សហគមន៍", "ប្រជាពលរដ្ឋ", "ខេត្ត", "ស្រុក",
          "ទឹក", "ជនជាតិដើម", "កិច្ចប្រជុំ", "របាយការណ៍", "យុវជន", "ស្ត្រី", "សិទ្ធិ", "ច្បាប់", "អង្គការ", "រដ្ឋបាល"]  # fmt: skip
_ENGLISH = """commune council district land title forest water school youth women budget meeting report request
minutes village chief governor department agriculture fisheries health road bridge market permit letter hearing
consultation survey boundary community indigenous registration complaint answer promise training visit evidence
record plan review season harvest river dam company concession dispute mediation lawyer court police monitor
election candidate party media radio network partner donor grant audit finance staff volunteer travel safety""".split()
_START = datetime(2015, 1, 5, 8, tzinfo=clock.PHNOM_PENH)


def filled(keep: Path, rows: int) -> Twins:
    """Both sides with `rows` meetings; what an earlier run filled is used again while nothing has changed."""
    folder = keep / f"{rows}"
    mark = folder / "filled"
    wanted = hashlib.sha256(
        ("\n".join(statements()) + Path(__file__).read_text("utf-8")).encode()
    ).hexdigest()
    if not mark.is_file() or mark.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        create(folder)
        _fill(Twins(folder, rows))
        mark.write_text(wanted)
    return Twins(folder, rows)


def _fill(twins: Twins) -> None:
    vaults = twins.vaults()
    stores = [(vault.stores["programme"], vault.author) for vault in vaults]
    rng = random.Random(twins.rows)
    offices = list(_stakeholders(rng, min(max(twins.rows // 100, 10), 2_000)))
    _insert(stores, offices)
    batch: list[Record] = []
    for meeting in _meetings(rng, twins.rows, [office.id for office in offices]):
        batch.append(meeting)
        if len(batch) == BATCH:
            _insert(stores, batch)
            batch = []
    if batch:
        _insert(stores, batch)
    for vault in vaults:
        vault.close()


def _stakeholders(rng: random.Random, count: int) -> Iterator[Stakeholder]:
    for number in range(count):
        yield Stakeholder(
            **_envelope(rng, "STK", number, "listed"), name=f"{_title(rng)[:120]} {number}",
            engagement_group=EngagementGroup.PUBLIC_SECTOR, stakeholder_type=Term("commune_sangkat_council"),
        )  # fmt: skip


def _meetings(rng: random.Random, count: int, offices: Sequence[str]) -> Iterator[Meeting]:
    states = sorted(Meeting.states.all)
    for number in range(count):
        start = _START + timedelta(minutes=15 * rng.randrange(400_000))
        words = _words(rng, 22)
        yield Meeting(
            **_envelope(rng, "MTG", number, rng.choice(states)), title=_title(rng)[:140],
            meeting_type=Term("courtesy_visit"), main_stakeholder=Ref(rng.choice(offices)),
            also_present=(Ref(rng.choice(offices)),) if number % 3 == 0 else (), mode=Mode.IN_PERSON,
            starts_at=start, ends_at=start + timedelta(hours=2), purpose=_words(rng, 14)[:240],
            minutes=f"{words} {RARE}" if number % 500 == 7 else words,
            desired_result=_khmer(rng, 4) if number % 7 == 0 else _words(rng, 8),
            asks=(Ask(ask=_words(rng, 6), level_can_decide=True),) if number % 2 else (),
            talking_points=(TalkingPoint(order=1, point=_words(rng, 7)),) if number % 4 == 0 else (),
            attendance=(Attendance(group=EngagementGroup.PUBLIC_SECTOR, total=2 + number % 40, women=number % 7 % 3),)
            if number % 5 == 0 else (),
        )  # fmt: skip


def _envelope(rng: random.Random, prefix: str, number: int, state: str) -> dict[str, object]:
    at = _START + timedelta(minutes=number)
    return {
        "id": str(UUID(int=rng.getrandbits(128), version=4)), "ref": f"{prefix}-2015-{number:07}", "state": state,
        "is_historical": True, "created_at": at, "updated_at": at, "version": 1,
    }  # fmt: skip


def _title(rng: random.Random) -> str:
    draw = rng.random()
    if draw < 0.20:
        return _khmer(rng, 4)
    return f"{_words(rng, 5)} {_khmer(rng, 2)}" if draw < 0.35 else _words(rng, 8)


def _words(rng: random.Random, count: int) -> str:
    """English words, the first of the list far more often than the last."""
    return " ".join(_ENGLISH[int(len(_ENGLISH) * rng.random() ** 2)] for _word in range(count))


def _khmer(rng: random.Random, count: int) -> str:
    """Khmer words, written together as people write them."""
    return "".join(rng.choices(_KHMER, k=count))


def _insert(stores: Sequence[tuple[Store, Author]], records: Sequence[Record]) -> None:
    """The same rows into every store, in one transaction each."""
    table = METADATA.tables[records[0].meta.name]
    prepared = [(insert(table), [to_row(record) for record in records])]
    for spec in child_specs(type(records[0])):
        rows = [
            {"parent": record.id, "position": place, **to_row(row)}
            for record in records
            for place, row in enumerate(getattr(record, spec.key))
        ]
        prepared.append((insert(METADATA.tables[child_table_name(table.name, spec.key)]), rows))
    links = {(r.id, field, to): (r.meta.name, kind) for r in records for field, kind, to in links_of(r)}
    names = ("from_id", "field", "to_id", "from_type", "to_type")
    prepared.append((insert(link), [dict(zip(names, (*a, *b), strict=True)) for a, b in links.items()]))
    words = [search.words_of(record) for record in records]
    for store, author in stores:
        first = (store.db.execute(select(func.max(search_row.c.rowid))).scalar() or 0) + 1
        index = [
            {"rowid": first + n, "type": table.name, "record": record.id} for n, record in enumerate(records)
        ]
        found = [{"rowid": first + n, "words": text} for n, text in enumerate(words)]
        journal = (insert(change), _journal(store, author, records))
        store.begin()
        for statement, rows in (*prepared, (insert(search_row), index), (search._ADD, found), journal):
            if rows:
                store.db.execute(statement, rows)
        store.commit()


def _journal(store: Store, author: Author, records: Sequence[Record]) -> list[dict[str, object]]:
    """A line for each record, chained as `Journal.add` chains them."""
    rows: list[dict[str, object]] = []
    seq, prev = store.journal.head(store.db)
    for record in records:
        seq, salt, specs = seq + 1, os.urandom(16), home_specs(record, store.kind)
        fields = differences(None, record, specs)
        facts = {
            "seq": seq, "at": record.created_at.isoformat() if record.created_at else "", "device": author.device,
            "member": author.member, "type": record.meta.name, "record": record.id, "verb": "create",
        }  # fmt: skip
        digest, after = content_digest(salt, fields, None), state_digest(salt, record_plain(record, specs))
        hashed = row_hash(store.journal.key, prev, facts, digest, after)
        rows.append(facts | {
            "fields": json.dumps(fields, ensure_ascii=False), "reason": None, "salt": salt, "digest": digest,
            "state_digest": after, "prev": prev, "hash": hashed,
        })  # fmt: skip
        prev = hashed
    return rows
