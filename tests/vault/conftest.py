"""A real vault, made once with the cheapest key derivation that is allowed, and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from civicdesk.vault import folder
from civicdesk.vault.keyslot import FLOOR

PASSPHRASE = "lotus ferry ladder monsoon pepper kite"


@pytest.fixture(scope="session")
def vault_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "Template.civicdesk"
    folder.create_vault(path, PASSPHRASE, kdf=FLOOR)
    return path


@pytest.fixture
def vault_folder(vault_template: Path, tmp_path: Path) -> Path:
    """A closed vault that `passphrase` opens, for this test alone."""
    return Path(shutil.copytree(vault_template, tmp_path / "Test.civicdesk"))


@pytest.fixture(scope="session")
def passphrase() -> str:
    return PASSPHRASE
