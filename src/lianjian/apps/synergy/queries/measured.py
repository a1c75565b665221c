"""Reading synergy: the figures are for everybody, the outcomes behind them in the words of those who may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.apps.parties.queries import organisation_names
from lianjian.apps.projects.queries import outcomes_for_synergy, readable_among, unit_sums
from lianjian.apps.synergy.rules.measuring import (
    Achieved,
    Undefined,
    UnitSynergy,
    index_of,
    measure,
    why_undefined,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal
    from fractions import Fraction

    from lianjian.apps.projects.queries import Circle, CountedOutcome, UnitSum
    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Behind:
    """A verified outcome behind the figures: ``value`` in ``unit``, needed by all of ``parties``. ``text``, ``evidence``
    and ``link`` (below the hub's root) are None for whoever may not see the outcome itself."""

    id: int
    unit: str
    value: Decimal
    parties: tuple[int, ...]
    happened_on: date
    text: str | None
    evidence: str | None
    link: str | None


@dataclass(frozen=True, slots=True)
class SynergyReport:
    """One entry a unit; figures name outcomes by the keys of ``outcomes`` and parties by those of ``names`` (short
    names of organisations)."""

    units: tuple[UnitSynergy, ...]
    outcomes: Mapping[int, Behind]
    names: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Glance:
    """One unit at a glance: the same figures as in ``UnitSynergy``, without the parties one by one."""

    sums: UnitSum
    index: Fraction | None
    undefined: Undefined | None


def glance(circle: Circle) -> list[Glance]:
    """What the network, or the parties of a circle, achieved together, unit by unit: for everybody, like the report. Three
    queries, however large the network is."""
    found = []
    for one in unit_sums(circle):
        undefined = why_undefined(one.alone, anybody=one.alone_outcomes > 0)
        index = None if undefined else index_of(one.parties, one.together, one.alone)
        found.append(Glance(one, index, undefined))
    return found


def report(
    by: Actor,
    *,
    since: date | None = None,
    until: date | None = None,
    parties: frozenset[int] | None = None,
) -> SynergyReport:
    """What the network (or the circle ``parties``) achieved together, by unit, from verified outcomes that happened on the
    given days (both included). Units without outcomes are not there: nothing is known of them."""
    counted = outcomes_for_synergy(since=since, until=until)
    units = measure(
        (Achieved(one.id, one.unit, one.value, one.organisations, one.weights) for one in counted), parties
    )
    used = {key for unit in units for key in unit.together.outcomes}
    seen = None if by.network_wide else readable_among(by, used)
    return SynergyReport(
        units=units,
        outcomes={one.id: _behind(one, seen=seen) for one in counted if one.id in used},
        names=organisation_names(party for unit in units for party in unit.parties),
    )


def _behind(one: CountedOutcome, *, seen: set[int] | None) -> Behind:
    open_to = seen is None or one.id in seen
    return Behind(
        id=one.id,
        unit=one.unit,
        value=one.value,
        parties=tuple(sorted(one.organisations)),
        happened_on=one.happened_on,
        text=one.text if open_to else None,
        evidence=one.evidence if open_to else None,
        link=one.link if open_to else None,
    )
