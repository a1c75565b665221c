"""A hub in miniature: a real publisher over a directory, a clock that can be moved, and an attacker's
tools."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from lianjian_feed import layout
from lianjian_feed.documents import Block, Column, Picture, StoryDocument
from lianjian_feed.keys import KeyStore
from lianjian_feed.publishing import Published, Publisher
from lianjian_feed.refreshing import Edition, refresh
from lianjian_feed.refusals import NotThere
from lianjian_feed.schemes import digest
from lianjian_feed.trust import Trusted

if TYPE_CHECKING:
    from pathlib import Path

START = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


def story(number: int, title: str = "秋茶下山", **more: object) -> StoryDocument:
    """A short document with this id."""
    told: dict[str, object] = {
        "id": str(number),
        "kind": "story",
        "title": f"{title}之{number}",
        "column": Column("village", "驻村故事"),
        "party": "新溪村",
        "published_at": f"2026-11-{number % 28 + 1:02d}T08:30:00+08:00",
        "body": (Block("paragraph", f"第{number}篇。新路通到茶山，{title}。" * 20),),
        "demonstration": True,
    }
    return StoryDocument(**(told | more))  # type: ignore[arg-type]


def files(*documents: StoryDocument, **others: bytes) -> dict[str, bytes]:
    """An organisation's files: documents under their names, and others given as ``pictures__x``."""
    return {document.file_name: document.to_bytes() for document in documents} | {
        name.replace("__", "/"): data for name, data in others.items()
    }


def picture(data: bytes, alt: str = "茶山") -> Block:
    """A picture block for these bytes."""
    return Block("picture", picture=Picture(digest(data), "image/png", alt, "茶山新路", 800, 470))


@dataclass
class Hub:
    """A publisher over ``home/feed`` whose clock is moved by tests."""

    home: Path
    now: datetime = START
    contents: dict[str, dict[str, bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.keys = KeyStore.create(self.home / "keys", roots=3, threshold=2)
        self.publisher = Publisher(self.feed, self.keys, now=lambda: self.now)

    @property
    def feed(self) -> Path:
        return self.home / "feed"

    @property
    def first_root(self) -> bytes:
        return (self.feed / "metadata/1.root.json").read_bytes()

    def publish(self, **rooms: dict[str, bytes]) -> Published:
        """Publish these organisations' files (all of each) on top of what is known."""
        self.contents.update({name.replace("_", "-"): content for name, content in rooms.items()})
        return self.publisher.publish(self.contents, names={"media": "乡村联建媒体中心"})

    def wait(self, **by: float) -> None:
        self.now += timedelta(**by)

    def tree(self) -> dict[str, bytes]:
        """The feed as a mirror would copy it."""
        paths = (path for path in self.feed.rglob("*") if path.is_file())
        return {str(path.relative_to(self.feed)): path.read_bytes() for path in paths}


@dataclass
class Reader:
    """A client in memory: trust, floors and files kept between refreshes, as a station keeps them."""

    root: bytes
    floors: dict[tuple[str, str], int] = field(default_factory=dict)
    kept: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def refresh(self, tree: dict[str, bytes], now: datetime, *, accept_expired: bool = False) -> Edition:
        """One refresh over ``tree``; whatever was accepted is kept, also when the rest is refused."""
        trusted = Trusted(self.root, now=now, floors=self.floors, accept_expired=accept_expired)

        def fetch(name: str, cap: int) -> bytes:
            self.asked.append(name)
            if name not in tree:
                raise NotThere("{name} is not there.", name=name)
            return tree[name][: cap + 1]

        try:
            return refresh(trusted, fetch, self.kept)
        finally:
            self.root = trusted.accepted["root"]
            self.floors = trusted.floors
            self.kept |= trusted.accepted


def numbered(tree: dict[str, bytes], role: str) -> int:
    """The newest version of a role in a tree."""
    suffix = f".{role}.json"
    names = (name.removeprefix("metadata/") for name in tree if name.endswith(suffix))
    return max(int(name.removesuffix(suffix)) for name in names)


def swap(tree: dict[str, bytes], role: str, old: int, new: int) -> dict[str, bytes]:
    """The tree with an old version of a role served under a new version's name."""
    return tree | {layout.metadata(role, new): tree[layout.metadata(role, old)]}
