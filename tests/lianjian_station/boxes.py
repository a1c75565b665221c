"""A station in a temporary directory beside a hub in miniature, and servers that lie, stall and cut."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lianjian_station.directory_source import DirectorySource
from lianjian_station.home import Home, Settings
from lianjian_station.reader import reading
from lianjian_station.store import Store
from lianjian_station.syncing import Outcome, Source, synchronise

if TYPE_CHECKING:
    from lianjian_station.condition import Condition
    from tests.lianjian_feed.simulators import Hub

Files = Callable[[str], bytes | None]


@dataclass
class Box:
    """A station that synchronises by the hub's clock."""

    hub: Hub
    home: Home

    @classmethod
    def beside(cls, hub: Hub, name: str = "box", **settings: str) -> Box:
        trust = hub.home / f"{name}.root.json"
        trust.write_bytes(hub.first_root)
        told = Settings(hub=str(hub.feed), village="张洋村", **settings)
        home = Home.create(hub.home / name, told, trust)
        Store(home.database).close()
        return cls(hub, home)

    def sync(self, source: Source | Path | None = None, *, accept_expired: bool = False) -> Outcome:
        """Synchronise from the hub's directory, another directory, or any source."""
        held = (
            DirectorySource(source or self.hub.feed) if source is None or isinstance(source, Path) else source
        )
        try:
            return synchronise(self.home, held, now=lambda: self.hub.now, accept_expired=accept_expired)
        finally:
            held.close()

    def put_aside(self) -> Path:
        """Keep what the station holds, to come back to."""
        saved = self.hub.home / "saved"
        shutil.copytree(self.home.path, saved, ignore=shutil.ignore_patterns("cas"))
        return saved

    def take_back(self, saved: Path) -> None:
        """Put the station back to what was kept; large files are dropped."""
        for path in [*self.home.path.glob("feed.db*"), *self.home.staging.iterdir()]:
            path.unlink()
        for path in (self.home.path / "cas").glob("??/*"):
            path.unlink()
        for path in saved.glob("feed.db*"):
            shutil.copy(path, self.home.path)

    @property
    def condition(self) -> Condition:
        with reading(self.home) as reader:
            return reader.condition(self.hub.now)

    def seen(self) -> dict[str, str]:
        """What readers see: path to digest, and the edition."""
        store = Store(self.home.database)
        try:
            view = store.view()
            return {e.path: e.digest for catalogue in view.values() for e in catalogue.entries} | {
                "edition": store.fact("edition")
            }
        finally:
            store.close()


@dataclass
class Manners:
    """How a server behaves to whoever asks for a name that begins with ``only``. ``cut``: bytes of body after which the line is
    cut; ``drip``: one byte of a head, again and again; ``trickle``: the same of a body."""

    only: str = ""
    cut: int = 0
    drip: bool = False
    trickle: bool = False
    endless: bool = False
    status: int = 200
    etag: bool = True
    ranges: bool = True
    body: bytes | None = None
    log: list[str] = field(default_factory=list)
    connections: int = 0
    sent: int = 0


HONEST = Manners()


@contextmanager
def served(files: Files, manners: Manners) -> Iterator[str]:
    """A web server over ``files`` with these manners, on the loopback; answers its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.2)
    stop = threading.Event()

    def accept() -> None:
        while not stop.is_set():
            try:
                line, _ = listener.accept()
            except TimeoutError:
                continue
            line.setsockopt(
                socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 14
            )  # so that what is sent is about what is read
            manners.connections += 1
            threading.Thread(target=_talk, args=(line, files, manners, stop), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        stop.set()
        thread.join()
        listener.close()


def _talk(line: socket.socket, files: Files, manners: Manners, stop: threading.Event) -> None:
    with line:
        asked = line.makefile("rb")
        while not stop.is_set():
            try:
                head = asked.readline().decode()
                if not head:
                    return
                told = {}
                while (row := asked.readline().decode().strip()) != "":
                    name, _, value = row.partition(":")
                    told[name.lower()] = value.strip()
                if not _answer(line, head.split(" ")[1].lstrip("/"), told, files, manners, stop):
                    return
            except OSError:
                return


def _answer(
    line: socket.socket,
    name: str,
    told: dict[str, str],
    files: Files,
    manners: Manners,
    stop: threading.Event,
) -> bool:
    """Answer one request; False when the connection is done with."""
    manners.log.append(name)
    told_of, manners = manners, manners if name.startswith(manners.only) else HONEST
    data = files(name) if manners.body is None else manners.body
    if manners.drip:
        while not stop.wait(0.05):
            line.sendall(b"H")
        return False
    if data is None:
        line.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone")
        return True
    tag = f'"{hash(data) & 0xFFFFFFFF:x}"'
    if manners.etag and told.get("if-none-match") == tag:
        line.sendall(f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n".encode())
        return True
    start = int(told["range"].removeprefix("bytes=").rstrip("-")) if manners.ranges and "range" in told else 0
    if start >= len(data) and start:
        line.sendall(b"HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\n\r\n")
        return True
    status = "206 Partial Content" if start else f"{manners.status} OK"
    rest = data[start:]
    head = f"HTTP/1.1 {status}\r\nETag: {tag}\r\n"
    head += f"Content-Range: bytes {start}-{len(data) - 1}/{len(data)}\r\n" if start else ""
    if manners.endless:
        line.sendall(f"{head}\r\n".encode())
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65536)
        while not stop.wait(0.0005):  # what a kernel holds for a slow reader would count as read
            line.sendall(b" " * 4096)
            told_of.sent += 4096
    line.sendall(f"{head}Content-Length: {len(rest)}\r\n\r\n".encode())
    while manners.trickle and not stop.wait(0.05):
        line.sendall(b" ")
        told_of.sent += 1
    piece = rest[: manners.cut] if manners.cut else rest
    line.sendall(piece)
    told_of.sent += len(piece)
    if len(piece) < len(rest):
        line.shutdown(socket.SHUT_RDWR)
        return False
    return True
