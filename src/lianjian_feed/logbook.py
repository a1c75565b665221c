"""One line of a station's log: what was done, when, about what, towards whom, until when, and why.

Canonical JSON (keys sorted, no spaces, UTF-8), ``lianjian-log/1``. Nothing in it is about a person: ``who`` and
``request`` are hashes salted with a secret of the box, so that the villager's slip finds its own lines and
nobody else can tell whose they are. ``entry`` is the line's own number: a line moved to another place contradicts
itself.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import is_digest

FORMAT = "lianjian-log/1"
LONGEST = 1024  # bytes of an entry
TIME_FORM = "%Y-%m-%dT%H:%M:%SZ"
_BLIND = re.compile("[0-9a-f]{32}")
_ACT = re.compile("[a-z][a-z-]{1,31}")
_TIME = re.compile(r"\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\dZ")
_UNTIL = re.compile(r"\d{4}-[01]\d-[0-3]\d")
_LENGTHS = {"to": 100, "why": 200}  # characters
_FIELDS = ("act", "at", "entry", "format", "request", "sha256", "to", "until", "who", "why")
_write = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


@dataclass(frozen=True)
class LogEntry:
    """A line of the log. An empty text means that there was none to say."""

    number: int
    act: str  # a word of small letters and hyphens; which ones there are is the station's to say
    at: str  # UTC, to the second
    who: str = ""  # 32 hex, blinded
    request: str = ""  # 32 hex, blinded
    to: str = ""  # an addressee's key, an organisation, a way out; never a villager
    sha256: str = ""  # of the bytes that left or came
    until: str = ""  # last day of a consent or a term
    why: str = ""

    def to_bytes(self) -> bytes:
        """The bytes that are hashed; refused where a field is not as agreed."""
        data = _write(
            {
                "act": self.act,
                "at": self.at,
                "entry": self.number,
                "format": FORMAT,
                "request": self.request,
                "sha256": self.sha256,
                "to": self.to,
                "until": self.until,
                "who": self.who,
                "why": self.why,
            }
        ).encode()
        if len(data) > LONGEST or not self._is_sound():
            raise Refused("Line {number} of the log is not as agreed.", number=self.number)
        return data

    @classmethod
    def parse(cls, data: bytes, number: int) -> LogEntry:
        """Read line ``number``; refused unless it says so itself and is spelt as it would be written."""
        try:
            told = json.loads(data if len(data) <= LONGEST else b"")
            read = cls(
                told["entry"], told["act"], told["at"], told["who"], told["request"],
                told["to"], told["sha256"], told["until"], told["why"],
            )  # fmt: skip
            is_sound = (
                len(told) == len(_FIELDS)
                and told["format"] == FORMAT
                and type(read.number) is int
                and read.number == number
                and _write(told).encode() == data
                and read._is_sound()
            )
        except (ValueError, KeyError, TypeError, RecursionError):
            is_sound = False
        if not is_sound:
            raise Refused("Line {number} of the log is not as agreed.", number=number)
        return read

    @property
    def moment(self) -> datetime:
        return datetime.strptime(self.at, TIME_FORM).replace(tzinfo=UTC)

    def _is_sound(self) -> bool:
        texts = (self.act, self.at, self.who, self.request, self.to, self.sha256, self.until, self.why)
        return (
            all(type(text) is str for text in texts)
            and bool(_ACT.fullmatch(self.act))
            and bool(_TIME.fullmatch(self.at))
            and (not self.who or bool(_BLIND.fullmatch(self.who)))
            and (not self.request or bool(_BLIND.fullmatch(self.request)))
            and (not self.sha256 or is_digest(self.sha256))
            and (not self.until or bool(_UNTIL.fullmatch(self.until)))
            and len(self.to) <= _LENGTHS["to"]
            and len(self.why) <= _LENGTHS["why"]
            and (self.to + self.why).isprintable()
        )
