"""Editors for days, instants and dates as far as they are known: typed in words, echoed as understood."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLabel, QVBoxLayout, QWidget

from civicdesk import clock
from civicdesk.i18n import _
from civicdesk.records.fields import Field
from civicdesk.records.values import PartialDate, Precision, western_digits
from ui.pieces import icon_button
from ui.records.editor import in_a_row
from ui.records.text_editors import TextEditor
from ui.records.words import day_words, partial_words


class PartialDateEditor(TextEditor):
    """A date as far as it is known: 2024-01-26, 2024-01, Q1 2024, 2023, "autumn 2023", "end of 2016"."""

    example = "2024-01-26, 2024-01, autumn 2023"

    def __init__(self, spec: Field, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.line.setPlaceholderText(self.example)
        self.calendar = icon_button(
            "calendar",
            _("Choose the day for “{label}” in a calendar").format(label=spec.label),
            self._open_calendar,
        )
        self.echo = QLabel(self)
        self.echo.setProperty("role", "echo")
        self.echo.setWordWrap(True)
        self.echo.hide()
        self.box.removeWidget(self.line)
        self.box.addLayout(in_a_row(self.line, self.calendar))
        self.box.addWidget(self.echo)

    def draw(self, value: object) -> None:
        """Show the date as typed and how it is understood."""
        super().draw(value)
        self._show_echo()

    def read(self, text: str) -> None:
        """Take what was typed and say how it is understood."""
        super().read(text)
        self._show_echo()

    def spell(self, value: object) -> str:
        """The shortest words that mean this date."""
        if not isinstance(value, PartialDate):
            return ""
        match value.precision:
            case Precision.MONTH if not value.text:
                return f"{value.day:%Y-%m}"
            case _:
                return str(value)

    def parse(self, text: str) -> object:
        """Read the words."""
        return relative_day(text) or read_partial(text)

    def understood(self, value: object) -> str:
        """The echo: how the date is understood."""
        if not isinstance(value, PartialDate):
            return ""
        match value.precision:
            case Precision.DAY:
                return day_words(value.day, "dddd d MMMM yyyy")
            case Precision.PERIOD:
                return _("Kept as “{words}”; counted as ending on {day}.").format(
                    words=value, day=day_words(value.day)
                )
            case _:
                return _("{words}; the day is not known.").format(words=partial_words(value))

    def _show_echo(self) -> None:
        words = "" if self.complaint else self.understood(self.value())
        self.echo.setText(words)
        self.echo.setVisible(bool(words))

    def _open_calendar(self) -> None:
        popup = CalendarPopup(self, self.current_day())
        popup.open_under(self.line)

    def current_day(self) -> date:
        """The day that the calendar opens at."""
        value = self.value()
        return value.day if isinstance(value, PartialDate) else clock.today()

    def choose(self, day: date) -> None:
        """Take a day from the calendar."""
        self.line.setText(day.isoformat())
        self.read(day.isoformat())
        self.line.setFocus()


class DateEditor(PartialDateEditor):
    """A calendar day."""

    example = "2024-01-26"

    def spell(self, value: object) -> str:
        """The ISO day."""
        return value.isoformat() if isinstance(value, date) else ""

    def parse(self, text: str) -> object:
        """Read the day; a month or a year alone is not enough here."""
        return read_day(text)

    def understood(self, value: object) -> str:
        """The day in words, with its weekday."""
        return day_words(value, "dddd d MMMM yyyy") if isinstance(value, date) else ""

    def current_day(self) -> date:
        """The day itself, or today."""
        value = self.value()
        return value if isinstance(value, date) else clock.today()


class DateTimeEditor(PartialDateEditor):
    """A day and a time in Phnom Penh."""

    example = "2024-03-12 09:00"

    def spell(self, value: object) -> str:
        """Day and time."""
        return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else ""

    def parse(self, text: str) -> object:
        """Read day and time."""
        words, at = _split_time(text)
        day = read_day(words)
        if at is None:
            raise ValueError(_("Give the time as well, such as {day} 09:00.").format(day=day.isoformat()))
        return datetime.combine(day, at, clock.PHNOM_PENH)

    def understood(self, value: object) -> str:
        """Weekday, day and time."""
        if not isinstance(value, datetime):
            return ""
        return _("{day}, {time} in Phnom Penh").format(
            day=day_words(value.date(), "dddd d MMMM yyyy"), time=f"{value:%H:%M}"
        )

    def current_day(self) -> date:
        """The day of the instant, or today."""
        value = self.value()
        return value.date() if isinstance(value, datetime) else clock.today()

    def choose(self, day: date) -> None:
        """Take a day from the calendar and keep the time; without one, wait for it to be typed."""
        _words, at = _split_time(self.line.text())
        text = f"{day.isoformat()} {at:%H:%M}" if at else f"{day.isoformat()} "
        self.line.setText(text)
        self.read(text)
        self.line.setFocus()


class CalendarPopup(QFrame):
    """A month to choose a day from; Enter or a click takes it, Esc closes it."""

    def __init__(self, owner: PartialDateEditor, day: date) -> None:
        super().__init__(owner, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        self.month = QCalendarWidget(self)
        self.month.setAccessibleName(_("Calendar for “{label}”").format(label=owner.spec.label))
        self.month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.month.setSelectedDate(QDate(day.year, day.month, day.day))
        self.month.clicked.connect(self._take)
        self.month.activated.connect(self._take)
        self._owner = owner
        layout.addWidget(self.month)

    def open_under(self, control: QWidget) -> None:
        """Open below a control, with the focus in the month."""
        self.move(control.mapToGlobal(QPoint(0, control.height())))
        self.show()
        self.month.setFocus()

    def _take(self, day: QDate) -> None:
        self.close()
        self._owner.choose(date(day.year(), day.month(), day.day()))


def relative_day(text: str) -> PartialDate | None:
    """Today, tomorrow and yesterday, in English or the reader's language."""
    words = text.replace("\u200b", "").strip().casefold()
    for shift, names in (
        (0, ("today", _("today"))),
        (1, ("tomorrow", _("tomorrow"))),
        (-1, ("yesterday", _("yesterday"))),
    ):
        if words in names:
            return PartialDate(clock.today() + timedelta(days=shift))
    return None


def read_day(text: str) -> date:
    """A full day; ValueError with a sentence when a part is missing or it does not exist."""
    found = relative_day(text) or read_partial(text)
    if found.precision is not Precision.DAY:
        raise ValueError(_("Give the day as well, such as {day}.").format(day=found.day.isoformat()))
    return found.day


def read_partial(text: str) -> PartialDate:
    """A date as far as it is known; ValueError with a sentence when it cannot be one."""
    found = PartialDate.parse(text)
    if not 1900 <= found.day.year <= 2199:
        raise ValueError(_("The year {year} cannot be right.").format(year=found.day.year))
    return found


def _split_time(text: str) -> tuple[str, time | None]:
    """The words before the time, and the time at their end."""
    plain = western_digits(text).replace("\u200b", "").strip()
    found = re.fullmatch(r"(.*?)[ T,]+(\d{1,2})(?:[:.h](\d{2}))? ?(am|pm)?", plain, re.IGNORECASE)
    if not found or not (found[3] or found[4]):
        return plain, None
    hour = int(found[2]) % 12 + (12 if found[4].lower() == "pm" else 0) if found[4] else int(found[2])
    if hour > 23 or int(found[3] or 0) > 59:
        raise ValueError(_("There is no time “{time}”.").format(time=plain[len(found[1]) :].strip(" ,T")))
    return found[1], time(hour, int(found[3] or 0))
