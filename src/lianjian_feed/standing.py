"""How the keys of a feed stand: who signs for what, until when, and what has to be done about it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tuf.api.metadata import Metadata

from lianjian_feed import changing, drilling, layout, signing, waiting
from lianjian_feed.holders import Holder, number_of
from lianjian_feed.keys import ONLINE
from lianjian_feed.memory import RECORD, Memory
from lianjian_feed.refusals import Refused

if TYPE_CHECKING:
    from pathlib import Path

    from securesystemslib.signer import Key

    from lianjian_feed.keys import KeyStore

SOON, NOW = timedelta(days=90), timedelta(days=14)  # before a role runs out
SHORT = {
    "snapshot": timedelta(days=7),
    "timestamp": timedelta(days=2),
}  # those that are signed again by themselves
DRILL_EVERY = timedelta(days=400)  # a yearly drill, and a month


@dataclass(frozen=True)
class Keeper:
    """One key of a role: its number, whose it is, and when it last proved itself."""

    keyid: str
    number: str
    name: str  # empty where it is the hub's own
    is_here: bool
    drilled: str  # RFC 3339, empty where never


@dataclass(frozen=True)
class RoleStanding:
    """A role: how many of which keys sign, until when its newest word is good, and the alarm it gives."""

    role: str
    version: int
    expires: datetime | None
    days: int  # whole days left; negative where it is past
    threshold: int
    keepers: tuple[Keeper, ...]
    alarm: str  # "" all is well, "soon", "now", "past"
    note: str = ""  # why it was left as it was


@dataclass(frozen=True)
class Standing:
    """Every role of the feed, and in sentences what has to be done."""

    roles: tuple[RoleStanding, ...]
    todo: tuple[str, ...] = field(default=())


def standing(keys: KeyStore, now: datetime) -> Standing:
    """How things stand now. Reads only."""
    if not (keys.path / RECORD).exists():
        return Standing(
            (), ("Nothing is published yet: publish, or begin with `lianjian islands keys ceremony`.",)
        )
    with closing(Memory(keys.path / RECORD)) as memory:
        return _standing(keys, memory, now)


def holder_named(found: Standing, who: str) -> Keeper:
    """A holder of the root by name, or by the beginning of the number; Refused where that is not exactly one."""
    bare = who.replace(" ", "").lower()
    keepers = found.roles[0].keepers if found.roles else ()
    named = [
        keeper
        for keeper in keepers
        if keeper.name == who or (bare and keeper.number.replace(" ", "").startswith(bare))
    ]
    if len(named) != 1:
        raise Refused("{who} is not one holder of the root: say the number.", who=who)
    return named[0]


def _standing(keys: KeyStore, memory: Memory, now: datetime) -> Standing:
    if not memory.newest("root")[0]:
        return Standing((), ("There is no root yet: publish, or finish the ceremony.",))
    root = changing.root_of(memory)
    found = [_role(keys, memory, "root", *_asks(root, "root"), now)]
    found += [_role(keys, memory, role, *_asks(root, role), now) for role in ONLINE]
    targets = changing.targets_of(memory)
    for name in sorted(memory.names()):
        holding = signing.holding_of(targets, name)
        if holding is not None:
            role = layout.role_of(name)
            found.append(_role(keys, memory, role, list(holding.keys), holding.threshold, now))
    found += [
        RoleStanding(layout.role_of(name), 0, None, 0, 0, (), "now", memory.left().get(name, ""))
        for name in sorted(memory.dropped())
    ]
    return Standing(tuple(found), tuple(_todo(keys.path, found, now)))


def _asks(root: object, role: str) -> tuple[list[Key], int]:
    asked = root.roles[role]  # type: ignore[attr-defined]
    return [root.keys[keyid] for keyid in asked.keyids], asked.threshold  # type: ignore[attr-defined]


def _role(
    keys: KeyStore, memory: Memory, role: str, named: list[Key], threshold: int, now: datetime
) -> RoleStanding:
    version, data = memory.newest(role)
    try:
        here = {key.public.keyid for key in keys.keys(role, [key.keyid for key in named])}
        note = memory.left().get(role.removeprefix(layout.ROLE_PREFIX), "")
    except Refused as damaged:
        here, note = set(), str(damaged)
    drilled = drilling.last(keys.path)
    keepers = tuple(
        Keeper(
            key.keyid,
            number_of(str(key.keyval["public"])),
            name_of(keys.path, key.keyid),
            key.keyid in here,
            drilled.get(key.keyid, ""),
        )
        for key in named
    )
    expires = Metadata.from_bytes(data).signed.expires if version else None
    left = expires - now if expires else timedelta(0)
    alarm = _alarm(role, left, can_sign=len(here) >= threshold) if expires else ""
    return RoleStanding(role, version, expires, left.days, threshold, keepers, alarm, note)


def _alarm(role: str, left: timedelta, *, can_sign: bool) -> str:
    if left < timedelta(0):
        return "past"
    if role in SHORT:
        return "soon" if left < SHORT[role] else ""
    if left < NOW:
        return "now"
    # With its keys here a role is signed again by itself once half of its term is over.
    return "soon" if left < SOON and not can_sign else ""


def name_of(keys: Path, keyid: str) -> str:
    """The holder's name from the card kept beside the keys; empty where there is none."""
    try:
        return Holder.parse((keys / changing.HOLDERS / f"{keyid}.card").read_bytes()).name
    except (OSError, Refused):
        return ""


def _todo(keys: Path, roles: list[RoleStanding], now: datetime) -> list[str]:
    said = []
    for role in roles:
        if role.alarm and role.expires is not None:
            when = (
                f"ran out on {role.expires:%Y-%m-%d}"
                if role.alarm == "past"
                else f"runs out in {role.days} days"
            )
            said.append(f"{role.role} {when}: {_cure(keys, role)}")
        elif role.note:
            said.append(f"{role.role} is left as it was: {role.note}")
        missing = [keeper for keeper in role.keepers if not keeper.is_here and not keeper.name]
        if role.role in ONLINE and missing and len(role.keepers) - len(missing) < role.threshold:
            said.append(f"the key of {role.role} is gone: bring it back from a backup, or rotate it")
    root = roles[0]
    if root.keepers and all(keeper.name for keeper in root.keepers):
        if len(root.keepers) == root.threshold:
            said.append("the root has no reserve: one lost stick, and it can never be changed again")
        for keeper in root.keepers:
            if not keeper.drilled:
                said.append(f"{keeper.name} has not been in a drill yet: `lianjian islands keys drill`")
            elif now - datetime.fromisoformat(keeper.drilled) > DRILL_EVERY:
                said.append(f"{keeper.name} was last in a drill on {keeper.drilled[:10]}")
    return said


def _cure(keys: Path, role: RoleStanding) -> str:
    if role.role == "root":
        return "have its holders sign a new one, `lianjian islands keys propose`"
    name = role.role.removeprefix(layout.ROLE_PREFIX)
    if role.role.startswith(layout.ROLE_PREFIX) and waiting.waiting(keys, name):
        return f"have it sign, `lianjian islands keys organisation prepare {name}`"
    return "publish, `lianjian islands publish`"
