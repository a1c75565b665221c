"""Two faces need two who never compare: stations compare by stick, and what does not go together is kept."""

from __future__ import annotations

import base64
import json
import os
import shutil
import sqlite3
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lianjian_feed import merkle, statements, views
from lianjian_feed.book import Book
from lianjian_feed.cards import station_id
from lianjian_feed.notes import COSIGNATURE, Note, VerifierKey, cosign, sign
from lianjian_feed.publishing import Publisher
from lianjian_feed.refusals import Refused
from lianjian_feed.sealing import Identity
from lianjian_feed.tlog import Checkpoint
from lianjian_station import checkpoints, witness
from lianjian_station.auditing import looked_at
from lianjian_station.cli import main
from lianjian_station.ferry import export
from lianjian_station.journal import Journal, origin_of
from lianjian_station.keys import Keys
from lianjian_station.neighbours import MOST_STATIONS, Neighbours
from lianjian_station.witness import FORMAT, meet, put_on
from tests.lianjian_feed.simulators import Hub, files, story
from tests.lianjian_station.boxes import Box

if TYPE_CHECKING:
    from pathlib import Path

    from lianjian_station.neighbours import Fault


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    hub = Hub(tmp_path)
    hub.publish(media=files(story(1)))
    return hub


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def boxes(hub: Hub, *names: str) -> list[Box]:
    made = [Box.beside(hub, name) for name in names]
    for box in made:
        box.sync()
    return made


def write(box: Box, count: int, why: str = "answer") -> None:
    with Journal.open(box.home) as journal:
        for number in range(count):
            journal.append("send", request=f"r{number}", why=why, at=box.hub.now)


def carry(stick: Path, giver: Box, taker: Box) -> witness.Met:
    """One way with the stick; an hour passes."""
    giver.hub.wait(hours=1)
    put_on(giver.home, stick, giver.hub.now)
    return meet(taker.home, stick, taker.hub.now)


def station(box: Box) -> str:
    return Keys.open_or_create(box.home).id


def faults(box: Box) -> list[Fault]:
    with Neighbours(box.home) as memory:
        return memory.faults()


def kinds(box: Box) -> list[str]:
    return [fault.kind for fault in faults(box)]


def acts(box: Box) -> list[str]:
    with Journal.open(box.home) as journal:
        return [entry.act for entry in journal.entries() if entry.act != "import"]


# -- two honest boxes


def test_neighbours_cosign_what_only_grew(hub: Hub, stick: Path) -> None:
    """There and back and there again: each has the other's cosignature under its own checkpoint."""
    one, two = boxes(hub, "one", "two")
    for _ in range(3):
        write(one, 3)
        write(two, 2)
        assert carry(stick, one, two).refused == {}
        assert carry(stick, two, one).refused == {}
    assert kinds(one) == kinds(two) == []
    seen = looked_at(one.home)
    assert seen.is_whole
    assert seen.newest_vouched is not None
    assert [name for name, _ in seen.newest_vouched.witnesses] == [origin_of(station(two))]
    assert seen.newest_vouched.size == 9 + 2  # and a line for each of two sticks read
    assert one.condition.faults == ()


def test_word_reaches_a_third_who_never_met_the_first(hub: Hub, stick: Path) -> None:
    """A's checkpoint travels through B to C, cosigned by B."""
    a, b, c = boxes(hub, "a", "b", "c")
    write(a, 4)
    carry(stick, a, b)
    (stick / "checkpoints" / f"{station(a)}.txt").unlink()
    carry(stick, b, c)
    with Neighbours(c.home) as memory:
        (note,) = memory.heard(origin_of(station(a)))
        assert Checkpoint.of(note).size == 4
        assert origin_of(station(b)) in {signature.name for signature in note.signatures}


def test_the_same_stick_twice_is_once(hub: Hub, stick: Path) -> None:
    """And an old stick that comes late is no crime."""
    one, two = boxes(hub, "one", "two")
    write(one, 2)
    put_on(one.home, stick, hub.now)
    late = shutil.copytree(stick, stick.with_name("late"))
    write(one, 5)
    carry(stick, one, two)
    meet(two.home, stick, hub.now)
    assert meet(two.home, late, hub.now).refused == {}
    assert kinds(two) == []


# -- a log with two faces


