"""What every page needs to know: the installation's name, whether its content is a demonstration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest


def surroundings(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - the shape Django asks for
    """Template context of all pages."""
    return {
        "site_name": settings.SITE_NAME,
        "base_url": settings.BASE_URL,
        "demonstration": (settings.HOME / "demonstration").exists(),
    }
