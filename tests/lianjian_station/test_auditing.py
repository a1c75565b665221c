"""Whatever is done to the log afterwards is found, and said where: against itself, and against what had left."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from lianjian_feed import merkle, tlog
from lianjian_feed.logbook import LogEntry
from lianjian_feed.notes import COSIGNATURE, Note, VerifierKey, cosign, sign
from lianjian_feed.refusals import Refused
from lianjian_feed.tlog import Checkpoint
from lianjian_station import checkpoints
from lianjian_station.auditing import Audit, audit, export
from lianjian_station.cli import main
from lianjian_station.home import Home, Settings
from lianjian_station.journal import Journal, Line
from lianjian_station.keys import Keys
from tests.lianjian_feed.simulators import Hub, files, story
from tests.lianjian_station.boxes import Box

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SIZE = 40


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A log of 40 lines, whose checkpoints of 10 and 30 lines had left."""
    home = Home(tmp_path / "box", Settings())
    home.path.mkdir()
    with Journal.open(home) as journal:
        for count in (10, 20, 10):
            journal.append_many([Line("send", request=f"r{number}", why="answer") for number in range(count)])
            if journal.size < SIZE:
                data = checkpoints.put_by(home, journal)
                (tmp_path / f"{journal.size}.txt").write_bytes(data)
    return home


@contextmanager
def inside(home: Home) -> Iterator[sqlite3.Connection]:
    """The hand of somebody who can write the file."""
    db = sqlite3.connect(home.path / "audit.db")
    try:
        yield db
        db.commit()
    finally:
        db.close()


def key_of(home: Home) -> VerifierKey:
    with Journal.open(home) as journal:
        return journal.key


def found(home: Home, *paths: Path) -> list[str]:
    return [str(finding) for finding in audit(home, key_of(home), files=paths).findings]


def rewrite(home: Home, change: Callable[[list[LogEntry]], list[LogEntry]]) -> None:
    """Rewrite history as the one who holds the box's key can: lines, hashes, head and the copies on the box."""
    with Journal.open(home) as journal:
        entries = change(journal.entries())
        key, origin = Keys.open_or_create(home).signing, journal.origin
    told = [
        LogEntry(number, e.act, e.at, e.who, e.request, e.to, e.sha256, e.until, e.why).to_bytes()
        for number, e in enumerate(entries)
    ]
    hashes = [merkle.leaf_hash(data) for data in told]
    grown = list(tlog.grow(0, [], hashes))
    root, peaks = merkle.root(told), b"".join(grown[-1][2])
    body = Checkpoint(origin, len(told), root).body
    note = Note(body).signed(sign(body, key, origin)).to_bytes()
    with inside(home) as db:
        db.execute("DELETE FROM entry")
        db.execute("DELETE FROM node")
        db.executemany(
            "INSERT INTO entry VALUES (?, ?, ?)",
            [(n, data, leaf) for n, (data, leaf) in enumerate(zip(told, hashes, strict=True))],
        )
        db.executemany("INSERT INTO node VALUES (?, ?, ?)", [(*name, h) for name, h, _ in grown if name[0]])
        db.execute("UPDATE head SET size = ?, peaks = ?, checkpoint = ?", (len(told), peaks, note))
    shutil.rmtree(home.path / "checkpoints")


def test_a_log_nobody_touched_is_whole(home: Home, tmp_path: Path) -> None:
    """Against its own checkpoints and those that come from elsewhere."""
    seen = audit(home, key_of(home), files=[tmp_path / "10.txt", tmp_path / "30.txt"])
    assert seen.is_whole
    assert seen.size == SIZE
    assert sorted(one.size for one in seen.vouched) == [10, 10, 30, 30]
    with Journal.open(home) as journal:
        assert seen.root == journal.root(SIZE).hex()


def test_an_empty_log_is_whole(tmp_path: Path) -> None:
    """Nothing was done yet."""
    home = Home(tmp_path, Settings())
    assert audit(home, key_of(home)) == Audit(0, merkle.EMPTY.hex(), (), ())


# -- by somebody without the key


def test_a_flipped_bit(home: Home) -> None:
    """In a line: that line is named."""
    with inside(home) as db:
        db.execute(
            "UPDATE entry SET data = replace(CAST(data AS TEXT), '\"answer\"', '\"Answer\"') WHERE number = 17"
        )
    assert found(home)[0] == "Line 17 was changed after it was written."


def test_a_flipped_bit_with_its_hash(home: Home) -> None:
    """In a line and in its hash: the subtree over it is named."""
    with inside(home) as db:
        (data,) = db.execute("SELECT data FROM entry WHERE number = 17").fetchone()
        data = data.replace(b'"answer"', b'"Answer"')
        db.execute("UPDATE entry SET data = ?, hash = ? WHERE number = 17", (data, merkle.leaf_hash(data)))
    assert found(home)[0] == "The hash kept over lines 16 to 17 is not theirs."


