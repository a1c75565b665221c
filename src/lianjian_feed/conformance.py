"""``python -m lianjian_feed.conformance``: the client protocol of tuf-conformance over the code that ships.

What judges is ``trust`` and ``refreshing``, as at a station; this module only fetches, keeps files, and looks
targets up the way the specification has it (5.6.7, 5.7), where a station takes one catalogue an organisation.
A station is stricter than the specification in what it accepts from a good signer, and leaves that out here:
its organisations' grammar, its one signature scheme, and floors of roles that outlast the online keys.

Kept in the metadata directory: ``ROLE.json`` (the name quoted, so that no role reaches another directory) and
``floors``. How to run the suite: docs/operating/conformance.md.
"""

from __future__ import annotations

import argparse
import http.client
import json
import sys
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from tuf.api.exceptions import LengthOrHashMismatchError

from lianjian_feed.durable import write_file
from lianjian_feed.refreshing import follow_snapshot, obtain_role
from lianjian_feed.refusals import NotThere, Refused, Unreachable
from lianjian_feed.trust import Trusted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tuf.api.metadata import TargetFile, Targets

#: The schemes that the specification names (4.3). What a station accepts is ``schemes.SIGNATURES``.
SPECIFIED = frozenset({"ed25519", "ecdsa-sha2-nistp256", "rsassa-pss-sha256"})
FLOORS = "floors"
FORMAT = "lianjian-floors/1"
MAX_VISITED = 32  # delegated roles looked at for one target
SILENCE = 10.0  # seconds without a byte


class Client:
    """One run over a metadata directory: what was verified is kept, also where the rest is refused."""

    def __init__(self, kept: Path, url: str, now: datetime) -> None:
        self._directory, self._url = kept, url.rstrip("/")
        self._trusted = Trusted(
            _read(kept / "root.json"), now=now, floors=_floors(kept / FLOORS), schemes=SPECIFIED
        )
        self._targets: Targets | None = None

    def refresh(self) -> Targets:
        """Bring the top-level roles up to date, once a run."""
        if self._targets is None:
            try:
                follow_snapshot(self._trusted, self._fetch, self._kept())
                self._targets = obtain_role(self._trusted, "targets", "root", self._fetch, self._kept())
            finally:
                self._keep()
        return self._targets

    def find(self, name: str) -> TargetFile:
        """The target as the first role that may speak of it has it: pre-order, depth first (5.6.7)."""
        waiting: list[tuple[str, str]] = [("targets", "root")]
        visited: set[str] = set()
        while waiting and len(visited) <= MAX_VISITED:
            role, by = waiting.pop()
            if role in visited:
                continue
            visited.add(role)
            # Judged again at every look-up: another delegator may ask for other keys.
            signed = self.refresh() if role == "targets" else self._delegated(role, by)
            if name in signed.targets:
                return signed.targets[name]
            below: list[tuple[str, str]] = []
            for child, is_terminating in (
                signed.delegations.get_roles_for_target(name) if signed.delegations else ()
            ):
                below.append((child, role))
                if is_terminating:
                    waiting.clear()
                    break
            waiting.extend(reversed(below))
        raise Refused("No role that may speak of {path} lists it.", path=name)

    def download(self, name: str, base: str, directory: Path) -> None:
        """Fetch and keep the target unless it is there already (5.7)."""
        target = self.find(name)
        place = directory / quote(name, "")
        if place.is_file() and _is(target, place.read_bytes()):
            return
        folder, slash, last = name.rpartition("/")
        if self._trusted.root.consistent_snapshot:
            last = f"{next(iter(target.hashes.values()))}.{last}"
        data = _get(f"{base.rstrip('/')}/{quote(folder + slash + last)}", target.length)
        if not _is(target, data):
            raise Refused("{path} is not what was signed.", path=name)
        write_file(place, data)

    def _delegated(self, role: str, by: str) -> Targets:
        try:
            return obtain_role(self._trusted, role, by, self._fetch, self._kept())
        finally:
            self._keep()

    def _fetch(self, name: str, cap: int) -> bytes:
        """``name`` as this project's feeds call it, ``metadata/VERSION.ROLE.json``, at the other repository."""
        last = name.removeprefix("metadata/").removesuffix(".json")
        version, _, role = last.partition(".")
        if last == "timestamp":
            asked = last
        elif role == "root" or self._trusted.root.consistent_snapshot:
            asked = f"{version}.{quote(role, '')}"
        else:
            asked = quote(role, "")
        return _get(f"{self._url}/{asked}.json", cap)

    def _kept(self) -> dict[str, bytes]:
        roles = ["timestamp", "snapshot", "targets"]
        if self._trusted.snapshot is not None:
            roles += [name.removesuffix(".json") for name in self._trusted.snapshot.meta]
        found = {role: self._directory / f"{quote(role, '')}.json" for role in roles}
        return {role: path.read_bytes() for role, path in found.items() if path.is_file()}

    def _keep(self) -> None:
        rows = sorted([what, keys, version] for (what, keys), version in self._trusted.floors.items())
        write_file(self._directory / FLOORS, json.dumps({"format": FORMAT, "floors": rows}).encode())
        for role, data in self._trusted.accepted.items():
            path = self._directory / f"{quote(role, '')}.json"
            if not path.is_file() or path.read_bytes() != data:
                write_file(path, data)


