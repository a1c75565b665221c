"""The dispatcher as a process or as a thread of one."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import secrets
import signal
import socket
from contextlib import suppress
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from lianjian.apps.matrix.ports import load_adapters
from lianjian.apps.matrix.tasks.dispatching import Dispatcher, Tally
from lianjian.apps.matrix.tasks.notebook import DatabaseNotebook
from lianjian.apps.matrix.tasks.outbox import Outbox
from lianjian.apps.matrix.tasks.preparing import prepare
from lianjian.apps.matrix.tasks.store_thread import StoreThread

if TYPE_CHECKING:
    import threading

logger = logging.getLogger("lianjian.matrix")
WATCH = 0.3
"""Seconds between two looks at the stop signal of the surrounding thread."""


def run_in_thread(stop: threading.Event) -> None:
    """The engine of the worker process (``wiring.ENGINES``): dispatch until ``stop`` is set."""

    async def main() -> None:
        ending = asyncio.Event()
        watcher = asyncio.create_task(_watch(stop, ending))
        try:
            await dispatch(ending)
        finally:
            watcher.cancel()

    stay()
    asyncio.run(main())


def run_in_foreground(*, until_empty: bool = False, patience: float = 0.0, lease: float = 60.0) -> Tally:
    """``lianjian matrix work``: dispatch until Ctrl-C, TERM or, with ``until_empty``, until nothing is left
    to do."""

    async def main() -> Tally:
        ending = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            with suppress(NotImplementedError, RuntimeError):
                loop.add_signal_handler(number, ending.set)
        # said once TERM ends it in order: whoever started it may wait for this line
        logger.info("Delivering in process %s.", os.getpid())
        return await dispatch(ending, until_empty=until_empty, patience=patience, lease=lease)

    stay()
    return asyncio.run(main())


def stay() -> None:
    """What is loaded by now stays as long as the process: the collector of rubbish need not walk through all of Django every
    few hundred deliveries, which took as long as delivering them (``gc.freeze``)."""
    gc.collect()
    gc.freeze()


async def dispatch(
    ending: asyncio.Event, *, until_empty: bool = False, patience: float = 0.0, lease: float = 60.0
) -> Tally:
    """One dispatcher with adapters, connections and a store thread of its own."""
    adapters = load_adapters(import_string(settings.LIANJIAN_OUTLET_ADAPTERS))
    for path, reason in adapters.broken.items():
        logger.error("The outlet adapter %s could not be loaded: %s", path, reason)
    reconciling = frozenset(a.platform for a in adapters.by_platform.values() if a.reconciles)
    thread = StoreThread()
    try:
        dispatcher = Dispatcher(
            store=Outbox(reconciling),
            notebook=DatabaseNotebook(),
            adapters=adapters,
            thread=thread,
            prepare=prepare,
            worker=worker_name(),
            lease=lease,
        )
        return await dispatcher.run(ending, until_empty=until_empty, patience=patience)
    finally:
        await asyncio.to_thread(thread.close)


def worker_name() -> str:
    """A name no other dispatcher has: host, process and chance."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


async def _watch(stop: threading.Event, ending: asyncio.Event) -> None:
    while not stop.is_set():  # noqa: ASYNC110 - the signal of another thread can only be looked at
        await asyncio.sleep(WATCH)
    ending.set()
