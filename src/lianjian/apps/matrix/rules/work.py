"""A delivery as a worker holds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lianjian.apps.matrix.rules.settling import Standing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from lianjian.apps.matrix.rules.settling import Verdict
    from lianjian.apps.matrix.rules.states import Deed, State


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery on which one worker may work until its lease runs out. ``number`` grows with every claim of
    the same delivery: a late answer of an earlier claim changes nothing."""

    delivery: int
    number: int
    worker: str
    outlet: int
    outlet_key: str
    platform: str
    mode: str
    idempotent: bool
    reconciles: bool
    story: int
    revision: int
    deed: Deed
    state: State
    """What is to be done: "sending" a send, "accepted" a poll, "unknown" a reconciliation."""
    attempts: int
    checks: int
    key: str
    changes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def standing(self) -> Standing:
        """As the settling rule sees it."""
        return Standing(
            state=self.state,
            deed=self.deed,
            attempts=self.attempts,
            checks=self.checks,
            idempotent=self.idempotent,
            reconciles=self.reconciles,
        )


@dataclass(frozen=True, slots=True)
class Ending:
    """What came of a claim, and when."""

    claim: Claim
    verdict: Verdict
    at: datetime
