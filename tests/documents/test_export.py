"""Writing a file: whole or not at all, private, neutral."""

from __future__ import annotations

import io
import os
import re
import stat
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from civicdesk.documents import export
from civicdesk.documents.blocks import Paragraph


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    export.write_export(tmp_path / "a.pdf", b"content")
    assert (tmp_path / "a.pdf").read_bytes() == b"content"
    assert os.name != "posix" or stat.S_IMODE((tmp_path / "a.pdf").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def test_a_missing_folder_has_its_own_sentence(tmp_path: Path) -> None:
    with pytest.raises(export.ExportFolderMissing):
        export.write_export(tmp_path / "none" / "a.pdf", b"x")


def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(export.ExportDiskFull):
        export.write_export(tmp_path / "a.pdf", b"new")
    assert (tmp_path / "a.pdf").read_bytes() == b"old" and len(list(tmp_path.iterdir())) == 1


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="root may write anywhere")
def test_a_closed_folder_has_its_own_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(export.ExportNotAllowed):
        export.write_export(tmp_path / "a.pdf", b"x")


def test_the_default_name_tells_nothing() -> None:
    names = {export.default_name(date(2024, 3, 31)) for _try in range(20)}
    assert all(re.fullmatch(r"doc-20240331-[A-Z0-9]{4}\.pdf", name) for name in names) and len(names) > 1


def test_synchronised_folders_are_noticed() -> None:
    assert export.may_be_copied_away(Path("/home/x/OneDrive - Office/out"))
    assert export.may_be_copied_away(Path("/media/stick"), lambda _folder: True)
    assert not export.may_be_copied_away(Path("/home/x/Documents"))


def test_pictures_carry_no_metadata(paper) -> None:
    pictures = export.pages_as_png(paper(Paragraph("កម្ពុជា")), 60)
    picture = Image.open(io.BytesIO(pictures[0]))
    assert len(pictures) == 1 and picture.size == (497, 702) and not picture.info


def test_the_text_of_a_file_can_be_checked_before_it_is_written(paper) -> None:
    assert "កម្ពុជា" in export.text_of(paper(Paragraph("កម្ពុជា")))
