"""The storyboard of a story: what its film shows, for how long, and what finds no room. Pure; how it looks is the
adapter's.

Reading speed: 4.5 Chinese characters a second, of which the viewer sees each at least once; subtitles in Chinese
are set at 4 to 9. Bounds of length are our own choice: all eight channels take 15 to 90 seconds.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Literal

from lianjian.apps.matrix.rules.limits import Limit
from lianjian.apps.matrix.rules.lines import one_line, pages, sentences, width, wrap
from lianjian.kernel.keys import fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lianjian.apps.newsroom.rules.content import Picture, PublishedStory

WIDTH, HEIGHT, RATE = 1080, 1920, 25
"""Pixels and pictures a second: 9:16, taken by every channel of the catalogue."""
SHORTEST, LONGEST = 15.0, 90.0
"""Seconds of a film without narration."""
LONGEST_NARRATED = 600.0
SPEED, FASTEST = 4.5, 7.0
"""Characters a second: as we set it, and the most a film bears whose narration is short."""
SETTLING = 0.5
"""Seconds the eye takes to find a new caption."""
LINE, LINES = 13.0, 2
"""A caption: at most 2 lines of 13 Han characters, which leaves the platforms' buttons their room."""
TITLE_LINE, LONG_TITLE_LINE = 9.0, 12.0
PICTURE_ALONE, HEADING_RESTS = 3.0, 0.6
ENDING = 4.0
LOOKING_AROUND = 1.0
"""What the title card stands longer than its title needs: who, when and where are glanced at."""
MOST_PICTURES = 18
MOST_BYTES = Limit(maximum=100_000_000, counted="bytes", source="house", checked_on="2026-11-27")
"""Of the whole file. Bilibili's single upload ends at 100 MB (open.bilibili.com, published copy); others take more."""
MOST_COVER_BYTES = Limit(maximum=5_000_000, counted="bytes", source="house", checked_on="2026-11-27")
LOOK = 1
"""Grows when films look otherwise: a film of an earlier look is made anew, not used again."""

Part = Literal["title", "words", "heading", "quote", "picture", "end"]


@dataclass(frozen=True, slots=True)
class Still:
    """A picture as the storyboard names it."""

    path: str
    sha256: str
    media_type: str
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands still for ``milliseconds``: ``lines`` to read, over ``picture`` (an index into the storyboard's stills,
    None where there is none: a heading stands on a card of its own). Neighbours with the same picture are one movement."""

    part: Part
    milliseconds: int
    lines: tuple[str, ...] = ()
    picture: int | None = None


@dataclass(frozen=True, slots=True)
class Storyboard:
    """A film before it is drawn. ``facts`` are the small lines of the title card; ``mark`` stands on every picture of a film
    that is no published text; ``left_out`` is the text that found no room, ``pictures_left_out`` their number."""

    title: tuple[str, ...]
    column: str
    facts: tuple[str, ...]
    site: str
    link: str
    mark: str
    demonstration: bool
    stills: tuple[Still, ...]
    scenes: tuple[Scene, ...]
    left_out: str
    pictures_left_out: int
    narration: str
    """Fingerprint of the narration's bytes, "" without one."""

    @property
    def seconds(self) -> float:
        """How long the film lasts."""
        return sum(scene.milliseconds for scene in self.scenes) / 1000

    @property
    def fingerprint(self) -> str:
        """The same for two storyboards whose films are the same to the last pixel."""
        values = {**asdict(self), "look": LOOK}
        for still in values["stills"]:
            del still["path"]
        return fingerprint(json.dumps(values, ensure_ascii=False, sort_keys=True).encode())


@dataclass(frozen=True, slots=True)
class Narration:
    """A recording that the film follows: fingerprint of its bytes, and how long it is."""

    sha256: str
    seconds: float


def storyboard(
    story: PublishedStory,
    *,
    site: str,
    link: str,
    mark: str = "",
    narration: Narration | None = None,
    unreadable: Sequence[str] = (),
) -> Storyboard:
    """The film of a story. ``unreadable`` are fingerprints of pictures that nobody can open: they are left out and counted."""
    headline = one_line(story.title) or site
    title = tuple(wrap(headline, TITLE_LINE if width(headline) <= TITLE_LINE * 4 else LONG_TITLE_LINE))
    happened = story.happened_on or story.published_at.date()
    day = f"{happened.year}年{happened.month}月{happened.day}日"
    facts = tuple(text for text in (story.party_name, day, one_line(story.source or story.byline)) if text)
    stills, lost = _stills(story, unreadable)
    opening = _reading("".join(title), SPEED) + LOOKING_AROUND
    length, least, speed = LONGEST, SHORTEST, SPEED
    if narration is not None:
        length = least = max(SHORTEST, min(narration.seconds, LONGEST_NARRATED))
        speed = _speed_of(story, length - opening - ENDING)
    room = length - opening - ENDING
    read, left_out = _read(story, room, speed)
    read, shown = _with_pictures(read, stills, room - sum(seconds for _, _, seconds in read))
    bodies = _timed(read, least - opening - ENDING, stretch=narration is not None)
    scenes = (
        Scene("title", _ms(opening), title, 0 if shown else None),
        *(
            Scene(part, _ms(seconds), lines, None if part == "heading" else place)
            for (part, lines, seconds), place in zip(bodies, _spread(len(bodies), shown), strict=True)
        ),
        Scene("end", _ms(ENDING)),
    )
    board = Storyboard(
        title=title,
        column=story.column_name,
        facts=facts,
        site=site,
        link=link,
        mark=mark,
        demonstration=story.demonstration,
        stills=tuple(stills[:shown]),
        scenes=scenes,
        left_out=left_out,
        pictures_left_out=lost + len(stills) - shown,
        narration=narration.sha256 if narration is not None else "",
    )
    return board if board.seconds >= least else _held(board, least)


