"""The village's own board: what is typed stays on the box, hangs until its day, and survives."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian_feed.refusals import Refused
from lianjian_station.cli import main
from lianjian_station.notices import LONGEST, MAX_TEXT, MOST, Board
from tests.lianjian_feed.simulators import Hub, files, story
from tests.lianjian_station.boxes import Box
from tests.lianjian_station.test_pages import Visitor

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
SATURDAY = date(2026, 11, 7)


@pytest.fixture
def box(tmp_path: Path) -> Box:
    hub = Hub(tmp_path)
    hub.publish(media=files(story(1)))
    box = Box.beside(hub)
    box.sync()
    return box


@pytest.fixture
def board(box: Box) -> Board:
    return Board(box.home)


def test_a_notice_hangs_until_the_end_of_its_day_in_china(board: Board) -> None:
    """Its last day counts by Chinese time, whatever the box's own zone is."""
    put = board.add("停电", "星期六停电。", until=SATURDAY, now=NOW, signed="村委会")
    still = datetime(2026, 11, 7, 15, 59, tzinfo=UTC)
    assert board.find(put.id, still) == put
    assert board.find(put.id, still + timedelta(minutes=1)) is None
    assert board.all() == [put]


def test_the_newest_stands_first_and_ended_ones_go_after_a_month(board: Board) -> None:
    old = board.add("旧", "旧通知", until=NOW.date(), now=NOW)
    new = board.add("新", "新通知", until=SATURDAY, now=NOW + timedelta(days=1))
    assert [notice.id for notice in board.all()] == [new.id, old.id]
    board.add("再新", "通知", until=date(2026, 12, 24), now=datetime(2026, 12, 3, tzinfo=UTC))
    assert old.id not in {notice.id for notice in board.all()}


@pytest.mark.parametrize(
    ("title", "text", "until", "signed"),
    [
        ("", "字", SATURDAY, ""),
        ("长" * 41, "字", SATURDAY, ""),
        ("两\n行", "字", SATURDAY, ""),
        ("题", "", SATURDAY, ""),
        ("题", "字" * (MAX_TEXT + 1), SATURDAY, ""),
        ("题", "字\x00", SATURDAY, ""),
        ("题", "字", date(2026, 10, 31), ""),
        ("题", "字", NOW.date() + LONGEST + timedelta(days=2), ""),
        ("题", "字", SATURDAY, "名" * 41),
    ],
)
def test_nonsense_is_refused_and_the_board_stays(
    board: Board, title: str, text: str, until: date, signed: str
) -> None:
    board.add("好", "好通知", until=SATURDAY, now=NOW)
    with pytest.raises(Refused):
        board.add(title, text, until=until, now=NOW, signed=signed)
    assert [notice.title for notice in board.all()] == ["好"]


def test_a_full_board_asks_to_take_one_down(board: Board) -> None:
    for number in range(MOST):
        board.add(f"第{number}条", "字", until=SATURDAY, now=NOW)
    with pytest.raises(Refused, match="board is full"):
        board.add("多一条", "字", until=SATURDAY, now=NOW)
    board.remove(board.all()[0].id)
    board.add("多一条", "字", until=SATURDAY, now=NOW)


@given(st.binary(max_size=200) | st.sampled_from([b"{}", b"[]", b"null", b'{"format":1,"notices":[]}']))
def test_a_damaged_file_is_a_refusal(tmp_path_factory: pytest.TempPathFactory, junk: bytes) -> None:
    """Whatever the file holds: refused by name, never a traceback."""
    place = tmp_path_factory.mktemp("board")
    (place / "board").mkdir()
    (place / "board" / "notices.json").write_bytes(junk)

    class Home:
        path = place

    with pytest.raises(Refused, match="cannot be read"):
        Board(Home()).all()  # type: ignore[arg-type]


def test_a_damaged_board_leaves_the_other_pages(box: Box, board: Board) -> None:
    board.add("停电", "停电", until=SATURDAY, now=NOW)
    (box.home.path / "board" / "notices.json").write_bytes(b"{")
    visitor = Visitor(box)
    for address in ("/", "/village", "/kiosk"):
        assert visitor.get(address)[0] == 200
    assert "今天没有通知" in visitor.get("/village")[1]


