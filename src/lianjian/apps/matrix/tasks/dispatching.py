"""The dispatcher: one asyncio loop that claims, lets adapters work, and writes what came of it.

It promises: a delivery is never forgotten (what a killed worker held comes back by its lease), one that may
have left is never sent again blindly, and one slow outlet holds up no other (the cap is part of the claim).
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Protocol

from django.db import Error as DatabaseError

from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.quotas import QuotaSpent
from lianjian.apps.matrix.rules.settling import Failure, Verdict, verdict_of
from lianjian.apps.matrix.rules.states import Deed, State
from lianjian.apps.matrix.rules.work import Ending
from lianjian.apps.matrix.tasks.working_desk import WorkingDesk
from lianjian.kernel.clock import wall_clock
from lianjian.kernel.refusals import Unreachable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from lianjian.apps.matrix.ports import Adapters, Desk, Job, Notebook, Outcome, OutletAdapter, Store
    from lianjian.apps.matrix.rules.work import Claim
    from lianjian.apps.matrix.tasks.store_thread import StoreThread
    from lianjian.kernel.clock import Clock

logger = logging.getLogger("lianjian.matrix")
GATHERING = 0.002
"""Seconds to wait after a first delivery has ended, so that several places are claimed in one transaction."""

REAPING = 0.5
"""Seconds between two looks for leases that others lost: what a killed worker held goes on within its lease and a
second, however long the lease is."""

TRIES = 3
"""Times a database may not answer in a row before a dispatcher that works `until_empty` gives up."""

GIVEN_UP = 5.0
"""Seconds in which work that was broken off has to be written down; with ``grace`` less than a supervisor waits."""


@dataclass(slots=True)
class Tally:
    """What a dispatcher did since it began."""

    worked: int = 0
    states: dict[str, int] = field(default_factory=dict)
    reaped: int = 0
    late: int = 0
    """Answers that came after the lease was lost."""


class Preparing(Protocol):
    """Makes a job of a claim; runs in the store's thread."""

    def __call__(self, claim: Claim, adapters: Adapters) -> Job | Verdict: ...


