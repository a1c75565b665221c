"""``lianjian matrix``: what scripts and administrators ask of the outlets, as they type it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import run
from tests.web.running_site import demonstration_home

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
EDITOR = "sunianci"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demonstration network."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    return demonstration_home(shared, tmp_path_factory.mktemp("matrix") / "home")


def asked(home: Path, *words: str) -> list[dict]:
    answer = run(home, "matrix", *words, "--json")
    assert answer.returncode == 0, answer.stderr
    found: list[dict] = json.loads(answer.stdout)
    return found


@pytest.fixture(scope="module")
def story(home: Path) -> int:
    """A published story that waits for a hand at an outlet."""
    stories = json.loads(run(home, "newsroom", "stories", "--json").stdout)
    for one in stories:
        if one["state"] != "published":
            continue
        rows = asked(home, "ledger", str(one["id"]))
        if [row for row in rows if row["key"] == "wechat-channels" and row["state"] == "needs_human"]:
            return int(one["id"])
    raise AssertionError("the demonstration has no story that waits for a hand")


def at(home: Path, story: int, outlet: str = "wechat-channels") -> dict:
    return next(row for row in asked(home, "ledger", str(story)) if row["key"] == outlet)


def test_the_outlets_as_the_contract_says(home: Path) -> None:
    """26 objects with key, name, kind, platform, mode, state and limits: 1 site, 7 accounts, 8 channels, 10 clients."""
    rows = asked(home, "outlets")
    assert len({row["key"] for row in rows}) == 26
    kinds = [row["kind"] for row in rows]
    assert [kinds.count(kind) for kind in ("web", "wei", "video", "client")] == [1, 7, 8, 10]
    assert {row["mode"] for row in rows} == {"api", "feed", "hand-off"}
    for row in rows:
        assert {"key", "name", "kind", "platform", "mode", "state", "limits"} <= set(row)
        assert all(limit["max"] >= 1 and limit["counted"] for limit in row["limits"].values())


def test_the_ledger_has_a_row_an_outlet(home: Path, story: int) -> None:
    """State, address, attempts, and where something is wrong what it is and its cure."""
    rows = asked(home, "ledger", str(story))
    assert len(rows) == 26
    for row in rows:
        assert {"key", "state", "url", "attempts", "error"} <= set(row)
        assert row["state"] != "published" or row["url"].startswith("http")
    waiting = [row for row in rows if row["state"] == "needs_human"]
    assert all(row["error"]["what"] and row["error"]["cure"] for row in waiting)
    assert waiting


def test_tables_for_people(home: Path, story: int) -> None:
    """Without --json: a line an outlet, in words."""
    listed = run(home, "matrix", "outlets")
    assert len(listed.stdout.splitlines()) == 26
    shown = run(home, "matrix", "ledger", str(story))
    assert shown.returncode == 0
    assert "waits for a person" in shown.stdout
    assert len(shown.stdout.splitlines()) == 26 + 3


def test_refusals_are_one_line_and_mistakes_are_usage(home: Path, story: int) -> None:
    """1 and one line where it is refused, 2 where it is typed wrong; nobody is shown what is not theirs."""
    row = at(home, story)["delivery"]
    refused = (
        ("ledger", "999999"),
        ("ledger", str(story), "--as", "liuyiming"),
        ("ledger", str(story), "--as", "nobody-of-that-name"),
        ("confirm", str(row), "https://example.com/x", "--as", EDITOR),
        ("confirm", str(row), "nonsense", "--as", EDITOR),
        ("confirm", str(row), "https://channels.weixin.qq.com/1", "--as", "liuyiming"),
        ("refuse", str(row), "--reason", " ", "--as", EDITOR),
        ("gone", str(row), "--as", EDITOR),
        ("resolve", str(row), "--not-there", "--as", EDITOR),
        ("pause", "no-such-outlet"),
        ("pause", "people", "--as", EDITOR),
        ("resume", "weibo-zhuyou"),
    )
    for words in refused:
        answer = run(home, "matrix", *words)
        assert answer.returncode == 1, (words, answer.stdout)
        assert answer.stderr.count("\n") == 1, words
        assert "Traceback" not in answer.stderr
    for words in (("ledger",), ("ledger", "x"), ("confirm", str(row)), ("resolve", str(row), "--as", EDITOR)):
        assert run(home, "matrix", *words).returncode == 2, words
    assert run(home, "matrix", "outlets", "--as", "liuyiming", "--json").stdout.strip() == "[]"
    assert at(home, story)["state"] == "needs_human"


def test_a_person_settles_an_outlet(home: Path, story: int) -> None:
    """Refused with a reason, sent again with another title, confirmed by its link: each step is in the ledger."""
    row = str(at(home, story)["delivery"])
    assert run(home, "matrix", "refuse", row, "--reason", "不收", "--as", EDITOR).returncode == 0
    assert at(home, story)["state"] == "refused"
    assert "不收" in at(home, story)["error"]["what"]
    assert run(home, "matrix", "retry", row, "--title", "短", "--as", EDITOR).returncode == 0
    assert at(home, story)["state"] == "needs_human"
    address = "https://channels.weixin.qq.com/web/pages/feed?id=5"
    for _ in range(2):
        done = run(home, "matrix", "confirm", row, address, "--as", EDITOR)
        assert done.returncode == 0, done.stderr
        assert address in done.stdout
    settled = at(home, story)
    assert (settled["state"], settled["url"], settled["error"]) == ("published", address, None)


def test_an_outlet_is_paused_and_goes_on(home: Path) -> None:
    """What the leader may do, the command line may do too; twice is once."""
    for verb, state in (("pause", "paused"), ("pause", "paused"), ("resume", "ready")):
        answer = run(home, "matrix", verb, "thepaper")
        assert answer.returncode == 0, answer.stderr
        assert answer.stdout.strip() == f"thepaper  {state}"
