"""The keepers' pages for counts, sheet and backups, and the same verbs on the command line."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from lianjian_station import backup, counting
from lianjian_station.cli import main
from lianjian_station.journal import Journal
from lianjian_station.keepers import Keepers
from lianjian_station.sheet import Sheet
from lianjian_station.views import Quarter
from lianjian_station.web.app import application
from tests.lianjian_station.guests import Guest
from tests.lianjian_station.mailrooms import PHRASES, Village, cheaply

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Village:
    cheaply(monkeypatch)
    return Village.make(tmp_path)


def _signed_in(village: Village, name: str = "林站长") -> Guest:
    guest = Guest(application(village.home, lambda: village.now))
    guest.get("/keeper")
    assert guest.fill("/keeper/enter", name=name, passphrase=PHRASES[name]).status == 200
    return guest


@pytest.mark.parametrize("address", ["/keeper/counts", "/keeper/sheet"])
def test_only_keepers_come_here(village: Village, address: str) -> None:
    guest = Guest(application(village.home, lambda: village.now))
    assert guest.get(address).path == "/keeper"
    for form in ("propose", "release", "second", "print", "backup", "weekly"):
        assert guest.post(f"{address}/{form}", {"proof": "x"}).status in {403, 404}
    with Journal.open(village.home) as journal:
        assert {e.act for e in journal.entries()} == {"keeper-add"}


def test_counts_from_the_page(village: Village) -> None:
    """Propose, agree, and another keeper agrees on the same screen; wrong passphrases are said and release nothing."""
    guest = _signed_in(village)
    page = guest.get("/keeper/counts")
    assert "2026 年还剩 4（共 4）" in page.words
    page = guest.fill("/keeper/counts/propose", quarter="2026-Q3", epsilon="1/2")
    assert "2026 年还剩 3.5（共 4）" in page.words
    (found,) = counting.counted(village.home)
    told = re.findall(r"<td>(−?\d+)</td>", page.text)
    assert [int(number.replace("−", "-")) for number in told] == list(found.numbers.values())
    page = guest.fill("/keeper/counts/release")
    assert "还要一位站长" in page.words
    page = guest.fill("/keeper/counts/second", name="陈会计", passphrase="猜的口令不对")
    assert page.status == 422
    assert counting.counted(village.home)[0].is_released is False
    page = guest.fill("/keeper/counts/second", name="陈会计", passphrase=PHRASES["陈会计"])
    assert "林站长、陈会计已同意" in page.words or "陈会计、林站长已同意" in page.words
    assert counting.counted(village.home)[0].is_handed_over


def test_a_used_up_budget_is_said_beside_the_form(village: Village) -> None:
    guest = _signed_in(village)
    guest.get("/keeper/counts")
    for quarter in ("2026-Q1", "2026-Q2"):
        guest.fill("/keeper/counts/propose", quarter=quarter, epsilon="2")
    page = guest.fill("/keeper/counts/propose", quarter="2026-Q3", epsilon="1/4")
    assert page.status == 422
    assert "2026 年的额度不够" in page.words
    page = guest.fill("/keeper/counts/propose", quarter="2026-Q4", epsilon="1")
    assert "还没有结束" in page.words
    page = guest.fill("/keeper/counts/propose", quarter="<b>", epsilon="1")
    assert (page.status, "<b>" in page.text) == (422, False)


@pytest.mark.slow
def test_the_sheet_from_the_page(village: Village) -> None:
    """Code and lines on the page open the sheet; the page is kept by no browser, and the code is not on the paper part."""
    guest = _signed_in(village)
    guest.get("/keeper/sheet")
    page = guest.fill("/keeper/sheet/print")
    assert page.headers["cache-control"] == "no-store"
    code = re.search(r'class="bigcode">([\d ]+)<', page.text)
    assert code is not None
    paper = page.text.partition('<article class="paper">')[2]
    assert code[1] not in paper
    lines = re.findall(r"<li>(\d\d [0-9A-Z ]+)</li>", paper)
    sheet = Sheet.open("\n".join(lines), code[1])
    assert (sheet.keys.id, sheet.settings) == (village.mailroom.station, village.home.settings)
    assert sheet.store == village.sessions["林站长"].store
    assert paper.count("<svg") == 3


def test_backups_from_the_page(village: Village, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    guest = _signed_in(village)
    guest.get("/keeper/sheet")
    page = guest.fill("/keeper/sheet/backup", folder=str(tmp_path / "nothing"))
    assert page.status == 422
    assert "U 盘插好了吗" in page.words
    page = guest.fill("/keeper/sheet/backup", folder=str(stick))
    assert "最近一次" in page.words
    (made,) = stick.iterdir()
    store, key = village.sessions["林站长"].store, Keepers(village.home)
    assert key.names() == list(PHRASES)
    assert "audit.db" in backup.read(made.read_bytes(), store, village.mailroom.key).files
    guest.post("/keeper/sheet/weekly", {"folder": str(stick), "proof": _proof(guest)})
    assert backup.noted(village.home)[1] == str(stick.resolve())
    guest.post("/keeper/sheet/weekly", {"folder": "", "proof": _proof(guest)})
    assert backup.noted(village.home)[1] == ""


def _proof(guest: Guest) -> str:
    found = re.search(r'name="proof" value="([^"]*)"', guest.get("/keeper/sheet").text)
    assert found is not None
    return found[1]


# -- the command line


@pytest.fixture
def phrase(tmp_path: Path) -> dict[str, str]:
    """Files with the passphrases."""
    for name, secret in PHRASES.items():
        (tmp_path / name).write_text(secret + "\n", encoding="utf-8")
    return {name: str(tmp_path / name) for name in PHRASES}


def _run(village: Village, *told: str) -> int:
    return main(["--home", str(village.home.path), *told])


def test_counts_on_the_command_line(
    village: Village, phrase: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Two keepers, two commands; refused ones are exit 1 and one line."""
    lin = ("--keeper", "林站长", "--passphrase-file", phrase["林站长"])
    chen = ("--keeper", "陈会计", "--passphrase-file", phrase["陈会计"])
    assert _run(village, "counts", "propose", "2025-Q3", "--epsilon", "1/2", "--json", *lin) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["quarter"], told["epsilon"], told["released"]) == ("2025-Q3", "1/2", False)
    assert _run(village, "counts", "release", "2025-Q3", "--digest", "0" * 64, *chen) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert _run(village, "counts", "release", "2025-Q3", "--digest", told["digest"], *lin) == 0
    assert "还要一位" in capsys.readouterr().out
    assert _run(village, "counts", "release", "2025-Q3", "--digest", told["digest"], "--json", *chen) == 0
    assert json.loads(capsys.readouterr().out) == {"state": "released"}
    assert _run(village, "counts", "show", "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["left"]["2025"] == "7/2"
    assert shown["quarters"][0]["numbers"] == told["numbers"]
    with pytest.raises(SystemExit) as error:
        _run(village, "counts", "propose", "2025-Q3", "--epsilon", "9", *lin)
    assert error.value.code == 2


@pytest.mark.slow
def test_a_new_box_on_the_command_line(
    village: Village, phrase: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """sheet print, backup, restore: the new box is the same station; a mistyped line is said by number."""
    lin = ("--keeper", "林站长", "--passphrase-file", phrase["林站长"])
    village.hub.now = village.mailroom.now = datetime.now(UTC)
    village.publish_book()
    slip = village.ask()
    page = tmp_path / "sheet.html"
    assert _run(village, "sheet", "print", "--out", str(page), "--json", *lin) == 0
    code = json.loads(capsys.readouterr().out)["code"]
    text = page.read_text(encoding="utf-8")
    assert code not in text
    assert text.count("<svg") == 3
    lines = re.findall(r"<li>(\d\d [0-9A-Z ]+)</li>", text)
    (tmp_path / "typed").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "code").write_text(code, encoding="utf-8")
    stick = tmp_path / "stick.age"
    assert _run(village, "backup", str(stick), "--json") == 0
    assert json.loads(capsys.readouterr().out)["bytes"] == stick.stat().st_size
    village.source().close()
    new = tmp_path / "new"
    told = [
        "restore",
        "--home",
        str(new),
        "--sheet",
        str(tmp_path / "typed"),
        "--code-file",
        str(tmp_path / "code"),
    ]
    wrong = lines[4][:-1] + ("0" if lines[4][-1] != "0" else "1")
    (tmp_path / "wrong").write_text("\n".join([*lines[:4], wrong, *lines[5:]]), encoding="utf-8")
    assert main([*told[:4], str(tmp_path / "wrong"), *told[5:]]) == 1
    assert "第 5 行" in capsys.readouterr().err
    assert main([*told, "--backup", str(stick), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "station": village.mailroom.station,
        "log": 1,
        "goes_on": True,
    }
    assert main(["--home", str(new), "request", "list", "--json"]) == 0
    assert str(slip.number) in capsys.readouterr().out


def test_requests_come_back_on_the_same_box(
    village: Village, phrase: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A damaged register: restore-backup puts it back; the log and the budget of counts stay as they are now."""
    lin = ("--keeper", "林站长", "--passphrase-file", phrase["林站长"])
    slip = village.ask()
    stick = tmp_path / "stick.age"
    assert _run(village, "backup", str(stick)) == 0
    counting.propose(village.home, village.sessions["林站长"], Quarter(2026, 3), "2", village.now)
    for path in village.home.path.glob("requests.db*"):
        path.unlink()
    assert _run(village, "restore-backup", str(stick), *lin) == 0
    assert village.open(slip).given["name"] == "陈阿婆"
    assert counting.left(village.home, 2026) == 2
    with Journal.open(village.home) as journal:
        assert [e.act for e in journal.entries()][-3:] == ["counted", "restore", "open"]
    capsys.readouterr()
    assert _run(village, "restore-backup", str(tmp_path / "none"), *lin) == 1
    assert "读不出来" in capsys.readouterr().err
