"""``lianjian newsroom`` as scripts use it: bring the archive home, list, publish; cut off, fed nonsense, run twice."""

from __future__ import annotations

import io
import json
import os
import random
import signal
import sqlite3
import subprocess
import time
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING, Any

import docx
import pytest
from openpyxl import load_workbook

from tests.cli.articles import article
from tests.cli.running import BIN, environment, run
from tests.homes import new_home
from tests.huanyuan.corruptor import as_gbk, random_mirror

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]

MEGABYTE = 1024 * 1024
EDITOR, REVIEWER, LEADER = "sunianci", "keyawen", "dumingyuan"
SIX = (
    ("first-review", "huanglicheng"),
    ("second-review", REVIEWER),
    ("first-proof", "qiuxiaolan"),
    ("second-proof", "tangjingru"),
    ("third-proof", "shimingde"),
    ("final-review", "zengguoliang"),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration network: it has a newsroom, columns and people who review."""
    return new_home(tmp_path_factory, "demonstration")


def mangled(number: int, *, way: int = 0) -> bytes:
    """The same, as a mirror shows it; another ``way`` is another mirror."""
    mirror = random_mirror(random.Random(way), glosses=False)
    return mirror.apply(article(number)).encode()


def imported(home: Path, *words: str) -> dict[str, Any]:
    done = run(home, "newsroom", "import-archive", *words, "--json")
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def stories(home: Path) -> list[dict[str, Any]]:
    listed = run(home, "newsroom", "stories", "--json")
    assert listed.returncode == 0, listed.stderr
    rows: list[dict[str, Any]] = json.loads(listed.stdout)
    return rows


def counted(home: Path) -> int:
    """How many stories lie in the database, read beside the running import."""
    with closing(sqlite3.connect(f"file:{home / 'lianjian.sqlite3'}?mode=ro", uri=True)) as database:
        return int(database.execute("SELECT count(*) FROM newsroom_story").fetchone()[0])


def test_every_kind_of_file_comes_home_once(home: Path, tmp_path: Path) -> None:
    """A folder with txt, html, docx, jsonl and a zip: each becomes a draft of the column with the sha256 of its source;
    running it again changes nothing."""
    (tmp_path / "in" / "deeper").mkdir(parents=True)
    folder = tmp_path / "in"
    (folder / "a.txt").write_bytes(mangled(1))
    (folder / "deeper" / "b.html").write_text(
        f"<html><body><h1>第2号试稿见报</h1><p>{article(2)}</p></body></html>"
    )
    paper = docx.Document()
    for line in article(3).split("\n"):
        paper.add_paragraph(line)
    paper.save(str(folder / "c.docx"))
    lines = [json.dumps({"id": str(n), "text": as_gbk(article(n))}, ensure_ascii=False) for n in (4, 5)]
    (folder / "d.jsonl").write_text("\n".join(lines))
    with zipfile.ZipFile(folder / "e.zip", "w") as archive:
        archive.writestr("甲/f.txt", mangled(6))
    before = len(stories(home))
    report = imported(home, str(folder), "--column", "village-stories")
    assert (report["imported"], report["refused"], report["duplicate"]) == (6, 0, 0)
    assert {row["name"] for row in report["items"]} == {
        "in/a.txt",
        "in/c.docx",
        "in/d.jsonl:1",
        "in/d.jsonl:2",
        "in/deeper/b.html",
        "in/e.zip/甲/f.txt",
    }
    rows = stories(home)
    assert len(rows) == before + 6
    new = {row["source_sha256"]: row for row in rows if row["source_sha256"]}
    assert {"id", "title", "column", "state", "published_at", "source_sha256"} <= set(rows[0])
    for item in report["items"]:
        row = new[item["sha256"]]
        assert (row["id"], row["column"], row["state"]) == (item["story"], "village-stories", "draft")
        assert row["published_at"] is None
    again = imported(home, str(folder), "--column", "village-stories")
    assert (again["imported"], again["duplicate"]) == (0, 6)
    assert len(stories(home)) == before + 6


def test_a_story_mangled_in_another_way_is_the_same_story(home: Path, tmp_path: Path) -> None:
    """Two mirrors, two sets of bytes, one story: the second is told as a duplicate of the first."""
    first, second = tmp_path / "one.txt", tmp_path / "two.txt"
    first.write_bytes(mangled(20))
    second.write_text(article(20))
    assert first.read_bytes() != second.read_bytes()
    story = imported(home, str(first))["items"][0]["story"]
    report = imported(home, str(second))
    assert (report["imported"], report["duplicate"], report["items"][0]["story"]) == (0, 1, story)


def test_nonsense_is_refused_by_name_and_the_rest_goes_on(home: Path, tmp_path: Path) -> None:
    """Binary, empty, a single line of 200 MB, a file that is not there: each named with its reason on stderr; the good
    file beside them is imported and the exit is 0. Where nothing could be read, the exit is 1."""
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "empty.txt").write_bytes(b"")
    for name in ("line.txt", "line.jsonl"):
        with (tmp_path / name).open("wb") as out:
            for _ in range(200):
                out.write(b"a" * MEGABYTE)
    (tmp_path / "good.txt").write_bytes(mangled(30))
    names = ("binary.txt", "empty.txt", "line.txt", "line.jsonl", "absent.txt", "good.txt")
    paths = [str(tmp_path / name) for name in names]
    done = run(home, "newsroom", "import-archive", *paths, "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert (report["imported"], report["refused"]) == (1, 5)
    said = done.stderr.splitlines()
    for name in names[:5]:
        assert [line for line in said if line.startswith(name)], name
    assert "Traceback" not in done.stderr
    assert all(row["reason"] for row in report["items"] if row["state"] == "refused")
    nothing = run(home, "newsroom", "import-archive", paths[0], paths[1])
    assert nothing.returncode == 1
    assert "Nothing was imported" in nothing.stderr.splitlines()[-1]
    (tmp_path / "other.txt").write_bytes(mangled(31))
    unknown = run(home, "newsroom", "import-archive", str(tmp_path / "other.txt"), "--column", "nowhere")
    assert unknown.returncode == 1
    assert "nowhere" in unknown.stderr


def test_an_import_that_is_killed_goes_on_where_it_was_cut(home: Path, tmp_path: Path) -> None:
    """kill -9 in the middle of 90 items; run again, each is there once, none is lost, and the report is that of the whole.
    Once more, and each is there already; both reports can be asked for afterwards."""
    numbers = range(1000, 1090)
    rows = [json.dumps({"id": str(n), "text": article(n)}, ensure_ascii=False) for n in numbers]
    source = tmp_path / "many.jsonl"
    source.write_text("\n".join(rows))
    before = counted(home)
    process = subprocess.Popen(
        [str(BIN / "lianjian"), "newsroom", "import-archive", str(source), "--column", "village-stories"],
        env=environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 120
    while counted(home) < before + 10:
        assert process.poll() is None, "the import was over before it could be cut off"
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)
    cut = counted(home) - before
    assert 10 <= cut < len(numbers)
    report = imported(home, str(source), "--column", "village-stories")
    assert (report["imported"], report["duplicate"], report["refused"]) == (len(numbers), 0, 0)
    assert [item["name"] for item in report["items"]] == [f"many.jsonl:{n}" for n in range(1, 91)]
    found = [row for row in stories(home) if row["source_sha256"]]
    assert len({row["source_sha256"] for row in found}) == len(found)
    assert len(stories(home)) == before + len(numbers)
    again = imported(home, str(source), "--column", "village-stories")
    assert (again["imported"], again["duplicate"]) == (0, len(numbers))
    asked = run(home, "newsroom", "import-report", str(report["run"]), "--json")
    assert json.loads(asked.stdout) == report
    newest = run(home, "newsroom", "import-report", "--json", "--xlsx", str(tmp_path / "report.xlsx"))
    assert json.loads(newest.stdout) == again
    sheet = load_workbook(tmp_path / "report.xlsx").active
    assert sheet.max_row == len(numbers) + 1
    assert run(home, "newsroom", "import-report", "999999").returncode == 1


def test_ctrl_c_ends_an_import_in_order(home: Path, tmp_path: Path) -> None:
    """What was written stays, one line says how to go on, and the same command does the rest."""
    numbers = range(3000, 3090)
    source = tmp_path / "stopped.jsonl"
    rows = [json.dumps({"id": str(n), "text": article(n)}, ensure_ascii=False) for n in numbers]
    source.write_text("\n".join(rows))
    before = counted(home)
    process = subprocess.Popen(
        [str(BIN / "lianjian"), "newsroom", "import-archive", str(source)],
        env=environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads here; jobs in the background ignore it
    )
    deadline = time.monotonic() + 120
    while counted(home) < before + 10:
        assert process.poll() is None, "the import was over before it could be stopped"
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Go on with the same command." in said
    assert "Traceback" not in said
    assert counted(home) < before + len(numbers)
    report = imported(home, str(source))
    assert (report["imported"], report["duplicate"], report["refused"]) == (len(numbers), 0, 0)
    assert counted(home) == before + len(numbers)


def test_publishing_needs_the_named_reviews(home: Path, tmp_path: Path) -> None:
    """Refused without all six steps and for a reviewer who holds none; with them the story is public, and says so."""
    (tmp_path / "a.txt").write_bytes(article(50).encode())
    story = str(
        imported(home, str(tmp_path / "a.txt"), "--column", "village-stories", "--as", EDITOR)["items"][0][
            "story"
        ]
    )
    for words in ((), ("--reviewer", REVIEWER), ("--reviewer", "nobody-of-that-name")):
        refused = run(home, "newsroom", "publish", story, *words)
        assert refused.returncode == 1, words
        assert len(refused.stderr.strip().splitlines()) == 1
        assert "Traceback" not in refused.stderr
    assert run(home, "newsroom", "submit", story, "--as", EDITOR).returncode == 0
    own = run(home, "newsroom", "review", story, "--as", EDITOR)
    assert own.returncode == 1
    for step, name in SIX:
        early = run(home, "newsroom", "publish", story, "--as", EDITOR)
        assert early.returncode == 1
        taken = run(home, "newsroom", "review", story, "--step", step, "--as", name)
        assert taken.returncode == 0, taken.stderr
    six = [name for _step, name in SIX]
    done = run(home, "newsroom", "publish", story, "--reviewer", *six, "--as", EDITOR, "--json")
    assert done.returncode == 0, done.stderr
    row = json.loads(done.stdout)
    assert (row["id"], row["state"]) == (int(story), "published")
    assert row["published_at"] is not None
    told = json.loads(run(home, "newsroom", "record", story, "--json").stdout)
    assert [one["step"] for one in told["reviews"]] == [step for step, _name in SIX]
    assert len(set(told["steps"].values())) == 6
    assert run(home, "newsroom", "record", "999999").returncode == 1
    words = ("newsroom", "rules", "--reason", "照旧")
    assert run(home, *words, "--two-lanes", "--as", REVIEWER).returncode == 1
    assert run(home, *words, "--six-people", "--as", LEADER).returncode == 0
    missing = run(home, "newsroom", "publish", "999999")
    assert missing.returncode == 1
    usage = run(home, "newsroom", "publish", "abc")
    assert usage.returncode == 2


def test_a_zip_that_unfolds_too_far_is_refused(home: Path, tmp_path: Path) -> None:
    """A bomb is named and not opened; the story packed beside it comes home."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.txt", b"0" * (80 * MEGABYTE))
        archive.writestr("good.txt", mangled(60))
    (tmp_path / "pack.zip").write_bytes(out.getvalue())
    report = imported(home, str(tmp_path / "pack.zip"))
    states = {row["name"]: row["state"] for row in report["items"]}
    assert states == {"pack.zip/bomb.txt": "refused", "pack.zip/good.txt": "imported"}


