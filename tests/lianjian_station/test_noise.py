"""The sampler against the exact probabilities, and what an attacker and a village get out of it."""

from __future__ import annotations

import math
import random
import secrets
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian_feed.fields import CATEGORIES
from lianjian_station.noise import discrete_laplace, happens_exp, noisy

if TYPE_CHECKING:
    from collections.abc import Callable

EPSILONS = (Fraction(1, 4), Fraction(1, 2), Fraction(1), Fraction(2), Fraction(5, 3))
DRAWS = 20_000


def exp(gamma: Fraction) -> Fraction:
    """e^(-gamma) as a fraction, wrong by less than 10^-30: its Taylor series, whose terms alternate."""
    total, term, number = Fraction(0), Fraction(1), 0
    while abs(term) > Fraction(1, 10**30):
        total += term
        number += 1
        term *= -gamma / number
    return total


def mass(epsilon: Fraction, z: int) -> Fraction:
    """The probability of ``z``."""
    step = exp(epsilon)
    return (1 - step) / (1 + step) * step ** abs(z)


def chi_square(seen: Counter[int], epsilon: Fraction, draws: int) -> tuple[float, int]:
    """The statistic and its degrees of freedom; cells with fewer than 20 expected are joined to the two tails."""
    reach = 0
    while mass(epsilon, reach + 1) * draws >= 20:
        reach += 1
    inside = {z: mass(epsilon, z) for z in range(-reach, reach + 1)}
    tail = (1 - sum(inside.values())) / 2
    cells = [(seen[z], share * draws) for z, share in inside.items()]
    cells += [(sum(n for z, n in seen.items() if z * sign > reach), tail * draws) for sign in (1, -1)]
    return float(sum((got - want) ** 2 / want for got, want in cells)), len(cells) - 1


def bound(freedom: int, sigmas: float) -> float:
    """What chi-square exceeds as rarely as a normal variable ``sigmas`` (Wilson and Hilferty's cube)."""
    spread = 2 / (9 * freedom)
    return freedom * (1 - spread + sigmas * math.sqrt(spread)) ** 3


@pytest.mark.parametrize("epsilon", EPSILONS, ids=str)
def test_the_noise_has_the_exact_probabilities(epsilon: Fraction) -> None:
    """Chi-square with a source that repeats: at the 1% bound."""
    below = random.Random(20041).randrange
    seen = Counter(discrete_laplace(epsilon, below=below) for _ in range(DRAWS))
    got, freedom = chi_square(seen, epsilon, DRAWS)
    assert got < bound(freedom, 2.33)


@pytest.mark.parametrize("epsilon", EPSILONS, ids=str)
def test_the_systems_own_source_gives_the_same(epsilon: Fraction) -> None:
    """Chi-square with the real source: a bound that chance exceeds in fewer than one run of a million (5.2 sigmas)."""
    seen = Counter(discrete_laplace(epsilon) for _ in range(DRAWS))
    got, freedom = chi_square(seen, epsilon, DRAWS)
    assert got < bound(freedom, 5.2)


def _rounded_float(epsilon: Fraction, below: Callable[[int], int]) -> int:
    uniform = (below(1 << 53) + 1) / (1 << 53)
    return round(-math.log(uniform) / float(epsilon)) * (1 if below(2) else -1)


def _of_another_epsilon(epsilon: Fraction, below: Callable[[int], int]) -> int:
    return discrete_laplace(epsilon * Fraction(19, 20), below=below)


@pytest.mark.parametrize("wrong", [_rounded_float, _of_another_epsilon], ids=["rounded", "other-epsilon"])
def test_the_measure_finds_a_wrong_sampler(wrong: Callable[..., int]) -> None:
    """The same bound refuses rounded continuous noise, and an epsilon that is off by a twentieth."""
    below = random.Random(20042).randrange
    epsilon = Fraction(1)
    seen = Counter(wrong(epsilon, below) for _ in range(4 * DRAWS))
    got, freedom = chi_square(seen, epsilon, 4 * DRAWS)
    assert got > bound(freedom, 5.2)


@given(st.fractions(min_value=0, max_value=4, max_denominator=50), st.integers(min_value=0, max_value=2**32))
def test_a_coin_of_e_to_the_minus_gamma(gamma: Fraction, seed: int) -> None:
    """Thrown 600 times, it falls within 6.5 standard deviations of its probability."""
    below = random.Random(seed).randrange
    heads = sum(happens_exp(gamma, below=below) for _ in range(600))
    share = float(exp(gamma))
    assert abs(heads - 600 * share) <= 6.5 * math.sqrt(600 * share * (1 - share)) + 1


@given(st.fractions(min_value=Fraction(1, 30), max_value=6, max_denominator=40), st.data())
def test_whatever_the_coins_it_is_a_whole_number(epsilon: Fraction, data: st.DataObject) -> None:
    """The source is asked for nothing but integers below a positive bound, whatever it answers."""
    source = random.Random(data.draw(st.integers(0, 2**32)))
    asked = []

    def below(limit: int) -> int:
        asked.append(limit)
        return source.randrange(limit)

    drawn = discrete_laplace(epsilon, below=below)
    assert type(drawn) is int
    assert all(type(limit) is int and limit > 0 for limit in asked)


@pytest.mark.parametrize("epsilon", [Fraction(0), Fraction(-1)])
def test_no_epsilon_no_noise(epsilon: Fraction) -> None:
    with pytest.raises(ValueError, match=str(epsilon)):
        discrete_laplace(epsilon)


@given(st.dictionaries(st.sampled_from(sorted(CATEGORIES)), st.integers(0, 50)))
def test_every_category_is_told(exact: dict[str, int]) -> None:
    """Also one that nobody asked about: a missing line would say so."""
    told = noisy(exact, Fraction(1), CATEGORIES)
    assert list(told) == list(CATEGORIES)


def test_an_attacker_guesses_little_better_than_chance() -> None:
    """4,000 quarters at epsilon 1, where the attacker knows everything but whether one household asked about fraud: right in at
    most 75% (the bound is e/(1+e) = 73.1%, and 75% is 2.7 standard deviations above it)."""
    below = random.Random(20043).randrange
    right = 0
    for _ in range(4_000):
        is_there = below(2) == 1
        told = noisy({"fraud": 3 + is_there, "farming": 9}, Fraction(1), CATEGORIES, below=below)
        right += (told["fraud"] >= 4) == is_there  # the likelier one: the best that can be guessed
    assert 0.55 < right / 4_000 <= 0.75


def test_a_villages_numbers_stay_of_use() -> None:
    """Root of the mean squared error over categories at epsilon 1: at most 1.5, and 1.36 by the formula."""
    below = random.Random(20044).randrange
    exact = dict(zip(CATEGORIES, (7, 3, 0, 12, 1, 2, 4, 0, 6, 5, 1), strict=True))
    squares = []
    for _ in range(2_000):
        told = noisy(exact, Fraction(1), CATEGORIES, below=below)
        squares += [(told[name] - exact[name]) ** 2 for name in CATEGORIES]
    assert 1.2 < math.sqrt(sum(squares) / len(squares)) <= 1.5
    step = float(exp(Fraction(1)))
    assert math.sqrt(2 * step) / (1 - step) == pytest.approx(1.357, abs=0.001)


def test_the_real_source_is_the_systems() -> None:
    assert discrete_laplace.__kwdefaults__["below"] is secrets.randbelow
