"""A hub, a static server and a station's directory for the measurements of the feed; what a reader of a station sees.

The station is driven by its own command, in a process of its own where that matters.
"""

from __future__ import annotations

import contextlib
import http.server
import io
import json
import os
import re
import shutil
import sqlite3
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.island_corpus import article, photo, rooms
from lianjian_feed.keys import KeyStore
from lianjian_feed.publishing import Published, Publisher
from lianjian_feed.schemes import digest, digest_of_file
from lianjian_station import cli

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator, Mapping

Seen = dict[str, str]
_FROM = re.compile(r"bytes=(\d+)-")


@dataclass
class Feed:
    """A publisher over ``home/feed`` with keys of three roots, two of which sign."""

    home: Path
    publisher: Publisher = field(init=False)

    def __post_init__(self) -> None:
        self.publisher = Publisher(self.path, KeyStore.create(self.home / "keys", roots=3, threshold=2))

    @property
    def path(self) -> Path:
        return self.home / "feed"

    @property
    def root(self) -> Path:
        """The trust file a station is set up with."""
        return self.path / "metadata/1.root.json"

    def publish(self, contents: Mapping[str, Mapping[str, bytes]]) -> Published:
        return self.publisher.publish(contents)


class _Static(http.server.BaseHTTPRequestHandler):
    """Files below ``root`` as nginx gives them: ETag from mtime and size, ranges, connections kept."""

    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16
    disable_nagle_algorithm = True
    root: Path

    def do_GET(self) -> None:
        path = self.root / self.path.lstrip("/")
        try:
            held = path.stat()
            data = path.read_bytes()
        except OSError:
            self._answer(404, b"not found", {})
            return
        tag = {"ETag": f'"{int(held.st_mtime):x}-{held.st_size:x}"'}
        if self.headers.get("If-None-Match") == tag["ETag"]:
            self._answer(304, b"", tag)
            return
        asked = _FROM.fullmatch(self.headers.get("Range", ""))
        start = int(asked[1]) if asked else 0
        if start and start >= len(data):
            self._answer(416, b"", {"Content-Range": f"bytes */{len(data)}"})
        elif start:
            tag["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
            self._answer(206, data[start:], tag)
        else:
            self._answer(200, data, tag)

    def _answer(self, status: int, data: bytes, more: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in more.items():
            self.send_header(name, value)
        if status != http.HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(data)
            self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the overridden method
        """Nothing is written down."""


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A station that is killed in the midst of an answer is what is measured here."""


@contextlib.contextmanager
def static(root: Path, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve the files below ``root`` on the loopback; answers the address."""
    handler = type("Handler", (_Static,), {"root": root})
    with _Server(("127.0.0.1", 0), handler) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


def station(*words: object) -> tuple[int, dict[str, Any]]:
    """Run ``lianjian-station`` here, without a process of its own; answers its exit code and the JSON it printed."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main([str(word) for word in words])
    text = out.getvalue().strip().splitlines()
    return code, json.loads(text[-1]) if text and text[-1].startswith("{") else {"said": err.getvalue()}


def command(home: Path, hub: str) -> list[str]:
    """The same as a command line for a process of its own."""
    return [sys.executable, "-m", "lianjian_station.cli", "--home", str(home), "sync", "--hub", hub, "--json"]


def surroundings() -> dict[str, str]:
    """Environment of such a process: nothing is compiled, so that every run makes the same calls."""
    source = str(Path(cli.__file__).parents[1])
    return {**os.environ, "PYTHONPATH": source, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}


def set_up(home: Path, hub: str, root: Path) -> None:
    code, told = station("init", "--home", home, "--hub", hub, "--trust", root, "--village", "张洋村")
    if code:
        raise RuntimeError(told)


def restore(saved: Path, home: Path) -> None:
    """Make ``home`` what was put aside in ``saved``."""
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(saved, home)


def seen(home: Path) -> Seen:
    """What readers see: path to digest, and the edition. Every small file must be what its digest says."""
    with contextlib.closing(sqlite3.connect(home / "feed.db")) as db:
        if db.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise Damaged("integrity_check")
        if not db.execute("SELECT name FROM sqlite_master WHERE name = 'entry'").fetchone():
            return {"edition": ""}
        listed = dict(db.execute("SELECT path, digest FROM entry"))
        edition = db.execute("SELECT value FROM fact WHERE name = 'edition'").fetchone()
        small = dict(db.execute("SELECT digest, data FROM small"))
        large = {name for (name,) in db.execute("SELECT digest FROM entry WHERE length > 65536")}
    for name in set(listed.values()) - large:
        if name not in small or digest(small[name]) != name:
            raise Damaged(f"small file {name[:8]}")
    for path in (home / "cas").glob("??/*"):
        if digest_of_file(path) != path.name:
            raise Damaged(f"picture {path.name[:8]}")
    return listed | {"edition": str(edition[0]) if edition else ""}


class Damaged(Exception):  # noqa: N818 - names what was found, not an error of ours
    """A station's directory is not what it should be."""


@dataclass
class Scene:
    """One synchronisation to be disturbed: the directory before it, what readers saw then, and what they see after it."""

    feed: Feed
    saved: Path
    old: Seen
    new: Seen
    pictures: frozenset[str]

    def judge(self, home: Path) -> str:
        """What is wrong with a station that was disturbed; empty when readers see the old view or the new one, whole."""
        try:
            found = seen(home)
        except (Damaged, sqlite3.DatabaseError) as error:
            return str(error)
        return "" if found in (self.old, self.new) else "a mixed view"

    def arrives(self, home: Path, hub: str) -> str:
        """The same after one more synchronisation, which must reach the new view, pictures included."""
        code, told = station("sync", "--home", home, "--hub", hub, "--json")
        if code:
            return f"the next synchronisation was refused: {told.get('refused', told)}"
        try:
            found = seen(home)
        except (Damaged, sqlite3.DatabaseError) as error:
            return f"afterwards: {error}"
        shelf = {path.name for path in (home / "cas").glob("??/*")}
        return (
            "" if found == self.new and shelf == self.pictures else "the next synchronisation did not arrive"
        )


def scene(folder: Path, *, articles: int, first: bool = False) -> Scene:
    """A station one edition behind a feed (or, with ``first``, one that has received nothing yet): articles come, change and go,
    a picture goes and two come, and the keys of the timestamp are others."""
    feed = Feed(folder / "hub")
    documents = [article(number) for number in range(articles)]
    feed.publish(rooms(documents, [photo(1)]))
    saved, fresh = folder / "saved", folder / "fresh"
    for home in (saved, fresh):
        set_up(home, str(feed.path), feed.root)
    if not first:
        station("sync", "--home", saved, "--json")
    old = seen(saved)
    feed.publisher.rotate("timestamp")
    changed = [article(number, edition=number % 3) for number in range(articles // 5, articles)]
    more = [article(number) for number in range(articles, articles + articles // 4)]
    photos = [photo(2), photo(3)]
    feed.publish(rooms([*changed, *more], photos))
    station("sync", "--home", fresh, "--json")
    new = seen(fresh)
    if new == old:
        raise RuntimeError("nothing is new in this scene")
    return Scene(feed, saved, old, new, frozenset(digest(data) for data in photos))
