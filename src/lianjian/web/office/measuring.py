"""The four views on commitments: the list, what is late first, who owes whom, and how they are kept."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lianjian.web.narrowing import AREA_WORDS

VIEWS = {
    "commitments": pgettext_lazy("a view of commitments", "List"),
    "board": gettext_lazy("Late first"),
    "matrix": pgettext_lazy("a view of commitments", "Who owes whom"),
    "fulfilment": gettext_lazy("How they are kept"),
}


def views(here: str) -> list[tuple[Any, str, bool, None]]:
    """The tabs of the four views."""
    return [(word, reverse(f"office:{name}"), name == here, None) for name, word in VIEWS.items()]


def areas() -> list[tuple[str, Any]]:
    """The six areas for a select."""
    return list(AREA_WORDS.items())


def without_agreement() -> str:
    """What commitments under no agreement are called."""
    return _("without an agreement")
