"""Refusals and other marked messages in the language of the interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext, override

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lianjian.kernel.refusals import Refused


def explain(refused: Refused) -> str:
    """The refusal and its cure as sentences for a person, translated."""
    parts = [gettext(text) for text in (refused.message, refused.cure) if text]
    if refused.values:
        values = {
            key: gettext(value) if isinstance(value, str) and value else value
            for key, value in refused.values.items()
        }
        parts = [part % values for part in parts]
    return " ".join(parts)


def in_every_language(words: Iterable[str]) -> dict[str, set[str]]:
    """Each msgid with what it is called in the languages of the interface: for what people bring along from elsewhere."""
    found: dict[str, set[str]] = {word: {word} for word in words}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for word, meanings in found.items():
                meanings.add(gettext(word))
    return found