def test_killed_at_any_point_the_board_is_the_old_or_the_new_one(box: Box, board: Board) -> None:
    """SIGKILL at the n-th call of a process that puts a notice up."""
    first = board.add("第一条", "字", until=SATURDAY, now=NOW)
    killed = 0
    for calls in range(1, 400, 7):
        child = os.fork()
        if child == 0:
            left = [calls]

            def count(frame: object, event: str, _: object, left: list[int] = left) -> None:
                left[0] -= event in {"call", "c_call"}
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            sys.setprofile(count)
            try:
                board.add("第二条", "字", until=SATURDAY, now=NOW)
            finally:
                os._exit(0)
        killed += os.WIFSIGNALED(os.waitpid(child, 0)[1])
        titles = [notice.title for notice in board.all()]
        assert titles in (["第一条"], ["第二条", "第一条"])
        for notice in board.all():
            if notice.id != first.id:
                board.remove(notice.id)
    assert killed > 10


def test_by_the_command_line(box: Box, capsys: pytest.CaptureFixture[str]) -> None:
    """add, list, remove; refusals are one line and exit 1."""
    home = ["--home", str(box.home.path)]
    until = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    told = ["notice", "add", *home, "--title", "停水", "--text", "明天停水", "--until", until, "--json"]
    assert main(told) == 0
    put = json.loads(capsys.readouterr().out)
    assert main(["notice", "list", *home]) == 0
    assert f"{put['id']}  " in (shown := capsys.readouterr().out)
    assert "停水" in shown
    assert main(["notice", "remove", *home, put["id"]]) == 0
    assert main(["notice", "remove", *home, put["id"]]) == 1
    assert main([*told[:-3], "--until", "下周"]) == 1
    assert capsys.readouterr().err.count("\n") == 2
    assert main(["notice", "list", *home, "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"notices": []}


def test_two_keepers_at_once_lose_nothing(box: Box, board: Board) -> None:
    """Several processes put notices up at the same moment: every one is there afterwards."""
    until = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    told = [sys.executable, "-m", "lianjian_station.cli", "notice", "add", "--home", str(box.home.path)]
    running = [
        subprocess.Popen([*told, "--title", f"第{n}条", "--text", "字", "--until", until]) for n in range(4)
    ]
    assert [one.wait() for one in running] == [0] * 4
    assert len(board.all()) == 4


# -- pages


def test_a_notice_is_seen_read_and_printed(box: Box, board: Board) -> None:
    """On the village page and the hall's screen, on its own page and on paper; escaped; gone after its day."""
    put = board.add("停<b>电", "星期六停电。\n请备水。", until=SATURDAY, now=NOW, signed="村委会")
    visitor = Visitor(box)
    for address in ("/village", "/kiosk", put.href, f"{put.href}/print", f"{put.href}/loudspeaker"):
        status, page, _ = visitor.get(address)
        assert (status, "停&lt;b&gt;电" in page) == (200, True), address
    assert "请备水。" in visitor.get(put.href)[1]
    box.hub.wait(days=7)
    for address in (put.href, f"{put.href}/print", f"{put.href}/loudspeaker", f"{put.href}/loudspeaker.wav"):
        assert visitor.get(address)[0] == 404
    assert "停&lt;b&gt;电" not in visitor.get("/village")[1]


def test_the_village_page_says_what_is_not_known(box: Box, tmp_path: Path) -> None:
    page = Visitor(box).get("/village")[1]
    assert "没有填" in page
    assert "站长还没有填本村的代码" in page
    hub = box.hub
    hub.publish(
        media=files(story(1), story(9, "本村", division="350303108203"), story(8, division="350303108204"))
    )
    known = Box.beside(hub, "known", division="350303108203", hours="每天上午", place="白塘镇")
    known.sync()
    page = Visitor(known).get("/village")[1]
    assert "每天上午" in page
    assert "白塘镇" in page
    assert "本村之9" in page
    assert "秋茶下山之8" not in page


def test_warnings_and_policy_have_pages_of_their_own(box: Box) -> None:
    hub = box.hub
    assert "还没有收到" in Visitor(box).get("/warnings")[1]
    many = [story(n, "冒充退保", kind="anti-fraud") for n in range(100, 125)]
    hub.publish(media=files(story(1), story(2, "医保缴费", kind="policy"), *many))
    box.sync()
    visitor = Visitor(box)
    first, second = visitor.get("/warnings")[1], visitor.get("/warnings?page=2")[1]
    shown = [page.count("冒充退保之") for page in (first, second)]
    assert shown == [20, 5]
    assert "医保缴费之2" in visitor.get("/policy")[1]
    assert "秋茶下山之1" not in visitor.get("/policy")[1]
    for junk in ("x", "-1", "0", "9" * 40, "٣"):
        assert visitor.get(f"/warnings?page={junk}")[0] == 200
