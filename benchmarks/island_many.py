"""The hub when a whole province polls: static polls a second, what a publication costs, and thousands of stations that take one
update.

The polls (H1) and the stations (H3) are served by nginx where it is installed, which is how a hub gives out its feed; polls are
asked by wrk on the same cores, so that they are lower bounds. Every simulated station speaks the protocol of a real one, name by
name as a real one was seen to ask, over a connection of its own, at a moment drawn by chance; every byte both ways counts and
every answer must be what was published. A sample are real stations, which verify. No peer is run beside: what others cost a
mirror is in ``island-bytes``.

python -m benchmarks island-many [--size small|medium|large] --json

``small``: 1,000 articles, 1,500 stations over 6 seconds; ``medium``: 10,000 articles, 15,000 stations over 60; ``large``: over an
hour.
Needs ``apt install nginx-light wrk``; what is missing is named.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from socket import create_connection, create_server
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from benchmarks.island_ours import Corpus, Station, Watching
from benchmarks.island_scene import Feed, static
from benchmarks.island_wire import Line, certificate
from lianjian_feed import layout, packs
from lianjian_feed.schemes import digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lianjian_feed.catalogue import Catalogue

STATIONS = {
    "small": (1_500, 6),
    "medium": (15_000, 60),
    "large": (15_000, 3600),
}  # how many, over how many seconds
ARTICLES = {"small": 1_000, "medium": 10_000, "large": 10_000}
SECONDS = 4  # of each way of polling
AT_ONCE = 400  # connections open at a time
ONE_IN = 500  # stations that are real ones
LEAST = {"keep_alive": 50_000, "not_modified": 50_000, "new_tcp": 10_000, "new_tls": 1_000}
MOST = {"sign_cpu_s": 1.0, "pack_cpu_s": 3.0, "megabytes_for_15000": 400.0}
_RATE = re.compile(r"Requests/sec:\s+([0-9.]+)")
_CONFIG = """
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
    access_log off; tcp_nodelay on; keepalive_requests 1000000;
    client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
    server {{
        listen 127.0.0.1:{port} backlog=4096; listen 127.0.0.1:{tls} ssl backlog=4096;
        ssl_certificate {chain}; ssl_certificate_key {chain}; ssl_protocols TLSv1.3;
        root {root}; default_type application/octet-stream;
    }}
}}
"""


def run(size: str) -> dict[str, Any]:
    """Polls a second, seconds of a publication, and whether all stations arrived."""
    with tempfile.TemporaryDirectory(prefix="lianjian-bench-") as thrown_away:
        folder = Path(thrown_away)
        folder.chmod(0o755)  # nginx's workers are nobody
        feed, corpus = Feed(folder / "hub"), Corpus.of(ARTICLES[size])
        feed.publish(corpus.rooms())
        with _served(folder, feed) as (url, tls):
            print("island-many: polls", file=sys.stderr)
            polls = _polls(feed, url, tls)
            line = Line(urlsplit(url).port or 0)
            station = Station(folder / "station", feed, line)
            station.sync()
            print("island-many: a publication", file=sys.stderr)
            published = _publish(feed, corpus)
            print("island-many: stations", file=sys.stderr)
            many = asyncio.run(_Crowd(feed, station, url, *STATIONS[size]).run())
    kept = {f"H1 {name}": polls[name] >= least for name, least in LEAST.items() if name in polls}
    kept["H2 sign"] = published["sign_cpu_s"] <= MOST["sign_cpu_s"]
    kept["H2 each pack"] = max(published["pack_cpu_s"]) <= MOST["pack_cpu_s"]
    kept["H3 all arrived"] = (
        many["arrived"] == many["stations"] and not many["wrong"] and not many["status_5xx"]
    )
    kept["H3 bytes"] = many["bytes"] / many["stations"] * 15_000 / 1e6 <= MOST["megabytes_for_15000"]
    ours = {"polls_per_s": polls, "publication": published, "stations": many}
    return {"ours": ours, "limit": {"least": LEAST, "most": MOST}, "kept": kept}


# -- the server


@contextlib.contextmanager
def _served(folder: Path, feed: Feed) -> Iterator[tuple[str, str]]:
    """The feed at an address, and at another over TLS where nginx is installed."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        with static(feed.path) as url:
            yield url, ""
        return
    ports = []
    for _ in range(2):
        with create_server(("127.0.0.1", 0)) as free:
            ports.append(int(free.getsockname()[1]))
    chain, _ = certificate(folder)
    told = {"folder": folder, "port": ports[0], "tls": ports[1], "chain": chain, "root": feed.path}
    config = folder / "nginx.conf"
    config.write_text(_CONFIG.format(**told))
    running = subprocess.Popen(
        [nginx, "-c", str(config), "-p", str(folder), "-g", "daemon off;"], stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), create_connection(("127.0.0.1", ports[0]), 1):
                break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{ports[0]}/", f"https://localhost:{ports[1]}/"
    finally:
        running.terminate()
        running.wait()


