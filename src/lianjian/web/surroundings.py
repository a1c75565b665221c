"""What every page needs to know: the installation's name, whether its content is a demonstration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpRequest


OWN_NAME = "驻友"
"""The name the house comes with has an English form; one that an installation gives itself is as it is."""


def surroundings(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - the shape Django asks for
    """Template context of all pages."""
    mark = settings.HOME / "demonstration"
    demonstration = mark.exists()
    return {
        "site_name": _("Zhuyou") if settings.SITE_NAME == OWN_NAME else settings.SITE_NAME,
        "base_url": settings.BASE_URL,
        "demonstration": demonstration,
        "demonstration_notice": _first_line(mark) if demonstration else "",
    }


def _first_line(mark: Path) -> str:
    """What the demonstration says about itself, in Chinese; "" where its mark says nothing."""
    try:
        with mark.open(encoding="utf-8") as told:
            return told.readline().strip()[:200]
    except OSError:
        return ""
