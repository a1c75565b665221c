"""Who knocks, for a day and without a name."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from lianjian.apps.spread.actions.draw_salt import draw_salt
from lianjian.apps.spread.queries import salt_of
from lianjian.foundation.actor import Actor
from lianjian.kernel.clock import civil_date

if TYPE_CHECKING:
    from django.http import HttpRequest


def visitor_of(request: HttpRequest) -> str:
    """A hash of address and browser under today's salt: tomorrow the same visitor is another one, and
    nobody can compute back. Behind our own TLS proxy the address is the last one the proxy wrote down."""
    today = civil_date(timezone.now())
    salt = salt_of(today) or draw_salt(by=Actor.system("spread.counting"), day=today)
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    address = forwarded.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", "")
    spoken = "\n".join((salt, address, request.headers.get("User-Agent", "")))
    return hashlib.sha256(spoken.encode()).hexdigest()[:16]
