"""Films made by the real ffmpeg and judged by decoding them again."""

from __future__ import annotations

import io
import math
import re
import struct
import subprocess
import wave
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import imageio_ffmpeg
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

from lianjian.adapters.films.lettering import MISSING, Lettering
from lianjian.adapters.films.maker import WIDE, Films
from lianjian.adapters.films.sheet import BOTTOM, LEFT, RIGHT, TOP, Sheet
from lianjian.adapters.films.timeline import stretches
from lianjian.adapters.films.words import Words
from lianjian.apps.matrix.film_ports import FilmFailedError
from lianjian.apps.matrix.rules.filming import RATE, Scene, Still, Storyboard

if TYPE_CHECKING:
    from pathlib import Path

    from lianjian.apps.matrix.film_ports import MadeFilm

pytestmark = pytest.mark.costly
SMALL = 0.2


def still(caption: str = "") -> Still:
    return Still("p", "a" * 64, "image/png", "", caption)


def photograph(wide: int = 640, high: int = 400) -> bytes:
    """Stripes and a disc, so that movement and stretching are seen."""
    picture = Image.new("RGB", (wide, high), (90, 140, 160))
    draw = ImageDraw.Draw(picture)
    for x in range(0, wide, 40):
        draw.rectangle((x, 0, x + 18, high), fill=(200, 170, 90))
    draw.ellipse((wide // 2 - 60, high // 2 - 60, wide // 2 + 60, high // 2 + 60), fill=(180, 60, 40))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def board(
    *, pictures: int = 1, seconds: float = 1.2, mark: str = "", title: str = "墘垵岞漈的茶山"
) -> Storyboard:
    each = int(seconds * RATE) * 1000 // RATE
    place = 0 if pictures else None
    scenes = (
        Scene("title", each, (title,), place),
        Scene("words", each, ("墘垵、漈头和岞村", "共用一套检测设备，"), place),
        Scene("quote", each, ("“去年卖八块。”",), pictures - 1 if pictures else None),
        Scene("end", each),
    )
    return Storyboard(
        (title,), "驻村书记", ("岞村", "2026年5月31日"), "驻友", "https://example.org/stories/1/", mark, True,
        (still("春天的茶山"),) * pictures, scenes, "", 0, "",
    )  # fmt: skip


def make(folder: Path, one: Storyboard, *, scale: float = SMALL, narration: Path | None = None) -> MadeFilm:
    return Films(scale).make(one, folder, pictures=[photograph()] * len(one.stills), narration=narration)


def ffmpeg(*words: str) -> tuple[bytes, str]:
    done = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostdin", *words], capture_output=True, check=True
    )
    return done.stdout, done.stderr.decode()


def decoded(path: Path, size: tuple[int, int]) -> list[Image.Image]:
    """Every frame of a film."""
    raw, _ = ffmpeg("-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgb24", "-")
    length = size[0] * size[1] * 3
    return [Image.frombytes("RGB", size, raw[at : at + length]) for at in range(0, len(raw), length)]


def told(path: Path) -> str:
    return ffmpeg("-i", str(path), "-f", "null", "-")[1]


