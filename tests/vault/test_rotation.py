"""Renewing keys, stopped at every step and killed in the middle: wholly old or wholly new, and then finished."""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import sys
import time

import pytest
from strategies import council, saved

from civicdesk.errors import DiskFull
from civicdesk.vault import attachments, header, local_copy, rotation
from civicdesk.vault.layout import Layout
from civicdesk.vault.vault import Vault


class Stop(Exception):
    """The machine stops here."""


def stopping(*_arguments: object, **_more: object) -> None:
    raise Stop


def filled(vault: Vault) -> tuple[str, str]:
    """A record with a file; answers its id and the file's."""
    file = attachments.add(vault, "programme", io.BytesIO(b"a letter" * 1000), "letter.txt")
    record = saved(vault, council(name="Before", attachments=(file,)))
    return record.id, file.id


def check_whole(vault: Vault, record_id: str) -> None:
    record = vault.get("stakeholder", record_id)
    assert record is not None
    assert attachments.open_plain(vault, record.attachments[0]) == b"a letter" * 1000
    assert vault.verify().ok


STEPS = {
    "after the header with both": ("civicdesk.vault.rotation._bring_under_newest",),
    "after the database": ("civicdesk.vault.attachments.reencrypt",),
    "before the last header": ("civicdesk.vault.rotation._with_newest",),
}


@pytest.mark.parametrize("step", list(STEPS))
def test_a_renewal_that_stops_is_finished_at_the_next_unlocking(
    vault: Vault, vault_passphrase: str, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_id, _file = filled(vault)
    with monkeypatch.context() as patch:
        patch.setattr(STEPS[step][0], stopping)
        with pytest.raises(Stop):
            rotation.renew(vault, vault.compartments)
    vault.close()

    again = Vault.open(vault.path, vault_passphrase)
    assert rotation.is_half_done(again)
    check_whole(again, record_id)
    saved(again, council(name="Between"))
    rotation.finish(again)
    assert not rotation.is_half_done(again)
    check_whole(again, record_id)
    again.close()
    last = Vault.open(vault.path, vault_passphrase)
    assert {comp.epoch for comp in last.opened.header.comps} == {2}
    assert sorted(r.heading for r in last.iterate("stakeholder")) == ["Before", "Between"]
    check_whole(last, record_id)
    assert local_copy.local_copies(Layout(last.path)) == ()
    last.close()


def test_keys_are_renewed_again_and_again_and_every_line_of_the_journal_still_holds(vault: Vault) -> None:
    for number in range(4):
        saved(vault, council(name=f"Round {number}"))
        rotation.renew(vault, ("programme",))
    assert vault.opened.keys("programme").epoch == 5
    assert vault.verify().ok
    assert len({vault.stores["programme"].journal.key_of(seq) for seq in range(1, 300)}) >= 2


def test_a_renewal_is_refused_before_it_begins_where_the_disk_has_no_room(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    from collections import namedtuple

    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda _path: usage(1, 1, 1))
    with pytest.raises(DiskFull):
        rotation.renew(vault, vault.compartments)
    assert {comp.epoch for comp in vault.opened.header.comps} == {1}


CHILD = """
import sys
from pathlib import Path
from civicdesk.vault import rotation
from civicdesk.vault.vault import Vault
vault = Vault.open(Path(sys.argv[1]), sys.stdin.readline().strip())
print("ready", flush=True)
while True:
    rotation.renew(vault, ("programme", "security"))
    print("done", flush=True)
"""


def test_a_kill_in_the_middle_of_a_renewal_loses_nothing(vault: Vault, vault_passphrase: str) -> None:
    record_id, _file = filled(vault)
    vault.close()
    dice = random.Random(3)
    for _kill in range(4):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(vault.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdin and child.stdout
        child.stdin.write(vault_passphrase + "\n")
        child.stdin.flush()
        assert child.stdout.readline() == "ready\n"
        time.sleep(dice.uniform(0, 0.9))
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        child.stdin.close()
        child.stdout.close()
        again = Vault.open(vault.path, vault_passphrase)
        check_whole(again, record_id)
        rotation.finish(again)
        check_whole(again, record_id)
        again.close()
    found = header.read(Layout(vault.path).header).valid[0]
    assert found.current("programme").epoch > 1
    assert len({(comp.cid) for comp in found.comps}) == len(found.comps)


def test_a_renewal_reports_where_it_is(vault: Vault) -> None:
    said: list[tuple[str, int, int]] = []
    rotation.renew(vault, ("programme", "board"), lambda *step: said.append(step))
    assert [kind for kind, _n, _total in said] == ["programme", "board"]
