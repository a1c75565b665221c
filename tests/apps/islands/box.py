"""A village station as far as the hub can tell: its keys, its log, what it seals and what it can open. No station code."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lianjian.adapters.ferry.feed_writing import own_feed
from lianjian.adapters.ferry.mail_keys import FileKeys
from lianjian.apps.islands.actions.enrol_station import enrol_station
from lianjian.apps.islands.actions.open_inbox import open_inbox
from lianjian.apps.islands.tasks import take_post
from lianjian_feed import tlog
from lianjian_feed.cards import station_id, write_card
from lianjian_feed.letters import Letter
from lianjian_feed.logbook import LogEntry
from lianjian_feed.merkle import leaf_hash
from lianjian_feed.notes import Note, sign
from lianjian_feed.parcels import LogPart, Parcel, Posted
from lianjian_feed.replies import Replies
from lianjian_feed.sealing import Identity
from lianjian_feed.statements import public_hex
from tests.network import ROOT, today

if TYPE_CHECKING:
    from lianjian.apps.islands.models import Inbox
    from lianjian_feed.parcels import Counts, Report
    from tests.network import Network

WORDS = "我家的茶树叶子发黄"
PHONE = "13800001234"


@dataclass
class Box:
    """A box; ``slips`` are the keys that villagers hold for their answers, by the name of the request."""

    signing: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    identity: Identity = field(default_factory=Identity.make)
    lines: list[str] = field(default_factory=list)
    serial: int = 0
    acknowledged: int = 0
    slips: dict[str, Identity] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return station_id(public_hex(self.signing))

    def card(self, village: str = "张洋村") -> bytes:
        return write_card(
            self.signing,
            recipient=self.identity.recipient,
            village=village,
            division="350303108203",
            made_at=datetime.now(UTC),
        )

    def letter(self, inbox: Inbox, **values: object) -> Posted:
        """A request to an inbox, or with ``kind="withdrawal"`` and ``request`` the withdrawal of one."""
        name = str(values.get("request") or secrets.token_hex(16))
        slip = self.slips.setdefault(name, Identity.make())
        given = {
            "kind": "request",
            "request": name,
            "addressee": inbox.key,
            "category": "farming",
            "asked_on": today().isoformat(),
            "until": (today() + timedelta(days=90)).isoformat(),
            "answer_to": slip.recipient,
            "fields": {"text": WORDS, "phone": PHONE},
            "purposes": ("answer",),
        } | values
        if given["kind"] == "withdrawal":
            given |= {"fields": {}, "purposes": ()}
        return Posted(inbox.key, Letter(**given).seal(self.signing, inbox.recipient))

    def write(self, act: str = "send") -> None:
        """Another line of the log."""
        number = len(self.lines)
        entry = LogEntry(number, act, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        self.lines.append(entry.to_bytes().decode())

    def checkpoint(self, size: int | None = None, origin: str = "") -> str:
        """What it says of its log, signed."""
        length = len(self.lines) if size is None else size
        peaks: tuple[bytes, ...] = ()
        for _name, _hash, peaks in tlog.grow(0, (), (leaf_hash(one.encode()) for one in self.lines[:length])):  # noqa: B007
            pass
        name = origin or f"lianjian-station/{self.id}"
        body = tlog.Checkpoint(name, length, tlog.root_of(peaks)).body
        return Note(body).signed(sign(body, self.signing, name)).to_bytes().decode()

    def parcel(
        self,
        *letters: Posted,
        start: int = 0,
        checkpoint: str | None = None,
        report: Report | None = None,
        counts: tuple[Counts, ...] = (),
        serial: int = 0,
    ) -> bytes:
        """A sealed parcel with these letters and the lines from ``start`` on."""
        self.serial = max(self.serial, serial) if serial else self.serial + 1
        told = Parcel(
            serial=serial or self.serial,
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            acknowledged=self.acknowledged,
            log=LogPart(
                self.checkpoint() if checkpoint is None else checkpoint, start, tuple(self.lines[start:])
            ),
            letters=letters,
            counts=counts,
            report=report,
        )
        return told.seal(self.signing, FileKeys().mailroom().recipient)

    def replies(self) -> Replies:
        """What lies in the feed for it, opened and checked."""
        data = (own_feed() / "replies" / f"{self.id}.age").read_bytes()
        found = Replies.unseal(data, self.identity, key=public_hex(FileKeys().replies()), station=self.id)
        self.acknowledged = found.serial
        return found


def enrolled(network: Network) -> Box:
    """A box of village A, enrolled."""
    box = Box()
    enrol_station(by=ROOT, card=box.card(), village=network.village_a.pk)
    return box


def posted(*parcels: bytes) -> None:
    """Put parcels into the post and let the mailroom work."""
    from lianjian.adapters.ferry.post import Files

    for parcel in parcels:
        assert Files().put_parcel(parcel)
    take_post()


def party_inbox(network: Network, **values: object) -> Inbox:
    """The association's inbox, open to all villages."""
    given: dict[str, object] = {"by": ROOT, "role": "party", "of": network.association.pk}
    return open_inbox(**(given | values))
