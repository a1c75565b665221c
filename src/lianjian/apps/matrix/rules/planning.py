"""What a publication or a withdrawal means for one outlet, given what it has already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.kinds import Mode, OutletState
from lianjian.apps.matrix.rules.states import NEVER_LEFT, Deed, State
from lianjian.kernel.keys import canonical_json, fingerprint

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class OutletStanding:
    """An outlet as planning sees it. ``replaces``: sending again replaces what is public there. ``served``: an
    adapter of this installation can talk to it."""

    key: str
    mode: str
    state: str
    cause: str
    replaces: bool
    withdraws: bool
    parked_until: datetime | None
    served: bool = True


@dataclass(frozen=True, slots=True)
class Before:
    """The newest delivery of the story to the outlet."""

    deed: Deed
    state: State
    revision: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write. ``replace``: onto the delivery before (nothing of it ever left); else a new one."""

    deed: Deed
    state: State
    next_at: datetime | None
    cause: Cause | None = None
    replace: bool = False


def delivery_key(
    *, outlet: str, story: int, revision: int, deed: str, changes: Mapping[str, Any], wording: int = 0
) -> str:
    """The idempotency key: the same for every attempt at the same text, another for another text. 64 hex
    digits. ``wording`` tells apart words that came, went and came again."""
    named = [outlet, story, revision, deed, dict(changes)]
    return fingerprint(canonical_json([*named, wording] if wording else named))


def plan_publication(
    outlet: OutletStanding, before: Before | None, *, revision: int, now: datetime
) -> Plan | None:
    """The delivery a revision needs at an outlet; None where it has one (planning twice is planning once)."""
    if before is not None and before.revision >= revision:
        return None
    if before is None or before.state == State.WITHDRAWN:
        return start(outlet, Deed.PUBLISH, now, replace=False)
    if before.deed != Deed.WITHDRAW and before.state in NEVER_LEFT:
        return start(outlet, before.deed, now, replace=True)
    return start(outlet, Deed.CORRECT, now, replace=False)


def plan_rewording(outlet: OutletStanding, before: Before | None, *, now: datetime) -> Plan | None:
    """What other words for the same revision mean at an outlet; None where nothing of the story is there or will be."""
    if before is None or before.deed == Deed.WITHDRAW or before.state == State.WITHDRAWN:
        return None
    if before.state in NEVER_LEFT:
        return start(outlet, before.deed, now, replace=True)
    return start(outlet, Deed.CORRECT, now)


def plan_withdrawal(outlet: OutletStanding, before: Before, *, ever_out: bool, now: datetime) -> Plan | None:
    """How a story is taken back from an outlet; None where it is gone there. ``ever_out``: an earlier
    revision of it is there (or may be), even where the newest delivery never left."""
    if before.state == State.WITHDRAWN or before.deed == Deed.WITHDRAW:
        return None
    if before.state in NEVER_LEFT and not ever_out:
        return Plan(before.deed, State.WITHDRAWN, None, Cause.STORY_WITHDRAWN, replace=True)
    if outlet.mode == Mode.FEED:
        return Plan(Deed.WITHDRAW, State.WITHDRAWAL_NEEDED, None, Cause.COPY_FETCHED)
    if outlet.mode == Mode.API and outlet.withdraws and outlet.state == OutletState.READY:
        return Plan(Deed.WITHDRAW, State.QUEUED, now)
    if before.state in {State.UNKNOWN, State.SENDING}:
        return Plan(Deed.WITHDRAW, State.WITHDRAWAL_NEEDED, None, Cause.MAY_BE_OUT)
    return Plan(Deed.WITHDRAW, State.WITHDRAWAL_NEEDED, None, Cause.TAKE_DOWN_BY_HAND)


def start(outlet: OutletStanding, deed: Deed, now: datetime, *, replace: bool = False) -> Plan:
    """Where a delivery begins, by the outlet's mode and state: never in a queue from which nothing will
    come."""
    if deed == Deed.CORRECT and not outlet.replaces:  # sending would make a second item there
        return Plan(deed, State.NEEDS_HUMAN, None, Cause.CORRECT_BY_HAND, replace)
    cause = _needs_human(outlet)
    if cause is not None:
        return Plan(deed, State.NEEDS_HUMAN, None, cause, replace)
    if outlet.mode == Mode.FEED:
        return Plan(deed, State.PLANNED, None, None, replace)
    if outlet.parked_until is not None and outlet.parked_until > now:
        return Plan(deed, State.PARKED, outlet.parked_until, Cause.QUOTA_SPENT, replace)
    return Plan(deed, State.QUEUED, now, None, replace)


def _needs_human(outlet: OutletStanding) -> Cause | None:
    """Why nothing would go out by itself; None where it would."""
    if not outlet.served:
        return Cause.ADAPTER_MISSING
    if outlet.state == OutletState.NEEDS_CREDENTIALS:
        return Cause.CREDENTIALS_MISSING
    if outlet.state == OutletState.PAUSED:
        return Cause(outlet.cause) if outlet.cause in set(Cause) else Cause.OUTLET_PAUSED
    return Cause.HAND_OFF if outlet.mode == Mode.HAND_OFF else None
