"""A thread of its own for the database: the event loop never waits for it. Writes that wait together are
committed together, and a caller goes on only when its write is committed."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import close_old_connections, connection, transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")
A = TypeVar("A")
MOST_TOGETHER = 128
GATHERING = 0.004
"""Seconds in which others may join a call that takes many: a transaction, an event and a commit cost the same for all."""


@dataclass(slots=True)
class _Order:
    call: Callable[..., Any]
    writes: bool
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    argument: Any = None
    joins: bool = False
    """``call`` takes the arguments of all that wait with the same call, and gives a result for each."""
    result: Any = None
    failure: BaseException | None = None

    def run(self) -> None:
        """By itself."""
        self.result = self.call([self.argument])[0] if self.joins else self.call()


class StoreThread:
    """Runs calls one after another in one thread with one database connection."""

    def __init__(self) -> None:
        self._orders: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="matrix-store", daemon=True)
        self._thread.start()

    async def write(self, call: Callable[[], T]) -> T:
        """Run ``call`` in a transaction, perhaps with others; it may run twice, so it must do nothing but
        write rows."""
        answer: T = await self._ask(call, writes=True)
        return answer

    async def together(self, call: Callable[[Sequence[A]], Sequence[T]], argument: A) -> T:
        """As ``write``, but one ``call`` for all that wait with the same one: it takes their arguments and gives a result for
        each, in that order."""
        answer: T = await self._ask(call, writes=True, argument=argument, joins=True)
        return answer

    async def read(self, call: Callable[[], T]) -> T:
        """Run ``call`` outside a transaction."""
        answer: T = await self._ask(call, writes=False)
        return answer

    def close(self) -> None:
        """Finish what is waiting and end the thread."""
        self._orders.put(None)
        self._thread.join()

    async def _ask(
        self, call: Callable[..., Any], *, writes: bool, argument: Any = None, joins: bool = False
    ) -> Any:
        loop = asyncio.get_running_loop()
        order = _Order(call, writes, loop, loop.create_future(), argument, joins)
        self._orders.put(order)
        return await order.future

    def _work(self) -> None:
        going = True
        while going:
            first = self._orders.get()
            if first is not None and first.joins:
                time.sleep(GATHERING)
            batch: list[_Order] = []
            while first is not None:
                batch.append(first)
                if len(batch) >= MOST_TOGETHER:
                    break
                try:
                    first = self._orders.get_nowait()
                except queue.Empty:
                    break
            going = first is not None
            close_old_connections()
            self._run(batch)
        connection.close()

    def _run(self, batch: list[_Order]) -> None:
        writes = [order for order in batch if order.writes]
        if len(writes) > 1 and self._together(writes):
            pass
        else:
            for order in writes:
                self._alone(order)
        for order in batch:
            if not order.writes:
                self._alone(order)
        for loop in {id(order.loop): order.loop for order in batch}.values():
            mine = [order for order in batch if order.loop is loop]
            if not loop.is_closed():
                loop.call_soon_threadsafe(_answer, mine)

    def _together(self, writes: list[_Order]) -> bool:
        """One commit for all; False where one of them failed and nothing was written."""
        try:
            with transaction.atomic():
                for order in writes:
                    if not order.joins:
                        order.run()
                for call in {order.call: None for order in writes if order.joins}:
                    joined = [order for order in writes if order.joins and order.call == call]
                    results = call([order.argument for order in joined])
                    for order, result in zip(joined, results, strict=True):
                        order.result = result
        except Exception:  # noqa: BLE001 - whichever it was, each is tried alone and gets its own failure
            return False
        return True

    def _alone(self, order: _Order) -> None:
        try:
            if order.writes:
                with transaction.atomic():
                    order.run()
            else:
                order.run()
        except Exception as failure:  # noqa: BLE001 - handed to the caller
            order.failure = failure


def _answer(orders: list[_Order]) -> None:
    for order in orders:
        if order.future.cancelled():
            continue
        if order.failure is not None:
            order.future.set_exception(order.failure)
        else:
            order.future.set_result(order.result)
