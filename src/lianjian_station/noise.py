"""Discrete Laplace noise, drawn exactly: integers and fractions only.

After Canonne, Kamath and Steinke, "The Discrete Gaussian for Differential Privacy" (2020, arXiv 2004.00010), algorithms 1
and 2. Floating-point noise gives away what it should hide (Mironov 2012), so there is none here: every coin is thrown by
comparing uniform integers.
"""

from __future__ import annotations

import secrets
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def noisy(
    exact: dict[str, int],
    epsilon: Fraction,
    among: Iterable[str],
    *,
    below: Callable[[int], int] = secrets.randbelow,
) -> dict[str, int]:
    """Each number of ``exact`` with noise of its own; every name in ``among`` is told, also where nothing was counted.

    One case adds 1 to one number, so that all of them together are ``epsilon``-differentially private for one case.
    """
    return {name: exact.get(name, 0) + discrete_laplace(epsilon, below=below) for name in among}


def discrete_laplace(epsilon: Fraction, *, below: Callable[[int], int] = secrets.randbelow) -> int:
    """An integer z with probability (e^epsilon - 1) / (e^epsilon + 1) * e^(-epsilon |z|)."""
    if epsilon <= 0:
        raise ValueError(epsilon)  # no noise is this large: a mistake of the caller
    over, under = epsilon.numerator, epsilon.denominator
    while True:
        # u + under * v is geometric with parameter 1 - e^(-1/under): its low part by rejection, its high part by counting
        low = below(under)
        if not happens_exp(Fraction(low, under), below=below):
            continue
        high = 0
        while happens_exp(Fraction(1), below=below):
            high += 1
        size = (low + under * high) // over
        is_negative = below(2) == 1
        if is_negative and size == 0:
            continue  # zero would come up twice as often
        return -size if is_negative else size


def happens_exp(gamma: Fraction, *, below: Callable[[int], int] = secrets.randbelow) -> bool:
    """True with probability e^(-gamma), for gamma >= 0."""
    while gamma > 1:
        if not happens_exp(Fraction(1), below=below):
            return False
        gamma -= 1
    # The series of e^(-gamma): the number of the first coin that fails, of coins gamma/1, gamma/2, ..., is odd
    number = 1
    while below(gamma.denominator * number) < gamma.numerator:
        number += 1
    return number % 2 == 1
