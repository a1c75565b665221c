"""What the machine does not allow is one line with its cure, never a traceback."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, connection, transaction

from lianjian.cli import examining
from lianjian.cli.failing import refusal_of
from tests.cli.running import BIN, environment, free_port, run
from tests.homes import new_home


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A fresh installation."""
    return new_home(tmp_path_factory, "empty")


@pytest.fixture(scope="module")
def damaged(tmp_path_factory) -> Path:
    """An installation whose database was overwritten at its beginning."""
    made = new_home(tmp_path_factory, "empty")
    with (made / "lianjian.sqlite3").open("r+b") as file:
        file.write(b"garbage garbage ")
    return made


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ["init"],
        ["newsroom", "stories"],
        ["newsroom", "import-archive", __file__],
        ["audit", "verify"],
        ["spread", "recompute"],
        ["backup", "{home}/../kept.zip"],
        ["islands", "publish", "--out", "{home}/../out"],
    ],
    ids=" ".join,
)
def test_a_damaged_database_is_said_in_one_line(damaged: Path, words: list[str]) -> None:
    """Exit 1, the cure named, and nothing half done left behind."""
    answer = run(damaged, *(word.format(home=damaged) for word in words))
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert answer.stderr.count("\n") == 1
    assert "The database is damaged" in answer.stderr
    assert "lianjian restore" in answer.stderr
    assert sorted(path.name for path in damaged.parent.iterdir()) == ["home"]


@pytest.mark.slow
def test_a_worker_on_a_damaged_database_gives_up(damaged: Path) -> None:
    """It tries a few times, a line each, and ends."""
    answer = run(damaged, "matrix", "work", "--until-empty")
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    assert "The database is damaged" in answer.stderr.splitlines()[-1]


@pytest.mark.slow
def test_the_doctor_looks_at_everything_although_the_database_is_damaged(damaged: Path) -> None:
    """Each thing that cannot be examined is a finding; the others are examined all the same."""
    answer = run(damaged, "doctor", "--json")
    assert answer.returncode == 1
    assert answer.stderr == ""
    well = {finding["what"]: finding["well"] for finding in json.loads(answer.stdout)["findings"]}
    assert (well["keys"], well["database"], well["audit trail"]) == (True, False, False)


@pytest.mark.slow
def test_output_that_cannot_be_written_is_said(home: Path) -> None:
    """A full disk under the output is exit 1 and one line."""
    with open("/dev/full", "w") as full:  # noqa: PTH123 - a device
        answer = subprocess.run(
            [BIN / "lianjian", "matrix", "outlets", "--json"],
            env=environment(home),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=120,
        )
    assert answer.returncode == 1
    assert answer.stderr == "lianjian: The disk is full. Make room, then run the command again.\n"


@pytest.mark.slow
def test_a_home_that_may_not_be_written_is_said(tmp_path: Path) -> None:
    """Where the folder cannot be made, the folder is named."""
    (tmp_path / "file").write_text("")
    answer = run(tmp_path / "file" / "home", "init")
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert "file/home" in answer.stderr


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "The disk is full."),
        (errno.EDQUOT, "The disk is full."),
        (errno.EROFS, "may not be used"),
        (errno.EACCES, "may not be used"),
        (errno.EIO, "cannot be used"),
    ],
)
def test_what_the_disk_says(number: int, said: str) -> None:
    """Also where it is the cause of another error, or one of several."""
    failure = OSError(number, os.strerror(number), "/some/file")
    wrapped = RuntimeError("outer")
    wrapped.__cause__ = ExceptionGroup("several", [failure])
    for one in (failure, wrapped):
        refusal = refusal_of(one)
        assert refusal is not None
        assert said in str(refusal)
        assert refusal.cure


def test_what_sqlite_says(tmp_path: Path) -> None:
    """A full disk and a database that cannot be written, as SQLite itself reports them."""
    with closing(sqlite3.connect(tmp_path / "base")) as base:
        base.execute("create table paper (text)")
        base.execute("pragma max_page_count=3")
        with pytest.raises(sqlite3.Error) as full:
            base.execute("insert into paper values (?)", ["x" * 100_000])
        base.rollback()
        base.execute("pragma query_only=1")
        with pytest.raises(sqlite3.Error) as closed:
            base.execute("insert into paper values ('x')")
        with pytest.raises(sqlite3.Error) as outdated:
            base.execute("select * from nowhere")
    for caught, said in (
        (full, "The disk is full"),
        (closed, "The database cannot be written"),
        (outdated, "lianjian init"),
    ):
        assert said in str(refusal_of(caught.value))


