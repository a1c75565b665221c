"""A story as hub and station agree on it: plain text and facts, never HTML.

A document is parsed strictly (an unknown field is refused: a station must not show half of what was meant)
and written canonically (equal documents have equal bytes, so an unchanged story costs nothing on the line).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import is_digest

_UNSHOWABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_CODE = re.compile(r"[0-9]{12}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Part = TypeVar("Part")
FORMAT = "lianjian-story/1"
KINDS = ("story", "policy", "anti-fraud", "notice", "village")
TEXT_BLOCKS = ("paragraph", "heading", "quote")
MEDIA_TYPES = {
    "image/svg+xml": "svg",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/avif": "avif",
}
MAX_BLOCKS = 2_000
MAX_TEXT = 100_000  # characters of one block
MAX_LINE = 500  # characters of a title, a name, an address
MAX_SIDE = 20_000  # pixels


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by the sha256 of its bytes; sizes in pixels, 0 where unknown."""

    sha256: str
    media_type: str
    alt: str
    caption: str = ""
    width: int = 0
    height: int = 0

    @property
    def file_name(self) -> str:
        """Where it lies in its organisation's room of the feed."""
        return f"pictures/{self.sha256}.{MEDIA_TYPES[self.media_type]}"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the body: text of a kind, or a picture."""

    type: str
    text: str = ""
    picture: Picture | None = None


@dataclass(frozen=True)
class Column:
    slug: str
    name: str


@dataclass(frozen=True)
class StoryDocument:
    """One item of news, policy, warning or notice.

    Dates: ``published_at`` RFC 3339 with offset, ``happened_on`` ISO 8601.
    """

    id: str
    kind: str
    title: str
    column: Column
    party: str
    published_at: str
    body: tuple[Block, ...]
    subtitle: str = ""
    division: str | None = None  # 12-digit statistical code
    byline: str = ""
    source: str = ""
    happened_on: str | None = None
    language: str = "zh-Hans"
    verify_url: str = ""  # where a reader checks the item; goes into the printed QR code
    loudspeaker: str = ""  # script for the village loudspeaker, plain text
    demonstration: bool = False
    corrected: bool = False
    withdrawn: bool = False

    def __post_init__(self) -> None:
        _judge(self)

    @property
    def file_name(self) -> str:
        """Where it lies in its organisation's room of the feed."""
        return f"stories/{self.id}.json"

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(block.picture for block in self.body if block.picture)

    @property
    def text(self) -> str:
        """All words a reader can find it by, a block a line."""
        return "\n".join(
            block.text or (block.picture.caption if block.picture else "") for block in self.body
        )

    def to_bytes(self) -> bytes:
        """Canonical JSON: keys sorted, no spaces, UTF-8."""
        told: dict[str, Any] = {"format": FORMAT}
        for name in self.__dataclass_fields__:
            told[name] = getattr(self, name)
        told["column"] = {"slug": self.column.slug, "name": self.column.name}
        told["body"] = [_block_out(block) for block in self.body]
        return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def parse(cls, data: bytes) -> StoryDocument:
        """Read canonical or any other JSON spelling of a document; refuse what is not one, saying which
        field.
        """
        try:
            told = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise Refused("The document is not JSON.") from error
        if not isinstance(told, dict) or told.get("format") != FORMAT:
            raise Refused("The document is not of the form {form}: update this software first.", form=FORMAT)
        fields = {name: value for name, value in told.items() if name != "format"}
        unknown = sorted(set(fields) - set(cls.__dataclass_fields__))
        if unknown:
            raise _wrong(unknown[0])
        fields["column"] = _part(Column, fields.get("column"), "column")
        body = fields.get("body")
        if not isinstance(body, list):
            raise _wrong("body")
        fields["body"] = tuple(_block_in(block) for block in body)
        try:
            return cls(**fields)
        except TypeError as error:
            raise Refused("The document lacks a field it must have.") from error


