"""The frames of a film, one after another."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from PIL import Image

from lianjian.adapters.films.grounds import Hills, Looked
from lianjian.adapters.films.sheet import BOTTOM, TITLE_TOP, WINDOW
from lianjian.apps.matrix.rules.filming import RATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lianjian.adapters.films.grounds import Ground
    from lianjian.adapters.films.sheet import Sheet
    from lianjian.adapters.films.words import Words
    from lianjian.apps.matrix.rules.filming import Scene, Storyboard

LONGEST_VIEW = 12 * RATE
"""Frames after which a picture is looked at anew, from elsewhere: at the next caption."""
VIEWS = (1.0, 1.34, 1.16)
CROSSING = 12
"""Frames in which one ground gives way to the next."""
RISING = 7
"""Frames in which a caption comes."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A layer without its empty margins: laying on a whole one costs five times as much."""

    image: Image.Image
    alpha: Image.Image
    at: tuple[int, int]

    @classmethod
    def of(cls, layer: Image.Image) -> Cut | None:
        """None where the layer is empty."""
        box = layer.getbbox()
        if box is None:
            return None
        cut = layer.crop(box)
        return cls(cut.convert("RGB"), cut.getchannel("A"), (box[0], box[1]))

    def lay(self, sheet: Image.Image, part: float = 1.0) -> None:
        """Lay it on, ``part`` of it."""
        alpha = self.alpha if part >= 1 else self.alpha.point(lambda value: round(value * part))
        sheet.paste(self.image, self.at, alpha)


@dataclass
class Stretch:
    """A ground, what stands on it throughout, and the captions with the number of frames of each."""

    ground: Ground
    still: Cut | None
    captions: list[tuple[Cut | None, int]]

    @property
    def frames(self) -> int:
        """How long it is seen."""
        return sum(number for _, number in self.captions)

    def frame(self, number: int) -> Image.Image:
        """Frame ``number``; those past the end go on moving under the next one's beginning."""
        sheet = self.ground.frame(min(1.0, number / (self.frames + CROSSING)))
        if self.still is not None:
            self.still.lay(sheet)
        at = 0
        for layer, frames in self.captions:
            if layer is not None and at <= number < at + frames:
                layer.lay(sheet, min(1.0, (number - at + 1) / RISING))
            at += frames
        return sheet


def stretches(board: Storyboard, sheet: Sheet, words: Words, pictures: list[Image.Image]) -> list[Stretch]:
    """What the film shows, in order. ``pictures`` are the storyboard's stills, opened."""
    found = []
    runs = groupby(
        board.scenes, key=lambda scene: (scene.part in {"title", "end"} and scene.part, scene.picture)
    )
    view = 0
    for (card, place), run in runs:
        scenes = list(run)
        if card == "title":
            found.append(_title(sheet, words, pictures, scenes))
        elif card == "end":
            found.append(Stretch(Hills(sheet, seed=5), Cut.of(words.end()), [(None, _frames(scenes[0]))]))
        else:
            for part in _views(scenes) if place is not None else [scenes]:
                found.append(_run(board, sheet, words, pictures, part, place, view))
                view += place is not None
    return found


def frames(all_of_it: list[Stretch]) -> Iterator[Image.Image]:
    """Every frame of the film, each a picture of the sheet's size."""
    before: Stretch | None = None
    for stretch in all_of_it:
        for number in range(stretch.frames):
            frame = stretch.frame(number)
            if before is not None and number < CROSSING:
                earlier = before.frame(before.frames + number)
                part = (number + 1) / (CROSSING + 1)
                frame = Image.blend(earlier, frame, part * part * (3 - 2 * part))
            yield frame
        before = stretch


def title_frame(
    board: Storyboard, sheet: Sheet, words: Words, pictures: list[Image.Image], at: float = 0.5
) -> Image.Image:
    """The title card as one picture: the cover."""
    stretch = _title(sheet, words, pictures, [board.scenes[0]])
    return stretch.frame(round(stretch.frames * at))


def _title(sheet: Sheet, words: Words, pictures: list[Image.Image], scenes: list[Scene]) -> Stretch:
    length: list[tuple[Cut | None, int]] = [(None, _frames(scenes[0]))]
    if not pictures:
        return Stretch(Hills(sheet), Cut.of(words.title(TITLE_TOP)), length)
    top = max(640, BOTTOM - words.title_height())
    window = (0, 0, sheet.size[0], sheet.px(top - 66))
    ground = Looked(sheet, pictures[0], turn=0, window=window, dark=False)
    return Stretch(ground, Cut.of(words.title(top)), length)


def _run(
    board: Storyboard,
    sheet: Sheet,
    words: Words,
    pictures: list[Image.Image],
    scenes: list[Scene],
    place: int | None,
    view: int,
) -> Stretch:
    ground: Ground
    label = ""
    if place is None:
        ground = Hills(sheet, seed=1)
    else:
        ground = Looked(sheet, pictures[place], turn=view, near=VIEWS[view % len(VIEWS)])
        label = board.stills[place].caption
    captions = [
        (Cut.of(words.caption(scene, dark=ground.dark)) if scene.lines else None, _frames(scene))
        for scene in scenes
    ]
    above = WINDOW[1] - 40 if not (isinstance(ground, Looked) and ground.fills) else 310
    return Stretch(ground, Cut.of(words.furniture(label, dark=ground.dark, place=above)), captions)


def _views(scenes: list[Scene]) -> list[list[Scene]]:
    """Scenes of one picture in runs of some seconds: nobody looks at one view for a minute."""
    whole = sum(_frames(scene) for scene in scenes)
    each = whole / max(1, round(whole / LONGEST_VIEW))
    found: list[list[Scene]] = [[]]
    spent = 0.0
    for scene in scenes:
        if found[-1] and spent + _frames(scene) / 2 > each * len(found):
            found.append([])
        found[-1].append(scene)
        spent += _frames(scene)
    return found


def _frames(scene: Scene) -> int:
    return scene.milliseconds * RATE // 1000
