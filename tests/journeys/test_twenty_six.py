"""One story to all twenty-six outlets (S10, S11): written, worded, reviewed and read by six, published while one account has
lost its permission, corrected, and taken down everywhere it can be; the ledger says where it could not."""

from __future__ import annotations

import io
import json
import re
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import sync_playwright

from lianjian.adapters.outlets.baijiahao.simulator.account import Account as BaijiahaoAccount
from lianjian.adapters.outlets.baijiahao.simulator.server import Simulator as Baijiahao
from lianjian.adapters.outlets.simulating.running import running
from lianjian.adapters.outlets.wechat.simulator.account import Account as WechatAccount
from lianjian.adapters.outlets.wechat.simulator.server import Simulator as Wechat
from lianjian.adapters.outlets.weibo.simulator.account import Account as WeiboAccount
from lianjian.adapters.outlets.weibo.simulator.server import Simulator as Weibo
from tests.cli.running import free_port
from tests.homes import new_home
from tests.journeys.hub import Hub, demonstration_hub, signed_in, wait_for
from tests.simulators.clock import Clock
from tests.web.desk.test_a_day import SIX, TITLE, press, write_and_submit
from tests.web.running_site import Site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, pytest.mark.enable_socket]
EDITOR, REVIEWER, LEADER = "sunianci", "keyawen", "dumingyuan"
WECHAT, WEIBO, BAIJIAHAO, CHANNELS, FEED = (
    "wechat-zhuyou",
    "weibo-zhuyou",
    "baijiahao",
    "wechat-channels",
    "people",
)
SHORT, CORRECTED = "修车摊三十一年", "试写：村口的修车摊（更正）"
ON_CHANNELS = "https://channels.weixin.qq.com/web/pages/feed?id=31"


class Platforms:
    """Three simulated platforms with one account each, and what stands there in public."""

    def __init__(self, stack: ExitStack, hub: Hub) -> None:
        clock = Clock()
        ports = {key: free_port() for key in (WECHAT, WEIBO, BAIJIAHAO)}
        at = {key: f"http://127.0.0.1:{port}" for key, port in ports.items()}
        self.wechat = WechatAccount("wx-journey", "secret", at[WECHAT], clock, publishing=0.2)
        self.weibo = WeiboAccount(
            at[WEIBO], clock, "2.00-journey", domains=frozenset({urlsplit(hub.address).hostname or ""})
        )
        self.baijiahao = BaijiahaoAccount("1700000000000031", "token", address=at[BAIJIAHAO], clock=clock)
        for key, simulator in (
            (WECHAT, Wechat(self.wechat)),
            (WEIBO, Weibo(self.weibo)),
            (BAIJIAHAO, Baijiahao(self.baijiahao)),
        ):
            stack.enter_context(running(simulator, host="127.0.0.1", port=ports[key]))
        secrets = {
            WECHAT: {"appid": "wx-journey", "secret": "secret"},
            WEIBO: {"access_token": "2.00-journey"},
            BAIJIAHAO: {"app_id": "1700000000000031", "app_token": "token"},
        }
        for key, values in secrets.items():
            hub.told("matrix", "credentials", key, "--api-base", at[key], given=json.dumps(values))

    def titles(self) -> list[str]:
        """Titles of what is public at the Official Account."""
        return [one.articles[0]["title"] for one in self.wechat.public()]

    def posts(self, words: str) -> int:
        """Posts on Weibo that are there and carry ``words``."""
        return sum(words in post.text and not post.deleted for post in self.weibo.posts)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with demonstration_hub(new_home(tmp_path_factory, "demonstration")) as running_hub:
        yield running_hub


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as tools:
        held = tools.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield held
        held.close()


def test_one_story_to_twenty_six_outlets_and_back(hub: Hub, browser: Browser) -> None:
    """Every step by those who do it, in a browser; the platforms are simulated and enforce their own rules."""
    with ExitStack() as stack:
        platforms = Platforms(stack, hub)
        story = written_and_worded(hub, browser)
        six_people(hub, browser, story)
        platforms.wechat.permitted = (
            False  # the platform takes the account's right to publish away, unannounced
        )
        published(hub, browser, story)
        one_stands_still_and_the_others_go(hub, browser, platforms, story)
        the_permission_comes_back(hub, browser, platforms, story)
        carried_over_on_a_phone(hub, browser, story)
        corrected(hub, browser, platforms, story)
        taken_down(hub, browser, platforms, story)


def rows(hub: Hub, story: int) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in hub.json("matrix", "ledger", str(story))}


