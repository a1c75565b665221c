"""Bilibili (哔哩哔哩): upload in parts, cover, handing in, and the question whether its review let it through.

The platform takes no key of ours. One upload token is one work: it is kept before anything is handed in, and no other upload is
begun for the same delivery while a request may be out. A lost answer is looked for in the account's list by the mark in the link
under the text. What is handed in is reviewed there first: it counts as public once the platform says it is open.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from lianjian.adapters.outlets.bilibili import wire
from lianjian.adapters.outlets.bilibili.client import PART, Account, BilibiliClient, BilibiliRefusal
from lianjian.adapters.outlets.bilibili.codes import CODES, DELETED, DOUBTFUL, NOT_THERE, UPLOAD_NOT_GOOD
from lianjian.adapters.outlets.marks import same_delivery
from lianjian.adapters.outlets.video.answering import answered
from lianjian.adapters.outlets.video.meanings import outcome_of
from lianjian.apps.matrix.ports import accepted, again, needs_human, refused, unknown, withdrawn
from lianjian.apps.matrix.rules.accounts import Found
from lianjian.apps.matrix.rules.causes import Cause

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lianjian.apps.matrix.ports import Desk, Film, Job, Outcome, OutletFacts
    from lianjian.apps.matrix.rules.versions import Version
    from lianjian.apps.newsroom.rules.content import PublishedStory

PAGE = 20
PAGES = 2
SETTLED = timedelta(hours=1)
"""A work that is not there so long after it was handed in was deleted."""


class Bilibili:
    """The four verbs."""

    platform = "bilibili"
    idempotent = False
    reconciles = True
    corrects = False
    withdraws = True
    credential_fields = ("client_id", "client_secret", "refresh_token")
    codes = {str(code): (known.then, known.cause) for code, known in CODES.items()}
    timeout = 1800.0

    def __init__(self) -> None:
        self._client = BilibiliClient()

    def shape(self, story: PublishedStory, outlet: OutletFacts, link: str) -> Version:
        return wire.shape(story, outlet.limits, link)

    async def send(self, job: Job, desk: Desk) -> Outcome:
        return await answered(self._send(job, desk), desk, CODES)

    async def poll(self, job: Job, desk: Desk) -> Outcome:
        return await answered(self._poll(job, desk), desk, CODES, stays=accepted)

    async def reconcile(self, job: Job, desk: Desk) -> Outcome:
        return await answered(self._reconcile(job, desk), desk, CODES, stays=_still_unknown)

    async def withdraw(self, job: Job, desk: Desk) -> Outcome:
        return await answered(self._withdraw(job, desk), desk, CODES)

    async def look(self, outlet: OutletFacts, credentials: Mapping[str, str], desk: Desk) -> Found:
        """The list of works shows that the account may publish. The scopes are a question of their own (user/account/scopes,
        which itself wants USER_INFO): where that is refused they stay unknown. When the refresh token ends is told nowhere."""
        account = Account(credentials, outlet.options.get("api_base", ""))
        try:
            await self._client.ask(account, desk, "archive/viewlist", {"pn": "1", "ps": "1", "status": "all"})
        except BilibiliRefusal as refusal:
            said = outcome_of(CODES, refusal.code, now=desk.now())
            return Found(cause=said.cause, code=said.code)
        try:
            told = await self._client.ask(account, desk, "user/account/scopes", {})
        except BilibiliRefusal:
            return Found()
        return Found(scopes=tuple(str(scope) for scope in (told or {}).get("scopes") or ()) or None)

    async def close(self) -> None:
        await self._client.close()

    async def _send(self, job: Job, desk: Desk) -> Outcome:  # noqa: PLR0911 - one line a reason reads best
        if job.refs.get("resource_id"):
            return accepted(after=0.0)
        if job.story is None or job.version is None:
            return withdrawn()
        film = await desk.film()
        if film is None:
            return again(Cause.FILM_PENDING, after=60.0)
        if film.size > job.outlet.limits.maximum("film_bytes", film.size):
            return refused(Cause.FILM_NOT_TAKEN, detail=f"{film.size} bytes")
        account = _account(job)
        section = await self._section(job, desk, account)
        if section is None:
            return needs_human(Cause.SECTION_CLOSED)
        try:
            upload_token = await self._uploaded(job, desk, account, film)
        except BilibiliRefusal as refusal:
            if refusal.code != UPLOAD_NOT_GOOD:
                raise
            await desk.remember("upload_token", "")  # nothing was handed in with it: the next try begins anew
            return again(Cause.GONE_THERE, code=str(refusal.code), after=0.0)
        cover = await self._covered(job, desk, account, film)
        fields = wire.work(job.story, job.version, job.outlet.limits, section=section, cover=cover)
        return await self._handed_in(job, desk, account, upload_token, fields)

    async def _handed_in(
        self, job: Job, desk: Desk, account: Account, upload_token: str, fields: Mapping[str, Any]
    ) -> Outcome:
        await desk.take("archive/add-by-utoken")
        # from here on bytes may leave that hand it in: the mark is committed first
        doubted = bool(job.refs.get("add"))
        await desk.remember("add", desk.now().isoformat())
        try:
            told = await self._client.tell(
                account, desk, "archive/add-by-utoken", fields, query={"upload_token": upload_token}
            )
        except BilibiliRefusal as refusal:
            if refusal.code in DOUBTFUL:
                return unknown(Cause.NO_ANSWER, code=str(refusal.code))
            if refusal.code == UPLOAD_NOT_GOOD:
                await desk.remember("upload_token", "")
                if (
                    doubted
                ):  # an earlier request may have used it: a person looks before there is another upload
                    return unknown(Cause.GONE_THERE, code=str(refusal.code), after=0.0)
            await desk.remember("add", "")
            if refusal.code == UPLOAD_NOT_GOOD:
                return again(Cause.GONE_THERE, code=str(refusal.code), after=0.0)
            raise
        await desk.remember("resource_id", str((told or {}).get("resource_id", "")))
        return accepted()

    async def _section(self, job: Job, desk: Desk, account: Account) -> int | None:
        """The section (分区) of the work: the account's own choice, else the best of the platform's list."""
        own = job.credentials.get("tid", "")
        if own.isdigit():
            return int(own)
        return wire.section_of(await self._client.ask(account, desk, "archive/type/list", {}))

    async def _uploaded(self, job: Job, desk: Desk, account: Account, film: Film) -> str:
        """The token of the upload of this film, brought there as far as it is not."""
        token, uploaded = job.refs.get("upload_token", ""), job.refs.get("uploaded", "")
        other = job.refs.get("film", "") != film.sha256 and not job.refs.get("add")
        if not token or other:
            small = film.size <= PART
            begun = await self._client.tell(
                account, desk, "archive/video/init", {"name": "story.mp4", "utype": "1" if small else "0"}
            )
            token, uploaded = str((begun or {}).get("upload_token", "")), ""
            await desk.remember("uploaded", "")
            await desk.remember("film", film.sha256)
            await desk.remember("upload_token", token)
        if uploaded == "yes":
            return token

        async def came(parts: int) -> None:
            await desk.remember("uploaded", str(parts))

        done = int(uploaded) if uploaded.isdigit() else 0
        await self._client.upload(account, token, film, done=done, came=came)
        if film.size > PART:
            await self._client.tell(account, desk, "archive/video/complete", query={"upload_token": token})
        await desk.remember("uploaded", "yes")
        return token

    async def _covered(self, job: Job, desk: Desk, account: Account, film: Film) -> str:
        """The address of the cover of this film at the platform."""
        of, _, url = job.refs.get("cover", "").partition(" ")
        if of == film.sha256 and url:
            return url
        url = await self._client.cover(account, desk, film)
        await desk.remember("cover", f"{film.sha256} {url}")
        return url

    async def _poll(self, job: Job, desk: Desk) -> Outcome:
        resource_id = job.refs.get("resource_id", "")
        if not resource_id:
            return _still_unknown()
        try:
            told = await self._client.ask(_account(job), desk, "archive/view", {"resource_id": resource_id})
        except BilibiliRefusal as refusal:
            if refusal.code == NOT_THERE and _young(job, desk):
                return accepted()
            if refusal.code in {NOT_THERE, DELETED}:
                return refused(Cause.REMOVED_BY_ACCOUNT, code=str(refusal.code))
            raise
        return wire.standing(told or {}, resource_id)

    async def _reconcile(self, job: Job, desk: Desk) -> Outcome:
        if job.refs.get("resource_id"):
            return accepted(after=0.0)
        if not job.refs.get("add"):
            return again(Cause.NO_ANSWER, after=0.0)  # an upload alone hands nothing in
        if job.version is None:
            return _still_unknown()
        for page in range(1, PAGES + 1):
            query = {"pn": str(page), "ps": str(PAGE), "status": "all"}
            told = await self._client.ask(_account(job), desk, "archive/viewlist", query)
            works = (told or {}).get("list") or []
            for work in works:
                if same_delivery(job.version.link, str(work.get("desc", ""))):
                    await desk.remember("resource_id", str(work.get("resource_id", "")))
                    return accepted(after=0.0)
            if len(works) < PAGE:
                break
        return _still_unknown()

    async def _withdraw(self, job: Job, desk: Desk) -> Outcome:
        resource_id = job.refs.get("resource_id", "")
        if not resource_id:
            return needs_human(Cause.MAY_BE_OUT if job.refs.get("add") else Cause.TAKE_DOWN_BY_HAND)
        try:
            await self._client.tell(_account(job), desk, "archive/delete", {"resource_id": resource_id})
        except BilibiliRefusal as refusal:
            if refusal.code not in {NOT_THERE, DELETED}:
                raise
            if refusal.code == NOT_THERE and _young(job, desk):
                return again(Cause.STILL_WORKING, code=str(refusal.code), after=60.0)
        return withdrawn()


def _account(job: Job) -> Account:
    return Account(job.credentials, job.outlet.options.get("api_base", ""))


def _young(job: Job, desk: Desk) -> bool:
    """Whether a work was handed in so lately that the platform may not show it yet."""
    begun = job.refs.get("add", "")
    return bool(begun) and desk.now() - datetime.fromisoformat(begun) < SETTLED


def _still_unknown() -> Outcome:
    return unknown(Cause.NO_ANSWER)
