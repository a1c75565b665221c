"""The dispatcher: one asyncio loop that claims, lets adapters work, and writes what came of it.

It promises: a delivery is never forgotten (what a killed worker held comes back by its lease), one that may
have left is never sent again blindly, and one slow outlet holds up no other (the cap is part of the claim).
"""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

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
    from collections.abc import Awaitable, Callable, Coroutine

    from lianjian.apps.matrix.ports import Adapters, Desk, Job, Notebook, Outcome, OutletAdapter, Store
    from lianjian.apps.matrix.rules.work import Claim
    from lianjian.apps.matrix.tasks.store_thread import StoreThread
    from lianjian.kernel.clock import Clock

logger = logging.getLogger("lianjian.matrix")
GATHERING = 0.001
"""Seconds to wait after a first delivery has ended, so that several places are claimed in one transaction."""

PREPARING = 0.005
"""Seconds for which deliveries are prepared before those that are prepared begin, and others may write."""

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
    _held: dict[tuple[int, int], Claim] = field(default_factory=dict)
    """What is claimed and not settled yet, by delivery and claim: ``concurrency`` at most."""
    _running: set[asyncio.Task[None]] = field(default_factory=set)
    _ended: list[Ending] = field(default_factory=list)
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
                await self._turn(until_empty=until_empty)
                if not self._held and not self._refusals and until_empty and await self._empty(patience):
                    break
                with suppress(TimeoutError):
                    async with asyncio.timeout(self.idle):
                        await self._woken.wait()
                if self._held:
                    await asyncio.sleep(GATHERING)
        finally:
            await self._wind_up()
            for keeper in keepers:
                keeper.cancel()
        return self.tally

    async def _turn(self, *, until_empty: bool) -> None:
        """Settle what has ended, claim for the places that are free with it, in one transaction, and let that begin."""
        endings, self._ended = self._ended, []
        slots = self.concurrency - len(self._held) + len(endings)
        if slots <= 0:
            return
        now = self.clock()

        def turn() -> tuple[list[bool], list[Claim]]:
            kept = self.store.settle(endings) if endings else []
            return kept, self.store.claim(worker=self.worker, slots=slots, now=now, lease=self.lease)

        def begun(done: tuple[list[bool], list[Claim]]) -> tuple[list[bool], list[Claim], list[Job | Ending]]:
            return *done, self._prepare(done[1])

        try:
            kept, claims, jobs = await self.thread.write_and_go_on(turn, begun)
        except Exception as fault:
            for ending in endings:  # each by itself: one that cannot be written holds up no other
                self._start(self._settle(ending))
            self._refusals += 1
            if until_empty and self._refusals >= TRIES:
                raise  # whoever waits for the end has to hear that there will be none
            if isinstance(fault, DatabaseError):
                logger.warning("The database does not answer (%s); trying again.", fault)
            else:
                logger.exception("What has ended could not be settled together; trying each by itself.")
            await asyncio.sleep(self.idle)
            return
        self._refusals = 0
        for ending, is_kept in zip(endings, kept, strict=True):
            self._let_go(ending, is_kept=is_kept)
        self._held |= {(claim.delivery, claim.number): claim for claim in claims}
        self._begin(claims, jobs)
        if len(jobs) < len(claims):
            self._start(self._begin_rest(claims[len(jobs) :]))

    def _let_go(self, ending: Ending, *, is_kept: bool) -> None:
        self._held.pop((ending.claim.delivery, ending.claim.number), None)
        self.tally.worked += 1
        self.tally.late += not is_kept

    async def _empty(self, patience: float) -> bool:
        now = self.clock()
        busy = await self.thread.read(lambda: self.notebook.due_within(patience, now=now))
        return not busy

    def _begin(self, claims: list[Claim], jobs: list[Job | Ending]) -> None:
        """Let those begin that are prepared."""
        for claim, job in zip(claims, jobs, strict=False):
            if isinstance(job, Ending):
                self._end(job)
            else:
                self._start(self._work(claim, job))

    async def _begin_rest(self, waiting: list[Claim]) -> None:
        try:
            while waiting:
                jobs = await self.thread.read(partial(self._prepare, waiting))
                self._begin(waiting, jobs)
                waiting = waiting[len(jobs) :]
        finally:
            for claim in waiting:  # broken off
                self._end(self._failed(claim, Failure.NOT_BEGUN, "", 0.0))

    def _prepare(self, claims: list[Claim]) -> list[Job | Ending]:
        """The first of ``claims``, as many as can be prepared in a moment. In the store's thread."""
        jobs: list[Job | Ending] = []
        begun = time.monotonic()
        for claim in claims:
            jobs.append(self._prepare_one(claim))
            if time.monotonic() - begun > PREPARING:
                break
        return jobs

    def _prepare_one(self, claim: Claim) -> Job | Ending:
        try:
            prepared = self.prepare(claim, self.adapters)
        except Exception as fault:
            logger.exception("Delivery %s to %s could not be prepared.", claim.delivery, claim.platform)
            return self._failed(claim, Failure.NOT_BEGUN, type(fault).__name__, None)
        return Ending(claim, prepared, self.clock()) if isinstance(prepared, Verdict) else prepared

    async def _work(self, claim: Claim, job: Job) -> None:
        """One delivery. Whatever happens in the adapter, it is told, and written with the next turn."""
        try:
            adapter = self.adapters.serving(claim.platform, claim.mode)
            if adapter is None:
                msg = f"no adapter serves {claim.platform}"
                raise LookupError(msg)
            desk = WorkingDesk(claim, self.notebook, self.thread, self.clock)
            async with asyncio.timeout(adapter.timeout):
                ending = Ending(claim, await _verb(adapter, claim)(job, desk), self.clock())
        except QuotaSpent as spent:
            verdict = Verdict(state=State.PARKED, cause=Cause.QUOTA_SPENT, until=spent.until)
            ending = Ending(claim, verdict, self.clock())
        except Unreachable as failure:
            kind = Failure.UNREACHABLE if failure.answered else Failure.NO_ANSWER
            ending = self._failed(claim, kind, failure.reason, failure.after)
        except TimeoutError:
            ending = self._failed(claim, Failure.NO_ANSWER, "", None)
        except asyncio.CancelledError:
            # the process is ending: better to say "not known" now than to let the lease run out
            self._end(self._failed(claim, Failure.WORKER_LOST, "", 0.0))
            raise
        except Exception as fault:
            logger.exception("The adapter of %s failed on delivery %s.", claim.platform, claim.delivery)
            ending = self._failed(claim, Failure.FAULT, type(fault).__name__, None)
        self._end(ending)

    def _failed(self, claim: Claim, failure: Failure, detail: str, after: float | None) -> Ending:
        verdict = verdict_of(failure, claim.standing, detail=detail, after=after)
        return Ending(claim, verdict, self.clock())

    def _end(self, ending: Ending) -> None:
        self._ended.append(ending)
        self._woken.set()

    async def _settle(self, ending: Ending) -> None:
        """Write one outcome by itself; a database that is away for a moment does not lose it."""
        for pause in (0.2, 1.0, 3.0, 10.0, None):
            try:
                (kept,) = await self.thread.write(partial(self.store.settle, [ending]))
            except DatabaseError:
                if pause is None:
                    logger.exception(
                        "The outcome of delivery %s could not be written.", ending.claim.delivery
                    )
                    self._held.pop((ending.claim.delivery, ending.claim.number), None)
                    return
                await asyncio.sleep(pause)
            except Exception:
                # a fault of ours: its lease runs out, and what came of it is then "not known"
                logger.exception("The outcome of delivery %s could not be settled.", ending.claim.delivery)
                self._held.pop((ending.claim.delivery, ending.claim.number), None)
                return
            else:
                self._let_go(ending, is_kept=kept)
                self._woken.set()
                return

    async def _keep_leases(self) -> None:
        """Lengthen our own leases, on a timer: under steady load too."""
        while True:
            with suppress(DatabaseError):
                now = self.clock()
                if held := list(self._held.values()):
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

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._over)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("A delivery ended unexpectedly.", exc_info=task.exception())

    async def _wait(self, seconds: float) -> None:
        """Until nothing runs, what is begun meanwhile with it, or ``seconds`` are over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._running:
                    await asyncio.wait(self._running)

    async def _wind_up(self) -> None:
        """Let work under way end, break off what does not, and write down what came of both."""
        await self._wait(self.grace)
        for task in self._running:
            task.cancel()
        await self._wait(GIVEN_UP)
        endings, self._ended = self._ended, []
        for ending in endings:
            self._start(self._settle(ending))
        await self._wait(GIVEN_UP)
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
