"""What happens around the stations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lianjian.foundation.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPublished(Event):
    """The feed of the stations was signed; ``version`` is its edition."""

    name: ClassVar[str] = "islands.edition_published"
    version: int
    stories: int
