"""What every test stands on: no screen, one hypothesis profile, nothing of this computer's own settings."""

import atexit
import os

# Before anything imports Qt: a test must never open a window on the screen of whoever runs it.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

from hypothesis import HealthCheck, settings

settings.register_profile(
    "civicdesk",
    deadline=None,  # two shared cores say nothing about the time of one example
    database=None,  # nothing is written into the source tree
    derandomize=True,  # a run says the same twice; `--hypothesis-profile=explore` looks for what is new
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("explore", settings.get_profile("civicdesk"), derandomize=False)
settings.load_profile("civicdesk")

import shutil  # noqa: E402
import tempfile  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from functools import lru_cache  # noqa: E402
from pathlib import Path  # noqa: E402

import pytest  # noqa: E402

from civicdesk.starter.content import load_content  # noqa: E402
from civicdesk.starter.demo import create_demo  # noqa: E402
from civicdesk.vault.keyslot import FLOOR, Kdf  # noqa: E402
from civicdesk.vault.vault import Vault  # noqa: E402
from tests.second_reader import seen_by_another, seen_by_us  # noqa: E402

PASSPHRASE = "lotus river mango heron palm rice"

_derive = lru_cache(maxsize=512)(Kdf.derive)


def _derive_once(kdf: Kdf, text: bytes, salt: bytes) -> bytes:
    """Argon2 itself, asked once for the same passphrase and salt: every test opens a copy of the same template."""
    return _derive(kdf, text, salt)


Kdf.derive = _derive_once  # type: ignore[method-assign]

os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(prefix="civicdesk-state-")
atexit.register(shutil.rmtree, os.environ["XDG_STATE_HOME"], ignore_errors=True)


@pytest.fixture(autouse=True, scope="module")
def _memory_of_the_module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The program remembers how new a vault is: copies of one template must not remember each other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(autouse=True)
def _memory_of_the_test(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new vault with the starter content, made once and copied by every test that needs one."""
    path = tmp_path_factory.mktemp("template") / "Template.civicdesk"
    vault = Vault.create(path, PASSPHRASE, name="Officer A", post="Director", kdf=FLOOR)
    load_content(vault)
    vault.close()
    return path


@pytest.fixture
def vault_path(template: Path, tmp_path: Path) -> Path:
    """A vault of the test's own, closed."""
    return Path(shutil.copytree(template, tmp_path / "Test.civicdesk"))


@pytest.fixture
def vault(vault_path: Path) -> Iterator[Vault]:
    """A vault of the test's own, open."""
    opened = Vault.open(vault_path, PASSPHRASE)
    yield opened
    if opened.stores and not opened.read_only:
        _read_twice(opened)
    opened.close()


def _read_twice(vault: Vault) -> None:
    """Whatever a test wrote, another database library finds the same rows in it."""
    keys = vault.opened
    written = [store for store in vault.stores.values() if store.journal.needs_sign(store.db, vault.sid)]
    for store in written:
        vault._sign(store)
    ours = seen_by_us(vault, [store.kind for store in written]) if written else {}
    vault._close_stores()
    for kind, digest in ours.items():
        assert seen_by_another(keys, kind) == digest


@pytest.fixture(scope="module")
def shared_vault(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    """A vault that the tests of one module write into together; for tests that do not count what is there."""
    path = Path(shutil.copytree(template, tmp_path_factory.mktemp("shared") / "Shared.civicdesk"))
    opened = Vault.open(path, PASSPHRASE)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo vault, made once."""
    path = tmp_path_factory.mktemp("demo") / "Demo.civicdesk"
    create_demo(path, PASSPHRASE, FLOOR).close()
    return path


@pytest.fixture
def demo_path(demo_template: Path, tmp_path: Path) -> Path:
    """A demo vault of the test's own, closed."""
    return Path(shutil.copytree(demo_template, tmp_path / "Demo.civicdesk"))


@pytest.fixture(scope="module")
def demo(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    """The demo vault, open, for tests that only read it."""
    path = Path(shutil.copytree(demo_template, tmp_path_factory.mktemp("read") / "Demo.civicdesk"))
    opened = Vault.open(path, PASSPHRASE)
    yield opened
    opened.close()


@pytest.fixture
def vault_passphrase() -> str:
    """What opens every vault of the tests."""
    return PASSPHRASE


@pytest.fixture
def passphrase_file(tmp_path: Path) -> Path:
    """The same, in a file for the command line."""
    file = tmp_path / "passphrase.txt"
    file.write_text(PASSPHRASE + "\n", encoding="utf-8")
    return file