def test_a_deleted_line(home: Home) -> None:
    """The first that is missing is named."""
    with inside(home) as db:
        db.execute("DELETE FROM entry WHERE number = 12")
    assert found(home)[0] == "Line 12 is missing."


def test_lines_in_another_order(home: Home) -> None:
    """Each line knows its number."""
    with inside(home) as db:
        rows = db.execute("SELECT number, data, hash FROM entry WHERE number IN (5, 6)").fetchall()
        for (number, _, _), (_, data, found_hash) in zip(rows, rows[::-1], strict=True):
            db.execute("UPDATE entry SET data = ?, hash = ? WHERE number = ?", (data, found_hash, number))
    assert found(home)[:2] == ["Where line 5 should be lies line 6.", "Where line 6 should be lies line 5."]


def test_the_end_cut_off(home: Home) -> None:
    """The signed head knows how many there were."""
    with inside(home) as db:
        db.execute("DELETE FROM entry WHERE number >= 35")
    assert "The log has 35 lines and should have 40." in found(home)


def test_a_line_more(home: Home) -> None:
    """Nobody but the box can add one."""
    with inside(home) as db:
        data = LogEntry(SIZE, "send", "2026-11-27T00:00:00Z").to_bytes()
        db.execute("INSERT INTO entry VALUES (?, ?, ?)", (SIZE, data, merkle.leaf_hash(data)))
    assert found(home) == ["The log is not what this box signed last (40 lines)."]


def test_a_changed_hash(home: Home) -> None:
    """Over lines that are as they were."""
    with inside(home) as db:
        db.execute("UPDATE node SET hash = zeroblob(32) WHERE level = 3 AND number = 1")
    assert found(home) == ["The hash kept over lines 8 to 15 is not theirs."]


def test_another_head(home: Home) -> None:
    """Signed by nobody known, or an older one put back."""
    with inside(home) as db:
        (now,) = db.execute("SELECT checkpoint FROM head").fetchone()
        db.execute("UPDATE head SET checkpoint = ?", (now.replace(b"40", b"41"),))
    assert found(home)[0].startswith("The log's own signature does not hold:")


# -- by somebody with the box's key: only what had left can tell


def test_a_rewritten_line(home: Home, tmp_path: Path) -> None:
    """Found by the checkpoint that had left after it, and not said to be before the one that still holds."""
    rewrite(home, lambda lines: [*lines[:17], LogEntry(0, "refuse", lines[17].at), *lines[18:]])
    assert found(home) == []  # by itself the box cannot know
    (told,) = found(home, tmp_path / "10.txt", tmp_path / "30.txt")
    assert told.startswith("Lines 10 to 29 are not all as they were:")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda lines: lines[:5] + lines[6:], "Lines 0 to 9 are not all as they were"),
        (lambda lines: [*lines[:11], lines[12], lines[11], *lines[13:]], "Lines 10 to 29 are not"),
        (lambda lines: lines[:20], "The log has 20 lines; "),
        (lambda lines: lines[:25] + [LogEntry(0, "end", lines[0].at)] * 15, "Lines 10 to 29 are not"),
    ],
    ids=["delete", "reorder", "truncate", "fork"],
)
def test_history_rewritten(home: Home, tmp_path: Path, change: Callable, told: str) -> None:
    """A line taken out, two exchanged, the end cut off, another end grown: each found against 30 lines that left."""
    moved = home.path / "audit.db"
    if told.startswith("Lines 10 to 29"):  # exchanged lines must differ to be another history
        with Journal.open(home) as journal:
            assert len({entry.request for entry in journal.entries(10, 13)}) == 3
    rewrite(home, change)
    assert moved.exists()
    assert found(home) == []
    assert found(home, tmp_path / "10.txt", tmp_path / "30.txt")[0].startswith(told)


def test_a_copy_on_the_box_is_looked_at_too(home: Home) -> None:
    """Who forgets the folder of checkpoints is found without any stick."""
    with inside(home) as db:
        db.executescript("DELETE FROM entry; DELETE FROM node;")
        db.execute("UPDATE head SET size = 0, peaks = x'', checkpoint = ''")
    assert any("The last ones were cut off" in told for told in found(home))


# -- who vouched


