"""Sessions of the pages that hold something of a person: in memory only, so that a power cut signs everyone out.

The cookie is a random token, HttpOnly, SameSite=Strict, and ends with the browser. A session that nobody has touched for its
idle time is gone, and with it what it held: a keeper's unlocked store, a villager's half-written request. Time is the monotonic
clock's, for a box's own clock jumps when the line comes back.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

TOKEN = 32  # bytes
What = TypeVar("What")


@dataclass
class Held(Generic[What]):
    """What a session holds. ``proof`` stands in every form of it, for another site cannot read it (CSRF)."""

    what: What
    key: str
    proof: str = field(default_factory=lambda: secrets.token_hex(16))
    touched: float = 0.0

    def fits(self, proof: str) -> bool:
        return hmac.compare_digest(self.proof.encode(), proof.encode())


class Sessions(Generic[What]):
    """Sessions of one kind: cookie ``name`` below ``path``, ended after ``idle`` seconds; the oldest makes room for a new
    one where there are ``most``, so that no one on the village network can fill the box's memory.
    """

    def __init__(self, name: str, path: str, *, idle: float, most: int) -> None:
        self._name, self._path, self._idle, self._most = name, path, idle, most
        self._held: dict[str, Held[What]] = {}
        self._lock = threading.Lock()

    def of(self, request: Request) -> Held[What] | None:
        """The session of this request, touched; None where there is none or its time is over."""
        key = _key(request.cookies.get(self._name, ""))
        with self._lock:
            self._forget_idle()
            held = self._held.pop(key, None)
            if held is not None:
                held.touched = monotonic()
                self._held[key] = held  # last, as the one touched last
        return held

    def begin(self, request: Request, response: Response, what: What) -> Held[What]:
        """A session with a new token; one that the request brought along is ended (session fixation)."""
        self.end(request)
        token = secrets.token_urlsafe(TOKEN)
        held = Held(what, _key(token), touched=monotonic())
        with self._lock:
            self._forget_idle()
            while len(self._held) >= self._most:
                self._held.pop(next(iter(self._held)))
            self._held[held.key] = held
        response.set_cookie(self._name, token, path=self._path, httponly=True, samesite="strict")
        return held

    def end(self, request: Request, response: Response | None = None) -> None:
        """End the session of this request, if it has one, and drop its cookie."""
        with self._lock:
            self._held.pop(_key(request.cookies.get(self._name, "")), None)
        if response is not None:
            self.drop(response)

    def drop(self, response: Response) -> None:
        """Have the browser forget its token; for pages outside ``path``, to which it does not send it."""
        response.delete_cookie(self._name, path=self._path, httponly=True, samesite="strict")

    def _forget_idle(self) -> None:
        earliest = monotonic() - self._idle
        self._held = {key: held for key, held in self._held.items() if held.touched > earliest}


def _key(token: str) -> str:
    """Sessions lie under the hash of their token, so that how long a look-up takes tells nothing of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
