"""WeChat Official Account (公众号, 服务号): pictures, cover, draft, publication, and the question what became of
it.

The platform takes no key of ours, so a publication whose answer is lost is looked for in its lists by our
link before anything else is done. Contract: developers.weixin.qq.com (草稿箱, 发布能力, 素材管理), read
2026-11-24.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from lianjian.adapters.outlets.marks import same_delivery
from lianjian.adapters.outlets.pictures import PictureUnreadableError, as_jpeg
from lianjian.adapters.outlets.wechat import wire
from lianjian.adapters.outlets.wechat.client import HOST, Account, WechatClient, WechatRefusal
from lianjian.adapters.outlets.wechat.codes import CODES, outcome_of
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
from lianjian.apps.matrix.rules.numbers import NumbersRefusedError
from lianjian.apps.matrix.rules.versions import shape_plainly

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import date

    from lianjian.apps.matrix.ports import Desk, Job, Outcome, OutletFacts
    from lianjian.apps.matrix.rules.numbers import Counted
    from lianjian.apps.matrix.rules.versions import Version
    from lianjian.apps.newsroom.rules.content import Picture, PublishedStory

PAGE = 20
PAGES = 2
"""How far back a lost publication is looked for: 40 articles."""
SETTLED = timedelta(minutes=10)
"""A draft that still lies there so long after a lost request was not published by it."""
OK, WORKING = 0, 1
ENDS = {
    2: Cause.ORIGINALITY_FAILED,
    3: Cause.REVIEW_FAILED,
    4: Cause.REVIEW_FAILED,
    5: Cause.REMOVED_BY_ACCOUNT,
    6: Cause.REMOVED_BY_PLATFORM,
}


class Wechat:
    """The four verbs, and ``hear`` for what the platform tells us by itself."""

    platform = "wechat"
    idempotent = False
    reconciles = True
    corrects = False
    withdraws = True
    credential_fields = ("appid", "secret")
    number_ref = "msg_data_id"
    codes = {
        **{str(code): (known.then, known.cause) for code, known in CODES.items()},
        **{f"publish_status {number}": ("refuse", cause) for number, cause in ENDS.items()},
    }
    timeout = 240.0

    def __init__(self) -> None:
        self._client = WechatClient()

    def shape(self, story: PublishedStory, outlet: OutletFacts, link: str) -> Version:
        return shape_plainly(story, outlet.limits, link)

    def article(
        self, story: PublishedStory, version: Version, outlet: OutletFacts, pictures: Mapping[str, str]
    ) -> str:
        """The article's body as it goes into the draft."""
        return wire.article_html(story, version, pictures, outlet.limits)

    async def send(self, job: Job, desk: Desk) -> Outcome:
        return await self._answered(self._send(job, desk), desk)

    async def poll(self, job: Job, desk: Desk) -> Outcome:
        return await self._answered(self._poll(job, desk), desk, stays=accepted)

    async def reconcile(self, job: Job, desk: Desk) -> Outcome:
        return await self._answered(self._reconcile(job, desk), desk, stays=_still_unknown)

    async def withdraw(self, job: Job, desk: Desk) -> Outcome:
        return await self._answered(self._withdraw(job, desk), desk)

    async def look(self, outlet: OutletFacts, credentials: Mapping[str, str], desk: Desk) -> Found:
        """A question that needs the right to publish; the credentials themselves have no end."""
        await desk.take("freepublish/batchget")
        wish = {"offset": 0, "count": 1, "no_content": 1}
        try:
            await self._client.call(_account_of(credentials, outlet), "freepublish/batchget", wish)
        except WechatRefusal as refusal:
            said = outcome_of(refusal.code, now=desk.now(), detail=wire.address_in(refusal.message))
            return Found(cause=said.cause, code=said.code, detail=said.detail)
        return Found()

    async def numbers(
        self, outlet: OutletFacts, credentials: Mapping[str, str], desk: Desk, day: date
    ) -> Counted:
        """Getarticletotaldetail for one day: running sums of each article, up to thirty days after it."""
        await desk.take("datacube/getarticletotaldetail")
        wish = {"begin_date": day.isoformat(), "end_date": day.isoformat()}
        try:
            answer = await self._client.call(
                _account_of(credentials, outlet), "datacube/getarticletotaldetail", wish
            )
        except WechatRefusal as refusal:
            raise NumbersRefusedError(str(refusal.code)) from None
        return wire.counted_in(answer)

    async def close(self) -> None:
        await self._client.close()

    def hear(
        self,
        credentials: Mapping[str, str],
        query: Mapping[str, str],
        body: bytes,
        headers: Mapping[str, str],  # noqa: ARG002 - the shape of the port
    ) -> Heard | None:
        """What a call to our address says; None where it is not from the platform or says nothing to us."""
        if not wire.signature_fits(credentials.get("callback_token", ""), query):
            return None
        if not body:
            return Heard(answer=query.get("echostr", ""))
        done = wire.finished_in(body)
        if done is None:
            return Heard(answer="success")
        told = {"heard_status": str(done.status), "article_id": done.article_id, "article_url": done.url}
        return Heard(
            answer="success",
            ref=("publish_id", done.publish_id),
            told={name: value for name, value in told.items() if value},
        )

    async def _send(self, job: Job, desk: Desk) -> Outcome:
        if job.refs.get("publish_id"):
            return accepted(after=0.0)
        if job.story is None or job.version is None:
            return withdrawn()
        if not job.version.pictures:
            return needs_human(Cause.COVER_MISSING)
        account = _account(job)
        media_id = job.refs.get("draft", "")
        if not media_id:
            media_id = await self._make_draft(job, desk, account, job.story, job.version)
        await desk.take("freepublish/submit")
        # from here on bytes may leave that make it public: the mark is committed first
        await desk.remember("submit", desk.now().isoformat())
        try:
            answer = await self._client.call(account, "freepublish/submit", {"media_id": media_id})
        except WechatRefusal as refusal:
            if _gone(refusal) and job.refs.get("doubtful"):
                # "busy" was the answer before; perhaps it was published all the same
                return unknown(Cause.GONE_THERE, code=str(refusal.code), after=0.0)
            await desk.remember("submit", "")
            if refusal.code in CODES and CODES[refusal.code].cause == Cause.BUSY:
                await desk.remember("doubtful", str(refusal.code))
            if _gone(refusal):
                await desk.remember("draft", "")
                return again(Cause.GONE_THERE, code=str(refusal.code), after=0.0)
            if refusal.code == 45009:  # noqa: PLR2004 - the daily quota of this very call
                await desk.spent("freepublish/submit")
            raise
        # the join key of the statistics: it cannot be had from the article later
        await desk.remember("msg_data_id", str(answer.get("msg_data_id", "")))
        await desk.remember("publish_id", str(answer.get("publish_id", "")))
        return accepted()

    async def _make_draft(
        self, job: Job, desk: Desk, account: Account, story: PublishedStory, version: Version
    ) -> str:
        """Upload what is not there yet, add the draft, and keep every id before the next step."""
        limits = job.outlet.limits
        uploaded: dict[str, str] = {}
        for picture in version.pictures:
            kept = job.refs.get(f"picture:{picture.sha256}", "")
            if not kept:
                jpeg = await _jpeg(desk, picture, limits.maximum("picture_bytes", 1_000_000))
                answer = await self._client.upload(account, "media/uploadimg", jpeg)
                kept = str(answer.get("url", ""))
                await desk.remember(f"picture:{picture.sha256}", kept)
            uploaded[picture.sha256] = kept
        front = version.pictures[0]
        cover = job.refs.get(f"cover:{front.sha256}", "")
        if not cover:
            jpeg = await _jpeg(desk, front, limits.maximum("cover_bytes", 10_000_000))
            answer = await self._client.upload(account, "material/add_material", jpeg, type="image")
            cover = str(answer.get("media_id", ""))
            await desk.remember(f"cover:{front.sha256}", cover)
        await desk.take("draft/add")
        content = wire.article_html(story, version, uploaded, limits)
        try:
            answer = await self._client.call(account, "draft/add", wire.draft(version, content, cover))
        except WechatRefusal as refusal:
            if _gone(refusal):  # somebody deleted the cover there: the next attempt brings it again
                await desk.remember(f"cover:{front.sha256}", "")
            raise
        media_id = str(answer.get("media_id", ""))
        await desk.remember("draft", media_id)
        return media_id

    async def _poll(self, job: Job, desk: Desk) -> Outcome:
        if job.refs.get("heard_status"):
            return _status(int(job.refs["heard_status"]), job.refs.get("article_url", ""))
        publish_id = job.refs.get("publish_id", "")
        if not publish_id:
            return _still_unknown()
        await desk.take("freepublish/get")
        answer = await self._client.call(_account(job), "freepublish/get", {"publish_id": publish_id})
        article = str(answer.get("article_id", ""))
        if article:
            await desk.remember("article_id", article)
        return _status(int(answer.get("publish_status", WORKING)), _first_url(answer))

    async def _reconcile(self, job: Job, desk: Desk) -> Outcome:
        if job.refs.get("publish_id"):
            return accepted(after=0.0)
        account, link = _account(job), job.version.link if job.version else ""
        begun = job.refs.get("submit", "")
        if not begun:
            # nothing that publishes was ever sent; a draft whose id got lost is used again
            found = None if job.refs.get("draft") else await self._find(account, desk, "draft/batchget", link)
            if found is not None:
                await desk.remember("draft", found.id)
            return again(Cause.NO_ANSWER, after=0.0)
        found = await self._find(account, desk, "freepublish/batchget", link)
        if found is not None:
            await desk.remember("article_id", found.id)
            return published(found.url)
        if desk.now() - datetime.fromisoformat(begun) < SETTLED:
            return _still_unknown()
        if await self._find(account, desk, "draft/batchget", link) is not None:
            await desk.remember("submit", "")
            return again(Cause.NO_ANSWER, after=0.0)
        return _still_unknown()

    async def _withdraw(self, job: Job, desk: Desk) -> Outcome:
        article, publish_id = job.refs.get("article_id", ""), job.refs.get("publish_id", "")
        account = _account(job)
        if not article and publish_id:
            await desk.take("freepublish/get")
            answer = await self._client.call(account, "freepublish/get", {"publish_id": publish_id})
            if int(answer.get("publish_status", WORKING)) == WORKING:
                return again(Cause.STILL_WORKING, after=60.0)
            article = str(answer.get("article_id", ""))
        if not article:
            return needs_human(Cause.MAY_BE_OUT if job.refs.get("submit") else Cause.TAKE_DOWN_BY_HAND)
        await desk.take("freepublish/delete")
        try:
            await self._client.call(account, "freepublish/delete", {"article_id": article, "index": 0})
        except WechatRefusal as refusal:
            if not _gone(refusal):
                raise
        return withdrawn()

    async def _find(self, account: Account, desk: Desk, call: str, link: str) -> wire.Article | None:
        """The newest article or draft that carries our link."""
        for page in range(PAGES if link else 0):
            await desk.take(call)
            answer = await self._client.call(
                account, call, {"offset": page * PAGE, "count": PAGE, "no_content": 1}
            )
            for article in wire.articles_in(answer):
                if same_delivery(link, article.source_url):
                    return article
            if int(answer.get("total_count", 0)) <= (page + 1) * PAGE:
                break
        return None

    async def _answered(
        self,
        work: Awaitable[Outcome],
        desk: Desk,
        *,
        stays: Callable[[], Outcome] | None = None,
    ) -> Outcome:
        """The outcome; a refusal by the platform read from the table of codes. A refused question (``stays``)
        says nothing about the delivery unless it stops the account."""
        try:
            return await work
        except PictureUnreadableError as broken:
            return refused(Cause.PICTURE_UNREADABLE, detail=str(broken))
        except OSError as missing:
            return refused(Cause.PICTURE_UNREADABLE, detail=type(missing).__name__)
        except WechatRefusal as refusal:
            detail = wire.address_in(refusal.message) if refusal.code == 40164 else ""  # noqa: PLR2004 - address not listed
            known = refusal.code in CODES
            said = outcome_of(refusal.code, now=desk.now(), detail=detail if known else refusal.message)
            if stays is None:
                return said
            if said.until is not None:  # questions have quotas of their own: sends go on
                return replace(said, whole_outlet=False)
            return replace(said, state=stays().state, after=None)


