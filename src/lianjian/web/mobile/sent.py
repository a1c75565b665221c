"""What the script that sends asks for, and how it is answered: JSON where a page would be a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from lianjian.web.acting import actor_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest


def moment(request: HttpRequest, name: str) -> datetime | None:
    """A moment that the phone sends with its zone; None where it sends none that can be read."""
    try:
        found = parse_datetime(request.POST.get(name, ""))
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def answered(request: HttpRequest) -> JsonResponse | None:
    """What the script that sends is told where nobody is signed in, or somebody else than the one who wrote."""
    away = JsonResponse({"sign_in": reverse("entrance:sign-in")}, status=401)
    if not request.user.is_authenticated:
        return away
    account = str(actor_of(request).account)
    return away if request.POST.get("account", account) != account else None


def wants_json(request: HttpRequest) -> bool:
    """Whether the script asks."""
    return request.headers.get("Accept", "").startswith("application/json")
