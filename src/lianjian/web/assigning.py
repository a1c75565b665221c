"""Assignments of a newsroom, answered at the desk and on the phone alike: the form, the words, the calendar file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.newsroom.actions.answer_assignment import answer_assignment
from lianjian.apps.newsroom.queries.planning import stories_to_link
from lianjian.apps.newsroom.rules.planning import ASSIGNMENT_LABELS, WORD_LIMIT, AssignmentState, late
from lianjian.apps.reminders.rules.ical import Entry, calendar_bytes
from lianjian.foundation.wording import explain
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from lianjian.apps.newsroom.queries.planning import AssignmentRow
    from lianjian.foundation.actor import Actor

MARKS = {
    AssignmentState.OPEN: "due",
    AssignmentState.DONE: "ok",
    AssignmentState.CANNOT: "stop",
    AssignmentState.CANCELLED: "withdrawn",
}


class AnswerForm(forms.Form):
    """The story that came of it, or why not."""

    story = forms.TypedChoiceField(
        label=gettext_lazy("The story that came of it"), coerce=int, required=False, empty_value=None
    )
    cannot = forms.CharField(label=gettext_lazy("Or: why you cannot"), max_length=WORD_LIMIT, required=False)

    def __init__(self, *args: Any, by: Actor, newsroom: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(story.pk, _title(story)) for story in stories_to_link(by, newsroom)]
        self.fields["story"].choices = [("", _("not yet")), *named]  # type: ignore[attr-defined] # a choice field

    def save(self, by: Actor, assignment: int) -> bool:
        """Answer; whether it was taken. What is wrong stands beside its field."""
        try:
            answer_assignment(by=by, assignment=assignment, **self.cleaned_data)
        except NotThere:
            raise
        except Refused as refused:
            self.add_error(refused.field if refused.field in self.fields else None, explain(refused))
            return False
        return True


def _title(story: Any) -> str:
    revision = story.latest_revision
    return (revision.object_str if revision else "") or str(story)


def shown(row: AssignmentRow, now: datetime) -> dict[str, Any]:
    """An assignment for a page: its state as mark and word, whether it is late."""
    is_late = late(row.state, row.due_at, now)
    state = AssignmentState(row.state)
    return {
        "row": row,
        "late": is_late,
        "open": state is AssignmentState.OPEN,
        "mark": "late" if is_late else MARKS[state],
        "word": _("late") if is_late else _(ASSIGNMENT_LABELS[state]),
    }


def columns() -> list[str]:
    """The head of the workbook of assignments."""
    return [
        _("Topic"),
        _("Given to"),
        _("What is to be done"),
        _("Where to go"),
        _("Deadline"),
        _("State"),
        _("Story"),
        _("Answer"),
    ]


def cells(row: AssignmentRow, now: datetime) -> list[Any]:
    """One assignment in the workbook."""
    return [
        row.topic.title,
        row.person.name,
        row.what,
        row.place,
        row.due_at,
        shown(row, now)["word"],
        row.story.title if row.story is not None else "",
        row.answer,
    ]


def calendar_file(rows: Iterable[AssignmentRow], address: Callable[[int], str]) -> HttpResponse:
    """Open assignments as ``assignments.ics``; ``address`` gives the page of one by its key."""
    host = settings.BASE_URL.split("//", 1)[-1].split(":")[0]
    entries = [
        Entry(
            uid=f"assignment-{row.pk}@{host}",
            title=f"{_('Deadline')}：{row.topic.title}",
            day=civil_date(row.due_at),
            url=settings.BASE_URL + address(row.pk),
            at=row.due_at,
            place=row.place,
            about=row.what,
        )
        for row in rows
    ]
    body = calendar_bytes(_("My assignments"), entries, today=civil_date(timezone.now()))
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="assignments.ics"'
    answer["Cache-Control"] = "private, no-store"
    return answer
