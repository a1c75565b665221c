"""What a stranger can do to a station: with the mirror alone, with stolen keys, with a stick. The station is its own command,
in a process of its own that says how much memory it took."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import zstandard

from lianjian_feed import layout, packs, signing
from lianjian_feed.catalogue import FORMAT as CATALOGUE
from lianjian_feed.catalogue import Claim
from lianjian_feed.keys import KeyStore, RoleKey
from lianjian_feed.schemes import DIGEST, digest
from lianjian_station import syncing

if TYPE_CHECKING:
    from tests.lianjian_feed.simulators import Hub
    from tests.lianjian_station.boxes import Box

Tree = dict[str, bytes]

#: Runs the command in a hurry (the patience of a station on a 2G line would make a test of minutes) and, in the last line of its
#: errors, says the most memory it ever had (VmHWM, as ru_maxrss is inherited from whoever started it) and the bytes it read.
_PROGRAM = """
import sys
from datetime import datetime, timedelta
from functools import partial
from lianjian_station import cli, http_source, syncing
days, reserve, *words = sys.argv[1:]
real, patience = cli._now, http_source.Patience
cli._now = lambda: real() + timedelta(days=float(days))
http_source.Patience = partial(patience, silence=0.5, answer=1.0, window=0.5, rate=2000.0, start=1.5, pace=1e5)
syncing.RESERVE = int(reserve)
code = cli.main(words)
with open("/proc/self/status") as status, open("/proc/self/io") as io:
    told = dict(line.split()[:2] for line in [*status, *io] if len(line.split()) > 1)
print(told["VmHWM:"], told["rchar:"], file=sys.stderr)
sys.exit(code)
"""


@dataclass(frozen=True)
class Ran:
    """How a command ended. ``peak``: bytes of memory at most; ``read``: bytes read from files, its own program included."""

    code: int
    told: dict[str, Any]
    said: str
    peak: int
    read: int


def command(box: Box, *words: object, days: float = 0, reserve: int = syncing.RESERVE) -> Ran:
    """Run ``lianjian-station`` on this box; ``days``: by how much its clock is wrong; ``reserve``: bytes of disk it leaves."""
    told = [str(days), str(reserve), *map(str, words), "--home", str(box.home.path), "--json"]
    asked = [sys.executable, "-c", _PROGRAM, *told]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    *said, last = done.stderr.strip().splitlines()
    peak, _, read = last.partition(" ")
    if not peak.isdecimal():
        raise AssertionError(done.stderr)  # a traceback
    printed = json.loads(done.stdout.splitlines()[-1])
    return Ran(done.returncode, printed, "\n".join(said), int(peak) << 10, int(read))


# -- stolen keys


class Thief(KeyStore):
    """A key store in which the thief has some roles' keys and uses them for every role they have not."""

    def __init__(self, hub: Hub, *roles: str, loot: list[RoleKey] | None = None) -> None:
        super().__init__(hub.keys.path, 1)
        self._loot = loot if loot is not None else [key for role in roles for key in hub.keys.keys(role)]

    def keys(self, role: str) -> list[RoleKey]:
        return [key for key in self._loot if key.role == role] or self._loot


def online_thief(hub: Hub, tree: Tree, versions: dict[str, int], edition: int) -> Tree:
    """What whoever stole the timestamp and snapshot keys can make of a tree."""
    until = hub.now + timedelta(days=20)
    snapshot = signing.sign_snapshot(hub.keys, edition, until, versions)
    stamp = signing.sign_timestamp(hub.keys, edition + 50, hub.now, until, snapshot=snapshot, edition=edition)
    return tree | {layout.TIMESTAMP: stamp, layout.metadata("snapshot", edition): snapshot}


def forged_word(hub: Hub, keys: KeyStore, organisation: str, path: str, data: bytes) -> tuple[bytes, bytes]:
    """An organisation's word, version 9, on a catalogue of one file; and a pack that leads to it from edition 1."""
    line = f"{path}\t{len(data)}\t{digest(data)}\n"
    catalogue = f"{CATALOGUE} {DIGEST}\n{line}".encode()
    claim = Claim(len(catalogue), digest(catalogue), 1, len(data), len(data), digest(b"\0" + line.encode()))
    word = signing.sign_organisation(keys, organisation, 9, hub.now + timedelta(days=9), claim)
    rooms = {organisation: [[[path, len(data)]], []]}
    return word, wrapped(rooms, bytes.fromhex(digest(data)), data)


# -- packs


def wrapped(rooms: object, hashes: bytes = b"", content: bytes = b"") -> bytes:
    """A pack that says what it likes."""
    header = json.dumps({"format": packs.FORMAT, "hash": DIGEST, "organisations": rooms}).encode()
    payload = struct.pack(">III", len(header), len(hashes), len(content)) + header + hashes + content
    return packs.MAGIC + b"\0\0" + zstandard.ZstdCompressor().compress(payload)


def bomb(*, is_declared: bool) -> bytes:
    """A pack of 33 kB that would become a gigabyte, its size declared or not."""
    press, size = zstandard.ZstdCompressor(level=1, write_content_size=is_declared), 1 << 30
    stream = press.compressobj(size=size) if is_declared else press.compressobj()
    frame = b"".join(stream.compress(bytes(1 << 20)) for _ in range(size >> 20)) + stream.flush()
    return packs.MAGIC + b"\0\0" + frame
