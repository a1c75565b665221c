"""Publishing straight to Douyin, for accounts that were granted it (代替用户发布内容, scope ``video.create.bind``: enterprises,
party and government bodies, public institutions).

Upload in one piece or in parts, creation with the words, the question what became of it. The platform takes no key of ours: the
upload is kept before anything is made public, and a lost answer is looked for in the account's list by its words and its moment.

Addresses and limits (parts above 50 MB, 5 MB at least each, numbered from 1) are as public clients quote the platform's pages;
the pages themselves were not to be read when this was written, and what a used upload answers is not known. So this way is
taken only where the credentials say ``direct: yes``.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from lianjian.adapters.outlets.douyin.client import DouyinRefusal
from lianjian.adapters.outlets.video.captions import caption, same_words
from lianjian.apps.matrix.ports import accepted, again, unknown
from lianjian.apps.matrix.rules.causes import Cause

if TYPE_CHECKING:
    from lianjian.adapters.outlets.douyin.client import Account, DouyinClient
    from lianjian.apps.matrix.ports import Desk, Film, Job, Outcome

PAGE = 20
PAGES = 2
SLACK = timedelta(minutes=10)
"""Clocks differ: a film made so long before our request may still be ours."""
DOUBTFUL = frozenset({28001005, 28001006, 2100004})
"""The platform broke off inside: what it was asked for may be done."""


async def send(client: DouyinClient, account: Account, job: Job, desk: Desk, film: Film) -> Outcome:
    """Upload what is not there yet, then make it public. ``job.version`` is there."""
    assert job.version is not None  # noqa: S101 - the caller has looked
    video_id = await _uploaded(client, account, job, desk, film)
    await desk.take("video/create_video")
    # from here on bytes may leave that make it public: the mark is committed first
    await desk.remember("create", desk.now().isoformat())
    words = caption(job.version, job.outlet.limits)
    try:
        told = await client.as_user(
            account, desk, "video/create_video", {"video_id": video_id, "text": words}
        )
    except DouyinRefusal as refusal:
        if refusal.code in DOUBTFUL:
            return unknown(Cause.NO_ANSWER, code=str(refusal.code))
        await desk.remember("create", "")
        raise
    await desk.remember("item_id", str(told.get("item_id", "")))
    return accepted()


async def reconcile(client: DouyinClient, account: Account, job: Job, desk: Desk) -> Outcome:
    """Find out whether a film whose answer was lost is there."""
    begun = job.refs.get("create", "")
    if not begun:
        return again(Cause.NO_ANSWER, after=0.0)  # an upload alone makes nothing public
    if job.version is None:
        return unknown(Cause.NO_ANSWER)
    words, since = caption(job.version, job.outlet.limits), datetime.fromisoformat(begun) - SLACK
    cursor = "0"
    for _ in range(PAGES):
        told = await client.list(account, desk, cursor=cursor, count=PAGE)
        for film in told.get("list") or []:
            if same_words(str(film.get("title", "")), words) and _made(film) >= since:
                await desk.remember("item_id", str(film.get("item_id", "")))
                return accepted(after=0.0)
        if not told.get("has_more"):
            break
        cursor = str(told.get("cursor", "0"))
    return unknown(Cause.NO_ANSWER)


async def _uploaded(client: DouyinClient, account: Account, job: Job, desk: Desk, film: Film) -> str:
    """The platform's name of the uploaded film; uploaded once."""
    of, _, video_id = job.refs.get("video", "").partition(" ")
    if of == film.sha256 and video_id:
        return video_id
    video_id = await client.upload(account, desk, film)
    await desk.remember("video", f"{film.sha256} {video_id}")
    return video_id


def _made(film: dict[str, Any]) -> datetime:
    """When a film of the list was made (seconds since 1970)."""
    return datetime.fromtimestamp(float(str(film.get("create_time") or 0)), UTC)
