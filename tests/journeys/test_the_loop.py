"""The whole loop on one story: mangled, repaired, reviewed, published, delivered, forwarded, and read in a village with
the hub switched off. Every step is a command or a page as its users have it."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from tests.cli.running import BIN, environment, free_port
from tests.homes import new_home
from tests.huanyuan.corruptor import Mirror
from tests.journeys.hub import Hub, demonstration_hub, signed_in, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, pytest.mark.enable_socket]
EDITOR, REVIEWER, CHIEF = "sunianci", "keyawen", "zengguoliang"
SIX = (
    ("first-review", "huanglicheng"),
    ("second-review", REVIEWER),
    ("first-proof", "qiuxiaolan"),
    ("second-proof", "tangjingru"),
    ("third-proof", "shimingde"),
    ("final-review", CHIEF),
)
WECHAT = "wechat-fuwu"
TITLE = "石码头边的夜校亮灯了"
TEXT = f"""{TITLE}
——三江口镇把课堂搬到渔民家门口
近日，涵江区三江口镇新兴村的夜校第一次开课。晚上七点，四十多位村民坐满了老祠堂，学的是手机记账和电商发货。
“白天要出海，晚上才有时间学。”村民说，原来觉得电脑离自己很远，现在每个人都能把自己的鱼干卖到网上。
驻村第一书记介绍，村里和协会、媒体中心签了共建协议，三方说好：协会请老师，媒体中心拍课程，村里管场地和灯。
“这不是一阵风，要写进每个月的计划里。”他说，下一步还要请农业专家来讲海带加工。
"""
WHAT_WAS_MEANT = {"学校”村民": "学。”村民", "所说": "他说"}


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with demonstration_hub(new_home(tmp_path_factory, "demonstration")) as running:
        yield running


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as tools:
        held = tools.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield held
        held.close()


def test_from_a_mangled_text_to_a_village_that_is_cut_off(hub: Hub, browser: Browser, tmp_path: Path) -> None:
    """One story goes all the way round; what stands beside it (parties, agreement, commitments) is on its pages."""
    story = bring_home(hub, tmp_path)
    proofread(hub, browser, story)
    review_and_publish(hub, browser, story)
    delivered_honestly(hub, story)
    what_waited_goes_out(hub, story)
    carried_on(hub, browser, story)
    what_it_tells_of_is_beside_it(hub)
    into_the_village_and_cut_off(hub, story, tmp_path)


def bring_home(hub: Hub, tmp_path: Path) -> int:
    """The mangled text becomes a draft; a second time it is known; its bytes and their digest are kept."""
    mangled = tmp_path / "from-a-mirror.txt"
    mangled.write_text(Mirror().apply(TEXT), encoding="utf-8")
    assert "?！" in mangled.read_text(encoding="utf-8")
    sha256 = hashlib.sha256(mangled.read_bytes()).hexdigest()
    words = ("newsroom", "import-archive", str(mangled), "--column", "village-stories", "--as", EDITOR)
    report = hub.json(*words)
    assert (report["imported"], report["repaired"], report["refused"]) == (1, 1, 0)
    again = hub.json(*words)
    assert (again["imported"], again["duplicate"]) == (0, 1)
    (row,) = [one for one in hub.json("newsroom", "stories") if one["source_sha256"] == sha256]
    assert (row["title"], row["state"], row["column"]) == (TITLE, "draft", "village-stories")
    return int(row["id"])


def proofread(hub: Hub, browser: Browser, story: int) -> None:
    """Until an editor has decided every uncertain place nothing goes out; the editor decides on the proof page."""
    assert "Traceback" not in hub.told("newsroom", "publish", str(story), "--reviewer", REVIEWER, exit_code=1)
    context = signed_in(browser, hub, EDITOR)
    page = context.new_page()
    page.goto("/desk/archive/")
    with page.expect_navigation(url="**/desk/archive/*/"):
        page.get_by_role("link", name=TITLE).first.click()
    forms = page.locator("form:has(input[name=chosen])")
    assert forms.count() > 0
    while forms.count():
        field = forms.first.locator("input[name=chosen]")
        field.fill(better(field.input_value(), page.inner_text("main")))
        with page.expect_navigation():
            forms.first.locator("button[type=submit]").click()
    context.close()


def better(proposed: str, text: str) -> str:
    """What the editor knows and the machine could not."""
    for wrong, right in WHAT_WAS_MEANT.items():
        at = wrong.find(proposed)
        if at >= 0 and wrong in text:
            return right[at : at + len(proposed)]
    return proposed


def review_and_publish(hub: Hub, browser: Browser, story: int) -> None:
    """Nobody accepts a text of their own; after six other people took a step each it is published and stands on the site."""
    hub.told("newsroom", "submit", str(story), "--as", EDITOR)
    assert "review" in hub.told("newsroom", "review", str(story), "--as", EDITOR, exit_code=1).lower()
    for step, name in SIX:
        context = signed_in(browser, hub, name)
        page = context.new_page()
        page.goto(f"/desk/review/{story}/")
        if page.locator("select[name=step]").count():
            page.select_option("select[name=step]", step)
        with page.expect_navigation():
            page.click("button[name=accept]")
        context.close()
    done = hub.json("newsroom", "publish", str(story), "--reviewer", REVIEWER, CHIEF, "--as", EDITOR)
    assert done["state"] == "published"
    page = browser.new_page(base_url=hub.address)
    page.goto(f"/stories/{story}/")
    shown = page.inner_text("article")
    for line in TEXT.splitlines()[2:]:
        assert line in shown
    page.close()


def ledger(hub: Hub, story: int) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in hub.json("matrix", "ledger", str(story))}


def delivered_honestly(hub: Hub, story: int) -> None:
    """All 26 outlets stand in the ledger; the site is published, and nothing else claims to be."""
    outlets = hub.json("matrix", "outlets")
    assert len(outlets) == 26
    kinds = [one["kind"] for one in outlets]
    assert {kind: kinds.count(kind) for kind in kinds} == {"web": 1, "wei": 7, "video": 8, "client": 10}

    def settled() -> dict[str, dict[str, Any]]:
        rows = ledger(hub, story)
        web = [row for row in rows.values() if row["state"] == "published"]
        return rows if web and not [1 for row in rows.values() if row["state"] == "queued"] else {}

    rows = wait_for(settled, "the dispatcher did not bring the story to the site")
    assert len(rows) == 26
    (web,) = [row for row in rows.values() if row["state"] == "published"]
    assert TITLE in hub.get(web["url"])
    for row in rows.values():
        if row["state"] in {"needs_human", "refused"}:
            assert row["error"]["cure"]
    by_hand = next(one for one in outlets if one["mode"] == "hand-off" and one["domains"])
    carried_over_by_hand(hub, story, rows[by_hand["key"]], by_hand["domains"][0])


def carried_over_by_hand(hub: Hub, story: int, row: dict[str, Any], domain: str) -> None:
    """A hand-off counts only with an address at that outlet; another one is refused and changes nothing."""
    assert row["state"] == "needs_human"
    delivery = str(row["delivery"])
    hub.told("matrix", "confirm", delivery, "https://example.org/1", "--as", EDITOR, exit_code=1)
    hub.told("matrix", "confirm", delivery, f"https://{domain}/story/1", "--as", EDITOR)
    rows = {one["delivery"]: one for one in hub.json("matrix", "ledger", str(story))}
    assert rows[row["delivery"]]["state"] == "published"


def what_waited_goes_out(hub: Hub, story: int) -> None:
    """With credentials, stories that waited for WeChat reach its (simulated) interface and come back with an address; not
    this ``story``, which has no picture."""
    port = free_port()
    account = subprocess.Popen(
        [str(BIN / "lianjian"), "matrix", "simulate-wechat", "--port", str(port), "--publishing", "0.2"],
        env=environment(hub.home),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert account.stdout is not None
        assert str(port) in account.stdout.readline()
        told = hub.json("newsroom", "stories")
        public = (one["id"] for one in told if one["state"] == "published" and one["id"] != story)
        waiting = next(key for key in public if ledger(hub, key)[WECHAT]["state"] == "needs_human")
        words = ("matrix", "credentials", WECHAT, "--api-base", f"http://127.0.0.1:{port}")
        hub.told(*words, given=json.dumps({"appid": "wx-simulated", "secret": "simulated-secret"}))

        def arrived() -> dict[str, Any] | None:
            row = ledger(hub, waiting)[WECHAT]
            return row if row["state"] == "published" and str(port) in row["url"] else None

        row = wait_for(arrived, "the story that waited did not reach the simulated account")
        assert hub.get(row["url"])
    finally:
        account.terminate()
        account.wait(timeout=30)
        if account.stdout is not None:
            account.stdout.close()


def carried_on(hub: Hub, browser: Browser, story: int) -> None:
    """One reader passes it on, the next one opens that link and passes it on again: two forwards, two reads, depth two."""
    before = hub.json("spread", "report", "--story", str(story))
    first = link_minted(browser, f"{hub.address}/stories/{story}/")
    link_minted(browser, first)
    counted = wait_for(
        lambda: moved(hub.json("spread", "report", "--story", str(story)), before),
        "reads and forwards were not counted",
    )
    assert counted["forwards"] == (before["forwards"] or 0) + 2


def moved(now: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    return now if (now["reads"] or 0) >= (before["reads"] or 0) + 2 else {}


def link_minted(browser: Browser, address: str) -> str:
    """Read the page as long as counts as a read, press “pass on”, and give the link that was made."""
    context = browser.new_context(locale="zh-CN")
    context.add_init_script("Object.defineProperty(navigator, 'share', {value: undefined})")
    page = context.new_page()
    with page.expect_response(lambda answer: answer.url.endswith("/spread/read")) as read:
        page.goto(address)
    assert read.value.status == 204
    with page.expect_response(lambda answer: answer.url.endswith("/spread/share")) as shared:
        page.locator("[data-do=share]").first.click()
    link: str = shared.value.json()["url"]
    context.close()
    return link


def what_it_tells_of_is_beside_it(hub: Hub) -> None:
    """The network, an agreement in force with its parties, and promises with their areas are on the public pages."""
    network = hub.get("/network/")
    assert "/villages/" in network
    assert "/agreements/" in network
    report = hub.json("synergy", "report")
    assert report["units"]


def into_the_village_and_cut_off(hub: Hub, story: int, tmp_path: Path) -> None:
    """The station verifies the edition, and shows the story after the hub is gone; a new sync says why it cannot."""
    published = hub.json("islands", "publish", "--out", str(tmp_path / "feed"))
    box = tmp_path / "box"
    station("init", "--home", str(box), "--hub", f"{hub.address}/islands/feed/", "--trust", published["root"])

    def arrived() -> bool:
        station("sync", "--home", str(box), "--json")
        told = json.loads(station("status", "--home", str(box), "--json").stdout)
        return bool(told["stories"] >= published["stories"])

    wait_for(arrived, "the hub's own feed did not come up to date")
    assert hub.stop() == 0
    cut = station("sync", "--home", str(box), exit_code=1)
    assert cut.stderr.strip()
    told = json.loads(station("status", "--home", str(box), "--json").stdout)
    assert told["stories"] >= published["stories"]
    port = free_port()
    serving = subprocess.Popen(
        [str(BIN / "lianjian-station"), "--home", str(box), "serve", "--port", str(port)],
        env=environment(box),
        stdout=subprocess.DEVNULL,
    )
    try:
        here = Hub(box, port, serving)  # type: ignore[arg-type] # only get() is used, on the station's port
        page = wait_for(lambda: here.get("/"), "the station does not answer")
        assert TITLE in page
        found = re.search(rf'href="(/story/[^"]+/{story})"', page)
        assert found is not None
        assert "他说，下一步还要请农业专家来讲海带加工" in here.get(found[1])
    finally:
        serving.terminate()
        assert serving.wait(timeout=30) in {0, -15}


def station(*words: str, exit_code: int = 0) -> subprocess.CompletedProcess[str]:
    answer = subprocess.run(
        [str(BIN / "lianjian-station"), *words], capture_output=True, text=True, timeout=120, check=False
    )
    assert answer.returncode == exit_code, (words, answer.stdout, answer.stderr)
    assert "Traceback" not in answer.stderr
    return answer
