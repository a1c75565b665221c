"""The pages: what is stored, in plain words; never what was withdrawn, never a traceback."""

from __future__ import annotations

import ast
import json
import re
import sqlite3
import string
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lianjian_station
from lianjian_feed.documents import Block, Column
from lianjian_feed.refusals import chinese as feed_chinese
from lianjian_feed.schemes import digest
from lianjian_station import shelf, timing
from lianjian_station.reader import reading
from lianjian_station.web.app import application
from lianjian_station.wording import catalogue, say
from tests.lianjian_feed.simulators import Hub, files, picture, story
from tests.lianjian_station.boxes import Box

PHOTO = b"photo" * 30_000
DRAWING = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    hub = Hub(tmp_path)
    policy = Column("policy", "政策解读")
    hub.publish(
        media=files(
            story(
                1, "秋茶下山", body=(Block("paragraph", "新路通到茶山。"), picture(PHOTO), picture(DRAWING))
            ),
            story(2, "医保缴费", kind="policy", column=policy, loudspeaker="各位乡亲请注意。"),
            story(3, "冒充退保", kind="anti-fraud", column=Column("warnings", "防骗提醒")),
            story(4, "已撤的稿", withdrawn=True, body=(Block("paragraph", "撤回前的内容"),)),
            story(5, "<b>山</b>&", corrected=True, verify_url="https://example.org/s/5"),
            pictures__photo=PHOTO,
            pictures__drawing=DRAWING,
        )
    )
    return hub


@pytest.fixture
def box(hub: Hub) -> Box:
    box = Box.beside(hub, keeper="老郑", phone="0594-1234567")
    box.sync()
    return box


class Visitor:
    """Asks the application without a socket, as a browser would."""

    def __init__(self, box: Box) -> None:
        self.app = application(box.home, lambda: box.hub.now)
        self.cookies: dict[str, str] = {}

    def get(self, address: str) -> tuple[int, str, dict[str, str]]:
        path, _, query = address.partition("?")
        told: list[dict[str, Any]] = []
        asked: list[bool] = []
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        scope: dict[str, Any] = {
            "type": "http",
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(b"cookie", cookie.encode())],
            "scheme": "http",
            "server": ("station", 80),
            "http_version": "1.1",
        }

        async def receive() -> dict[str, Any]:
            if not asked:
                asked.append(True)
                return {"type": "http.request", "body": b"", "more_body": False}
            await anyio.sleep_forever()
            raise AssertionError

        async def send(message: Any) -> None:
            told.append(message)

        anyio.run(self.app, scope, receive, send)
        headers = {name.decode(): value.decode() for name, value in told[0]["headers"]}
        body = b"".join(message.get("body", b"") for message in told[1:])
        return int(told[0]["status"]), body.decode(errors="replace"), headers


@pytest.fixture
def visitor(box: Box) -> Visitor:
    return Visitor(box)


def test_the_home_page_shows_what_arrived(visitor: Visitor) -> None:
    """News, warning, keeper and the record of what came; nothing that was withdrawn."""
    status, page, _ = visitor.get("/")
    assert status == 200
    for words in (
        "秋茶下山之1",
        "医保缴费之2",
        "冒充退保之3",
        "站长老郑",
        "0594-1234567",
        "第 1 期",
        "已核验",
    ):
        assert words in page
    assert "已撤的稿" not in page


def test_a_story_says_where_it_comes_from(visitor: Visitor) -> None:
    """Signed by whom, in which edition, received when, its fingerprint."""
    status, page, _ = visitor.get("/story/media/1")
    assert status == 200
    for words in ("新路通到茶山。", "乡村联建媒体中心签发", "到站期号", "指纹", f"/pictures/{digest(PHOTO)}"):
        assert words in page


def test_text_is_never_markup(visitor: Visitor) -> None:
    """What a story writes is shown as it is written."""
    _, page, _ = visitor.get("/story/media/5")
    assert "&lt;b&gt;山&lt;/b&gt;&amp;" in page
    assert "<b>山" not in page
    assert "已更正" in page


def test_a_withdrawn_story_is_gone(visitor: Visitor) -> None:
    """Its page says so and shows none of its words, in any of its forms or by search."""
    for form in ("", "/print", "/loudspeaker"):
        status, page, _ = visitor.get(f"/story/media/4{form}")
        assert (status, "撤回前的内容" in page) == (410, False)
    assert "已撤的稿" not in visitor.get("/search?q=已撤")[1]


