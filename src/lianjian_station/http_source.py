"""A feed on a web server that may lie, stall, drip or be cut: one connection, caps on bytes and time, resumed
by Range.

Redirects are not followed: a hub's address is a setting, and a captive portal's is not one. Nothing here
judges content.
"""

from __future__ import annotations

import http.client
import os
import re
import socket
import ssl
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

from lianjian_feed.refusals import NotThere, Refused, Unreachable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHUNK = 1 << 14
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
_ABSENT = {404, 410}
BROKEN = (OSError, http.client.HTTPException, ssl.SSLError, UnicodeError)


@dataclass(frozen=True)
class Patience:
    """How long a station waits. The defaults let a 2G line pass and stop a dripping server within a
    minute."""

    silence: float = 10.0  # seconds without a byte
    answer: float = 20.0  # seconds until the head of the answer is there
    window: float = 15.0  # seconds over which the rate is judged
    rate: float = 512.0  # bytes a second, below which a window ends it
    start: float = 45.0  # seconds any file may take, before its size counts
    pace: float = 1024.0  # bytes a second, by which a file's total time is reckoned
    gain: int = 1024  # bytes a cut connection must have brought to be worth another attempt
    tries: int = 3  # attempts in a row without that gain


class HttpSource:
    """Reads a feed below ``url``."""

    def __init__(self, url: str, patience: Patience | None = None) -> None:
        try:
            told = urlsplit(url)
            port = told.port
        except ValueError as error:
            raise Refused("{url} is no address of a hub.", url=url) from error
        if told.scheme not in {"http", "https"} or not told.hostname:
            raise Refused("{url} is no address of a hub.", url=url)
        self.name = url
        self._base = told.path.rstrip("/")
        self._patience = patience or Patience()
        kind = http.client.HTTPSConnection if told.scheme == "https" else http.client.HTTPConnection
        self._line = kind(told.hostname, port, timeout=self._patience.silence)

    def close(self) -> None:
        self._line.close()

    def fetch(self, name: str, cap: int) -> bytes:
        """The whole file ``name``, at most ``cap`` bytes."""
        return self._whole(name, cap)[0]

    def poll(self, name: str, cap: int, etag: str) -> tuple[bytes, str]:
        """The file and its ETag; empty bytes where the server says it is the one of ``etag``."""
        return self._whole(name, cap, etag)

    def save(self, name: str, target: Path, cap: int) -> None:
        """Fetch ``name`` into ``target``, going on behind what an earlier attempt left there."""
        with target.open("ab") as out:
            have = out.tell()
            if have > cap:
                out.truncate(0)
                have = 0
            self._resume(name, out, have, cap)
            out.flush()
            os.fsync(out.fileno())

    # -- one file over as many connections as it takes

    def _whole(self, name: str, cap: int, etag: str = "") -> tuple[bytes, str]:
        told = {"If-None-Match": etag} if etag else {}
        for left in reversed(range(self._patience.tries)):
            try:
                with self._asked(name, told) as answer:
                    if answer.status == http.HTTPStatus.NOT_MODIFIED:
                        answer.read(0)
                        return b"", etag
                    self._expect(answer, name, {http.HTTPStatus.OK})
                    data = b"".join(self._bytes(answer, name, cap))
                    return data, answer.headers.get("ETag", "")
            except BROKEN as error:
                self._line.close()
                if not left:
                    raise Unreachable(
                        "{hub} does not answer: {why}.", hub=self.name, why=why(error)
                    ) from error
        raise AssertionError  # the last attempt returns or raises

    def _resume(self, name: str, out: BinaryIO, have: int, cap: int) -> None:
        idle = 0
        while True:
            before = have
            try:
                with self._asked(name, {"Range": f"bytes={have}-"} if have else {}) as answer:
                    if have and answer.status == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                        answer.read(CHUNK)
                        self._line.close()
                        return  # nothing more to come; whether it is whole and true is judged by its digest
                    self._expect(answer, name, {http.HTTPStatus.OK, http.HTTPStatus.PARTIAL_CONTENT})
                    if not have or _start(answer) != have:
                        self._expect(answer, name, {http.HTTPStatus.OK})
                        out.truncate(0)
                        have = before = 0
                    for chunk in self._bytes(answer, name, cap - have):
                        out.write(chunk)
                        have += len(chunk)
                    return
            except BROKEN as error:
                self._line.close()
                if isinstance(error, OSError) and error.errno in DISK:
                    raise
                idle = 0 if have - before >= self._patience.gain else idle + 1
                if idle >= self._patience.tries:
                    raise Unreachable(
                        "{hub} does not answer: {why}.", hub=self.name, why=why(error)
                    ) from error

    # -- one request

    @contextmanager
    def _asked(self, name: str, told: dict[str, str]) -> Iterator[http.client.HTTPResponse]:
        """Send one request; whatever happens in the block, the connection is fit for the next one or
        closed."""
        with deadline(self._line, self._patience.answer):
            self._line.request("GET", f"{self._base}/{name}", headers=told)
            answer = self._line.getresponse()
        try:
            yield answer
        except NotThere:
            raise  # its answer was read away, or the line closed, where this was found
        except BaseException:
            self._line.close()
            raise

    def _expect(self, answer: http.client.HTTPResponse, name: str, good: set[int]) -> None:
        if answer.status in good:
            return
        if answer.status in _ABSENT:
            if (
                answer.length is not None and answer.length <= CHUNK
            ):  # read it away and keep the connection: a missing next root is every day's answer
                b"".join(self._bytes(answer, name, CHUNK))
            else:
                self._line.close()
            raise _Absent
        raise Unreachable("{hub} answers {status} instead of a file.", hub=self.name, status=answer.status)

    def _bytes(self, answer: http.client.HTTPResponse, name: str, cap: int) -> Iterator[bytes]:
        length = answer.length
        if length is not None and length > cap:
            raise Refused("{path} is larger than allowed.", path=name)
        wait = self._patience
        end = time.monotonic() + wait.start + (length if length is not None else min(cap, CHUNK)) / wait.pace
        window, brought, total = time.monotonic() + wait.window, 0, 0
        while chunk := answer.read1(CHUNK):
            total += len(chunk)
            brought += len(chunk)
            if total > cap:
                raise Refused("{path} is larger than allowed.", path=name)
            yield chunk
            now = time.monotonic()
            if now > end or (now > window and brought < wait.rate * wait.window):
                raise Unreachable("{hub} is too slow.", hub=self.name)
            if now > window:
                window, brought = now + wait.window, 0
        if length is not None and total < length:
            raise http.client.IncompleteRead(b"", length - total)
        answer.close()  # read to its end: read1() does not notice, and the connection would not be used again


