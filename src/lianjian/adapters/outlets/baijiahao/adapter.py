"""Baijiahao (百家号): an article, its review, and the question what became of it.

The platform takes no key of ours, but one article an address: an article whose answer is lost is looked for in its list by our
link before anything else is done. Contract: the platform's developer pages as public clients quote them, read 2026-11-27
(github.com/tonyyang0504/platform-mcp says it checked them on 2026-09-25). A published article is corrected by a person.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.storage import default_storage

from lianjian.adapters.outlets.baijiahao import wire
from lianjian.adapters.outlets.baijiahao.client import HOST, Account, BaijiahaoClient, BaijiahaoRefusal
from lianjian.adapters.outlets.baijiahao.codes import CODES, outcome_of
from lianjian.apps.matrix.ports import accepted, needs_human, published, refused, unknown, withdrawn
from lianjian.apps.matrix.rules.accounts import Found
from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.versions import shape_plainly

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from lianjian.apps.matrix.ports import Desk, Job, Outcome, OutletFacts
    from lianjian.apps.matrix.rules.versions import Version
    from lianjian.apps.newsroom.rules.content import Picture, PublishedStory

PAGE = 20
PAGES = 6
"""How far back a lost article is looked for: 120 articles."""
WORKING = {"audit", "pre_publish", "processing", "submitting"}
"""Names of a review under way; "audit" and "pre_publish" seen in clients, the others from memory."""

ENDS = {"rejected": Cause.REVIEW_FAILED, "withdraw": Cause.REMOVED_BY_ACCOUNT}


class Baijiahao:
    """The four verbs."""

    platform = "baijiahao"
    idempotent = False
    reconciles = True
    corrects = False
    withdraws = True
    credential_fields = ("app_id", "app_token")
    codes = {
        **{str(code): (known.then, known.cause) for code, known in CODES.items()},
        **{word: ("refuse", cause) for word, cause in ENDS.items()},
    }
    timeout = 120.0

    def __init__(self) -> None:
        self._client = BaijiahaoClient()

    def shape(self, story: PublishedStory, outlet: OutletFacts, link: str) -> Version:
        plain = shape_plainly(story, outlet.limits, link)
        return replace(plain, title=_title(plain.title, story, outlet))

    def article(
        self,
        story: PublishedStory,
        version: Version,
        outlet: OutletFacts,  # noqa: ARG002 - the port names it; the bound of this platform's body is its own
        pictures: Mapping[str, str],
    ) -> str:
        """The article's body as it is published."""
        return wire.content_of(story, version, lambda picture: pictures.get(picture.sha256, ""))

    async def send(self, job: Job, desk: Desk) -> Outcome:
        return await self._answered(self._send(job, desk), desk)

    async def poll(self, job: Job, desk: Desk) -> Outcome:
        return await self._answered(self._poll(job), desk, stays=accepted)

    async def reconcile(self, job: Job, desk: Desk) -> Outcome:
        return await self._answered(self._reconcile(job, desk), desk, stays=_still_unknown)

    async def withdraw(self, job: Job, desk: Desk) -> Outcome:
        return await self._answered(self._withdraw(job), desk)

    async def look(self, outlet: OutletFacts, credentials: Mapping[str, str], desk: Desk) -> Found:
        """The token has no end that anybody told."""
        try:
            wish = {"page_no": "1", "page_size": "1"}
            await self._client.call(_account_of(credentials, outlet), "query/articleListall", wish)
        except BaijiahaoRefusal as refusal:
            said = outcome_of(refusal.code, refusal.message, now=desk.now())
            return Found(cause=said.cause, code=said.code)
        return Found()

    async def close(self) -> None:
        await self._client.close()

    async def _send(self, job: Job, desk: Desk) -> Outcome:
        if job.refs.get("article_id"):
            return accepted(after=0.0)
        story, version = job.story, job.version
        if story is None or version is None:
            return withdrawn()
        covers = wire.covers_of(version.pictures)
        if not covers:  # the platform would keep it as a draft
            return needs_human(Cause.COVER_MISSING)
        form = wire.article(
            version,
            _title(version.title, story, job.outlet),
            wire.content_of(story, version, _address),
            [_address(cover) for cover in covers],
        )
        await desk.take("article/publish")
        # from here on bytes may leave that make it public: the mark is committed first
        await desk.remember("publish", desk.now().isoformat())
        try:
            data = await self._client.call(_account(job), "article/publish", form)
        except BaijiahaoRefusal as refusal:
            meaning = CODES.get(refusal.code)
            if meaning is not None and meaning.then == "repeat":
                await desk.remember("repeat", str(refusal.code))
            elif meaning is not None and meaning.then != "doubt":
                await desk.remember("publish", "")
            if meaning is not None and meaning.then == "park":
                await desk.spent("article/publish")
            raise
        article = str(data.get("article_id", "")) if isinstance(data, dict) else ""
        if not article:
            return unknown(Cause.UNEXPECTED_ANSWER, after=0.0)
        await desk.remember("article_id", article)
        return accepted()

    async def _poll(self, job: Job) -> Outcome:
        key = job.refs.get("article_id", "")
        if not key:
            return _still_unknown()
        data = await self._client.call(_account(job), "query/status", {"article_id": key})
        row = data.get(key) if isinstance(data, dict) else None
        if not isinstance(row, dict):
            return needs_human(Cause.GONE_THERE)
        return _status(wire.article_in(row, key))

    async def _reconcile(self, job: Job, desk: Desk) -> Outcome:
        if job.refs.get("article_id"):
            return accepted(after=0.0)
        version, account = job.version, _account(job)
        for page in range(1, PAGES + 1 if version else 1):
            wish = {"page_no": str(page), "page_size": str(PAGE)}
            articles = wire.articles_in(await self._client.call(account, "query/articleListall", wish))
            title = _title(version.title, job.story, job.outlet) if version else ""
            found = wire.ours(articles, version.link, title) if version else None
            if found is not None:
                await desk.remember("article_id", found.id)
                return accepted(after=0.0)
            if len(articles) < PAGE:
                break
        if job.refs.get("repeat"):
            return needs_human(Cause.REPEATED, code=job.refs["repeat"])
        return _still_unknown()

    async def _withdraw(self, job: Job) -> Outcome:
        key = job.refs.get("article_id", "")
        if not key:
            return needs_human(Cause.MAY_BE_OUT if job.refs.get("publish") else Cause.TAKE_DOWN_BY_HAND)
        try:
            await self._client.call(_account(job), "article/withdraw", {"article_id": key})
        except BaijiahaoRefusal as refusal:
            meaning = CODES.get(refusal.code)
            if meaning is not None and meaning.cause == Cause.GONE_THERE:
                return withdrawn()
            if (
                meaning is not None and meaning.then == "repeat"
            ):  # it cannot be withdrawn in the state it is in
                return needs_human(Cause.TAKE_DOWN_BY_HAND, code=str(refusal.code))
            raise
        return withdrawn()

    async def _answered(
        self, work: Awaitable[Outcome], desk: Desk, *, stays: Callable[[], Outcome] | None = None
    ) -> Outcome:
        """The outcome; a refusal by the platform read from the table of numbers. A refused question (``stays``) says nothing
        about the delivery unless it stops the account."""
        try:
            return await work
        except BaijiahaoRefusal as refusal:
            said = outcome_of(refusal.code, refusal.message, now=desk.now())
            if stays is None:
                return said
            if said.until is not None:  # questions wait where they stand
                return replace(said, whole_outlet=False)
            return replace(said, state=stays().state, after=None)


