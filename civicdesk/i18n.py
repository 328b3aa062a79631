"""Every sentence a person reads goes through here: gettext, working with or without a catalogue."""

from __future__ import annotations

import gettext as _gettext

from civicdesk import paths

DOMAIN = "civicdesk"

_current: _gettext.NullTranslations = _gettext.NullTranslations()
_language = "en"


def use(language: str) -> bool:
    """Speak `language` ("en", "km") from now on; False when there is no catalogue, and English is used."""
    global _current, _language
    try:
        _current = _gettext.translation(DOMAIN, paths.resource("locale"), [language])
    except OSError:
        _current, _language = _gettext.NullTranslations(), "en"
        return language == "en"
    _language = language
    return True


def language() -> str:
    """The language spoken now."""
    return _language


def _(message: str) -> str:
    """`message` in the language spoken at the time of the call."""
    return _current.gettext(message) if message else ""


def ngettext(one: str, many: str, n: int) -> str:
    """`one` or `many`, as the current language counts `n`."""
    return _current.ngettext(one, many, n)


def pgettext(context: str, message: str) -> str:
    """`message` translated in a named context, for words that mean two things."""
    return _current.pgettext(context, message)


def N_(message: str) -> str:  # noqa: N802  (the name that every gettext tool knows)
    """Mark a sentence for translators where it is declared; it is translated by `_` where it is shown."""
    return message