def reached(hub: Hub, story: int, key: str, state: str) -> dict[str, Any]:
    """The outlet's row once it stands in ``state``."""

    def there() -> dict[str, Any] | None:
        row = rows(hub, story)[key]
        return row if row["state"] == state else None

    try:
        found: dict[str, Any] = wait_for(there, f"{key} did not become {state}")
    except AssertionError as late:
        late.add_note(str(rows(hub, story)[key]))
        raise
    return found


def page_for(hub: Hub, browser: Browser, name: str) -> Page:
    return signed_in(browser, hub, name).new_page()


def a_photograph() -> bytes:
    """A JPEG as a telephone makes it."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize((1200, 900)).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def written_and_worded(hub: Hub, browser: Browser) -> int:
    """The editor brings a photograph, writes and submits, says who is seen, sees all versions before anything is public, and
    gives one outlet another title; a reviewer accepts it."""
    editor = page_for(hub, browser, EDITOR)
    editor.goto("/desk/images/add/")
    editor.set_input_files(
        "input[name=file]", {"name": "摊子.jpg", "mimeType": "image/jpeg", "buffer": a_photograph()}
    )
    editor.fill("#id_title", "老周的摊子")
    editor.fill("#id_description", "一个修车摊")
    with editor.expect_navigation():
        editor.locator("button.button-longrunning").click()
    story = int(write_and_submit(Site(hub.address, hub.home), editor))
    editor.goto(f"/desk/review/{story}/pictures/")
    editor.select_option("select[name=people]", "nobody")
    with editor.expect_navigation():
        editor.locator(".desk-shown form").first.locator("[type=submit]").click()
    editor.goto(f"/desk/versions/{story}/")
    assert editor.locator(".vrow").count() == 26
    editor.goto(f"/desk/versions/{story}/{CHANNELS}/")
    editor.locator("#edit > summary").click()
    editor.fill("#own-title", SHORT)
    with editor.expect_navigation():
        editor.locator("#edit button.go").click()
    assert "等同事" in editor.locator("main").inner_text()
    reviewer = page_for(hub, browser, REVIEWER)
    reviewer.goto("/desk/")
    with reviewer.expect_navigation():
        reviewer.get_by_role("link", name=SHORT).click()
    with reviewer.expect_navigation():
        reviewer.get_by_role("button", name="认可这些文字").click()
    reviewer.context.close()
    editor.context.close()
    return story


def six_people(hub: Hub, browser: Browser, story: int) -> None:
    """Each takes one step on the frozen text."""
    for step, name in SIX:
        page = page_for(hub, browser, name)
        page.goto(f"/desk/review/{story}/")
        if page.locator("select[name=step]").count():
            page.select_option("select[name=step]", step)
        with page.expect_navigation():
            page.locator("[name=accept]").click()
        page.context.close()


def published(hub: Hub, browser: Browser, story: int) -> None:
    """The editor publishes; the site has it, and the ledger has a row for every outlet."""
    editor = page_for(hub, browser, EDITOR)
    editor.goto(f"/desk/stories/edit/{story}/")
    press(editor, "action-publish")
    editor.goto(f"/desk/ledger/{story}/")
    assert editor.locator(".drow").count() == 26
    editor.context.close()


def one_stands_still_and_the_others_go(hub: Hub, browser: Browser, platforms: Platforms, story: int) -> None:
    """The account without permission stops once, with its cause and cure; Weibo, Baijiahao and the site do not wait."""
    for key in (WEIBO, BAIJIAHAO, "web-site"):
        assert reached(hub, story, key, "published")["url"].startswith("http")
    row = reached(hub, story, WECHAT, "needs_human")
    assert row["error"]["cause"] == "permission-missing"
    assert TITLE not in platforms.titles()
    assert platforms.posts(TITLE) == 1
    board = {one["key"]: one["state"] for one in hub.json("matrix", "outlets")}
    assert (board[WECHAT], board[WEIBO]) == ("paused", "ready")
    page = page_for(hub, browser, EDITOR)
    page.goto(f"/desk/ledger/{story}/")
    assert "已发布" not in page.locator(f"#o-{WECHAT} .how").inner_text()
    assert row["error"]["cure"]
    page.context.close()


def the_permission_comes_back(hub: Hub, browser: Browser, platforms: Platforms, story: int) -> None:
    """The leader resumes the outlet; what waited goes out, once."""
    platforms.wechat.permitted = True
    page = page_for(hub, browser, LEADER)
    page.goto(f"/desk/outlets/{WECHAT}/")
    with page.expect_navigation():
        page.locator("form[action$='/resume/'] button").click()
    page.context.close()
    reached(hub, story, WECHAT, "published")
    assert platforms.titles().count(TITLE) == 1


def carried_over_on_a_phone(hub: Hub, browser: Browser, story: int) -> None:
    """The kit on a phone gives the outlet's own title; a link from elsewhere is refused, the right one is kept. A client
    fetches its feed."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        locale="zh-CN",
        base_url=hub.address,
        storage_state=_state(browser, hub),
    )
    page = context.new_page()
    page.goto(f"/desk/ledger/{story}/")
    with page.expect_navigation():
        page.locator(f"#o-{CHANNELS} a.btn").click()
    assert page.locator("#paste-title").inner_text() == SHORT
    for url, said in (("https://example.com/31", True), (ON_CHANNELS, False)):
        page.fill("#url-kit", url)
        with page.expect_navigation():
            page.locator(".step-confirm button").click()
        assert page.locator("#url-kit-error").is_visible() == said
    context.close()
    assert rows(hub, story)[CHANNELS]["url"] == ON_CHANNELS
    page = page_for(hub, browser, LEADER)
    page.goto(f"/desk/outlets/{FEED}/")
    feed = re.search(rf"/feeds/{FEED}/[\w-]+\.json", page.content())
    assert feed is not None
    page.context.close()
    assert TITLE in hub.get(feed.group())
    reached(hub, story, FEED, "accepted")


