"""The measure of domain.md, exact in fractions.

An outcome counts for the set of parties whose contributions it needed. For a set S of parties, v(S) is the
sum of the values of the outcomes whose parties all lie in S. The index of n parties N is n * v(N) / sum of
v({i}), which is 1 for a party by itself; where no party has anything of its own to compare with, there is
none. Since v is a sum of unanimity games, a party's Shapley value (L. S. Shapley, A Value for n-Person
Games, 1953) is each outcome's value divided equally among its parties; by agreed weights, the weighted
Shapley value (E. Kalai and D. Samet, On Weighted Shapley Values, 1987). Units are never added: every figure
belongs to one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal


class Undefined(StrEnum):
    """Why there is no index."""

    NOBODY_ALONE = "nobody-alone"
    """No party has an outcome of its own in this unit: there is nothing to compare with."""
    ALONE_NOT_POSITIVE = "alone-not-positive"
    """What the parties have alone sums to nothing or less (losses): a ratio to it says nothing."""


UNDEFINED_LABELS = {
    Undefined.NOBODY_ALONE: gettext_noop("No party has an outcome of its own in this unit to compare with."),
    Undefined.ALONE_NOT_POSITIVE: gettext_noop(
        "What the parties achieved alone does not add up to more than zero."
    ),
}


@dataclass(frozen=True, slots=True)
class Achieved:
    """One outcome: ``value`` in ``unit``, needed by all of ``parties``. ``weights`` divide it among them
    where they agreed on it (one positive weight for each); None divides it equally."""

    id: int
    unit: str
    value: Decimal
    parties: frozenset[int]
    weights: Mapping[int, Decimal] | None = field(default=None, hash=False)

    def __post_init__(self) -> None:
        if not self.value.is_finite():
            raise Refused(gettext_noop("The value of outcome %(id)s is not a number."), id=self.id)
        if not self.parties:
            raise Refused(
                gettext_noop("Outcome %(id)s belongs to no party."),
                cure=gettext_noop("Say whose contributions it needed."),
                id=self.id,
            )
        agreed = self.weights
        if agreed is not None and (
            set(agreed) != self.parties or not all(w.is_finite() and w > 0 for w in agreed.values())
        ):
            raise Refused(
                gettext_noop("The weights of outcome %(id)s do not fit its parties."),
                cure=gettext_noop("Agree on one weight above zero for each party, or on none."),
                id=self.id,
            )


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with the ids of the outcomes behind it, ascending."""

    value: Fraction
    outcomes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class UnitSynergy:
    """One unit. ``alone`` and ``shares`` hold every party of ``parties`` (ascending); the shares sum up to
    ``together`` (v(N)). ``index`` is None exactly where ``undefined`` says why."""

    unit: str
    parties: tuple[int, ...]
    alone: Mapping[int, Figure]
    together: Figure
    shares: Mapping[int, Figure]
    index: Fraction | None
    undefined: Undefined | None


def worth(outcomes: Iterable[Achieved], coalition: frozenset[int]) -> Figure:
    """v(S) over outcomes of one unit."""
    inside = [outcome for outcome in outcomes if outcome.parties <= coalition]
    total = sum((Fraction(outcome.value) for outcome in inside), Fraction(0))
    return Figure(total, tuple(sorted(outcome.id for outcome in inside)))


def portion(outcome: Achieved, party: int) -> Fraction:
    """What of an outcome falls to a party: 0 where it was not needed."""
    if party not in outcome.parties:
        return Fraction(0)
    if outcome.weights is None:
        return Fraction(outcome.value) / len(outcome.parties)
    whole = sum((Fraction(weight) for weight in outcome.weights.values()), Fraction(0))
    return Fraction(outcome.value) * Fraction(outcome.weights[party]) / whole


def measure(outcomes: Iterable[Achieved], parties: frozenset[int] | None = None) -> tuple[UnitSynergy, ...]:
    """The synergy of ``parties`` in every unit they have outcomes in, units in alphabetical order.

    Without ``parties`` they are, unit by unit, all who have outcomes in it: a party that has nothing to do
    with a unit must not raise n. With ``parties``, outcomes that needed somebody else are left out.
    """
    by_unit: dict[str, list[Achieved]] = {}
    for outcome in outcomes:
        if parties is None or outcome.parties <= parties:
            by_unit.setdefault(outcome.unit, []).append(outcome)
    return tuple(
        _measure_unit(
            unit, rows, parties if parties is not None else frozenset().union(*(r.parties for r in rows))
        )
        for unit, rows in sorted(by_unit.items())
    )


def _measure_unit(unit: str, outcomes: list[Achieved], parties: frozenset[int]) -> UnitSynergy:
    order = tuple(sorted(parties))
    together = worth(outcomes, parties)
    own: dict[int, list[Achieved]] = {party: [] for party in order}
    needed: dict[int, list[Achieved]] = {party: [] for party in order}
    for outcome in outcomes:
        for party in outcome.parties:
            needed[party].append(outcome)
            if len(outcome.parties) == 1:
                own[party].append(outcome)
    alone = {party: worth(rows, frozenset({party})) for party, rows in own.items()}
    shares = {
        party: Figure(
            sum((portion(outcome, party) for outcome in rows), Fraction(0)),
            tuple(sorted(outcome.id for outcome in rows)),
        )
        for party, rows in needed.items()
    }
    base = sum((figure.value for figure in alone.values()), Fraction(0))
    undefined = why_undefined(base, anybody=any(figure.outcomes for figure in alone.values()))
    return UnitSynergy(
        unit=unit,
        parties=order,
        alone=alone,
        together=together,
        shares=shares,
        index=None if undefined else index_of(len(order), together.value, base),
        undefined=undefined,
    )


def index_of(parties: int, together: Fraction, alone: Fraction) -> Fraction:
    """N * v(N) / sum of v({i}), where ``why_undefined`` knows nothing against it."""
    return parties * together / alone


def why_undefined(alone: Fraction, *, anybody: bool) -> Undefined | None:
    """Why there is no index: ``alone`` is the sum over the parties, ``anybody`` says whether one has an outcome of its own.
    None where there is an index."""
    if not anybody:
        return Undefined.NOBODY_ALONE
    if alone <= 0:
        return Undefined.ALONE_NOT_POSITIVE
    return None
