"""A villager asks at the station with the line cut (S13): two keepers let it out, a stick carries it to the hub, the expert
answers on the phone, the stick carries the answer back, and the slip opens it. Nobody on the way reads a word."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from tests.cli.running import BIN
from tests.homes import new_home
from tests.journeys.hub import Hub, demonstration_hub, signed_in, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, pytest.mark.enable_socket]
EXPERT = "zhengsiqi"
VILLAGE, NAME = "xiangxi", "湘溪村"
KEEPERS = (("郑宝山", "茶山的路通了没有"), ("林秀英", "后山的柚子又黄了"))
ASKED = "旅行日记之外的一问：柚子叶尖焦黄，浇的是新打的井水，要紧吗？"
PHONE, PLACE = "13900007788", "水磨坊后头那块地"
ANSWER = "先停浇那口井，取一瓶井水和一把叶子送镇农技站；多半是水咸。"
CUT = "http://127.0.0.1:9/"  # the discard port: nobody answers


class Box:
    """A station of its own: commands and pages are real processes on one home."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def told(self, *words: str, exit_code: int = 0) -> str:
        answer = subprocess.run(
            [str(BIN / "lianjian-station"), *words, "--home", str(self.home)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert answer.returncode == exit_code, (words, answer.stdout, answer.stderr)
        assert "Traceback" not in answer.stderr
        return answer.stdout if exit_code == 0 else answer.stderr

    def json(self, *words: str) -> Any:
        return json.loads(self.told(*words, "--json"))

    @contextmanager
    def serving(self) -> Iterator[str]:
        """The pages, at their address; with no line there is nothing to synchronise with."""
        process = subprocess.Popen(
            [str(BIN / "lianjian-station"), "serve", "--home", str(self.home), "--port", "0", "--every", "0"],
            stdout=subprocess.PIPE,
            stderr=sys.stderr,
            text=True,
        )
        try:
            assert process.stdout is not None
            yield "http" + process.stdout.readline().partition("http")[2].strip().rstrip("/")
        finally:
            process.terminate()
            process.wait(timeout=30)
            process.stdout.close()  # type: ignore[union-attr]


def test_a_question_leaves_by_stick_and_its_answer_comes_back(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stick = tmp_path / "stick"
    with demonstration_hub(new_home(tmp_path_factory, "demonstration")) as hub, sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        box = _set_up(hub, stick, Box(tmp_path / "box"))
        with box.serving() as address:
            slip = _ask_and_release(browser, address, box, stick)
            (known,) = [
                one
                for one in hub.json("islands", "stations")
                if one["station"] == box.json("card")["station"]
            ]
            assert known["seen_at"] is None
            (taken,) = hub.json("islands", "take", str(stick))
            assert (taken["letters"], taken["refused"]) == (1, None)
            replies = hub.home / "feed/replies" / f"{box.json('card')['station']}.age"
            before = replies.read_bytes()
            _answer(browser, hub)
            wait_for(lambda: replies.read_bytes() != before, "no replies were sealed")
            hub.json("islands", "publish", "--out", str(stick))
            _read_the_answer(browser, address, stick, slip)
        assert box.json("audit", "verify")["whole"] is True
        words = [ASKED, PHONE, PLACE, ANSWER, *(passphrase for _, passphrase in KEEPERS)]
        _nowhere(stick, *words, *(name for name, _ in KEEPERS))
        _nowhere(hub.home, *words)
        _nowhere(box.home, *words)
        browser.close()


def _nowhere(place: Path, *words: str) -> None:
    """No file below ``place`` holds one of ``words``."""
    found = [
        (word, path)
        for path in place.rglob("*")
        if path.is_file()
        for data in [path.read_bytes()]
        for word in words
        if word.encode() in data
    ]
    assert found == []


def _set_up(hub: Hub, stick: Path, box: Box) -> Box:
    """The trust file is brought by hand, the card compared by its number, the book comes by stick."""
    published = hub.json("islands", "publish", "--out", str(stick))
    box.told("init", "--hub", CUT, "--trust", published["root"], "--village", NAME)
    box.told("sync", exit_code=1)
    card = box.home.parent / "card.json"
    box.told("card", "--out", str(card))
    enrolled = hub.json("islands", "enrol", str(card), "--village", VILLAGE)
    assert enrolled["number"] == box.json("card")["number"]
    box.told("ferry", "import", str(stick))
    return box


def _ask_and_release(browser: Browser, address: str, box: Box, stick: Path) -> tuple[str, str]:
    page = browser.new_page(locale="zh-CN", viewport={"width": 1280, "height": 900})
    page.goto(f"{address}/keeper")
    _fill(page, word=box.json("keeper", "invite")["word"], name=KEEPERS[0][0])
    _fill(page, passphrase=KEEPERS[0][1], again=KEEPERS[0][1])
    _press(page, "当站长")
    page.goto(f"{address}/keeper/people")
    _fill(page, name=KEEPERS[1][0], passphrase=KEEPERS[1][1], again=KEEPERS[1][1])
    _press(page, "添一位站长")
    _press(page, "退出")

    page.goto(f"{address}/ask")
    _press(page, "种植养殖")
    _fill(page, text=ASKED, phone=PHONE, place=PLACE)
    page.get_by_label("这一项可以送出村").first.check()
    _press(page, "下一步")
    page.get_by_label("郑思齐").check()
    _press(page, "下一步")
    assert PLACE in page.locator(".stays").inner_text()
    _press(page, "对，交上去")
    slip = page.locator("#number").inner_text(), page.locator("#code").inner_text()

    for keeper in KEEPERS:
        page.goto(f"{address}/keeper")
        _fill(page, name=keeper[0], passphrase=keeper[1])
        _press(page, "进去")
        page.get_by_role("link", name=slip[0], exact=True).click()
        _press(page, "我同意，可以出村")
        if keeper is KEEPERS[0]:
            _press(page, "退出")
    page.goto(f"{address}/keeper/outbox")
    _to_the_stick(page, "put", stick)
    _press(page, "装上 U 盘")
    assert page.get_by_text("1 个封好的包").is_visible()
    page.close()
    return slip


def _answer(browser: Browser, hub: Hub) -> None:
    context = signed_in(browser, hub, EXPERT)
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/m/asked/")
    page.get_by_role("listitem").filter(has_text=NAME).get_by_role("link").click()
    assert ASKED not in page.content()
    _press(page, "拆开信件")
    assert page.get_by_text(ASKED).is_visible()
    assert page.get_by_text(PHONE).is_visible()
    assert PLACE not in page.content()
    page.get_by_role("link", name="答复村民").click()
    page.fill("textarea[name=text]", ANSWER)
    with page.expect_navigation():
        page.locator("form:has(textarea) button[type=submit]").last.click()
    context.close()


def _read_the_answer(browser: Browser, address: str, stick: Path, slip: tuple[str, str]) -> None:
    page = browser.new_page(locale="zh-CN", viewport={"width": 390, "height": 844})
    page.goto(f"{address}/keeper")
    _fill(page, name=KEEPERS[1][0], passphrase=KEEPERS[1][1])
    _press(page, "进去")
    page.goto(f"{address}/keeper/outbox")
    _to_the_stick(page, "take", stick)
    _press(page, "读 U 盘")
    assert page.get_by_text("U 盘读好了").is_visible()
    _press(page, "退出")
    page.goto(f"{address}/ask/slip")
    _fill(page, number=slip[0], code=slip[1])
    _press(page, "看看")
    assert page.get_by_text(ANSWER).is_visible()
    page.close()


def _to_the_stick(page: Page, form: str, stick: Path) -> None:
    page.locator(f"details:has(#{form}-path) summary").click()
    page.fill(f"#{form}-path", str(stick))


def _fill(page: Page, **told: str) -> None:
    for name, text in told.items():
        page.fill(f"#{name}", text)


def _press(page: Page, name: str) -> None:
    """A button that leads to another page, and the page that it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()
