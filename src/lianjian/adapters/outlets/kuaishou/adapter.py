"""Kuaishou (快手): upload, publication with caption and cover, and the question what became of it.

The platform takes no key of ours, but one upload token is one work: it is kept before anything is made public, and no other
upload is begun for the same delivery. A lost answer is looked for in the account's list.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from lianjian.adapters.outlets.kuaishou.client import HOST, Account, KuaishouClient, KuaishouRefusal
from lianjian.adapters.outlets.kuaishou.codes import CODES, NOT_THERE_YET, TOKEN_USED_UP
from lianjian.adapters.outlets.video.answering import answered
from lianjian.adapters.outlets.video.captions import caption, same_words
from lianjian.adapters.outlets.video.meanings import outcome_of
from lianjian.apps.matrix.ports import accepted, again, needs_human, published, refused, unknown, withdrawn
from lianjian.apps.matrix.rules.accounts import Found
from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.versions import shape_plainly

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lianjian.apps.matrix.ports import Desk, Film, Job, Outcome, OutletFacts
    from lianjian.apps.matrix.rules.versions import Version
    from lianjian.apps.newsroom.rules.content import PublishedStory

PAGE = 20
PAGES = 2
SLACK = timedelta(minutes=10)
"""Clocks differ: a work made so long before our request may still be ours."""
ADDRESS = "https://www.kuaishou.com/short-video/{photo_id}"


class Kuaishou:
    """The four verbs."""

    platform = "kuaishou"
    idempotent = False
    reconciles = True
    corrects = False
    withdraws = True
    credential_fields = ("app_id", "app_secret", "refresh_token")
    codes = {str(code): (known.then, known.cause) for code, known in CODES.items()}
    timeout = 1800.0

    def __init__(self) -> None:
        self._client = KuaishouClient()

    def shape(self, story: PublishedStory, outlet: OutletFacts, link: str) -> Version:
        return shape_plainly(story, outlet.limits, link)

    async def send(self, job: Job, desk: Desk) -> Outcome:
        return await answered(self._send(job, desk), desk, CODES)

    async def poll(self, job: Job, desk: Desk) -> Outcome:
        return await answered(self._poll(job, desk), desk, CODES, stays=accepted)

    async def reconcile(self, job: Job, desk: Desk) -> Outcome:
        return await answered(self._reconcile(job, desk), desk, CODES, stays=_still_unknown)

    async def withdraw(self, job: Job, desk: Desk) -> Outcome:
        return await answered(self._withdraw(job, desk), desk, CODES)

    async def look(self, outlet: OutletFacts, credentials: Mapping[str, str], desk: Desk) -> Found:
        """The scopes and the end of the refresh token come with each renewal and lie with the credentials."""
        account = Account(credentials, outlet.options.get("api_base") or HOST)
        try:
            await self._client.call(account, desk, "GET", "photo/list", query={"count": "1"})
        except KuaishouRefusal as refusal:
            said = outcome_of(CODES, refusal.code, now=desk.now())
            return Found(cause=said.cause, code=said.code)
        return Found()

    async def close(self) -> None:
        await self._client.close()

    async def _send(self, job: Job, desk: Desk) -> Outcome:  # noqa: PLR0911 - one line a reason reads best
        if job.refs.get("photo_id"):
            return accepted(after=0.0)
        if job.story is None or job.version is None:
            return withdrawn()
        film = await desk.film()
        if film is None:
            return again(Cause.FILM_PENDING, after=60.0)
        if film.size > job.outlet.limits.maximum("film_bytes", film.size):
            return refused(Cause.FILM_NOT_TAKEN, detail=f"{film.size} bytes")
        account, words = _account(job), caption(job.version, job.outlet.limits)
        upload_token = await self._uploaded(job, desk, account, film)
        await desk.take("photo/publish")
        # from here on bytes may leave that make it public: the mark is committed first
        doubted = bool(job.refs.get("publish"))
        await desk.remember("publish", desk.now().isoformat())
        try:
            answer = await self._client.publish(account, desk, upload_token, words, film)
        except KuaishouRefusal as refusal:
            if refusal.code == TOKEN_USED_UP:
                await desk.remember("upload_token", "")
                if (
                    doubted
                ):  # an earlier request may have used it: a person looks before there is another upload
                    return unknown(Cause.GONE_THERE, code=str(refusal.code), after=0.0)
            await desk.remember("publish", "")
            if refusal.code == TOKEN_USED_UP:
                return again(Cause.GONE_THERE, code=str(refusal.code), after=0.0)
            raise
        await desk.remember("photo_id", str((answer.get("video_info") or {}).get("photo_id", "")))
        return accepted()

    async def _uploaded(self, job: Job, desk: Desk, account: Account, film: Film) -> str:
        """The token of the upload of this film, brought there as far as it is not."""
        token, endpoint = job.refs.get("upload_token", ""), job.refs.get("endpoint", "")
        other = job.refs.get("film", "") != film.sha256 and not job.refs.get("publish")
        if not token or other:
            begun = await self._client.call(account, desk, "POST", "photo/start_upload")
            token, endpoint = str(begun.get("upload_token", "")), str(begun.get("endpoint", ""))
            await desk.remember("uploaded", "")
            await desk.remember("endpoint", endpoint)
            await desk.remember("film", film.sha256)
            await desk.remember("upload_token", token)
        elif job.refs.get("uploaded"):
            return token
        await self._client.upload(endpoint, token, film)
        await desk.remember("uploaded", "yes")
        return token

    async def _poll(self, job: Job, desk: Desk) -> Outcome:
        photo_id = job.refs.get("photo_id", "")
        if not photo_id:
            return _still_unknown()
        try:
            told = await self._client.call(
                _account(job), desk, "GET", "photo/info", query={"photo_id": photo_id}
            )
        except KuaishouRefusal as refusal:
            if refusal.code == NOT_THERE_YET:
                return accepted()
            raise
        info = told.get("video_info") or {}
        if info.get("pending"):
            return accepted()
        return published(str(info.get("play_url") or ADDRESS.format(photo_id=photo_id)))

    async def _reconcile(self, job: Job, desk: Desk) -> Outcome:
        if job.refs.get("photo_id"):
            return accepted(after=0.0)
        begun = job.refs.get("publish", "")
        if not begun:
            return again(Cause.NO_ANSWER, after=0.0)  # an upload alone makes nothing public
        if job.version is None:
            return _still_unknown()
        words, since = caption(job.version, job.outlet.limits), datetime.fromisoformat(begun) - SLACK
        cursor = ""
        for _ in range(PAGES):
            query = {"count": str(PAGE), **({"cursor": cursor} if cursor else {})}
            told = await self._client.call(_account(job), desk, "GET", "photo/list", query=query)
            works = told.get("video_list") or []
            for work in works:
                if same_words(str(work.get("caption", "")), words) and _made(work) >= since:
                    await desk.remember("photo_id", str(work.get("photo_id", "")))
                    return accepted(after=0.0)
            if len(works) < PAGE:
                break
            cursor = str(works[-1].get("photo_id", ""))
        return _still_unknown()

    async def _withdraw(self, job: Job, desk: Desk) -> Outcome:
        photo_id = job.refs.get("photo_id", "")
        if not photo_id:
            return needs_human(Cause.MAY_BE_OUT if job.refs.get("publish") else Cause.TAKE_DOWN_BY_HAND)
        try:
            await self._client.call(_account(job), desk, "POST", "photo/delete", query={"photo_id": photo_id})
        except KuaishouRefusal as refusal:
            if refusal.code != NOT_THERE_YET:
                raise
            if not await self._deleted_before(job, desk, photo_id):
                return again(Cause.STILL_WORKING, code=str(refusal.code), after=60.0)
        return withdrawn()

    async def _deleted_before(self, job: Job, desk: Desk, photo_id: str) -> bool:
        """Whether a work that is not there was deleted, not merely not there yet: it was asked to go before, or the list
        does not have it an hour after its publication."""
        begun = job.refs.get("publish", "")
        young = bool(begun) and desk.now() - datetime.fromisoformat(begun) < timedelta(hours=1)
        told = await self._client.call(_account(job), desk, "GET", "photo/list", query={"count": str(PAGE)})
        listed = any(work.get("photo_id") == photo_id for work in told.get("video_list") or [])
        return not listed and not young


def _account(job: Job) -> Account:
    return Account(job.credentials, job.outlet.options.get("api_base") or HOST)


def _made(work: dict[str, object]) -> datetime:
    """When a work of the list was made: the platform gives milliseconds or seconds."""
    number = float(str(work.get("create_time") or 0))
    return datetime.fromtimestamp(number / 1000 if number > 1e11 else number, UTC)  # noqa: PLR2004 - seconds are smaller


def _still_unknown() -> Outcome:
    return unknown(Cause.NO_ANSWER)
