"""What a new vault starts with: vocabularies, settings, framing terms, retention rules, protocols."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from civicdesk import paths
from civicdesk.records.protocol import Protocol
from civicdesk.starter.reading import read_record
from civicdesk.vault.terms import TermRow
from civicdesk.vault.vault import Vault


@cache
def starter(name: str) -> Any:
    """The content of one file in `resources/starter`, read once; treat it as read-only."""
    return json.loads(paths.resource("starter", f"{name}.json").read_text(encoding="utf-8"))


def load_content(vault: Vault, *, protocols: bool = True) -> None:
    """Load everything a new vault starts with; what it has already is put back as it was delivered.

    `protocols`: also the ten protocols, as drafts: a director publishes them after a lawyer has read them.
    """
    vault.save_terms(starter_terms())
    vault.set_settings(starter_settings())
    if protocols:
        load_protocols(vault)


def starter_terms() -> list[TermRow]:
    """Terms of all vocabularies."""
    return [
        TermRow(
            vocab,
            row["code"],
            row["label_en"],
            row["label_km"] or "",
            row["parent"] or "",
            row["order"],
            help=row["help"],
        )
        for vocab, rows in starter("vocabularies").items()
        for row in rows
    ]


def starter_settings() -> dict[str, Any]:
    """Thresholds and defaults, and the lists that the organisation may edit, by the name of their setting."""
    framing = starter("framing")
    return {
        **starter("settings"),
        "framing_terms": framing["terms"],
        "opinion_markers": framing["opinion_markers"],
        "party_names": framing["party_names"],
        "retention": starter("retention"),
        "leaving_checklist": starter("leaving_checklist"),
        "checkin_templates": starter("checkin_templates"),
    }


def load_protocols(vault: Vault) -> None:
    """The protocols that the vault does not have yet, as drafts."""
    known = {record.heading for record in vault.iterate("protocol")}
    with vault.transaction("starter protocols", accept="starter content") as tx:
        for row in starter("protocols"):
            if row["title"] not in known:
                draft = read_record(Protocol, {"id": "new", **row}, {"new": ""})
                tx.save(draft.replaced(is_demo=False))
