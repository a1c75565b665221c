"""Sources are read in processes of their own, as many as there are cores, and answered in the order in which they came.

A file from outside can make a parser run for ever, eat the memory or fall. Then its process is ended and that file alone is
refused by name; the next ones go to a new process. Each process holds one source at a time, so there is never a doubt which
one it was. (``concurrent.futures.ProcessPoolExecutor`` breaks as a whole and does not say which task broke it.)
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import resource
import signal
import threading
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerProcess
    from typing import Self


T = TypeVar("T")
S = TypeVar("S", bound="Sized")
A = TypeVar("A")
logger = logging.getLogger("lianjian.readers")


class Sized(Protocol):
    """A file from outside: what it is called, and its bytes."""

    @property
    def name(self) -> str: ...

    @property
    def data(self) -> bytes: ...


PATIENCE = 60.0
"""Seconds for one source: the largest text that is taken is repaired in a third of it on a slow machine."""
MOST_MEMORY = 2 * 1024**3
"""Bytes of address space of a reading process: thirty times what the largest source needs."""
AHEAD = 8
"""Sources in hand for each process; with ``AHEAD_BYTES`` what bounds the memory of an import."""
AHEAD_BYTES = 64 * 1024**2


def did_not_end() -> Refused:
    """The refusal of a source whose reading was ended from outside."""
    return Refused(
        gettext_noop("Reading it did not end."),
        cure=gettext_noop("Open it where it was made, save its words as a text file, and import that."),
    )


def answer(read: Callable[[S], A], source: S) -> A | Refused:
    """What is in a source, or why not. Whatever a parser stumbles over is a fault of this one file."""
    try:
        return read(source)
    except Refused as refused:
        return refused
    except Exception:
        logger.info("Reading %s failed.", source.name, exc_info=True)
        return Refused(
            gettext_noop("Reading it failed: the file is damaged in a way that nobody foresaw."),
            cure=gettext_noop("Open it where it was made, save its words as a text file, and import that."),
        )


class Here(Generic[S, A]):
    """Reads in this very process: for a handful of files, where starting others would take longer."""

    def __init__(self, read: Callable[[S], A]) -> None:
        self._read = read

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def in_order(self, asked: Iterable[tuple[T, S | None]]) -> Iterator[tuple[T, A | Refused | None]]:
        """As ``Readers.in_order``."""
        for tag, source in asked:
            yield tag, None if source is None else answer(self._read, source)


class Readers(Generic[S, A]):
    """``number`` processes that call ``read`` (which must be picklable). To be used in a ``with``."""

    def __init__(
        self, read: Callable[[S], A], number: int | None = None, *, patience: float = PATIENCE
    ) -> None:
        self._read = read
        self._patience = patience
        self.number = number or len(os.sched_getaffinity(0))
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([reading_module(read)])
        self._threads = ThreadPoolExecutor(self.number, thread_name_prefix="reading")
        self._own = threading.local()
        self._started: list[_Process[S, A]] = []
        self._closing = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closing = True
        for process in self._started:
            process.end()
        self._threads.shutdown(cancel_futures=True)

    def in_order(self, asked: Iterable[tuple[T, S | None]]) -> Iterator[tuple[T, A | Refused | None]]:
        """The answers to what is asked, tag by tag in its order; None for a tag that comes without a source."""
        line: deque[tuple[T, int, Future[A | Refused] | None]] = deque()
        held = 0
        for tag, source in asked:
            size = len(source.data) if source is not None else 0
            line.append((tag, size, None if source is None else self._threads.submit(self._one, source)))
            held += size
            while line and (len(line) > AHEAD * self.number or held > AHEAD_BYTES or _is_ready(line[0][2])):
                done, size, future = line.popleft()
                held -= size
                yield done, None if future is None else future.result()
        while line:
            done, _, future = line.popleft()
            yield done, None if future is None else future.result()

    def _one(self, source: S) -> A | Refused:
        """In a thread that has one process to itself. A process that fell is asked again in a new one before the source is
        blamed: it may have been ended while it was idle."""
        for _attempt in (1, 2):
            process: _Process[S, A] | None = getattr(self._own, "process", None)
            if process is None:
                process = self._own.process = _Process(self._context, self._read)
                self._started.append(process)
            try:
                return process.ask(source, self._patience)
            except TimeoutError:
                break
            except (EOFError, OSError):
                if self._closing:
                    break
            finally:
                if process.is_over:
                    self._own.process = None
        return did_not_end()


def _is_ready(future: Future[Any] | None) -> bool:
    return future is None or future.done()


def reading_module(read: Any) -> str:
    """The module that defines ``read``: loaded once, before the processes are forked off."""
    return str(getattr(read, "func", read).__module__)


class _Process(Generic[S, A]):
    """A reading process and the line to it."""

    def __init__(self, context: multiprocessing.context.ForkServerContext, read: Callable[[S], A]) -> None:
        self._line, theirs = context.Pipe()
        self._process: ForkServerProcess = context.Process(target=_serve, args=(theirs, read), daemon=True)
        self._process.start()
        theirs.close()
        self.is_over = False
        self._is_awake = False

    def ask(self, source: S, patience: float) -> A | Refused:
        """Raises EOFError or OSError where the process fell, TimeoutError where it was ended after ``patience`` seconds."""
        try:
            if not self._is_awake:  # starting up is not the source's fault, however long it takes
                self._line.recv()
                self._is_awake = True
            self._line.send(source)
            if not self._line.poll(patience):
                raise TimeoutError
            said: A | Refused = self._line.recv()
        except (EOFError, OSError):
            self.end()
            raise
        return said

    def end(self) -> None:
        """Without asking: it may not listen."""
        self.is_over = True
        with suppress(OSError, ValueError):
            self._process.kill()
        self._process.join()


def _serve(line: Connection, read: Callable[[S], A]) -> None:
    """The reading process. It ends when the other end of the line is gone, as after a kill -9 of the import."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the import, which ends its readers itself
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    with suppress(EOFError, OSError):
        line.send(None)
        while True:
            line.send(answer(read, line.recv()))
