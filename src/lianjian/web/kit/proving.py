"""Whether somebody has lately proved who they are: before a deed that binds their organisation, the password is asked for
again where the sign-in was too long ago."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_logged_in
from django.utils import timezone

if TYPE_CHECKING:
    from django.http import HttpRequest

GOOD_FOR = timedelta(minutes=15)
PROVED_AT = "proved-at"
"""The key of the session: seconds since 1970."""


def proved_lately(request: HttpRequest) -> bool:
    """Whether this session gave its password within the last minutes."""
    at = request.session.get(PROVED_AT)
    if not isinstance(at, int):
        return False
    return 0 <= timezone.now().timestamp() - at < GOOD_FOR.total_seconds()


def prove(request: HttpRequest, password: str) -> bool:
    """Take the password again. Wrong ones count as they do at the door: after some the account is locked a while."""
    if not request.user.is_authenticated or not password:
        return False
    found = authenticate(request, username=request.user.get_username(), password=password)
    if found is None or found.pk != request.user.pk:
        return False
    _remember(request)
    return True


def remember_sign_ins() -> None:
    """Let every sign-in count as a proof."""
    user_logged_in.connect(_signed_in, dispatch_uid="kit.proving")


def _signed_in(sender: object, request: HttpRequest | None = None, **more: Any) -> None:
    del sender, more
    if request is not None and hasattr(request, "session"):
        _remember(request)


def _remember(request: HttpRequest) -> None:
    request.session[PROVED_AT] = int(timezone.now().timestamp())
