"""The words under a video."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.matrix.rules.lengths import length, shorten

if TYPE_CHECKING:
    from lianjian.apps.matrix.rules.limits import Limits
    from lianjian.apps.matrix.rules.versions import Version


def caption(version: Version, limits: Limits) -> str:
    """Title, text and tags, within the limit on ``text``; the text gives way first."""
    most = limits.get("text")
    tags = " ".join(f"#{tag}" for tag in version.tags)
    whole = "\n".join(part for part in (version.title, version.text, tags) if part)
    if most is None or most.fits(whole):
        return whole
    frame = "\n".join(part for part in (version.title, "", tags) if part)
    room = most.maximum - length(frame, most.counted) - 1
    words = shorten(version.text, room, most.counted) if room > 0 else ""
    return shorten(
        "\n".join(part for part in (version.title, words, tags) if part), most.maximum, most.counted
    )


def same_words(one: str, other: str) -> bool:
    """Whether two captions are the same but for white space, which platforms change."""
    return "".join(one.split()) == "".join(other.split())
