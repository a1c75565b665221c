"""Refusals and other marked messages in the language of the interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

if TYPE_CHECKING:
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
