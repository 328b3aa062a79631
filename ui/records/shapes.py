"""A state as a shape and a word, and a sensitivity tag as a mark and a word: never colour alone."""

from __future__ import annotations

from civicdesk.i18n import _
from civicdesk.records.states import States, label_of
from civicdesk.records.tags import Tag

BEGUN, UNDER_WAY, READY, OFF_PATH, ENDED = "○", "◐", "●", "▲", "■"
MARK = "◆"


def shape_of(states: States, state: str) -> str:
    """Where a state stands in the life of a record, as a shape."""
    if state in states.side:
        return OFF_PATH
    if state in states.ends or (not states.after(state) and state != states.first):
        return ENDED
    if state == states.first:
        return BEGUN
    return READY if set(states.after(state)) & states.ends else UNDER_WAY


def state_words(states: States, state: str) -> str:
    """Shape and word of a state, as shown in lists and headings."""
    return f"{shape_of(states, state)} {label_of(state)}" if state in states.all else ""


def tag_words(tag: Tag) -> str:
    """What a sensitivity tag is called beside a field."""
    return {
        Tag.PERSON_STAFF: _("staff member"),
        Tag.PERSON_OFFICIAL: _("official"),
        Tag.PERSON_COMMUNITY: _("protected person"),
        Tag.PLACE_FINE: _("exact place"),
        Tag.STRATEGY: _("strategy"),
        Tag.SECURITY_DETAIL: _("security detail"),
        Tag.SOURCE_IDENTITY: _("identity of a source"),
        Tag.MONEY: _("money"),
        Tag.HEALTH_LEGAL: _("health or legal"),
        Tag.FREE_TEXT: _("read before release"),
        Tag.INTERNAL_NOTE: _("internal only"),
    }[tag]


def tag_help(tag: Tag) -> str:
    """What the mark means, for its tooltip."""
    return _("Sensitive ({tag}): left out or shortened when something is exported.").format(
        tag=tag_words(tag)
    )
