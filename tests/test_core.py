"""Sentences, language, clock, paths, notes and hardening: what everything else stands on."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo

from civicdesk import clock, errors, i18n, log, paths
from civicdesk.errors import CivicDeskError, WrongPassphrase

KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, CivicDeskError) and kind.says
]


def test_every_failure_has_a_sentence_of_its_own_and_says_what_to_do() -> None:
    assert len(KINDS) > 20
    assert len({kind.says for kind in KINDS}) == len(KINDS)
    for kind in KINDS:
        assert kind.says.endswith("."), kind
        assert kind.do.endswith("."), kind
        assert str(kind()) == f"{kind.says} {kind.do}"


def test_a_sentence_may_be_given() -> None:
    told = CivicDeskError("The file has no header row.", "Add one.")
    assert (told.sentence, told.todo) == ("The file has no header row.", "Add one.")
    assert str(CivicDeskError("Only this.")) == "Only this."


@pytest.fixture
def khmer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = Catalog(locale="km")
    catalogue.add(WrongPassphrase.says, "ពាក្យសម្ងាត់នេះមិនត្រូវទេ។")
    catalogue.add(("one record", "many records"), ("កំណត់ត្រា",))
    target = tmp_path / "resources" / "locale" / "km" / "LC_MESSAGES" / "civicdesk.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)


def test_a_sentence_is_translated_when_it_is_said_not_when_it_is_declared(khmer: None) -> None:
    try:
        assert i18n.use("km")
        assert WrongPassphrase().sentence == "ពាក្យសម្ងាត់នេះមិនត្រូវទេ។"
        assert i18n.ngettext("one record", "many records", 5) == "កំណត់ត្រា"
        assert i18n._("never translated") == "never translated"
        assert i18n._("") == ""
    finally:
        i18n.use("en")
    assert WrongPassphrase().sentence == WrongPassphrase.says


def test_a_language_without_a_catalogue_falls_back_to_english() -> None:
    assert not i18n.use("tlh")
    assert i18n.language() == "en"
    assert i18n.ngettext("one record", "many records", 1) == "one record"


def test_the_clock_shows_phnom_penh() -> None:
    assert clock.now().utcoffset() == timedelta(hours=7)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_late_evening_in_europe_is_already_tomorrow_in_phnom_penh() -> None:
    with clock.use(clock.Clock.at(datetime(2024, 3, 31, 20, 0, tzinfo=UTC))):
        assert clock.today() == date(2024, 4, 1)


def test_a_set_clock_is_seen_by_the_worker_thread_and_is_put_back() -> None:
    with clock.use(clock.Clock.at(date(2024, 3, 31))), ThreadPoolExecutor() as pool:
        assert pool.submit(clock.today).result() == date(2024, 3, 31)
    assert clock.today() >= date(2025, 1, 1)


def test_resources_are_found() -> None:
    assert paths.resource("wordlists", "eff_large.txt").is_file()


def test_notes_take_codes_and_nothing_else() -> None:
    log.note("vault.opened", 3)
    assert log.recent()[-1] == log.Note("vault.opened", 3)
    for content in ("Sok Dara", "vault opened", "ភ្នំពេញ", "", "a" * 61):
        with pytest.raises(ValueError, match="a code"):
            log.note(content)


FRESH = """
import os, civicdesk
print([os.environ[name] == os.devnull for name in ("OPENSSL_CONF", "OPENSSL_MODULES", "OPENSSL_ENGINES")])
from civicdesk.hardening import harden
print(sorted(harden()))
import resource
print(resource.getrlimit(resource.RLIMIT_CORE))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="Linux")
def test_a_hardened_process_leaves_no_core_and_cannot_be_read() -> None:
    hostile = {**os.environ, "OPENSSL_CONF": "planted.cnf", "OPENSSL_MODULES": "."}
    done = subprocess.run(
        [sys.executable, "-c", FRESH], capture_output=True, text=True, check=True, env=hostile
    )
    assert done.stdout.splitlines() == ["[True, True, True]", "['no-core', 'not-dumpable']", "(0, 0)"]


def test_importing_the_core_touches_neither_openssl_nor_sqlite() -> None:
    code = "import sys, civicdesk.errors, civicdesk.clock, civicdesk.i18n; print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for heavy in ("'cryptography'", "'sqlcipher3'", "'sqlalchemy'", "'PySide6'"):
        assert heavy not in done.stdout


@pytest.mark.skipif(os.name != "posix", reason="a pipe shows who reads a file: the reader waits for ever")
def test_the_libraries_read_no_openssl_configuration(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "planted.cnf")
    planted = {**os.environ, "OPENSSL_CONF": str(tmp_path / "planted.cnf")}
    for code in (
        "import cryptography.hazmat.bindings._rust",
        "import sqlcipher3; sqlcipher3.connect(':memory:')",
    ):
        command = [sys.executable, "-c", "import civicdesk; " + code]
        subprocess.run(command, check=True, env=planted, timeout=60)
    command = [sys.executable, "-c", "import cryptography.hazmat.bindings._rust"]
    with pytest.raises(subprocess.TimeoutExpired):  # the trap works: without our first lines it is read
        subprocess.run(command, check=True, env=planted, timeout=4)
