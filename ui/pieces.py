"""The small pieces that pages are put together from, so that they look and read alike."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import _
from ui import theme

SHAPES = {"note": "●", "good": "●", "warning": "▲", "danger": "■"}
"""A shape beside each tone, so that nothing is told by colour alone."""


class Sentence(QLabel):
    """Words that wrap, Khmer too; `role` as in the style sheet."""

    def __init__(self, text: str = "", role: str = "", *, wrap: bool = True) -> None:
        super().__init__()
        self.setWordWrap(wrap)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            self.setProperty("role", role)
        self.say(text)

    def say(self, text: str) -> None:
        """Show other words."""
        self.setText(theme.words(text))


class Button(QPushButton):
    """A button with a verb and, if it helps, one of our icons in the colour that fits its role."""

    def __init__(self, text: str, role: str = "", icon: str = "") -> None:
        super().__init__(text)
        self._icon = icon
        self._tone = {"quiet": "accent", "primary": "surface", "dangerous": "danger"}.get(role, "text")
        if role:
            self.setProperty("role", role)
        self.setAutoDefault(False)
        if icon:
            self.redraw()
            theme.notifier().changed.connect(self.redraw)

    def redraw(self) -> None:
        """Draw the icon in the colours in force."""
        self.setIcon(theme.icon(self._icon, self._tone))


def narrow(part: QWidget) -> QHBoxLayout:
    """Not wider than a form; a row of its own, so that the page knows how tall its sentences become."""
    part.setMaximumWidth(theme.FORM_WIDTH)
    line = QHBoxLayout()
    line.addWidget(part, 100)
    line.addStretch(1)
    return line


def button(text: str, slot: Callable[[], object], role: str = "", icon: str = "") -> Button:
    """A button that does something."""
    made = Button(text, role, icon)
    made.clicked.connect(lambda: slot())
    return made


def primary(text: str, slot: Callable[[], object]) -> Button:
    """The one button of a page that Enter presses."""
    made = button(text, slot, "primary")
    made.setDefault(True)
    return made


class IconButton(QToolButton):
    """A button with one of our icons, a name for screen readers and a tip that tells its key."""

    def __init__(self, icon: str, name: str, keys: str = "", tone: str = "text") -> None:
        super().__init__()
        self._icon, self._tone = icon, tone
        self.setAccessibleName(name)
        self.setToolTip(f"{name} ({keys})" if keys else name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(18, 18))
        self.redraw()
        theme.notifier().changed.connect(self.redraw)

    def redraw(self) -> None:
        """Draw the icon in the colours in force."""
        self.setIcon(theme.icon(self._icon, self._tone))

    def become(self, icon: str, name: str) -> None:
        """Show another icon for another meaning."""
        self._icon = icon
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.redraw()


def icon_button(icon: str, name: str, slot: Callable[[], object], keys: str = "") -> IconButton:
    """An icon button that does something."""
    made = IconButton(icon, name, keys)
    made.clicked.connect(lambda: slot())
    return made


def keep_from_keyboard(control: QWidget) -> None:
    """What is typed here must not become a suggestion of the keyboard: names, places, what was sealed."""
    quiet = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
    control.setInputMethodHints(control.inputMethodHints() | quiet)


def rule() -> QFrame:
    """A thin line across."""
    made = QFrame()
    made.setProperty("role", "rule")
    made.setFixedHeight(1)
    return made


def card() -> tuple[QFrame, QVBoxLayout]:
    """A sheet of paper and the layout on it."""
    frame = QFrame()
    frame.setProperty("role", "card")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(2 * theme.MARGIN, 3 * theme.GAP, 2 * theme.MARGIN, 3 * theme.GAP)
    layout.setSpacing(theme.GAP)
    return frame, layout


def row(*things: QWidget | int, spacing: int = theme.GAP) -> QHBoxLayout:
    """Widgets side by side; a number is stretch."""
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(spacing)
    fill(made, things)
    return made


def column(page: QWidget, *things: QWidget | int, spacing: int = theme.GAP + theme.HALF) -> QVBoxLayout:
    """Widgets one below the other, filling a page to its edges; a number is stretch."""
    made = QVBoxLayout(page)
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(spacing)
    fill(made, things)
    return made


def fill(layout: QBoxLayout, things: tuple[QWidget | int, ...]) -> None:
    """Add widgets, and stretch for numbers."""
    for thing in things:
        if isinstance(thing, int):
            layout.addStretch(thing)
        else:
            layout.addWidget(thing)


_FRAME = 48
"""Room left for the frame and title that the window system draws around a window."""


def give_size(window: QWidget, width: int, height: int) -> None:
    """Open a window at this size, or as large as the screen lets it be seen whole."""
    room = window.screen().availableGeometry()
    window.resize(min(width, room.width()), min(height, room.height() - _FRAME))


class Stack(QWidget):
    """Pages on one spot, as tall as the page that is shown: Qt's own stack is as tall as the tallest."""

    def __init__(self) -> None:
        super().__init__()
        self._pages: list[QWidget] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def add(self, page: QWidget) -> None:
        """Add a page; the first one is shown."""
        page.setVisible(not self._pages)
        self._pages.append(page)
        self._layout.addWidget(page)

    @property
    def at(self) -> int:
        """Number of the page shown, from 0."""
        return next((number for number, page in enumerate(self._pages) if not page.isHidden()), -1)

    def show_page(self, page: QWidget | int) -> None:
        """Show one page and hide the others."""
        wanted = self._pages[page] if isinstance(page, int) else page
        for other in self._pages:
            if other is not wanted:
                other.hide()
        wanted.show()


