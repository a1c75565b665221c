"""Words and marks of periods and their values."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lianjian.apps.projects.queries import Next
from lianjian.apps.projects.rules.periods import (
    COUNTING_LABELS,
    PERIOD_LABELS,
    VALUE_LABELS,
    PeriodStanding,
    ValueState,
)

COUNTING_WORDS = {one: _(label) for one, label in COUNTING_LABELS.items()}
PERIOD_WORDS = {one: _(label) for one, label in PERIOD_LABELS.items()}
VALUE_WORDS = {one: _(label) for one, label in VALUE_LABELS.items()}
PERIOD_MARKS = {
    PeriodStanding.AHEAD: "due",
    PeriodStanding.RUNNING: "due",
    PeriodStanding.MISSING: "unknown",
    PeriodStanding.LATE: "late",
    PeriodStanding.REPORTED: "wait",
    PeriodStanding.RETURNED: "stop",
    PeriodStanding.APPROVED: "ok",
}
VALUE_MARKS = {
    ValueState.REPORTED: "wait",
    ValueState.APPROVED: "ok",
    ValueState.RETURNED: "stop",
    ValueState.SUPERSEDED: "withdrawn",
}
NEXT_WORDS = {
    Next.DO: _("The giver has to do it"),
    Next.VALUE: _("The giver has to report a value"),
    Next.CONFIRM: _("The receiver has to confirm it"),
    Next.APPROVE: _("The receiver has to approve a value"),
}
