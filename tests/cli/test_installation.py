"""An installation is made, checked, backed up and restored by the commands that its administrator types."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from contextlib import closing

import pytest

from tests.cli.running import run
from tests.homes import new_home

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A fresh installation."""
    return new_home(tmp_path_factory, "empty")


def test_init_again_changes_nothing(home) -> None:
    """The second run finds everything in order and leaves the database as it was."""
    before = (home / "lianjian.sqlite3").stat().st_size
    again = run(home, "init")
    assert again.returncode == 0
    assert "up to date" in again.stderr
    assert (home / "lianjian.sqlite3").stat().st_size == before


def test_keys_are_for_the_owner_only(home) -> None:
    """Nobody else on the machine can read the keys."""
    assert (home / "keys").stat().st_mode & 0o077 == 0
    assert (home / "keys" / "secret-key").stat().st_mode & 0o077 == 0


def test_a_missing_home_is_said_in_one_line(tmp_path) -> None:
    """Commands on a missing home say so, name the cure and exit with 1, without a traceback."""
    for words in (["doctor"], ["parties", "list"], ["audit", "verify"], ["newsroom", "stories", "--json"]):
        answer = run(tmp_path / "nowhere", *words)
        assert answer.returncode == 1, words
        assert answer.stderr.count("\n") == 1
        assert "lianjian init" in answer.stderr
        assert answer.stdout == ""


@pytest.mark.parametrize(
    "words", [["no-such-room"], ["parties", "divisions"], ["serve", "--port", "many"], ["--nonsense"]]
)
def test_wrong_words_are_usage_errors(home, words) -> None:
    """Exit code 2 and a hint, no traceback."""
    answer = run(home, *words)
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr


def test_help_is_in_sentences(home) -> None:
    """Every command explains itself."""
    answer = run(home, "--help")
    assert answer.returncode == 0
    for name in (
        "init",
        "newsroom",
        "spread",
        "islands",
        "synergy",
        "doctor",
        "backup",
        "restore",
        "audit",
    ):
        assert name in answer.stdout


def test_all_villages_of_fujian_are_there(home) -> None:
    """17,498 rows of village level, each with twelve digits; names repeat, so the path tells them apart."""
    with closing(sqlite3.connect(home / "lianjian.sqlite3")) as base:
        count = base.execute(
            "select count(*) from parties_division where level='village' and length(code)=12"
        ).fetchone()
        namesakes = base.execute("select count(*) from parties_division where name='张洋村委会'").fetchone()
    assert count == (17498,)
    assert namesakes == (2,)
    found = json.loads(run(home, "parties", "divisions", "涵江 张洋", "--json").stdout)
    assert [row["code"] for row in found] == ["350303108203"]


def test_a_backup_comes_back_whole(home, tmp_path) -> None:
    """Restored into an empty home, the state is the same; into a full one it is refused."""
    (home / "private" / "a").mkdir(parents=True, exist_ok=True)
    (home / "private" / "a" / "photo.jpg").write_bytes(b"not really a photo")
    file = tmp_path / "kept.zip"
    assert run(home, "backup", str(file)).returncode == 0
    assert file.stat().st_mode & 0o077 == 0
    again = run(home, "backup", str(file))
    assert again.returncode == 1
    assert "exists already" in again.stderr
    fresh = tmp_path / "fresh"
    restored = run(fresh, "restore", str(file))
    assert restored.returncode == 0, restored.stderr
    assert (fresh / "private" / "a" / "photo.jpg").read_bytes() == b"not really a photo"
    assert (fresh / "keys" / "secret-key").read_text() == (home / "keys" / "secret-key").read_text()
    assert run(fresh, "init").returncode == 0
    assert json.loads(run(fresh, "audit", "verify", "--json").stdout)["broken_at"] is None
    full = run(home, "restore", str(file))
    assert full.returncode == 1
    assert "not empty" in full.stderr


