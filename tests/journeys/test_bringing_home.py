"""The archive comes home (issue 6): a folder of 500 files, forty of them bad, is imported by a process that is killed half-way
and started again. At the end each file has become what it should, nothing twice, and every original lies as it came."""

from __future__ import annotations

import io
import json
import random
import signal
import sqlite3
import subprocess
import time
import zipfile
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from huanyuan.tables import mirror_table
from lianjian.kernel.keys import fingerprint
from tests.apps.newsroom import articles
from tests.cli.running import BIN, environment, run
from tests.homes import new_home

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.enable_socket]

FOLDER = "旧档案"
SHORT = 5
"""Sentences of an article: what is tried here is the way, not the length."""
FILES, BAD = 500, 40
CUT_AT = 150
"""So many stories are there when the import is killed."""


@dataclass
class Handed:
    """What lies in the folder: by the name in the report the state it must end in, the bytes of the good ones, and a word of
    the reason of the bad ones."""

    states: dict[str, str] = field(default_factory=dict)
    bytes: dict[str, bytes] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    def good(self, name: str, data: bytes, state: str = "imported") -> bytes:
        self.states[f"{FOLDER}/{name}"] = state
        self.bytes[f"{FOLDER}/{name}"] = data
        return data

    def bad(self, name: str, reason: str) -> None:
        self.states[f"{FOLDER}/{name}"] = "refused"
        self.reasons[f"{FOLDER}/{name}"] = reason


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def locked(data: bytes) -> bytes:
    """A zip archive with the mark of a password on its one member."""
    local, central = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02")
    changed = bytearray(data)
    changed[local + 6] |= 1
    changed[central + 8] |= 1
    return bytes(changed)


def clean(number: int) -> str:
    return articles.article(number, sentences=SHORT)


def traditional(number: int) -> bytes:
    """In Big5, as an old site of a neighbour had it."""
    return clean(number).translate(str.maketrans(mirror_table().forward)).encode("big5", "ignore")


def fill(folder: Path) -> Handed:
    """Put the files there: 460 good ones (ten of them twice the same), 40 bad ones."""
    handed = Handed()
    good: dict[str, bytes] = {}
    for n in range(190):
        good[f"镜像/{n:03}.txt"] = handed.good(f"镜像/{n:03}.txt", articles.mirrored(n, sentences=SHORT))
    for n in range(200, 260):
        good[f"国标/{n}.txt"] = handed.good(f"国标/{n}.txt", clean(n).encode("gb18030"))
    for n in range(300, 340):
        good[f"大五/{n}.txt"] = handed.good(f"大五/{n}.txt", traditional(n))
    for n in range(400, 480):
        good[f"网页/{n}.html"] = handed.good(f"网页/{n}.html", articles.page(n, sentences=SHORT))
    for n in range(500, 540):
        good[f"文稿/{n}.docx"] = handed.good(f"文稿/{n}.docx", articles.document(n, sentences=SHORT))
    for n in range(10):
        again = good[f"镜像/{n:03}.txt"]
        good[f"附本/{n}.txt"] = handed.good(f"附本/{n}.txt", again, "duplicate")
    files = good | packed(handed) | bad_ones(handed)
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    assert len(files) == FILES
    assert len(handed.reasons) == BAD
    return handed


def packed(handed: Handed) -> dict[str, bytes]:
    """Forty files with three articles in each."""
    made: dict[str, bytes] = {}
    for n in range(600, 660, 3):
        lines = articles.lines_of_json(range(n, n + 3), sentences=SHORT)
        made[f"行/{n}.jsonl"] = lines
        for place, line in enumerate(lines.split(b"\n"), start=1):
            handed.good(f"行/{n}.jsonl:{place}", line)
    for n in range(700, 760, 3):
        members = [(f"内/{m}.txt", clean(m).encode()) for m in range(n, n + 3)]
        made[f"包/{n}.zip"] = zipped(*members)
        for name, data in members:
            handed.good(f"包/{n}.zip/{name}", data)
    return made


