"""T-XIMP: another library opens vaults that were used in every way, and finds the same rows."""

from __future__ import annotations

import random

from civicdesk.errors import CivicDeskError
from civicdesk.records.values import Ref
from civicdesk.vault import compartments, folder, rotation
from civicdesk.vault.vault import Vault
from tests.second_reader import seen_by_another, seen_by_us
from tests.strategies import council
from tests.torture.ground import PASSPHRASE, arena, derive_once, fresh
from tests.torture.outcome import Outcome

NAME, CI, RELEASE = "T-XIMP", 25, 1_000


def run(count: int) -> Outcome:
    """Save, change, trash, undo, renew keys, add compartments; close; read every database a second time."""
    derive_once()
    chance = random.Random(5)
    wrong = databases = 0
    with arena() as place:
        for _vault in range(count):
            vault = Vault.open(fresh(place), PASSPHRASE)
            for _step in range(chance.randrange(1, 12)):
                _step_of(vault, chance)
            ours, path = seen_by_us(vault), vault.path
            vault.close()
            keys = folder.open_vault(path, PASSPHRASE)
            # Closing signs the journal, so what it added is read by us once more.
            again = Vault(keys)
            ours = seen_by_us(again)
            again._close_stores()
            wrong += sum(seen_by_another(keys, kind) != digest for kind, digest in ours.items())
            databases += len(ours)
    return Outcome(NAME, databases, wrong=wrong, note=f"databases of {count} vaults", counts=("wrong",))


def _step_of(vault: Vault, chance: random.Random) -> None:
    records = list(vault.iterate("stakeholder"))
    what = chance.randrange(6)
    try:
        if what == 0:
            rotation.renew(vault, (chance.choice(vault.compartments),))
        elif what == 1 and len(vault.compartments) < 7:
            vault.keep_new_in = compartments.add(vault, "A quiet campaign", []).kind
        elif what == 2:
            vault.undo_last()
        else:
            with vault.transaction() as tx:
                if what == 3 and records:
                    tx.trash(chance.choice(records))
                elif what == 4 and records:
                    tx.save(chance.choice(records).replaced(capacity_gap="ក" * chance.randrange(1, 900)))
                else:
                    parent = Ref(chance.choice(records).id) if records else None
                    tx.save(council(name=f"Council {chance.random()}", parent=parent))
    except CivicDeskError:
        return  # nothing to undo, or overlapped: a refusal is no finding
