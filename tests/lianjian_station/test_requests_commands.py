"""The keeper's commands: exit codes, one line of Chinese, JSON for machines, and no passphrase in any argument."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from lianjian_feed.cards import Card
from lianjian_station import outbox
from lianjian_station.cli import main
from tests.lianjian_station.mailrooms import PHRASES, Village, cheaply

if TYPE_CHECKING:
    from pathlib import Path

CHIEF, CLERK = PHRASES


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Village:
    cheaply(monkeypatch)
    for number, phrase in enumerate([*PHRASES.values(), "第三位站长的口令"]):
        (tmp_path / f"p{number}").write_text(phrase + "\n", encoding="utf-8")
    return Village.make(tmp_path)


def run(village: Village, *told: str) -> int:
    return main(["--home", str(village.home.path), *told])


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    return json.loads(capsys.readouterr().out)


def by(village: Village, number: int = 0) -> list[str]:
    return ["--keeper", list(PHRASES)[number], "--passphrase-file", str(village.hub.home / f"p{number}")]


def ask(
    village: Village, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *more: str
) -> dict[str, str]:
    monkeypatch.setattr(sys, "stdin", io.StringIO("柚子树叶子发黄"))
    assert run(village, "request", "ask", "farming", "--json", *more) == 0
    return told(capsys)  # type: ignore[return-value]


def test_from_asking_to_the_parcel(
    village: Village, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (village.hub.home / "phone").write_text("13800000000", encoding="utf-8")
    slip = ask(
        village,
        monkeypatch,
        capsys,
        "--to",
        "agronomy",
        "--phone-file",
        str(village.hub.home / "phone"),
        "--agree",
        "phone",
    )
    assert run(village, "request", "list", "--json") == 0
    (line,) = told(capsys)["requests"]  # type: ignore[misc]
    assert (line["number"], line["state"]) == (slip["number"], "waiting")
    assert run(village, "request", "show", "1", "--json", *by(village)) == 0
    shown = told(capsys)
    assert shown["leaves"] == {"text": "柚子树叶子发黄", "phone": "13800000000"}
    for number, state in ((0, "half"), (1, "released")):
        done = run(
            village,
            "request",
            "release",
            "1",
            "--digest",
            str(shown["frozen_digest"]),
            "--json",
            *by(village, number),
        )
        assert (done, told(capsys)) == (0, {"state": state})
    assert (
        run(village, "send", "--json") == 0
    )  # the book names no address: it is packed and waits for a stick
    assert told(capsys) == {"packed": 1, "sent": 0, "waiting": 1, "is_new": False}
    (parcel,) = outbox.folder(village.home).iterdir()
    village.mailroom.take(parcel.read_bytes())
    assert len(village.mailroom.letters) == 1


def test_people_read_chinese(
    village: Village, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ask(village, monkeypatch, capsys, "--to", "agronomy")
    assert run(village, "request", "list") == 0
    assert "种植养殖\t等站长放行" in capsys.readouterr().out
    assert run(village, "request", "show", "1", *by(village)) == 0
    assert "柚子树叶子发黄" in capsys.readouterr().out
    assert run(village, "request", "refuse", "1", "--why", "村里能办", *by(village)) == 0
    assert capsys.readouterr().out == "站长没有放行\n"
    assert run(village, "request", "list") == 0
    assert capsys.readouterr().out == "没有等站长处理的诉求。\n"


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (["request", "show", "9"], "没有这件诉求"),
        (["request", "release", "1", "--digest", "0" * 64], "不一样"),
        (["request", "release", "1", "--digest", "0" * 64, "--to", "legal"], "另选"),
    ],
)
def test_what_is_refused_says_why_in_one_line(
    village: Village,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    why: str,
) -> None:
    ask(village, monkeypatch, capsys, "--to", "agronomy")
    assert run(village, *command, *by(village)) == 1
    said = capsys.readouterr().err
    assert why in said
    assert said.count("\n") == 1


def test_a_wrong_passphrase_opens_nothing(village: Village, capsys: pytest.CaptureFixture[str]) -> None:
    village.ask()
    wrong = ["--keeper", CHIEF, "--passphrase-file", str(village.hub.home / "p1")]
    assert run(village, "request", "show", "1", *wrong) == 1
    assert capsys.readouterr().err == "姓名或口令不对。\n"


def test_the_addressee_is_chosen_with_the_first_agreement(
    village: Village, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ask(village, monkeypatch, capsys)
    assert run(village, "request", "show", "1", "--json", *by(village)) == 0
    shown = told(capsys)
    command = ["request", "release", "1", "--to", "agronomy", "--digest", str(shown["frozen_digest"])]
    assert run(village, *command, "--json", *by(village)) == 0
    assert told(capsys) == {"state": "half"}
    assert run(village, "request", "show", "1", "--json", *by(village, 1)) == 0
    shown = told(capsys)
    assert (shown["addressee_name"], shown["agreed_by"]) == ("农技专家组", [CHIEF])


def test_a_villager_takes_it_back_with_the_slip(
    village: Village, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    slip = ask(village, monkeypatch, capsys, "--to", "agronomy")
    code = village.hub.home / "code"
    code.write_text(slip["code"], encoding="utf-8")
    assert run(village, "request", "withdraw", "1") == 1
    assert run(village, "request", "withdraw", "1", "--code-file", str(code)) == 0
    assert "全部销毁" in capsys.readouterr().out


def test_keepers_come_and_go(village: Village, capsys: pytest.CaptureFixture[str]) -> None:
    new = ["keeper", "add", "阿梅", "--passphrase-file", str(village.hub.home / "p2")]
    assert run(village, *new) == 1
    assert "另一位站长" in capsys.readouterr().err
    assert run(village, *new, "--by", CHIEF, "--by-passphrase-file", str(village.hub.home / "p0")) == 0
    assert (
        run(
            village,
            "keeper",
            "passphrase",
            "--new-passphrase-file",
            str(village.hub.home / "p2"),
            *by(village, 1),
        )
        == 0
    )
    assert run(village, "keeper", "remove", CLERK, *by(village)) == 0
    capsys.readouterr()
    assert run(village, "keeper", "list", "--json") == 0
    assert told(capsys) == {"keepers": [CHIEF, "阿梅"]}


def test_the_card_is_what_the_hub_reads(
    village: Village, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(village, "card", "--out", str(tmp_path / "card"), "--json") == 0
    held = Card.parse((tmp_path / "card").read_bytes())
    assert (held.station, held.village) == (told(capsys)["station"], "张洋村")


def test_the_airlock_is_shut_until_a_keeper_opens_it(
    village: Village, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(village, "airlock", "--json") == 0
    assert told(capsys) == {"report": False}
    assert run(village, "airlock", "--report", "on") == 1
    capsys.readouterr()
    assert run(village, "airlock", "--report", "on", "--json", *by(village)) == 0
    assert told(capsys) == {"report": True}


def test_without_a_terminal_and_without_a_file_nobody_is_asked_for_ever(village: Village) -> None:
    """A real process whose input is no terminal: refused at once, without a traceback."""
    command = [
        sys.executable,
        "-m",
        "lianjian_station.cli",
        "--home",
        str(village.home.path),
        "keeper",
        "remove",
        CLERK,
    ]
    done = subprocess.run(
        [*command, "--keeper", CHIEF], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "没有口令" in done.stderr
    assert "Traceback" not in done.stderr
