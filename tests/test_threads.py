"""A thread that cannot begin is told; nobody waits for it for ever."""

import threading

import pytest

from civicdesk import threads


def test_work_is_done_beside():
    done = threading.Event()
    thread = threads.begin(done.set, "test")
    thread.join(10)
    assert done.is_set() and not thread.is_alive()


def test_a_thread_that_dies_before_it_begins_is_want_of_memory(monkeypatch):
    monkeypatch.setattr(threads, "PATIENCE", 0.05)
    monkeypatch.setattr(threads._Thread, "_bootstrap", lambda _self: None)
    with pytest.raises(MemoryError):
        threads.begin(lambda: None, "test")


def test_a_system_that_gives_no_thread_is_want_of_memory(monkeypatch):
    def refused(_self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refused)
    with pytest.raises(MemoryError):
        threads.begin(lambda: None, "test")
