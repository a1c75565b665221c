"""Installing: every file can be read before, who may write what is tried with real users, and nonsense is refused."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lianjian_feed.refusals import Refused
from lianjian_station import errands, installing
from lianjian_station.cli import main
from lianjian_station.directory_source import DirectorySource
from lianjian_station.ferry import export
from lianjian_station.home import Home, Settings
from lianjian_station.installing import HOME, RULES, Wanted, plan
from lianjian_station.reader import reading
from lianjian_station.store import Store
from lianjian_station.syncing import synchronise
from tests.lianjian_feed.simulators import START, Hub, files, story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

HUB = "https://hub.example.org/feed/"
IDS = {"systemd-resolve": 991, "systemd-timesync": 992, "lj-sync": 993, "lj-web": 994, "lj-release": 995}
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="changing users needs root")


def test_every_file_is_printed_and_nothing_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["install", "--dry-run", "--root", str(tmp_path), "--hub", HUB]) == 0
    told = capsys.readouterr().out
    for path in plan(Wanted(hub=HUB)):
        assert f"==== {path}\n" in told
    assert list(tmp_path.iterdir()) == []


def test_twice_is_once_a_change_is_one_file_and_uninstall_keeps_the_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = ["--root", str(tmp_path)]
    data = tmp_path / HOME.relative_to("/") / "station.json"
    data.parent.mkdir(parents=True)
    data.write_text("{}")
    assert main(["install", *root, "--hub", HUB]) == 0
    written = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert len(written) == len(plan(Wanted())) + 1
    capsys.readouterr()
    assert main(["install", *root, "--hub", HUB]) == 0
    assert capsys.readouterr().out == "文件都已经是对的。\n"
    assert main(["install", *root, "--hub", HUB, "--ssh"]) == 0
    assert capsys.readouterr().out == f"写好了：{RULES}\n"
    assert main(["uninstall", *root]) == 0
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == {data}


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (["--hub", "gopher://x"], "不是信息源的地址"),
        (["--hub", "https://:99999/"], "不是信息源的地址"),
        (["--hub", HUB, "--port", "80"], "端口"),
        (["--hub", HUB, "--home", "/"], "不能用来装"),
        (["--hub", HUB, "--home", "/var"], "不能用来装"),
        (["--hub", HUB, "--home", "here"], "不能用来装"),
        (["--hub", HUB, "--home", "/var/lib/../x"], "不能用来装"),
        (["--hub", HUB, "--home", "/var/lib/a b"], "不能用来装"),
        (["--hub", HUB, "--home", "/var/lib/x\nExecStart=/bin/sh"], "不能用来装"),
        (["--hub", HUB, "--home", "/opt/lianjian-station/data"], "各有各的目录"),
    ],
)
def test_nonsense_is_refused_in_clear_words(
    told: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["install", "--root", str(tmp_path), *told]) == 1
    refused = capsys.readouterr().err
    assert words in refused
    assert "Traceback" not in refused
    assert list(tmp_path.iterdir()) == []


def test_a_link_where_a_file_belongs_is_not_followed(tmp_path: Path) -> None:
    """Somebody who may write under the target cannot make root write elsewhere."""
    place = tmp_path / RULES.relative_to("/")
    place.parent.mkdir(parents=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("kept")
    place.symlink_to(elsewhere)
    with pytest.raises(Refused, match="is a link"):
        installing.write(plan(Wanted(hub=HUB)), tmp_path)
    assert elsewhere.read_text() == "kept"


# -- judged by the system's own programs


def test_the_units_are_valid(tmp_path: Path) -> None:
    """systemd reads every unit and finds nothing to say; each is confined."""
    if not shutil.which("systemd-analyze") or not Path("/usr/lib/systemd/system/sysinit.target").exists():
        pytest.skip("systemd-analyze is not here")
    written = installing.write(plan(Wanted(hub=HUB)), tmp_path)
    shutil.copytree("/usr/lib/systemd/system", tmp_path / "usr/lib/systemd/system", symlinks=True)
    links = [f"opt/lianjian-station/{name}/bin/lianjian-station" for name in ("current", "steady")]
    for program in (
        *links,
        "usr/sbin/nft",
        *(f"usr/bin/{name}" for name in ("mkdir", "mount", "umount", "rmdir")),
    ):
        (tmp_path / program).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy("/bin/true", tmp_path / program)
    units = [str(tmp_path / path.relative_to("/")) for path in written if path.parent == installing.UNITS]
    verify = ["systemd-analyze", "verify", f"--root={tmp_path}", "--man=no"]
    done = subprocess.run([*verify, *units], capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if "lianjian" in line] == []
    for name in ("sync", "web", "release", "scrub", "update"):
        unit = tmp_path / f"etc/systemd/system/lianjian-station-{name}.service"
        judged = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--threshold=25", str(unit)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert judged.returncode == 0, judged.stdout[-200:]


@pytest.mark.parametrize(
    "wanted", [Wanted(hub=HUB), Wanted(hub="http://10.1.2.3:8080/", ssh=True), Wanted(hub="/media/stick")]
)
def test_the_firewall_is_read_by_nft(wanted: Wanted, tmp_path: Path) -> None:
    """nft takes the file (users by number: these are not on this machine)."""
    if not shutil.which("nft"):
        pytest.skip("nft is not here")
    text = installing.rules(wanted)
    for name, number in IDS.items():
        text = re.sub(rf"\b{name}\b", str(number), text)
    (tmp_path / "rules.nft").write_text(text)
    done = subprocess.run(
        ["nft", "-c", "-f", tmp_path / "rules.nft"], capture_output=True, text=True, check=False
    )
    if "Operation not permitted" in done.stderr:
        pytest.skip("nft may not look at the kernel here")
    assert done.stderr == ""


def test_only_two_users_get_out_and_none_where_the_feed_comes_by_stick() -> None:
    """Default deny in every chain; besides names and time only lj-sync and the group lj-release begin anything, and only at
    the hub's port."""
    text = installing.rules(Wanted(hub=HUB))
    assert text.count("policy drop;") == 3
    doors = [
        line.strip()
        for line in text.splitlines()
        if "sk" in line
        and "skuid" in line + line.replace("skgid", "skuid")
        and "dport 53" not in line
        and "123" not in line
    ]
    assert doors == ["meta skuid lj-sync tcp dport 443 accept", "meta skgid lj-release tcp dport 443 accept"]
    assert "lj-web" not in text
    assert "22" not in text
    by_stick = installing.rules(Wanted(hub="/media/stick"))
    assert not re.search(r"sk[ug]id lj-(sync|release) tcp dport (?!53)", by_stick)


