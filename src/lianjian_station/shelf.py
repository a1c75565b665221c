"""Stories as the pages need them: columns to sort and filter by, and a search index that finds any run of
characters.

Every Han character is its own token and a query is a phrase of them, so a search finds every substring of
Chinese text, names of two characters included (a word segmenter misses 4 in 10 village names; a trigram index
needs three characters).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lianjian_feed.documents import StoryDocument, check_story_file
from lianjian_feed.refusals import Refused

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable

    from lianjian_feed.catalogue import Entry

TABLES = """
CREATE TABLE IF NOT EXISTS story
    (organisation TEXT, id TEXT, kind TEXT, title TEXT, subtitle TEXT, lead TEXT, picture TEXT, alt TEXT, party TEXT,
     column_slug TEXT, column_name TEXT, division TEXT, published_at TEXT, day TEXT, demonstration INTEGER, corrected INTEGER,
     withdrawn INTEGER, PRIMARY KEY (organisation, id));
CREATE INDEX IF NOT EXISTS story_by_day ON story (kind, day);
CREATE TABLE IF NOT EXISTS unreadable (path TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS picture (digest TEXT PRIMARY KEY, media_type TEXT);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (title, text, tokenize = "unicode61 remove_diacritics 2");
"""
LEAD = 80  # characters shown under a headline
_HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_TERM = re.compile(r"[^\W_]+")


def spaced(text: str) -> str:
    """Text with every Han character apart, as it is indexed and asked for. By runs: a step for every character took nine
    tenths of a first synchronisation."""
    return _HAN.sub(lambda run: f" {' '.join(run[0])} ", text)


def phrase(query: str) -> str:
    """An FTS5 expression: each word of the query as a phrase, all of them; empty when nothing can be asked.

    Only letters, digits and Han characters get through: no operator, no quote, nothing that could be syntax.
    """
    phrases = [" ".join(_TERM.findall(spaced(word))) for word in query.split()]
    return " AND ".join(f'"{found}"' for found in phrases if found)


def put(db: sqlite3.Connection, entries: Iterable[Entry], read: Callable[[str], bytes]) -> None:
    """Index new and changed stories. One that this release cannot read is noted, not shown, and stops
    nothing."""
    for entry in entries:
        organisation, _, path = entry.path.partition("/")
        if not path.startswith("stories/"):
            continue
        take_away(db, [entry.path])
        document = _readable(path, entry, read)
        if document is None:
            db.execute("INSERT OR REPLACE INTO unreadable VALUES (?)", (entry.path,))
        else:
            _put_one(db, organisation, document)


def _readable(path: str, entry: Entry, read: Callable[[str], bytes]) -> StoryDocument | None:
    """The document, unless it is of a form or size that a later release may know."""
    if not entry.is_small:
        return None
    data = read(entry.digest)
    try:
        return check_story_file(path, data)
    except Refused:
        return None


def _put_one(db: sqlite3.Connection, organisation: str, document: StoryDocument) -> None:
    shown = () if document.withdrawn else document.pictures
    row = db.execute(
        "INSERT INTO story VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            organisation,
            document.id,
            document.kind,
            document.title,
            document.subtitle,
            _lead(document),
            shown[0].sha256 if shown else "",
            shown[0].alt if shown else "",
            document.party,
            document.column.slug,
            document.column.name,
            document.division or "",
            document.published_at,
            document.published_at[:19],
            document.demonstration,
            document.corrected,
            document.withdrawn,
        ),
    ).lastrowid
    for picture in document.pictures:
        db.execute("INSERT OR REPLACE INTO picture VALUES (?, ?)", (picture.sha256, picture.media_type))
    if not document.withdrawn:
        title = spaced(f"{document.title} {document.subtitle} {document.party}")
        db.execute(
            "INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", (row, title, spaced(document.text))
        )


def _lead(document: StoryDocument) -> str:
    """What stands under the headline: the subtitle, or the beginning of the first paragraph."""
    if document.subtitle:
        return document.subtitle
    first = next(
        (block.text for block in document.body if block.type == "paragraph" and block.text.strip()), ""
    )
    return first if len(first) <= LEAD else first[: LEAD - 1] + "…"


def take_away(db: sqlite3.Connection, paths: Iterable[str]) -> None:
    for path in paths:
        organisation, _, rest = path.partition("/")
        story = rest.removeprefix("stories/").removesuffix(".json")
        row = db.execute(
            "SELECT rowid FROM story WHERE organisation = ? AND id = ?", (organisation, story)
        ).fetchone()
        if row:
            db.execute("DELETE FROM words WHERE rowid = ?", row)
            db.execute("DELETE FROM story WHERE rowid = ?", row)
        db.execute("DELETE FROM unreadable WHERE path = ?", (path,))