def test_a_log_with_two_faces_is_found_by_a_shared_witness(hub: Hub, stick: Path) -> None:
    """A box with its key copied tells B one thing and W another; W, who met both, holds the proof."""
    one, w = boxes(hub, "one", "w")
    write(one, 3)
    twin = Box(hub, type(one.home)(hub.home / "twin", one.home.settings))
    shutil.copytree(one.home.path, twin.home.path)
    write(one, 2, "answer")
    write(twin, 2, "visit")
    carry(stick, one, w)
    assert kinds(w) == []
    carry(stick, twin, w)
    (fault,) = faults(w)
    assert (fault.kind, fault.about) == ("fork", origin_of(station(one)))
    sides = [Checkpoint.of(Note.parse(side)) for side in (fault.held, fault.offered)]
    assert sides[0].size == sides[1].size == 5
    assert sides[0].root != sides[1].root
    assert acts(w) == ["split-seen"]
    assert "两个说法" in " ".join(w.condition.as_json()["faults"])  # type: ignore[arg-type]
    carry(stick, twin, w)
    assert kinds(w) == ["fork"]  # known already


def test_two_faces_of_different_length(hub: Hub, stick: Path) -> None:
    """The longer face cannot show that it goes on from the shorter one."""
    one, w = boxes(hub, "one", "w")
    write(one, 3)
    twin = Box(hub, type(one.home)(hub.home / "twin", one.home.settings))
    shutil.copytree(one.home.path, twin.home.path)
    write(one, 2)
    carry(stick, one, w)
    write(twin, 6, "visit")
    carry(stick, twin, w)
    assert kinds(w) == ["unshown"]


def test_two_faces_shown_to_two_who_meet_each_other(hub: Hub, stick: Path) -> None:
    """B saw one face, C the other; one stick from B to C and C knows."""
    one, b, c = boxes(hub, "one", "b", "c")
    write(one, 3)
    twin = Box(hub, type(one.home)(hub.home / "twin", one.home.settings))
    shutil.copytree(one.home.path, twin.home.path)
    write(one, 2)
    write(twin, 2, "visit")
    carry(stick, one, b)
    carry(stick, twin, c)
    (stick / "checkpoints" / f"{station(one)}.txt").unlink()
    carry(stick, b, c)
    assert kinds(c) == ["fork"]
    assert kinds(b) == []
    carry(stick, c, b)
    assert kinds(b) == ["fork"]


def test_a_log_that_became_shorter(hub: Hub, stick: Path) -> None:
    """A box put back to an older state and written on: its next stick tells."""
    one, w = boxes(hub, "one", "w")
    write(one, 2)
    old = hub.home / "old"
    shutil.copytree(one.home.path, old)
    write(one, 5)
    carry(stick, one, w)
    shutil.rmtree(one.home.path)
    shutil.copytree(old, one.home.path)
    carry(stick, one, w)
    assert kinds(w) == ["shrunk"]


def test_a_rewritten_box_hears_it_from_its_neighbour(hub: Hub, stick: Path) -> None:
    """Its own checkpoint comes back and its log does not go on from it: status, audit and log say so."""
    one, two = boxes(hub, "one", "two")
    write(one, 2)
    old = hub.home / "old"
    shutil.copytree(one.home.path, old)
    write(one, 5)
    carry(stick, one, two)
    shutil.rmtree(one.home.path)
    shutil.copytree(old, one.home.path)
    (stick / "checkpoints" / f"{station(one)}.txt").unlink()
    carry(stick, two, one)
    assert kinds(one) == ["own"]
    assert any("cut off" in str(finding) for finding in looked_at(one.home).findings)


# -- a hub with two faces


def two_editions(hub: Hub, tmp_path: Path) -> Hub:
    """The same keys and the same past, and from here on another present."""
    other = Hub.__new__(Hub)
    other.home, other.now, other.contents = tmp_path / "dark", hub.now, dict(hub.contents)
    shutil.copytree(hub.home / "feed", other.home / "feed")
    shutil.copytree(hub.home / "keys", other.home / "keys")
    other.keys = type(hub.keys).open(other.home / "keys")
    other.publisher = Publisher(other.feed, other.keys, now=lambda: other.now)
    return other