@pytest.mark.parametrize(
    "address",
    [
        "/story/media/404",
        "/story/x/..",
        "/story/media/1/other",
        "/column/none",
        "/nothing",
        "/pictures/abc",
        "/pictures/" + "0" * 64,
    ],
)
def test_what_is_not_here_is_said(visitor: Visitor, address: str) -> None:
    """404 in words."""
    assert visitor.get(address)[0] == 404


def test_paper_and_loudspeaker(visitor: Visitor) -> None:
    """A sheet carries a QR code to the original where there is one; a script is read as written, or made
    up and said so."""
    assert "<svg" in visitor.get("/story/media/5/print")[1].split('class="qr"')[1][:40]
    assert 'class="qr"' not in visitor.get("/story/media/1/print")[1]
    assert "各位乡亲请注意。" in visitor.get("/story/media/2/loudspeaker")[1]
    assert "编辑没有写广播稿" in visitor.get("/story/media/1/loudspeaker")[1]


def test_pictures_are_served_harmless(visitor: Visitor) -> None:
    """With their type, never sniffed, and a drawing's script cannot run."""
    status, _, headers = visitor.get(f"/pictures/{digest(DRAWING)}")
    assert status == 200
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    assert visitor.get(f"/pictures/{digest(PHOTO)}")[0] == 200


def test_a_picture_on_its_way_is_said(hub: Hub, box: Box, visitor: Visitor) -> None:
    """Where a picture has not arrived, its description stands in its place."""
    box.home.large(digest(PHOTO)).unlink()
    _, page, _ = visitor.get("/story/media/1")
    assert "图片还在路上：茶山" in page
    assert f"/pictures/{digest(PHOTO)}" not in page


def test_policies_admit_no_inline_script(visitor: Visitor) -> None:
    """Every page's policy is strict, and no page needs what it forbids."""
    for address in (
        "/",
        "/story/media/1",
        "/story/media/1/print",
        "/search?q=茶",
        "/about",
        "/column/village",
        "/nothing",
    ):
        _, page, headers = visitor.get(address)
        assert "unsafe" not in headers["content-security-policy"]
        assert not re.search(r"<script(?![^>]*src=)|\son[a-z]+=|\sstyle=|<style", page), address
        assert "http://" not in page.replace("http://www.w3.org", "")


@pytest.mark.parametrize(
    "query", ["茶", "茶山", "路通到", "新溪村", "秋茶 茶山", "SQL' OR", '"', "*", "NEAR(", "-", "山\x00"]
)
def test_any_query_is_answered(visitor: Visitor, query: str) -> None:
    """Nothing that is typed breaks the page."""
    assert visitor.get(f"/search?q={query}&page=99999999999")[0] == 200


@given(st.text(max_size=30))
def test_a_query_is_a_phrase_or_nothing(query: str) -> None:
    """Whatever is typed becomes an expression the index accepts."""
    phrase = shelf.phrase(query)
    if phrase:
        db = sqlite3.connect(":memory:")
        db.execute("CREATE VIRTUAL TABLE words USING fts5 (text)")
        db.execute("SELECT * FROM words WHERE words MATCH ?", (phrase,)).fetchall()
        db.close()


def test_every_run_of_characters_is_found(box: Box) -> None:
    """Each substring of a text, of one character up, finds its story."""
    text = "新路通到茶山"
    with reading(box.home) as reader:
        for start in range(len(text)):
            for end in range(start + 1, len(text) + 1):
                assert "1" in {item.id for item in reader.search(text[start:end])[0]}
        assert reader.search("路新")[0] == []


def test_language_and_size_are_the_readers_choice(visitor: Visitor) -> None:
    """Cookies that say no more than that; and the way back leads nowhere else."""
    status, _, headers = visitor.get("/prefer?lang=en&back=/about")
    assert (status, headers["location"]) == (303, "/about")
    assert headers["set-cookie"].startswith("lang=en;")
    visitor.cookies = {"lang": "en", "size": "large"}
    page = visitor.get("/about")[1]
    assert 'lang="en"' in page
    assert 'data-size="large"' in page
    assert "How to check that this is genuine" in page
    for back in (
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/a\r\nX: y",
    ):
        assert visitor.get(f"/prefer?size=large&back={back}")[2]["location"] == "/"


def test_a_line_that_is_cut_is_said_on_every_page(box: Box, visitor: Visitor) -> None:
    """After a failed attempt the banner says so; after the date, that the content may be out of date."""
    with pytest.raises(Exception, match="not there"):
        box.sync(box.hub.home / "nowhere")
    assert "断网中。" in visitor.get("/")[1]
    box.hub.wait(days=9)
    page = visitor.get("/story/media/1")[1]
    assert "更新于" in page
    assert "可能过期" in page


