"""What was acknowledged is there, whatever happens; what was not is not there by halves."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from strategies import council, saved

from civicdesk.errors import DiskFull, VaultLocked
from civicdesk.records.staff_member import SafetyCard
from civicdesk.vault.refusals import PartlySaved, RecordRefused
from civicdesk.vault.store import Store
from civicdesk.vault.vault import Vault

KILLS = int(os.environ.get("CIVICDESK_KILLS", "8"))

WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from strategies import council
from civicdesk.exchange.importing import import_file
from civicdesk.vault.vault import Vault
vault = Vault.open(Path(sys.argv[1]), sys.argv[2])
print("open", flush=True)
table = Path(sys.argv[1]).parent / "rows.csv"
for n in range(100_000):
    if n % 3 == 0:
        with vault.transaction(accept="same name") as tx:
            ids = [tx.save(council(name=f"Office {n} {m}")).id for m in range(3)]
        print("there", *ids, flush=True)
    elif n % 3 == 1:
        done = import_file(vault, "stakeholder", table)
        print("import", done.count, flush=True)
    else:
        changes = vault.undo_last()
        print("undone", *(one for ids in changes.values() for one in ids), flush=True)
"""

ROW = "Council,public_sector,commune_sangkat_council,commune_sangkat,16\n"
HEADER = "name,engagement_group,stakeholder_type,authority_level,place\n"


def test_nothing_acknowledged_is_lost_and_nothing_is_kept_by_halves_when_the_process_is_killed(
    vault_path, vault_passphrase
):
    (vault_path.parent / "rows.csv").write_text(HEADER + ROW * 4)
    there, imported, undone = set(), 0, 0
    chance = random.Random(7)
    for kills in range(1, KILLS + 1):
        lines = killed(vault_path, vault_passphrase, chance.randrange(8), chance.uniform(0, 0.3))
        there |= {one for line in lines if line[0] == "there" for one in line[1:]}
        imported += sum(int(line[1]) for line in lines if line[0] == "import")
        undone += sum(line[0] == "undone" for line in lines)
        vault = Vault.open(vault_path, vault_passphrase)
        assert vault.verify().ok, vault.verify().lines
        assert all(vault.get("stakeholder", one) is not None for one in there)
        everything = [one for page in vault.stores["programme"].iterate("stakeholder") for one in page]
        rows = sum(one.name == "Council" for one in everything)
        (trashed,) = (
            vault.stores["programme"]
            .raw.execute("SELECT count(*) FROM stakeholder WHERE trashed_at IS NOT NULL")
            .fetchone()
        )
        assert (rows + trashed) % 4 == 0  # of an import all four rows, or none
        assert rows + trashed >= imported
        # Each undo takes one row back; the kill may come after it is done and before it is said.
        assert undone <= trashed <= undone + kills
        vault.close()
    assert there
    assert imported


def killed(path, passphrase, count, seconds):
    """Lines that a writing process said before it was killed, so long after it had said so many."""
    command = [
        sys.executable,
        "-c",
        WRITER,
        str(path),
        passphrase,
        str(Path(__file__).parents[1]),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout.readline() == "open\n"
        first = "".join(writer.stdout.readline() for _line in range(count))
        time.sleep(seconds)
        writer.send_signal(signal.SIGKILL)
        said = first + writer.stdout.read()
    return [line.split() for line in said[: said.rfind("\n") + 1].splitlines()]


def test_an_exception_after_several_saves_takes_all_of_them_back(vault):
    def save_and_fail():
        with vault.transaction() as tx:
            for n in range(5):
                tx.save(council(name=f"Council {n}"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        save_and_fail()
    assert list(vault.iterate("stakeholder")) == []
    kept = saved(vault, council())
    assert vault.get("stakeholder", kept.id) == kept
    assert vault.verify().ok


def test_a_transaction_inside_another_is_a_bug_and_keeps_nothing(vault):
    def nest():
        with vault.transaction() as outer, vault.transaction() as inner:
            inner.save(council(name="inner"))
            outer.save(council(name="outer"))

    with pytest.raises(RuntimeError):
        nest()
    assert list(vault.iterate("stakeholder")) == []
    saved(vault, council())
    assert vault.verify().ok


def test_closing_inside_a_transaction_takes_it_back_and_says_so(vault_path, vault_passphrase):
    vault = Vault.open(vault_path, vault_passphrase)

    def close_too_early():
        with vault.transaction() as tx:
            tx.save(council())
            vault.close()

    with pytest.raises(VaultLocked):
        close_too_early()
    vault = Vault.open(vault_path, vault_passphrase)
    assert list(vault.iterate("stakeholder")) == []
    assert vault.verify().ok
    vault.close()


@pytest.mark.parametrize("refusing", ["programme", "security"])
def test_a_change_that_only_one_compartment_takes_is_not_called_unsaved(vault, monkeypatch, refusing):
    commit = Store.commit

    def refuse(store):
        if store.kind == refusing:
            store.rollback()
            raise DiskFull
        commit(store)

    me = vault.get("staff_member", vault.staff_id)
    monkeypatch.setattr(Store, "commit", refuse)
    changed = me.replaced(post_title="Coordinator", safety_card=(SafetyCard(own_phone="012"),))
    with pytest.raises(PartlySaved if refusing == "security" else DiskFull):
        saved(vault, changed)
    monkeypatch.undo()
    now = vault.get("staff_member", me.id)
    assert now.safety_card == ()
    assert now.post_title == ("Coordinator" if refusing == "security" else me.post_title)
    assert vault.verify().ok
    again = saved(vault, now.replaced(post_title="Coordinator", safety_card=changed.safety_card))
    assert vault.get("staff_member", me.id).safety_card == again.safety_card
    assert vault.verify().ok


def test_the_trash_takes_a_record_as_it_was_saved(vault):
    one = saved(vault, council())
    with vault.transaction() as tx:
        tx.trash(one.replaced(name="Typed and not saved"))
    assert vault.get("stakeholder", one.id).name == one.name
    assert vault.verify().ok


def test_a_reference_is_never_given_twice(vault):
    one = saved(vault, council())
    with pytest.raises(RecordRefused, match="has the reference"):
        saved(vault, council(ref=one.ref))
    other = saved(vault, council(name="Council C2", ref="STK-1999-001"))
    with pytest.raises(RecordRefused, match="has the reference"):
        saved(vault, other.replaced(ref=one.ref))
    assert vault.by_ref(one.ref) == one


def test_an_error_of_the_database_does_not_carry_what_was_being_saved(vault):
    store = vault.stores["programme"]
    with pytest.raises(Exception) as trouble:  # noqa: PT011  (any error: what it says matters)
        saved(vault, council(name="Quokka", authority_level=object()))
    assert "Quokka" not in str(trouble.value)
    assert not store.writing
