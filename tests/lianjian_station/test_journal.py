"""The log of a station: on the disk before it answers, provable line by line, and nobody's name in it."""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian_feed import merkle, tlog
from lianjian_feed.notes import Note
from lianjian_feed.refusals import Refused
from lianjian_feed.tlog import Checkpoint
from lianjian_station import acts
from lianjian_station.home import Home, Settings
from lianjian_station.journal import Journal, Line
from lianjian_station.wording import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AT = datetime(2026, 11, 27, 19, 30, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path, Settings())


@pytest.fixture
def journal(home: Home) -> Iterator[Journal]:
    with Journal.open(home) as journal:
        yield journal


def test_an_empty_log_has_a_checkpoint(journal: Journal) -> None:
    """Signed from the first moment on: nothing was done yet."""
    note = Note.parse(journal.checkpoint())
    assert note.verified([journal.key])
    assert Checkpoint.of(note) == Checkpoint(journal.origin, 0, merkle.EMPTY)
    assert journal.size == 0


def test_lines_are_numbered_and_read_back(journal: Journal) -> None:
    """As written; who and which request are hashes that this box can make again."""
    first = journal.append("ask", request="r-17", at=AT)
    second = journal.append(
        "release-one",
        who="zheng",
        request="r-17",
        to="party:media",
        sha256="ab" * 32,
        until="2027-11-27",
        why="answer",
        at=AT,
    )
    assert (first, second, journal.size) == (0, 1, 2)
    entry = journal.entries()[1]
    assert (entry.act, entry.at, entry.to, entry.why) == (
        "release-one",
        "2026-11-27T19:30:00Z",
        "party:media",
        "answer",
    )
    assert (entry.who, entry.request) == (journal.blind("zheng"), journal.blind("r-17"))
    assert [e.act for e in journal.of_request("r-17")] == ["ask", "release-one"]
    assert journal.of_request("r-18") == []


def test_two_boxes_blind_differently(tmp_path: Path, journal: Journal) -> None:
    """The same villager's request cannot be followed from village to village."""
    (tmp_path / "other").mkdir()
    with Journal.open(Home(tmp_path / "other", Settings())) as other:
        assert other.blind("r-17") != journal.blind("r-17")


def test_only_acts_of_the_list_are_written(journal: Journal) -> None:
    """Neither an unknown act nor a line that a log cannot hold, nor half of a batch."""
    with pytest.raises(Refused, match="no act called"):
        journal.append("gossip")
    with pytest.raises(Refused, match="not as agreed"):
        journal.append_many([Line("send"), Line("send", why="茶" * 201)])
    assert journal.size == 0
    assert journal.append_many([]) == range(0)


def test_every_act_has_words_and_somebody_who_does_it() -> None:
    """In both languages, and no act by nobody."""
    assert set(acts.ROLE) == set(acts.words("zh")) == set(acts.words("en"))
    assert set(acts.ROLE.values()) == set(acts.roles("zh"))
    assert set(acts.OUTWARD) < set(acts.ROLE)
    assert set(acts.words("zh").values()) <= set(catalogue().values())


@given(st.lists(st.integers(0, 9), max_size=12), st.data())
def test_roots_and_proofs_are_those_of_the_lines(
    tmp_path_factory: pytest.TempPathFactory, batches: list[int], data: st.DataObject
) -> None:
    """Whatever the batches: each line proves itself at each size, and each size the next."""
    home = Home(tmp_path_factory.mktemp("log"), Settings())
    with Journal.open(home) as journal:
        for batch in batches:
            journal.append_many([Line("send", request=f"{number}") for number in range(batch)], at=AT)
        told = [entry.to_bytes() for entry in journal.entries()]
        assert Checkpoint.of(Note.parse(journal.checkpoint())).root == merkle.root(told)
        if told:
            size = data.draw(st.integers(1, len(told)))
            index = data.draw(st.integers(0, size - 1))
            root = merkle.root(told[:size])
            assert journal.root(size) == root
            assert merkle.leads_to(told[index], index, size, journal.proof(index, size), root)
            assert tlog.extends(size, root, len(told), merkle.root(told), journal.consistency(size))


