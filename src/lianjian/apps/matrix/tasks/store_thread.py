"""A thread of its own for the database: the event loop never waits for it. Writes that wait together are
committed together, and a caller goes on only when its write is committed."""

from __future__ import annotations

import asyncio
import queue
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import close_old_connections, connection, transaction

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
A = TypeVar("A")
MOST_TOGETHER = 128


@dataclass(slots=True)
class _Order:
    call: Callable[[], Any]
    writes: bool
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    then: Callable[[Any], Any] | None = None
    """What to make of the result once it is committed, outside the transaction."""
    result: Any = None
    failure: BaseException | None = None


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

    async def write_and_go_on(self, call: Callable[[], A], then: Callable[[A], T]) -> T:
        """As ``write``, and ``then`` with what it gave, once that is committed and outside a transaction."""
        answer: T = await self._ask(call, writes=True, then=then)
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
        self, call: Callable[[], Any], *, writes: bool, then: Callable[[Any], Any] | None = None
    ) -> Any:
        loop = asyncio.get_running_loop()
        order = _Order(call, writes, loop, loop.create_future(), then)
        self._orders.put(order)
        return await order.future

    def _work(self) -> None:
        going = True
        while going:
            first = self._orders.get()
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
            elif order.then is not None and order.failure is None:
                self._go_on(order, order.then)
        for loop in {id(order.loop): order.loop for order in batch}.values():
            mine = [order for order in batch if order.loop is loop]
            if not loop.is_closed():
                loop.call_soon_threadsafe(_answer, mine)

    def _together(self, writes: list[_Order]) -> bool:
        """One commit for all; False where one of them failed and nothing was written."""
        try:
            with transaction.atomic():
                for order in writes:
                    order.result = order.call()
        except Exception:  # noqa: BLE001 - whichever it was, each is tried alone and gets its own failure
            return False
        return True

    def _alone(self, order: _Order) -> None:
        try:
            if order.writes:
                with transaction.atomic():
                    order.result = order.call()
            else:
                order.result = order.call()
        except Exception as failure:  # noqa: BLE001 - handed to the caller
            order.failure = failure

    def _go_on(self, order: _Order, then: Callable[[Any], Any]) -> None:
        try:
            order.result = then(order.result)
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
