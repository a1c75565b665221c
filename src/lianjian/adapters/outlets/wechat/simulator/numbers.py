"""The statistics of the platform: what readers did with the articles of a day (datacube/getarticletotaldetail, page read
2026-11-27; span and the hour are the stricter reading of it)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from lianjian.adapters.outlets.wechat.simulator import contract
from lianjian.adapters.outlets.wechat.simulator.contract import Errcode
from lianjian.kernel.clock import CHINA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lianjian.adapters.outlets.wechat.simulator.account import Account, Publication


def article_total_detail(account: Account, body: Mapping[str, Any]) -> dict[str, Any]:
    """What was published on the day asked for: sums since then by day, thirty at most. Days end at midnight in China;
    yesterday is the last, and is ready at eight. One day a call."""
    begin, end = _day(body.get("begin_date")), _day(body.get("end_date"))
    now = account.clock().astimezone(CHINA)
    last = now.date() - timedelta(days=1)
    if begin != end or end > last or begin < contract.COUNTED_SINCE:
        raise Errcode(61501)
    if end == last and now.hour < contract.READY_HOUR:
        raise Errcode(61503)
    rows = []
    for one in account.publications.values():
        if account.status_of(one) == 0 and one.ready.astimezone(CHINA).date() == begin:
            rows += _counted(account.readers, one, begin, last)
    return {"list": rows, "is_delay": account.delays}


def _counted(readers: int, one: Publication, begin: date, last: date) -> list[dict[str, Any]]:
    days = min((last - begin).days + 1, contract.COUNTED_DAYS)
    detail = [
        {
            "stat_date": (begin + timedelta(days=n)).isoformat(),
            "read_user": readers * (n + 1),
            "read_user_source": [{"user_count": readers * (n + 1), "scene_desc": "全部"}],
            "share_user": readers * (n + 1) // 10,
            "like_user": n + 1,
            "comment_count": 0,
        }
        for n in range(days)
    ]
    return [
        {
            "ref_date": begin.isoformat(),
            "msgid": f"{one.msg_data_id}_{place}",
            "publish_type": 1,
            "detail_list": detail,
        }
        for place, _ in enumerate(one.articles, start=1)
    ]


def _day(text: object) -> date:
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise Errcode(61500)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Errcode(61500) from None
