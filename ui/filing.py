"""What somebody may report without being able to read it afterwards, and the words for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicdesk.i18n import _
from civicdesk.records.record import CASEWORK, record_type

if TYPE_CHECKING:
    from civicdesk.vault.vault import Vault


def entries(vault: Vault) -> tuple[tuple[str, str], ...]:
    """Type and words of every report that this person files unseen; nothing for what they can open."""
    from civicdesk.vault.letters import TYPES, fileable_types

    names = {cls.meta.name for cls in fileable_types(vault)}
    return tuple((name, title(name)) for name in TYPES if name in names)


def title(type_name: str) -> str:
    """What the entry is called."""
    return menu_title(type_name).replace("&", "")


def menu_title(type_name: str) -> str:
    """The same with its access key."""
    return {
        "incident": _("Report an &incident…"),
        "case": _("Report a &case…"),
        "movement": _("File a &movement plan…"),
        "support_request": _("Ask for &support…"),
    }[type_name]


def before(type_name: str) -> str:
    """What must be known before a word is typed."""
    if record_type(type_name).meta.compartment == CASEWORK:
        return _(
            "Only the case workers can read this once it is filed. You cannot open or change it afterwards."
        )
    return _("Only the focal point can read this once it is filed. You cannot open or change it afterwards.")


def after(type_name: str) -> str:
    """What becomes of it."""
    if record_type(type_name).meta.compartment == CASEWORK:
        return _("Filed. The case workers find it at their next unlocking.")
    return _("Filed. The focal point finds it at the next unlocking.")
