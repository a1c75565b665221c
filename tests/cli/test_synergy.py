"""``lianjian synergy report`` on a real home: what it says, what it leaves out, what it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.running import environment, run
from tests.homes import new_home
from tests.house.reading import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """An installation with the outcomes of tests.cli.outcomes."""
    path = new_home(tmp_path_factory, "empty")
    entered = subprocess.run(
        [sys.executable, "-m", "tests.cli.outcomes"],
        cwd=ROOT,
        env=environment(path, PYTHONPATH=f"{ROOT}/src"),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert entered.returncode == 0, entered.stderr
    return path


def told(home: Path, *words: str) -> dict[str, Any]:
    """What the report says to machines."""
    answer = run(home, "synergy", "report", "--json", *words)
    assert answer.returncode == 0, answer.stderr
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


@pytest.fixture(scope="module")
def everything(home) -> dict[str, Any]:
    """The report over the whole network, asked for once."""
    return told(home)


def test_one_and_one_and_one_are_four_point_six(everything) -> None:
    """v({i}), v(N), index and shares, each with its outcomes, which lie beside with value, evidence and
    link."""
    found = everything
    assert [unit["unit"] for unit in found["units"]] == ["jobs", "visitors", "yuan"]
    yuan = found["units"][2]
    assert [figure["value"] for figure in yuan["alone"]] == [100, 100, 100]
    assert (yuan["together"]["value"], yuan["index"], yuan["index_exact"]) == (460, 4.6, "23/5")
    assert (yuan["undefined"], yuan["reason"]) == (None, None)
    assert [(share["value"], share["exact"]) for share in yuan["shares"]] == [(153.333333, "460/3")] * 3
    assert [party["name"] for party in yuan["parties"]] == ["测试促进会", "测试融媒中心", "张洋村"]
    outcomes = {one["id"]: one for one in found["outcomes"]}
    for figures in (yuan["alone"], yuan["shares"], [yuan["together"]]):
        for figure in figures:
            assert figure["outcomes"]
            assert all(outcomes[key]["unit"] == "yuan" for key in figure["outcomes"])
    together = [outcomes[key] for key in yuan["together"]["outcomes"]]
    assert sum(one["value"] for one in together) == yuan["together"]["value"]
    assert {(one["evidence"], one["link"]) for one in together} == {
        ("账本", f"/m/outcomes/{one['id']}/") for one in together
    }


def test_where_nobody_has_anything_alone_the_index_is_unknown_and_not_nought(everything) -> None:
    """Jobs that two made together: null with the reason, while values and shares are there; a party by itself
    is one."""
    jobs, visitors, _ = everything["units"]
    assert (jobs["index"], jobs["undefined"]) == (None, "nobody-alone")
    assert "of its own" in jobs["reason"]
    assert [figure["value"] for figure in jobs["alone"]] == [0, 0]
    assert [share["value"] for share in jobs["shares"]] == [3.5, 3.5]
    assert (visitors["index"], visitors["undefined"]) == (1, None)


def test_what_nobody_verified_does_not_count(everything) -> None:
    """The reported reads are in no unit and among no outcomes."""
    assert "reads" not in json.dumps(everything)


def test_a_circle_counts_what_it_did_by_itself(home, everything) -> None:
    """For media centre and village, by key or number, what needed the association is left out."""
    everybody = everything["units"][2]["parties"]
    number = next(str(party["id"]) for party in everybody if party["name"] == "张洋村")
    found = told(home, "--party", "media", "--party", number)
    yuan = next(unit for unit in found["units"] if unit["unit"] == "yuan")
    assert (yuan["together"]["value"], yuan["index"]) == (200, 2)


def test_whoever_may_not_see_an_outcome_gets_the_figures_without_its_words(home, everything) -> None:
    """Village B reads the same figures; text, evidence and link of the outcomes behind them are null."""
    seen, hidden = everything, told(home, "--as", "secretary_b")
    assert hidden["units"] == seen["units"]
    assert {(one["text"], one["evidence"], one["link"]) for one in hidden["outcomes"]} == {(None, None, None)}
    assert all(one["text"] for one in told(home, "--as", "secretary_a")["outcomes"])


def test_a_time_in_which_nothing_happened_is_said(home) -> None:
    """An empty answer for machines, a sentence for people, in their language."""
    assert told(home, "--to", "2001-01-01") == {"units": [], "outcomes": []}
    assert "nothing is known" in run(home, "synergy", "report", "--to", "2001-01-01").stdout
    words = run(home, "synergy", "report", "--to", "2001-01-01", LIANJIAN_LANGUAGE="zh").stdout
    assert "没有已核实的成效" in words


def test_people_read_sentences(home) -> None:
    """One line a unit, one a party, in Chinese as the installation speaks."""
    lines = run(home, "synergy", "report", LIANJIAN_LANGUAGE="zh").stdout.splitlines()
    assert "元：3 方共同取得 460，来自 4 项成效。 协同指数 4.60。" in lines
    assert any(line.startswith("个岗位：") and "没有协同指数" in line for line in lines)
    assert "  张洋村：单独 100，份额 153.33" in lines


@pytest.mark.parametrize("party", ["nobody", "99999999999999999999"])
def test_an_unknown_party_is_refused_in_one_line(home, party) -> None:
    """Exit code 1, the name in the sentence, no traceback, nothing on stdout."""
    answer = run(home, "synergy", "report", "--json", "--party", party)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.count("\n") == 1
    assert party in answer.stderr


def test_an_unknown_account_is_refused(home) -> None:
    """Nobody sees through the eyes of somebody who is not there."""
    answer = run(home, "synergy", "report", "--as", "ghost")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "ghost" in answer.stderr


@pytest.mark.parametrize(
    "words", [["--from", "yesterday"], ["--units", "yuan"], ["--from", "2026-02-01", "--to", "2026-01-01"]]
)
def test_wrong_arguments_are_usage_errors(home, words) -> None:
    """Exit code 2 and a hint, no traceback."""
    answer = run(home, "synergy", "report", *words)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "Traceback" not in answer.stderr


def test_help_is_there_without_an_installation(tmp_path) -> None:
    """Who asks how it works is not told to install first; who asks for figures is."""
    assert "v(N)" in run(tmp_path / "nowhere", "synergy", "report", "--help").stdout
    answer = run(tmp_path / "nowhere", "synergy", "report", "--json")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "lianjian init" in answer.stderr


def test_the_report_as_a_pdf_to_print(home, tmp_path) -> None:
    """Written to the file that is named; beside --json the figures stay the same; a folder that is not there is told."""
    paper = tmp_path / "report.pdf"
    found = told(home, "--pdf", str(paper))
    assert paper.read_bytes().startswith(b"%PDF-")
    assert {unit["unit"] for unit in found["units"]} == {"jobs", "visitors", "yuan"}
    answer = run(home, "synergy", "report", "--pdf", str(tmp_path / "nowhere" / "report.pdf"))
    assert answer.returncode != 0
    assert "Traceback" not in answer.stderr
