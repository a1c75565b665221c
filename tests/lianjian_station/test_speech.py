"""Speech without a line: a program on the box, one at a time, and a plain word where there is none."""

from __future__ import annotations

import io
import shutil
import sys
import threading
import wave
from typing import TYPE_CHECKING

import pytest

from lianjian_feed.documents import Block
from lianjian_feed.refusals import Refused, Unreachable
from lianjian_station import speech
from tests.lianjian_feed.simulators import Hub, files, story
from tests.lianjian_station.boxes import Box
from tests.lianjian_station.test_pages import Visitor

if TYPE_CHECKING:
    from pathlib import Path

#: Stands in for espeak-ng: writes what it was told as the samples of a WAV; the script comes by standard input.
PROGRAM = """#!{python}
import sys, wave
out = sys.argv[sys.argv.index("-w") + 1]
with wave.open(out, "wb") as sound:
    sound.setparams((1, 2, 22050, 0, "NONE", ""))
    sound.writeframes(sys.stdin.buffer.read() * 2 + b"" if {says} else b"")
sys.exit({code})
"""


def _install(folder: Path, *, code: int = 0, says: bool = True, name: str = "espeak-ng") -> None:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(PROGRAM.format(python=sys.executable, code=code, says=says), encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with nothing on it that speaks."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    hub = Hub(tmp_path / "hub")
    hub.publish(
        media=files(
            story(1, loudspeaker="各位乡亲请注意。"),
            story(2),
            story(3, loudspeaker="长" * 2_000),
            story(4, withdrawn=True, body=(Block("paragraph", "撤回前的内容"),)),
        )
    )
    box = Box.beside(hub)
    box.sync()
    return Visitor(box)


def test_the_script_goes_in_by_standard_input_and_sound_comes_out(programs: Path) -> None:
    _install(programs)
    with wave.open(io.BytesIO(speech.speak("各位乡亲；$(reboot)"))) as sound:
        assert sound.readframes(sound.getnframes()).decode() == "各位乡亲；$(reboot)" * 2


def test_without_a_program_it_is_said(programs: Path, visitor: Visitor) -> None:
    with pytest.raises(Refused, match="no speech program"):
        speech.speak("各位乡亲")
    assert "没有装朗读程序" in visitor.get("/story/media/1/loudspeaker")[1]
    status, words, _ = visitor.get("/story/media/1/loudspeaker.wav")
    assert (status, words) == (404, "本机没有朗读程序，请装 espeak-ng。")


@pytest.mark.parametrize("fault", [{"code": 1}, {"says": False}])
def test_a_program_that_fails_or_says_nothing_is_refused(programs: Path, fault: dict[str, int]) -> None:
    _install(programs, **fault)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="made no sound"):
        speech.speak("各位乡亲")


def test_one_that_fails_leaves_the_word_to_the_next(programs: Path) -> None:
    _install(programs, name="ekho")  # takes other arguments, so this stand-in falls over
    _install(programs)
    assert speech.speak("各位乡亲").startswith(b"RIFF")


def test_one_script_at_a_time(programs: Path, visitor: Visitor) -> None:
    """While one is spoken another visitor is asked to wait; afterwards it is their turn."""
    _install(programs)
    inside, done = threading.Event(), threading.Event()

    def hold() -> None:
        with speech._busy:
            inside.set()
            done.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    inside.wait()
    try:
        with pytest.raises(Unreachable):
            speech.speak("各位乡亲")
        status, _, headers = visitor.get("/story/media/1/loudspeaker.wav")
        assert (status, headers["retry-after"]) == (503, "60")
    finally:
        done.set()
        thread.join()
    assert visitor.get("/story/media/1/loudspeaker.wav")[0] == 200


def test_pages_offer_what_the_box_can_do(programs: Path, visitor: Visitor) -> None:
    """A player where it can speak; a word where the script is too long; nothing of what was withdrawn."""
    _install(programs)
    assert (
        '<audio controls preload="none" src="/story/media/1/loudspeaker.wav">'
        in (visitor.get("/story/media/1/loudspeaker")[1])
    )
    status, _, headers = visitor.get("/story/media/1/loudspeaker.wav")
    assert (status, headers["content-type"]) == (200, "audio/wav")
    assert "media-src 'self'" in headers["content-security-policy"]
    assert "稿子太长" in visitor.get("/story/media/3/loudspeaker")[1]
    assert visitor.get("/story/media/3/loudspeaker.wav")[0] == 404
    for ending in ("", ".wav"):
        status, page, _ = visitor.get(f"/story/media/4/loudspeaker{ending}")
        assert (status, "撤回前的内容" in page) == (410, False)


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed here")
def test_the_real_program_speaks_mandarin() -> None:
    """As long as a person would take, give or take: not silence, not a beep."""
    with wave.open(io.BytesIO(speech.speak("各位乡亲请注意，星期四上午停电。"))) as sound:
        assert 2 < sound.getnframes() / sound.getframerate() < 20
