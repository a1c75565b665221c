"""Lists of the first page about what is planned: leads, topics to approve, my assignments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from lianjian.apps.newsroom.queries.held import held_back
from lianjian.apps.newsroom.queries.leads import lead_lines, leads, sources_taken_back
from lianjian.apps.newsroom.queries.planning import my_assignments, topics
from lianjian.apps.newsroom.rules.desks import REVIEWERS
from lianjian.apps.newsroom.rules.leads import LeadState, title_from
from lianjian.apps.newsroom.rules.planning import TopicState
from lianjian.web.desk.boxes import SHOWN, Box, Line
from lianjian.web.desk.held import shown

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


def planned_boxes(actor: Actor) -> list[Box]:
    """What did not go out; leads that wait for a word, stories whose source was taken back; what I am to write, topics that wait
    for a yes."""
    return [_held(actor), _leads(actor), _sources_gone(actor), _assignments(actor), _proposed(actor)]


def _held(actor: Actor) -> Box:
    """What did not go out at its hour, and why."""
    rows = held_back(actor)
    number = rows.count()
    lines = [
        Line(one["title"], reverse("desk_held"), one["why"], one["row"].due_at)
        for one in map(shown, rows[:SHOWN])
    ]
    return Box("held", _("Did not go out"), lines, number, number - len(lines), reverse("desk_held"))


def _leads(actor: Actor) -> Box:
    rows = leads(actor, state=LeadState.OFFERED)
    number = rows.count()
    lines = [
        Line(
            title_from(one.entry.text if one.entry else "") or _("photos without words"),
            reverse("desk_lead", args=[one.lead.pk]),
            one.lead.village.short_name,
            one.lead.offered_at,
        )
        for one in lead_lines(actor, rows[:SHOWN])
    ]
    return Box("leads", _("Leads"), lines, number, number - len(lines), reverse("desk_leads"))


def _sources_gone(actor: Actor) -> Box:
    rows = sources_taken_back(actor)
    number = rows.count()
    lines = [
        Line(str(lead.story), reverse("desk_lead", args=[lead.pk]), lead.village.short_name)
        for lead in rows[:SHOWN]
    ]
    more = f"{reverse('desk_leads')}?state={LeadState.TAKEN}"
    return Box("source-gone", _("Source taken back"), lines, number, number - len(lines), more)


def _assignments(actor: Actor) -> Box:
    """Mine, the late ones first."""
    rows = my_assignments(actor, open_only=True)
    number = rows.count()
    lines = [
        Line(row.topic.title, reverse("desk_assignment", args=[row.pk]), row.place, row.due_at)
        for row in rows[:SHOWN]
    ]
    return Box(
        "assignments", _("My assignments"), lines, number, number - len(lines), reverse("desk_assignments")
    )


def _proposed(actor: Actor) -> Box:
    """For those who approve."""
    rows = topics(actor).filter(state=TopicState.PROPOSED)
    number = rows.count() if actor.holds(*REVIEWERS) else 0
    lines = [
        Line(row.title, reverse("desk_topic", args=[row.pk]), str(row.column or ""))
        for row in rows[: SHOWN if number else 0]
    ]
    return Box("topics", _("Topics to approve"), lines, number, number - len(lines), reverse("desk_planning"))
