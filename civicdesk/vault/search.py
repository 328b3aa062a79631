"""Full-text search in English and Khmer: what is indexed, how a question is asked, what is shown around a hit.

The index lies in the compartment's own database and holds folded words only: Khmer is cut into orthographic
clusters, so any part of a word is found whether or not somebody typed spaces (`performance.md`, rule 7).
Sealed fields are never indexed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, Select, TextualSelect, column, delete, insert, select, text

from civicdesk.khmer import fold, segment
from civicdesk.records.fields import Field, Kind
from civicdesk.records.places import gazetteer
from civicdesk.records.record import ENVELOPE, Child, Record, fields_of
from civicdesk.vault.schema import search_row

if TYPE_CHECKING:
    from sqlalchemy import Connection

_WORDS = re.compile(r"[^\W_]+(?:[\u1780-\u17d3\u17dd]*)", re.UNICODE)
_PHRASE = " + "
"""Joins the clusters of one word; walked backwards, such a question takes longer than from the front."""
_ENVELOPE = tuple(spec for spec in ENVELOPE if spec.key not in ("id", "ref"))
"""An id is no word: its pieces would fill the index and turn up as strange beginnings of words."""
_ADD = text("INSERT INTO search (rowid, words) VALUES (:rowid, :words)")
_DROP = text("DELETE FROM search WHERE rowid = :rowid")
_MATCHING = text("SELECT rowid FROM search WHERE search MATCH :question")
_NEWEST = text("SELECT rowid FROM search WHERE search MATCH :question ORDER BY -rowid LIMIT :limit")
"""Ordered by an expression on purpose: asked for descending rowids, FTS5 walks the beginnings of words backwards
and enlarges one block of memory 8 numbers at a time; with every freed block overwritten
(`cipher_memory_security`) a common word took ten seconds among 100,000 records instead of 40 milliseconds.
"""
_WHOLE = text(
    "SELECT row.type, row.record FROM search CROSS JOIN search_row AS row ON row.rowid = search.rowid "
    "WHERE search MATCH :question ORDER BY search.rowid DESC LIMIT :limit"
)
"""Whole words can be walked backwards and left at the limit: a common word takes 1 millisecond among as many."""


def words_of(record: Record) -> str:
    """Everything in a record that search may find, folded and cut."""
    parts = [record.ref, *_texts(record, (*_ENVELOPE, *fields_of(type(record))))]
    return segment(fold(" ".join(part for part in parts if part)))


def _texts(owner: Record | Child, specs: Sequence[Field]) -> Iterator[str]:
    for spec in specs:
        value = getattr(owner, spec.key)
        if spec.sealed or spec.forgotten_at or not value:
            continue
        if spec.kind is Kind.CHILD:
            for child in value:
                yield from _texts(child, fields_of(type(child)))
        elif spec.kind in (Kind.TEXT, Kind.LONG):
            yield str(value)
        elif spec.kind is Kind.ATTACHMENT:
            yield from (file.name for file in (value if spec.many else (value,)))
        elif spec.kind is Kind.PLACE:
            for code in value if spec.many else (value,):
                yield " · ".join(gazetteer().names(code))


def question(words: str) -> str:
    """The FTS5 question for what a person typed: every word must occur, the last letters may go on.

    Each word becomes a phrase of its clusters; nothing typed is ever read as FTS syntax. "" when empty.
    """
    phrases = []
    for word in fold(words).split():
        clusters = [c.replace('"', "") for c in _tokens(word)]
        if clusters:
            phrases.append(_PHRASE.join(f'"{c}"' for c in clusters) + "*")
    return " AND ".join(phrases)


def _tokens(word: str) -> list[str]:
    return re.findall(r"[^\W_]+", segment(word)) if word.isascii() else _WORDS.findall(segment(word))


def index(db: Connection, record: Record) -> None:
    """Put a record's words into the index, in place of older ones; the newest change comes first in results."""
    forget(db, record.id)
    rowid = db.execute(insert(search_row).values(type=record.meta.name, record=record.id)).lastrowid
    db.execute(_ADD, {"rowid": rowid, "words": words_of(record)})


def forget(db: Connection, record_id: str) -> None:
    """Take a record out of the index."""
    rowid = db.execute(select(search_row.c.rowid).where(search_row.c.record == record_id)).scalar()
    if rowid is not None:
        db.execute(_DROP, {"rowid": rowid})
        db.execute(delete(search_row).where(search_row.c.rowid == rowid))


def find(db: Connection, words: str, limit: int, types: Sequence[str] = ()) -> list[tuple[str, str]]:
    """(type, id) of the newest records in which all the words occur, of these types or of all.

    Records with the words as they were typed come before those in which the last letters go on.
    """
    asked = question(words)
    if not asked:
        return []
    found: dict[tuple[str, str], None] = {}
    if not types and _PHRASE not in asked:
        rows = db.execute(_WHOLE, {"question": asked.replace("*", ""), "limit": limit})
        found = {(row[0], row[1]): None for row in rows}
    if len(found) < limit:
        found |= {(row[0], row[1]): None for row in db.execute(newest(words, limit, types))}
    return list(found)[:limit]


def newest(words: str, limit: int, types: Sequence[str] = ()) -> Select[Any]:
    """The other question behind `find`: of all that match only the newest `limit` are kept and looked up."""
    asked = question(words)
    found = (_matching(asked) if types else _newest(asked, limit)).subquery()
    rows = select(search_row.c.type, search_row.c.record).join(found, found.c.rowid == search_row.c.rowid)
    if types:
        rows = rows.where(search_row.c.type.in_(types))
    return rows.order_by(-found.c.rowid).limit(limit)


def containing(words: str, type_name: str) -> Select[Any]:
    """Ids of the records of a type in which all the words occur, as a part of a list's query."""
    question_ = _matching(question(words) or '""')
    return select(search_row.c.record).where(
        search_row.c.type == type_name, search_row.c.rowid.in_(question_)
    )


def _newest(asked: str, limit: int) -> TextualSelect:
    return _NEWEST.bindparams(question=asked, limit=limit).columns(column("rowid", Integer))


def _matching(asked: str) -> TextualSelect:
    return _MATCHING.bindparams(question=asked).columns(column("rowid", Integer))


def excerpt(record: Record, words: str, width: int = 120) -> str:
    """A piece of the record around the first word that was found; never out of a sealed field."""
    wanted = [fold(word) for word in words.split()]
    texts = list(_texts(record, (*fields_of(type(record)), *_ENVELOPE)))
    for passage in texts:
        folded = fold(passage)
        at = min((folded.find(word) for word in wanted if word in folded), default=-1)
        if at >= 0:
            start = max(0, at - width // 3)
            piece = " ".join(passage[start : start + width].split())
            return ("… " if start else "") + piece + (" …" if start + width < len(passage) else "")
    return texts[0][:width] if texts else ""
