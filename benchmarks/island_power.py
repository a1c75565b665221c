"""Power cuts: one synchronisation is recorded by ``strace`` and replayed on a model of a disk that keeps only what it must.

The model (POSIX, harsher than the usual file systems): fsync of a file keeps that file's content and nothing else; a name
given, changed or taken away lasts only after fsync of its directory, and a rename then shows the new name before the old one
is gone. After every recorded call four disks are possible: nothing that was not synced; every name but no content that was not
synced; and twice a random half of names and writes, each write cut off at a random sector.
"""

from __future__ import annotations

import random
import re
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.island_scene import Scene, command, restore, seen, static, surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

CHANGING = "openat,close,lseek,write,pwrite64,ftruncate,rename,unlink,mkdir,fsync,fdatasync"
#: Calls that change a disk in ways the model does not know: one of them on the station's directory ends the replay.
UNKNOWN = (
    "open,creat,writev,pwritev,pwritev2,truncate,fallocate,copy_file_range,sendfile,splice,renameat,renameat2,unlinkat,"
    "rmdir,mkdirat,link,linkat,symlink,symlinkat,dup,dup2,dup3,sync_file_range"
)
SECTOR = 512
VARIANTS = ("nothing unsynced", "names only", "half", "another half")
_LINE = re.compile(r"^(\w+)\((.*)\)\s+= (-?\d+)", re.DOTALL)
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True)
class Call:
    """A recorded call that succeeded: its name, the bytes or paths it was given, the other words, its result."""

    name: str
    texts: tuple[bytes, ...]
    words: tuple[str, ...]
    result: int


@dataclass
class Inode:
    """``kept``: what a power cut leaves; ``later``: writes since, as (offset, bytes), or a length it was cut to."""

    kept: bytes = b""
    later: list[tuple[int, bytes] | int] = field(default_factory=list)

    def content(self, steps: Sequence[tuple[int, bytes] | int] | None = None) -> bytes:
        data = bytearray(self.kept)
        for step in self.later if steps is None else steps:
            if isinstance(step, int):
                del data[step:]
                data.extend(bytes(step - len(data)))
            else:
                at, piece = step
                data.extend(bytes(max(0, at - len(data))))
                data[at : at + len(piece)] = piece
        return bytes(data)


@dataclass
class Step:
    """A change of names not synced yet: in ``folder``, ``name`` is now ``inode`` (nothing: taken away). Where a rename takes the
    old name away, ``behind`` is the step that gave the new one: without it nothing is taken."""

    folder: str
    name: str
    inode: Inode | None
    behind: Step | None = None


Names = dict[tuple[str, str], Inode]