# -- who may do what, with real users


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[tuple[Path, Mapping[str, tuple[int, list[int]]]]]:
    """A root directory with the station's users and directories made by systemd's own programs, and a station in it."""
    if not (shutil.which("systemd-sysusers") and shutil.which("systemd-tmpfiles")):
        pytest.skip("systemd's programs are not here")
    root = Path(tempfile.mkdtemp(prefix="machine-"))  # not under tmp_path, which other users may not enter
    root.chmod(0o755)
    try:
        installing.write(plan(Wanted(hub=HUB)), root)
        (root / "etc/passwd").write_text("root:x:0:0::/root:/bin/sh\n")
        (root / "etc/group").write_text("root:x:0:\n")
        subprocess.run(["systemd-sysusers", f"--root={root}"], check=True, capture_output=True)
        hub = Hub(tmp_path)
        hub.publish(media=files(story(1)))
        trust = tmp_path / "trust.json"
        trust.write_bytes(hub.first_root)
        place = root / HOME.relative_to("/")
        home = Home.create(place, Settings(hub=HUB, village="张洋村"), trust)
        Store(home.database).close()
        source = DirectorySource(hub.feed)
        synchronise(home, source, now=lambda: hub.now)
        source.close()
        hub.publish(media=files(story(1), story(2)))
        shutil.copytree(hub.feed, root / "stick")
        installing.move_feed(place)
        create = ["systemd-tmpfiles", f"--root={root}", "--create", "--prefix=/var/lib/lianjian-station"]
        subprocess.run([*create, "lianjian-station.conf"], check=True, capture_output=True)
        yield root, _users(root)
    finally:
        shutil.rmtree(root)


def _users(root: Path) -> dict[str, tuple[int, list[int]]]:
    groups = [line.split(":") for line in (root / "etc/group").read_text().splitlines()]
    users = [line.split(":") for line in (root / "etc/passwd").read_text().splitlines()]
    found = {
        name: (int(uid), [int(gid)] + [int(g) for _, _, g, members in groups if name in members.split(",")])
        for name, _, uid, gid, *_ in users
    }
    sending = next(int(gid) for name, _, gid, _ in groups if name == "lj-release")
    return found | {"lj-release": (found["lj-web"][0], [*found["lj-web"][1], sending])}