def test_several_processes_write_one_log(home: Home) -> None:
    """Pages, timer and keeper at once: no number twice, none left out, and the tree holds."""

    def write(name: str) -> None:
        with Journal.open(home) as journal:
            for number in range(25):
                journal.append("send", request=f"{name}{number}")

    threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Journal.open(home) as journal:
        told = [entry.to_bytes() for entry in journal.entries()]
        assert len(told) == 75
        assert Checkpoint.of(Note.parse(journal.checkpoint())).root == merkle.root(told)


def test_a_line_is_on_the_disk_when_append_answers(home: Home) -> None:
    """A process is killed the moment it has told which line it wrote: the line is there, and the log whole."""
    Journal.open(home).close()
    for number in range(8):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            journal = Journal.open(home)
            os.write(writing, bytes([journal.append("send", request=f"{number}")]))
            os.kill(os.getpid(), signal.SIGKILL)
        os.close(writing)
        told = os.read(reading, 1)
        os.close(reading)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status)
        with Journal.open(home) as journal:
            assert told == bytes([number])
            assert journal.size == number + 1
            assert journal.of_request(f"{number}")[0].number == number


@pytest.mark.slow
def test_killed_anywhere_a_line_is_whole_or_not_there(home: Home) -> None:
    """SIGKILL at the n-th call into the code of an append: what was answered is there, the rest is whole."""
    Journal.open(home).close()
    killed = 0
    for calls in range(1, 140, 3):
        before = _size(home)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            _append_and_die(home, calls, writing)
        os.close(writing)
        answered = os.read(reading, 1)
        os.close(reading)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        with Journal.open(home) as journal:
            assert journal.size - before in ({2} if answered else {0, 2})
            told = [entry.to_bytes() for entry in journal.entries()]
            assert Checkpoint.of(Note.parse(journal.checkpoint())).root == merkle.root(told)
    assert killed > 25


def _append_and_die(home: Home, calls: int, writing: int) -> None:
    import sys

    journal, left = Journal.open(home), calls

    def count(frame: object, event: str, _: object) -> None:
        nonlocal left
        if event in {"call", "c_call"}:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
    try:
        journal.append_many([Line("send"), Line("send")])
        sys.setprofile(None)
        os.write(writing, b"!")
    finally:
        os._exit(0)


def _size(home: Home) -> int:
    with Journal.open(home) as journal:
        return journal.size


def test_each_commit_is_synced_to_the_disk(journal: Journal) -> None:
    """WAL with synchronous=FULL: SQLite then fsyncs at each commit, not only at checkpoints of its own."""
    assert journal._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert journal._db.execute("PRAGMA synchronous").fetchone() == (2,)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE head SET size = 1",
        "UPDATE head SET peaks = zeroblob(32)",
        "UPDATE head SET checkpoint = replace(CAST(checkpoint AS TEXT), 'lianjian-station', 'lianjian-stotion')",
    ],
)
def test_the_box_never_signs_on_from_what_it_did_not_sign(home: Home, journal: Journal, change: str) -> None:
    """A head that was changed outside: the next line is refused, and with it whatever would have left."""
    journal.append_many([Line("send"), Line("send")])
    with sqlite3.connect(home.path / "audit.db") as db:
        db.execute(change)
    db.close()
    with pytest.raises(Refused, match="not as this box signed it"):
        journal.append("send")


def test_the_file_is_the_owners_alone(home: Home, journal: Journal) -> None:
    """Nobody else on the box reads who asked when."""
    assert (home.path / "audit.db").stat().st_mode & 0o077 == 0
    with pytest.raises(Refused):
        journal.proof(0)