def test_an_empty_station_has_honest_pages(hub: Hub) -> None:
    """Before the first synchronisation: nothing is made up, and the next step is said."""
    visitor = Visitor(Box.beside(hub, "empty"))
    page = visitor.get("/")[1]
    assert "还没有收到任何内容" in page
    assert "96110" in page
    assert visitor.get("/about")[0] == 200
    assert visitor.get("/search?q=茶")[0] == 200


def test_the_newest_pages_follow_at_once(hub: Hub, box: Box, visitor: Visitor) -> None:
    """The mark a screen asks for changes with the edition."""
    before = visitor.get("/edition")[1]
    hub.publish(media=files(story(6, "新到")))
    box.sync()
    assert visitor.get("/edition")[1] != before
    assert "新到之6" in visitor.get("/")[1]


def test_a_broken_store_is_a_page(box: Box, visitor: Visitor) -> None:
    """A store that cannot be read is said in words."""
    box.home.database.unlink()
    status, page, _ = visitor.get("/")
    assert status == 503
    assert "请告诉站长" in page


def test_own_village_first(hub: Hub) -> None:
    """With the village's code set, its own newest story comes before the others."""
    hub.publish(media=files(story(20), story(3, "本村", division="350303108203")))
    box = Box.beside(hub, division="350303108203")
    box.sync()
    page = Visitor(box).get("/")[1]
    assert page.index("本村之3") < page.index("秋茶下山之20")


def test_health_is_the_status(visitor: Visitor) -> None:
    """Machines get the shape of ``status --json``."""
    told = json.loads(visitor.get("/healthz")[1])
    assert (told["version"], told["stories"], told["stale"], told["faults"]) == (1, 4, False, [])


@pytest.mark.parametrize("every", [1.0, 15.0, 5000.0])
def test_a_refused_hub_is_asked_less_often(every: float) -> None:
    """Jitter around the interval; doubled for each refusal, a day at most (or the interval, where that is
    longer)."""
    assert timing.pause(every, 0, 0.0) == pytest.approx(0.8 * every)
    assert timing.pause(every, 0, 1.0) == pytest.approx(1.2 * every)
    assert timing.pause(every, 99, 0.5) == pytest.approx(max(24 * 60, every))


# -- words


def _uttered() -> set[str]:
    """Msgids in code and templates of the station."""
    found = set()
    folder = Path(lianjian_station.__file__).parent
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(getattr(node, "func", None), "id", "") or getattr(
                getattr(node, "func", None), "attr", ""
            )
            if isinstance(node, ast.Call) and name in {
                "Refused",
                "Unreachable",
                "NotThere",
                "say",
                "_message",
            }:
                texts = (argument.value for argument in node.args if isinstance(argument, ast.Constant))
                found |= {text for text in texts if isinstance(text, str) and text not in {"", "zh", "en"}}
            if isinstance(node, ast.IfExp | ast.Assign):
                values = [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node.value]
                for value in values:
                    if isinstance(value, ast.Constant) and value.value in catalogue():
                        found.add(str(value.value))
            if isinstance(node, ast.Call) and name == "__init__" and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    found.add(str(first.value))
    for template in (folder / "web/templates").iterdir():
        text = template.read_text(encoding="utf-8")
        found |= {
            double or single for double, single in re.findall(r"\bt\(\s*(?:\"([^\"]*)\"|'([^']*)')", text)
        }
    return found


def test_everything_said_has_its_chinese() -> None:
    """No sentence without translation, none translated that nobody says, and the holes agree."""
    assert _uttered() - set(catalogue()) - set(feed_chinese()) == set()
    assert set(catalogue()) - _uttered() == set()
    for msgid, text in catalogue().items():
        holes = [{name for _, name, _, _ in string.Formatter().parse(t) if name} for t in (msgid, text)]
        assert holes[0] == holes[1], msgid


def test_words_fall_back_to_english() -> None:
    """An unknown sentence is shown as it is rather than lost."""
    assert say("A new sentence about {what}.", what="tea") == "A new sentence about tea."
    assert say("Home", "en") == "Home"


def test_no_page_asks_for_anything_outside() -> None:
    """Style sheets and script name no foreign address."""
    for name in ("tokens.css", "kit.css", "station.css", "station.js"):
        text = package_files("lianjian_station").joinpath("static", name).read_text(encoding="utf-8")
        assert "://" not in text
        assert "@import" not in text
