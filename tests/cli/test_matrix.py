"""``lianjian matrix``: what scripts and administrators ask of the outlets."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from lianjian.cli import matrix as room
from lianjian.kernel.refusals import NotThere, Refused
from tests.apps.matrix.stories import delivery, outlet, publish
from tests.cli.running import run as run_for_real
from tests.homes import new_home

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from tests.network import Network

pytestmark = pytest.mark.django_db
GOOD = "https://channels.weixin.qq.com/web/pages/feed?id=5"


@pytest.fixture(autouse=True)
def _django_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "set_up", lambda: None)


def run(*words: str) -> Result:
    """The command in this process; a refusal comes out as it is."""
    result = CliRunner().invoke(room.matrix, words)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def asked(*words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(*words, "--json").stdout)
    return found


def at(story: int, key: str = "wechat-channels") -> dict[str, Any]:
    return next(row for row in asked("ledger", str(story)) if row["key"] == key)


def test_the_outlets_as_the_contract_says(network: Network) -> None:
    """26 objects with key, name, kind, platform, mode, state and limits: 1 site, 7 accounts, 8 channels, 10 clients."""
    rows = asked("outlets")
    assert len({row["key"] for row in rows}) == 26
    kinds = [row["kind"] for row in rows]
    assert [kinds.count(kind) for kind in ("web", "wei", "video", "client")] == [1, 7, 8, 10]
    assert {row["mode"] for row in rows} == {"api", "feed", "hand-off"}
    for row in rows:
        assert {"key", "name", "kind", "platform", "mode", "state", "limits"} <= set(row)
        assert all(limit["max"] >= 1 and limit["counted"] for limit in row["limits"].values())
    assert asked("outlets", "--as", "secretary_a") == []


def test_the_ledger_has_a_row_an_outlet(network: Network) -> None:
    """State, address, attempts, and where something is wrong what it is and its cure."""
    rows = asked("ledger", str(publish(network)))
    assert len(rows) == 26
    for row in rows:
        assert {"key", "state", "url", "attempts", "error"} <= set(row)
    waiting = [row for row in rows if row["state"] == "needs_human"]
    assert len(waiting) == 21
    assert all(row["error"]["what"] and row["error"]["cure"] for row in waiting)


def test_tables_for_people(network: Network) -> None:
    """Without --json: a line an outlet, in words, after the title and a sentence on the whole."""
    story = publish(network)
    assert len(run("outlets").stdout.splitlines()) == 26
    shown = run("ledger", str(story)).stdout.splitlines()
    assert len(shown) == 26 + 3
    assert "等人处理" in shown[1]


@pytest.mark.parametrize(
    "words",
    [
        ("confirm", "https://example.com/x", "--as", "editor"),
        ("confirm", "nonsense", "--as", "editor"),
        ("confirm", GOOD, "--as", "secretary_a"),
        ("confirm", GOOD, "--as", "nobody-of-that-name"),
        ("refuse", "--reason", " ", "--as", "editor"),
        ("gone", "--as", "editor"),
        ("resolve", "--not-there", "--as", "editor"),
        ("retry", "--as", "secretary_b"),
    ],
)
def test_what_cannot_be_is_refused(network: Network, words: tuple[str, ...]) -> None:
    """Wrong links, empty reasons, verbs of another state, other people's outlets: refused, and nothing changes."""
    story = publish(network)
    key = str(delivery(story, "wechat-channels").pk)
    with pytest.raises(Refused):
        run(words[0], key, *words[1:])
    assert at(story)["state"] == "needs_human"


def test_other_peoples_ledgers_are_not_there(network: Network) -> None:
    """The same words for a story that does not exist and for one of another organisation."""
    story = publish(network)
    for words in (("ledger", "999999"), ("ledger", str(story), "--as", "secretary_a")):
        with pytest.raises(NotThere):
            run(*words)


def test_a_person_settles_an_outlet(network: Network, tmp_path: Path) -> None:
    """Refused with a reason, put back on the list, confirmed by its link: each step is in the ledger."""
    story = publish(network)
    key = str(delivery(story, "wechat-channels").pk)
    run("refuse", key, "--reason", "不收", "--as", "editor")
    assert at(story)["state"] == "refused"
    assert "不收" in at(story)["error"]["what"]
    run("retry", key, "--as", "editor")
    assert at(story)["state"] == "needs_human"
    capture = tmp_path / "page.png"
    capture.write_bytes(b"\x89PNG\r\n\x1a\n")
    for _ in range(2):
        done = run("confirm", key, GOOD, "--capture", str(capture), "--as", "editor")
        assert GOOD in done.stdout
    settled = at(story)
    assert (settled["state"], settled["url"], settled["error"]) == ("published", GOOD, None)
    run("gone", key, "--as", "editor")
    assert (at(story)["state"], at(story)["url"]) == ("withdrawn", "")


def test_an_unknown_one_is_resolved(network: Network) -> None:
    """Somebody who looked gives its link; saying both or neither is a mistake of typing."""
    story = publish(network)
    row = delivery(story, "wechat-channels")
    type(row).objects.across_organisations("a test sets the scene").filter(pk=row.pk).update(state="unknown")
    assert run("resolve", str(row.pk), "--as", "editor").exit_code == 2
    assert run("resolve", str(row.pk), "--url", GOOD, "--not-there", "--as", "editor").exit_code == 2
    run("resolve", str(row.pk), "--url", GOOD, "--as", "editor")
    assert at(story)["state"] == "published"


def test_an_outlet_is_paused_and_goes_on(network: Network) -> None:
    """What the leader may do, the command line may do too; twice is once; an editor may not."""
    for verb, state in (("pause", "paused"), ("pause", "paused"), ("resume", "ready")):
        assert run(verb, "thepaper").stdout.strip() == f"thepaper  {state}"
    for words in (
        ("pause", "no-such-outlet"),
        ("pause", "thepaper", "--as", "editor"),
        ("resume", "weibo-zhuyou"),
    ):
        with pytest.raises(Refused):
            run(*words)
    assert outlet("thepaper").state == "ready"


@pytest.mark.slow
def test_exit_codes_as_typed(tmp_path_factory: pytest.TempPathFactory) -> None:
    """On a fresh installation: 26 outlets and 0; one line and 1 for a story that is not there; 2 for a mistake of typing."""
    home = new_home(tmp_path_factory, "empty")
    listed = run_for_real(home, "matrix", "outlets", "--json")
    assert (listed.returncode, len(json.loads(listed.stdout))) == (0, 26)
    missing = run_for_real(home, "matrix", "ledger", "1", "--json")
    assert (missing.returncode, missing.stdout, missing.stderr.count("\n")) == (1, "", 1)
    assert run_for_real(home, "matrix", "ledger", "x").returncode == 2


@pytest.mark.enable_socket
@pytest.mark.parametrize("platform", ["wechat", "weibo", "baijiahao"])
def test_a_platform_is_simulated_at_a_free_port_only(platform: str) -> None:
    """Another program holds the port: said in one line; a fault or a quota that is none is said before."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = str(held.getsockname()[1])
        with pytest.raises(Refused, match="is taken"):
            run(f"simulate-{platform}", "--port", port, "--quota", "a/call=3", "--fault", "a/call=lostx1")
    for wrong in (("--fault", "a/call=sad"), ("--quota", "a/call=many")):
        assert run(f"simulate-{platform}", "--port", port, *wrong).exit_code == 2