def test_a_restored_home_pleases_the_doctor(home, tmp_path) -> None:
    """Every folder is for the owner only, the keys' too, whatever the umask."""
    (home / "private" / "a" / "b").mkdir(parents=True, exist_ok=True)
    (home / "private" / "a" / "b" / "photo.jpg").write_bytes(b"not really a photo")
    file, fresh = tmp_path / "kept.zip", tmp_path / "deep" / "fresh"
    assert run(home, "backup", str(file)).returncode == 0
    assert run(fresh, "restore", str(file)).returncode == 0
    open_to_others = [path for path in (fresh, *fresh.rglob("*")) if path.stat().st_mode & 0o077]
    assert open_to_others == []
    assert run(fresh, "init").returncode == 0
    doctor = run(fresh, "doctor")
    assert doctor.returncode == 0, doctor.stdout


@pytest.mark.parametrize("place", ["/proc/kept.zip", "{tmp}/no/such/folder/kept.zip"])
def test_a_backup_that_cannot_be_written_is_said(home, tmp_path, place) -> None:
    """One line, and no folders are made for it."""
    answer = run(home, "backup", place.format(tmp=tmp_path))
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_backup_is_refused_and_leaves_nothing(home, tmp_path) -> None:
    """One changed byte inside is noticed by its checksum."""
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    assert run(home, "backup", str(good)).returncode == 0
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, b"x" + data[1:] if name == "keys/secret-key" else data)
    answer = run(tmp_path / "fresh", "restore", str(bad))
    assert answer.returncode == 1
    assert "no whole backup" in answer.stderr
    assert not (tmp_path / "fresh").exists()
    nonsense = tmp_path / "nonsense.zip"
    nonsense.write_bytes(b"no zip at all")
    assert run(tmp_path / "fresh", "restore", str(nonsense)).returncode == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("update foundation_event_record set actor='person:1' where sequence=1", "entry 1"),
        ("update foundation_event_record set at='garbage' where sequence=1", "entry 1"),
        ("delete from foundation_event_record where sequence=2", "entry 2"),
        ("delete from foundation_event_record", "entry 1"),
        (
            (
                "insert into foundation_event_record (name, payload, actor, at, previous_seal, seal)"
                " select name, payload, actor, at, '', '' from foundation_event_record limit 1"
            ),
            "did not write",
        ),
    ],
)
def test_a_changed_audit_trail_is_found(home, tmp_path, change, said) -> None:
    """Somebody who edits the database by hand is noticed by ``audit verify``, also after a backup and by the doctor."""
    file, copy = tmp_path / "kept.zip", tmp_path / "copy"
    whole = run(home, "audit", "verify", "--json")
    assert json.loads(whole.stdout)["sealed"] == 2
    assert run(home, "backup", str(file)).returncode == 0
    assert run(copy, "restore", str(file)).returncode == 0
    assert run(copy, "audit", "verify", "--json").stdout == whole.stdout
    with closing(sqlite3.connect(copy / "lianjian.sqlite3")) as base, base:
        base.execute("delete from foundation_pending_call")
        base.execute(change)
    answer = run(copy, "audit", "verify")
    assert answer.returncode == 1
    assert said in answer.stderr
    assert answer.stderr.count("\n") == 1
    found = {one["what"]: one["well"] for one in json.loads(run(copy, "doctor", "--json").stdout)["findings"]}
    assert not found["audit trail"]


def test_the_doctor_finds_readable_keys(home) -> None:
    """What is wrong is said with its cure, and the exit code says so too."""
    assert run(home, "doctor").returncode == 0
    (home / "keys").chmod(0o755)
    try:
        answer = run(home, "doctor", "--json")
    finally:
        (home / "keys").chmod(0o700)
    assert answer.returncode == 1
    told = json.loads(answer.stdout)
    assert [f["what"] for f in told["findings"] if not f["well"]] == ["keys"]
