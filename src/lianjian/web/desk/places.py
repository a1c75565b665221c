"""Find as you type: divisions for the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse

from lianjian.apps.parties.queries import divisions_matching

if TYPE_CHECKING:
    from django.http import HttpRequest


def suggest(request: HttpRequest) -> JsonResponse:
    """Up to twelve divisions that fit ``q``, each as the line the form takes."""
    rows = divisions_matching(request.GET.get("q", "")[:60])
    return JsonResponse({"places": [f"{row.code} {row.path}" for row in rows]})