def test_an_older_repair_is_done_again_and_only_proposed(home: Path, tmp_path: Path) -> None:
    """What the present version reads otherwise is proposed once; the story keeps its text; wrong use is said."""
    (tmp_path / "a.txt").write_bytes(mangled(77))
    imported(home, str(tmp_path / "a.txt"))
    with closing(sqlite3.connect(home / "lianjian.sqlite3")) as database, database:
        key = database.execute("SELECT max(id) FROM newsroom_archive_item").fetchone()[0]
        database.execute(
            "UPDATE newsroom_archive_item SET huanyuan_version = '0.0.1', repaired_text = repaired_text || '多' "
            "WHERE id = ?",
            [key],
        )
    again = ("newsroom", "repair-again", str(key), "--json")
    states = []
    for _ in range(2):
        done = run(home, *again)
        assert done.returncode == 0, done.stderr
        states.append(json.loads(done.stdout)["items"][0])
    assert [row["state"] for row in states] == ["proposed", "known"]
    assert states[0]["changes"] == 1
    with closing(sqlite3.connect(home / "lianjian.sqlite3")) as database:
        kept = database.execute("SELECT repaired_text FROM newsroom_archive_item WHERE id = ?", [key])
        assert kept.fetchone()[0].endswith("多")
    assert run(home, "newsroom", "repair-again").returncode == 2
    assert run(home, "newsroom", "repair-again", "999999").returncode == 1


