"""The rule before a second record, the yearly test, and holders who leave."""

from __future__ import annotations

from datetime import timedelta

import pytest

from civicdesk import clock
from civicdesk.records.choices import AccountState, Role
from civicdesk.records.staff_member import StaffMember
from civicdesk.records.values import Term
from civicdesk.vault import recovery, recovery_keys, recovery_rule, recovery_state
from civicdesk.vault.recovery_errors import RecoveryNotTested
from civicdesk.vault.vault import Vault


def person(name: str) -> StaffMember:
    return StaffMember(
        display_name=name, post_title="–", roles=(Role.PRG,), staff_group=Term("all_staff"),
        account_state=AccountState.ACTIVE, start_date=clock.today(),
    )  # fmt: skip


def save(vault: Vault, *names: str) -> StaffMember:
    with vault.transaction() as tx:
        return [tx.save(person(name)) for name in names][-1]


def groups(made: recovery.Made) -> str:
    return " ".join(made.sheets[0].groups)


@pytest.fixture
def keys(vault: Vault) -> tuple[recovery.Made, recovery.Made]:
    """A printed main key and board shares for security."""
    return recovery.make(vault, "main"), recovery.make(vault, "security", "board", 3, 5)


# the rule --------------------------------------------------------------------------------------------


def test_a_second_record_waits_for_a_tested_recovery(vault):
    recovery_rule.require(vault)
    save(vault, "First")
    with pytest.raises(RecoveryNotTested):
        save(vault, "Second")
    made = [recovery.make(vault, scope) for scope in recovery_keys.SCOPES]
    with pytest.raises(RecoveryNotTested):
        save(vault, "Second")
    recovery.rehearse_open(vault, [groups(made[0])])
    with pytest.raises(RecoveryNotTested):
        save(vault, "Second")
    recovery.rehearse_open(vault, [groups(made[1])])
    save(vault, "Second")
    save(vault, "Third")
    assert not recovery_rule.is_required(vault)


def test_two_records_in_one_transaction_do_not_slip_through(vault):
    recovery_rule.require(vault)
    count = len(list(vault.iterate("staff_member")))
    with pytest.raises(RecoveryNotTested):
        save(vault, "First", "Second")
    assert len(list(vault.iterate("staff_member"))) == count


def test_what_is_there_may_be_changed_meanwhile(vault):
    recovery_rule.require(vault)
    first = save(vault, "First")
    with vault.transaction() as tx:
        tx.save(first.replaced(post_title="Officer"))


def test_the_rule_holds_after_the_vault_was_closed(vault, vault_passphrase):
    recovery_rule.require(vault)
    save(vault, "First")
    vault.close()
    again = Vault.open(vault.path, vault_passphrase)
    with pytest.raises(RecoveryNotTested):
        save(again, "Second")
    again.close()


def test_vaults_that_were_not_made_for_people_are_left_alone(vault):
    for name in ("First", "Second", "Third"):
        save(vault, name)


# what is due -----------------------------------------------------------------------------------------


def test_a_test_is_due_again_after_a_year(vault, keys):
    recovery.rehearse_open(vault, [groups(keys[0])])
    assert recovery_state.state(vault).due == ()
    with clock.use(clock.Clock.at(clock.today() + timedelta(days=366))):
        assert [key.scope for key in recovery_state.state(vault).due] == ["main"]


def test_a_holder_who_leaves_is_told(vault, keys):
    holder = save(vault, "Holder")
    recovery_state.note_holder(vault, keys[1].rid, 2, holder.id)
    assert recovery_state.state(vault).keys[1].left == ()
    with vault.transaction() as tx:
        tx.save(vault.get("staff_member", holder.id).replaced(account_state=AccountState.DISABLED))
    state = recovery_state.state(vault)
    assert state.keys[1].left == (2,) and state.to_replace == (state.keys[1],)
    recovery_state.note_holder(vault, keys[1].rid, 2, "")
    assert recovery_state.state(vault).keys[1].left == ()
