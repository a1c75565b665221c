"""A simulated platform as a process of its own, or in a thread beside a test."""

from __future__ import annotations

import asyncio
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Simulator(Protocol):
    """A platform over HTTP."""

    def app(self) -> web.Application:
        """The application, new for each run."""
        ...


def run_in_foreground(simulator: Simulator, *, host: str, port: int, ready: Callable[[], None]) -> None:
    """Serve until Ctrl-C or TERM; ``ready`` is called once the port is open. Raises OSError where it is taken."""

    async def main() -> None:
        ending = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, ending.set)
        runner = await _start(simulator, host, port)
        try:
            ready()
            await ending.wait()
        finally:
            await runner.cleanup()

    asyncio.run(main())


@contextmanager
def running(simulator: Simulator, *, host: str, port: int) -> Iterator[None]:
    """Serve in a thread as long as the block lasts."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="platform-simulator", daemon=True)
    thread.start()
    runner = asyncio.run_coroutine_threadsafe(_start(simulator, host, port), loop).result(timeout=10)
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(timeout=10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()


async def _start(simulator: Simulator, host: str, port: int) -> web.AppRunner:
    runner = web.AppRunner(simulator.app(), access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner
