"""Making, checking, writing and logging any report: what is refused, what is kept, and that both or neither happen."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from civicdesk.demo import DemoThere, meeting_reference, write_demo
from civicdesk.documents import catalogue
from civicdesk.documents.blocks import Paragraph
from civicdesk.documents.catalogue import export_report, make_report, preview, report_kinds, write_report
from civicdesk.documents.checks import file_problems
from civicdesk.documents.export import text_of
from civicdesk.documents.page import Document
from civicdesk.documents.removable import is_removable
from civicdesk.documents.request import Request
from civicdesk.errors import CivicDeskError, DiskFull
from civicdesk.records.choices import Audience, Tlp
from civicdesk.services.exports import exports
from civicdesk.vault.keyslot import FLOOR
from civicdesk.vault.vault import Vault

AS_OF = date(2024, 3, 31)
PASSPHRASE = "lotus river mango heron palm rice"


@pytest.fixture
def desk(demo_path):
    """The demo, open to be changed."""
    vault = Vault.open(demo_path, PASSPHRASE)
    yield vault
    vault.close()


def ref_for(vault, kind):
    return meeting_reference(vault) if kind in ("meeting", "leave-behind", "sheet") else ""


ALLOWED = [(kind.name, audience) for kind in report_kinds() for audience in kind.audiences]
REFUSED = [(k.name, a) for k in report_kinds() for a in Audience if a not in k.audiences]


@pytest.mark.parametrize("kind, audience", REFUSED)
def test_an_audience_that_may_not_have_a_report_is_told_who_may(demo, kind, audience):
    with pytest.raises(CivicDeskError, match="It may be made for"):
        make_report(demo, kind, Request(audience, AS_OF, ref_for(demo, kind)))


@pytest.mark.parametrize("kind, audience", [pair for pair in ALLOWED if pair[0] != "sheet"])
def test_every_report_is_made_for_all_its_audiences(demo, kind, audience):
    made = make_report(demo, kind, Request(audience, AS_OF, ref_for(demo, kind)))
    assert made.pdf.startswith(b"%PDF") and made.pages >= 1
    assert made.tlp.value in text_of(made.pdf)
    assert made.name.startswith("doc-")


def test_the_same_report_has_the_same_bytes(demo):
    request = Request(Audience.BOARD, AS_OF)
    assert make_report(demo, "board", request).pdf == make_report(demo, "board", request).pdf


def test_nothing_in_the_file_tells_who_made_it_or_when(demo):
    pdf = make_report(demo, "board", Request(Audience.BOARD, AS_OF)).pdf
    for trace in (b"ReportLab", b"CreationDate", b"Producer", b"Author", b"/ID"):
        assert trace not in pdf


@pytest.mark.parametrize("kind", ["meeting", "leave-behind", "sheet"])
@pytest.mark.parametrize(
    "ref, sentence", [("", "Say which record"), ("MTG-1999-001", "no record with the reference")]
)
def test_an_unknown_reference_gets_a_sentence(demo, kind, ref, sentence):
    audience = Audience.AUTHORITY if kind == "leave-behind" else Audience.INTERNAL
    with pytest.raises(CivicDeskError, match=sentence):
        make_report(demo, kind, Request(audience, AS_OF, ref))


def test_a_record_of_another_kind_gets_a_sentence(demo):
    other = next(demo.iterate("campaign")).ref
    with pytest.raises(CivicDeskError, match="not of the right kind"):
        make_report(demo, "meeting", Request(Audience.INTERNAL, AS_OF, other))


def test_an_unknown_report_and_a_missing_audience_get_a_sentence(demo):
    with pytest.raises(CivicDeskError, match="no report called"):
        make_report(demo, "horoscope", Request(Audience.BOARD, AS_OF))
    with pytest.raises(CivicDeskError, match="Choose who this file is for"):
        make_report(demo, "board", Request(None, AS_OF))


@pytest.mark.parametrize("kind, audience, looser", [
    ("board", Audience.BOARD, Tlp.AMBER), ("results", Audience.DONOR, Tlp.GREEN),
    ("meeting", Audience.INTERNAL, Tlp.CLEAR)])  # fmt: skip
def test_a_looser_label_is_refused_and_a_stricter_one_is_taken(demo, kind, audience, looser):
    request = Request(audience, AS_OF, ref_for(demo, kind))
    with pytest.raises(CivicDeskError, match="The loosest label you can use"):
        make_report(demo, kind, replace(request, tlp=looser))
    made = make_report(demo, kind, replace(request, tlp=Tlp.RED))
    text = text_of(made.pdf)
    assert made.tlp is Tlp.RED and text.count("TLP:RED") == 2 * made.pages and "TLP:AMBER" not in text


def test_a_file_for_people_outside_never_names_a_protected_record(demo):
    incident = next(demo.iterate("incident"))
    document = Document("T", "TLP:AMBER", (Paragraph(f"See {incident.ref}."),))
    (problem,) = file_problems(document, Audience.DONOR, None, demo.look())
    assert problem.id == "V-EXP-06"
    assert not list(file_problems(document, Audience.BOARD, None, demo.look()))


def test_the_preview_ends_with_what_is_left_out(demo):
    lines = preview(demo, "sheet", Request(Audience.BOARD, AS_OF, meeting_reference(demo)))
    assert all(line == line.strip() and line for line in lines)
    assert "fields" in lines[-1]


# writing and the log ---------------------------------------------------------------------------------------


def test_what_was_looked_at_is_written_and_logged(desk, tmp_path):
    made = make_report(desk, "board", Request(Audience.BOARD, AS_OF))
    path = tmp_path / "doc.pdf"
    write_report(desk, made, path, purpose="board meeting", given_to="the chair")
    (line,) = exports(desk)
    assert path.read_bytes() == made.pdf and path.stat().st_mode & 0o777 == 0o600
    assert line["sha256"] == hashlib.sha256(made.pdf).hexdigest()
    assert (line["report"], line["audience"], line["tlp"]) == ("board", "board", "TLP:AMBER+STRICT")
    assert (line["purpose"], line["given_to"], line["by"]) == ("board meeting", "the chair", desk.staff_id)
    assert json.loads(line["figures"])["participants.to_date"] == 2064
    assert desk.verify().ok


def test_the_log_never_holds_the_content(desk, tmp_path):
    export_report(desk, "meeting", tmp_path / "doc.pdf", audience=Audience.INTERNAL, as_of=AS_OF,
                  ref=meeting_reference(desk))  # fmt: skip
    assert "Preah Sdach" not in json.dumps(exports(desk), ensure_ascii=False)


def test_the_history_of_a_record_shows_that_it_was_exported(desk, tmp_path):
    ref = meeting_reference(desk)
    export_report(desk, "meeting", tmp_path / "doc.pdf", audience=Audience.INTERNAL, as_of=AS_OF, ref=ref)
    newest = desk.history("meeting", desk.by_ref(ref).id)[0]
    assert newest.verb == "export" and "TLP:AMBER+STRICT" in newest.reason


def test_the_log_of_a_case_lies_where_the_case_lies(desk, tmp_path):
    case = next(desk.iterate("case"))
    export_report(desk, "sheet", tmp_path / "doc.pdf", audience=Audience.INTERNAL, as_of=AS_OF, ref=case.ref)
    assert exports(desk)
    desk.stores.pop("casework").close()
    assert exports(desk) == []


def test_a_file_that_cannot_be_written_is_not_logged(desk, tmp_path):
    with pytest.raises(CivicDeskError, match="does not exist"):
        export_report(desk, "board", tmp_path / "gone" / "doc.pdf", audience=Audience.BOARD, as_of=AS_OF)
    assert exports(desk) == [] and desk.verify().ok


def test_a_file_whose_log_cannot_be_kept_is_not_left_behind(desk, tmp_path, monkeypatch):
    def full(self):
        raise DiskFull

    monkeypatch.setattr("civicdesk.vault.store.Store.commit", full)
    with pytest.raises(DiskFull):
        export_report(desk, "board", tmp_path / "doc.pdf", audience=Audience.BOARD, as_of=AS_OF)
    monkeypatch.undo()
    assert not (tmp_path / "doc.pdf").exists() and exports(desk) == []


def test_a_folder_that_may_copy_the_file_away_asks_why(desk, tmp_path):
    folder = tmp_path / "OneDrive - Office"
    folder.mkdir()
    with pytest.raises(CivicDeskError, match="may copy the file to the internet"):
        export_report(desk, "board", folder / "doc.pdf", audience=Audience.BOARD, as_of=AS_OF)
    assert list(folder.iterdir()) == [] and exports(desk) == []
    export_report(
        desk, "board", folder / "doc.pdf", audience=Audience.BOARD, as_of=AS_OF, purpose="for the chair"
    )
    assert (folder / "doc.pdf").is_file()


def test_a_removable_drive_asks_why(desk, tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "is_removable", lambda _folder: True)
    with pytest.raises(CivicDeskError, match="may copy the file"):
        export_report(desk, "board", tmp_path / "doc.pdf", audience=Audience.BOARD, as_of=AS_OF)


def test_drives_are_told_apart_by_what_the_system_says(tmp_path):
    assert not is_removable(tmp_path)
    assert is_removable(Path("/media/somebody/STICK"))
    assert is_removable(Path("/run/media/somebody/STICK"))


# the demo --------------------------------------------------------------------------------------------------


def test_the_demo_writes_everything_for_its_owner_only(tmp_path):
    folder = tmp_path / "demo"
    lines = list(write_demo(folder, FLOOR))
    names = {path.name for path in folder.iterdir()}
    secret = (folder / "passphrase.txt").read_text().strip()
    assert {"Demo.civicdesk", "passphrase.txt", "board-report.pdf", "results.pdf", "meeting-brief.pdf",
            "leave-behind.pdf", "board-report-1.png", "results-1.png", "meeting-brief-2.png",
            "leave-behind-1.png"} <= names  # fmt: skip
    assert folder.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())
    assert secret in lines[-1] and any("board-report.pdf: 8 pages" in line for line in lines)
    vault = Vault.open(folder / "Demo.civicdesk", secret)
    assert len(exports(vault)) == 4
    vault.close()


@pytest.mark.parametrize("name", ["Demo.civicdesk", "passphrase.txt"])
def test_a_demo_never_writes_over_what_is_there(tmp_path, name):
    (tmp_path / name).write_text("mine")
    with pytest.raises(DemoThere, match=name):
        list(write_demo(tmp_path, FLOOR))
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_demo_that_could_not_be_made_leaves_nothing_half_done(tmp_path, monkeypatch):
    def stop(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr("civicdesk.demo.create_demo", stop)
    with pytest.raises(KeyboardInterrupt):
        list(write_demo(tmp_path / "demo", FLOOR))
    assert list((tmp_path / "demo").iterdir()) == []
    shutil.rmtree(tmp_path / "demo")
