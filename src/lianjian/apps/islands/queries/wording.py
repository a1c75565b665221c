"""What the feed's package refuses or names, in the words of the hub."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from lianjian.kernel.refusals import Refused
from lianjian_feed.fields import CATEGORIES, FIELDS, PURPOSES, said
from lianjian_feed.refusals import Refused as FeedRefused
from lianjian_feed.refusals import in_chinese
from lianjian_feed.reporting import in_words, is_known

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def _language() -> str:
    return "zh" if (get_language() or "").startswith("zh") else "en"


@contextmanager
def refusing(field: str = "") -> Iterator[None]:
    """Turn the feed's refusals into ours, in the language of the interface."""
    try:
        yield
    except FeedRefused as refused:
        text = in_chinese(refused) if _language() == "zh" else str(refused)
        raise Refused(text, field=field) from refused


def category_words(category: str) -> str:
    """The name of a kind of request; the word itself where it is of a newer release."""
    known = CATEGORIES.get(category)
    return said(known.name, _language()) if known else category


def told_in_words(sentences: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """What a station said of itself, and whether that can be said in the language of the interface; else it is English."""
    return tuple((in_words(one, _language()), is_known(one)) for one in sentences)


def categories_offered() -> list[tuple[str, str]]:
    """All kinds of requests with their names, in the order of the table."""
    return [(slug, category_words(slug)) for slug in CATEGORIES]


def field_words(name: str) -> str:
    """Why a field left the village."""
    return said(FIELDS.get(name, name), _language())


def purpose_words(purpose: str) -> str:
    """What the villager agreed to."""
    return said(PURPOSES.get(purpose, purpose), _language())
