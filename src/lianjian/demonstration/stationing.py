"""Three village stations of the demonstration, whom their villagers can write to, and what they asked.

The boxes are made of the formats that hub and station agree on; their keys are thrown away, so nobody speaks in their name.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lianjian.apps.exchange.queries import experts
from lianjian.apps.islands.actions.answer_request import answer_request
from lianjian.apps.islands.actions.enrol_station import enrol_station
from lianjian.apps.islands.actions.open_inbox import open_inbox
from lianjian.apps.islands.actions.take_parcel import take_parcel
from lianjian.apps.islands.actions.take_request import take_request
from lianjian.apps.islands.ports import mail_keys
from lianjian.apps.islands.queries import WantedRequests, requests, secretary_of
from lianjian.apps.parties.queries import organisation_names
from lianjian.demonstration.society import LOADER
from lianjian_feed import statements, tlog
from lianjian_feed.book import Addressee
from lianjian_feed.cards import station_id, write_card
from lianjian_feed.letters import Letter
from lianjian_feed.logbook import TIME_FORM, LogEntry
from lianjian_feed.merkle import leaf_hash
from lianjian_feed.notes import Note, sign
from lianjian_feed.parcels import LogPart, Parcel, Posted, Report
from lianjian_feed.sealing import Identity

if TYPE_CHECKING:
    from lianjian.demonstration.reading import Calendar
    from lianjian.demonstration.society import Society

VERSION = "0.1.0"
CONSENT = timedelta(days=90)
BOXES = {
    "zhangyang": Report(VERSION, 1, 21_480, is_stale=False),
    "huanglong": Report(
        VERSION, 1, 380, is_stale=True, faults=("The disk is nearly full ({free} MB left).",)
    ),
    "yangwei": None,
}
"""Villages with a station and what it tells of itself; the last has said nothing yet."""
ASKED = (
    (
        "zhangyang",
        "secretary",
        "works",
        4,
        {"text": "上溪头那盏路灯坏了半个月，晚上老人走路看不见。", "place": "上溪头桥边"},
    ),
    (
        "zhangyang",
        "expert",
        "farming",
        2,
        {"text": "柚子树今年叶子发黄，根边土是红的，要不要翻土？", "phone": "000-0000"},
    ),
    ("huanglong", "party", "fraud", 1, {"text": "有人打电话说能办养老金补缴，先交八百块，是真的吗？"}),
    (
        "huanglong",
        "secretary",
        "benefits",
        6,
        {"text": "我妈的高龄补贴三个月没到，找谁问？", "name": "（演示）老林"},
    ),
)
"""Village, to whom, about what, how many days ago, and what leaves the village."""
ANSWER = "已经报给镇里供电所，周五前来换。换好以前，村部门口有手电可以借。"


class _Box:
    """A box for the time of the loading."""

    def __init__(self, village: str, division: str, days: Calendar) -> None:
        self.signing, self.identity, self.days = Ed25519PrivateKey.generate(), Identity.make(), days
        self.id = station_id(statements.public_hex(self.signing))
        self.card = write_card(
            self.signing,
            recipient=self.identity.recipient,
            village=village,
            division=division,
            made_at=days.moment(0),
        )

    def letter(self, to: Addressee, category: str, ago: int, fields: dict[str, str]) -> Posted:
        asked = self.days.day(ago)
        letter = Letter(
            kind="request",
            request=secrets.token_hex(16),
            addressee=to.key,
            category=category,
            asked_on=asked.isoformat(),
            until=(asked + CONSENT).isoformat(),
            answer_to=Identity.make().recipient,
            fields=fields,
            purposes=("answer", "pass-on"),
        )
        return Posted(to.key, letter.seal(self.signing, to.recipient))

    def parcel(self, letters: list[Posted], report: Report) -> bytes:
        name, moment = f"lianjian-station/{self.id}", self.days.moment(0)
        lines = [
            LogEntry(number, "send", moment.strftime(TIME_FORM), to=one.to, sha256=one.digest).to_bytes()
            for number, one in enumerate(letters)
        ]
        peaks: tuple[bytes, ...] = ()
        for _node, _hash, after in tlog.grow(0, (), map(leaf_hash, lines)):
            peaks = after
        body = tlog.Checkpoint(name, len(lines), tlog.root_of(peaks)).body
        checkpoint = Note(body).signed(sign(body, self.signing, name)).to_bytes().decode()
        told = Parcel(
            serial=1,
            made_at=moment.isoformat(timespec="seconds"),
            acknowledged=0,
            log=LogPart(checkpoint, 0, tuple(line.decode() for line in lines)),
            letters=tuple(letters),
            report=report,
        )
        return told.seal(self.signing, mail_keys().mailroom().recipient)


def load_stations(days: Calendar, society: Society) -> int:
    """Enrol the boxes, open the inboxes, bring in what was asked, and answer some of it. Returns how many requests."""
    general = {"party": _party(society), "expert": _expert(society)}
    names = organisation_names(society.organisations[village] for village in BOXES)
    for village, report in BOXES.items():
        place = society.organisations[village]
        box = _Box(names[place], society.divisions.get(village, ""), days)
        enrol_station(by=LOADER, card=box.card, village=place)
        if report is None:
            continue
        own = secretary_of(place, days.day(0))
        letters = []
        for where, role, category, ago, fields in ASKED:
            to = own if role == "secretary" else general[role]
            if where == village and to is not None:
                letters.append(box.letter(to, category, ago, fields))
        take_parcel(by=LOADER, data=box.parcel(letters, report))
    _answer(days, society)
    return len(ASKED)


def _party(society: Society) -> Addressee:
    return _told(open_inbox(by=LOADER, role="party", of=society.organisations["minshan"], days=5))


def _expert(society: Society) -> Addressee:
    wanted = society.people["zheng-siqi"]
    listed = next(one for one in experts(LOADER) if one.person == wanted)
    return _told(open_inbox(by=LOADER, role="expert", of=listed.id, categories=["farming", "market"], days=3))


def _told(row: Any) -> Addressee:
    return Addressee(row.key, row.role, row.name, row.recipient, tuple(row.categories), row.days)


def _answer(days: Calendar, society: Society) -> None:
    """The first secretary of the first village answers about the lamp; the expert has the other in hand."""
    secretary, expert = society.now("chen-wangshu"), society.now("zheng-siqi")
    for line in requests(secretary, days.day(0), WantedRequests(), limit=10):
        answer_request(by=secretary, request=line.id, text=ANSWER)
    for line in requests(expert, days.day(0), WantedRequests(), limit=10):
        take_request(by=expert, request=line.id)
