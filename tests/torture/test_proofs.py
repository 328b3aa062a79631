"""The proofs themselves: what they look for they find, and one lock is really looked into in every run of the tests."""

from __future__ import annotations

import base64
import gzip
import os
import shutil
import sys
import unicodedata
import zlib

import pytest

from tests.torture import canaries, memory, network, permissions
from tests.torture.tour import CANARIES

FORMS = {
    "utf-8": lambda word: word.encode(),
    "utf-16": lambda word: word.encode("utf-16-le"),
    "utf-16, high byte first": lambda word: word.encode("utf-16-be"),
    "utf-32": lambda word: word.encode("utf-32-le"),
    "composed": lambda word: unicodedata.normalize("NFC", word).encode(),
    "decomposed": lambda word: unicodedata.normalize("NFD", word).encode(),
    "small letters": lambda word: word.lower().encode(),
    "base64": lambda word: base64.b64encode(b"xy" + word.encode() + b"z"),
    "zlib": lambda word: zlib.compress(b"before " * 9 + word.encode()),
    "gzip": lambda word: gzip.compress(word.encode() * 3),
    "escaped": lambda word: word.encode("unicode_escape"),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("word", CANARIES)
def test_a_canary_is_found_in_every_form(word, form):
    around = os.urandom(500)
    assert canaries.holds(around + FORMS[form](word) + around)


def test_noise_holds_no_canary():
    assert not any(canaries.holds(os.urandom(4000)) for _round in range(50))


def test_a_secret_is_looked_for_in_the_forms_it_may_lie_in():
    key = os.urandom(32)
    found = memory.patterns({"key": key.hex(), "title": "Office"})
    assert key in found["key"] and key.hex().encode() in found["key"]
    assert "Office".encode("utf-16-le") in found["title"]


@pytest.mark.skipif(
    sys.platform != "linux" or getattr(os, "geteuid", lambda: 1)() != 0 or not shutil.which("setpriv"),
    reason="the memory of another process is read as an administrator of Linux",
)
def test_nothing_secret_is_in_memory_after_the_lock(tmp_path):
    """One of the ways to lock; T-MEM tries all of them."""
    assert memory.reader_can_read()
    with memory._ground() as (vault, secret):
        assert list(memory.one_lock(vault, secret, "keys in a dialog")) == []


@pytest.mark.torture
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("proof", [canaries, memory, network, permissions], ids=lambda proof: proof.NAME)
def test_a_tour_of_the_whole_window_keeps_the_promise(proof):
    outcome = proof.run(proof.CI)
    assert outcome.ok, outcome.line()