class Disk:
    """The files below a station's directory, what is kept of them and what is not yet."""

    def __init__(self, home: Path) -> None:
        self.home = str(home)
        self.kept: Names = {}
        for path in home.rglob("*"):
            if path.is_file() and not _is_scratch(path.name):
                self.kept[str(path.parent.relative_to(home)), path.name] = Inode(path.read_bytes())
        self.now: Names = dict(self.kept)
        self.steps: list[Step] = []
        self.handles: dict[int, Inode | str] = {}
        self.at: dict[int, int] = {}
        self.appends: set[int] = set()
        self.changes = 0  # calls that did something to these files, or made it last

    # -- what the station did

    def apply(self, call: Call, *, is_ignored: bool = False) -> None:
        """Follow one recorded call; an ignored sync is one that a programmer forgot."""
        if call.name in UNKNOWN.split(","):
            if any(self.home.encode() in text for text in call.texts) or self._is_ours(call):
                raise NotImplementedError(f"the model of the disk does not know {call.name}")
        elif not (is_ignored and call.name in {"fsync", "fdatasync"}):
            getattr(self, f"_{call.name}")(call)

    def _is_ours(self, call: Call) -> bool:
        return bool(call.words) and call.words[0].isdecimal() and int(call.words[0]) in self.handles

    def _place(self, path: bytes) -> tuple[str, str] | None:
        text = path.decode()
        if not text.startswith(self.home + "/"):
            return None
        folder, _, name = text.removeprefix(self.home + "/").rpartition("/")
        return None if _is_scratch(name) else (folder or ".", name)

    def _openat(self, call: Call) -> None:
        handle, flags = call.result, " ".join(call.words)
        self.handles.pop(handle, None)
        if call.texts[0].decode() == self.home:
            self.handles[handle] = "."
        place = self._place(call.texts[0])
        if place is None:
            return
        if "O_DIRECTORY" in flags:
            self.handles[handle] = "/".join(part for part in place if part != ".")
            return
        inode = self.now.get(place)
        if inode is None:
            if "O_CREAT" not in flags:
                return  # a folder opened without saying so
            self.changes += 1
            inode = self.now[place] = Inode()
            self.steps.append(Step(*place, inode))
        elif "O_TRUNC" in flags:
            self.changes += 1
            inode.later.append(0)
        self.handles[handle], self.at[handle] = inode, 0
        (self.appends.add if "O_APPEND" in flags else self.appends.discard)(handle)

    def _file(self, call: Call) -> Inode | None:
        found = self.handles.get(int(call.words[0]))
        return found if isinstance(found, Inode) else None

    def _close(self, call: Call) -> None:
        self.handles.pop(int(call.words[0]), None)

    def _lseek(self, call: Call) -> None:
        self.at[int(call.words[0])] = call.result

    def _write(self, call: Call) -> None:
        handle, inode = int(call.words[0]), self._file(call)
        if inode is None:
            return
        self.changes += 1
        at = len(inode.content()) if handle in self.appends else self.at[handle]
        inode.later.append((at, call.texts[0][: call.result]))
        self.at[handle] = at + call.result

    def _pwrite64(self, call: Call) -> None:
        if inode := self._file(call):
            self.changes += 1
            inode.later.append((int(call.words[-1]), call.texts[0][: call.result]))

    def _ftruncate(self, call: Call) -> None:
        if inode := self._file(call):
            self.changes += 1
            inode.later.append(int(call.words[-1]))

    def _rename(self, call: Call) -> None:
        old, new = (self._place(text) for text in call.texts)
        if old is None or new is None:
            if old or new:
                raise NotImplementedError("a rename across the edge of the station's directory")
            return
        self.changes += 1
        inode = self.now.pop(old)
        self.now[new] = inode
        given = Step(*new, inode)
        self.steps += [given, Step(*old, None, behind=given)]

    def _unlink(self, call: Call) -> None:
        if place := self._place(call.texts[0]):
            self.changes += 1
            del self.now[place]
            self.steps.append(Step(*place, None))

    def _mkdir(self, call: Call) -> None:
        if call.texts[0].decode().startswith(self.home):
            raise NotImplementedError(
                "a folder born during a synchronisation: its name would have to be synced"
            )

    def _fsync(self, call: Call) -> None:
        found = self.handles.get(int(call.words[0]))
        self.changes += found is not None
        if isinstance(found, Inode):
            found.kept, found.later = found.content(), []
        elif found is not None:
            _follow(self.kept, [step for step in self.steps if step.folder == found])
            self.steps = [step for step in self.steps if step.folder != found]

    _fdatasync = _fsync

    # -- what a power cut leaves

    def after(self, variant: str, dice: random.Random) -> dict[tuple[str, str], bytes]:
        """One disk that is possible now."""
        if variant == "nothing unsynced":
            return {place: inode.kept for place, inode in self.kept.items()}
        if variant == "names only":
            return {place: inode.kept for place, inode in self.now.items()}
        names = dict(self.kept)
        drawn = [step for step in self.steps if dice.random() < 0.5]  # noqa: PLR2004 - a half
        _follow(
            names,
            [
                step
                for step in drawn
                if step.behind is None or step.behind not in self.steps or step.behind in drawn
            ],
        )
        return {place: inode.content(_torn(inode.later, dice)) for place, inode in names.items()}


def _follow(names: Names, steps: Sequence[Step]) -> None:
    for step in steps:
        if step.inode is not None:
            names[step.folder, step.name] = step.inode
        else:
            names.pop((step.folder, step.name), None)