def bad_ones(handed: Handed) -> dict[str, bytes]:
    noise = random.Random(7).randbytes(3000)
    text = clean(9000).encode()
    made: dict[str, bytes] = {}

    def add(many: int, name: str, data: bytes, reason: str, inside: str = "") -> None:
        for n in range(many):
            named = f"坏/{n}-{name}"
            made[named] = data
            handed.bad(named + inside, reason)

    add(3, "bomb.zip", zipped(("bomb.txt", b"0" * 20_000_000)), "unfolds", "/bomb.txt")
    add(3, "climb.zip", zipped(("../../evil.txt", text)), "leads out", "/../../evil.txt")
    add(4, "broken.zip", b"PK\x03\x04" + noise, "broken")
    add(5, "picture.txt", b"\x89PNG\r\n\x1a\n" + noise, "no text")
    add(4, "empty.txt", b"", "empty")
    add(2, "locked.zip", locked(zipped(("secret.txt", text))), "password", "/secret.txt")
    add(5, "old.doc", b"\xd0\xcf\x11\xe0" + noise, "")
    add(2, "long.txt", text * 8000, "larger than")
    add(
        2, "deep.zip", zipped(("a.zip", zipped(("b.zip", zipped(("c.txt", text)))))), "inside", "/a.zip/b.zip"
    )
    add(4, "broken.docx", b"PK\x03\x04" + noise, "broken")
    add(3, "lines.jsonl", b"no line of JSON", "JSON", ":1")
    add(3, "marks.txt", "……\n！！".encode(), "no text")
    return made


def stories(home: Path) -> int:
    with closing(sqlite3.connect(f"file:{home / 'lianjian.sqlite3'}?mode=ro", uri=True)) as database:
        return int(database.execute("SELECT count(*) FROM newsroom_story").fetchone()[0])


def imported(home: Path, folder: Path) -> dict[str, Any]:
    done = run(home, "newsroom", "import-archive", str(folder), "--column", "village-stories", "--json")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def killed_half_way(home: Path, folder: Path, before: int) -> None:
    process = subprocess.Popen(
        [str(BIN / "lianjian"), "newsroom", "import-archive", str(folder), "--column", "village-stories"],
        env=environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 150
    while stories(home) < before + CUT_AT:
        assert process.poll() is None, "the import was over before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)


def test_five_hundred_files_come_home_although_the_import_is_killed(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Killed, started again, and once more: the counts are right, and the third time changes nothing."""
    home = new_home(tmp_path_factory, "demonstration")
    folder = tmp_path / FOLDER
    handed = fill(folder)
    expected = Counter(handed.states.values())
    before = stories(home)
    killed_half_way(home, folder, before)
    assert CUT_AT <= stories(home) - before < expected["imported"]

    report = imported(home, folder)
    assert {item["name"]: item["state"] for item in report["items"]} == handed.states
    assert len(report["items"]) == len(handed.states)
    assert report["imported"] == expected["imported"] == stories(home) - before
    assert (report["duplicate"], report["refused"]) == (10, BAD)
    said = {item["name"]: item["reason"] for item in report["items"] if item["state"] == "refused"}
    for name, word in handed.reasons.items():
        assert said[name], name
        assert word in said[name], name
    hashes = {item["name"]: item["sha256"] for item in report["items"]}
    for name, data in handed.bytes.items():
        assert hashes[name] == fingerprint(data), name
        kept = home / "private" / "archive" / hashes[name][:2] / hashes[name]
        assert kept.read_bytes() == data, name
    of_stories = [item["story"] for item in report["items"] if item["state"] == "imported"]
    assert len(set(of_stories)) == expected["imported"]

    again = imported(home, folder)
    assert (again["imported"], again["refused"]) == (0, BAD)
    assert again["duplicate"] == len(handed.bytes)
    assert stories(home) - before == expected["imported"]
    assert json.loads(run(home, "newsroom", "import-report", str(report["run"]), "--json").stdout) == report