def test_who_vouched_is_told(home: Home, tmp_path: Path) -> None:
    """A cosignature that came back counts if its key is known; a false one is no reason to doubt the log."""
    hub = Keys.open_or_create(Home(tmp_path, Settings())).signing
    note = Note.parse((tmp_path / "30.txt").read_bytes())
    back = note.signed(cosign(note.text, hub, "hub", 1_764_000_000))
    key = VerifierKey.of(hub, "hub", COSIGNATURE)
    checkpoints.take_back(home, key_of(home), back.to_bytes(), [key])
    seen = audit(home, key_of(home), witnesses=[key])
    assert seen.is_whole
    assert seen.newest_vouched is not None
    assert (seen.newest_vouched.size, seen.newest_vouched.witnesses) == (30, (("hub", 1_764_000_000),))
    assert audit(home, key_of(home)).newest_vouched is None
    false = note.signed(cosign(note.text + "x\n", hub, "hub", 1_764_000_001))
    with pytest.raises(Refused, match="does not fit"):
        checkpoints.take_back(home, key_of(home), false.to_bytes(), [key])


def test_a_file_of_another_box_is_refused(home: Home, tmp_path: Path) -> None:
    """A checkpoint says something only about the log that signed it."""
    other = Home(tmp_path / "other", Settings())
    other.path.mkdir()
    with Journal.open(other) as journal:
        (tmp_path / "other.txt").write_bytes(checkpoints.put_by(other, journal))
    with pytest.raises(Refused, match="Nobody known here"):
        found(home, tmp_path / "other.txt")
    with pytest.raises(Refused, match="cannot be read"):
        found(home, tmp_path / "nothing.txt")


# -- carried away


def test_the_exported_files_are_the_log(home: Home, tmp_path: Path) -> None:
    """From tiles and bundles alone a stranger comes to the signed root, and every line is there."""
    (tmp_path / "out").mkdir()
    with Journal.open(home) as journal:
        journal.append_many([Line("send")] * 600)
        size = journal.size
    assert export(home, tmp_path / "out") == 3 + 1 + 3 + 2
    out = tmp_path / "out"
    note = Note.parse((out / "checkpoint").read_bytes())
    assert note.verified([VerifierKey.parse((out / "vkey").read_text().strip())])
    told = [
        entry
        for name in ("000", "001", f"002.p/{size % 256}")
        for entry in tlog.unbundle((out / "tile/entries" / name).read_bytes())
    ]
    assert Checkpoint.of(note).root == merkle.root(told)
    assert [LogEntry.parse(data, number).number for number, data in enumerate(told)] == list(range(size))
    tiles = b"".join((out / "tile/0" / name).read_bytes() for name in ("000", "001", f"002.p/{size % 256}"))
    assert tiles == b"".join(merkle.leaf_hash(data) for data in told)
    assert (out / "tile/1/000.p/2").read_bytes() == merkle.root(told[:256]) + merkle.root(told[256:512])


# -- the command


@pytest.fixture
def box(tmp_path: Path) -> Box:
    (tmp_path / "hub").mkdir()
    hub = Hub(tmp_path / "hub")
    hub.publish(media=files(story(1)))
    box = Box.beside(hub)
    with Journal.open(box.home) as journal:
        journal.append("ask", request="r-1")
        journal.append("send", request="r-1", to="party:media", why="answer")
    return box


def test_the_command_says_what_it_found(box: Box, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """0 and a word when whole; 1 and one line when not, JSON in both cases."""
    told = ["--home", str(box.home.path)]
    assert main([*told, "audit", "verify"]) == 0
    assert (
        capsys.readouterr().out
        == "读了 2 条，和 0 张凭条逐一对过。\n还没有别人为这份记录作过证。\n记录完整，没有改动。\n"
    )
    assert main([*told, "audit", "show"]) == 0
    assert "密封发出  party:media  answer" in capsys.readouterr().out
    with Journal.open(box.home) as journal:
        (tmp_path / "kept.txt").write_bytes(journal.checkpoint())
    assert main([*told, "audit", "verify", "--checkpoint", str(tmp_path / "kept.txt"), "--json"]) == 0
    seen = json.loads(capsys.readouterr().out)
    assert (seen["whole"], seen["size"], seen["findings"]) == (True, 2, [])
    assert [(one["size"], one["holds"]) for one in seen["checkpoints"]] == [(2, True)]
    with inside(box.home) as db:
        db.execute("DELETE FROM entry WHERE number = 0")
    assert main([*told, "audit", "verify", "--json"]) == 1
    answer = capsys.readouterr()
    assert answer.err == "记录核对不上：第 0 条不见了。\n"
    assert json.loads(answer.out)["whole"] is False


def test_the_command_writes_the_log_out(box: Box, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """To a directory that is there."""
    told = ["--home", str(box.home.path), "audit", "export"]
    assert main([*told, str(tmp_path / "no")]) == 1
    assert main([*told, str(tmp_path), "--json"]) == 0
    assert (tmp_path / "checkpoint").exists()
    assert main(["--home", str(box.home.path), "audit", "dismiss", "1", "--why", "x"]) == 1
    assert "没有编号 1 的" in capsys.readouterr().err