def _as(user: tuple[int, list[int]], do: Callable[[], object]) -> str:
    """What ``do`` answers, or which error it raises, in a process of that user."""
    end, start = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups(user[1])
            os.setgid(user[1][-1])
            os.setuid(user[0])
            os.umask(0o027 if len(user[1]) == 2 else 0o077)  # lj-sync, and the desk; as the units have it
            told = str(do())
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is the answer
            told = type(error).__name__
        os.write(start, told.encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(start)
    with os.fdopen(end) as answer:
        return answer.read()


@needs_root
def test_the_pages_read_the_feed_and_cannot_write_it(
    machine: tuple[Path, dict[str, tuple[int, list[int]]]],
) -> None:
    """While lj-sync holds the database open, lj-web sees each new write, and can change nothing of it."""
    root, users = machine
    home = Home.open(root / HOME.relative_to("/"))
    holder = os.fork()
    if holder == 0:
        _hold(home, users["lj-sync"])
    try:
        _wait((home.path / "feed/feed.db-shm").exists)
        assert _as(users["lj-web"], lambda: _edition(home)) == "1"
        assert _as(users["lj-sync"], lambda: _note(home)) == "None"
        assert _as(users["lj-web"], lambda: _fact(home)) == "written"
        assert _as(users["lj-web"], lambda: _note(home)) == "OperationalError"
        for user in ("lj-web", "lj-release"):
            assert _as(users[user], lambda: (home.path / "feed/x").write_text("x")) == "PermissionError"
            assert _as(users[user], (home.path / "feed.db").unlink) == "PermissionError"
            assert _as(users[user], (home.path / "feed/feed.db").unlink) == "PermissionError"
            assert _as(users[user], lambda: (home.path / "station.json").write_text("x")) == "PermissionError"
            assert _as(users[user], (home.path / "root/boot.root.json").unlink) == "PermissionError"
        assert _as(users["lj-web"], lambda: _edition(home)) == "1"
    finally:
        os.kill(holder, 9)
        os.waitpid(holder, 0)


@needs_root
def test_each_keeps_to_its_own_room(machine: tuple[Path, dict[str, tuple[int, list[int]]]]) -> None:
    """What villagers wrote is nothing lj-sync can open; keys are the desk's alone, whose pages cannot become the sender."""
    root, users = machine
    home = root / HOME.relative_to("/")
    web, sync, release = users["lj-web"], users["lj-sync"], users["lj-release"]

    def ask() -> None:
        db = sqlite3.connect(home / "requests.db")
        db.execute("CREATE TABLE request (sealed BLOB)")
        db.close()

    assert _as(web, ask) == "None"
    assert _as(web, lambda: (home / "keys/box.json").write_text("key")) == "3"
    assert _as(web, lambda: (home / "outbox/x.age").write_text("age")) == "3"
    assert _as(sync, (home / "requests.db").read_bytes) == "PermissionError"
    assert _as(sync, (home / "requests.db").unlink) == "PermissionError"
    assert _as(sync, (home / "keys/box.json").read_text) == "PermissionError"
    assert _as(sync, lambda: list((home / "outbox").iterdir())) == "PermissionError"
    assert _as(release, (home / "keys/box.json").read_text) == "key"
    assert _as(web, lambda: os.setgid(release[1][-1])) == "PermissionError"
    assert _as(release, (home / "outbox/x.age").read_text) == "age"
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in home.iterdir()}
    assert (modes["keys"], modes["staging"], modes["sync.lock"]) == (0o700, 0o700, 0o640)


@needs_root
def test_what_both_write_both_can_write(machine: tuple[Path, dict[str, tuple[int, list[int]]]]) -> None:
    """The memory of neighbours: whoever opens it first, SQLite's files beside it lock nobody out."""
    root, users = machine
    shared = root / HOME.relative_to("/") / "neighbours.db"
    shared.touch()
    create = ["systemd-tmpfiles", f"--root={root}", "--create", "--prefix=/var/lib/lianjian-station"]
    subprocess.run([*create, "lianjian-station.conf"], check=True, capture_output=True)

    def write() -> None:
        db = sqlite3.connect(shared, isolation_level=None)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("CREATE TABLE IF NOT EXISTS probe (number)")
        db.execute("INSERT INTO probe VALUES (1)")
        os.kill(os.getpid(), signal.SIGKILL)  # so that -wal and -shm stay behind

    for name in ("lj-web", "lj-sync", "lj-web", "lj-sync"):
        assert _as(users[name], write) == ""
    with sqlite3.connect(shared) as db:
        assert db.execute("SELECT count(*) FROM probe").fetchone() == (4,)
    db.close()


