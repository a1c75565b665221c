"""The dispatcher as tests run it: real threads, a real database, and a clock that is turned instead of waited for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from lianjian.apps.matrix.ports import adapters
from lianjian.apps.matrix.tasks.dispatching import Dispatcher, Tally
from lianjian.apps.matrix.tasks.notebook import DatabaseNotebook
from lianjian.apps.matrix.tasks.outbox import Outbox
from lianjian.apps.matrix.tasks.preparing import prepare
from lianjian.apps.matrix.tasks.running import worker_name
from lianjian.apps.matrix.tasks.store_thread import StoreThread
from lianjian.kernel.clock import wall_clock
from tests.apps.matrix.stories import deliveries

if TYPE_CHECKING:
    from lianjian.apps.matrix.ports import Adapters
    from lianjian.kernel.clock import Clock
    from tests.simulators.clock import Clock as TurnedClock


def work(clock: Clock = wall_clock, *, serving: Adapters | None = None, **settings: float) -> Tally:
    """Work off what is due now, in this thread's own event loop; gives what was done."""

    async def main() -> Tally:
        chosen = serving or adapters()
        thread = StoreThread()
        try:
            dispatcher = Dispatcher(
                store=Outbox(frozenset(p for p, a in chosen.by_platform.items() if a.reconciles)),
                notebook=DatabaseNotebook(),
                adapters=chosen,
                thread=thread,
                prepare=prepare,
                worker=worker_name(),
                clock=clock,
                **settings,  # type: ignore[arg-type] # numbers of the dispatcher
            )
            return await dispatcher.run(asyncio.Event(), until_empty=True)
        finally:
            thread.close()

    return asyncio.run(main())


def work_through(clock: TurnedClock, *, hours: float = 1.0, serving: Adapters | None = None) -> None:
    """Work, turn the clock to what is due next, and so on, until nothing is due within ``hours``."""
    for _ in range(200):
        work(clock, serving=serving)
        coming = (
            deliveries()
            .filter(next_at__isnull=False)
            .order_by("next_at")
            .values_list("next_at", flat=True)
            .first()
        )
        if coming is None or (coming - clock()).total_seconds() > hours * 3600:
            return
        clock.to(coming)
    raise AssertionError("the outbox never came to rest")
