"""A station's directory: what lies where, and the keeper's settings.

``boot.root.json`` is the trust a station was set up with and is never written again; ``feed.db`` holds
everything verified; ``cas/`` the files over 64 KiB by their sha256; ``staging/`` what is being fetched.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lianjian_feed.durable import make_directory, sync_directory, write_file
from lianjian_feed.refusals import Refused
from lianjian_feed.trust import Trusted

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = "lianjian-station/1"
ROOT_CAP = 512_000


@dataclass(frozen=True)
class Settings:
    """What the keeper says of this box. Empty means not said, and pages then say so."""

    hub: str = ""  # address of the feed, or a directory
    village: str = ""
    place: str = ""  # the county or town it belongs to
    division: str = ""  # 12-digit code: own stories first
    keeper: str = ""
    phone: str = ""
    hours: str = ""  # when the keeper is there


@dataclass(frozen=True)
class Home:
    """An existing station."""

    path: Path
    settings: Settings

    @property
    def boot_root(self) -> Path:
        return self.path / "root" / "boot.root.json"

    @property
    def database(self) -> Path:
        return self.path / "feed.db"

    @property
    def staging(self) -> Path:
        return self.path / "staging"

    @property
    def lock(self) -> Path:
        return self.path / "sync.lock"

    def large(self, digest: str) -> Path:
        """Where a file over 64 KiB lies."""
        return self.path / "cas" / digest[:2] / digest

    @classmethod
    def create(cls, path: Path, settings: Settings, trust: Path) -> Home:
        """Set a station up, or change the settings of one; the root of trust is never changed."""
        root = _read_trust(trust)
        for text in asdict(settings).values():
            if not text.isprintable():
                raise Refused(
                    "What is set for a station is text of one line, not {text}.", text=ascii(text)[:60]
                )
        home = cls(path, settings)
        if home.boot_root.exists():
            if home.boot_root.read_bytes() != root:
                raise Refused("{path} trusts another root already: use a new directory.", path=path)
            settings = replace(cls.open(path).settings, **{k: v for k, v in asdict(settings).items() if v})
        for folder in ("root", "cas", "staging"):
            make_directory(path / folder)
        # All 256, and their names made to last, now: a directory born during a sync could vanish in a power cut with the
        # files in it, while the database already counts on them.
        for number in range(256):
            (path / "cas" / f"{number:02x}").mkdir(exist_ok=True)
        sync_directory(path / "cas")
        write_file(
            path / "station.json",
            json.dumps({"format": FORMAT} | asdict(settings), ensure_ascii=False).encode(),
        )
        if not home.boot_root.exists():
            write_file(home.boot_root, root, mode=0o444)  # last: without it nothing is a station
        return cls(path, settings)

    @classmethod
    def open(cls, path: Path) -> Home:
        """The station at ``path``."""
        try:
            told = json.loads((path / "station.json").read_bytes())
            known = {field.name for field in fields(Settings)}
            settings = Settings(**{name: str(told[name]) for name in known & set(told)})
            if told["format"] != FORMAT or not (path / "root" / "boot.root.json").exists():
                raise ValueError(told["format"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Refused(
                "There is no station in {path}: run lianjian-station init first.", path=path
            ) from error
        return cls(path, settings)


def _read_trust(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            root = file.read(ROOT_CAP + 1)
    except OSError as error:
        raise Refused("The trust file {path} cannot be read.", path=path) from error
    try:
        Trusted(root, now=datetime.now(UTC))
    except Refused as error:
        raise Refused("{path} is no root of trust that is whole and signed by itself.", path=path) from error
    return root
