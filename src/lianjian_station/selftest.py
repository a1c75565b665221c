"""A release tests itself before it is put in place: does it read this box's store, and do its pages answer?

Works on a copy of the database; nothing of the box is changed.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lianjian_feed.refusals import Refused
from lianjian_feed.trust import Trusted
from lianjian_station.home import Home
from lianjian_station.reader import reading
from lianjian_station.store import Store

if TYPE_CHECKING:
    from starlette.applications import Starlette

PAGES = ("/", "/kiosk", "/village", "/warnings", "/policy", "/about", "/search?q=a", "/healthz", "/edition")


def selftest(home: Home) -> int:
    """The number of stories this release can show of the box's store. Raises Refused where something does not work."""
    with tempfile.TemporaryDirectory(prefix="selftest-") as folder:
        copy = _copied(home, Path(folder))
        with closing(Store(copy.database)) as store:
            root = store.trusted().get("root", copy.boot_root.read_bytes())
            Trusted(root, now=datetime.now(UTC), floors=store.floors())
        with reading(copy) as reader:
            stories = reader.condition(datetime.now(UTC)).stories
        _ask_pages(copy)
        return stories


def _copied(home: Home, place: Path) -> Home:
    """The station without its large files."""
    (place / "root").mkdir()
    (place / "root" / "boot.root.json").write_bytes(home.boot_root.read_bytes())
    (place / "station.json").write_bytes((home.path / "station.json").read_bytes())
    with (
        closing(sqlite3.connect(f"{home.database.absolute().as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(place / "feed.db")) as target,
    ):
        source.backup(target)
    return replace(Home.open(place), path=place)


def _ask_pages(copy: Home) -> None:
    from lianjian_station.web.app import application  # noqa: PLC0415 - the web half is part of the test

    app = application(copy)
    for page in PAGES:
        status = asyncio.run(_status(app, page))
        if status != 200:  # noqa: PLR2004 - HTTP's word for done
            raise Refused("The page {page} of this release answers {status}.", page=page, status=status)


async def _status(app: Starlette, address: str) -> int:
    path, _, query = address.partition("?")
    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [],
        "scheme": "http",
        "server": ("station", 80),
        "http_version": "1.1",
    }
    told: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            told.append(message["status"])

    await app(scope, receive, send)
    return told[0] if told else 0
