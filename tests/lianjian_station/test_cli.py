"""The command line, as contracts say: exit codes, one line of Chinese, JSON for machines."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from lianjian_feed.refusals import Refused
from lianjian_station.cli import main
from lianjian_station.home import Home
from lianjian_station.reader import reading
from lianjian_station.scrubbing import rebuild
from lianjian_station.syncing import alone
from tests.lianjian_feed.simulators import Hub, files, picture, story

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    hub = Hub(tmp_path, now=datetime.now(UTC))
    hub.publish(media=files(story(1), story(2)))
    return hub


@pytest.fixture
def box(hub: Hub) -> Path:
    """A station's directory, set up through the command line."""
    home, trust = hub.home / "box", hub.home / "trust.json"
    trust.write_bytes(hub.first_root)
    told = ["init", "--home", str(home), "--hub", str(hub.feed), "--trust", str(trust), "--village", "张洋村"]
    assert main(told) == 0
    return home


def _json(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    told: dict[str, object] = json.loads(capsys.readouterr().out)
    return told


def test_from_nothing_to_the_newest(hub: Hub, box: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """init, sync, status: version and stories as published, before and after an edition."""
    capsys.readouterr()
    assert main(["status", "--home", str(box), "--json"]) == 0
    told = _json(capsys)
    assert (told["version"], told["stories"], told["last_sync"], told["stale"]) == (0, 0, None, True)
    assert main(["sync", "--home", str(box)]) == 0
    assert capsys.readouterr().out == "第 1 期，2 篇：有新内容到站。\n"
    assert main(["--home", str(box), "sync", "--json"]) == 0
    assert (_json(capsys)["is_new"]) is False
    hub.publish(media=files(story(1), story(2), story(3)))
    assert main(["sync", "--home", str(box), "--json"]) == 0
    told = _json(capsys)
    assert (told["version"], told["stories"], told["stale"], told["faults"]) == (2, 3, False, [])
    assert main(["status", "--home", str(box)]) == 0
    assert capsys.readouterr().out.startswith("第 2 期，3 篇。\n更新于")


def test_a_flipped_byte_is_exit_one_and_one_line(
    hub: Hub, box: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Refused: exit 1, a line of Chinese on stderr, the old version kept and the fault in the status."""
    main(["sync", "--home", str(box)])
    hub.publish(media=files(story(9)))
    path = hub.feed / "metadata/2.snapshot.json"
    data = bytearray(path.read_bytes())
    data[40] ^= 1
    path.write_bytes(bytes(data))
    capsys.readouterr()
    assert main(["sync", "--home", str(box)]) == 1
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert "没有采用" in told.err
    assert main(["status", "--home", str(box), "--json"]) == 0
    status = _json(capsys)
    assert status["version"] == 1
    assert len(status["faults"]) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (["sync", "--home", "{tmp}/nowhere"], "没有服务站"),
        (["status", "--home", "{tmp}/nowhere"], "没有服务站"),
        (["serve", "--home", "{tmp}/nowhere"], "没有服务站"),
        (["sync", "--home", "{box}", "--hub", "{tmp}/nowhere"], "不在或读不出来"),
        (["sync", "--home", "{box}", "--hub", "gopher://x"], "不是信息源的地址"),
        (["ferry", "import", "{tmp}/nowhere", "--home", "{box}"], "不在或读不出来"),
        (["ferry", "export", "{tmp}/nowhere", "--home", "{box}"], "U 盘插好了吗"),
        (["ferry", "export", "{tmp}", "--home", "{box}"], "还没有收到内容"),
        (["init", "--home", "{tmp}/new", "--hub", "{tmp}", "--trust", "{tmp}/none.json"], "读不出来"),
        (["init", "--home", "{tmp}/new", "--hub", "{tmp}", "--trust", "{tmp}/junk.json"], "不是完整的信任根"),
        (
            ["init", "--home", "{tmp}/new", "--hub", "ftp://x/", "--trust", "{tmp}/trust.json"],
            "不是信息源的地址",
        ),
        (["init", "--home", "{box}", "--hub", "{tmp}", "--trust", "{tmp}/other.json"], "已信任另一个根"),
    ],
)
def test_refusals_are_said(
    hub: Hub, box: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], told: list[str], words: str
) -> None:
    """Each refusal is exit 1 with one line that says what to do."""
    (tmp_path / "junk.json").write_text("{}")
    (tmp_path / "other").mkdir()
    other = Hub(tmp_path / "other")
    other.publish(media=files(story(1)))
    (tmp_path / "other.json").write_bytes(other.first_root)
    capsys.readouterr()
    assert main([word.format(tmp=tmp_path, box=box) for word in told]) == 1
    err = capsys.readouterr().err
    assert words in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "told",
    [
        ["sync", "--json", "--home", "{box}", "--hub", "{tmp}/nowhere"],
        ["sync", "--json", "--home", "{tmp}/nowhere"],
        ["ferry", "import", "{tmp}/nowhere", "--json", "--home", "{box}"],
    ],
)
def test_a_refusal_is_json_too(
    box: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], told: list[str]
) -> None:
    """A machine that asked for JSON reads the reason in it; people read the same on stderr."""
    capsys.readouterr()
    assert main([word.format(tmp=tmp_path, box=box) for word in told]) == 1
    said = capsys.readouterr()
    assert json.loads(said.out) == {"refused": said.err.rstrip("\n")}
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    "told", [[], ["sync"], ["fly"], ["serve", "--home", "x", "--port", "70000"], ["ferry"]]
)
def test_usage_is_exit_two(told: list[str]) -> None:
    """What cannot be understood is exit 2."""
    with pytest.raises(SystemExit) as stop:
        main(told)
    assert stop.value.code == 2


def test_settings_can_be_changed_but_never_the_trust(hub: Hub, box: Path) -> None:
    """A second init with the same trust changes what it names and keeps the rest."""
    trust = hub.home / "trust.json"
    assert (
        main(["init", "--home", str(box), "--hub", str(hub.home), "--trust", str(trust), "--keeper", "老郑"])
        == 0
    )
    told = json.loads((box / "station.json").read_text(encoding="utf-8"))
    assert (told["hub"], told["village"], told["keeper"]) == (str(hub.home), "张洋村", "老郑")


def _command(*told: str) -> list[str]:
    return [sys.executable, "-m", "lianjian_station.cli", *told]


@pytest.mark.slow
def test_a_disk_that_takes_no_more_is_refused_and_the_view_stays(
    hub: Hub, box: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A real limit on file size, as a full disk would have it: exit 1, no traceback, then all is well
    without it."""
    main(["sync", "--home", str(box)])
    photo = bytes(range(256)) * 4000
    hub.publish(
        media=files(*[story(n) for n in range(40)], story(99, body=(picture(photo),)), pictures__p=photo)
    )

    def tighten() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))

    done = subprocess.run(
        _command("sync", "--home", str(box)), preexec_fn=tighten, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "磁盘" in done.stderr
    assert "Traceback" not in done.stderr
    capsys.readouterr()
    assert main(["sync", "--home", str(box), "--json"]) == 0
    assert _json(capsys)["version"] == 2


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="mounting needs root")
def test_a_small_file_system_that_is_full(hub: Hub, tmp_path: Path) -> None:
    """On a file system of its own with no room left: refused with the cure; with room made, it goes
    through."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk], capture_output=True, check=False
    ).returncode:
        pytest.skip("mounting is not permitted here")
    try:
        trust = tmp_path / "trust.json"
        trust.write_bytes(hub.first_root)
        told = ["--home", str(disk / "box")]
        assert main(["init", *told, "--hub", str(hub.feed), "--trust", str(trust)]) == 0
        assert main(["sync", *told]) == 0
        with (disk / "ballast").open("wb") as ballast:
            ballast.write(bytes(shutil.disk_usage(disk).free))
        hub.publish(media=files(*[story(n) for n in range(9)]))
        done = subprocess.run(_command("sync", *told), capture_output=True, text=True, check=False)
        assert (done.returncode, "磁盘满了" in done.stderr, "Traceback" in done.stderr) == (1, True, False)
        (disk / "ballast").unlink()
        assert main(["sync", *told]) == 0
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.server
@pytest.mark.enable_socket
def test_it_goes_on_serving_when_the_hub_is_gone(hub: Hub, box: Path) -> None:
    """serve synchronises by itself, answers with the hub removed, and ends cleanly on SIGTERM."""
    served = subprocess.Popen(
        _command("serve", "--home", str(box), "--port", "0", "--every", "0.01"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert served.stdout is not None
        address = served.stdout.readline().strip().rpartition("：")[2]
        hub.publish(media=files(story(1), story(2), story(3, "新到")))
        _until(address, lambda page: "新到之3" in page)
        shutil.move(hub.feed, hub.home / "gone")
        _until(address, lambda page: "断网中。" in page)
        assert "新到之3" in _page(address)
    finally:
        served.send_signal(signal.SIGTERM)
        out, err = served.communicate(timeout=20)
    assert served.returncode in {0, -signal.SIGTERM}
    assert "Traceback" not in out + err


@pytest.mark.slow
def test_it_synchronises_on_and_on_and_holds_the_store_open(hub: Hub, box: Path) -> None:
    """sync --every takes in each new edition; readers find -wal and -shm there, also of a store built anew; SIGTERM ends it."""
    running = subprocess.Popen(
        _command("sync", "--home", str(box), "--every", "0.005"), stderr=subprocess.PIPE, text=True
    )
    try:
        _wait(lambda: _edition(box) == 1)
        hub.publish(media=files(story(1), story(2), story(3)))
        _wait(lambda: _edition(box) == 2)
        assert (box / "feed.db-shm").exists()
        _wait(lambda: _rebuilt(box))
        _wait(lambda: _edition(box) == 2)
        _wait((box / "feed.db-shm").exists)
    finally:
        running.send_signal(signal.SIGTERM)
        _, err = running.communicate(timeout=20)
    assert running.returncode == 0
    assert "Traceback" not in err


def _edition(box: Path) -> int:
    try:
        with reading(Home.open(box)) as reader:
            return int(reader.fact("edition") or 0)
    except sqlite3.Error:
        return 0


def _rebuilt(box: Path) -> bool:
    home = Home.open(box)
    try:
        with alone(home):
            rebuild(home)
    except Refused:
        return False
    return True


def _wait(there: Callable[[], bool]) -> None:
    for _ in range(600):
        if there():
            return
        time.sleep(0.05)
    pytest.fail("it never came")


def _page(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return str(answer.read().decode())


def _until(address: str, there: object) -> None:
    """Ask until the page is as wanted; the test's own time limit is a hundred tries."""
    for _ in range(100):
        if there(_page(address)):  # type: ignore[operator]
            return
        time.sleep(0.1)
    pytest.fail("the page never came")
