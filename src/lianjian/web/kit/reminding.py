"""Words about reminders that office and phone share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianjian.apps.reminders.rules.dispatches import CAUSE_LABELS, CHANNEL_LABELS
from lianjian.apps.reminders.rules.stages import KIND_LABELS, OWED, STAGE_LABELS, Kind
from lianjian.web.kit.sheets import workbook

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.http import HttpResponse

    from lianjian.apps.reminders.queries import ReminderLine, SilentLine, Told
    from lianjian.apps.reminders.rules.dispatches import Cause


def trouble(cause: Cause | None) -> str:
    """Why a message was not taken and what to do, "" where it was."""
    return " ".join(_(words) for words in CAUSE_LABELS[cause]) if cause is not None else ""


def ways_words(told: Told) -> str:
    """By which channels it left; "on the page" where by none."""
    return "、".join(_(CHANNEL_LABELS[one]) for one in told.channels) or _("on the page")


def stage_words(told: Told) -> str:
    """Which reminder it was."""
    return _(STAGE_LABELS[told.stage])


def told_rows(told: Iterable[Told]) -> list[tuple[Told, str, str]]:
    """Each with its stage and ways in words."""
    return [(one, stage_words(one), ways_words(one)) for one in told]


def kind_words(kind: Kind) -> str:
    """What the thing is."""
    return _(KIND_LABELS[kind])


def how_far(kind: Kind, due_on: date, today: date) -> tuple[str, str]:  # noqa: PLR0911 - one line a kind reads best
    """Mark of its state and the words: late by so many days, today, in so many days."""
    days = (due_on - today).days
    if kind is Kind.MINUTES:
        return "wait", _("the minutes can be read")
    if kind is Kind.CONFIRMATION:
        waits = ngettext("waits for %(days)d day", "waits for %(days)d days", -days) % {"days": -days}
        return "wait", waits if days < 0 else _("reported done today")
    if kind in {Kind.ACCOUNT, Kind.LOSS} and days <= 0:
        return "stop", _("since %(day)s") % {"day": date_format(due_on, "MONTH_DAY_FORMAT")}
    if days < 0 and kind not in OWED:
        return "withdrawn", _("over")
    if days < 0:
        return "late", ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}
    if days == 0:
        return "wait", _("today") if kind is Kind.MEETING else _("due today")
    return "due", ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}


def reminder_rows(lines: Iterable[ReminderLine], today: date) -> list[tuple[ReminderLine, str, str, str]]:
    """Each with its kind, its mark and how far it is."""
    return [(line, kind_words(line.kind), *how_far(line.kind, line.due_on, today)) for line in lines]


def silent_sheet(lines: Iterable[SilentLine]) -> HttpResponse:
    """What is late and got no answer, with the last that was sent, as a workbook."""
    columns = [
        _("What is due"),
        _("Kind"),
        _("Organisation"),
        _("Due on"),
        _("Days late"),
        _("Last reminded on"),
    ]
    columns += [_("Last reminder"), _("By which channel"), _("Leader told on")]
    rows = [
        (
            line.what,
            kind_words(line.kind),
            line.organisation_name,
            line.due_on,
            line.days_late,
            line.told[0].day if line.told else None,
            stage_words(line.told[0]) if line.told else None,
            ways_words(line.told[0]) if line.told else None,
            line.escalated_on,
        )
        for line in lines
    ]
    return workbook(_("List of the silent"), columns, rows)