@pytest.mark.parametrize("way", ["stick", "witness"])
def test_two_hub_views_are_found(hub: Hub, tmp_path: Path, stick: Path, way: str) -> None:
    """X5. The hub shows one village one edition 2 and another village another: proved by one stick between them, or by
    one village that met both.
    """
    one, two, w = boxes(hub, "one", "two", "w")
    dark = two_editions(hub, tmp_path)
    hub.publish(media=files(story(1), story(2)))
    dark.publish(media=files(story(1), story(2, "没有这回事")))
    one.sync()
    two.sync(dark.feed)
    assert one.seen()["edition"] == two.seen()["edition"] == "2"
    if way == "stick":
        carry(stick, one, two)
        finder = two
    else:
        carry(stick, one, w)
        assert kinds(w) == []
        shutil.rmtree(stick / "checkpoints")
        carry(stick, two, w)
        finder = w
    (fault,) = faults(finder)
    assert (fault.kind, fault.about) == ("views", "2")
    assert {json.loads(side)["org-media"] for side in (fault.held, fault.offered)} == {
        (feed / "metadata/2.org-media.json").read_text() for feed in (hub.feed, dark.feed)
    }
    for side in (fault.held, fault.offered):
        edition, told = views.verified(side, [hub.first_root]) or (0, "")
        assert (edition, len(told)) == (2, 64)
    assert "split-seen" in acts(finder)
    assert "两份不一样的第 2 期" in " ".join(finder.condition.as_json()["faults"])  # type: ignore[arg-type]


def test_a_box_that_is_offered_the_other_face_keeps_its_own(hub: Hub, tmp_path: Path) -> None:
    """What it has verified under a number it does not take in once more under the same number."""
    (one,) = boxes(hub, "one")
    dark = two_editions(hub, tmp_path)
    hub.publish(media=files(story(1), story(2)))
    dark.publish(media=files(story(1), story(2, "没有这回事")))
    one.sync()
    before = one.seen()
    one.sync(dark.feed)
    assert one.seen() == before


def test_a_neighbours_word_alone_proves_nothing(hub: Hub, stick: Path) -> None:
    """A digest without a snapshot, or with one nobody of the network signed: kept as a claim, no fault."""
    (one,) = boxes(hub, "one")
    with Neighbours(one.home) as memory:
        (view,) = memory.shown()
    forged = json.loads(view.proof)
    forged["org-media"] = forged["org-media"].replace('"n":1', '"n":2')
    proof = base64.b64encode(json.dumps(forged).encode()).decode()
    liar = Ed25519PrivateKey.generate()
    true = base64.b64encode(view.proof).decode()
    for shown in ([1, "ab" * 32, ""], [1, "cd" * 32, proof], [1, "ef" * 32, true], [1, "01" * 32, "eA=="]):
        put(stick, liar, hub, views=[shown])
        assert meet(one.home, stick, hub.now).refused == {}
    assert kinds(one) == ["claim"] * 4
    assert one.condition.faults == ()
    assert acts(one) == []


def test_a_new_date_is_no_second_truth(hub: Hub, stick: Path) -> None:
    """The same content signed anew, for another term and under another number, contradicts nothing."""
    one, two = boxes(hub, "one", "two")
    hub.wait(days=25)
    hub.publish(media=files(story(1)))
    two.sync()
    carry(stick, two, one)
    one.sync()
    carry(stick, one, two)
    assert kinds(one) == kinds(two) == []


def test_a_spoilt_log_keeps_nothing_out(hub: Hub, stick: Path) -> None:
    """What a stick brings is taken in and compared also where this box's own log takes no line; the status says so."""
    one, w = boxes(hub, "one", "w")
    write(one, 3)
    twin = Box(hub, type(one.home)(hub.home / "twin", one.home.settings))
    shutil.copytree(one.home.path, twin.home.path)
    write(one, 1)
    write(twin, 1, "visit")
    write(w, 1)
    with sqlite3.connect(w.home.path / "audit.db") as db:
        db.execute("UPDATE head SET size = 7")
    db.close()
    assert carry(stick, one, w).refused == carry(stick, twin, w).refused == {}
    assert kinds(w) == ["fork"]
    told = [str(fault) for fault in w.condition.faults]
    assert told[0].startswith("The log is not as this box signed it")
    assert len(told) == 2
    hub.publish(media=files(story(1), story(2)))
    w.sync()
    assert w.seen()["edition"] == "2"
    with pytest.raises(Refused, match="not as this box signed it"):
        export(w.home, stick)
    (w.home.path / "audit.db").write_bytes(b"x" * 9000)
    assert any("database cannot be used" in str(fault) for fault in w.condition.faults)


