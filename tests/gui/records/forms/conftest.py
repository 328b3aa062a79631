"""One vault and one session for all tests of a module: a form by itself changes nothing that another test counts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from civicdesk.records.meeting import Meeting
from civicdesk.vault.vault import Vault
from records.hands import made
from ui import theme
from ui.session import Session


@pytest.fixture(scope="module")
def session(shared_vault: Vault, qapp: object) -> Iterator[Session]:
    theme.apply(qapp)  # type: ignore[arg-type]
    opened = Session(shared_vault)
    yield opened
    opened.close(5.0)


@pytest.fixture
def vault(shared_vault: Vault) -> Vault:
    return shared_vault


@pytest.fixture
def meeting(vault: Vault) -> Meeting:
    record = made(vault, "meeting", is_historical=False, title="Road safety")
    assert isinstance(record, Meeting)
    return record
