"""A release of the station's software, as the reserved organisation ``software`` publishes it (decision 0041).

``software/release.json``, form ``lianjian-release/1``, canonical JSON: ``{"format", "from", "notes": {"en", "zh"}, "python",
"version", "wheels": [{"length", "path", "sha256"}]}``. Versions are final releases of PEP 440 (numbers and dots), so that
"newer" needs no judgement. ``from``: the lowest version that may be followed directly. Wheel names follow the binary
distribution format (PyPA specification): ``name-version(-build)?-python-abi-platform.whl``.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lianjian_feed.catalogue import MAX_LENGTH
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import digest, is_digest

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = "lianjian-release/1"
ORGANISATION = "software"
NAME = "联建软件"
MANIFEST = "release.json"
PROGRAM = "lianjian"  # the distribution that is the station
MOST = 200  # wheels of a release
CAP = 64 * 1024  # bytes of a manifest: it travels in packs
MAX_NOTE = 2_000  # characters
_VERSION = re.compile(r"(?:0|[1-9][0-9]{0,5})(?:\.(?:0|[1-9][0-9]{0,5})){1,3}")
_WHEEL = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9_.]*)-(?P<version>[0-9][A-Za-z0-9_.]*)(?:-[0-9][A-Za-z0-9_.]*)?"
    r"-[A-Za-z0-9_.]+-[A-Za-z0-9_.]+-[A-Za-z0-9_.]+\.whl"
)


def numbers(version: str) -> tuple[int, ...]:
    """A version as it is compared: ``0.2`` and ``0.2.0`` are the same release (PEP 440, zero padding)."""
    if not _VERSION.fullmatch(version):
        raise Refused("{version} is no final release's version.", version=version[:40])
    told = [int(part) for part in version.split(".")]
    return tuple(told + [0] * (4 - len(told)))


@dataclass(frozen=True, slots=True)
class Wheel:
    """One wheel: its path in the feed, bytes, sha256."""

    path: str
    length: int
    sha256: str

    def __post_init__(self) -> None:
        folder, _, name = str(self.path).rpartition("/")
        if folder != f"{ORGANISATION}/wheels" or not _WHEEL.fullmatch(name):
            raise Refused("{name} is no wheel of a release.", name=str(self.path)[:120])
        if type(self.length) is not int or not 0 < self.length <= MAX_LENGTH or not is_digest(self.sha256):
            raise Refused("{name} is no wheel of a release.", name=self.path[:120])

    @property
    def file(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def requirement(self) -> str:
        """``name==version``, as an installer is asked for it."""
        found = _WHEEL.fullmatch(self.file)
        assert found is not None  # noqa: S101 - judged when it was made
        return f"{found['name']}=={found['version']}"


@dataclass(frozen=True)
class Release:
    """What a box needs to know to put a release in place. ``python``: lowest version of the interpreter."""

    version: str
    follows: str  # "from" in the file
    python: str
    notes: Mapping[str, str]
    wheels: tuple[Wheel, ...]

    def __post_init__(self) -> None:
        for version in (self.version, self.follows, self.python):
            numbers(version)
        if set(self.notes) != {"zh", "en"} or not all(len(text) <= MAX_NOTE for text in self.notes.values()):
            raise Refused("The release has no notes in both languages.")
        paths = [wheel.path for wheel in self.wheels]
        if not 0 < len(paths) <= MOST or len(set(paths)) != len(paths):
            raise Refused("The release lists no wheels, too many, or one twice.")
        versions: dict[str, str] = {}
        for wheel in self.wheels:
            name, _, version = wheel.requirement.partition("==")
            if versions.setdefault(name.lower().replace(".", "_"), version) != version:
                raise Refused("The release holds {name} in two versions.", name=name)
        if versions.get(PROGRAM) != self.version:
            raise Refused(
                "The release does not hold the wheel of {name} {version}.", name=PROGRAM, version=self.version
            )

    @property
    def size(self) -> int:
        """Bytes of all wheels."""
        return sum(wheel.length for wheel in self.wheels)

    def may_follow(self, version: str) -> bool:
        """Whether a box that runs ``version`` may take this release: newer, and not too far on."""
        return numbers(self.follows) <= numbers(version) < numbers(self.version)

    def to_bytes(self) -> bytes:
        told: dict[str, Any] = {
            "format": FORMAT,
            "from": self.follows,
            "notes": dict(self.notes),
            "python": self.python,
            "version": self.version,
            "wheels": [{"length": w.length, "path": w.path, "sha256": w.sha256} for w in self.wheels],
        }
        return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def parse(cls, data: bytes) -> Release:
        """Read a manifest; an unknown field is refused."""
        try:
            if len(data) > CAP:
                raise ValueError(len(data))
            told = json.loads(data)
            if told["format"] != FORMAT:
                raise Refused(
                    "The document is not of the form {form}: update this software first.", form=FORMAT
                )
            if set(told) != {"format", "from", "notes", "python", "version", "wheels"}:
                raise ValueError(sorted(told))
            words = [told["version"], told["from"], told["python"], *told["notes"].values()]
            if not all(isinstance(word, str) for word in words):
                raise TypeError(words)
            wheels = tuple(Wheel(**fields) for fields in told["wheels"])
            return cls(told["version"], told["from"], told["python"], told["notes"], wheels)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Refused("The list of the release cannot be read.") from error


def of_wheels(
    wheels: Mapping[str, bytes], *, notes: Mapping[str, str], follows: str = "0.0", python: str = "3.11"
) -> tuple[Release, dict[str, bytes]]:
    """A release of these wheels by file name, and the files of organisation ``software`` that publish it."""
    listed = tuple(
        Wheel(f"{ORGANISATION}/wheels/{name}", len(data), digest(data))
        for name, data in sorted(wheels.items())
    )
    programs = {w.requirement.partition("==")[2] for w in listed if w.requirement.startswith(f"{PROGRAM}==")}
    if len(programs) != 1:
        raise Refused("There must be the wheel of one version of {name}.", name=PROGRAM)
    release = Release(programs.pop(), follows, python, notes, listed)
    contents = {f"wheels/{name}": data for name, data in wheels.items()} | {MANIFEST: release.to_bytes()}
    return release, contents
