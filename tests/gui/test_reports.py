"""Paper from the window: chosen, looked at, then saved as it was looked at."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest

from ui.navigation import Place
from ui.pages.reports import ReportsPage

LONG = 60_000


@pytest.fixture
def reports(qtbot, window, settle) -> ReportsPage:
    window.go(Place("reports"))
    page = window.page
    assert isinstance(page, ReportsPage)
    qtbot.waitUntil(lambda: page.reports.count() > 0, timeout=LONG)
    return page


def choose(page: ReportsPage, name: str) -> None:
    names = [page.reports.item(at).data(256).name for at in range(page.reports.count())]
    page.reports.setCurrentRow(names.index(name))


def previewed(qtbot, page: ReportsPage) -> None:
    bugs: list[Exception] = []
    page._session.broke.connect(bugs.append)
    page.preview()
    qtbot.waitUntil(lambda: not page.bar.is_busy, timeout=LONG)
    assert bugs == []


def test_every_report_is_offered(reports):
    names = [reports.reports.item(at).data(256).name for at in range(reports.reports.count())]
    assert names == ["board", "results", "meeting", "leave-behind", "sheet"]
    assert all(reports.reports.item(at).data(256).about for at in range(reports.reports.count()))


def test_a_report_is_looked_at_and_then_saved_as_it_was(qtbot, reports, settle, tmp_path):
    choose(reports, "sheet")
    settle()
    reports.record.words.setText("Commune council C1")
    qtbot.waitUntil(lambda: reports.record.list.count() == 1, timeout=LONG)
    assert not reports.save_button.isEnabled()
    previewed(qtbot, reports)
    assert not reports.banner.isVisible(), reports.banner.text
    assert "1 page" in reports.left_out.text()
    reports.save_to(tmp_path / "sheet.pdf")
    qtbot.waitUntil(lambda: reports.banner.isVisible(), timeout=LONG)
    assert "Saved as sheet.pdf" in reports.banner.text
    document = pypdfium2.PdfDocument(tmp_path / "sheet.pdf")
    assert "Commune council C1" in document[0].get_textpage().get_text_bounded()
    document.close()


def test_another_day_or_audience_asks_for_another_look(qtbot, reports, settle):
    choose(reports, "sheet")
    qtbot.waitUntil(lambda: reports.record.hit is not None, timeout=LONG)
    previewed(qtbot, reports)
    assert reports.save_button.isEnabled()
    reports.as_of.choose(date(2024, 3, 31))
    assert reports.order.as_of == date(2024, 3, 31)
    assert not reports.save_button.isEnabled()
    assert reports.paper.page_count == 0


def test_a_day_that_cannot_be_read_is_said_and_nothing_is_made(qtbot, reports, settle):
    choose(reports, "board")
    reports.as_of.line.clear()
    qtbot.keyClicks(reports.as_of.line, "2024-03-32")
    assert "2024-03-32" in reports.unread.text()
    assert reports.order is None
    assert not reports.preview_button.isEnabled()
    reports.as_of.line.clear()
    qtbot.keyClicks(reports.as_of.line, "2024-03-31")
    assert not reports.unread.isVisible()
    assert reports.order.as_of == date(2024, 3, 31)
    assert reports.preview_button.isEnabled()


def test_a_preview_that_comes_too_late_is_not_shown(qtbot, reports, settle):
    choose(reports, "sheet")
    qtbot.waitUntil(lambda: reports.record.hit is not None, timeout=LONG)
    reports.preview()
    reports.audience.setCurrentIndex(1)
    qtbot.waitUntil(lambda: not reports.bar.is_busy, timeout=LONG)
    assert reports.paper.page_count == 0
    assert not reports.save_button.isEnabled()


def test_a_refused_report_says_why_and_cannot_be_saved(qtbot, reports, settle, tmp_path):
    choose(reports, "leave-behind")
    qtbot.waitUntil(lambda: reports.record.hit is not None, timeout=LONG)
    reports.preview()
    qtbot.waitUntil(lambda: not reports.bar.is_busy, timeout=LONG)
    if reports.banner.isVisible():
        assert reports.banner.text
        assert not reports.save_button.isEnabled()


def test_a_folder_that_is_gone_is_told_and_nothing_is_logged(qtbot, reports, settle, window, tmp_path):
    choose(reports, "sheet")
    qtbot.waitUntil(lambda: reports.record.hit is not None, timeout=LONG)
    previewed(qtbot, reports)
    reports.save_to(tmp_path / "gone" / "sheet.pdf")
    qtbot.waitUntil(reports.banner.isVisible, timeout=LONG)
    assert "does not exist" in reports.banner.text
