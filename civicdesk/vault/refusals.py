"""Why a record was not saved: errors that carry the problems, so that a form can show each beside its field."""

from __future__ import annotations

from collections.abc import Sequence

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import N_, _
from civicdesk.records.problems import Problem


class RecordRefused(CivicDeskError):
    """Rules stop the save (E) or the step (T); `problems` has each of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(p.message for p in problems))


class ReasonNeeded(RecordRefused):
    """The save is possible, but each of these warnings (W) or this step asks for a typed reason."""


class RecordChanged(CivicDeskError):
    """Somebody saved the record after it was opened; nothing was overwritten."""

    says = N_(
        "Someone saved this record after you opened it. Compare the two versions and choose what to keep."
    )


class LinkBroken(CivicDeskError):
    """A record points to another that does not exist."""

    def __init__(self, label: str) -> None:
        super().__init__(
            _("“{label}” points to a record that does not exist.").format(label=label),
            _("Choose another one, or leave it empty."),
        )


class NotYours(CivicDeskError):
    """The compartment that would hold the record is not open to this person."""

    says = N_("You do not have the key to the place where this record is kept.")
    do = N_("Ask a colleague who has it to enter the record.")


class PartlySaved(CivicDeskError):
    """The parts of a change lie in two compartments, and the disk took only the first."""

    says = N_("Only a part of this was saved, because the disk refused the rest.")
    do = N_("Open the record again, look what is there, and add what is missing.")


class OnHold(CivicDeskError):
    """A record on legal hold is neither deleted nor disposed of."""

    says = N_("This record is on legal hold and stays.")
    do = N_("Ask a director to lift the hold first.")


class NothingToUndo(CivicDeskError):
    """There is no change of this person left that could be undone."""

    says = N_("There is nothing to undo.")


class UndoOverlapped(CivicDeskError):
    """The record was changed again since, so undoing would overwrite that."""

    says = N_("This record was changed again since, so the earlier change cannot be undone by itself.")
    do = N_("Open its history and put back what you need.")
