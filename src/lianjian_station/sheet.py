"""The recovery sheet: what a new box needs to be the old one, on paper in the village's safe.

Inside: canonical JSON ``lianjian-sheet/1``, deflated, in an age file under a passphrase (scrypt; opens with stock ``age``). The
passphrase is the *sheet code*: 24 digits of which the last two check the others (ISO 7064, MOD 97-10), 73 bits, written by hand
on another paper. Whoever finds one of the two papers has nothing.

On paper the age file is lines of 40 letters and digits (Crockford's alphabet: no I, L, O, U) in groups of five. Each begins with
its number and ends with two that check it: the line as one number, its own number in front, modulo the prime 1021, as in
ISO 7064's pure systems. So a wrong letter, two exchanged or a line in another's place is found, and said by number.
The same lines, parted by ``/``, are in the QR codes.
"""

from __future__ import annotations

import re
import secrets
import struct
import unicodedata
import zlib
from dataclasses import asdict, dataclass, fields
from typing import Any

import pyrage
from pyrage import passphrase

from lianjian_feed import statements
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import is_digest
from lianjian_feed.sealing import Identity
from lianjian_station.home import Settings
from lianjian_station.keys import Keys

FORMAT = "lianjian-sheet/1"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CAP = 8192  # bytes of what is inside
MOST_TEXT = 1 << 16  # bytes of a file with lines
DIGITS = 22  # of the code, without the two that check
_PER_LINE = 40  # letters: 25 bytes
_BYTES = 25
_PRIME = 1021  # the largest below 32 * 32
_LINES_PER_CODE = 12  # about 580 letters: version 15 at level M, a millimetre a module on half a page
_VERSION = 1  # of the lines
_LINE = re.compile(rf"([0-9]{{2}})([{ALPHABET}]{{{_PER_LINE}}})([{ALPHABET}]{{2}})")
_HEARD = str.maketrans("OIL", "011")  # as they are read off paper
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}


@dataclass(frozen=True)
class Sheet:
    """What the paper holds. ``run``: how often this station began its log anew; ``log_size``: lines it had when printed."""

    keys: Keys
    store: Identity
    settings: Settings
    root: str  # sha256 of the root of trust the box was set up with
    root_version: int
    made_on: str  # ISO 8601 date
    run: int
    log_size: int

    def to_lines(self, code: str) -> list[str]:
        """The lines to print, sealed under ``code``."""
        told = {
            "format": FORMAT,
            "keys": self.keys.to_bytes().decode(),
            "log_size": self.log_size,
            "made_on": self.made_on,
            "root": self.root,
            "root_version": self.root_version,
            "run": self.run,
            "settings": asdict(self.settings),
            "store": self.store.secret,
        }
        inside = zlib.compress(statements.canonical(told), 9)
        return _lines(bytes(passphrase.encrypt(inside, _digits(code))))

    @classmethod
    def open(cls, lines: str, code: str) -> Sheet:
        """Read the text of a sheet, as it was printed, typed or scanned. Refused with the line that is wrong or missing."""
        sealed = _sealed(lines)
        try:
            inside = bytes(passphrase.decrypt(sealed, _digits(code)))
        except pyrage.DecryptError as error:
            raise Refused("The sheet code does not open this sheet.") from error
        try:
            unpacked = zlib.decompressobj()
            data = unpacked.decompress(inside, CAP)
            if unpacked.unconsumed_tail or not unpacked.eof or unpacked.unused_data:
                raise ValueError(len(data))
            return cls._read(statements.plain(data, FORMAT))
        except (ValueError, KeyError, TypeError, zlib.error) as error:
            raise Refused("This sheet is of another form: update this software first.") from error

    @classmethod
    def _read(cls, told: dict[str, Any]) -> Sheet:
        statements.strictly(
            told,
            FORMAT,
            format=lambda v: v == FORMAT,
            keys=lambda v: isinstance(v, str),
            log_size=lambda v: type(v) is int and v >= 0,
            made_on=lambda v: isinstance(v, str),
            root=is_digest,
            root_version=lambda v: type(v) is int and v > 0,
            run=lambda v: type(v) is int and v > 0,
            settings=lambda v: isinstance(v, dict) and all(isinstance(one, str) for one in v.values()),
            store=lambda v: isinstance(v, str),
        )
        store = Identity(told["store"])
        store.recipient  # noqa: B018 - raises where it is no key
        known = {field.name for field in fields(Settings)}
        settings = Settings(**{name: text for name, text in told["settings"].items() if name in known})
        return cls(
            Keys.parse(told["keys"].encode()),
            store,
            settings,
            told["root"],
            told["root_version"],
            told["made_on"],
            told["run"],
            told["log_size"],
        )

    def __repr__(self) -> str:
        return f"Sheet({self.keys.id}, {self.made_on})"


