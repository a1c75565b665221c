"""What the masthead and the footer of every public page need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lianjian.apps.newsroom.queries import columns

if TYPE_CHECKING:
    from django.http import HttpRequest


def framed(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """The context of a public page: navigation with the current place marked, and what the page adds."""
    nav = [(column.name, reverse("site:column", args=[column.slug])) for column in columns()]
    nav += [
        (_("Network"), reverse("site:network")),
        (_("Go and see"), reverse("site:destinations")),
        (_("Spread"), reverse("site:spread")),
        (_("Call"), reverse("site:calls")),
    ]
    return {
        "nav": [(label, url, request.path.startswith(url)) for label, url in nav],
        "foot_nav": [
            (_("Network"), reverse("site:network")),
            (_("Go and see"), reverse("site:destinations")),
            (_("Industry alliances"), reverse("site:alliances")),
            (_("Spread"), reverse("site:spread")),
            (_("Call"), reverse("site:calls")),
            (_("Verify an agreement"), reverse("site:verify")),
            (_("Gatherings"), reverse("site:gatherings")),
            (_("Search"), reverse("site:search")),
            (_("Sign in"), reverse("entrance:sign-in")),
        ],
        "search_url": reverse("site:search"),
        **more,
    }
