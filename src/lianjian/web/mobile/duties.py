"""A duty: what, for whom, by when, and the button that finishes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lianjian.apps.coordination.actions.finish_duty import finish_duty
from lianjian.apps.coordination.queries import duty as duty_card
from lianjian.apps.coordination.queries import group_card, groups_behind
from lianjian.apps.coordination.rules.duties import DUTY_LABELS, DutyState
from lianjian.apps.reminders.queries import told_about
from lianjian.apps.reminders.rules.stages import Kind
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.kit.reminding import told_rows
from lianjian.web.mobile.dues import dated
from lianjian.web.mobile.frame import framed, this_day

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from lianjian.foundation.actor import Actor

MARKS = {DutyState.DONE: "ok", DutyState.CANCELLED: "withdrawn"}


class NoteForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("What came of it"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: HttpRequest, duty: int) -> HttpResponse:
    """One duty; a POST says that it is done."""
    actor, day = actor_of(request), this_day()
    card = duty_card(actor, duty, day)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            finish_duty(by=actor, duty=duty, note=form.cleaned_data["note"])
        except NotThere:
            raise
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, explain(refused))
        else:
            messages.success(request, _("Done. The group sees it."))
            return redirect("mobile:duty", duty)
    line = card.line
    _when, mark, words = dated(line.due_on, day)
    if line.state is not DutyState.OPEN:
        mark, words = MARKS[line.state], _(DUTY_LABELS[line.state])
    context = framed(
        request,
        card=card,
        line=line,
        form=form,
        mark=mark,
        words=words,
        source=_source(actor, line.source_key),
        told=told_rows(told_about(actor, Kind.DUTY, [duty]).get(duty, ())),
    )
    return render(request, "mobile/duty.html", context, status=422 if form.errors else 200)


def _source(by: Actor, key: str) -> dict[str, Any] | None:
    """Where the duty comes from: the rhythm or the meeting of a group."""
    found = groups_behind(by, [key]).get(key)
    if found is None:
        return None
    group = group_card(by, found[0])
    for rhythm in group.rhythms:
        if key == f"rhythm:{rhythm.id}":
            return {"group": group, "rhythm": rhythm}
    for meeting in (*group.meetings, *group.planned):
        if key == f"meeting:{meeting.id}":
            return {"group": group, "meeting": meeting}
    return None