def test_what_is_past_its_date_is_logged_before_it_is_taken_in(hub: Hub, stick: Path) -> None:
    """A keeper who accepts it leaves a line."""
    (one,) = boxes(hub, "one")
    hub.publish(media=files(story(1), story(2)))
    hub.wait(days=60)
    one.sync(accept_expired=True)
    assert acts(one) == ["accept-stale"]


def test_what_the_hub_cosigned_comes_back(hub: Hub) -> None:
    """By its replies: kept with the hub's signature where the book names its key, and the audit tells when."""
    (one,) = boxes(hub, "one")
    write(one, 3)
    key = VerifierKey.of(STRANGER, "hub.example/witness", COSIGNATURE)
    book = Book(Identity.make().recipient, "ab" * 32, key.text, "", ())
    with Journal.open(one.home) as journal:
        note = Note.parse(checkpoints.put_by(one.home, journal))
    signed = note.signed(cosign(note.text, STRANGER, key.name, int(hub.now.timestamp()))).to_bytes()
    assert witness.came_back(one.home, signed, hub.now) == 0  # the book has not come: nobody known
    hub.publish(media=files(story(1)), network={"book.json": book.to_bytes()})
    one.sync()
    assert witness.came_back(one.home, signed, hub.now) == 1
    newest = looked_at(one.home).newest_vouched
    assert newest is not None
    assert newest.witnesses == ((key.name, int(hub.now.timestamp())),)
    assert kinds(one) == []


# -- setting aside


