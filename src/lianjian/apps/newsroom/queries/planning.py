"""Topics by the month and by their state, assignments by their deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from django.db.models import Case, Count, Q, Value, When
from django.utils import timezone

from lianjian.apps.newsroom.models import Assignment, Lead, Story, Topic
from lianjian.apps.newsroom.rules.desks import WRITERS
from lianjian.apps.newsroom.rules.planning import AssignmentState, TopicState, months_on
from lianjian.apps.parties.queries import mandates_held
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor

MOST_STORIES = 60
AssignmentRow: TypeAlias = Assignment
"""A row of ``assignments``, for the faces that show it."""


def topics(by: Actor) -> QuerySet[Topic]:
    """The topics of the newsrooms in which ``by`` works, by their planned day, those without one last; how many
    assignments are open as ``open_assignments``."""
    rows = Topic.objects.by(by).select_related("column", "proposed_by", "decided_by", "newsroom")
    without = Case(When(planned_on=None, then=Value(1)), default=Value(0))
    still_open = Count("assignments", filter=Q(assignments__state=AssignmentState.OPEN))
    return rows.annotate(open_assignments=still_open).order_by(without, "planned_on", "pk")


def topics_of_month(by: Actor, first: date, *, dropped: bool = False) -> QuerySet[Topic]:
    """Those that are planned in the month of ``first``; dropped ones only where asked for."""
    rows = topics(by).filter(planned_on__gte=first, planned_on__lt=months_on(first, 1))
    return rows if dropped else rows.exclude(state=TopicState.DROPPED)


def topics_without_day(by: Actor) -> QuerySet[Topic]:
    """Proposed and approved ones of which nobody knows the day."""
    return topics(by).filter(planned_on=None, state__in=(TopicState.PROPOSED, TopicState.APPROVED))


def topic_of(by: Actor, topic: int) -> Topic:
    """One topic. Raises NotThere."""
    found = topics(by).filter(pk=topic).first()
    if found is None:
        raise NotThere
    return found


def leads_of_topic(by: Actor, topic: int) -> QuerySet[Lead]:
    """The leads of which a topic was made."""
    return Lead.objects.by(by).filter(topic=topic).select_related("village", "person")


def assignments(by: Actor) -> QuerySet[Assignment]:
    """The assignments of the newsrooms of ``by``: open ones by their deadline, so that late ones come first, then the
    others, the latest answer first."""
    rows = Assignment.objects.by(by).select_related(
        "topic", "topic__column", "person", "story", "assigned_by"
    )
    over = Case(When(state=AssignmentState.OPEN, then=Value(0)), default=Value(1))
    due = Case(When(state=AssignmentState.OPEN, then="due_at"), default=None)
    return rows.order_by(over, due, "-answered_at", "pk")


def my_assignments(by: Actor, *, open_only: bool = False) -> QuerySet[Assignment]:
    """Those of ``by`` themselves."""
    rows = assignments(by).filter(person=by.person, person__isnull=False)
    return rows.filter(state=AssignmentState.OPEN) if open_only else rows


def my_assignment(by: Actor, assignment: int) -> Assignment:
    """One of them. Raises NotThere."""
    found = my_assignments(by).filter(pk=assignment).first()
    if found is None:
        raise NotThere
    return found


def late_assignments(by: Actor, now: datetime) -> QuerySet[Assignment]:
    """Open ones of the newsrooms of ``by`` past their deadline."""
    return assignments(by).filter(state=AssignmentState.OPEN, due_at__lt=now)


def people_to_assign(newsroom: int) -> list[tuple[int, str]]:
    """Who writes in a newsroom today: key and name, by name. The caller works in it."""
    held = mandates_held([newsroom], WRITERS, civil_date(timezone.now()))
    return sorted({one.person: one.person_name for one in held}.items(), key=lambda one: one[1])


def stories_to_link(by: Actor, newsroom: int) -> list[Story]:
    """The latest stories of a newsroom in which ``by`` works, to say which came of an assignment."""
    rows = Story.for_actor(by).filter(newsroom=newsroom).exclude(withdrawn_at__isnull=False)
    return list(rows.select_related("latest_revision").order_by("-pk")[:MOST_STORIES])
