"""The forms of the steps about a commitment, each with the verb it calls."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianjian.apps.coordination.rules.photographs import LARGEST_FILE
from lianjian.apps.projects.actions.attach_evidence import attach_evidence
from lianjian.apps.projects.actions.confirm_commitment import confirm_commitment
from lianjian.apps.projects.actions.renegotiate_commitment import renegotiate_commitment
from lianjian.apps.projects.actions.report_done import report_done
from lianjian.apps.projects.actions.report_progress import report_progress
from lianjian.apps.projects.actions.send_back_commitment import send_back_commitment
from lianjian.apps.projects.actions.withdraw_commitment import withdraw_commitment
from lianjian.apps.projects.rules.commitments import Move
from lianjian.apps.projects.rules.evidence import MOST_FILES, File
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import gettext_noop
from lianjian.web.mobile.entry_form import Photographs, Several

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.utils.functional import _StrPromise

    from lianjian.foundation.actor import Actor
    from lianjian.kernel.refusals import Refused


class Words(forms.Form):
    """A step in words."""

    client_key = forms.RegexField(r"^[0-9A-Za-z-]{8,64}$", widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("In one sentence"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class Reason(Words):
    """A step that needs its reason."""

    text = forms.CharField(label=_("The reason"), strip=False, widget=forms.Textarea(attrs={"rows": 3}))


class Proof(Words):
    """Photographs and PDF documents, with a number where one was promised."""

    files = Photographs(  # type: ignore[assignment] # a field of that name, as Django reads its forms
        label=_("Photos or PDF documents"),
        required=False,
        widget=Several(attrs={"accept": "image/*,application/pdf"}),
    )


class Counted(Proof):
    value = forms.CharField(
        label=_("Reached so far"),
        required=False,
        help_text=_("Only where a number was promised: the sum up to today, digits only."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


class NewDay(Reason):
    due_on = forms.DateField(
        label=_("The new day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    field_order = ["due_on", "text"]


@dataclass(frozen=True, slots=True)
class Doing:
    """A step: what it is called, what its button says, what is said when it is done (msgid), its form."""

    name: _StrPromise
    act: _StrPromise
    done: str
    form: type[Words]
    do: Callable[[Actor, int, Mapping[str, Any]], object]
    grave: bool = False


def files_of(said: Mapping[str, Any]) -> list[File]:
    """Of a file that is too large only as much is read as shows that it is."""
    taken = said["files"][: MOST_FILES + 1]
    return [File(name=file.name or "", data=file.read(LARGEST_FILE + 1)) for file in taken]


def _confirm(by: Actor, commitment: int, said: Mapping[str, Any]) -> object:
    return confirm_commitment(by=by, commitment=commitment, text=said["text"], client_key=said["client_key"])


def _send_back(by: Actor, commitment: int, said: Mapping[str, Any]) -> object:
    return send_back_commitment(
        by=by, commitment=commitment, reason=said["text"], client_key=said["client_key"]
    )


def _renegotiate(by: Actor, commitment: int, said: Mapping[str, Any]) -> object:
    return renegotiate_commitment(
        by=by,
        commitment=commitment,
        due_on=said["due_on"],
        reason=said["text"],
        client_key=said["client_key"],
    )


def _withdraw(by: Actor, commitment: int, said: Mapping[str, Any]) -> object:
    return withdraw_commitment(
        by=by, commitment=commitment, reason=said["text"], client_key=said["client_key"]
    )


def _report(by: Actor, commitment: int, said: Mapping[str, Any]) -> object:
    return report_progress(
        by=by,
        commitment=commitment,
        text=said["text"],
        value=said.get("value") or None,
        files=files_of(said),
        client_key=said["client_key"],
    )


def _done(by: Actor, commitment: int, said: Mapping[str, Any]) -> object:
    return report_done(
        by=by,
        commitment=commitment,
        text=said["text"],
        value=said.get("value") or None,
        files=files_of(said),
        client_key=said["client_key"],
    )


def _evidence(by: Actor, commitment: int, said: Mapping[str, Any]) -> object:
    return attach_evidence(
        by=by,
        commitment=commitment,
        text=said["text"],
        files=files_of(said),
        client_key=said["client_key"],
    )


STEPS: dict[Move, Doing] = {
    Move.CONFIRM: Doing(
        _("Confirm that it is done"),
        _("Confirm"),
        gettext_noop("Confirmed. It counts as kept on the day it was reported done."),
        Words,
        _confirm,
    ),
    Move.SEND_BACK: Doing(
        _("Send it back"),
        _("Return it"),
        gettext_noop("Sent back with your reason. It is open again with its old day."),
        Reason,
        _send_back,
    ),
    Move.REPORT: Doing(
        _("Report how it stands"),
        _("Report it"),
        gettext_noop("Reported. The receiver sees it now."),
        Counted,
        _report,
    ),
    Move.DONE: Doing(
        _("Report it done"),
        _("It is done"),
        gettext_noop("Reported done. Now the receiver confirms it or sends it back."),
        Counted,
        _done,
    ),
    Move.EVIDENCE: Doing(
        _("Add photos or documents"),
        _("Add it"),
        gettext_noop("Added. Both sides see it."),
        Proof,
        _evidence,
    ),
    Move.RENEGOTIATE: Doing(
        _("Agree on another day"),
        _("Agree"),
        gettext_noop("The new day holds. The first day and your reason stay readable."),
        NewDay,
        _renegotiate,
    ),
    Move.WITHDRAW: Doing(
        _("Give it up"),
        _("Give it up"),
        gettext_noop("Given up, with your reason on record."),
        Reason,
        _withdraw,
        grave=True,
    ),
}


def _shape(move: Move, *, counted: bool) -> type[Words]:
    """What is ``counted`` by periods has no number of its own: it is reported for its period."""
    shape = STEPS[move].form
    return Proof if counted and shape is Counted else shape


def form_for(move: Move, *, counted: bool = False) -> forms.Form:
    """An empty form of a step under a key of its own; its fields are told apart from those of other steps."""
    return _shape(move, counted=counted)(auto_id=f"id_{move}_%s", initial={"client_key": uuid.uuid4().hex})


def bound(move: Move, data: Any, files: Any, *, counted: bool = False) -> forms.Form:
    """The form of a step as it was sent."""
    return _shape(move, counted=counted)(data, files, auto_id=f"id_{move}_%s")


def refuse(form: forms.Form, refused: Refused) -> None:
    """Put a refusal beside its field."""
    field = {"reason": "text"}.get(refused.field, refused.field)
    form.add_error(field if field in form.fields else None, explain(refused))
