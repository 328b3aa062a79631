"""A file that leaves the vault is logged, and the journal is signed over that line."""

from __future__ import annotations

from civicdesk.records.choices import Audience, Tlp
from civicdesk.services.exports import Export, logged


def test_who_exports_signs_the_journal_up_to_that_line(vault):
    store = vault.stores["programme"]
    with vault.transaction() as tx:
        tx.note("report", "", "export", "something unsigned before")
    assert store.journal.needs_sign(store.db, vault.sid)
    with logged(vault, Export("board", Audience.BOARD, Tlp.AMBER, b"the file")):
        pass
    assert not store.journal.needs_sign(store.db, vault.sid)
    assert vault.verify().ok