def test_mistakes_of_the_program_keep_their_traceback(db: None) -> None:
    """Only what a person can cure becomes a refusal."""
    assert refusal_of(ValueError("x")) is None
    with pytest.raises(IntegrityError) as mistake, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("insert into foundation_lease (name) values ('x')")
    assert refusal_of(mistake.value) is None


def findings() -> dict[str, dict[str, str]]:
    """What the doctor finds, by what was looked at."""
    done = CliRunner().invoke(examining.doctor, ["--json"])
    return {finding["what"]: finding for finding in json.loads(done.stdout)["findings"]}


@pytest.fixture
def _up(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands find Django up, on a home of the test's own."""
    settings.HOME = tmp_path / "home"
    (settings.HOME / "keys").mkdir(parents=True, mode=0o700)
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": str(settings.HOME / "private")}}
    settings.STORAGES = {**settings.STORAGES, "private": private}
    monkeypatch.setattr(examining, "set_up", lambda: None)


@pytest.mark.usefixtures("_up")
def test_the_doctor_finds_a_damaged_key_of_outlets(network, settings) -> None:
    """A key that is none, another key, and no key: each time the outlet whose credentials are lost is named."""
    from lianjian.apps.matrix.actions.ensure_outlets import ensure_outlets
    from lianjian.apps.matrix.actions.store_credentials import store_credentials
    from tests.network import ROOT

    path = settings.HOME / "keys" / "outlets.key"
    path.write_text("no key at all")
    assert not findings()["credentials of outlets"]["well"]
    path.unlink()
    assert findings()["credentials of outlets"]["well"]
    ensure_outlets(by=ROOT)
    store_credentials(by=ROOT, outlet="wechat-zhuyou", values={"appid": "a", "secret": "b"})
    good = path.read_text()
    assert findings()["credentials of outlets"]["finding"] == "1 can be opened"
    for bad in ("no key at all", good[::-1], ""):
        path.write_text(bad)
        found = findings()["credentials of outlets"]
        assert not found["well"]
        assert "outlets.key" in found["cure"]
    path.unlink()
    assert not findings()["credentials of outlets"]["well"]


@pytest.mark.usefixtures("_up")
def test_the_doctor_finds_damaged_originals(network) -> None:
    """An original of the archive with other bytes, and one that is gone, are named."""
    from lianjian.apps.newsroom.actions.import_archive import import_archive
    from lianjian.apps.newsroom.models import ArchiveItem
    from lianjian.apps.newsroom.rules.archive.sources import Source
    from tests.network import ROOT

    sources = [
        Source(
            f"旧稿{number}.txt",
            "txt",
            f"第{number}篇旧稿\n\n村里第{number}次修路，大家都来了。".encode(),
        )
        for number in (1, 2, 3)
    ]
    import_archive(by=ROOT, sources=sources)
    assert findings()["originals of the archive"]["finding"] == "3 are as they came"
    paths = {item.file_name: Path(item.original.path) for item in ArchiveItem.objects.by(ROOT)}
    paths["旧稿1.txt"].write_bytes(b"other")
    paths["旧稿2.txt"].unlink()
    found = findings()["originals of the archive"]
    assert not found["well"]
    assert found["finding"] == "2 missing or damaged: 旧稿1.txt, 旧稿2.txt"


@pytest.mark.slow
@pytest.mark.enable_socket
def test_a_home_of_an_earlier_release_is_not_served(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Without `lianjian init` after an upgrade every other page would fall: hub and worker do not begin, and the doctor
    says what is missing."""
    old = new_home(tmp_path_factory, "empty")
    with closing(sqlite3.connect(old / "lianjian.sqlite3")) as base, base:
        base.execute("delete from django_migrations where app = 'exchange' and name = '0002_needs'")
    for words in (["serve", "--port", str(free_port())], ["work"]):
        answer = run(old, *words)
        assert answer.returncode == 1
        assert answer.stderr.count("\n") == 1
    assert "lianjian init" in answer.stderr
    told = json.loads(run(old, "doctor", "--json").stdout)
    found = {one["what"]: one for one in told["findings"]}
    assert not found["form of the database"]["well"]
    assert "lianjian init" in found["form of the database"]["cure"]
