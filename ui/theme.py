"""How the window looks, in one place: type, spacing, colours, light and dark and high contrast, scale.

Tokens are named by role. Colours come from `civicdesk.palette`, so a chart on screen and on paper agree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace

from PySide6.QtCore import QLoggingCategory, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from civicdesk import i18n, khmer, paths
from civicdesk.palette import DARK, LIGHT, Palette, rgb
from ui import icons

HALF = 4
GAP = 8
MARGIN = 16
RADIUS = 4
NAVIGATION_WIDTH = 224
FORM_WIDTH = 720
TWO_COLUMNS_FROM = 1200
MODES = ("system", "light", "dark", "contrast")
SCALES = (90, 100, 110, 120, 135, 150)
SIZES = {"title": 1.6, "section": 1.2, "base": 1.0, "small": 0.9}

CONTRAST_LIGHT = replace(
    LIGHT, ground="#FFFFFF", shade="#FFFFFF", text="#000000", muted="#1F2429", line="#000000"
)
CONTRAST_DARK = replace(
    DARK,
    ground="#000000",
    surface="#000000",
    shade="#000000",
    text="#FFFFFF",
    muted="#E7EBEE",
    line="#FFFFFF",
)


@dataclass(frozen=True)
class Look:
    """What a person chose: colours, size in percent."""

    mode: str = "system"
    scale: int = 100


class _Notifier(QObject):
    changed = Signal()


_notifier: _Notifier | None = None
_look = Look()
_dressed: tuple[Look, bool, str] | None = None
_families: list[str] = []


def notifier() -> _Notifier:
    """Whose signal `changed` tells that colours or sizes are new."""
    global _notifier
    if _notifier is None:
        _notifier = _Notifier()
    return _notifier


def look() -> Look:
    """The look in force."""
    return _look


def apply(application: QApplication, chosen: Look | None = None) -> None:
    """Dress the whole application; call it again after a change of look or language.

    Every widget is dressed anew, which takes long: nothing is done where nothing would look otherwise.
    """
    global _look, _dressed
    _look = chosen or _look
    wanted = (_look, is_dark(), i18n.language())
    if wanted == _dressed:
        return
    _dressed = wanted
    _load_fonts()
    icons.forget()
    application.setStyle("Fusion")
    application.setFont(font("base"))
    application.setPalette(_qt_palette(colours()))
    application.setStyleSheet(stylesheet())
    notifier().changed.emit()


def is_dark() -> bool:
    """Whether light words stand on a dark ground now."""
    if _look.mode in ("light", "dark"):
        return _look.mode == "dark"
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def is_contrast() -> bool:
    """Whether high contrast is asked for, here or by the system."""
    style = QGuiApplication.styleHints()  # held, or the hints go with it
    hints = style.accessibility()
    wanted = hints is not None and hints.contrastPreference() == Qt.ContrastPreference.HighContrast
    return _look.mode == "contrast" or (_look.mode == "system" and wanted)


def colours() -> Palette:
    """The colours in force."""
    if is_contrast():
        return CONTRAST_DARK if is_dark() else CONTRAST_LIGHT
    return DARK if is_dark() else LIGHT


def mixed(one: str, other: str, share: float) -> str:
    """`share` of the first colour over the second."""
    parts = [round(255 * (a * share + b * (1 - share))) for a, b in zip(rgb(one), rgb(other), strict=True)]
    return "#{:02X}{:02X}{:02X}".format(*parts)


def base_size() -> float:
    """Points of ordinary text: Khmer needs a size more than Latin."""
    return (11.5 if i18n.language() == "km" else 10.5) * _look.scale / 100


def font(size: str = "base", *, bold: bool = False) -> QFont:
    """A font of the type scale: title, section, base or small."""
    chosen = QFont(_families or [QApplication.font().family()])
    chosen.setPointSizeF(base_size() * SIZES[size])
    chosen.setWeight(QFont.Weight.DemiBold if bold or size in ("title", "section") else QFont.Weight.Normal)
    return chosen


def row_height() -> int:
    """Height of a row in a list: room for Khmer subscripts when the language is Khmer."""
    least = 38 if i18n.language() == "km" else 32
    return max(round(least * _look.scale / 100), QFontMetrics(font("base")).height() + 2 * HALF)


def icon(name: str, tone: str = "text") -> QIcon:
    """One of our own icons in the colour of a role."""
    palette = colours()
    return icons.icon(name, palette.tone(tone), mixed(palette.muted, palette.surface, 0.6))


def words(text: str) -> str:
    """A text whose Khmer may break at the end of a line; for showing only."""
    return khmer.breakable(text)


def give_role(widget: QWidget, role: str) -> None:
    """Dress a widget for its role, see resources/styles/window.qss; may be called again with another role."""
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def stylesheet() -> str:
    """The style sheet with its tokens filled in."""
    sheets = sorted(paths.resource("styles").glob("*.qss"))
    text = re.sub(r"/\*.*?\*/", "", "\n".join(sheet.read_text("utf-8") for sheet in sheets), flags=re.DOTALL)
    values = _tokens()
    return re.sub(r"@([a-z_]+)", lambda match: values[match.group(1)], text)


def _tokens() -> dict[str, str]:
    palette = colours()
    values = {item.name: getattr(palette, item.name) for item in fields(palette)}
    values |= {f"{size}_size": f"{base_size() * factor:.2f}pt" for size, factor in SIZES.items()}
    values |= {f"{tone}_wash": mixed(palette.tone(tone), palette.surface, 0.12) for tone in _TONES}
    values["stroke"] = palette.line if is_contrast() else mixed(palette.text, palette.surface, 0.5)
    values["chosen"] = mixed(palette.accent, palette.surface, 0.16)
    values["hover"] = mixed(palette.accent, palette.ground, 0.08)
    values["pressed"] = mixed(palette.accent, palette.ground, 0.2)
    values["primary_hover"] = mixed(palette.accent, palette.text, 0.85)
    values["on_accent"] = palette.surface
    values["icons"] = paths.resource("icons").as_posix()
    values["shade_of"] = "dark" if is_dark() else "light"
    values["row"] = f"{row_height() - 2 * HALF}px"
    return values


_TONES = ("accent", "danger", "warning", "good", "note")


def _qt_palette(palette: Palette) -> QPalette:
    """The same colours for what Qt draws itself."""
    made = QPalette()
    role = QPalette.ColorRole
    for key, colour in {
        role.Window: palette.ground,
        role.WindowText: palette.text,
        role.Base: palette.surface,
        role.AlternateBase: palette.shade,
        role.Text: palette.text,
        role.PlaceholderText: palette.muted,
        role.Button: palette.surface,
        role.ButtonText: palette.text,
        role.BrightText: palette.danger,
        role.ToolTipBase: palette.surface,
        role.ToolTipText: palette.text,
        role.Highlight: mixed(palette.accent, palette.surface, 0.2),
        role.HighlightedText: palette.text,
        role.Link: palette.accent,
        role.LinkVisited: palette.accent,
        role.Accent: palette.accent,
        role.Mid: palette.line,
        role.Dark: palette.line,
        role.Light: palette.surface,
        role.Midlight: palette.shade,
    }.items():
        made.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, key, QColor(mixed(palette.muted, palette.surface, 0.75)))
    return made


def _load_fonts() -> None:
    """Register the bundled fonts, Latin first, then Khmer; the system's font stands in where they are missing."""
    if _families:
        return
    # Qt mentions each script that the first family lacks, before it takes the second, as it should.
    QLoggingCategory.setFilterRules("qt.text.font.db.info=false")
    found: list[str] = []
    for name in sorted(paths.resource("fonts").glob("*.ttf")):
        number = QFontDatabase.addApplicationFont(str(name))
        found += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    _families.extend(sorted(dict.fromkeys(found), key=lambda family: ("Khmer" in family, family)))
