"""What counts as a narration: a recording that somebody of the newsroom made for one story."""

from __future__ import annotations

from lianjian.kernel.refusals import Refused, gettext_noop

MOST_BYTES = 60 * 1024 * 1024
"""Ten minutes of WAV at 48 kHz mono, with some room."""
ENDINGS = {"mp3": "mp3", "mov": "m4a", "wav": "wav", "ogg": "ogg"}
"""ffmpeg's name of a form and the ending under which it is kept."""


FRAME_SYNC = 0xFFE0
"""The eleven bits with which a frame of MPEG audio begins (ISO/IEC 11172-3)."""


def form_of(beginning: bytes) -> str | None:
    """The form of a recording by its first 16 bytes, as ffmpeg calls it; None where it is none of MP3, M4A, WAV, Ogg."""
    if beginning.startswith(b"RIFF") and beginning[8:12] == b"WAVE":
        return "wav"
    if beginning.startswith(b"OggS"):
        return "ogg"
    if beginning[4:8] == b"ftyp":
        return "mov"
    sync = int.from_bytes(beginning[:2])
    if beginning.startswith(b"ID3") or sync & FRAME_SYNC == FRAME_SYNC:
        return "mp3"
    return None


def check_narration(beginning: bytes, size: int) -> str:
    """The form of a recording that was sent. Raises Refused where it is too large or none of the four."""
    if size > MOST_BYTES:
        raise Refused(
            gettext_noop("The recording is larger than %(limit)d MB."),
            cure=gettext_noop("Save it as MP3 or M4A and choose that file."),
            field="narration",
            limit=MOST_BYTES // 1024 // 1024,
        )
    form = form_of(beginning)
    if form is None:
        raise Refused(
            gettext_noop("This file is no recording that can be read."),
            cure=gettext_noop("Choose an MP3, M4A, WAV or Ogg file."),
            field="narration",
        )
    return form
