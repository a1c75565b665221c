"""A message service: takes what its contract allows, remembers the last code, is out of reach when told so."""

from __future__ import annotations

import re

from lianjian.kernel.refusals import Unreachable

SENDER = "tests.simulators.messages.Messages"
SENT: list[tuple[str, str]] = []
OUT_OF_REACH: list[bool] = []


class Messages:
    """Refuses what no telephone is, as the real ones do."""

    name = "simulated"

    def send(self, *, to: str, code: str, minutes: int) -> None:
        if OUT_OF_REACH:
            raise Unreachable("the service is busy")
        assert re.fullmatch(r"1[3-9]\d{9}", to)
        assert re.fullmatch(r"\d{6}", code)
        assert minutes > 0
        SENT.append((to, code))


def last() -> str:
    """The code that was sent last."""
    return SENT[-1][1]


def forget() -> None:
    """Start anew, within reach."""
    SENT.clear()
    OUT_OF_REACH.clear()
