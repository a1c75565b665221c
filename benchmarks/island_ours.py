"""What a station's synchronisations cost: bytes over a real HTTP line, seconds of the processor, peak memory."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import zstandard

from benchmarks.island_corpus import article, photo, rooms
from benchmarks.island_scene import Feed, set_up, static, surroundings
from benchmarks.island_wire import Line, certificate, counted, server_context
from lianjian_feed import layout
from lianjian_feed.refreshing import CAPS
from lianjian_feed.schemes import digest
from lianjian_station.home import Home
from lianjian_station.http_source import HttpSource
from lianjian_station.store import Store
from lianjian_station.syncing import synchronise

if TYPE_CHECKING:
    from pathlib import Path

    from lianjian_feed.documents import StoryDocument

NEW, EDITED, PHOTOS, DAYS = 20, 5, 4, 30
_MEASURED = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from lianjian_station.cli import source_of
from lianjian_station.home import Home
from lianjian_station.syncing import synchronise
home, hub = sys.argv[1:]
before = resource.getrusage(resource.RUSAGE_SELF)
source = source_of(hub)
synchronise(Home.open(Path(home)), source, now=lambda: datetime.now(UTC))
source.close()
after = resource.getrusage(resource.RUSAGE_SELF)
with open("/proc/self/status") as status:
    peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
print(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, int(peak) / 1024)
"""


def limit(documents: list[StoryDocument], photos: list[bytes]) -> int:
    """zstd-19 of the new bytes in one stream: what anyone would have to send who keeps nothing of what came before."""
    return len(
        zstandard.ZstdCompressor(level=19).compress(b"".join([*(d.to_bytes() for d in documents), *photos]))
    )


