"""What a message says: title, day and link of each thing, in the language of its reader. No names of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianjian.apps.parties.queries import actor_of_person, languages_of
from lianjian.apps.projects.queries import projects_of_milestones
from lianjian.apps.reminders.models import Reminder
from lianjian.apps.reminders.ports import Letter, Line
from lianjian.apps.reminders.rules.paths import OWN_PAGE, path_of
from lianjian.apps.reminders.rules.stages import OWED, Kind, Stage

if TYPE_CHECKING:
    from datetime import date

    from lianjian.apps.reminders.models import Dispatch

MOST = 40
"""Lines of a message; the rest is said as a number, with the page that shows all."""


def letter_of(dispatch: Dispatch, today: date) -> Letter | None:
    """What a message says now: what was done meanwhile, or has got another day, is left out. None where nothing is left,
    or where its reader holds no mandate any more."""
    if dispatch.trial:
        return _trial(dispatch)
    language = settings.LANGUAGE_CODE
    if dispatch.person_id is not None:
        if not actor_of_person(dispatch.person_id, today).organisations:
            return None
        language = languages_of([dispatch.person_id]).get(dispatch.person_id) or language
    rows = Reminder.objects.across_organisations("the system sends").filter(
        dispatch=dispatch, case__settled_at=None
    )
    latest: dict[int, Reminder] = {}
    for row in rows.select_related("case").order_by("pk"):
        if row.due_on == row.case.due_on:
            latest[row.case_id] = row
    if not latest:
        return None
    some = sorted(latest.values(), key=lambda row: (row.due_on, row.pk))
    projects = projects_of_milestones([r.case.thing for r in some if r.case.kind == Kind.MILESTONE])
    with translation.override(language):
        count = len(some)
        return Letter(
            key=dispatch.key,
            title=ngettext("Reminder: %(count)d thing", "Reminder: %(count)d things", count)
            % {"count": count},
            lines=tuple(_line(row, projects, today) for row in some[:MOST]),
            foot=_("%(count)d more stand on the page.") % {"count": count - MOST} if count > MOST else "",
            url=settings.BASE_URL + OWN_PAGE,
        )


def _line(row: Reminder, projects: dict[int, int], today: date) -> Line:
    kind = Kind(row.case.kind)
    key = projects.get(row.case.thing, row.case.thing) if kind is Kind.MILESTONE else row.case.thing
    return Line(
        what=" ".join(row.case.what.split()),
        when=when_in_words(kind, row.due_on, today, to_leader=row.stage == Stage.LEADER),
        url=settings.BASE_URL + path_of(kind, key),
    )


def when_in_words(kind: Kind, due_on: date, today: date, *, to_leader: bool = False) -> str:
    """The day of a thing and how far it is, in the language that is active."""
    day, days = date_format(due_on, "MONTH_DAY_FORMAT"), (due_on - today).days
    if kind is Kind.MINUTES:
        return _("the minutes can be read")
    if kind is Kind.MEETING:
        words = {0: _("today"), 1: _("tomorrow")}.get(days, "")
        return f"{day} {words}".strip()
    if kind is Kind.CONFIRMATION:
        waits = ngettext("waits for %(days)d day", "waits for %(days)d days", -days) % {"days": -days}
        return waits if days < 0 else _("reported done today")
    if kind in {Kind.ACCOUNT, Kind.LOSS} and days <= 0:
        return _("since %(day)s") % {"day": day}
    if days < 0 and kind in OWED:
        late = ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}
        return (
            _("due %(day)s, %(late)s; for the leader") % {"day": day, "late": late}
            if to_leader
            else f"{day} · {late}"
        )
    left = (
        _("due today")
        if days == 0
        else ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    )
    return f"{day} · {left}"


def _trial(dispatch: Dispatch) -> Letter:
    with translation.override(settings.LANGUAGE_CODE):
        return Letter(
            key=dispatch.key,
            title=_("Reminder: trial message"),
            lines=(),
            foot=_("This robot will bring reminders of what is due to this group."),
            url=settings.BASE_URL + OWN_PAGE,
        )
