"""A refusal is said where it happened, beside what was typed, also where the answer to a form is a redirect: it is kept in the
session until that page is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest

KEPT = "desk_refused"
LONGEST = 1000
"""So many characters of what was typed are kept."""


def keep_refusal(request: HttpRequest, item: int, where: str, said: str, typed: str = "") -> None:
    """Keep for the page of an archive item what was refused ``where`` ("place-7", "guess-0", "copy-3") and what was typed."""
    request.session[KEPT] = {"item": item, "where": where, "said": said, "typed": typed[:LONGEST]}


def kept_refusal(request: HttpRequest, item: int) -> dict[str, Any] | None:
    """What was refused on a page of this item just now: ``where``, ``said``, ``typed``. It is told once."""
    held = request.session.get(KEPT)
    if held is None or held["item"] != item:
        return None
    del request.session[KEPT]
    return dict(held)
