"""From idea to landing: which stage follows which, and what each step needs (decision 0025)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lianjian.apps.projects.rules.joint import Stage
from lianjian.kernel.refusals import Refused, gettext_noop

ORDER = (Stage.IDEA, Stage.FEASIBILITY, Stage.FUNDING, Stage.BUILDING, Stage.RUNNING, Stage.CLOSED)
OVER = frozenset({Stage.CLOSED, Stage.GIVEN_UP})


class Way(StrEnum):
    """In which direction a step goes."""

    ON = "on"
    BACK = "back"
    GIVEN_UP = "given-up"


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands in a project's books: how many contributions were agreed or given, how many given."""

    promised: int
    given: int


NEEDS = {
    Stage.FEASIBILITY: gettext_noop("Nothing more than the idea: now somebody looks whether it can be done."),
    Stage.FUNDING: gettext_noop("Who judged whether it can be done, and what they found."),
    Stage.BUILDING: gettext_noop("At least one contribution that is agreed or given."),
    Stage.RUNNING: gettext_noop("At least one contribution that is given."),
    Stage.CLOSED: gettext_noop("Words on how it ended and what stays."),
}
"""What the step into a stage needs, for whoever is about to take it."""


def next_of(stage: str) -> Stage | None:
    """The stage after ``stage``; None where it is over."""
    place = ORDER.index(Stage(stage)) + 1 if stage in ORDER else len(ORDER)
    return ORDER[place] if place < len(ORDER) else None


def steps_from(stage: str) -> list[Stage]:
    """Where a project may go: one step on, back to any stage before, or given up."""
    if stage == Stage.GIVEN_UP:
        return list(ORDER[:-1])
    place = ORDER.index(Stage(stage))
    on = list(ORDER[place + 1 : place + 2])
    return [*on, *reversed(ORDER[:place]), *([] if stage in OVER else [Stage.GIVEN_UP])]


def way_of(before: str, after: Stage) -> Way:
    """The direction. Raises Refused where stages are skipped."""
    if after not in steps_from(before):
        raise Refused(
            gettext_noop("A project goes on one stage at a time."),
            cure=gettext_noop("Take the steps between, each with what it needs."),
            field="stage",
        )
    if after is Stage.GIVEN_UP:
        return Way.GIVEN_UP
    on = before in ORDER and ORDER.index(after) > ORDER.index(Stage(before))
    return Way.ON if on else Way.BACK


def check_step(before: str, after: Stage, *, judged_by: str, text: str, facts: Facts) -> Way:
    """Raises Refused where the step lacks what it needs; the words are the finding, or the reason."""
    way = way_of(before, after)
    if way is not Way.ON:
        if not text:
            raise Refused(gettext_noop("Going back or giving up needs a reason."), field="text")
        return way
    if after is Stage.FUNDING and not judged_by:
        raise Refused(gettext_noop("Say who judged whether it can be done."), field="judged_by")
    if after is Stage.FUNDING and not text:
        raise Refused(gettext_noop("Say in words what was found."), field="text")
    if after is Stage.BUILDING and not facts.promised:
        raise Refused(
            gettext_noop("Nobody has agreed to give anything yet."),
            cure=gettext_noop("Write down who gives what, planned or given."),
            field="stage",
        )
    if after is Stage.RUNNING and not facts.given:
        raise Refused(
            gettext_noop("Nothing has been given yet, so nothing can have been built."),
            cure=gettext_noop("Write down what the parties have put in."),
            field="stage",
        )
    if after is Stage.CLOSED and not text:
        raise Refused(gettext_noop("Say how it ended and what stays."), field="text")
    return way
