"""What is being written outside the vault when the program is replaced does not stay on the disk by halves."""

from __future__ import annotations

import pytest

from civicdesk.documents.export import ExportFolderMissing, exported
from civicdesk.unfinished import drop_unfinished


def test_what_is_not_whole_is_taken_away_when_everything_is_dropped(tmp_path):
    path = tmp_path / "doc.pdf"
    path.write_bytes(b"an older one")
    with pytest.raises(ExportFolderMissing):
        _locked_meanwhile(path)
    assert list(tmp_path.iterdir()) == [path] and path.read_bytes() == b"an older one"


def _locked_meanwhile(path):
    with exported(path) as file:
        file.write(b"testimony")
        file.flush()
        assert len(list(path.parent.iterdir())) == 2
        drop_unfinished()
        assert list(path.parent.iterdir()) == [path]


def test_what_is_whole_stays(tmp_path):
    path = tmp_path / "doc.pdf"
    with exported(path) as file:
        file.write(b"a report")
    drop_unfinished()
    assert path.read_bytes() == b"a report" and list(tmp_path.iterdir()) == [path]
