"""What an outcome or a failure means for a delivery. The engine writes exactly what stands here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.apps.matrix.rules.backing_off import (
    MOST_CHECKS,
    MOST_RECONCILIATIONS,
    MOST_SENDS,
    wait_before_check,
    wait_before_send,
)
from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.states import Deed, State

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random


class Failure(StrEnum):
    """How a piece of work ended without an outcome."""

    UNREACHABLE = "unreachable"
    """No connection: certainly nothing arrived."""
    NO_ANSWER = "no-answer"
    """Bytes may have left, and no answer came."""
    WORKER_LOST = "worker-lost"
    """The lease ran out: the worker was killed or hangs."""
    NOT_BEGUN = "not-begun"
    """The work could not be prepared: certainly nothing left."""
    FAULT = "fault"
    """The adapter raised something else."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A delivery as the engine holds it: ``state`` is "sending" for a send, "accepted" for a poll, "unknown"
    for a reconciliation. ``attempts`` counts sends with this one, ``checks`` polls and reconciliations before
    this one."""

    state: State
    deed: Deed
    attempts: int
    checks: int
    idempotent: bool
    reconciles: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What an adapter (or a failure) says: the fields of ``ports.Outcome``, free of ports."""

    state: State
    url: str = ""
    cause: Cause | None = None
    code: str = ""
    detail: str = ""
    after: float | None = None
    until: datetime | None = None
    whole_outlet: bool = False
    keeps_place: bool = False
    """Where it is queued again: as early as it was, not behind what came later."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What is written: the new state, when to claim again (None: never by itself), and the counters."""

    state: State
    next_at: datetime | None
    url: str
    cause: str
    code: str
    detail: str
    attempts: int
    checks: int
    keeps_place: bool = False
    """``next_at`` stays what it was."""


def verdict_of(
    failure: Failure, standing: Standing, *, detail: str = "", after: float | None = None
) -> Verdict:
    """What a failure comes to. A question may be asked again at any time; a send only where nothing can be
    doubled."""
    cause = {
        Failure.UNREACHABLE: Cause.UNREACHABLE,
        Failure.NO_ANSWER: Cause.NO_ANSWER,
        Failure.WORKER_LOST: Cause.WORKER_LOST,
        Failure.NOT_BEGUN: Cause.OUR_FAULT,
        Failure.FAULT: Cause.OUR_FAULT,
    }[failure]
    if standing.state != State.SENDING:
        return Verdict(state=standing.state, cause=cause, detail=detail, after=after)
    nothing_left = failure in {Failure.UNREACHABLE, Failure.NOT_BEGUN}
    harmless = standing.idempotent or standing.deed == Deed.WITHDRAW or nothing_left
    if not harmless:
        return Verdict(state=State.UNKNOWN, cause=cause, detail=detail, after=after)
    if failure == Failure.FAULT:
        return Verdict(state=State.NEEDS_HUMAN, cause=cause, detail=detail)
    lost = failure == Failure.WORKER_LOST  # its turn had come: it does not wait behind a long queue again
    return Verdict(state=State.QUEUED, cause=cause, detail=detail, after=after, keeps_place=lost)


def settle(verdict: Verdict, standing: Standing, *, now: datetime, random: Random) -> Settlement:
    """Where the delivery goes. Never to ``queued`` from ``unknown`` unless the adapter found that nothing
    is there."""
    state, next_at, cause = verdict.state, None, verdict.cause
    attempts, checks = standing.attempts, standing.checks
    if standing.state != State.SENDING:
        checks += 1
    if state == State.PARKED:
        state, next_at = _parked(standing), verdict.until
        attempts = max(0, attempts - 1) if standing.state == State.SENDING else attempts
    elif state == State.QUEUED and attempts >= MOST_SENDS:
        state = State.NEEDS_HUMAN
    elif state == State.QUEUED:
        next_at = now + wait_before_send(attempts, random, at_least=verdict.after or 0.0)
        if verdict.after is not None and verdict.after == 0:
            next_at = now
    elif state == State.ACCEPTED and checks >= MOST_CHECKS:
        state, cause = State.NEEDS_HUMAN, Cause.STILL_WORKING
    elif state == State.ACCEPTED or (
        state == State.UNKNOWN and standing.reconciles and checks < MOST_RECONCILIATIONS
    ):
        next_at = now + _asked(verdict.after, checks)
    if standing.deed == Deed.WITHDRAW and state in {State.NEEDS_HUMAN, State.REFUSED, State.UNKNOWN}:
        state, next_at = State.WITHDRAWAL_NEEDED, None
    return Settlement(
        state=state,
        next_at=next_at,
        url=verdict.url,
        cause=cause.value if cause is not None else "",
        code=verdict.code[:40],
        detail=verdict.detail[:400],
        attempts=attempts,
        checks=checks,
        keeps_place=verdict.keeps_place and state == State.QUEUED,
    )


def _parked(standing: Standing) -> State:
    """A question that has to wait leaves the delivery where it stands; only a send is parked."""
    return State.PARKED if standing.state == State.SENDING else standing.state


def _asked(after: float | None, checks: int) -> timedelta:
    return timedelta(seconds=after) if after is not None else wait_before_check(checks)
