r"""An organisation's catalogue: what it publishes, one line a file. The digest of the lines is what it signs.

Form: ``lianjian-catalogue/1 sha256
``, then, sorted by path, ``path 	 length 	 sha256
``. A path starts with
the organisation's own name: nobody can speak for another. The grammar admits no other spelling, so equal
content has equal bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from lianjian_feed import merkle
from lianjian_feed.layout import ORGANISATION, SMALL
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import DIGEST, TREE, digest, is_digest, require_digest_scheme

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FORMAT = "lianjian-catalogue/1"
MAX_PATH = 200
MAX_LENGTH = 64 * 1024 * 1024  # bytes of one file
MAX_ENTRIES = 200_000
_PATH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,99}){1,3}")


class Entry(NamedTuple):  # a tuple, for a station makes and sorts a hundred thousand of them for each edition
    """One file: its path (``organisation/…``), length in bytes and sha256 (hex)."""

    path: str
    length: int
    digest: str

    @property
    def is_small(self) -> bool:
        """Whether it travels in packs."""
        return self.length <= SMALL

    def line(self) -> str:
        return f"{self.path}\t{self.length}\t{self.digest}\n"


def check_organisation(name: str) -> None:
    """Refuse what cannot be an organisation's name in a feed."""
    if not ORGANISATION.fullmatch(name):
        raise Refused(
            "Organisation name {name} is not of small letters, digits and hyphens.", name=repr(name)[:80]
        )


def check_path(organisation: str, path: str) -> None:
    """Refuse a path outside the organisation's own room, or of a spelling a file system could misread."""
    if not path.startswith(f"{organisation}/") or len(path) > MAX_PATH or not _PATH.fullmatch(path):
        raise Refused(
            "Path {path} is not allowed for organisation {name}.", path=repr(path)[:120], name=organisation
        )


@dataclass(frozen=True)
class Claim:
    """What an organisation's signature says of its catalogue: enough to bound and to judge whatever brings
    it.
    """

    length: int
    digest: str
    entries: int
    total: int  # bytes of all files
    small: int  # bytes of the files that travel in packs
    tree: str  # RFC 6962 root, hex

    def custom(self) -> dict[str, object]:
        return {"n": self.entries, "bytes": self.total, "small": self.small, "tree": {TREE: self.tree}}


@dataclass(frozen=True)
class Catalogue:
    """All files of one organisation, sorted by path."""

    organisation: str
    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, organisation: str, entries: Iterable[Entry]) -> Catalogue:
        """Sort, and refuse what the grammar does not admit."""
        check_organisation(organisation)
        held = tuple(sorted(entries))
        _check_number(organisation, held)
        before = ""
        for entry in held:
            _check(organisation, entry)
            if entry.path == before:
                raise Refused("Path {path} is listed twice.", path=entry.path)
            before = entry.path
        return cls(organisation, held)

    @classmethod
    def parse(cls, organisation: str, data: bytes) -> Catalogue:
        """Read the form above; any other spelling of the same content is refused."""
        try:
            head, *lines = data.decode("ascii").split("\n")
            form, _, scheme = head.partition(" ")
            if form != FORMAT or lines.pop() != "":
                raise ValueError(head)
            require_digest_scheme(scheme)
            catalogue = cls.of(organisation, [_entry(line) for line in lines])
        except (ValueError, IndexError) as error:
            raise Refused("The catalogue of {name} cannot be read.", name=organisation) from error
        if catalogue.to_bytes() != data:
            raise Refused("The catalogue of {name} cannot be read.", name=organisation)
        return catalogue

    def to_bytes(self) -> bytes:
        return (f"{FORMAT} {DIGEST}\n" + "".join(entry.line() for entry in self.entries)).encode("ascii")

    def leaves(self) -> list[bytes]:
        """The lines, as the Merkle tree takes them."""
        return self.to_bytes().splitlines(keepends=True)[1:]

    def claim(self) -> Claim:
        """What is signed of this catalogue."""
        data = self.to_bytes()
        lengths = [entry.length for entry in self.entries]
        return Claim(
            length=len(data),
            digest=digest(data),
            entries=len(lengths),
            total=sum(lengths),
            small=sum(length for length in lengths if length <= SMALL),
            tree=merkle.root(data.splitlines(keepends=True)[1:]).hex(),
        )

    def changed(self, changes: Iterable[Entry], deleted: Iterable[str]) -> Catalogue:
        """This catalogue with entries put and paths taken away. Only what is put is judged: what is held was."""
        held = {entry.path: entry for entry in self.entries}
        for path in deleted:
            held.pop(path, None)
        for entry in changes:
            _check(self.organisation, entry)
            held[entry.path] = entry
        catalogue = Catalogue(self.organisation, tuple(sorted(held.values())))
        _check_number(self.organisation, catalogue.entries)
        return catalogue


def _check(organisation: str, entry: Entry) -> None:
    check_path(organisation, entry.path)
    if not 0 <= entry.length <= MAX_LENGTH:
        raise Refused("File {path} is larger than {limit} bytes.", path=entry.path, limit=MAX_LENGTH)
    if not is_digest(entry.digest):
        raise Refused("File {path} has no proper digest.", path=entry.path)


def _check_number(organisation: str, entries: tuple[Entry, ...]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise Refused(
            "Organisation {name} lists more than {limit} files.", name=organisation, limit=MAX_ENTRIES
        )


#: Catalogues by organisation: the whole of what a reader can see.
View = dict[str, Catalogue]


def ordered(view: Mapping[str, Catalogue]) -> list[Entry]:
    """Every entry of a view in the one order packs count in: organisation, then path."""
    return [entry for name in sorted(view) for entry in view[name].entries]


def _entry(line: str) -> Entry:
    path, length, hexdigest = line.split("\t")
    if not length.isdecimal() or len(length) > len(str(MAX_LENGTH)):
        raise ValueError(line)
    return Entry(path, int(length), hexdigest)
