"""Douyin (抖音), as ordinary accounts have it: the film and its words are laid ready, a person publishes them from a phone that
has Douyin, and the platform tells us that it was done.

No password and no browser: the link opens Douyin's own app, which fetches the film from this installation's public https
address. The share id names the one film; it is kept before the link is shown, and every one that was ever shown is
recognised. The delivery waits for a person until the platform calls, is then with the platform, and counts as published once
the platform says it is open to the public or a person has seen it at its link. Without a public address there is the kit alone.
Accounts that were granted more are published to straight from here (``direct``).

Since 2024-12 the platform does not tell ordinary applications whether a film is open (video_status; announcement of
2024-11-15): then the link is shown and a person looks.
"""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from lianjian.adapters.outlets.douyin import direct, wire
from lianjian.adapters.outlets.douyin.client import HOST, Account, DouyinClient, DouyinRefusal
from lianjian.adapters.outlets.douyin.codes import CODES
from lianjian.adapters.outlets.video.answering import answered
from lianjian.adapters.outlets.video.meanings import outcome_of
from lianjian.apps.matrix.ports import (
    Heard,
    accepted,
    again,
    needs_human,
    published,
    refused,
    unknown,
    withdrawn,
)
from lianjian.apps.matrix.rules.accounts import Found
from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.versions import shape_plainly

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lianjian.apps.matrix.ports import Desk, Job, Outcome, OutletFacts
    from lianjian.apps.matrix.rules.versions import Version
    from lianjian.apps.newsroom.rules.content import PublishedStory

GOOD_FOR = timedelta(hours=1)
"""How long a share id serves (one public client says so; the ticket lasts two hours)."""
OPEN, NOT_FIT, REVIEWED = frozenset({1, 5}), 2, 4
FOR_FEW = frozenset({6, 7})