def _block_out(block: Block) -> dict[str, object]:
    if block.picture is None:
        return {"type": block.type, "text": block.text}
    picture = {name: getattr(block.picture, name) for name in Picture.__dataclass_fields__}
    return {"type": block.type, "picture": picture}


def _block_in(told: object) -> Block:
    if isinstance(told, dict) and "picture" in told:
        told = {**told, "picture": _part(Picture, told["picture"], "picture")}
    return _part(Block, told, "body")


def _part(kind: type[Part], told: object, field: str) -> Part:
    if not isinstance(told, dict):
        raise _wrong(field)
    try:
        return kind(**told)
    except TypeError as error:
        raise _wrong(field) from error


# -- what a document must be


def _judge(document: StoryDocument) -> None:
    _judge_words(document)
    if document.kind not in KINDS:
        raise _wrong("kind")
    if not _is(_ID, document.id):
        raise _wrong("id")
    if document.division is not None and not _is(_CODE, document.division):
        raise _wrong("division")
    if document.verify_url and not document.verify_url.startswith(("https://", "http://")):
        raise _wrong("verify_url")
    _instant(document.published_at)
    if document.happened_on is not None:
        _day(document.happened_on)
    for name in ("demonstration", "corrected", "withdrawn"):
        if not isinstance(getattr(document, name), bool):
            raise _wrong(name)
    if len(document.body) > MAX_BLOCKS:
        raise _wrong("body")
    for block in document.body:
        _judge_block(block)


def _judge_words(document: StoryDocument) -> None:
    for name in ("title", "party"):
        _line(getattr(document, name), name, needed=True)
    for name in ("subtitle", "byline", "source", "verify_url", "language"):
        _line(getattr(document, name), name)
    _line(document.column.slug, "column", needed=True)
    _line(document.column.name, "column", needed=True)
    _text(document.loudspeaker, "loudspeaker")


def _judge_block(block: Block) -> None:
    if block.type in TEXT_BLOCKS:
        if block.picture is not None:
            raise _wrong("body")
        _text(block.text, "body")
    elif block.type == "picture" and block.picture is not None and block.text == "":
        picture = block.picture
        _text(picture.alt, "alt")
        _text(picture.caption, "caption")
        sides = (picture.width, picture.height)
        sides_fit = all(type(side) is int and 0 <= side <= MAX_SIDE for side in sides)
        if not is_digest(picture.sha256) or picture.media_type not in MEDIA_TYPES or not sides_fit:
            raise _wrong("picture")
    else:
        raise _wrong("body")


def _is(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and bool(pattern.fullmatch(value))


def _wrong(field: str) -> Refused:
    return Refused("The document's field {field} is not as agreed.", field=str(field)[:40])


def _text(value: object, field: str, limit: int = MAX_TEXT) -> None:
    """Text a reader can be shown: no control characters but the line break, no half of a surrogate pair."""
    if not isinstance(value, str) or len(value) > limit:
        raise _wrong(field)
    if _UNSHOWABLE.search(value):
        raise _wrong(field)


def _line(value: object, field: str, *, needed: bool = False) -> None:
    _text(value, field, MAX_LINE)
    if "\n" in str(value) or (needed and not str(value).strip()):
        raise _wrong(field)


def _instant(value: object) -> None:
    try:
        if not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is None:
            raise _wrong("published_at")
    except ValueError as error:
        raise _wrong("published_at") from error


def _day(value: object) -> None:
    try:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise _wrong("happened_on")
        date.fromisoformat(value)
    except ValueError as error:
        raise _wrong("happened_on") from error


def check_story_file(path: str, data: bytes) -> StoryDocument:
    """Parse the document published at ``stories/<id>.json``; its name must be its id."""
    document = StoryDocument.parse(data)
    if path != document.file_name:
        raise Refused("Document {path} calls itself {id}.", path=path[:80], id=document.id)
    return document
