"""Joint projects of the demonstration: what each put in, what stood in the way, what came of it and who verified it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lianjian.apps.projects.actions.advance_project import advance_project
from lianjian.apps.projects.actions.describe_destination import describe_destination
from lianjian.apps.projects.actions.raise_obstacle import raise_obstacle
from lianjian.apps.projects.actions.reach_milestone import reach_milestone
from lianjian.apps.projects.actions.record_contribution import record_contribution
from lianjian.apps.projects.actions.remove_obstacle import remove_obstacle
from lianjian.apps.projects.actions.report_outcome import report_outcome
from lianjian.apps.projects.actions.start_project import start_project
from lianjian.apps.projects.actions.verify_outcome import verify_outcome
from lianjian.apps.projects.queries import project_card
from lianjian.apps.projects.rules.joint import MilestoneDraft, Stage
from lianjian.apps.projects.rules.stages import next_of
from lianjian.demonstration.linking import picture_place, share_out
from lianjian.demonstration.society import LOADER

if TYPE_CHECKING:
    from lianjian.demonstration.reading import Calendar
    from lianjian.demonstration.society import Society

JUDGED_BY = "共建协调领导小组与村里的老把式"
FOUND = "算过用水、用地和最差一年的账，规模按最差的那年定，可以做。"
VERIFIED_AFTER = 3
"""Days from an outcome to the look of somebody of another party."""


def load_projects(told: dict[str, Any], days: Calendar, society: Society) -> int:
    """Start each project and tell its way; returns how many there are."""
    for project in told["project"]:
        key = _start(project, days, society)
        _reach(project, key, days, society)
        for part in project["contribution"]:
            _contribute(part, key, days, society)
        _advance(project, key, days, society)
        for number, obstacle in enumerate(project["obstacle"], start=1):
            _clear(obstacle, project, key, number, days, society)
        for number, outcome in enumerate(project["outcome"], start=1):
            _report(outcome, project, key, number, days, society)
    return len(told["project"])


def _start(project: dict[str, Any], days: Calendar, society: Society) -> int:
    ago, place = project["started_days_ago"], project["village"]
    leader = society.acting(society.leaders[place], days.day(ago))
    row = start_project(
        by=leader,
        title=project["title"],
        kind=project["kind"],
        work_area=project["work_area"],
        parties=[society.organisations[party] for party in project["parties"]],
        about=project["about"],
        place=society.organisations[place],
        agreement=society.agreements[project["agreement"]] if "agreement" in project else None,
        milestones=[MilestoneDraft(m["name"], days.day(-m["due_days"])) for m in project["milestone"]],
        key=project["key"],
        now=days.moment(ago, hour=16),
    )
    if "destination" in project:
        describe_destination(by=leader, project=row.pk, **project["destination"])
        picture_place(row.pk, days, society)
        share_out(row.pk, project["parties"], days, society)
    return row.pk


def _advance(project: dict[str, Any], key: int, days: Calendar, society: Society) -> None:
    """Take the told steps; one that goes over a stage takes that on the same day."""
    stage: Stage | None = Stage.IDEA
    for told in project["stages"]:
        ago = told["days_ago"]
        while stage is not None and stage != told["stage"]:
            stage = next_of(stage)
            if stage is not None:
                advance_project(
                    by=society.acting(society.leaders[project["village"]], days.day(ago)),
                    project=key,
                    stage=stage,
                    judged_by=JUDGED_BY if stage is Stage.FUNDING else "",
                    text=FOUND if stage is Stage.FUNDING else "",
                    now=days.moment(ago, hour=11),
                )


def _reach(project: dict[str, Any], key: int, days: Calendar, society: Society) -> None:
    points = {point.name: point.id for point in project_card(LOADER, key, days.today).milestones}
    for point in project["milestone"]:
        if "done_days_ago" in point:
            ago = point["done_days_ago"]
            who = society.acting(society.leaders[project["village"]], days.day(ago))
            reach_milestone(by=who, milestone=points[point["name"]], now=days.moment(ago, hour=18))


def _contribute(part: dict[str, Any], project: int, days: Calendar, society: Society) -> None:
    record_contribution(
        by=society.acting(society.leaders[part["party"]], days.day(part["days_ago"])),
        project=project,
        organisation=society.organisations[part["party"]],
        kind=part["kind"],
        text=part["text"],
        amount=part.get("amount"),
        unit=part.get("unit", ""),
        now=days.moment(part["days_ago"], hour=10),
    )


def _clear(
    obstacle: dict[str, Any], project: dict[str, Any], key: int, number: int, days: Calendar, society: Society
) -> None:
    ago = obstacle["days_ago"]
    row = raise_obstacle(
        by=society.acting(obstacle["owner"], days.day(ago)),
        organisation=society.organisations[project["village"]],
        text=obstacle["text"],
        project=key,
        owner=society.people[obstacle["owner"]],
        client_key=f"demonstration-{project['key']}-{number}",
        now=days.moment(ago, hour=20),
    )
    if "how" in obstacle:
        gone = obstacle["removed_days_ago"]
        who = society.acting(obstacle["owner"], days.day(gone))
        remove_obstacle(by=who, obstacle=row.pk, how=obstacle["how"], now=days.moment(gone, hour=19))


def _report(
    outcome: dict[str, Any], project: dict[str, Any], key: int, number: int, days: Calendar, society: Society
) -> None:
    """Reported by a party to which the one who verifies does not belong: the village first."""
    ago, verifier = outcome["days_ago"], outcome.get("verifier")
    seen = max(ago - VERIFIED_AFTER, 0)
    judge = society.acting(verifier, days.day(seen)) if verifier else None
    foreign = judge.organisations if judge is not None else frozenset()
    parties = sorted(outcome["parties"], key=lambda party: party != project["village"])
    house = next(party for party in parties if society.organisations[party] not in foreign)
    row = report_outcome(
        by=society.acting(society.leaders[house], days.day(ago)),
        reported_by=society.organisations[house],
        text=outcome["text"],
        unit=outcome["unit"],
        value=outcome["value"],
        parties=[society.organisations[party] for party in outcome["parties"]],
        happened_on=days.day(ago),
        project=key,
        evidence=outcome["evidence"],
        client_key=f"demonstration-{project['key']}-{number}",
        now=days.moment(ago, hour=11),
    )
    if judge is not None:
        verify_outcome(
            by=judge,
            outcome=row.pk,
            verified=outcome.get("state") != "disputed",
            remark=outcome.get("remark", ""),
            now=days.moment(seen, hour=15),
        )
