"""Joint projects: kinds, stages, what parties put in."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

FEWEST_PARTIES = 2
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_KEY = 60


class ProjectKind(StrEnum):
    INDUSTRY = "industry"
    LEISURE_TOURISM = "leisure-tourism"
    PUBLIC_WORKS = "public-works"
    SERVICE = "service"


class Stage(StrEnum):
    """From idea to landing, and after."""

    IDEA = "idea"
    FEASIBILITY = "feasibility"
    FUNDING = "funding"
    BUILDING = "building"
    RUNNING = "running"
    CLOSED = "closed"
    GIVEN_UP = "given-up"


class ContributionKind(StrEnum):
    MONEY = "money"
    LAND = "land"
    LABOUR = "labour"
    EXPERTISE = "expertise"
    MEDIA = "media"


class Opening(StrEnum):
    """Whether a destination receives visitors."""

    OPEN = "open"
    BOOKED = "by-appointment"
    CLOSED = "closed-for-now"


OPENING_LABELS = {
    Opening.OPEN: gettext_noop("open to visitors"),
    Opening.BOOKED: gettext_noop("by appointment"),
    Opening.CLOSED: gettext_noop("closed for now"),
}
KIND_LABELS = {
    ProjectKind.INDUSTRY: gettext_noop("industry"),
    ProjectKind.LEISURE_TOURISM: gettext_noop("leisure tourism"),
    ProjectKind.PUBLIC_WORKS: gettext_noop("public works"),
    ProjectKind.SERVICE: gettext_noop("public service"),
}
STAGE_LABELS = {
    Stage.IDEA: gettext_noop("idea"),
    Stage.FEASIBILITY: gettext_noop("feasibility"),
    Stage.FUNDING: gettext_noop("funding"),
    Stage.BUILDING: gettext_noop("building"),
    Stage.RUNNING: gettext_noop("in operation"),
    Stage.CLOSED: gettext_noop("project closed"),
    Stage.GIVEN_UP: gettext_noop("given up"),
}
CONTRIBUTION_LABELS = {
    ContributionKind.MONEY: gettext_noop("money"),
    ContributionKind.LAND: gettext_noop("land and buildings"),
    ContributionKind.LABOUR: gettext_noop("labour"),
    ContributionKind.EXPERTISE: gettext_noop("expertise"),
    ContributionKind.MEDIA: gettext_noop("media work"),
}


@dataclass(frozen=True, slots=True)
class MilestoneDraft:
    """A milestone as planned."""

    name: str
    due_on: date


def check_kind(kind: str) -> ProjectKind:
    """Raises Refused where there is no kind of that name."""
    if kind not in set(ProjectKind):
        raise Refused(gettext_noop("“%(kind)s” is no kind of project."), field="kind", kind=kind)
    return ProjectKind(kind)


def check_stage(stage: str) -> Stage:
    """Raises Refused where there is no stage of that name."""
    if stage not in set(Stage):
        raise Refused(gettext_noop("“%(stage)s” is no stage of a project."), field="stage", stage=stage)
    return Stage(stage)


def check_opening(opening: str) -> str:
    """The opening state, "" where none is said. Raises Refused where there is none of that name."""
    if opening and opening not in set(Opening):
        raise Refused(gettext_noop("“%(opening)s” is no opening state."), field="opening", opening=opening)
    return opening


def check_contribution(kind: str) -> ContributionKind:
    """Raises Refused where there is no kind of that name."""
    if kind not in set(ContributionKind):
        raise Refused(gettext_noop("“%(kind)s” is no kind of contribution."), field="kind", kind=kind)
    return ContributionKind(kind)


def check_key(key: str) -> str:
    """The word in a project's address. Raises Refused for another shape."""
    if len(key) > _LONGEST_KEY or not _KEY.fullmatch(key):
        raise Refused(
            gettext_noop("The key takes small letters, digits and single hyphens, %(longest)s at most."),
            field="key",
            longest=_LONGEST_KEY,
        )
    return key


def check_parties(parties: Sequence[int]) -> list[int]:
    """The parties in their order. Raises Refused where one is named twice or there are fewer than two."""
    if len(set(parties)) != len(parties):
        raise Refused(gettext_noop("A party is named twice."), field="parties")
    if len(parties) < FEWEST_PARTIES:
        raise Refused(
            gettext_noop("A joint project has two parties or more."),
            cure=gettext_noop("What a village does alone is no joint project."),
            field="parties",
        )
    return list(parties)


def check_milestones(names: Sequence[str]) -> None:
    """Raises Refused where two points on the way have the same name."""
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise Refused(gettext_noop("“%(name)s” is planned twice."), field="milestones", name=twice[0])
