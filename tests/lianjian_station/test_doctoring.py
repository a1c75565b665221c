"""The doctor: each ailment is found on a box that has it, with a cure; a well box is called well."""

from __future__ import annotations

import json
import os
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from lianjian_feed.software import of_wheels
from lianjian_station.cli import main
from lianjian_station.directory_source import DirectorySource
from lianjian_station.doctoring import BAD, GOOD, MIND, Finding, examine
from lianjian_station.scrubbing import scrub
from tests.lianjian_feed.simulators import Hub, files, story
from tests.lianjian_station.boxes import Box
from tests.lianjian_station.test_pages import Visitor

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def box(tmp_path: Path) -> Box:
    hub = Hub(tmp_path)
    hub.publish(media=files(story(1)))
    box = Box.beside(hub)
    box.sync()
    scrub(box.home, now=hub.now)
    return box


@pytest.fixture
def system(box: Box) -> Path:
    """A machine with a clock that runs without power, and right."""
    root = box.hub.home / "system"
    _clock(root, box.hub.now.timestamp())
    return root


def _clock(root: Path, told: float) -> None:
    place = root / "sys/class/rtc/rtc0"
    place.mkdir(parents=True, exist_ok=True)
    (place / "since_epoch").write_text(f"{int(told)}\n")


def _examined(box: Box, system: Path, feed: Path | None = None) -> list[Finding]:
    return examine(box.home, box.hub.now, source=lambda: DirectorySource(feed or box.hub.feed), system=system)


def _found(findings: list[Finding], words: str) -> Finding:
    """The finding that says this; a cure stands beside everything that is to be minded or repaired."""
    assert [f for f in findings if f.state in {MIND, BAD} and f.cure is None] == []
    return next(f for f in findings if words in str(f.what))


def test_a_well_box_has_nothing_to_repair(box: Box, system: Path) -> None:
    findings = _examined(box, system)
    assert [str(f.what) for f in findings if f.state == BAD] == []
    assert _found(findings, "The hub answers").state == GOOD
    assert _found(findings, "read back and are as they should be").state == GOOD
    assert _found(findings, "agrees with what was signed").state == GOOD
    assert "closed to others" in str(_found(findings, "closed to others").what)


def test_clocks_behind_ahead_and_without_a_battery(box: Box, system: Path) -> None:
    box.hub.wait(days=-300)
    assert _found(_examined(box, system), "is behind").state == BAD
    box.hub.wait(days=300 + 90)
    assert _found(_examined(box, system), "runs ahead").state == MIND
    box.hub.wait(days=-90)
    _clock(system, 0)
    assert "CR2032" in str(_found(_examined(box, system), "battery").cure)
    shutil.rmtree(system)
    assert _found(_examined(box, system), "no clock that runs without power").state == MIND


def test_a_disk_that_is_full_or_worn(box: Box, system: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.statvfs

    class Full:
        def __init__(self, told: Any, **changed: int) -> None:
            self.told, self.changed = told, changed

        def __getattr__(self, name: str) -> int:
            return int(self.changed.get(name, getattr(self.told, name)))

    for changed, state in (({"f_bavail": 1}, BAD), ({"f_favail": 0}, BAD), ({"f_flag": os.ST_RDONLY}, BAD)):
        monkeypatch.setattr(os, "statvfs", lambda path, c=changed: Full(real(path), **c))
        findings = _examined(box, system)
        assert [f.state for f in findings if "disk" in str(f.what) and f.state == state] != []
    monkeypatch.undo()
    chip = system / "sys/block/mmcblk0/device"
    chip.mkdir(parents=True)
    (chip / "life_time").write_text("0x01 0x0a\n")
    assert _found(_examined(box, system), "worn").state == MIND


def test_doors_left_open(box: Box, system: Path) -> None:
    keys = box.home.path / "keys"
    keys.mkdir(mode=0o755)
    assert "keys" in str(_found(_examined(box, system), "Others can write or read").what)
    keys.chmod(0o700)
    (box.home.path / "feed.db").chmod(0o666)
    assert "feed.db" in str(_found(_examined(box, system), "Others can write or read").what)


def test_a_hub_that_is_gone_a_store_that_is_broken_a_board_that_is_damaged(box: Box, system: Path) -> None:
    assert _found(_examined(box, system, box.hub.home / "nowhere"), "not there").state == MIND
    (box.home.path / "board").mkdir()
    (box.home.path / "board/notices.json").write_text("{")
    assert _found(_examined(box, system), "cannot be read").state == MIND
    box.home.database.write_bytes(b"junk" * 5_000)
    assert "scrub" in str(_found(_examined(box, system), "The store cannot be read").cure)


def test_old_content_and_a_scrub_long_ago(box: Box, system: Path) -> None:
    box.hub.now += timedelta(days=20)
    findings = _examined(box, system)
    assert _found(findings, "past its date").state == MIND
    assert _found(findings, "were not read back").state == MIND


def test_by_the_command_line(box: Box, capsys: pytest.CaptureFixture[str]) -> None:
    """Words for people, JSON for machines, 1 where something is to be repaired."""
    home = ["--home", str(box.home.path), "--offline"]
    box.home.path.chmod(0o777)
    assert main(["doctor", *home]) == 1
    assert "要修  别人能读写" in capsys.readouterr().out
    box.home.path.chmod(0o755)
    main(["doctor", *home, "--json"])
    told = json.loads(capsys.readouterr().out)
    assert {"state", "what", "cure"} == set(told["findings"][0])


def test_a_new_release_is_told_on_the_page_and_by_the_doctor(box: Box, system: Path) -> None:
    """The keeper reads what is coming, in their own language, and that it waits where it was asked to."""
    from lianjian_station import releases

    _, told = of_wheels(
        {"lianjian-9.9.0-py3-none-any.whl": b"x"}, notes={"zh": "修了<小>毛病。", "en": "Small repairs."}
    )
    box.hub.publish(software=told)
    box.sync()
    assert "9.9.0" in str(_found(_examined(box, system), "the feed offers").what)
    visitor = Visitor(box)
    page = visitor.get("/about")[1]
    assert "新版本 9.9.0 已收到" in page
    assert "修了&lt;小&gt;毛病。" in page
    releases.hold(box.home, "9.9.0", 5, box.hub.now)
    assert "站长推迟到" in visitor.get("/about")[1]
    visitor.cookies["lang"] = "en"
    assert "Small repairs." in visitor.get("/about")[1]