def _polls(feed: Feed, url: str, tls: str) -> dict[str, Any]:
    if not tls or shutil.which("wrk") is None:
        return {"missing": "nginx or wrk is not installed"}
    held = (feed.path / layout.TIMESTAMP).stat()
    tag = f'If-None-Match: "{int(held.st_mtime):x}-{held.st_size:x}"'
    close = "Connection: close"
    return {
        "keep_alive": _wrk(url, []),
        "not_modified": _wrk(url, [tag]),
        "new_tcp": _wrk(url, [tag, close]),
        "new_tls": _wrk(tls, [tag, close]),
        "load_before": round(os.getloadavg()[0], 2),
    }


def _wrk(url: str, headers: Sequence[str]) -> float:
    told = [part for header in headers for part in ("-H", header)]
    asked = ["wrk", "-t1", "-c64", f"-d{SECONDS}s", *told, f"{url}{layout.TIMESTAMP}"]
    found = _RATE.search(subprocess.run(asked, check=True, capture_output=True, text=True).stdout)
    return float(found[1]) if found else 0.0


# -- a publication


def _publish(feed: Feed, corpus: Corpus) -> dict[str, Any]:
    """Sign and pack a day's 25 articles: seconds of the processor, each pack by itself."""
    corpus.day()
    contents, spent, build = corpus.rooms(), list[float](), packs.build

    def timed(
        old: Mapping[str, Catalogue], new: Mapping[str, Catalogue], read: packs.Read
    ) -> Iterator[bytes]:
        started = time.process_time()
        made = list(build(old, new, read))
        spent.append(round(time.process_time() - started, 3))
        return iter(made)

    started = time.process_time()
    packs.build = timed
    try:
        feed.publish(contents)
    finally:
        packs.build = build
    whole, *updates = spent  # the first leads from nothing to everything
    return {
        "sign_cpu_s": round(time.process_time() - started - sum(spent), 3),
        "pack_cpu_s": updates or [0.0],
        "pack_from_nothing_cpu_s": whole,
    }


# -- the stations


@dataclass
class _Crowd:
    """Stations that hold the edition before; each asks once, at its own moment of ``seconds``."""

    feed: Feed
    station: Station
    url: str
    count: int
    seconds: int
    bytes: int = 0
    arrived: int = 0
    wrong: int = 0
    server_errors: int = 0
    slowest: float = 0.0
    asked: list[str] = field(default_factory=list)

    async def run(self) -> dict[str, Any]:
        self.asked = self._as_seen()
        self.expected = {name: self._expect(name) for name in self.asked}
        self.gate = asyncio.Semaphore(AT_ONCE)
        dice = random.Random(15)  # noqa: S311 - moments of a load
        started = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number in range(self.count):
                work = self._real(number) if number % ONE_IN == 0 else self._simulated()
                group.create_task(self._at(dice.uniform(0, self.seconds), work))
        real = (self.count + ONE_IN - 1) // ONE_IN
        return {
            "stations": self.count,
            "really_verifying": real,
            "arrived": self.arrived,
            "wrong": self.wrong,
            "status_5xx": self.server_errors,
            "requests_each": len(self.asked),
            "bytes": round(self.bytes / (self.count - real) * self.count),
            "bytes_each": round(self.bytes / (self.count - real)),
            "over_s": self.seconds,
            "took_s": round(time.perf_counter() - started, 1),
            "slowest_s": round(self.slowest, 2),
        }

    def _as_seen(self) -> list[str]:
        """The names that a real station asks for, in its order."""
        seen = self.station.copy("seen")
        seen.url = self.url
        source = Watching(seen)
        seen.sync(source)
        return source.asked

    def _expect(self, name: str) -> str:
        path = self.feed.path / name
        return digest(path.read_bytes()) if path.exists() else ""

    async def _at(self, moment: float, work: Any) -> None:
        await asyncio.sleep(moment)
        async with self.gate:
            started = time.perf_counter()
            came = await work
            self.arrived += came
            self.slowest = max(self.slowest, time.perf_counter() - started)

    async def _real(self, number: int) -> bool:
        """A station that verifies, in a thread of its own."""
        station = self.station.copy(f"real-{number}")
        station.url = self.url
        told = await asyncio.to_thread(station.sync)
        shutil.rmtree(station.path)
        return bool(told["version"] == 2)  # noqa: PLR2004 - the second edition

    async def _simulated(self) -> bool:
        told = urlsplit(self.url)
        reader, writer = await asyncio.open_connection(told.hostname, told.port)
        try:
            for name in self.asked:
                asked = f"GET /{name} HTTP/1.1\r\nHost: {told.netloc}\r\nAccept-Encoding: identity\r\n\r\n".encode()
                writer.write(asked)
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])  # type: ignore[index] # nginx always says it
                body = await reader.readexactly(length)
                self.bytes += len(asked) + len(head) + length
                status = int(head.split()[1])
                self.server_errors += status >= 500  # noqa: PLR2004 - RFC 9110
                if status == 404 and not self.expected[name]:  # noqa: PLR2004 - RFC 9110
                    continue
                if digest(body) != self.expected[name]:
                    self.wrong += 1
                    return False
        finally:
            writer.close()
        return True