def _account(job: Job) -> Account:
    return _account_of(job.credentials, job.outlet)


def _account_of(credentials: Mapping[str, str], outlet: OutletFacts) -> Account:
    return Account(
        app_id=credentials["app_id"],
        app_token=credentials["app_token"],
        base=outlet.options.get("api_base") or HOST,
    )


def _title(title: str, story: PublishedStory | None, outlet: OutletFacts) -> str:
    least = outlet.limits.maximum("title_min", wire.TITLE_LEAST)
    most = outlet.limits.maximum("title", wire.TITLE)
    return wire.title_of(title, story.column_name if story else "", least, most)


def _address(picture: Picture) -> str:
    """The picture on our own site, from where the platform fetches it."""
    return f"{settings.BASE_URL}{default_storage.url(picture.path)}"


def _status(article: wire.Article) -> Outcome:
    """What the status of an article means."""
    if article.status == "publish":
        if article.url:
            return published(article.url)
        return needs_human(Cause.UNEXPECTED_ANSWER, code="publish", detail="no address")
    if article.status in WORKING:
        return accepted()
    if article.status in ENDS:
        return refused(ENDS[article.status], code=article.status, detail=wire.scrub(article.msg))
    if article.status == "draft":
        return needs_human(Cause.HANDLE_ON_SITE, code=article.status)
    return needs_human(Cause.UNEXPECTED_ANSWER, code=article.status[:40], detail="query/status")


def _still_unknown() -> Outcome:
    return unknown(Cause.NO_ANSWER)
