"""Experts of the think tank: what they know, and who decides about their entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.projects.rules.work_areas import WorkArea, check_area
from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_FIELDS = 12
LONGEST_FIELD = 40


def check_fields(fields: Sequence[str]) -> list[str]:
    """What somebody knows, in words, each once, in the order given. Raises Refused where there is nothing,
    too much, or a word is too long."""
    kept = list(dict.fromkeys(clean_line(field, field="fields", longest=LONGEST_FIELD) for field in fields))
    if not kept:
        raise Refused(gettext_noop("Say in a word or two what this expert knows."), field="fields")
    if len(kept) > MOST_FIELDS:
        raise Refused(
            gettext_noop("Up to %(most)s fields can be named."),
            cure=gettext_noop("Name those in which advice was given before."),
            field="fields",
            most=MOST_FIELDS,
        )
    return kept


def check_areas(areas: Sequence[str]) -> list[WorkArea]:
    """The work areas in their own order, each once; none means that nobody has said. Raises Refused."""
    try:
        named = {check_area(area) for area in areas}
    except Refused as refused:
        refused.field = "work_areas"
        raise
    return [area for area in WorkArea if area in named]


def judge_lister(*, own: bool, steward: bool, public: bool, was_public: bool) -> None:
    """Raises NotAllowed unless the expert (``own``) or a steward of the organisation acts; that a name is
    shown to everybody is decided by the one who bears it."""
    if not own and not steward:
        raise NotAllowed(
            gettext_noop("Only the expert, or a leader or liaison officer of the organisation, can do this.")
        )
    if public and not was_public and not own:
        raise NotAllowed(
            gettext_noop("Only the expert can decide to be shown to everybody."),
            cure=gettext_noop("List the expert for the network; they can show themselves later."),
            field="public",
        )
