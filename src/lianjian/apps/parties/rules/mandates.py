"""When a mandate may end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.parties.rules.roles import Role
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import date


def judge_end(
    role: str, *, starts_on: date, ends_on: date, before: date | None, administered_after: bool
) -> None:
    """Raises Refused for a last day before the first, and for the end of an organisation's last administrator.

    ``before`` is the last day that was set so far, None where the mandate is open; ``administered_after`` says
    whether somebody else administers the organisation on the day after ``ends_on``. Nobody could let people act for
    it any more, and whoever ended the mandate could not take that back. A term may always be made longer.
    """
    if ends_on < starts_on:
        raise Refused(gettext_noop("The term ends before it starts."), field="ends_on")
    if role == Role.ADMINISTRATOR and not administered_after and (before is None or ends_on < before):
        raise Refused(
            gettext_noop("Nobody else administers this organisation after that day."),
            cure=gettext_noop("Give an administrator's mandate to somebody else first."),
            field="ends_on",
        )