def _is(target: TargetFile, data: bytes) -> bool:
    try:
        target.verify_length_and_hashes(data)
    except LengthOrHashMismatchError:
        return False
    return True


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused("{path} cannot be read.", path=path) from error


def _floors(path: Path) -> dict[tuple[str, str], int]:
    if not path.exists():
        return {}
    try:
        told = json.loads(path.read_bytes())
        if told["format"] != FORMAT:
            raise ValueError(told["format"])
        return {(str(what), str(keys)): int(version) for what, keys, version in told["floors"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused("{path} cannot be read.", path=path) from error


class _Straight(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: the address is a setting."""

    def redirect_request(self, *_told: object) -> None:
        return None


_LINE = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Straight())


def _get(url: str, cap: int) -> bytes:
    try:
        with _LINE.open(url, timeout=SILENCE) as answer:
            data: bytes = answer.read(cap + 1)
    except urllib.error.HTTPError as error:
        if error.code in {403, 404, 410}:
            raise NotThere("{path} is not there.", path=url) from error
        raise Unreachable("{hub} answers {status} instead of a file.", hub=url, status=error.code) from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise Unreachable("{hub} does not answer: {why}.", hub=url, why=error) from error
    if len(data) > cap:
        raise Refused("{path} is larger than allowed.", path=url)
    return data


def begin(trust: Path, directory: Path) -> None:
    """Trust the root in the file ``trust`` from now on. It need only be whole and signed by itself."""
    data = _read(trust)
    Trusted(data, now=datetime.now(UTC), schemes=SPECIFIED)
    directory.mkdir(parents=True, exist_ok=True)
    write_file(directory / "root.json", data)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lianjian_feed.conformance", description=__doc__)
    parser.add_argument("--metadata-dir", type=Path, required=True, help="Where verified metadata is kept.")
    parser.add_argument("--metadata-url", default="", help="Address of the repository's metadata.")
    parser.add_argument("--target-name", action="append", default=[], help="A target path; may be repeated.")
    parser.add_argument("--target-base-url", default="", help="Address of the repository's targets.")
    parser.add_argument("--target-dir", type=Path, help="Where targets are kept.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("init", help="Trust a root.").add_argument("trusted_root", type=Path)
    verbs.add_parser("refresh", help="Bring the top-level metadata up to date.")
    verbs.add_parser("download", help="Bring metadata up to date and fetch targets.")
    return parser


def main(
    argv: Sequence[str] | None = None, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> int:
    """0 where everything asked for was done, 1 where anything was refused, 2 where it was asked for wrongly."""
    parser = _parser()
    told = parser.parse_args(argv)
    if told.verb == "download" and not (told.target_name and told.target_dir):
        parser.error("download needs --target-name and --target-dir")
    try:
        if told.verb == "init":
            begin(told.trusted_root, told.metadata_dir)
            return 0
        client = Client(told.metadata_dir, told.metadata_url, now())
        client.refresh()
        for name in told.target_name if told.verb == "download" else ():
            client.download(name, told.target_base_url, told.target_dir)
    except (Refused, OSError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