@needs_root
def test_the_sync_user_synchronises(
    machine: tuple[Path, dict[str, tuple[int, list[int]]]], tmp_path: Path
) -> None:
    """With the rights it has, a whole synchronisation goes through, pictures included."""
    root, users = machine
    home = Home.open(root / HOME.relative_to("/"))
    feed = root / "feed"
    hub = Hub(tmp_path / "second")
    large = b"photo" * 30_000
    hub.publish(media=files(story(1), pictures__p=large))
    shutil.copytree(hub.feed, feed)
    shutil.copytree(home.path, root / "box", symlinks=True)
    boot = root / "box/root/boot.root.json"
    boot.unlink()
    boot.write_bytes(hub.first_root)
    (root / "box/feed/feed.db").unlink()
    for path in [root / "box", *(root / "box").rglob("*")]:
        if not path.is_symlink():
            os.chown(path, users["lj-sync"][0], users["lj-sync"][1][0])

    def sync() -> int:
        box = Home.open(root / "box")
        Store(box.database).close()
        return synchronise(box, DirectorySource(feed), now=lambda: hub.now).pictures

    assert _as(users["lj-sync"], sync) == "1"


@needs_root
def test_a_stick_chosen_on_the_page_is_read_by_the_feeds_user(
    machine: tuple[Path, dict[str, tuple[int, list[int]]]],
) -> None:
    """The pages leave the errand and hear how it went; they may neither write the feed nor the answer."""
    root, users = machine
    home, stick = Home.open(root / HOME.relative_to("/")), root / "stick"
    holder = os.fork()
    if holder == 0:
        _hold(home, users["lj-sync"])
    try:
        _wait((home.path / "feed/feed.db-shm").exists)
        assert _as(users["lj-web"], lambda: errands.is_needed(home)) == "True"
        assert _as(users["lj-sync"], lambda: errands.is_needed(home)) == "False"
        assert len(_as(users["lj-web"], lambda: errands.leave(home, stick))) == 32
        assert _as(users["lj-sync"], lambda: errands.run(home, lambda: START).refusal) == "None"  # type: ignore[union-attr]
        assert (
            _as(users["lj-web"], lambda: (errands.waiting(home), errands.done(home).version)) == "(None, 2)"
        )  # type: ignore[union-attr]
        assert _as(users["lj-web"], (home.path / "feed/stick.json").unlink) == "PermissionError"
        assert _as(users["lj-sync"], lambda: (home.path / "stick.json").write_text("{}")) == "PermissionError"
    finally:
        os.kill(holder, 9)
        os.waitpid(holder, 0)


@needs_root
def test_the_pages_put_the_feed_on_a_stick(
    machine: tuple[Path, dict[str, tuple[int, list[int]]]], tmp_path: Path
) -> None:
    """With the rights of the pages' user, on a stick that was mounted for it; a box without a line takes it in."""
    root, users = machine
    home, stick = Home.open(root / HOME.relative_to("/")), root / "empty"
    stick.mkdir()
    os.chown(stick, users["lj-web"][0], users["lj-sync"][1][0])
    holder = os.fork()
    if holder == 0:
        _hold(home, users["lj-sync"])
    try:
        _wait((home.path / "feed/feed.db-shm").exists)
        assert _as(users["lj-web"], lambda: export(home, stick, who="郑").version) == "1"
    finally:
        os.kill(holder, 9)
        os.waitpid(holder, 0)
    other = Home.create(tmp_path / "other", Settings(hub="/media", village="李村"), tmp_path / "trust.json")
    assert synchronise(other, DirectorySource(stick), now=lambda: START).version == 1


def _hold(home: Home, user: tuple[int, list[int]]) -> None:
    os.setgroups(user[1])
    os.setgid(user[1][-1])
    os.setuid(user[0])
    os.umask(0o027)
    held = Store(home.database)
    held.fact("edition")
    time.sleep(60)
    os._exit(0)


def _wait(there: Callable[[], bool]) -> None:
    for _ in range(200):
        if there():
            return
        time.sleep(0.02)
    pytest.fail("it never came")


def _edition(home: Home) -> int:
    with reading(home) as reader:
        return reader.received(1)[0].edition


def _note(home: Home) -> None:
    store = Store(home.database)
    store.note(probe="written")
    store.close()


def _fact(home: Home) -> str:
    with reading(home) as reader:
        return str(reader._db.execute("SELECT value FROM fact WHERE name = 'probe'").fetchone()[0])