def recording(path: Path, seconds: float = 5.0, loud: float = 0.02) -> Path:
    """A quiet tone that comes and goes as speech does."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 22050, 0, "NONE", ""))
        for number in range(int(seconds * 22050)):
            at = number / 22050
            swell = 0.5 + 0.5 * math.sin(2 * math.pi * 1.7 * at)
            file.writeframesraw(
                struct.pack("<h", int(32767 * loud * swell * math.sin(2 * math.pi * 220 * at)))
            )
    return path


def test_a_film_is_what_channels_take(tmp_path: Path) -> None:
    """H.264 high, yuv420p, AAC stereo at 48 kHz, the index before the pictures, as long as the storyboard says."""
    one = board()
    made = make(tmp_path, one)
    said = told(made.film)
    assert "Video: h264 (High)" in said
    assert "yuv420p" in said
    assert f"{made.width}x{made.height}" in said
    assert re.search(r"Audio: aac .*48000 Hz, stereo", said)
    content = made.film.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    shots = decoded(made.film, (made.width, made.height))
    assert len(shots) == round(one.seconds * RATE)
    assert made.seconds == pytest.approx(one.seconds)
    assert made.missing == ()


def test_pictures_move_and_no_frame_is_black(tmp_path: Path) -> None:
    """Neighbouring frames of a picture differ, a little; each frame has something to see."""
    made = make(tmp_path, board())
    shots = decoded(made.film, (made.width, made.height))
    for number, shot in enumerate(shots):
        assert max(ImageStat.Stat(shot.convert("L")).stddev) > 8, number
    inside = [
        shot.crop((0, 90, made.width, 250)) for shot in shots[43:59]
    ]  # the picture, after its cross-fade
    steps = [sum(ImageStat.Stat(ImageChops.difference(a, b)).mean) for a, b in pairwise(inside)]
    assert min(steps) > 0.2
    assert max(steps) < 4 * min(steps)  # slow and even: it neither stands nor jumps


def test_captions_stand_where_no_button_is(tmp_path: Path) -> None:
    """What the words change lies inside the part of the sheet that the platforms leave free."""
    sheet, one = Sheet(0.4), board()
    words = Words(sheet, Lettering(), one)
    layers = [words.caption(scene, dark=dark) for scene in one.scenes[1:3] for dark in (True, False)]
    layers += [words.title(900), words.end(), words.furniture("春天的茶山", dark=True, place=372)]
    for layer in layers:
        solid = layer.getchannel("A").point(lambda value: 255 if value > 200 else 0).getbbox()
        assert solid is not None
        left, top, right, bottom = (side / sheet.scale for side in solid)
        assert left >= LEFT - 4
        assert top >= TOP - 10
        assert right <= RIGHT + 10
        assert bottom <= BOTTOM + 4


def test_a_caption_is_burnt_into_the_film(tmp_path: Path) -> None:
    """With and without words the frames of the caption's time differ there, and hardly elsewhere."""
    sheet, one = Sheet(SMALL), board()
    bare = replace(one, scenes=tuple(replace(s, lines=()) if s.part == "words" else s for s in one.scenes))
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with_words = decoded(make(tmp_path / "a", one).film, sheet.size)[45]
    without = decoded(make(tmp_path / "b", bare).film, sheet.size)[45]
    changed = ImageChops.difference(with_words, without).convert("L")
    captions = (0, sheet.px(1310), sheet.px(RIGHT), sheet.px(BOTTOM))
    elsewhere = (0, 0, sheet.size[0], sheet.px(1200))
    assert changed.crop(captions).getextrema()[1] > 100
    assert ImageStat.Stat(changed.crop(elsewhere)).mean[0] < 2


def test_pictures_are_never_stretched() -> None:
    """A disc stays a disc, in a wide, a square and an upright picture, at the beginning and at the end."""
    for wide, high in ((900, 400), (500, 500), (400, 900)):
        sheet = Sheet(0.4)
        one = board()
        words = Words(sheet, Lettering(), replace(one, column="", stills=(still(),)))
        with Image.open(io.BytesIO(photograph(wide, high))) as opened:
            picture = opened.convert("RGB")
        stretch = stretches(replace(one, stills=(still(),)), sheet, words, [picture])[1]
        stretch.ground.__dict__["_shade"] = Image.new(
            "L", sheet.size
        )  # the dusk under the words would hide it
        for number in (0, stretch.frames - 1):
            frame = stretch.ground.frame(number / stretch.frames)
            red = ImageChops.multiply(
                frame.getchannel("R").point(lambda value: 255 if value > 130 else 0),
                frame.getchannel("G").point(lambda value: 255 if value < 95 else 0),
            )
            box = red.crop((0, sheet.px(420), sheet.size[0], sheet.px(1270))).getbbox()
            assert box is not None
            across, down = box[2] - box[0], box[3] - box[1]
            assert across == pytest.approx(down, rel=0.06), (wide, high, number)


