"""The hub's mailroom in miniature, holding a station to the whole contract; and a village with keepers, a book and a line."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lianjian_feed import book, statements
from lianjian_feed.book import Addressee, Book
from lianjian_feed.letters import Letter
from lianjian_feed.logbook import LogEntry
from lianjian_feed.parcels import Parcel
from lianjian_feed.refusals import Refused
from lianjian_feed.replies import Answer, Replies, State, seal_answer
from lianjian_feed.schemes import digest
from lianjian_feed.sealing import Identity
from lianjian_station import locks
from lianjian_station.directory_source import DirectorySource
from lianjian_station.keepers import Keepers, Session
from lianjian_station.keys import Keys
from lianjian_station.requests.asking import Draft, Slip, ask
from lianjian_station.requests.keeping import Opened, listed, opened
from lianjian_station.requests.releasing import release
from tests.lianjian_feed.simulators import START, Hub, files, story
from tests.lianjian_station.boxes import Box

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from lianjian_station.home import Home

PHRASES = {"林站长": "四个好记的词语啊", "陈会计": "另外四个好记的词"}
CHEAP = 2  # scrypt's n where a test is not about guessing


@dataclass
class Mailroom:
    """Takes parcels in as the hub does: opens, checks signature, key and serials, keeps letters by digest, holds the log
    and finds every letter in it, and says back what was not acknowledged.
    """

    station: str
    key: str  # the station's signing key
    recipient: str  # the station's, for replies
    now: datetime
    opens: Identity = field(default_factory=Identity.make)
    signs: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    inboxes: dict[str, Identity] = field(
        default_factory=lambda: {"agronomy": Identity.make(), "legal": Identity.make()}
    )
    gone: set[str] = field(default_factory=set)  # inboxes whose key is lost
    secretary: Addressee | None = None
    taken: int = 0
    serial: int = 0
    entries: dict[int, str] = field(default_factory=dict)
    parcels: dict[str, Parcel] = field(default_factory=dict)
    letters: dict[str, Letter] = field(default_factory=dict)
    receipts: list[str] = field(default_factory=list)
    states: list[State] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    acknowledged: int = 0
    checkpoint: str = ""

    def book(self, upload: str = "") -> Book:
        held = [
            Addressee(
                "agronomy",
                "expert",
                "农技专家组",
                self.inboxes["agronomy"].recipient,
                ("farming", "market"),
                5,
            ),
            Addressee(
                "legal", "party", "法律援助中心", self.inboxes["legal"].recipient, ("fraud", "law"), 10
            ),
        ]
        return Book(self.opens.recipient, statements.public_hex(self.signs), "", upload, tuple(held))

    def take(self, data: bytes) -> None:
        """A parcel that came, by line or stick; the same one again changes nothing."""
        if digest(data) in self.parcels:
            return
        parcel = Parcel.unseal(data, self.opens)
        if parcel.key != self.key:
            raise Refused("The parcel is of a box that is not enrolled.")
        if any(parcel.serial == other.serial for other in self.parcels.values()):
            raise Refused("Two parcels have one serial.")
        self.parcels[digest(data)] = parcel
        self.taken = max(self.taken, parcel.serial)
        self.acknowledged = max(self.acknowledged, parcel.acknowledged)
        self._take_log(parcel)
        for posted in parcel.letters:
            self._take_letter(posted.to, posted.data)
        self.check_letters()

    def _take_log(self, parcel: Parcel) -> None:
        if parcel.log.start > len(self.entries):
            return  # lines between are missing; the station sends them again when it hears how many there are
        for number, text in enumerate(parcel.log.entries, parcel.log.start):
            LogEntry.parse(text.encode(), number)
            if self.entries.setdefault(number, text) != text:
                raise Refused("The log contradicts itself.")
        self.checkpoint = parcel.log.checkpoint

    def check_letters(self) -> None:
        """Every letter stands in the log, once the log is here up to its checkpoint."""
        if len(self.entries) < int(self.checkpoint.split("\n")[1]):
            return
        told = "".join(self.entries.values())
        for name in self.receipts:
            if name not in told:
                raise Refused("A letter came that the log does not tell of.")

    def _take_letter(self, to: str, data: bytes) -> None:
        name = digest(data)
        if name in self.letters or name in self.receipts:
            return
        self.receipts.append(name)
        if to in self.gone:
            self.say(name[:32], "lost")  # decision 0043: the only name that both sides know
            return
        letter = Letter.unseal(data, self.inboxes[to])
        if (letter.key, letter.addressee) != (self.key, to):
            raise Refused("The letter is of another box, or for another inbox.")
        self.letters[name] = letter
        self.say(letter.request, "withdrawn" if letter.kind == "withdrawal" else "received")

    def say(self, request: str, state: str) -> None:
        self.now += timedelta(seconds=1)
        self.states.append(State(request, state, self.now.isoformat(timespec="seconds")))

    def answer(self, letter: Letter, text: str, name: str = "林教授") -> None:
        self.say(letter.request, "answered")
        number = 1 + sum(one.request == letter.request for one in self.answers)
        at = self.now.isoformat(timespec="seconds")
        self.answers.append(Answer(letter.request, number, at, seal_answer(text, name, letter.answer_to)))

    def replies(self) -> bytes:
        """Everything so far; a hub leaves out what was acknowledged, a station must bear either."""
        self.serial += 1
        told = Replies(
            station=self.station,
            serial=self.serial,
            made_at=self.now.isoformat(timespec="seconds"),
            taken=self.taken,
            log_size=len(self.entries),
            receipts=tuple(self.receipts),
            states=tuple(self.states),
            answers=tuple(self.answers),
            secretary=self.secretary,
            checkpoint=self.checkpoint,
        )
        return told.seal(self.signs, self.recipient)


@dataclass
class Village:
    """A station with a hub, a mailroom and keepers. ``sessions``: unlocked, by name."""

    hub: Hub
    box: Box
    mailroom: Mailroom
    sessions: dict[str, Session] = field(default_factory=dict)

    @classmethod
    def make(
        cls, path: Path, *, keepers: int = 2, upload: str = "", has_book: bool = True, now: datetime = START
    ) -> Village:
        hub = Hub(path, now=now)
        mailroom = Mailroom("", "", "", hub.now)
        rooms = {"network": {book.NAME: mailroom.book(upload).to_bytes()}} if has_book else {}
        hub.publish(media=files(story(1)), **rooms)
        box = Box.beside(hub, place="南安镇", division="350583101201")
        keys = Keys.open_or_create(box.home)
        mailroom.station, mailroom.key, mailroom.recipient = keys.id, keys.public, keys.identity.recipient
        village = cls(hub, box, mailroom)
        if has_book:
            box.sync()
        for name in list(PHRASES)[:keepers]:
            by = next(iter(village.sessions.values()), None)
            village.sessions[name] = Keepers(box.home).add(name, PHRASES[name], by=by)
        return village

    @property
    def home(self) -> Home:
        return self.box.home

    @property
    def now(self) -> datetime:
        return self.hub.now

    def publish_book(self, upload: str = "") -> None:
        self.hub.publish(network={book.NAME: self.mailroom.book(upload).to_bytes()})
        self.box.sync()

    def wait(self, **by: float) -> None:
        self.hub.wait(**by)
        self.mailroom.now = max(self.mailroom.now, self.hub.now)

    def ask(self, text: str = "柚子树叶子发黄，怎么办？", **more: object) -> Slip:
        told = {
            "category": "farming",
            "addressee": "agronomy",
            "given": {"text": text, "phone": "13800000000", "name": "陈阿婆"},
            "agreed": {"text", "phone"},
            "purposes": {"answer"},
            "days": 90,
        }
        return ask(self.home, Draft(**(told | more)), self.now)  # type: ignore[arg-type]

    def id_of(self, slip: Slip) -> str:
        return next(found.id for found in listed(self.home) if found.number == slip.number)

    def open(self, slip: Slip, keeper: str = "林站长") -> Opened:
        return opened(self.home, self.sessions[keeper], self.id_of(slip), self.now)

    def release(self, slip: Slip) -> str:
        """All keepers agree, one after the other; answers what the last was told."""
        told = ""
        for session in self.sessions.values():
            shown = opened(self.home, session, self.id_of(slip), self.now)
            told = release(self.home, session, shown.id, shown.frozen_digest, self.now)
        return told

    def source(self) -> DirectorySource:
        """The hub's directory with the newest replies in it."""
        folder = self.hub.feed / "replies"
        folder.mkdir(exist_ok=True)
        (folder / f"{self.mailroom.station}.age").write_bytes(self.mailroom.replies())
        return DirectorySource(self.hub.feed)


def cheaply(monkeypatch: pytest.MonkeyPatch) -> None:
    """Locks that cost nothing, for tests that make many."""
    monkeypatch.setattr(locks, "COST", CHEAP)