def _state(browser: Browser, hub: Hub) -> Any:
    context = signed_in(browser, hub, EDITOR)
    kept = context.storage_state()
    context.close()
    return kept


def corrected(hub: Hub, browser: Browser, platforms: Platforms, story: int) -> None:
    """A new title goes through six people again; what replaces is replaced, what does not waits for a person, and the own
    title, written for the old one, is not sent again unread."""
    editor = page_for(hub, browser, EDITOR)
    editor.goto(f"/desk/stories/edit/{story}/")
    editor.fill("#id_title", CORRECTED)
    press(editor, "action-submit")
    for step, name in SIX:
        hub.told("newsroom", "review", str(story), "--as", name, "--step", step)
    editor.goto(f"/desk/stories/edit/{story}/")
    press(editor, "action-publish")
    reached(hub, story, "web-site", "published")
    assert CORRECTED in hub.get(f"/stories/{story}/")
    now = rows(hub, story)
    assert (now[WECHAT]["state"], now[WECHAT]["error"]["cause"]) == ("needs_human", "correct-by-hand")
    assert (now[CHANNELS]["state"], now[CHANNELS]["error"]["cause"]) == ("needs_human", "words-outdated")
    assert now[FEED]["state"] == "planned"
    assert platforms.titles().count(CORRECTED) == 0
    assert platforms.titles().count(TITLE) == 1
    editor.goto(f"/desk/versions/{story}/{CHANNELS}/")
    assert "照旧稿写的" in editor.locator("main").inner_text()
    with editor.expect_navigation():
        editor.get_by_role("button", name="改回用稿件原文").click()
    assert rows(hub, story)[CHANNELS]["error"]["cause"] == "correct-by-hand"
    editor.context.close()


def taken_down(hub: Hub, browser: Browser, platforms: Platforms, story: int) -> None:
    """Withdrawn: the interfaces take it down by themselves; where only a person can, the ledger says so until somebody has;
    the client that fetched a copy is told apart from those that never had it."""
    editor = page_for(hub, browser, EDITOR)
    editor.goto(f"/desk/stories/unpublish/{story}/")
    editor.fill("#reason", "当事人要求撤下")
    with editor.expect_navigation():
        editor.locator("button.serious").click()
    for key in ("web-site", WECHAT, WEIBO, BAIJIAHAO):
        reached(hub, story, key, "withdrawn")
    assert TITLE not in platforms.titles()
    assert platforms.posts(TITLE) == platforms.posts(CORRECTED) == 0
    now = rows(hub, story)
    assert now[CHANNELS]["state"] == "withdrawal_needed"
    assert (now[FEED]["state"], now[FEED]["error"]["cause"]) == ("withdrawal_needed", "copy-fetched")
    assert now["xinhua"]["state"] == "withdrawn"
    assert len(now) == 26
    assert not {row["state"] for row in now.values()} & {
        "published",
        "queued",
        "sending",
        "planned",
        "accepted",
    }
    editor.goto(f"/desk/kit/{now[CHANNELS]['delivery']}/")
    with editor.expect_navigation():
        editor.locator(".step-gone button").click()
    assert rows(hub, story)[CHANNELS]["state"] == "withdrawn"
    editor.goto(f"/desk/ledger/{story}/")
    assert "待人工撤下" in editor.locator(f"#o-{FEED} .how").inner_text()
    editor.context.close()
