"""An archive comes home: files of our own making (of ten seven as mirrors show them, a saved page, a Word document, a clean
text; 30 sentences each, about 7 KB) through the real command on a new installation, as a process of its own with its readers.

The limit is what nobody can do without: reading each file, its SHA-256, a row with its text in SQLite. ``again`` is the same
command once more, which finds everything there. Peak memory is that of all processes of the import together (proportional
set size), looked at four times a second; CPU seconds are theirs together.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.apps.newsroom import articles
from tests.cli.running import BIN, environment

SIZES = {"small": 200, "medium": 1_000, "large": 5_400}
CLOCK = os.sysconf("SC_CLK_TCK")
MEGABYTE = 1024 * 1024


def run(size: str) -> dict[str, Any]:
    """Make the files, import them, import them again."""
    number = SIZES[size]
    folder = Path(tempfile.mkdtemp(prefix="lianjian-archive-"))
    try:
        home, files = folder / "home", folder / "files"
        _said(f"making {number} files and an installation")
        total = _make(files, number)
        _installation(home)
        _said("importing")
        first = _import(home, files)
        again = _import(home, files)
        limit = _limit(folder / "limit.sqlite3", files)
    finally:
        shutil.rmtree(folder)
    return {
        "ours": {**first, "bytes": total, "again": again},
        "limit": limit,
        "ratios": {"items/s": round(first["items/s"] / limit["items/s"], 4)},
    }


def _said(words: str) -> None:
    print(words, file=sys.stderr)


def _make(files: Path, number: int) -> int:
    total = 0
    for n in range(number):
        folder = files / f"{n // 500:03}"
        folder.mkdir(parents=True, exist_ok=True)
        kind = n % 10
        name, data = (
            (f"{n}.txt", articles.mirrored(n))
            if kind < 7  # noqa: PLR2004 - seven of ten
            else [
                (f"{n}.html", articles.page(n)),
                (f"{n}.docx", articles.document(n)),
                (f"{n}-clean.txt", articles.article(n).encode()),
            ][kind - 7]
        )
        (folder / name).write_bytes(data)
        total += len(data)
    return total


def _installation(home: Path) -> None:
    """A new one with one media centre."""
    subprocess.run([str(BIN / "lianjian"), "init"], env=environment(home), check=True, capture_output=True)
    register = (
        "import django; django.setup()\n"
        "from datetime import date\n"
        "from lianjian.apps.parties.actions.register_organisation import register_organisation\n"
        "from lianjian.foundation.actor import Actor\n"
        "register_organisation(by=Actor.system('benchmark'), key='media', name='测试融媒中心', short_name='媒',"
        " kind='media-centre', division=None, joined_on=date(2026, 1, 1))\n"
    )
    more = {"DJANGO_SETTINGS_MODULE": "lianjian.settings.embedded"}
    subprocess.run([sys.executable, "-c", register], env=environment(home, **more), check=True)


def _import(home: Path, files: Path) -> dict[str, Any]:
    began = time.monotonic()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(
            [str(BIN / "lianjian"), "newsroom", "import-archive", str(files), "--json"],
            env=environment(home),
            stdout=out,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        peak, seconds = _watched(process)
        wall = time.monotonic() - began
        out.seek(0)
        report = json.loads(out.read())
    items = len(report.pop("items"))
    return {
        **report,
        "items": items,
        "seconds": round(wall, 1),
        "items/s": round(items / wall, 1),
        "cpu s": round(seconds, 1),
        "cpu ms an item": round(seconds / items * 1000, 1),
        "peak MB": round(peak / MEGABYTE),
    }


def _watched(process: subprocess.Popen[bytes]) -> tuple[int, float]:
    """Peak bytes and CPU seconds of a process and all that belong to its session."""
    peak, spent = 0, {}
    try:
        while process.poll() is None:
            held = 0
            for pid in _session(process.pid):
                try:
                    held += _proportional(pid)
                    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                    spent[pid] = (int(words[11]) + int(words[12])) / CLOCK
                except (OSError, ValueError, IndexError):
                    continue
            peak = max(peak, held)
            time.sleep(0.25)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    return peak, sum(spent.values())


def _session(leader: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if os.getsid(int(entry.name)) == leader:
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def _proportional(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _limit(path: Path, files: Path) -> dict[str, float]:
    """Reading, hashing and a row each, in one transaction for twenty-five."""
    began, cpu, items = time.monotonic(), time.process_time(), 0
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE item (sha256 TEXT PRIMARY KEY, name TEXT, words BLOB)")
        for file in sorted(p for p in files.rglob("*") if p.is_file()):
            data = file.read_bytes()
            database.execute("INSERT INTO item VALUES (?, ?, ?)", (sha256(data).hexdigest(), file.name, data))
            items += 1
            if items % 25 == 0:
                database.commit()
    wall = time.monotonic() - began
    return {
        "items/s": round(items / wall, 1),
        "cpu ms an item": round((time.process_time() - cpu) / items * 1000, 2),
    }
