"""Titles of stories on pages of the matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.newsroom import queries as newsroom

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lianjian.foundation.actor import Actor


def titles_of(by: Actor, stories: Iterable[int]) -> dict[int, str]:
    """Titles of the stories that ``by`` works on or everybody may read."""
    wanted = set(stories)
    titles = {key: one.title for key, one in newsroom.published_many(wanted).items()}
    own = newsroom.stories(by).filter(pk__in=wanted - set(titles)).values_list("pk", "title")
    return titles | dict(own)
