"""A server that takes parcels and remembers, at the first byte of each, what the station's log held at that moment."""

from __future__ import annotations

import socket
import sqlite3
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass
class Posted:
    """What one connection brought: the body so far, and every sha256 that the log held before its first byte."""

    body: bytes = b""
    length: int = -1
    head: bytes = b""
    logged: frozenset[str] = frozenset()

    @property
    def is_whole(self) -> bool:
        return len(self.body) == self.length


@dataclass
class Postbox:
    """``status``: what it answers; ``cut``: bytes of a body after which it closes the line."""

    audit: Path
    status: int = 202
    cut: int = 0
    posted: list[Posted] = field(default_factory=list)

    def logged(self) -> frozenset[str]:
        if not self.audit.exists():
            return frozenset()
        db = sqlite3.connect(f"file:{self.audit}?mode=ro", uri=True)
        try:
            rows = db.execute("SELECT json_extract(data, '$.sha256') FROM entry").fetchall()
        finally:
            db.close()
        return frozenset(name for (name,) in rows)


@contextmanager
def open_postbox(box: Postbox) -> Iterator[str]:
    """Serve ``box`` on the loopback; answers the address."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    stop = threading.Event()
    talking: list[threading.Thread] = []

    def accept() -> None:
        while not stop.is_set():
            try:
                line, _ = listener.accept()
            except TimeoutError:
                continue
            line.settimeout(5)
            talking.append(threading.Thread(target=_talk, args=(line, box)))
            talking[-1].start()

    thread = threading.Thread(target=accept)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/islands/parcels"
    finally:
        stop.set()
        thread.join()
        for other in talking:
            other.join()
        listener.close()


def _talk(line: socket.socket, box: Postbox) -> None:
    one = Posted()
    with line:
        try:
            asked = line.makefile("rb")
            while (row := asked.readline()) not in {b"\r\n", b""}:
                one.head += row
                name, _, value = row.partition(b":")
                if name.lower() == b"content-length":
                    one.length = int(value)
            while len(one.body) < one.length:
                chunk = asked.read1(min(1 << 14, one.length - len(one.body)))
                if not chunk:
                    return
                if not one.body:
                    one.logged = box.logged()
                    box.posted.append(one)
                one.body += chunk
                if box.cut and len(one.body) >= box.cut:
                    return
            line.sendall(f"HTTP/1.1 {box.status} x\r\nContent-Length: 2\r\n\r\nok".encode())
        except OSError:
            return