def _account(job: Job) -> Account:
    return _account_of(job.credentials, job.outlet)


def _account_of(credentials: Mapping[str, str], outlet: OutletFacts) -> Account:
    return Account(
        appid=credentials["appid"],
        secret=credentials["secret"],
        base=outlet.options.get("api_base") or HOST,
    )


def _gone(refusal: WechatRefusal) -> bool:
    """Whether the platform says that what we name is not there."""
    meaning = CODES.get(refusal.code)
    return meaning is not None and meaning.cause == Cause.GONE_THERE


async def _jpeg(desk: Desk, picture: Picture, most: int) -> bytes:
    content = await desk.picture(picture)
    return await asyncio.to_thread(as_jpeg, content, picture.media_type, most_bytes=most)


def _status(status: int, url: str) -> Outcome:
    """What publish_status means (freepublish/get)."""
    if status == OK:
        return published(url) if url else needs_human(Cause.UNEXPECTED_ANSWER, code="0", detail="no address")
    if status == WORKING:
        return accepted()
    cause = ENDS.get(status, Cause.UNEXPECTED_ANSWER)
    return refused(cause, code=f"publish_status {status}")


def _first_url(answer: Mapping[str, Any]) -> str:
    items = (answer.get("article_detail") or {}).get("item") or []
    return str(items[0].get("article_url", "")) if items else ""


def _still_unknown() -> Outcome:
    return unknown(Cause.NO_ANSWER)