def test_links_pipes_and_the_folders_of_saved_pages_are_no_stories(home: Path, tmp_path: Path) -> None:
    """A link inside a folder is named and not followed, wherever it leads, nor is a linked folder or a pipe waited for; what a
    browser put beside a saved page is passed over. A link that is named itself is read."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text(article(201))
    folder = tmp_path / "in"
    (folder / "页_files").mkdir(parents=True)
    (folder / "页_files" / "frame.html").write_text(f"<p>{article(202)}</p>")
    (folder / "页.html").write_text(f"<html><body><p>{article(203)}</p></body></html>")
    (folder / "link.txt").symlink_to(tmp_path / "outside" / "secret.txt")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.txt")
    report = imported(home, str(folder))
    assert {row["name"]: row["state"] for row in report["items"]} == {
        "in/link.txt": "refused",
        "in/loop": "refused",
        "in/pipe.txt": "refused",
        "in/页.html": "imported",
    }
    assert all(row["reason"] for row in report["items"] if row["state"] == "refused")
    assert imported(home, str(folder / "link.txt"))["imported"] == 1


def test_a_folder_is_read_where_one_stands_in_it(home: Path, tmp_path: Path) -> None:
    """``import-archive .`` names the files by the folder's own name, as from outside."""
    (tmp_path / "旧稿").mkdir()
    (tmp_path / "旧稿" / "a.txt").write_text(article(210))
    done = subprocess.run(
        [str(BIN / "lianjian"), "newsroom", "import-archive", ".", "--json"],
        cwd=tmp_path / "旧稿",
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    assert [row["name"] for row in json.loads(done.stdout)["items"]] == ["旧稿/a.txt"], done.stderr


def test_a_copy_that_is_another_story_is_parted_once(home: Path, tmp_path: Path) -> None:
    """The number of a copy becomes a draft of its own; a second time, or a number that is none, is refused in a line. Indexing
    finds nothing that the import did not index."""
    (tmp_path / "one.txt").write_text(article(220))
    (tmp_path / "two.txt").write_text(article(220) + "\n又及：第二天补发。")
    assert imported(home, str(tmp_path / "one.txt"))["imported"] == 1
    assert imported(home, str(tmp_path / "two.txt"))["copies"] == 1
    with closing(sqlite3.connect(home / "lianjian.sqlite3")) as database:
        copy = database.execute("SELECT max(id) FROM newsroom_archive_copy").fetchone()[0]
    before = counted(home)
    parted = run(home, "newsroom", "part-copy", str(copy), "--as", EDITOR, "--json")
    assert parted.returncode == 0, parted.stderr
    assert json.loads(parted.stdout)["story"] in {row["id"] for row in stories(home)}
    assert counted(home) == before + 1
    for number in (str(copy), "999999"):
        refused = run(home, "newsroom", "part-copy", number, "--as", EDITOR)
        assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert run(home, "newsroom", "part-copy", "x", "--as", EDITOR).returncode == 2
    indexed = run(home, "newsroom", "index-archive", "--json")
    assert json.loads(indexed.stdout) == {"items": 0}
