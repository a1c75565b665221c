"""ffmpeg as a program of its own: we give it frames or a recording, it gives a file or figures.

It is told which format a recording has (``-f``), and may open files only: no play list, no address inside a recording
makes it read anything else.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from typing import TYPE_CHECKING

import imageio_ffmpeg

from lianjian.apps.matrix.film_ports import FilmFailedError
from lianjian.apps.matrix.rules.filming import MOST_BYTES, RATE
from lianjian.apps.matrix.rules.narrations import form_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from PIL import Image

LOUDNESS, PEAK, RANGE = -16.0, -2.0, 11.0
"""LUFS (EBU R 128 measure), dBTP and LU asked of loudnorm. Half a decibel is kept for what AAC adds to -1.5."""
SILENCE = -60.0
SOUND_KBIT = 128
LONGEST_LOOK = 120
"""Seconds after which a recording that is being measured is given up."""


def measure(recording: Path) -> tuple[float, dict[str, str]]:
    """How long a recording is, in seconds, and what loudnorm measured in it. Raises ValueError where it is no sound, or
    silent."""
    asked = f"loudnorm=I={LOUDNESS}:TP={PEAK}:LRA={RANGE}:print_format=json"
    with recording.open("rb") as file:
        form = form_of(file.read(16))
    if form is None:
        raise ValueError("no form of sound that we know")
    command = [
        *_begin(),
        *_recording(recording, form),
        "-map",
        "0:a:0",
        "-vn",
        "-af",
        asked,
        "-f",
        "null",
        "-",
    ]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=LONGEST_LOOK, check=False
        )
    except subprocess.TimeoutExpired as slow:
        raise ValueError("it takes too long to read") from slow
    told = done.stderr.decode("utf-8", "replace")
    found = re.search(r"\{[^{}]*\"input_i\"[^{}]*\}", told)
    times = re.findall(r"time=(\d+):(\d\d):(\d\d(?:\.\d+)?)", told)
    if done.returncode != 0 or found is None or not times:
        raise ValueError(told[-300:])
    hours, minutes, seconds = times[-1]
    values: dict[str, str] = json.loads(found.group())
    loud = float(values["input_i"])
    if not loud > SILENCE:
        raise ValueError("silent")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds), values


def encode(
    frames: Iterable[Image.Image], size: tuple[int, int], seconds: float, out: Path, recording: Path | None
) -> None:
    """A film of ``frames``: H.264 (high), AAC 48 kHz stereo, MP4 that plays while it is loaded. Without a recording the
    track is silent. Raises FilmFailedError. ffmpeg ends by itself when this process does: its frames stop coming."""
    wide, high = size
    most = int(MOST_BYTES.maximum * 8 / 1000 * 0.9 / seconds) - SOUND_KBIT
    rate = min(9000, most)
    picture = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{wide}x{high}", "-r", str(RATE), "-i", "pipe:0"]
    if recording is None:
        sound = ["-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo"]
        heard: list[str] = []
    else:
        _, measured = measure(recording)
        with recording.open("rb") as file:
            form = form_of(file.read(16)) or ""
        sound = _recording(recording, form)
        heard = ["-af", f"{_second_pass(measured)},aresample=48000,apad"]
    command = [
        *_begin(), *picture, *sound, "-map", "0:v:0", "-map", "1:a:0", *heard,
        "-vf", "scale=in_range=full:out_range=tv:out_color_matrix=bt709,format=yuv420p",
        "-c:v", "libx264", "-preset", "veryfast", "-crf", "22", "-profile:v", "high",
        "-maxrate", f"{rate}k", "-bufsize", f"{rate * 2}k", "-g", str(RATE * 2),
        "-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
        "-c:a", "aac", "-b:a", f"{SOUND_KBIT}k", "-ar", "48000", "-ac", "2",
        "-t", f"{seconds:.3f}", "-map_metadata", "-1", "-movflags", "+faststart", "-y", str(out),
    ]  # fmt: skip
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said)
        assert process.stdin is not None  # noqa: S101 - asked for above
        try:
            for frame in frames:
                process.stdin.write(frame.tobytes())
            process.stdin.close()
        except BrokenPipeError:
            pass  # ffmpeg has ended: what it said is told below
        except BaseException:
            process.kill()
            process.wait()
            raise
        code = process.wait()
        said.seek(0)
        if code != 0 or not out.is_file():
            raise FilmFailedError(said.read()[-600:].decode("utf-8", "replace"))


def _begin() -> list[str]:
    return [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostdin", "-loglevel", "info"]


def _recording(path: Path, form: str) -> list[str]:
    return ["-protocol_whitelist", "file,pipe", "-f", form, "-i", f"file:{path}"]


def _second_pass(measured: dict[str, str]) -> str:
    return (
        f"loudnorm=I={LOUDNESS}:TP={PEAK}:LRA={RANGE}:linear=true:measured_I={measured['input_i']}"
        f":measured_TP={measured['input_tp']}:measured_LRA={measured['input_lra']}"
        f":measured_thresh={measured['input_thresh']}:offset={measured['target_offset']}"
    )