def _torn(steps: Sequence[tuple[int, bytes] | int], dice: random.Random) -> list[tuple[int, bytes] | int]:
    kept: list[tuple[int, bytes] | int] = []
    for step in steps:
        if dice.random() < 0.5:  # noqa: PLR2004 - a half
            continue
        if isinstance(step, int) or dice.random() < 0.5:  # noqa: PLR2004 - a half
            kept.append(step)
        else:
            kept.append((step[0], step[1][: dice.randrange(0, len(step[1]) + 1) // SECTOR * SECTOR]))
    return kept


def _is_scratch(name: str) -> bool:
    """SQLite's shared memory is made anew by whoever opens the database first after a start."""
    return name.endswith("-shm")


# -- recording


def record(scene: Scene, home: Path, folder: Path) -> list[Call]:
    """One undisturbed synchronisation of ``scene``, call by call."""
    restore(scene.saved, home)
    trace = folder / "record"
    asked = [
        "strace",
        "-ff",
        "-xx",
        "-s",
        "30000000",
        "-o",
        str(trace),
        "-e",
        f"trace={CHANGING},{UNKNOWN}",
    ]
    with static(scene.feed.path) as hub:
        subprocess.run(
            [*asked, *command(home, hub)], check=True, env=surroundings(), stdout=subprocess.DEVNULL
        )
    files = sorted(folder.glob("record.*"), key=lambda path: int(path.suffix[1:]))
    calls = list(
        _calls(files[0].read_text())
    )  # the first thread does all the work; another only watches the clock
    inside = "".join(f"\\x{byte:02x}" for byte in str(home).encode())
    if any(inside in path.read_text() for path in files[1:]):
        raise NotImplementedError("another thread works in the station's directory")
    for path in files:
        path.unlink()
    return calls


def _calls(text: str) -> Iterator[Call]:
    for line in text.splitlines():
        if (found := _LINE.match(line)) and int(found[3]) >= 0:
            texts = tuple(bytes.fromhex(piece.replace("\\x", "")) for piece in _TEXT.findall(found[2]))
            words = tuple(word.strip() for word in _TEXT.sub("", found[2]).split(","))
            yield Call(found[1], texts, words, int(found[3]))


# -- replaying


@dataclass
class Replay:
    """``states``: disks looked at, after ``points`` calls; ``faults``: what was wrong with them."""

    points: int = 0
    states: int = 0
    faults: list[str] = field(default_factory=list)


def replay(
    scene: Scene,
    calls: Sequence[Call],
    home: Path,
    judge: Callable[[Path], str],
    *,
    forget: int = -1,
    every: int = 1,
    until_fault: bool = False,
) -> Replay:
    """Walk through the recorded calls and ``judge`` every disk that a power cut could leave after each (or ``every`` n-th).

    ``forget``: the position of a sync that is left out; before it nothing is different, and not looked at.
    After the last call the disk on which nothing unsynced is left must hold the new view: the command has said that it is done.
    """
    restore(scene.saved, home)
    disk, done = Disk(home), Replay()
    for position, call in enumerate(calls):
        before = disk.changes
        disk.apply(call, is_ignored=position == forget)
        if disk.changes == before or disk.changes % every or position < forget:
            continue
        done.points += 1
        for variant in VARIANTS:
            _lay_out(home, disk.after(variant, _dice(position, variant)))
            done.states += 1
            if fault := judge(home):
                done.faults.append(f"after call {position} ({call.name}), {variant}: {fault}")
                if until_fault:
                    return done
    _lay_out(home, disk.after("nothing unsynced", _dice(len(calls))))
    done.states += 1
    if scene.judge(home) or seen(home) != scene.new:
        done.faults.append("what the command said it had done was not on the disk")
    return done


def syncs(calls: Sequence[Call], scene: Scene, home: Path) -> list[int]:
    """The positions of the calls that make something of the station's directory last."""
    restore(scene.saved, home)
    disk, found = Disk(home), []
    for position, call in enumerate(calls):
        before = disk.changes
        disk.apply(call)
        if call.name in {"fsync", "fdatasync"} and disk.changes > before:
            found.append(position)
    return found


def _dice(*seed: object) -> random.Random:
    return random.Random(str(seed))  # noqa: S311 - the same disks every time


def _lay_out(home: Path, files: dict[tuple[str, str], bytes]) -> None:
    """Make these the files of the station's directory."""
    for path in home.rglob("*"):
        if path.is_file() and (str(path.parent.relative_to(home)), path.name) not in files:
            path.unlink()
    for (folder, name), data in files.items():
        path = home / folder / name
        path.chmod(0o600) if path.exists() else None
        path.write_bytes(data)
