"""What is put back, or written into the journal by somebody else, is noticed; `dev.py torture` tries it oftener."""

from __future__ import annotations

import pytest

from tests.torture import audit, rollback


@pytest.mark.parametrize("test", [rollback, audit], ids=lambda test: test.NAME)
def test_nothing_older_and_nothing_forged_goes_unnoticed(test, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", "set by the test")  # which it does: this puts it back afterwards
    outcome = test.run(20)
    assert outcome.ok, outcome.line()
    assert outcome.tried == 20