def new_code() -> str:
    """A code of 24 digits in groups of four."""
    number = secrets.randbelow(10**DIGITS)
    digits = f"{number:0{DIGITS}d}{98 - number * 100 % 97:02d}"
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def _digits(code: str) -> str:
    """The code as the passphrase it is. Refused at once where it was mistyped: opening takes a second and more."""
    digits = re.sub(r"[\s.-]", "", unicodedata.normalize("NFKC", code[:200]))  # a Chinese keyboard's, too
    if not digits.isascii() or not digits.isdecimal() or len(digits) != DIGITS + 2 or int(digits) % 97 != 1:
        raise Refused("This is no sheet code: 24 digits, and the last two fit the others.")
    return digits


def for_codes(lines: list[str]) -> list[str]:
    """The lines as texts for QR codes (alphanumeric mode), as few as stay easy to scan."""
    count = -(-len(lines) // _LINES_PER_CODE)
    each = -(-len(lines) // count)
    return [
        "/".join(line.replace(" ", "") for line in lines[at : at + each]) for at in range(0, len(lines), each)
    ]


def _lines(sealed: bytes) -> list[str]:
    payload = struct.pack(">BH", _VERSION, len(sealed)) + sealed
    payload += bytes(-len(payload) % _BYTES)
    lines = []
    for number, at in enumerate(range(0, len(payload), _BYTES), 1):
        letters = _base32(int.from_bytes(payload[at : at + _BYTES], "big"), _PER_LINE)
        groups = " ".join(letters[k : k + 5] for k in range(0, _PER_LINE, 5))
        lines.append(f"{number:02d} {groups} {_check(number, letters)}")
    return lines


def _sealed(text: str) -> bytes:
    if len(text) > MOST_TEXT:
        raise Refused("This is no text of a recovery sheet.")
    found: dict[int, bytes] = {}
    for row in re.split(r"[\n/]", unicodedata.normalize("NFKC", text).upper()):
        line = re.sub(r"[\s:.-]", "", row)
        if not re.match("[0-9]{2}", line):
            continue  # headings and notes between them
        number = int(line[:2])
        read = _LINE.fullmatch(line[:2] + line[2:].translate(_HEARD))
        if read is None or read[3] != _check(number, read[2]):
            raise Refused(
                "Line {number} of the sheet is not as printed: compare it letter by letter.", number=number
            )
        found[number] = _number(read[2]).to_bytes(_BYTES, "big")
    if 1 not in found:
        raise Refused("Line {number} of the sheet is missing.", number=1)
    version, length = struct.unpack(">BH", found[1][:3])
    if version != _VERSION:
        raise Refused("This sheet is of another form: update this software first.")
    for number in range(1, -(-(3 + length) // _BYTES) + 1):
        if number not in found:
            raise Refused("Line {number} of the sheet is missing.", number=number)
    return b"".join(found[number] for number in sorted(found))[3 : 3 + length]


def _check(number: int, letters: str) -> str:
    return _base32((number * 32**_PER_LINE + _number(letters)) % _PRIME, 2)


def _number(letters: str) -> int:
    value = 0
    for letter in letters:
        value = value * 32 + _VALUE[letter]
    return value


def _base32(value: int, length: int) -> str:
    return "".join(ALPHABET[value >> 5 * place & 31] for place in reversed(range(length)))
