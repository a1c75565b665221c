"""The simulated platform is as strict as its pages say: what passes here was within every limit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lianjian.adapters.outlets.simulating.faults import Fault, Faults, read_fault
from lianjian.adapters.outlets.wechat.simulator.account import Account
from lianjian.adapters.outlets.wechat.simulator.contract import Errcode
from tests.apps.matrix.stories import png

WISH = {"grant_type": "client_credential", "appid": "wx", "secret": "s"}


class Turned:
    """A clock that stands still until it is turned."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **units: float) -> None:
        self.now += timedelta(**units)


@pytest.fixture
def clock() -> Turned:
    return Turned()


@pytest.fixture
def account(clock: Turned) -> Account:
    return Account("wx", "s", "http://127.0.0.1:1", clock)


def code_of(call: Any, *words: Any) -> int:
    with pytest.raises(Errcode) as refused:
        call(*words)
    return refused.value.code


def article(account: Account, **changes: object) -> dict[str, Any]:
    cover = account.add_material("image", png())["media_id"]
    plain = {"title": "茶山", "author": "甲", "content": "<p>一段。</p>", "thumb_media_id": cover}
    return {"articles": [{**plain, **changes}]}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": "题" * 33}, 45003),
        ({"title": ""}, 40035),
        ({"author": "名" * 17}, 45110),
        ({"digest": "摘" * 121}, 45004),
        ({"content": ""}, 44004),
        ({"content": "文" * 20_000}, 45002),
        ({"content_source_url": "https://a.cn/" + "x" * 1024}, 45005),
        ({"thumb_media_id": "unknown"}, 40007),
        ({"article_type": "video"}, 40035),
    ],
)
def test_a_draft_over_a_limit_is_refused(account: Account, changes: dict[str, object], code: int) -> None:
    """With the code of that field; at the limit it passes."""
    assert code_of(account.draft_add, article(account, **changes)) == code
    at_the_limit = {"title": "题" * 32, "author": "名" * 16, "digest": "摘" * 120, "content": "文" * 19_999}
    assert account.draft_add(article(account, **at_the_limit))["media_id"]


def test_foreign_pictures_and_scripts_vanish(account: Account) -> None:
    """Only what was uploaded is shown; nothing is said about the rest."""
    own = account.uploadimg(png())["url"]
    content = f'<p>一</p><img src="{own}"><img src="https://elsewhere.cn/a.png"><script>x()</script>'
    kept = account.draft_get(account.draft_add(article(account, content=content)))["news_item"][0]
    assert kept["content"] == f'<p>一</p><img src="{own}">'
    assert kept["digest"] == "一"


def test_pictures_have_types_and_sizes(account: Account) -> None:
    """JPEG and PNG; a megabyte in texts, ten as covers."""
    large = png() + b"\0" * 1_048_576
    assert code_of(account.uploadimg, large) == 40009
    assert account.add_material("image", large)["media_id"]
    assert code_of(account.uploadimg, b"GIF89a") == 40005
    assert code_of(account.uploadimg, b"") == 41005
    assert code_of(account.add_material, "voice", png()) == 40004


def test_tokens_are_stable_until_forced(account: Account, clock: Turned) -> None:
    """The same one for two hours less five minutes; forced at most every thirty seconds, twenty times a day."""
    first = account.stable_token(WISH)
    assert account.stable_token(WISH)["access_token"] == first["access_token"]
    forced = account.stable_token({**WISH, "force_refresh": True})["access_token"]
    assert forced != first["access_token"]
    assert code_of(account.admit, first["access_token"]) == 42001
    assert code_of(account.stable_token, {**WISH, "force_refresh": True}) == 45011
    clock.forward(seconds=7000)
    renewed = account.stable_token(WISH)["access_token"]
    assert renewed != forced
    account.admit(forced)
    assert code_of(account.admit, "made up") == 40001
    assert code_of(account.admit, "") == 41001
    for _ in range(19):
        clock.forward(seconds=31)
        account.stable_token({**WISH, "force_refresh": True})
    clock.forward(seconds=31)
    assert code_of(account.stable_token, {**WISH, "force_refresh": True}) == 45009


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"grant_type": "x"}, 40002),
        ({"appid": ""}, 41002),
        ({"appid": "no"}, 40013),
        ({"secret": "no"}, 40125),
    ],
)
def test_tokens_are_for_the_account(account: Account, changes: dict[str, str], code: int) -> None:
    """Each mistake has its code."""
    assert code_of(account.stable_token, {**WISH, **changes}) == code


def test_quotas_end_at_midnight_in_china(account: Account, clock: Turned) -> None:
    """Ten deletions a day; the eleventh waits for the next day there. Clearing helps ten times a month."""
    for _ in range(10):
        account.count("freepublish/delete")
    assert code_of(account.count, "freepublish/delete") == 45009
    clock.forward(hours=3, minutes=59)
    assert code_of(account.count, "freepublish/delete") == 45009
    clock.forward(minutes=2)
    account.count("freepublish/delete")
    for _ in range(10):
        account.clear_quota({"appid": "wx"})
    assert code_of(account.clear_quota, {"appid": "wx"}) == 48006


def test_a_publication_takes_its_time_and_its_draft(account: Account, clock: Turned) -> None:
    """In progress, then public, then deleted; the draft is used up, lists show the newest first."""
    account.publishing = 60
    drafts = [account.draft_add(article(account, title=f"第{n}篇")) for n in range(3)]
    sent = [account.submit(draft) for draft in drafts]
    assert code_of(account.submit, drafts[0]) == 40007
    assert account.publication_get(sent[0])["publish_status"] == 1
    assert account.publication_batchget({"offset": 0, "count": 20})["total_count"] == 0
    clock.forward(seconds=61)
    told = account.publication_get(sent[0])
    assert told["publish_status"] == 0
    assert told["article_detail"]["item"][0]["article_url"].endswith(told["article_id"])
    page = account.publication_batchget({"offset": 0, "count": 2, "no_content": 1})
    assert (page["total_count"], page["item_count"]) == (3, 2)
    assert [row["content"]["news_item"][0]["title"] for row in page["item"]] == ["第2篇", "第1篇"]
    assert page["item"][0]["content"]["news_item"][0]["content"] == ""
    account.publication_delete({"article_id": told["article_id"]})
    assert account.publication_get(sent[0])["publish_status"] == 5
    assert code_of(account.publication_delete, {"article_id": told["article_id"]}) == 53600
    assert code_of(account.publication_get, {"publish_id": "0"}) == 53502
    assert code_of(account.publication_batchget, {"offset": 0, "count": 21}) == 40035


def test_faults_are_read_as_they_are_written() -> None:
    """And meet only their call, only as often as said."""
    assert read_fault("draft/add=code:45009x2") == Fault("draft/add", "code", 45009.0, 2)
    assert read_fault("*=late:1.5") == Fault("*", "late", 1.5, None)
    for wrong in ("draft/add", "draft/add=sad", "draft/add=code", "=lost", "draft/add=lostx"):
        with pytest.raises(ValueError, match="is no fault"):
            read_fault(wrong)
    faults = Faults(read_fault("draft/add=lostx1"))
    assert faults.next_for("draft/get") is None
    assert faults.next_for("draft/add") is not None
    assert faults.next_for("draft/add") is None
