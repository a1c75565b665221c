"""The way of a project from stage to stage: each step with what it needs, back or given up with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.projects.actions.advance_project import advance_project
from lianjian.apps.projects.rules.joint import Stage
from lianjian.apps.projects.rules.stages import next_of, steps_from
from lianjian.web.acting import actor_of
from lianjian.web.office.choosing import ProofField, offer, proof
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import OfficeForm, run
from lianjian.web.office.linked_marks import NEED_WORDS
from lianjian.web.office.marks import STAGE_WORDS
from lianjian.web.office.projects import page_of, worked

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class StageForm(OfficeForm):
    """Where it goes, and what that step needs."""

    stage = forms.ChoiceField(label=gettext_lazy("Stage"), widget=forms.RadioSelect)
    judged_by = forms.CharField(
        label=gettext_lazy("Who judged whether it can be done"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("An expert, an institute, an authority. Needed to go on to the funding."),
    )
    text = forms.CharField(
        label=gettext_lazy("What was found, or why"),
        required=False,
        max_length=4000,
        help_text=gettext_lazy(
            "Needed for the finding, for the end, and whenever it goes back or is given up."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    files = ProofField(label=gettext_lazy("Photos or PDF documents"), required=False)  # type: ignore[assignment] # a field of that name


def step_words(before: str, after: Stage) -> Any:
    """A step as the form offers it: on, back, or given up."""
    word = STAGE_WORDS[after]
    if after is Stage.GIVEN_UP:
        return _("Give the project up")
    if after == next_of(before):
        return _("On to: %(stage)s") % {"stage": word}
    return _("Back to: %(stage)s") % {"stage": word}


@in_office
def advance(request: HttpRequest, project: int) -> HttpResponse:
    """Take it a stage on, back, or give it up."""
    card = worked(request, project)
    following = next_of(card.line.stage)
    form = StageForm(request.POST or None, request.FILES or None, initial={"stage": following or ""})
    offer(
        form, "stage", [(str(one), step_words(card.line.stage, one)) for one in steps_from(card.line.stage)]
    )

    def deed(values: dict[str, Any]) -> str:
        moved = advance_project(
            by=actor_of(request),
            project=project,
            stage=values["stage"],
            text=values["text"],
            judged_by=values["judged_by"],
            files=proof(values["files"]),
        )
        messages.success(request, _("The stage is now: %(stage)s.") % {"stage": STAGE_WORDS[moved.stage]})
        return reverse("office:project", args=[project])

    page = page_of(card, _("Change the stage"))
    if following is not None:
        page["of"] = _("Now: %(now)s. The next step needs: %(need)s") % {
            "now": STAGE_WORDS[card.line.stage],
            "need": NEED_WORDS[following],
        }
    return run(request, form, deed, action=_("Save"), **page)