class Labelled(QVBoxLayout):
    """A label above its control, with an access key and a line of help."""

    def __init__(self, text: str, control: QWidget, help_text: str = "", *more: QWidget) -> None:
        super().__init__()
        self.setSpacing(theme.HALF)
        label = QLabel(text)
        label.setProperty("role", "label")
        label.setBuddy(control)
        name = text.replace("&", "")
        control.setAccessibleName(name)
        if help_text:
            control.setAccessibleDescription(help_text)
        self.addWidget(label)
        self.addLayout(row(control, *more)) if more else self.addWidget(control)
        if help_text:
            self.addWidget(Sentence(help_text, "small"))


class Banner(QFrame):
    """One message at the top of a page: a shape, a sentence, what to do, and a way to put it away."""

    def __init__(self) -> None:
        super().__init__()
        self._shape = QLabel()
        self._sentence = Sentence(role="label")
        self._todo = Sentence()
        self.action = button("", self._act, "quiet")
        self.action.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._then: Callable[[], object] | None = None
        self.tone = ""
        self._close = icon_button("close", _("Put this message away"), self.hide)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._sentence)
        words.addWidget(self._todo)
        tall = self._close.sizeHint().height()
        air = max(0, tall - self._sentence.sizeHint().height()) // 2
        words.setContentsMargins(0, air, 0, air)  # the first line stands beside the shape and the buttons
        self._shape.setMinimumHeight(tall)
        self._words = words
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.MARGIN, theme.HALF, theme.GAP, theme.HALF)
        layout.setSpacing(theme.GAP + theme.HALF)
        layout.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        layout.addWidget(self.action, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.hide()

    def sizeHint(self) -> QSize:
        """As tall as its words are at the width it has: wrapped words in a narrow window are never cut."""
        hint, layout = super().sizeHint(), self.layout()
        if layout is not None and self.isVisible():
            hint.setHeight(layout.totalHeightForWidth(self.width()))
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may need another height."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    @property
    def text(self) -> str:
        """What it says now."""
        return f"{self._sentence.text()} {self._todo.text()}".strip().replace("\u200b", "")

    def show_error(self, error: CivicDeskError) -> None:
        """Tell a failure as its sentence and what to do."""
        self.say(error.sentence, "danger", error.todo)

    def say(
        self,
        sentence: str,
        tone: str = "note",
        todo: str = "",
        action: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        """Tell something; tone is note, good, warning or danger. An action is a verb and what it does."""
        self.tone = tone
        self._shape.setText(SHAPES[tone])
        theme.give_role(self._shape, tone)
        self._sentence.say(sentence)
        self._todo.say(todo)
        self._todo.setVisible(bool(todo))
        self._place_action(below=bool(todo))
        self.action.setText(action[0] if action else "")
        self.action.setVisible(action is not None)
        self.action.setFocusPolicy(Qt.FocusPolicy.StrongFocus if action else Qt.FocusPolicy.NoFocus)
        self._then = action[1] if action else None
        self.setAccessibleName(f"{sentence} {todo}".strip())
        theme.give_role(self, "banner" if tone == "note" else f"banner-{tone}")
        self.show()

    def _place_action(self, *, below: bool) -> None:
        """Beside one short sentence, or under many words, which need the room."""
        layout = self.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.removeWidget(self.action)
        self._words.removeWidget(self.action)
        if below:
            self._words.addWidget(self.action, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            layout.insertWidget(2, self.action, 0, Qt.AlignmentFlag.AlignTop)

    def _act(self) -> None:
        self.hide()
        if self._then is not None:
            self._then()