Read = tuple[Part, tuple[str, ...], float]


def reading_seconds(lines: Sequence[str], speed: float = SPEED) -> float:
    """How long a caption has to stand."""
    return _reading("".join(lines), speed)


def _reading(text: str, speed: float) -> float:
    """Seconds, in whole pictures of the film."""
    return _ms(width(text) / speed + SETTLING) / 1000


def _ms(seconds: float) -> int:
    """Whole pictures of the film, rounded up: no caption stands shorter than it needs."""
    pictures = -(-round(seconds * 1000) * RATE // 1000)
    return pictures * 1000 // RATE


def _speed_of(story: PublishedStory, room: float) -> float:
    """The speed at which the whole text would fill ``room``; never faster than can be read."""
    whole = sum(width(one_line(block.text)) for block in story.blocks if block.text)
    breaks = whole / (LINE * LINES) * SETTLING * 1.5
    return min(FASTEST, max(SPEED, whole / max(1.0, room - breaks)))


def _read(story: PublishedStory, room: float, speed: float) -> tuple[list[Read], str]:
    """The captions that fit into ``room`` seconds, whole sentences of them, and the rest of the text."""
    found: list[Read] = []
    left: list[str] = []
    spent = 0.0
    for block in story.blocks:
        text = one_line(block.text)
        if not text:
            continue
        part: Part = (
            "words" if block.kind == "paragraph" else "heading" if block.kind == "heading" else "quote"
        )
        if left:
            left.append(text)
            continue
        taken = _captions(text, part, speed)
        cost = sum(seconds for _, _, seconds in taken)
        if spent + cost <= room:
            found += taken
            spent += cost
            continue
        kept = ""
        for sentence in sentences(text):
            more = _captions(kept + sentence, part, speed)
            if spent + sum(seconds for _, _, seconds in more) > room:
                break
            kept += sentence
        if kept:
            found += _captions(kept, part, speed)
        left.append(text[len(kept) :])
        spent = room
    while found and left and found[-1][0] == "heading":  # a heading over nothing
        left.insert(0, "".join(found.pop()[1]))
    return found, "\n".join(left)


def _captions(text: str, part: Part, speed: float) -> list[Read]:
    found: list[Read] = []
    for page in pages(text, line=LINE, lines=LINES):
        lines = tuple(wrap(page, LINE))
        if lines:
            rest = HEADING_RESTS if part == "heading" else 0.0
            found.append((part, lines, _reading("".join(lines), speed) + rest))
    return found


def _stills(story: PublishedStory, unreadable: Sequence[str]) -> tuple[list[Still], int]:
    """The story's pictures in order, each once, and how many are left out."""
    wanted = {picture.sha256: picture for picture in reversed(story.pictures)}
    ordered = [wanted.pop(picture.sha256) for picture in story.pictures if picture.sha256 in wanted]
    readable = [picture for picture in ordered if picture.sha256 not in unreadable]
    return [_still(picture) for picture in readable[:MOST_PICTURES]], len(ordered) - len(
        readable[:MOST_PICTURES]
    )


def _still(picture: Picture) -> Still:
    return Still(
        picture.path, picture.sha256, picture.media_type, one_line(picture.alt), one_line(picture.caption)
    )


def _with_pictures(read: list[Read], stills: list[Still], room: float) -> tuple[list[Read], int]:
    """Captions, and pictures alone where there are more pictures than captions and time is left; how many are shown."""
    alone = min(max(0, len(stills) - max(1, len(read))), max(0, int(room / PICTURE_ALONE)))
    if stills and not read:
        alone = max(1, alone + 1 if room >= PICTURE_ALONE * (alone + 1) else alone)
    return read + [("picture", (), PICTURE_ALONE)] * alone, min(len(stills), max(1, len(read) + alone))


def _spread(scenes: int, pictures: int) -> list[int | None]:
    """Which picture stands behind each scene: all of them in order, evenly."""
    if not pictures:
        return [None] * scenes
    return [scene * pictures // scenes for scene in range(scenes)]


def _timed(read: list[Read], room: float, *, stretch: bool) -> list[Read]:
    """The captions with their seconds; with a narration they fill its whole length."""
    spent = sum(seconds for _, _, seconds in read)
    if not stretch or not read or spent >= room:
        return read
    return [(part, lines, seconds * room / spent) for part, lines, seconds in read]


def _held(board: Storyboard, least: float) -> Storyboard:
    """A short film held until it has its least length: every scene a little longer."""
    more = least / board.seconds
    return replace(
        board,
        scenes=tuple(
            replace(scene, milliseconds=_ms(scene.milliseconds / 1000 * more)) for scene in board.scenes
        ),
    )
