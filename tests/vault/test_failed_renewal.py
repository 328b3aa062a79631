"""A renewal of keys that the disk stops damages nothing: the library may hold the new key over old pages."""

from __future__ import annotations

import pytest
from strategies import council, saved

from civicdesk.errors import CivicDeskError, DiskTrouble, VaultLocked
from civicdesk.vault import rotation
from civicdesk.vault import store as stores
from civicdesk.vault.vault import Vault


def test_a_vault_whose_new_key_could_not_be_written_is_closed_and_opens_with_everything_in_it(
    vault, vault_passphrase, monkeypatch
):
    kept = saved(vault, council())

    def refused(connection, key96):
        raise DiskTrouble

    with monkeypatch.context() as patch:
        patch.setattr(stores, "rekey", refused)
        with pytest.raises(DiskTrouble):
            rotation.renew(vault, ("programme",))
    with pytest.raises(VaultLocked):
        saved(vault, council(name="Written through a key that may be the wrong one"))
    again = Vault.open(vault.path, vault_passphrase)
    assert again.get("stakeholder", kept.id) == kept
    rotation.finish(again)
    assert again.verify().ok
    again.close()


def test_a_failing_disk_is_named_also_where_the_library_gives_no_number(vault, monkeypatch):
    from civicdesk.vault import connection

    class Failing:
        def reset_key(self, key):
            raise connection.dbapi2.OperationalError("Failed to set key")

    with pytest.raises(CivicDeskError) as trouble:
        connection.rekey(Failing(), b"0" * 96)
    assert isinstance(trouble.value, DiskTrouble)
