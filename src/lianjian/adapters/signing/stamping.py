"""A time-stamping authority (RFC 3161) over HTTP: asked for a few seconds, and never in the way of a signature
(decision 0028)."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import os
import secrets
import time
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from asn1crypto import tsp, x509
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator import ValidationContext

from lianjian.adapters.signing.remote import ders_of
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

logger = logging.getLogger(__name__)
LONGEST_ANSWER = 256 * 1024
REST = 60.0
"""Seconds for which an authority that failed is not asked again."""


@dataclass(frozen=True, slots=True)
class StampingAuthority:
    """Where it is ("" where it was turned off; its roots are trusted still), the roots as PEM, what opens it, and how
    many seconds it is waited for."""

    url: str
    roots: str
    user: str = ""
    password: str = ""
    timeout: float = 5.0


def authority_at(path: Path) -> StampingAuthority | None:
    """The authority that a JSON file names, None where there is no such file. Raises Refused where it makes no sense."""
    try:
        told = json.loads(path.read_bytes())
        found = StampingAuthority(
            str(told["url"]),
            str(told["roots"]),
            str(told.get("user", "")),
            str(told.get("password", "")),
            float(told.get("timeout", 5)),
        )
        ders_of(found.roots)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as broken:
        raise _senseless(path) from broken
    if found.url and not found.url.startswith(("https://", "http://")):
        raise _senseless(path)
    return found


def keep_authority(path: Path, authority: StampingAuthority) -> None:
    """Write it where ``authority_at`` reads it, whole, readable by the service alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(asdict(authority), file, ensure_ascii=False, indent=2)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _senseless(path: Path) -> Refused:
    return Refused(
        gettext_noop("%(path)s does not name a time-stamping authority."),
        cure=gettext_noop("It holds url and roots (PEM) as JSON; user, password and timeout may be added."),
        path=str(path),
    )


def tried(authority: StampingAuthority) -> str:
    """Ask for one stamp; gives the name of whoever stamped. Raises Refused where none comes, or one that does not lead
    to the roots."""
    if not authority.url.startswith(("https://", "http://")):
        raise Refused(gettext_noop("The address begins with https:// or http://."))
    try:
        context = ValidationContext(
            trust_roots=[x509.Certificate.load(der) for der in ders_of(authority.roots)], allow_fetching=False
        )
        return asyncio.run(_tried(Stamper(authority), context))
    except Exception as failed:
        raise Refused(
            gettext_noop("No time stamp could be had: %(why)s"),
            cure=gettext_noop("Check the address and the certificates; nothing has been changed."),
            why=str(failed)[:200] or type(failed).__name__,
        ) from failed


async def _tried(stamper: Stamper, context: ValidationContext) -> str:
    paths = stamper.validation_paths(context)  # type: ignore[no-untyped-call] # pyHanko has no types for it
    names = [path.leaf.subject.native.get("common_name", "") async for path in paths]
    return "、".join(names)


class Stamper(TimeStamper):
    """pyHanko's client with a bounded answer. Whatever goes wrong on the way is a ``TimestampRequestError``."""

    def __init__(self, authority: StampingAuthority) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # pyHanko has no types for it
        self.authority = authority

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Ask."""
        return await asyncio.to_thread(self._ask, req.dump())

    def _ask(self, sent: bytes) -> tsp.TimeStampResp:
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        if self.authority.user:
            pair = f"{self.authority.user}:{self.authority.password}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        request = urllib.request.Request(self.authority.url, data=sent, headers=headers)  # noqa: S310 - authority_at lets HTTP through only; an answer is signed, so that plain HTTP is usual here
        try:
            with urllib.request.urlopen(request, timeout=self.authority.timeout) as answer:  # noqa: S310 - see above
                kind, told = answer.headers.get_content_type(), answer.read(LONGEST_ANSWER)
        except urllib.error.HTTPError as refusal:
            with refusal:
                raise TimestampRequestError(
                    f"the time-stamping authority answered {refusal.code}"
                ) from refusal
        except OSError as silent:
            raise TimestampRequestError("the time-stamping authority gives no answer") from silent
        if kind != "application/timestamp-reply":
            raise TimestampRequestError("the time-stamping authority answered nonsense")
        try:
            response = tsp.TimeStampResp.load(told, strict=True)
            response["status"]["status"].native  # noqa: B018 - it is parsed as it is read
        except ValueError as nonsense:
            raise TimestampRequestError("the time-stamping authority answered nonsense") from nonsense
        return response


class Stamping:
    """The stamps of this installation: gives a client for the next signature, or none where no authority is named or the
    one that is named has just failed."""

    def __init__(
        self, authority: StampingAuthority | None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.authority = authority
        self._clock, self._rests_until = clock, 0.0
        self._stamper: Stamper | None = None

    def stamper(self) -> Stamper | None:
        """The client; it keeps what it learnt of the length of an answer."""
        if self.authority is None or not self.authority.url or self._clock() < self._rests_until:
            return None
        if self._stamper is None:
            self._stamper = Stamper(self.authority)
        return self._stamper

    def failed(self, why: Exception) -> None:
        """It did not work: the next signatures do not wait for it."""
        logger.warning("no time stamp: %s: %s", type(why).__name__, str(why)[:200])
        self._rests_until, self._stamper = self._clock() + REST, None

    def roots(self) -> Sequence[bytes]:
        """The roots that are trusted for stamps, DER."""
        return [] if self.authority is None else ders_of(self.authority.roots)
