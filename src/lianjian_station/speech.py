"""Speech without a line: a program on the box (espeak-ng or Ekho, where one is installed) turns a script into WAV.

One at a time: speaking is work for a small box, and any phone in the village may ask. The script goes in by standard
input and the sound comes out of a directory that is gone afterwards; no shell, nothing of the text in an argument.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from lianjian_feed.refusals import Refused, Unreachable

LONGEST = 1_500  # characters: about seven minutes, 18 MB of sound
PATIENCE = 60  # seconds until a program that hangs is ended
LARGEST = 64 << 20  # bytes of sound
HEADER = 44  # bytes of a WAV that says nothing


@dataclass(frozen=True)
class Speaker:
    """A program that can speak Mandarin, and its arguments; ``{out}`` stands for the file it writes."""

    name: str
    program: str
    arguments: tuple[str, ...]


#: In order of preference: Ekho has recorded syllables, espeak-ng a synthetic voice that is clear but hard.
_KNOWN = (
    ("ekho", ("--voice=Mandarin", "--speed=-15", "--type=wav", "--output={out}", "--file=-")),
    ("espeak-ng", ("-v", "cmn", "-s", "130", "-g", "2", "-w", "{out}", "--stdin")),
)
_busy = threading.Lock()


def speakers() -> list[Speaker]:
    """The programs on this box, the better voice first."""
    found = [(name, shutil.which(name), arguments) for name, arguments in _KNOWN]
    return [Speaker(name, program, arguments) for name, program, arguments in found if program]


def speak(script: str) -> bytes:
    """The script as WAV, by the first program that makes a sound.

    Refused where there is none or the text is too long; Unreachable while another script is being spoken.
    """
    found = speakers()
    if not found:
        raise Refused("There is no speech program on this box: install espeak-ng.")
    if len(script) > LONGEST:
        raise Refused("The script is too long to be spoken ({most} characters at most).", most=LONGEST)
    if not _busy.acquire(blocking=False):
        raise Unreachable("Another script is being spoken; try again in a minute.")
    try:
        sounds = (_sound(program, script) for program in found)
        sound = next((sound for sound in sounds if sound), b"")
    finally:
        _busy.release()
    if not sound:
        raise Refused("The speech program {name} made no sound.", name=found[-1].name)
    return sound


def _sound(found: Speaker, script: str) -> bytes:
    """What the program says; nothing where it fails, hangs or says too much."""
    with tempfile.TemporaryDirectory(prefix="speech-") as folder:
        out = Path(folder) / "speech.wav"
        told = [found.program, *(argument.format(out=out) for argument in found.arguments)]
        try:
            done = subprocess.run(
                told, input=script.encode(), capture_output=True, timeout=PATIENCE, check=False, cwd=folder
            )
            if done.returncode or not HEADER < out.stat().st_size <= LARGEST:
                return b""
            sound = out.read_bytes()
        except (OSError, subprocess.TimeoutExpired):
            return b""
    return sound if sound.startswith(b"RIFF") else b""