def test_a_keeper_sets_a_contradiction_aside(
    hub: Hub, tmp_path: Path, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a reason, which is logged; the evidence stays and is written out with the log."""
    one, two = boxes(hub, "one", "two")
    dark = two_editions(hub, tmp_path)
    hub.publish(media=files(story(1), story(2)))
    dark.publish(media=files(story(1), story(2, "没有这回事")))
    one.sync()
    two.sync(dark.feed)
    carry(stick, two, one)
    told = ["--home", str(one.home.path), "audit"]
    assert main([*told, "dismiss", "1", "--why", " "]) == 1
    assert main([*told, "dismiss", "1", "--why", "演练，双方都在场"]) == 0
    assert one.condition.faults == ()
    with Journal.open(one.home) as journal:
        assert [(e.act, e.why) for e in journal.entries()] == [
            ("import", ""),
            ("split-seen", "views"),
            ("split-dismissed", "演练，双方都在场"),
        ]
    capsys.readouterr()
    assert main([*told, "faults", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["faults"]
    assert (row["number"], row["proved"], row["why"]) == (1, True, "演练，双方都在场")
    assert main([*told, "export", str(stick)]) == 0
    assert views.verified((stick / "evidence/1/held").read_bytes(), [hub.first_root])


# -- sticks and files of bad will


def put(stick: Path, key: Ed25519PrivateKey, hub: Hub, name: str = "", **changed: object) -> Path:
    """A file of a station that exists only here."""
    public = statements.public_hex(key)
    origin = origin_of(station_id(public))
    body = Checkpoint(origin, 0, merkle.EMPTY).body
    note = Note(body).signed(sign(body, key, origin)).to_bytes().decode()
    told: dict[str, object] = {
        "made_at": hub.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "note": note,
        "others": [],
        "proofs": {},
        "views": [],
    }
    (stick / "checkpoints").mkdir(exist_ok=True)
    path = stick / "checkpoints" / f"{name or station_id(public)}.txt"
    path.write_bytes(statements.sign(FORMAT, told | changed, key))
    return path


STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.mark.parametrize(
    "changed",
    [
        {"note": "x"},
        {"note": 5},
        {"made_at": "yesterday"},
        {"others": [{"key": "00", "note": ""}]},
        {"others": {}},
        {"proofs": {"0": []}},
        {"proofs": {"9" * 30: []}},
        {"proofs": {"1": ["x"]}},
        {"proofs": {"1": ["AAAA"]}},
        {"proofs": {"1": [5]}},
        {"views": [[0, "ab" * 32, ""]]},
        {"views": [[True, "ab" * 32, ""]]},
        {"views": [[1, "x", ""]]},
        {"views": [[1, "ab" * 32, "!"]]},
        {"views": [[1 << 40, "ab" * 32, ""]]},
        {"more": 1},
        {"name": "st-0000000000000000"},
    ],
    ids=str,
)
def test_a_file_that_is_not_as_agreed_is_refused(hub: Hub, stick: Path, changed: dict[str, object]) -> None:
    """It is said which, the other files are read, nothing is a fault."""
    one, two = boxes(hub, "one", "two")
    write(two, 1)
    put_on(two.home, stick, hub.now)
    path = put(stick, STRANGER, hub, **changed)
    met = meet(one.home, stick, hub.now)
    assert list(met.refused) == [path.name]
    assert met.stations == [station(two)]
    assert kinds(one) == []


def test_a_box_made_anew_begins_another_log(hub: Hub, stick: Path) -> None:
    """With its old key and another name of the log: no contradiction to the lines it lost, and none comes of the old
    checkpoints that come back to it.
    """
    one, two = boxes(hub, "one", "two")
    write(one, 4)
    carry(stick, one, two)
    keys = Keys.open_or_create(one.home)
    body = Checkpoint(f"{origin_of(keys.id)}/2", 0, merkle.EMPTY).body
    note = Note(body).signed(sign(body, keys.signing, f"{origin_of(keys.id)}/2")).to_bytes()
    hub.wait(hours=1)
    put(stick, keys.signing, hub, note=note.decode())
    assert meet(two.home, stick, hub.now).refused == {}
    assert kinds(two) == []
    with Neighbours(two.home) as memory:
        assert memory.origins(keys.id) == [origin_of(keys.id), f"{origin_of(keys.id)}/2"]
    put_on(two.home, stick, hub.now)
    told = json.loads((stick / "checkpoints" / f"{station(two)}.txt").read_bytes())["told"]
    assert len(told["others"]) == 2
    (one.home.path / "checkpoints/000000000-2.txt").write_bytes(note)
    assert meet(one.home, stick, hub.now).refused == {}
    assert kinds(one) == []
    assert looked_at(one.home).is_whole


@pytest.mark.parametrize("name", ["", "/1", "/02", "/2/2", "x", "/1000", "/２"])
def test_a_log_is_called_after_its_key(hub: Hub, stick: Path, name: str) -> None:
    """Under another name a station's signature counts for nothing."""
    (one,) = boxes(hub, "one")
    origin = f"lianjian-station/st-0123456789abcdef{name}"
    body = Checkpoint(origin, 0, merkle.EMPTY).body
    put(stick, STRANGER, hub, note=Note(body).signed(sign(body, STRANGER, origin)).to_bytes().decode())
    origin = origin_of(station_id(statements.public_hex(STRANGER))) + name
    body = Checkpoint(origin, 0, merkle.EMPTY).body
    if name:
        put(stick, STRANGER, hub, note=Note(body).signed(sign(body, STRANGER, origin)).to_bytes().decode())
    (refusal,) = meet(one.home, stick, hub.now).refused.values()
    assert str(refusal).startswith("The checkpoint is of lianjian-station/st-")


def test_notes_of_others_that_cannot_be_believed_are_left_out(hub: Hub, stick: Path) -> None:
    """Unreadable, unsigned, or of another origin: the rest of the file still counts."""
    one, two = boxes(hub, "one", "two")
    write(two, 2)
    with Journal.open(two.home) as journal:
        good = journal.checkpoint().decode()
    key = Keys.open_or_create(two.home).public
    bad = ["x", good.replace("\n2\n", "\n3\n"), good.replace(station(two), "st-0000000000000000")]
    put(stick, STRANGER, hub, others=[{"key": key, "note": note} for note in [*bad, good]])
    assert meet(one.home, stick, hub.now).refused == {}
    with Neighbours(one.home) as memory:
        assert [Checkpoint.of(note).size for note in memory.heard(origin_of(station(two)))] == [2]
    assert kinds(one) == []


def test_nobody_puts_words_into_this_boxs_mouth(hub: Hub, stick: Path) -> None:
    """A checkpoint under this box's name that it never signed is refused, and no fault of its own."""
    (one,) = boxes(hub, "one")
    keys = Keys.open_or_create(one.home)
    body = Checkpoint(origin_of(keys.id), 7, bytes(32)).body
    note = Note(body).signed(sign(body, STRANGER, origin_of(keys.id))).to_bytes().decode()
    put(stick, STRANGER, hub, others=[{"key": keys.public, "note": note}])
    met = meet(one.home, stick, hub.now)
    assert len(met.refused) == 1
    assert kinds(one) == []
    assert checkpoints.kept(one.home) == []


@pytest.mark.parametrize("trap", ["link", "folder link", "fifo", "folder", "huge", "junk", "file"])
def test_hostile_sticks(hub: Hub, stick: Path, tmp_path: Path, trap: str) -> None:
    """A link, a FIFO, a folder, a terabyte, thousands of names: nothing is followed, nothing hangs, nothing is
    believed.
    """
    (one,) = boxes(hub, "one")
    name = "st-0123456789abcdef.txt"
    folder = stick / "checkpoints"
    if trap == "folder link":
        (tmp_path / "elsewhere").mkdir()
        put(stick, STRANGER, hub).rename(tmp_path / "elsewhere" / name)
        folder.rmdir()
        folder.symlink_to(tmp_path / "elsewhere")
    elif trap == "file":
        folder.write_text("x")
    else:
        folder.mkdir()
    if trap == "link":
        (folder / name).symlink_to("/etc/passwd")
    if trap == "fifo":
        os.mkfifo(folder / name)
    if trap == "folder":
        (folder / name).mkdir()
    if trap == "huge":
        with (folder / name).open("wb") as out:
            out.truncate(1 << 40)
    if trap == "junk":
        for number in range(3000):
            (folder / f"junk{number}").touch()
    met = meet(one.home, stick, hub.now)
    assert met.stations == []
    assert len(met.refused) <= 1
    assert kinds(one) == []


def test_there_is_an_end_to_whom_a_box_knows(hub: Hub, stick: Path) -> None:
    """A stick with ever new stations fills no disk."""
    (one,) = boxes(hub, "one")
    with Neighbours(one.home) as memory, memory.together():
        for number in range(MOST_STATIONS):
            memory.know(f"st-{number:016x}", f"{number:064x}", "2026-11-01T00:00:00Z")
    put(stick, STRANGER, hub)
    met = meet(one.home, stick, hub.now)
    assert [str(refusal) for refusal in met.refused.values()] == [
        "This box knows 1000 other stations and takes in no more."
    ]


def test_a_key_once_known_stays_a_stations_key(hub: Hub) -> None:
    """Should two keys ever have one id, the second is refused."""
    (one,) = boxes(hub, "one")
    with Neighbours(one.home) as memory:
        memory.know("st-00", "aa", "")
        with pytest.raises(Refused, match="calls itself"):
            memory.know("st-00", "bb", "")


# -- by the command, beside the feed


def test_export_and_import_carry_it(hub: Hub, stick: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``ferry export`` and ``ferry import`` do all of this by themselves."""
    one, two = boxes(hub, "one", "two")
    write(one, 3)
    capsys.readouterr()
    assert main(["--home", str(one.home.path), "ferry", "export", str(stick)]) == 0
    assert (stick / "checkpoints" / f"{station(one)}.txt").is_file()
    capsys.readouterr()
    assert main(["--home", str(two.home.path), "ferry", "import", str(stick), "--accept-stale"]) == 0
    assert "另外 1 个服务站" in capsys.readouterr().out
    with Neighbours(two.home) as memory:
        assert len(memory.heard(origin_of(station(one)))) == 1
    assert (
        main(["--home", str(two.home.path), "ferry", "import", str(stick), "--accept-stale", "--json"]) == 0
    )
    assert "version" in json.loads(capsys.readouterr().out)


def test_proofs_lead_on_from_every_stick(hub: Hub, stick: Path) -> None:
    """A neighbour that saw only the first stick can follow the tenth."""
    one, two = boxes(hub, "one", "two")
    write(one, 1)
    carry(stick, one, two)
    for _ in range(9):
        write(one, 3)
        hub.wait(hours=1)
        put_on(one.home, stick, hub.now)
    assert meet(two.home, stick, hub.now).refused == {}
    assert kinds(two) == []
    with Neighbours(two.home) as memory:
        assert Checkpoint.of(Note.parse(memory.last(origin_of(station(one))))).size == 28
    told = json.loads((stick / "checkpoints" / f"{station(one)}.txt").read_bytes())["told"]
    assert sorted(map(int, told["proofs"])) == [1, 4, 7, 10, 13, 16, 19, 22, 25]
