"""Joint projects: started, moved from stage to stage, with milestones, contributions and what stands in their way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lianjian.apps.agreements.queries import agreement_titles
from lianjian.apps.projects.actions.plan_milestone import plan_milestone
from lianjian.apps.projects.actions.reach_milestone import reach_milestone
from lianjian.apps.projects.queries import count_projects, project_card, project_way, projects_of
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.kit import paging, sheets
from lianjian.web.kit.seasons import season_words
from lianjian.web.narrowing import AREA_WORDS
from lianjian.web.office import exports
from lianjian.web.office.choosing import spoken_for
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import Day, OfficeForm, run
from lianjian.web.office.frame import framed, this_day
from lianjian.web.office.linked_marks import OPENING_WORDS
from lianjian.web.office.marks import (
    OUTCOME_MARKS,
    OUTCOME_WORDS,
    PROJECT_WORDS,
    STAGE_WORDS,
    UNIT_WORDS,
    stage_mark,
)
from lianjian.web.office.put_in import put_in_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.projects.queries import ProjectCard


class MilestoneForm(OfficeForm):
    """A point on the way and its day."""

    name = forms.CharField(
        label=gettext_lazy("Milestone"),
        max_length=120,
        help_text=gettext_lazy("The name of one that is planned already moves it to the new day."),
    )
    due_on = Day(label=gettext_lazy("Due on"))


def together_tabs(here: str) -> list[tuple[Any, str, bool, None]]:
    """The registers of what is done together."""
    tabs = [
        ("projects", _("Projects")),
        ("obstacles", _("Obstacles")),
        ("needs", _("Needs")),
        ("outcomes", _("Outcomes")),
        ("synergy", _("Synergy")),
    ]
    return [(word, reverse(f"office:{name}"), name == here, None) for name, word in tabs]


def worked(request: HttpRequest, project: int) -> ProjectCard:
    """The project, for the people of its parties. Raises NotThere to everybody else."""
    card = project_card(actor_of(request), project, this_day())
    if not card.may_work:
        raise NotThere
    return card


def page_of(card: ProjectCard, title: str) -> dict[str, Any]:
    """What a form about a project says around its fields."""
    here = reverse("office:project", args=[card.line.id])
    crumbs = [(_("Projects"), reverse("office:projects")), (card.line.title, here), (title, "")]
    return {"title": title, "crumbs": crumbs, "cancel_url": here}


PAGE = 30


@in_office
def listed(request: HttpRequest) -> HttpResponse:
    """The joint projects I may see, newest first."""
    actor = actor_of(request)
    today = this_day()
    if sheets.wanted(request):
        return exports.projects(actor, today)
    page = paging.page_of(
        request,
        count_projects(actor),
        lambda limit, offset: projects_of(actor, today, limit=limit, offset=offset),
        PAGE,
    )
    rows = [
        (line, AREA_WORDS[line.work_area], stage_mark(line.stage), STAGE_WORDS[line.stage]) for line in page
    ]
    may_start = bool(spoken_for(actor))
    context = framed(request, page=page, rows=rows, may_start=may_start, tabs=together_tabs("projects"))
    return render(request, "office/projects.html", context)


@in_office
def project(request: HttpRequest, project: int) -> HttpResponse:
    """One project with all that belongs to it."""
    actor = actor_of(request)
    card = project_card(actor, project, this_day())
    titles = agreement_titles(actor, [card.agreement] if card.agreement is not None else [])
    context = framed(
        request,
        card=card,
        line=card.line,
        kind=PROJECT_WORDS[card.line.kind],
        area=AREA_WORDS[card.line.work_area],
        mark=stage_mark(card.line.stage),
        stage=STAGE_WORDS[card.line.stage],
        agreement=titles.get(card.agreement or 0, ""),
        **put_in_of(actor, card),
        way=[(one, STAGE_WORDS[one.before], STAGE_WORDS[one.after]) for one in project_way(actor, project)],
        destination_season=season_words(card.destination.first_month, card.destination.last_month)
        if card.destination
        else "",
        opening=OPENING_WORDS.get(card.destination.opening, "") if card.destination else "",
        outcomes=[
            (one, UNIT_WORDS[one.unit], OUTCOME_MARKS[one.state], OUTCOME_WORDS[one.state])
            for one in card.outcomes
        ],
        standing=[one for one in card.obstacles if one.removed_on is None],
        removed=[one for one in card.obstacles if one.removed_on is not None],
        crumbs=[(_("Projects"), reverse("office:projects")), (card.line.title, "")],
    )
    return render(request, "office/project.html", context)


@in_office
def plan(request: HttpRequest, project: int) -> HttpResponse:
    """Plan a milestone, or move one."""
    card = worked(request, project)

    def deed(values: dict[str, Any]) -> str:
        plan_milestone(by=actor_of(request), project=project, name=values["name"], due_on=values["due_on"])
        messages.success(request, _("The milestone is planned."))
        return reverse("office:project", args=[project])

    form = MilestoneForm(request.POST or None, initial={"name": request.GET.get("name", "")[:120]})
    return run(request, form, deed, action=_("Plan it"), **page_of(card, _("Plan a milestone")))


@require_POST
@in_office
def reach(request: HttpRequest, project: int, milestone: int) -> HttpResponse:
    """Say that a milestone has been reached today."""
    card = worked(request, project)
    if milestone not in {point.id for point in card.milestones}:
        raise NotThere
    reach_milestone(by=actor_of(request), milestone=milestone)
    messages.success(request, _("Reached today."))
    return redirect("office:project", project)