class Douyin:
    """The four verbs; ``share_link`` for the kit; ``hear`` for what the platform tells us by itself."""

    platform = "douyin"
    idempotent = False
    reconciles = True
    corrects = False
    withdraws = False
    credential_fields = ("client_key", "client_secret")
    codes = {str(code): (known.then, known.cause) for code, known in CODES.items()}
    timeout = 120.0

    def __init__(self) -> None:
        self._client = DouyinClient()

    def shape(self, story: PublishedStory, outlet: OutletFacts, link: str) -> Version:
        return shape_plainly(story, outlet.limits, link)

    def share_link(self, refs: Mapping[str, str], version: Version) -> str:
        """The link that opens Douyin with the film laid ready; "" where none was made."""
        ready = refs.get("ready", "")
        return wire.link(ready, version) if ready else ""

    def hear(
        self,
        credentials: Mapping[str, str],
        query: Mapping[str, str],  # noqa: ARG002 - the shape of the port
        body: bytes,
        headers: Mapping[str, str],
    ) -> Heard | None:
        """What a call to our address says; None where it is not from the platform. A challenge is answered unsigned too: nothing
        is kept of it."""
        call, signed = wire.call_in(body), headers.get(wire.SIGNATURE, "")
        if call is None:
            return None
        if not wire.signature_fits(credentials.get("client_secret", ""), body, signed) and (
            signed or call.challenge is None
        ):
            return None
        if call.challenge is not None:
            return Heard(answer=json.dumps({"challenge": call.challenge}))
        share_id, item_id = str(call.content.get("share_id", "")), str(call.content.get("item_id", ""))
        ours = call.client_key in {"", credentials.get("client_key", "")}
        if call.event != "create_video" or not share_id or not item_id or not ours:
            return Heard(answer="success")
        told = {"item_id": item_id, "video_id": str(call.content.get("video_id") or "")}
        return Heard(
            answer="success",
            ref=(f"share:{share_id}"[:100], share_id),
            told={name: value for name, value in told.items() if value},
            taken=True,
        )

    async def send(self, job: Job, desk: Desk) -> Outcome:
        return await answered(self._send(job, desk), desk, CODES)

    async def poll(self, job: Job, desk: Desk) -> Outcome:
        return await answered(self._poll(job, desk), desk, CODES, stays=accepted)

    async def reconcile(self, job: Job, desk: Desk) -> Outcome:
        """Where a person publishes, a lost answer of ours made nothing public."""
        if job.refs.get("item_id"):
            return accepted(after=0.0)
        account = Account(job.credentials, job.outlet.options.get("api_base") or HOST)
        if not account.direct:
            return again(Cause.NO_ANSWER, after=0.0)
        return await answered(
            direct.reconcile(self._client, account, job, desk), desk, CODES, stays=_still_unknown
        )

    async def withdraw(self, job: Job, desk: Desk) -> Outcome:  # noqa: ARG002 - the shape of the port
        return needs_human(Cause.TAKE_DOWN_BY_HAND)

    async def look(self, outlet: OutletFacts, credentials: Mapping[str, str], desk: Desk) -> Found:
        """Whether the application is let in, and where the account has authorised it, whether its films can be asked for. What
        was granted and how long comes with each renewal and lies with the credentials."""
        account = Account(credentials, outlet.options.get("api_base") or HOST)
        try:
            if account.authorised:
                await self._client.list(account, desk, cursor="0", count=1)
            else:
                await self._client.knock(account, desk)
        except DouyinRefusal as refusal:
            said = outcome_of(CODES, refusal.code, now=desk.now())
            return Found(cause=said.cause, code=said.code)
        return Found()

    async def close(self) -> None:
        await self._client.close()

    async def _send(self, job: Job, desk: Desk) -> Outcome:  # noqa: PLR0911 - one line a reason reads best
        if job.refs.get("item_id"):
            return accepted(after=0.0)
        if job.story is None or job.version is None:
            return withdrawn()
        film = await desk.film()
        if film is None:
            return again(Cause.FILM_PENDING, after=60.0)
        if film.size > job.outlet.limits.maximum("film_bytes", film.size):
            return refused(Cause.FILM_NOT_TAKEN, detail=f"{film.size} bytes")
        account = Account(job.credentials, job.outlet.options.get("api_base") or HOST)
        if account.direct:
            return await direct.send(self._client, account, job, desk, film)
        if not film.address:
            return needs_human(Cause.NO_PUBLIC_ADDRESS)
        ticket = await self._client.ticket(account, desk)
        await desk.take("share-id")
        share_id = await self._client.share_id(account, desk)
        await desk.remember(f"share:{share_id}"[:100], share_id)
        await desk.remember(
            "ready",
            wire.laid_ready(
                account.client_key,
                ticket=ticket,
                share_id=share_id,
                film=film.address,
                nonce=secrets.token_hex(8),
                now=desk.now(),
            ),
        )
        await desk.remember("ready_until", (desk.now() + GOOD_FOR).isoformat())
        return needs_human(Cause.SHARE_READY)

    async def _poll(self, job: Job, desk: Desk) -> Outcome:  # noqa: PLR0911 - one line a reason reads best
        item_id, video_id = job.refs.get("item_id", ""), job.refs.get("video_id", "")
        if not item_id:
            return unknown(Cause.NO_ANSWER)
        account = Account(job.credentials, job.outlet.options.get("api_base") or HOST)
        url = wire.ADDRESS.format(video_id=video_id) if video_id.isdigit() else ""
        if not account.authorised:
            return needs_human(Cause.LOOK_THERE, url=url)
        told = await self._client.film(account, desk, item_id)
        if told is None:
            return accepted()
        url = str(told.get("share_url") or url)
        status = told.get("video_status")
        if status in OPEN and url:
            return published(url)
        if status == NOT_FIT:
            return refused(Cause.REVIEW_FAILED, code=str(status))
        if status in FOR_FEW:
            return needs_human(Cause.HANDLE_ON_SITE, code=str(status))
        return accepted() if status == REVIEWED else needs_human(Cause.LOOK_THERE, url=url)


def _still_unknown() -> Outcome:
    return unknown(Cause.NO_ANSWER)
