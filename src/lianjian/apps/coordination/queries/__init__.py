"""Everything that may be asked about groups, duties, meetings and the log. Answers are frozen dataclasses."""

from __future__ import annotations

from lianjian.apps.coordination.queries.dated import (
    duties_dated,
    groups_looking_after,
    leaders_of,
    meetings_dated,
    minutes_dated,
)
from lianjian.apps.coordination.queries.duties import (
    DutyCard,
    DutyLine,
    due_for,
    due_in,
    due_soonest,
    duty,
    late_under,
)
from lianjian.apps.coordination.queries.groups import (
    GroupCard,
    MemberLine,
    RhythmLine,
    count_groups,
    group_card,
    groups_behind,
    groups_of,
    runs_a_group,
)
from lianjian.apps.coordination.queries.log import (
    LogLine,
    PhotoLine,
    entries_as_evidence,
    log_entry,
    log_of,
    open_photo,
    open_photo_of,
)
from lianjian.apps.coordination.queries.meetings import (
    DecisionLine,
    EarlierMinutes,
    MeetingLine,
    SeatLine,
    count_meetings,
    decision,
    earlier_minutes,
    meeting,
    meetings_of,
)
from lianjian.apps.coordination.queries.scope import (
    agreements_run_by,
    keys_of_groups,
    may_run_group,
    organisations_looked_after,
)

__all__ = [
    "DecisionLine",
    "DutyCard",
    "DutyLine",
    "EarlierMinutes",
    "GroupCard",
    "LogLine",
    "MeetingLine",
    "MemberLine",
    "PhotoLine",
    "RhythmLine",
    "SeatLine",
    "agreements_run_by",
    "count_groups",
    "count_meetings",
    "decision",
    "due_for",
    "due_in",
    "due_soonest",
    "duties_dated",
    "duty",
    "earlier_minutes",
    "entries_as_evidence",
    "group_card",
    "groups_behind",
    "groups_looking_after",
    "groups_of",
    "keys_of_groups",
    "late_under",
    "leaders_of",
    "log_entry",
    "log_of",
    "may_run_group",
    "meeting",
    "meetings_dated",
    "meetings_of",
    "minutes_dated",
    "open_photo",
    "open_photo_of",
    "organisations_looked_after",
    "runs_a_group",
]
