"""Minutes: kept with who was there and what was decided, corrected, received, and given out as official documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from lianjian.apps.coordination.actions.correct_minutes import correct_minutes
from lianjian.apps.coordination.actions.record_meeting import record_meeting
from lianjian.apps.coordination.actions.see_minutes import see_minutes
from lianjian.apps.coordination.queries import group_card
from lianjian.apps.coordination.queries import meeting as meeting_in_scope
from lianjian.apps.coordination.rules.meetings import (
    MOST_DECISIONS,
    DecisionDraft,
    MeetingState,
    check_held,
)
from lianjian.foundation.wording import explain
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.kit.papers import MEDIA, document_answer
from lianjian.web.office.attendance import LISTS, AttendanceField, named
from lianjian.web.office.choosing import houses, people_of
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import Day, OfficeForm, run
from lianjian.web.office.frame import this_day
from lianjian.web.office.groups import may_run, page_of, parties_of, run_by
from lianjian.web.office.meetings import Moment
from lianjian.web.office.minutes_paper import minutes_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.coordination.queries import GroupCard, MeetingLine
    from lianjian.kernel.refusals import Refused

ROWS, MORE_ROWS = 4, 4


class MinutesForm(OfficeForm):
    """What was said, who was there, what was decided: as many decisions as there were."""

    more_word = gettext_lazy("More rows for decisions")
    title = forms.CharField(label=gettext_lazy("Subject"), max_length=120)
    held_at = Moment(label=gettext_lazy("When it was held"))
    place = forms.CharField(label=pgettext_lazy("of a meeting", "Where"), required=False, max_length=120)
    minutes = forms.CharField(
        label=gettext_lazy("Minutes"), required=False, widget=forms.Textarea(attrs={"rows": 10})
    )

    def __init__(self, *args: Any, parties: Iterable[int], day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parties = list(parties)
        self.fields["attendance"] = AttendanceField(
            people_of(parties, day),
            label=_("Attendance"),
            help_text=_("Whoever was invited and is named nowhere stays “not noted”."),
        )
        parts = [("", "—"), *houses(parties)]
        self.rows = _rows(self.data or self.initial, grown=not self.is_bound)
        for place in range(1, self.rows + 1):
            self.fields[f"decision_{place}"] = forms.CharField(
                label=_("Decision %(place)s") % {"place": place},
                required=False,
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_("With an organisation and a day it becomes a duty there.") if place == 1 else "",
            )
            self.fields[f"house_{place}"] = forms.TypedChoiceField(
                label=_("Who carries out decision %(place)s") % {"place": place},
                required=False,
                choices=parts,
                coerce=int,
                empty_value=None,
            )
            self.fields[f"day_{place}"] = Day(
                label=_("Decision %(place)s: by which day") % {"place": place}, required=False
            )

    def clean(self) -> dict[str, Any]:
        """A day or an organisation without words, or one without the other, is no decision."""
        values = super().clean() or {}
        for place in range(1, self.rows + 1):
            house, day = values.get(f"house_{place}"), values.get(f"day_{place}")
            if (house or day) and not values.get(f"decision_{place}"):
                self.add_error(f"decision_{place}", _("What was decided?"))
            elif house and not day and f"day_{place}" not in self.errors:
                self.add_error(f"day_{place}", _("A duty needs its day."))
        return values

    def decisions(self) -> list[DecisionDraft]:
        """Those that were written, in order."""
        values = self.cleaned_data
        return [
            DecisionDraft(values[f"decision_{n}"], values[f"house_{n}"], values[f"day_{n}"])
            for n in range(1, self.rows + 1)
            if values[f"decision_{n}"]
        ]

    def stand_beside(self, refused: Refused) -> None:
        """What is wrong with the decisions stands beside the first of them, with one of its lists beside the attendance."""
        if refused.field == "decisions":
            self.add_error("decision_1", explain(refused))
        elif refused.field and refused.field in LISTS:
            self.add_error("attendance", explain(refused))
        else:
            super().stand_beside(refused)


def _rows(values: Mapping[str, Any], *, grown: bool) -> int:
    """How many decisions ``values`` hold rows for, and, where more are wanted, some more."""
    named = [int(n[9:]) for n in values if n.startswith("decision_") and n[9:].isdecimal() and len(n) < 13]  # noqa: PLR2004 - three digits
    most = min(max(named, default=ROWS), MOST_DECISIONS)
    return min(most + MORE_ROWS, MOST_DECISIONS) if grown and "more" in values else max(ROWS, most)


def _sent(request: HttpRequest, initial: dict[str, Any]) -> dict[str, Any]:
    """What the form gets of a request: its data, or, where more rows are wanted, the same as a beginning."""
    if "more" in request.POST:
        return {"initial": {**request.POST.dict(), "attendance": _said(request.POST)}}
    return {"data": request.POST or None, "initial": initial}


def _said(sent: Mapping[str, Any]) -> dict[int, str]:
    head = "attendance_"
    keys = {name: whole_number(name.removeprefix(head)) for name in sent if name.startswith(head)}
    return {key: str(sent[name]) for name, key in keys.items() if key is not None}


class CorrectionForm(OfficeForm):
    """Other words for the minutes."""

    minutes = forms.CharField(
        label=gettext_lazy("Minutes"), required=False, widget=forms.Textarea(attrs={"rows": 14})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=30_000)


@in_office
def record(request: HttpRequest, group: int) -> HttpResponse:
    """Keep the minutes of a meeting that nobody planned here."""
    card = run_by(request, group)
    now = timezone.localtime().replace(second=0, microsecond=0)
    return _keep(request, card, {"held_at": now}, None)


@in_office
def keep(request: HttpRequest, meeting: int) -> HttpResponse:
    """Keep the minutes of a planned meeting: what was planned stands in the form. Nobody counts as present unasked."""
    line, card = _run(request, meeting)
    initial = {
        "title": line.title,
        "held_at": timezone.localtime(line.held_at),
        "place": line.place,
        "minutes": line.agenda,
    }
    return _keep(request, card, initial, line)


def _keep(
    request: HttpRequest, card: GroupCard, initial: dict[str, Any], line: MeetingLine | None
) -> HttpResponse:
    """Those who can have been there are those with a mandate on its day."""
    try:
        typed = parse_datetime(request.POST.get("held_at", ""))
    except ValueError:
        typed = None
    day = typed.date() if typed else this_day()
    form = MinutesForm(parties=parties_of(card), day=day, **_sent(request, initial))

    def deed(values: dict[str, Any]) -> str:
        said = values["attendance"]
        made = record_meeting(
            by=actor_of(request),
            group=card.id,
            meeting=line.id if line is not None else None,
            decisions=form.decisions(),
            **{name: values[name] for name in ("title", "held_at", "place", "minutes", "client_key")},
            attendees=named(said, "attendees"),
            excused=named(said, "excused"),
            absent=named(said, "absent"),
        )
        messages.success(request, _("The minutes are kept. Decisions with a day stand among what is due."))
        return reverse("office:meeting", args=[made.pk])

    page = page_of(card, _("Keep the minutes of a meeting"))
    return run(request, form, deed, action=_("Keep the minutes"), wide=True, **page)


@in_office
def correct(request: HttpRequest, meeting: int) -> HttpResponse:
    """Write other words; the earlier ones stay readable below them."""
    line, card = _run(request, meeting)
    check_held(line.state)
    form = CorrectionForm(request.POST or None, initial={"minutes": line.minutes, "version": line.version})

    def deed(values: dict[str, Any]) -> str:
        correct_minutes(
            by=actor_of(request), meeting=meeting, minutes=values["minutes"], version=values["version"]
        )
        messages.success(
            request, _("Corrected. The earlier words stay readable; nobody has confirmed the new ones yet.")
        )
        return reverse("office:meeting", args=[meeting])

    return run(request, form, deed, action=_("Correct them"), **page_of(card, _("Correct the minutes")))


@in_office
@require_POST
def seen(request: HttpRequest, meeting: int) -> HttpResponse:
    """Say that one has read the minutes."""
    see_minutes(by=actor_of(request), meeting=meeting)
    return redirect("office:meeting", meeting)


@in_office
def paper(request: HttpRequest, meeting: int, form: str) -> HttpResponse:
    """The minutes as an official document (纪要), as PDF or .docx."""
    line = meeting_in_scope(actor_of(request), meeting)
    if form not in MEDIA or line.state is not MeetingState.HELD:
        raise NotThere
    return document_answer(minutes_document(line), f"minutes-{line.id}", form=form, keep=True)


def _run(request: HttpRequest, meeting: int) -> tuple[MeetingLine, GroupCard]:
    actor = actor_of(request)
    line = meeting_in_scope(actor, meeting)
    card = group_card(actor, line.group)
    if not may_run(actor, card):
        raise NotThere
    return line, card
