"""What can be made to go wrong, call by call."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["lost", "dropped", "late", "code", "gateway", "garbage"]
WRITTEN = re.compile(
    r"(?P<call>\*|[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*)=(?P<kind>lost|dropped|late|code|gateway|garbage)"
    r"(?::(?P<value>-?\d+(?:\.\d+)?))?(?:x(?P<times>\d+))?"
)


@dataclass(slots=True)
class Fault:
    """``lost``: the work is done and the connection dropped without an answer; ``dropped``: dropped before the work;
    ``late``: ``value`` seconds pass after the work, before the answer; ``code``: the code ``value`` instead of the work;
    ``gateway``: the work is done and a gateway answers 502; ``garbage``: the work is done and the answer is no JSON.
    ``times`` is how often, None for always."""

    call: str
    kind: Kind
    value: float = 0.0
    times: int | None = None


class Faults:
    """The faults that are set, in order."""

    def __init__(self, *faults: Fault) -> None:
        self._set = list(faults)

    def add(self, *faults: Fault) -> None:
        """Set more faults."""
        self._set += faults

    def clear(self) -> None:
        """From now on all goes well."""
        self._set.clear()

    def next_for(self, call: str) -> Fault | None:
        """The fault that meets this call, used up once; None where all goes well."""
        for fault in self._set:
            if fault.call in {call, "*"} and fault.times != 0:
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None


def read_fault(text: str) -> Fault:
    """A fault as it is written: ``freepublish/submit=lost``, ``draft/add=code:45009x2``, ``*=late:1.5``. Raises
    ValueError."""
    found = WRITTEN.fullmatch(text.strip())
    if found is None or (found["kind"] in {"late", "code"} and not found["value"]):
        msg = f"{text!r} is no fault: write CALL=KIND[:VALUE][xTIMES], as in freepublish/submit=lostx1"
        raise ValueError(msg)
    times = int(found["times"]) if found["times"] else None
    kind: Kind = found["kind"]  # type: ignore[assignment] # the expression above names them
    return Fault(found["call"], kind, float(found["value"] or 0), times)
