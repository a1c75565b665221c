"""Confirmed pages are read back: what counts as seen, what is left, and which addresses are never asked."""

from __future__ import annotations

import asyncio
import socket
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from aiohttp import web
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lianjian.adapters.outlets.simulating.running import running
from lianjian.adapters.pages.reader import MOST_BYTES, MOST_REDIRECTS, Pages
from lianjian.adapters.pages.titles import titles_in
from lianjian.apps.matrix.actions.confirm_handoff import confirm_handoff
from lianjian.apps.matrix.actions.confirm_withdrawal import confirm_withdrawal
from lianjian.apps.matrix.actions.record_reading import record_reading
from lianjian.apps.matrix.models import ConfirmedPage, Delivery
from lianjian.apps.matrix.queries import ledger_row
from lianjian.apps.matrix.queries.pages import pages_of
from lianjian.apps.matrix.rules.reading_back import WAITS, PageRead, is_public, may_ask, plainly, shows
from lianjian.apps.matrix.tasks.reading_back import read_back
from lianjian.kernel.refusals import NotAllowed, Unreachable
from tests.apps.matrix.stories import TITLE, delivery, publish
from tests.cli.running import free_port
from tests.network import ROOT, Network
from tests.web.desk.carrying import CHANNELS, GOOD, at_the_desk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper


class Site:
    """A news site on this machine: pages by path, each with its status, headers and text."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[str] = []

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/{path:.*}", self._page)
        return app

    async def _page(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        status, headers, body = self.pages.get(request.path, (404, {}, b"<title>404</title>"))
        return web.Response(
            status=status, headers={"Content-Type": "text/html; charset=utf-8", **headers}, body=body
        )

    def put(self, path: str, html: str, status: int = 200, **headers: str) -> None:
        self.pages[path] = (
            status,
            {name.replace("_", "-"): value for name, value in headers.items()},
            html.encode(),
        )


@pytest.fixture
def site() -> Iterator[tuple[Site, str]]:
    port, here = free_port(), Site()
    with running(here, host="127.0.0.1", port=port):
        yield here, f"127.0.0.1:{port}"


def read(url: str, *opened: str) -> PageRead:
    return asyncio.run(Pages(opened).read(url))


@pytest.mark.enable_socket
def test_a_page_tells_its_titles(site: tuple[Site, str]) -> None:
    """Redirects are followed, a few; another status says no title; what is no page is not read."""
    here, host = site
    here.put(
        "/a", f'<meta property="og:title" content="{TITLE}"><title>客户端</title><h1>别的 <b>标题</b></h1>'
    )
    here.put("/moved", "", 302, Location="/a")
    here.put("/gone", f"<title>{TITLE}</title>", 410)
    here.put("/file", TITLE, Content_Type="application/pdf")
    here.put("/packed", TITLE, Content_Encoding="gzip")
    here.put("/round", "", 302, Location="/round")
    assert read(f"http://{host}/moved", host).titles == (TITLE, "客户端", "别的 标题")
    assert read(f"http://{host}/gone", host) == PageRead(410, f"http://{host}/gone", ())
    for path in ("/file", "/packed", "/round"):
        with pytest.raises(Unreachable):
            read(f"http://{host}{path}", host)
    assert here.asked.count("/round") == MOST_REDIRECTS + 1


@pytest.mark.enable_socket
def test_a_large_page_is_not_read_to_its_end(site: tuple[Site, str]) -> None:
    """Titles behind the first megabyte do not count."""
    here, host = site
    here.put("/large", "<p>" + "x" * MOST_BYTES + f"<title>{TITLE}</title>")
    assert read(f"http://{host}/large", host).titles == ()


@pytest.mark.enable_socket
def test_nothing_inside_is_asked(site: tuple[Site, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Not by its number, not by a name that points inside, not by a redirect from outside, not by a name that points
    outside when it is judged and inside when the connection is made."""
    here, host = site
    port = host.partition(":")[2]
    here.put("/in", "", 302, Location=f"http://localhost:{port}/secret")
    for url in (f"http://{host}/a", f"http://localhost:{port}/a", "http://[::1]/a", "file:///etc/passwd"):
        with pytest.raises(Unreachable, match="not a public address"):
            read(url)
    with pytest.raises(Unreachable, match="not a public address"):
        read(f"http://{host}/in", host)
    real = socket.getaddrinfo

    def pointing_inside(name: str, *rest: object, **more: object) -> object:
        return real("127.0.0.1" if name == "news.example.com" else name, *rest, **more)  # type: ignore[arg-type] # as it came

    monkeypatch.setattr(socket, "getaddrinfo", pointing_inside)
    with pytest.raises(Unreachable, match="not a public address"):
        read("http://news.example.com/a")
    assert here.asked == ["/in"]


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),  # noqa: S104 - refused
        *(
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1%eth0",
            "fc00::1",
            "ff02::1",
            "::ffff:10.0.0.1",
        ),
        *("64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe", "nonsense", ""),
    ],
)
def test_addresses_inside_are_not_public(address: str) -> None:
    """Also in disguise."""
    assert not is_public(address)


def test_addresses_of_the_open_network_are() -> None:
    """Numbers and names; ports and passwords are not."""
    assert is_public("1.1.1.1")
    assert is_public("2606:4700:4700::1111")
    assert is_public("::ffff:1.1.1.1")
    assert may_ask("https://mp.weixin.qq.com/s/1")
    for url in (
        *(
            "https://a.example:8443/",
            "https://me:x@a.example/",
            "ftp://a.example/",
            "http://intranet/",
            "http://a.local/",
        ),
        *("http://[fe80::1]/", "http://a.example:x/", "http://2130706433/", "http://[/"),
    ):
        assert not may_ask(url), url