def test_a_story_without_pictures_has_a_film(tmp_path: Path) -> None:
    """Title and words on paper over hills; the cover is the title card, the wide cover has Bilibili's measures."""
    made = make(tmp_path, board(pictures=0, mark="预览，未经审校"))
    with Image.open(made.cover) as cover, Image.open(made.wide) as wide:
        assert cover.size == (made.width, made.height)
        assert wide.size == WIDE
        assert cover.format == wide.format == "JPEG"
        assert cover.getpixel((4, 4))[0] > 230  # type: ignore[index] # three channels
    assert len(decoded(made.film, (made.width, made.height))) == 4 * 30


def test_rare_characters_are_drawn_and_missing_ones_said() -> None:
    """The villages' characters are in the fonts that go with the film; one that no font has becomes 〓 and is named."""
    letters = Lettering()
    draw = ImageDraw.Draw(Image.new("RGB", (900, 120)))
    for face in ("LianjianSong-Bold.otf", "LianjianHei-Regular.otf", "LianjianKai-Regular.ttf"):
        letters.write(draw, (0, 80), "墘垵岞漈，《》“”", face=face, size=40, fill=(255, 255, 255))
    assert not letters.missing
    assert letters._runs("a😀b", "LianjianSong-Bold.otf")[1][1] == MISSING
    assert list(letters.missing) == ["😀"]


def test_a_narration_is_made_as_loud_as_others(tmp_path: Path) -> None:
    """A quiet recording comes out at -16 LUFS with true peaks below -1.5 dBTP, read back from the finished file."""
    spoken = recording(tmp_path / "spoken.wav")
    one = replace(board(seconds=1.4), narration="b" * 64)
    made = make(tmp_path, one, narration=spoken)
    _, said = ffmpeg("-i", str(made.film), "-af", "ebur128=peak=true", "-f", "null", "-")
    summary = said[said.rindex("Summary:") :]
    loud = float(re.search(r"I:\s+(-?[\d.]+) LUFS", summary).group(1))  # type: ignore[union-attr] # it is there
    peak = float(re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary).group(1))  # type: ignore[union-attr] # as above
    assert loud == pytest.approx(-16, abs=1)
    assert peak <= -1.5
    assert Films().seconds_of(spoken) == pytest.approx(5, abs=0.1)


def test_what_is_no_recording_is_said(tmp_path: Path) -> None:
    """A text under a sound's name, a play list, and a silent recording are not taken."""
    for number, content in enumerate(
        (b"ID3 and then no sound at all" * 40, b"#EXTM3U\nfile:///etc/passwd\n")
    ):
        path = tmp_path / f"{number}.mp3"
        path.write_bytes(content)
        with pytest.raises(ValueError, match=r"."):
            Films().seconds_of(path)
    with pytest.raises(ValueError, match="silent"):
        Films().seconds_of(recording(tmp_path / "silent.wav", loud=0.0))


def test_a_picture_that_cannot_be_read_is_known_before(tmp_path: Path) -> None:
    """Asked about, it is unreadable; insisted on, no film comes out and none lies there."""
    assert not Films().readable(b"no picture", "image/png")
    assert Films().readable(photograph(), "image/png")
    with pytest.raises(FilmFailedError):
        Films(SMALL).make(board(), tmp_path, pictures=[b"no picture"], narration=None)
    assert not (tmp_path / "film.mp4").exists()


@pytest.mark.slow
def test_a_real_film(tmp_path: Path) -> None:
    """1080x1920, seven seconds: its size, its length, and that it opens with the cover's card."""
    one = board(seconds=1.8)
    made = make(tmp_path, one, scale=1.0)
    assert (made.width, made.height) == (1080, 1920)
    assert made.film.stat().st_size < 5_000_000
    assert "1080x1920" in told(made.film)
    raw, _ = ffmpeg("-i", str(made.film), "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-")
    first = Image.frombytes("RGB", (1080, 1920), raw)
    with Image.open(made.cover) as cover:
        words = (0, 1300, 1080, 1920)  # the picture above has moved by then
        assert sum(ImageStat.Stat(ImageChops.difference(first.crop(words), cover.crop(words))).mean) < 9
