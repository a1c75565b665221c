"""Commitments in words for the public: each with its area and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lianjian.apps.projects.rules.commitments import STANDING_LABELS, Fulfilment, Standing
from lianjian.apps.projects.rules.work_areas import WORK_AREA_LABELS
from lianjian.kernel.quantities import UNIT_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lianjian.apps.projects.queries import AreaLine, Headline
    from lianjian.apps.projects.rules.work_areas import WorkArea

SHAPES = {
    Standing.RUNNING: "due",
    Standing.LATE: "late",
    Standing.AWAITING: "wait",
    Standing.KEPT: "ok",
    Standing.KEPT_LATE: "ok",
    Standing.BROKEN: "stop",
    Standing.RELEASED: "withdrawn",
}
"""Standing -> state of the kit."""


STATES = {
    "running": gettext_noop("Running"),
    "due": gettext_noop("Due so far"),
    "kept": gettext_noop("Done in time"),
    "late": gettext_noop("Late or given up"),
}
"""The columns of the table of the six areas, each the word in the address of its rows."""


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """A commitment as a page shows it."""

    headline: Headline
    area: str
    shape: str
    word: str
    unit: str


@dataclass(frozen=True, slots=True)
class AreaShown:
    """One of the six areas; ``open`` are neither due nor done early."""

    slug: WorkArea
    name: str
    all: int
    fulfilment: Fulfilment
    not_in_time: int
    open: int

    def counts(self) -> dict[str, int]:
        """How many fall under each of ``STATES``; "" is all."""
        kept = self.fulfilment
        return {
            "": self.all,
            "running": self.open,
            "due": kept.due,
            "kept": kept.on_time,
            "late": kept.late + kept.broken,
        }


def lines(headlines: Iterable[Headline]) -> list[PromiseLine]:
    """The same commitments with their words."""
    return [
        PromiseLine(
            headline=one,
            area=_(WORK_AREA_LABELS[one.work_area]),
            shape=SHAPES[one.standing],
            word=_(STANDING_LABELS[one.standing]),
            unit=_(UNIT_LABELS[one.counted.unit]) if one.counted else "",
        )
        for one in headlines
    ]


def areas(found: Iterable[AreaLine]) -> list[AreaShown]:
    """The areas with their names and what the bars need."""
    return [
        AreaShown(
            slug=one.area,
            name=_(WORK_AREA_LABELS[one.area]),
            all=one.all,
            fulfilment=one.fulfilment,
            not_in_time=one.fulfilment.due - one.fulfilment.on_time,
            open=one.fulfilment.running,
        )
        for one in found
    ]