@given(st.text(min_size=1), st.text(max_size=20))
def test_a_platform_may_add_its_name_and_change_blanks(title: str, name: str) -> None:
    """The title is known among what a platform puts around it; nothing is known by no letters."""
    dressed = f" {' '.join(title)}_{name}"
    assert bool(shows([dressed], [title])) == bool(plainly(title))
    assert shows([name], ["", "。！"]) == ""


def test_shortened_titles_and_others() -> None:
    """The beginning is enough where it is long enough."""
    long = "茶山上的第一书记带着乡亲们把荒山变成茶园"
    assert shows(["茶山上的第一书记带着…"], [long])
    assert not shows(["茶山上…"], [long])
    assert not shows(["另一个标题，与此无关"], [long])


@given(st.binary(max_size=400), st.text(max_size=10))
def test_no_page_breaks_the_reader(content: bytes, charset: str) -> None:
    """Whatever bytes a page is made of and whatever it calls them."""
    assert all(one == " ".join(one.split()) for one in titles_in(b"<title>" + content, charset))


def test_old_chinese_pages_are_read() -> None:
    """Declared by the page, or not at all."""
    page = f'<meta charset="gb2312"><title>{TITLE}</title>'.encode("gb18030")
    assert titles_in(page, "") == (TITLE,)
    assert titles_in(f"<title>{TITLE}</title>".encode("gb18030"), "utf-8") == (TITLE,)


@pytest.fixture
def confirmed(network: Network, settings: SettingsWrapper) -> Delivery:
    """A delivery that an editor confirmed, while pages are read back."""
    settings.LIANJIAN_READ_BACK = True
    row = delivery(publish(network), CHANNELS)
    return confirm_handoff(by=network.actor("editor"), delivery=row.pk, url=GOOD)


def page() -> ConfirmedPage:
    return ConfirmedPage.objects.by(ROOT).get()


class Answers:
    """A reader with given answers, one a try."""

    answers: list[PageRead | Exception] = []

    async def read(self, url: str) -> PageRead:
        assert url == GOOD
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


READER = f"{__name__}.READER_PATH"
READER_PATH = f"{__name__}.Answers"


def test_a_confirmed_page_is_read_until_its_title_is_seen(
    network: Network, confirmed: Delivery, settings: SettingsWrapper
) -> None:
    """Not there yet, a fault, another title, then ours: seen, with status, title and time; and not asked again."""
    settings.LIANJIAN_PAGE_READER = READER
    Answers.answers = [
        PageRead(404, GOOD, ()),
        Unreachable("TimeoutError"),
        ValueError("strange"),
        PageRead(200, GOOD, ("登录",)),
        PageRead(200, GOOD, ("x", f"{TITLE} - 视频号")),
    ]
    now, seen = timezone.now(), []
    for wait in WAITS:
        assert read_back(now) == 1
        assert read_back(now) == 0
        seen.append((page().sight, page().status))
        now += wait
    assert seen == [("unread", 404), ("unread", 0), ("unread", 0), ("other", 200), ("seen", 200)]
    assert (page().title, page().next_at) == (f"{TITLE} - 视频号", None)
    row = ledger_row(network.actor("editor"), confirmed.pk)
    assert (row.state, row.evidence) == ("published", "person")
    assert row.page is not None
    assert (row.page.sight, row.page.title) == ("seen", f"{TITLE} - 视频号")
    shown = at_the_desk(network).get(f"/desk/ledger/{confirmed.story}/").content.decode()
    assert "系统已在此页面读到标题" in shown


def test_what_is_never_seen_is_left(network: Network, confirmed: Delivery, settings: SettingsWrapper) -> None:
    """Six tries, then no more; what the colleague confirmed stands, with a plain sentence."""
    settings.LIANJIAN_PAGE_READER = READER
    Answers.answers = [PageRead(200, GOOD, ("别的题目",)) for _ in range(9)]
    now = timezone.now()
    while read_back(now):
        now += timedelta(days=2)
    assert (page().tries, page().sight, page().next_at) == (len(WAITS) + 1, "other", None)
    shown = at_the_desk(network).get(f"/desk/ledger/{confirmed.story}/").content.decode()
    assert "标题不符" in shown
    assert "别的题目" in shown


def test_what_was_taken_down_is_not_looked_for(
    network: Network, confirmed: Delivery, settings: SettingsWrapper
) -> None:
    """The confirmation is over with the withdrawal; switched off, nothing is asked and nothing is written down."""
    settings.LIANJIAN_PAGE_READER = READER
    Answers.answers = []
    confirm_withdrawal(by=network.actor("editor"), delivery=confirmed.pk)
    assert read_back(timezone.now() + timedelta(days=1)) == 0
    settings.LIANJIAN_READ_BACK = False
    other = delivery(publish(network, "乙稿"), CHANNELS)
    confirm_handoff(by=network.actor("editor"), delivery=other.pk, url=f"{GOOD}2")
    assert ConfirmedPage.objects.by(ROOT).count() == 1


def test_a_page_is_for_those_who_run_the_outlet(network: Network, confirmed: Delivery) -> None:
    """Nobody else sees what was read, and only the system writes it."""
    assert pages_of(network.actor("editor"), [confirmed])
    assert not pages_of(network.actor("secretary_a"), [confirmed])
    with pytest.raises(NotAllowed):
        record_reading(
            by=network.actor("chief"), page=page().pk, read=None, wanted=[TITLE], now=timezone.now()
        )