@dataclass(slots=True, kw_only=True)
class Dispatcher:
    """``concurrency`` deliveries at most are on the way from this dispatcher; ``lease`` seconds after its
    worker's last sign of life a delivery goes back; ``idle`` seconds lie between two looks at an empty
    queue."""

    store: Store
    notebook: Notebook
    adapters: Adapters
    thread: StoreThread
    prepare: Preparing
    worker: str
    concurrency: int = 32
    lease: float = 60.0
    idle: float = 1.0
    grace: float = 10.0
    clock: Clock = wall_clock
    tally: Tally = field(default_factory=Tally)
    _running: dict[asyncio.Task[None], Claim] = field(default_factory=dict)
    _refusals: int = 0
    _woken: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, stop: asyncio.Event, *, until_empty: bool = False, patience: float = 0.0) -> Tally:
        """Work until ``stop`` is set; with ``until_empty`` until nothing is due within ``patience`` seconds
        and nothing is being worked on. On leaving, work under way gets ``grace`` seconds to end."""
        keepers = [asyncio.create_task(self._keep_leases()), asyncio.create_task(self._take_back())]
        keepers.append(asyncio.create_task(self._wake_at(stop)))
        try:
            while not stop.is_set():
                self._woken.clear()
                claimed = await self._claim(until_empty=until_empty)
                for claim in claimed:
                    task = asyncio.create_task(self._work(claim))
                    self._running[task] = claim
                    task.add_done_callback(self._ended)
                if not self._running and not self._refusals and until_empty and await self._empty(patience):
                    break
                with suppress(TimeoutError):
                    async with asyncio.timeout(self.idle):
                        await self._woken.wait()
                if self._running:
                    await asyncio.sleep(GATHERING)
        finally:
            await self._wind_up()
            for keeper in keepers:
                keeper.cancel()
        return self.tally

    async def _claim(self, *, until_empty: bool) -> list[Claim]:
        slots = self.concurrency - len(self._running)
        if slots <= 0:
            return []
        now = self.clock()

        def claim() -> list[Claim]:
            return self.store.claim(worker=self.worker, slots=slots, now=now, lease=self.lease)

        try:
            claims = await self.thread.write(claim)
        except DatabaseError as fault:
            self._refusals += 1
            if until_empty and self._refusals >= TRIES:
                raise  # whoever waits for the end has to hear that there will be none
            logger.warning("The database does not answer (%s); trying again.", fault)
            await asyncio.sleep(self.idle)
            return []
        self._refusals = 0
        return claims

    async def _empty(self, patience: float) -> bool:
        now = self.clock()
        busy = await self.thread.read(lambda: self.notebook.due_within(patience, now=now))
        return not busy

    async def _work(self, claim: Claim) -> None:
        """One delivery from claim to settlement. Whatever happens in the adapter, it is written."""
        try:
            prepared = await self.thread.read(lambda: self.prepare(claim, self.adapters))
        except asyncio.CancelledError:
            await asyncio.shield(self._settle(self._failed(claim, Failure.NOT_BEGUN, "", 0.0)))
            raise
        except Exception as fault:
            logger.exception("Delivery %s to %s could not be prepared.", claim.delivery, claim.platform)
            await self._settle(self._failed(claim, Failure.NOT_BEGUN, type(fault).__name__, None))
            return
        if isinstance(prepared, Verdict):
            await self._settle(Ending(claim, prepared, self.clock()))
        else:
            await self._settle(await self._let_adapter_work(claim, prepared))

    async def _let_adapter_work(self, claim: Claim, job: Job) -> Ending:
        """What has to be written once the adapter has ended."""
        try:
            adapter = self.adapters.serving(claim.platform, claim.mode)
            if adapter is None:
                msg = f"no adapter serves {claim.platform}"
                raise LookupError(msg)
            desk = WorkingDesk(claim, self.notebook, self.thread, self.clock)
            async with asyncio.timeout(adapter.timeout):
                return Ending(claim, await _verb(adapter, claim)(job, desk), self.clock())
        except QuotaSpent as spent:
            verdict = Verdict(state=State.PARKED, cause=Cause.QUOTA_SPENT, until=spent.until)
            return Ending(claim, verdict, self.clock())
        except Unreachable as failure:
            kind = Failure.UNREACHABLE if failure.answered else Failure.NO_ANSWER
            return self._failed(claim, kind, failure.reason, failure.after)
        except TimeoutError:
            return self._failed(claim, Failure.NO_ANSWER, "", None)
        except asyncio.CancelledError:
            # the process is ending: better to say "not known" now than to let the lease run out
            await asyncio.shield(self._settle(self._failed(claim, Failure.WORKER_LOST, "", 0.0)))
            raise
        except Exception as fault:
            logger.exception("The adapter of %s failed on delivery %s.", claim.platform, claim.delivery)
            return self._failed(claim, Failure.FAULT, type(fault).__name__, None)

    def _failed(self, claim: Claim, failure: Failure, detail: str, after: float | None) -> Ending:
        verdict = verdict_of(failure, claim.standing, detail=detail, after=after)
        return Ending(claim, verdict, self.clock())

    async def _settle(self, ending: Ending) -> None:
        """Write the outcome, with others that ended meanwhile; a database that is away for a moment does not lose it."""
        for pause in (0.2, 1.0, 3.0, 10.0, None):
            try:
                kept = await self.thread.together(self.store.settle, ending)
            except DatabaseError:
                if pause is None:
                    logger.exception(
                        "The outcome of delivery %s could not be written.", ending.claim.delivery
                    )
                    return
                await asyncio.sleep(pause)
            else:
                self.tally.worked += 1
                self.tally.late += not kept
                return

    async def _keep_leases(self) -> None:
        """Lengthen our own leases, on a timer: under steady load too."""
        while True:
            with suppress(DatabaseError):
                now = self.clock()
                held = list(self._running.values())
                if held:
                    await self.thread.write(partial(self.notebook.renew, held, now=now, lease=self.lease))
            await asyncio.sleep(min(self.lease / 3, 10.0))

    async def _take_back(self) -> None:
        """Settle what others lost, and claim it at once. Looked for by reading, so that nobody waits for a lock."""
        while True:
            with suppress(DatabaseError):
                now = self.clock()
                if await self.thread.read(partial(self.store.overdue, now=now)):
                    self.tally.reaped += await self.thread.write(partial(self.store.reap, now=now))
                    self._woken.set()
            await asyncio.sleep(REAPING)

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._woken.set()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.pop(task, None)
        self._woken.set()
        if not task.cancelled() and task.exception() is not None:
            logger.error("A delivery ended unexpectedly.", exc_info=task.exception())

    async def _wind_up(self) -> None:
        if self._running:
            _, late = await asyncio.wait(list(self._running), timeout=self.grace)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=GIVEN_UP)
        self._running.clear()
        for adapter in self.adapters.by_platform.values():
            with suppress(Exception):
                await adapter.close()


def _verb(adapter: OutletAdapter, claim: Claim) -> Callable[[Job, Desk], Awaitable[Outcome]]:
    """Which of the four verbs a claim asks for."""
    if claim.deed == Deed.WITHDRAW:
        return adapter.withdraw
    if claim.state == State.ACCEPTED:
        return adapter.poll
    return adapter.reconcile if claim.state == State.UNKNOWN else adapter.send
