"""Others that bring a folder of files up to date, over the same counted line, with the same articles.

rsync and git by their own daemons, casync over HTTP with the old folder as its seed, and The Update Framework with every article
a target in hashed bins, read by python-tuf's own client. What is not installed is named.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import create_connection, create_server
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    SuccinctRoles,
    TargetFile,
    Targets,
    Timestamp,
)
from tuf.api.serialization.json import JSONSerializer
from tuf.ngclient import Updater, UpdaterConfig

from benchmarks.island_scene import static
from benchmarks.island_wire import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Files = Mapping[str, Mapping[str, bytes]]

FIXED = 1_700_000_000  # mtime of every file: rsync compares times
QUIET = {**os.environ, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"}
_WHO = [
    "-c",
    "user.name=bench",
    "-c",
    "user.email=bench@localhost",
    "-c",
    "gc.auto=0",
    "-c",
    "maintenance.auto=false",
]


def measure(folder: Path, before: Files, after: Files) -> dict[str, Any]:
    """Bytes of the update from ``before`` to ``after`` and of an idle one, by peer."""
    told: dict[str, Any] = {}
    for name, peer in (
        ("rsync -z", _rsync),
        ("git fetch", _git),
        ("casync", _casync),
        ("tuf per article", _tuf),
    ):
        program = name.split()[0]
        if name != "tuf per article" and shutil.which(program) is None:
            told[name] = {"missing": "not installed"}
            continue
        place = folder / program
        place.mkdir()
        try:
            told[name] = peer(place, before, after)
        except (subprocess.CalledProcessError, OSError) as error:
            told[name] = {"failed": str(error)[:200]}
        shutil.rmtree(place)
    return told


def _lay_out(folder: Path, files: Files) -> None:
    """Make ``folder`` hold these files: whatever is the same already is not touched."""
    wanted = _flat(files)
    for path in list(folder.rglob("*")):
        if path.is_file() and ".git/" not in str(path) and str(path.relative_to(folder)) not in wanted:
            path.unlink()
    for name, data in wanted.items():
        path = folder / name
        if not path.exists() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            later = FIXED + len(data) % 1000
            os.utime(path, (later, later))


def _run(*words: object) -> None:
    subprocess.run([str(word) for word in words], check=True, capture_output=True, env=QUIET)


@contextlib.contextmanager
def _daemon(words: list[str]) -> Iterator[int]:
    """Start a server on a free port and end it by its own id."""
    with create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    running = subprocess.Popen(
        [*words, f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=QUIET
    )
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        yield port
    finally:
        running.terminate()
        running.wait()


def _rsync(folder: Path, before: Files, after: Files) -> dict[str, int]:
    source, target = folder / "source", folder / "target"
    config = folder / "rsyncd.conf"
    config.write_text(f"use chroot = no\nuid = {os.geteuid()}\n[feed]\npath = {source}\nread only = yes\n")
    _lay_out(source, before)
    target.mkdir()
    served = ["rsync", "--daemon", "--no-detach", "--address=127.0.0.1", f"--config={config}"]
    with _daemon(served) as port, counted(port) as line:
        pull = ("rsync", "-rtz", "--delete", f"rsync://127.0.0.1:{line.port}/feed/", f"{target}/")
        _run(*pull)
        line.restart()
        _run(*pull)
        idle = line.total
        _lay_out(source, after)
        line.restart()
        _run(*pull)
        return {"idle": idle, "update": line.total}


def _git(folder: Path, before: Files, after: Files) -> dict[str, int]:
    source, target = folder / "source", folder / "target"
    source.mkdir()
    _run("git", "-C", source, "init", "-q")
    _commit(source, before)
    served = ["git", "daemon", "--reuseaddr", "--export-all", f"--base-path={folder}", "--listen=127.0.0.1"]
    with _daemon(served) as port, counted(port) as line:
        _run("git", *_WHO, "clone", "-q", f"git://127.0.0.1:{line.port}/source", target)
        line.restart()
        _run("git", "-C", target, *_WHO, "fetch", "-q")
        idle = line.total
        _commit(source, after)
        line.restart()
        _run("git", "-C", target, *_WHO, "fetch", "-q")
        return {"idle": idle, "update": line.total}


def _commit(source: Path, files: Files) -> None:
    _lay_out(source, files)
    _run("git", "-C", source, *_WHO, "add", "-A")
    _run("git", "-C", source, *_WHO, "commit", "-q", "-m", "edition")


def _casync(folder: Path, before: Files, after: Files) -> dict[str, int]:
    source, target, shop = folder / "source", folder / "target", folder / "shop"
    shop.mkdir()
    for step, files in enumerate((before, after)):
        _lay_out(source, files)
        _run("casync", "make", f"--store={shop}/store", "--without=all", shop / f"{step}.caidx", source)
    _lay_out(target, before)
    with static(shop) as url, counted(urlsplit(url).port or 0) as line:
        address = f"http://127.0.0.1:{line.port}"
        line.restart()
        pull = ("casync", "extract", f"--store={address}/store", f"--seed={target}", "--without=all")
        _run(*pull, f"{address}/1.caidx", folder / "new")
        return {"update": line.total}


# -- The Update Framework, an article a target


class _Network:
    """Signed metadata with hashed bins, every role by one key; a bin that does not change keeps its version."""

    def __init__(self, folder: Path, bits: int) -> None:
        self.folder, self.signer = folder, CryptoSigner.generate_ed25519()
        self.until = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)
        self.roles = SuccinctRoles([self.signer.public_key.keyid], 1, bits, "bin")
        self.bins: dict[str, tuple[int, dict[str, str]]] = {}
        self.version = 0
        (folder / "metadata").mkdir(parents=True)
        root = Root(version=1, expires=self.until)
        for role in ("root", "targets", "snapshot", "timestamp"):
            root.add_key(self.signer.public_key, role)
        self._write("1.root", root)

    def _write(self, name: str, signed: Root | Targets | Snapshot | Timestamp) -> None:
        metadata = Metadata(signed)
        metadata.sign(self.signer)
        (self.folder / "metadata" / f"{name}.json").write_bytes(
            metadata.to_bytes(JSONSerializer(compact=True))
        )

    def publish(self, files: Mapping[str, bytes]) -> None:
        self.version += 1
        rooms: dict[str, dict[str, TargetFile]] = {name: {} for name in self.roles.get_roles()}
        for path, data in files.items():
            target = TargetFile.from_data(path, data, ["sha256"])
            rooms[self.roles.get_role_for_target(path)][path] = target
            place = (
                self.folder / "targets" / Path(path).parent / f"{target.hashes['sha256']}.{Path(path).name}"
            )
            if not place.exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)
        if self.version == 1:
            keys = {self.signer.public_key.keyid: self.signer.public_key}
            self._write(
                "1.targets", Targets(1, None, self.until, {}, Delegations(keys, succinct_roles=self.roles))
            )
        meta = {"targets.json": MetaFile(1)}
        for name, targets in rooms.items():
            now = {path: target.hashes["sha256"] for path, target in targets.items()}
            version, held = self.bins.get(name, (0, {}))
            if now != held or not version:
                version += 1
                self._write(f"{version}.{name}", Targets(version, None, self.until, targets))
                self.bins[name] = (version, now)
            meta[f"{name}.json"] = MetaFile(version)
        self._write(f"{self.version}.snapshot", Snapshot(self.version, None, self.until, meta))
        stamp = Timestamp(self.version, None, self.until, MetaFile(self.version))
        self._write("timestamp", stamp)


def _flat(files: Files) -> dict[str, bytes]:
    return {f"{room}/{name}": data for room, held in files.items() for name, data in held.items()}


def _tuf(folder: Path, before: Files, after: Files) -> dict[str, int]:
    old, new = _flat(before), _flat(after)
    network = _Network(folder / "hub", 4 if len(old) <= 2000 else 8)  # noqa: PLR2004 - 16 or 256 bins, the best at these sizes
    network.publish(old)
    kept, shelf = folder / "kept", folder / "shelf"
    kept.mkdir()
    shelf.mkdir()
    first = (folder / "hub" / "metadata" / "1.root.json").read_bytes()
    with static(folder / "hub") as url, counted(urlsplit(url).port or 0) as line:
        _mirror(line.port, kept, shelf, first, old, {})
        line.restart()
        _mirror(line.port, kept, shelf, first, old, old)
        idle = line.total
        network.publish(new)
        line.restart()
        _mirror(line.port, kept, shelf, first, new, old)
        return {"idle": idle, "update": line.total}


def _mirror(
    port: int, kept: Path, shelf: Path, first: bytes, files: Mapping[str, bytes], held: Mapping[str, bytes]
) -> None:
    """Refresh, read the bins of everything that changed (the client cannot list them; it is told here, for nothing), fetch it."""
    address, config = f"http://127.0.0.1:{port}", UpdaterConfig(max_delegations=1000)
    updater = Updater(
        *(str(kept), f"{address}/metadata/", str(shelf), f"{address}/targets/"),
        config=config,
        bootstrap=first,
    )
    updater.refresh()
    for path, data in files.items():
        if held.get(path) == data or (not held and int.from_bytes(path[-6:].encode(), "big") % 16):
            continue  # the first run only has to fill the cache of metadata
        info = updater.get_targetinfo(path)
        if held and info:
            updater.download_target(info, str(shelf / path.replace("/", "-")))