@dataclass
class Corpus:
    """Articles as they stand, day after day."""

    documents: dict[int, StoryDocument]
    photos: list[bytes] = field(default_factory=list)
    edition: int = 0

    @classmethod
    def of(cls, count: int) -> Corpus:
        return cls({number: article(number) for number in range(count)})

    def day(
        self, new: int = NEW, edited: int = EDITED, photos: int = 0
    ) -> tuple[list[StoryDocument], list[bytes]]:
        """A day's work: new articles, edited ones from all over, photos. Answers what is new."""
        self.edition += 1
        first = len(self.documents)
        changed = {number: article(number) for number in range(first, first + new)}
        step = max(1, first // max(1, edited))
        for turn in range(edited):
            number = (turn * step + self.edition * 7) % first
            changed[number] = article(number, edition=self.edition)
        self.documents |= changed
        fresh = [photo(self.edition * 100 + turn) for turn in range(photos)]
        self.photos += fresh
        return list(changed.values()), fresh

    def rooms(self) -> dict[str, dict[str, bytes]]:
        return rooms(self.documents.values(), self.photos)


class Station:
    """A station of the benchmark behind a counted line."""

    def __init__(self, home: Path, feed: Feed, line: Line) -> None:
        self.path, self.line, self.url = home, line, f"http://127.0.0.1:{line.port}/"
        if not home.exists():
            set_up(home, self.url, feed.root)

    def copy(self, name: str) -> Station:
        other = Station.__new__(Station)
        other.path, other.line, other.url = self.path.with_name(name), self.line, self.url
        shutil.rmtree(other.path, ignore_errors=True)
        shutil.copytree(self.path, other.path)
        return other

    def sync(self, source: HttpSource | None = None, cut: int = 0) -> dict[str, Any]:
        """One synchronisation in this process: bytes both ways, connections, seconds of the processor (of this process, which
        also carries the line and the server: an upper bound)."""
        self.line.restart(cut)
        source = source or HttpSource(self.url)
        started = time.process_time()
        try:
            outcome = synchronise(Home.open(self.path), source, now=lambda: datetime.now(UTC))
        finally:
            source.close()
        return {
            "bytes": self.line.total,
            "connections": self.line.connections,
            "cpu_s": round(time.process_time() - started, 4),
            "version": outcome.version,
        }

    def sync_alone(self) -> dict[str, float]:
        """The same in a process of its own: seconds of its processor behind the imports, its peak memory (VmHWM)."""
        self.line.restart()
        asked = [sys.executable, "-c", _MEASURED, str(self.path), self.url]
        done = subprocess.run(asked, check=True, capture_output=True, text=True, env=surroundings())
        cpu, peak = map(float, done.stdout.split())
        return {"cpu_s": round(cpu, 3), "peak_rss_mb": round(peak, 1), "bytes": self.line.total}

    def forget_the_day(self) -> None:
        """As if the last full refresh were more than a day ago."""
        with contextlib.closing(sqlite3.connect(self.path / "feed.db")) as db, db:
            db.execute("UPDATE fact SET value = '' WHERE name = 'refreshed'")

    def edition(self) -> str:
        store = Store(self.path / "feed.db")
        try:
            return store.fact("edition")
        finally:
            store.close()


class Watching(HttpSource):
    """Notes what is asked for, and which edition readers see when the first picture is."""

    shown = ""

    def __init__(self, station: Station) -> None:
        super().__init__(station.url)
        self._station = station
        self.asked: list[str] = []

    def poll(self, name: str, cap: int, etag: str) -> tuple[bytes, str]:
        self.asked.append(name)
        return super().poll(name, cap, etag)

    def fetch(self, name: str, cap: int) -> bytes:
        self.asked.append(name)
        return super().fetch(name, cap)

    def save(self, name: str, target: Path, cap: int) -> None:
        self.asked.append(name)
        if name.startswith("blobs/") and not self.shown:
            self.shown = self._station.edition()
        super().save(name, target, cap)


def measure(folder: Path, count: int, *, is_first: bool) -> dict[str, Any]:
    """All figures of transport and station for a feed of ``count`` articles; those that do not depend on the number only where
    it is the first feed measured."""
    feed, corpus = Feed(folder / "hub"), Corpus.of(count)
    feed.publish(corpus.rooms())
    with static(feed.path) as url, counted(urlsplit(url).port or 0) as line:
        station = Station(folder / "station", feed, line)
        told: dict[str, Any] = {
            "articles": count,
            "raw_bytes": sum(len(d.to_bytes()) for d in corpus.documents.values()),
        }
        told["cold"] = station.sync_alone()
        told["cold"]["articles_per_cpu_s"] = round(count / told["cold"]["cpu_s"])
        told["idle_304"] = station.sync()
        told["poll_200"] = _poll(station)
        station.forget_the_day()
        station.copy("warm").sync()
        told["refresh"] = station.sync()
        if is_first:
            told["tls_304"] = _tls(folder, feed)
        corpus.day(new=0, edited=1)
        feed.publish(corpus.rooms())
        told["one_edited"] = station.sync()
        told["text"] = _update(feed, corpus, station, photos=0)
        told["mixed"] = _update(feed, corpus, station, photos=PHOTOS)
        for cut in (50_000, 20_000):
            held = Station(folder / f"before-{corpus.edition}", feed, line)
            cost = held.copy("cut").sync(cut=cut)
            told[f"cut_{cut // 1000}"] = cost | {
                "overhead": round(cost["bytes"] / told["mixed"]["bytes"] - 1, 4)
            }
        if is_first:
            told["month"] = _month(feed, corpus, station)
        told["stored_per_cpu_s"] = _stored(folder, feed, corpus)
    return told


def _poll(station: Station) -> dict[str, Any]:
    station.line.restart()
    source = HttpSource(station.url)
    source.poll(layout.TIMESTAMP, CAPS["timestamp"], "")
    source.close()
    return {"bytes": station.line.total, "connections": station.line.connections}


def _tls(folder: Path, feed: Feed) -> dict[str, Any]:
    """An idle poll over a new TLS 1.3 connection."""
    chain, trusted = certificate(folder)
    os.environ["SSL_CERT_FILE"] = str(trusted)
    with static(feed.path, server_context(chain)) as url, counted(urlsplit(url).port or 0) as line:
        source = HttpSource(f"https://localhost:{line.port}/")
        _, etag = source.poll(layout.TIMESTAMP, CAPS["timestamp"], "")
        source.close()
        line.restart()
        source = HttpSource(f"https://localhost:{line.port}/")
        data, _ = source.poll(layout.TIMESTAMP, CAPS["timestamp"], etag)
        source.close()
        assert not data
        return {"bytes": line.total, "connections": line.connections}


def _update(feed: Feed, corpus: Corpus, station: Station, photos: int) -> dict[str, Any]:
    documents, fresh = corpus.day(photos=photos)
    feed.publish(corpus.rooms())
    before = station.copy(f"before-{corpus.edition}")
    alone = before.copy("alone").sync_alone()
    source = Watching(station)
    cost = station.sync(source)
    least = limit(documents, fresh)
    return cost | {
        "limit": least,
        "of_limit": round(cost["bytes"] / least, 4),
        "raw": sum(len(d.to_bytes()) for d in documents) + sum(map(len, fresh)),
        "text_first": not photos or source.shown == str(cost["version"]),
        "alone": alone,
    }


def _month(feed: Feed, corpus: Corpus, station: Station) -> dict[str, Any]:
    """A station that slept for thirty daily updates."""
    behind = station.copy("behind")
    news: list[StoryDocument] = []
    for _ in range(DAYS):
        documents, _ = corpus.day()
        news += documents
        feed.publish(corpus.rooms())
    source = Watching(behind)
    cost = behind.sync(source)
    least = limit(news, [])
    return cost | {"limit": least, "of_limit": round(cost["bytes"] / least, 4), "requests": len(source.asked)}


def _stored(folder: Path, feed: Feed, corpus: Corpus) -> int:
    """Articles a second of the processor: hashed and kept, without the search index."""
    set_up(folder / "stored", str(feed.path), feed.root)
    data = [document.to_bytes() for document in list(corpus.documents.values())[:10_000]]
    store = Store(folder / "stored" / "feed.db")
    started = time.process_time()
    store.put_small({digest(each): each for each in data})
    spent = time.process_time() - started
    store.close()
    return round(len(data) / spent)
