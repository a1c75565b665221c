"""Weibo (微博): one post with one picture and the link to the story.

The platform takes no key of ours. A post whose answer is lost is looked for in the account's timeline by our link and never sent
again; where it is not found, a person looks. A post cannot be changed. Contract: statuses/share as in a stored copy of
open.weibo.com/wiki/2/statuses/share (revision 15267), read 2026-11-27; statuses/user_timeline, statuses/destroy and
short_url/expand from clients and from memory.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lianjian.adapters.outlets.marks import same_delivery
from lianjian.adapters.outlets.pictures import PictureUnreadableError, as_jpeg
from lianjian.adapters.outlets.weibo import wire
from lianjian.adapters.outlets.weibo.client import HOST, Account, WeiboClient, WeiboRefusal
from lianjian.adapters.outlets.weibo.codes import CODES, meaning_of, outcome_of
from lianjian.apps.matrix.ports import needs_human, published, refused, unknown, withdrawn
from lianjian.apps.matrix.rules.accounts import Found
from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.lengths import length
from lianjian.apps.matrix.rules.versions import TEXT_SHORTENED, Note, shape_plainly

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from lianjian.apps.matrix.ports import Desk, Job, Outcome, OutletFacts
    from lianjian.apps.matrix.rules.versions import Version
    from lianjian.apps.newsroom.rules.content import PublishedStory

PAGE = 100
PAGES = 2
"""How far back a lost post is looked for."""
SITE = "https://weibo.com"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Weibo:
    """The four verbs."""

    platform = "weibo"
    idempotent = False
    reconciles = True
    corrects = False
    withdraws = True
    credential_fields = ("access_token",)
    """With ``refresh_token``, ``app_key`` and ``app_secret`` the token is renewed, where the platform gives the app a
    refresh token at all; ``rip`` is the address reported as that of the person who posts."""
    codes = {str(code): (known.then, known.cause) for code, known in CODES.items()}
    timeout = 120.0

    def __init__(self) -> None:
        self._client = WeiboClient()

    def shape(self, story: PublishedStory, outlet: OutletFacts, link: str) -> Version:
        """Title and digest (or the text) within the room beside the link."""
        plain = shape_plainly(story, outlet.limits, link)
        most = outlet.limits.maximum("text", wire.TEXT)
        whole = f"【{plain.title}】{story.digest or story.text}" if plain.title else story.text
        text = wire.words(whole, link, most)
        notes = tuple(note for note in plain.notes if note.message != TEXT_SHORTENED)
        if len(text) < len(story.text.strip()):
            before, after = length(story.text.strip(), "weibo"), length(text, "weibo")
            most_words = wire.room(link, most)
            values = {"before": before, "after": after, "most": most_words}
            notes += (Note(TEXT_SHORTENED, values),)
        return replace(plain, text=text, notes=notes)

    async def send(self, job: Job, desk: Desk) -> Outcome:
        return await self._answered(self._send(job, desk), desk)

    async def poll(self, job: Job, desk: Desk) -> Outcome:
        return await self.reconcile(job, desk)

    async def reconcile(self, job: Job, desk: Desk) -> Outcome:
        return await self._answered(self._reconcile(job, desk), desk, asking=True)

    async def withdraw(self, job: Job, desk: Desk) -> Outcome:
        return await self._answered(self._withdraw(job, desk), desk)

    async def look(self, outlet: OutletFacts, credentials: Mapping[str, str], desk: Desk) -> Found:
        """oauth2/get_token_info tells how many seconds the token has left. Where it is renewed by itself, that end is
        not the authorisation's, and nobody tells that."""
        account = _account_of(credentials, outlet, desk)
        try:
            told = await self._client.token_info(account)
        except WeiboRefusal as refusal:
            said = outcome_of(refusal.code, refusal.message, now=desk.now())
            return Found(cause=said.cause, code=said.code)
        seconds, scope = int(told.get("expire_in") or 0), told.get("scope")
        scopes = tuple(str(scope).replace(",", " ").split()) if scope else None
        if account.refresh_token or not seconds:
            return Found(scopes=scopes)
        return Found(desk.now() + timedelta(seconds=seconds), scopes)

    async def close(self) -> None:
        await self._client.close()

    async def _send(self, job: Job, desk: Desk) -> Outcome:
        known = _known(job)
        if known is not None:
            return published(wire.page_of(known, _site(job)))
        if job.story is None or job.version is None:
            return withdrawn()
        jpeg, limits = None, job.outlet.limits
        if job.version.pictures:
            front = job.version.pictures[0]
            content = await desk.picture(front)
            most = limits.maximum("picture_bytes", 5_000_000)
            jpeg = await asyncio.to_thread(as_jpeg, content, front.media_type, most_bytes=most)
        text = wire.status(job.version.text, job.version.link, limits.maximum("text", wire.TEXT))
        form = [("status", text)]
        if job.credentials.get("rip"):
            form.append(("rip", job.credentials["rip"]))
        await desk.take("statuses/share")
        # from here on bytes may leave that make it public: the mark is committed first
        await desk.remember("share", desk.now().isoformat())
        try:
            answer = await self._client.post(_account(job, desk), "statuses/share", form, jpeg)
        except WeiboRefusal as refusal:
            meaning = meaning_of(refusal.code, refusal.message)
            if meaning is not None and meaning.then == "repeat":
                await desk.remember("repeat", str(refusal.code))
            elif meaning is not None and meaning.then != "doubt":
                await desk.remember("share", "")
            raise
        status = wire.status_in(answer)
        if status is None:
            return unknown(Cause.UNEXPECTED_ANSWER, after=0.0)
        return await self._found(job, desk, status)

    async def _reconcile(self, job: Job, desk: Desk) -> Outcome:
        known = _known(job)
        if known is not None:
            return published(wire.page_of(known, _site(job)))
        status = await self._find(job, desk)
        if status is not None:
            return await self._found(job, desk, status)
        if job.refs.get("repeat"):
            return needs_human(Cause.REPEATED, code=job.refs["repeat"])
        return _still_unknown()

    async def _withdraw(self, job: Job, desk: Desk) -> Outcome:
        key = job.refs.get("status_id", "")
        if not key:
            return needs_human(Cause.MAY_BE_OUT if job.refs.get("share") else Cause.TAKE_DOWN_BY_HAND)
        await desk.take("statuses/destroy")
        try:
            await self._client.post(_account(job, desk), "statuses/destroy", [("id", key)])
        except WeiboRefusal as refusal:
            meaning = meaning_of(refusal.code, refusal.message)
            if meaning is not None and meaning.cause == Cause.GONE_THERE:
                return withdrawn()
            if meaning is not None and meaning.cause == Cause.PERMISSION_MISSING:
                # the app may post and not delete: no reason to stop the outlet
                return needs_human(Cause.TAKE_DOWN_BY_HAND, code=str(refusal.code))
            raise
        return withdrawn()

    async def _found(self, job: Job, desk: Desk, status: wire.Status) -> Outcome:
        await desk.remember("status_user", status.user)
        await desk.remember("status_id", status.id)
        return published(wire.page_of(status, _site(job)))

    async def _find(self, job: Job, desk: Desk) -> wire.Status | None:
        """The post of the account that carries our link; the platform shows links shortened."""
        link, account = job.version.link if job.version else "", _account(job, desk)
        for page in range(1, PAGES + 1 if link else 1):
            await desk.take("statuses/user_timeline")
            query = [("count", str(PAGE)), ("page", str(page))]
            statuses = wire.statuses_in(await self._client.get(account, "statuses/user_timeline", query))
            shorts = [short for status in statuses for short in wire.short_links(status.text)]
            long = await self._client.expand(account, shorts) if shorts else {}
            for status in statuses:
                links = [status.text, *(long.get(short, "") for short in wire.short_links(status.text))]
                if any(same_delivery(link, text) for text in links):
                    return status
            if len(statuses) < PAGE:
                break
        return None

    async def _answered(self, work: Awaitable[Outcome], desk: Desk, *, asking: bool = False) -> Outcome:
        """The outcome; a refusal by the platform read from the table of codes. A refused question says nothing about the
        delivery unless it stops the account."""
        try:
            return await work
        except PictureUnreadableError as broken:
            return refused(Cause.PICTURE_UNREADABLE, detail=str(broken))
        except OSError as missing:
            return refused(Cause.PICTURE_UNREADABLE, detail=type(missing).__name__)
        except WeiboRefusal as refusal:
            said = outcome_of(refusal.code, refusal.message, now=desk.now())
            if not asking:
                return said
            if said.until is not None:  # questions wait where they stand
                return replace(said, whole_outlet=False)
            return replace(said, state=_still_unknown().state, after=None)


def _account(job: Job, desk: Desk) -> Account:
    return _account_of(job.credentials, job.outlet, desk)


def _account_of(told: Mapping[str, str], outlet: OutletFacts, desk: Desk) -> Account:
    return Account(
        access_token=told["access_token"],
        refresh_token=told.get("refresh_token", ""),
        app_key=told.get("app_key", ""),
        app_secret=told.get("app_secret", ""),
        base=outlet.options.get("api_base") or HOST,
        desk=desk,
    )


def _site(job: Job) -> str:
    """Where readers see the posts: a simulated platform on this machine shows them itself."""
    base = job.outlet.options.get("api_base") or ""
    return base if urlsplit(base).hostname in LOOPBACK else SITE


def _known(job: Job) -> wire.Status | None:
    key = job.refs.get("status_id", "")
    return wire.Status(key, job.refs.get("status_user", ""), "") if key.isdecimal() else None


def _still_unknown() -> Outcome:
    return unknown(Cause.NO_ANSWER)
