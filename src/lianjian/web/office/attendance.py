"""Who was there: one line a person, so that nobody is looked for in three lists and nobody is ticked twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lianjian.apps.coordination.rules.meetings import ATTENDANCE_LABELS, Attendance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.safestring import SafeString

    People = Sequence[tuple[str, Sequence[tuple[int, str]]]]

UNNOTED = ""
LISTS = {
    "attendees": Attendance.PRESENT,
    "excused": Attendance.EXCUSED,
    "absent": Attendance.ABSENT,
    UNNOTED: Attendance.UNKNOWN,
}
"""What can be said of a person, by the list of ``record_meeting`` it goes to; the empty one goes to none."""


class AttendanceTable(forms.Widget):
    """Radio buttons, one row a person, below the name of the house; ``name_<person>`` is what is sent of each."""

    use_fieldset = True

    def __init__(self, people: People) -> None:
        super().__init__()
        self.people = people

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[int, str]:  # noqa: ARG002 - Django's shape
        """What was said of each person on the list; of whoever is not on it nothing is read."""
        return {
            key: str(data.get(f"{name}_{key}", UNNOTED)) for _house, rows in self.people for key, _who in rows
        }

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002 - Django's shape
        """The table."""
        said = value or {}
        words = [(key, _(ATTENDANCE_LABELS[one])) for key, one in LISTS.items()]
        houses = [
            (house, [(f"{name}_{key}", who, _known(said.get(key, UNNOTED))) for key, who in rows])
            for house, rows in self.people
        ]
        return render_to_string("office/attendance.html", {"houses": houses, "words": words})


class AttendanceField(forms.Field):
    """Who was there, on leave, absent, among ``people``; its value is what was said by key of the person.

    Whoever holds a mandate in two houses stands below the first only.
    """

    def __init__(self, people: People, **more: Any) -> None:
        seen: set[int] = set()
        once = []
        for house, rows in people:
            own = [(key, who) for key, who in rows if key not in seen]
            seen.update(key for key, _who in own)
            if own:
                once.append((house, own))
        super().__init__(required=False, widget=AttendanceTable(once), **more)

    def clean(self, value: Any) -> dict[int, str]:
        """Raises ValidationError for an answer that is not offered."""
        if any(answer not in LISTS for answer in value.values()):
            raise forms.ValidationError(_("This answer is not among those offered."))
        return dict(value)


def named(said: Mapping[int, str], answer: str) -> list[int]:
    """Keys of the people of whom ``answer`` was said."""
    return [person for person, word in said.items() if word == answer]


def _known(answer: str) -> str:
    return answer if answer in LISTS else UNNOTED