class _Absent(NotThere):
    def __init__(self) -> None:
        super().__init__("The hub has no such file.")


DISK = frozenset({5, 27, 28, 30, 122})  # EIO, EFBIG, ENOSPC, EROFS, EDQUOT: the trouble is here, not there


def _start(answer: http.client.HTTPResponse) -> int:
    found = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    return int(found[1]) if found and answer.status == http.HTTPStatus.PARTIAL_CONTENT else -1


def why(error: BaseException) -> Refused:
    """What went wrong on the line, in words for a keeper."""
    if isinstance(error, ConnectionRefusedError):
        return Refused("nothing is listening there")
    if isinstance(error, TimeoutError):
        return Refused("no answer in time")
    if isinstance(error, (socket.gaierror, UnicodeError)):
        return Refused("its name is not known, or there is no network")
    if isinstance(error, ssl.SSLError):
        return Refused("its certificate does not hold")
    return Refused("the line was cut ({detail})", detail=str(error) or type(error).__name__)


@contextmanager
def deadline(line: http.client.HTTPConnection, seconds: float) -> Iterator[None]:
    """Cut the connection after ``seconds``: a socket's own timeout only limits silence, not a drip of
    header bytes."""

    def cut() -> None:
        sock: socket.socket | None = line.sock
        if sock is not None:
            try:
                sock.shutdown(2)
            except OSError:
                return  # it is closed already, which is what was wanted

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
