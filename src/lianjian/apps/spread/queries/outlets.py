"""The outlets as spread needs them: keys and names, our own site among them."""

from __future__ import annotations

from functools import cache

from lianjian.apps.matrix.actions.ensure_outlets import packaged_catalogue
from lianjian.apps.spread.rules.observing import OWN_SITE


@cache
def outlet_names() -> dict[str, str]:
    """Names by key of all outlets, in the order of the catalogue that ships with the program."""
    return {outlet.key: outlet.name for outlet in packaged_catalogue()}


def outlet_or_own(key: str) -> str:
    """``key`` where an outlet has it, else our own site's: an address may claim anything."""
    return key if key in outlet_names() else OWN_SITE
