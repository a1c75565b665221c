"""What the matrix asks of an adapter, and what an adapter may ask of the matrix. Adapters are code, outlets
are rows.

An adapter is found by its ``platform``. The dispatcher calls one of four verbs; each ends in an ``Outcome``, or raises
``Unreachable`` (no connection, or no answer: ``answered=False``) or ``QuotaSpent``. Anything else it raises is a fault of ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from django.conf import settings
from django.utils.module_loading import import_string

from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.settling import Verdict
from lianjian.apps.matrix.rules.states import Deed, State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractAsyncContextManager
    from datetime import date, datetime
    from pathlib import Path

    from lianjian.apps.matrix.rules.accounts import Found
    from lianjian.apps.matrix.rules.feeds import Feed, Form
    from lianjian.apps.matrix.rules.limits import Limits
    from lianjian.apps.matrix.rules.numbers import Counted
    from lianjian.apps.matrix.rules.versions import Version
    from lianjian.apps.matrix.rules.work import Claim, Ending
    from lianjian.apps.newsroom.rules.content import Picture, PublishedStory


@dataclass(frozen=True, slots=True)
class OutletFacts:
    """What an adapter needs to know of an outlet's row."""

    id: int
    key: str
    name: str
    platform: str
    limits: Limits
    options: Mapping[str, str]
    """Settings of this account: ``api_base`` where it is not the platform's own."""


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work on one delivery. ``key`` is the idempotency key (64 hexadecimal digits, the same for
    every attempt at the same text); ``refs`` is what earlier attempts left at the platform; ``story`` is None
    where it is withdrawn."""

    delivery: int
    key: str
    deed: Deed
    state: State
    attempt: int
    checks: int
    outlet: OutletFacts
    story: PublishedStory | None
    version: Version | None
    refs: Mapping[str, str]
    credentials: Mapping[str, str]


Outcome = Verdict
"""Where a delivery stands after an adapter's work; made with the functions below. ``after`` is the number of
seconds until the engine should ask or try again (None: its own schedule); ``whole_outlet``: parked until
``until`` holds for every send."""


def published(url: str) -> Outcome:
    """Public at ``url``."""
    return Outcome(state=State.PUBLISHED, url=url)


def accepted(*, after: float | None = None) -> Outcome:
    """The outlet works on it; ask again later."""
    return Outcome(state=State.ACCEPTED, after=after)


def refused(cause: Cause, *, code: str = "", detail: str = "") -> Outcome:
    """The outlet will not take this text."""
    return Outcome(state=State.REFUSED, cause=cause, code=code, detail=detail)


def needs_human(cause: Cause, *, code: str = "", detail: str = "", url: str = "") -> Outcome:
    """Only a person can go on; ``url`` is where to look, "" where that is not known."""
    return Outcome(state=State.NEEDS_HUMAN, cause=cause, code=code, detail=detail, url=url)


def again(cause: Cause, *, code: str = "", detail: str = "", after: float | None = None) -> Outcome:
    """Certainly not there; send it again later."""
    return Outcome(state=State.QUEUED, cause=cause, code=code, detail=detail, after=after)


def parked(until: datetime, *, code: str = "", whole_outlet: bool = True) -> Outcome:
    """A quota is used up until ``until``."""
    return Outcome(
        state=State.PARKED, cause=Cause.QUOTA_SPENT, code=code, until=until, whole_outlet=whole_outlet
    )


def unknown(cause: Cause, *, code: str = "", detail: str = "", after: float | None = None) -> Outcome:
    """It may be there. The engine reconciles; it does not send again."""
    return Outcome(state=State.UNKNOWN, cause=cause, code=code, detail=detail, after=after)


def withdrawn() -> Outcome:
    """Not public there any more."""
    return Outcome(state=State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a platform told us by calling our address: ``answer`` goes back as it is; where ``ref`` (name and
    value of a remote id) is known to a delivery, ``told`` is kept with it and the delivery is looked at at
    once. ``taken``: the platform has the story now, so a delivery that waited for a person waits no more."""

    answer: str
    ref: tuple[str, str] | None = None
    told: Mapping[str, str] = field(default_factory=dict)
    taken: bool = False


class Listening(Protocol):
    """An adapter whose platform calls us."""

    def hear(
        self,
        credentials: Mapping[str, str],
        query: Mapping[str, str],
        body: bytes,
        headers: Mapping[str, str],
    ) -> Heard | None:
        """None where the call is not from the platform. ``headers`` are the request's, found whatever their case."""
        ...


@runtime_checkable
class Sharing(Protocol):
    """An adapter whose platform's own app is opened by a link, with everything laid ready."""

    def share_link(self, refs: Mapping[str, str], version: Version) -> str:
        """The link out of what ``send`` left in the delivery's refs; "" where there is none."""
        ...


@runtime_checkable
class PictureMaking(Protocol):
    """An adapter that makes pictures as platforms take them."""

    def jpeg(self, content: bytes, media_type: str, *, most_bytes: int) -> bytes:
        """The picture as a JPEG of at most ``most_bytes``. Raises ValueError where it cannot be read."""
        ...


@runtime_checkable
class Typesetting(Protocol):
    """An adapter whose platform takes an article as HTML of its own dialect."""

    def article(
        self, story: PublishedStory, version: Version, outlet: OutletFacts, pictures: Mapping[str, str]
    ) -> str:
        """The article's body as it goes out; ``pictures`` gives addresses by SHA-256. Pure."""
        ...


@dataclass(frozen=True, slots=True)
class Film:
    """The upright video of a story, made once for all video channels: H.264 and AAC in MP4 at ``path``, its cover
    picture (JPEG) at ``cover`` and a wide one at ``wide``. ``size`` in bytes, ``width`` and ``height`` in pixels.
    ``address`` is a public https address of the film, good for two days; "" where this installation has none."""

    path: Path
    cover: Path
    wide: Path
    sha256: str
    size: int
    seconds: float
    width: int
    height: int
    address: str = ""


@runtime_checkable
class Watching(Protocol):
    """An adapter that can ask how its account stands, by a call that changes nothing."""

    async def look(self, outlet: OutletFacts, credentials: Mapping[str, str], desk: Desk) -> Found:
        """Raises Unreachable."""
        ...


@runtime_checkable
class Counting(Protocol):
    """An adapter whose platform tells numbers. ``number_ref`` names the ref of a delivery that its items are told by."""

    number_ref: str

    async def numbers(
        self, outlet: OutletFacts, credentials: Mapping[str, str], desk: Desk, day: date
    ) -> Counted:
        """Of everything published on ``day``, which is over. Raises Unreachable, QuotaSpent and NumbersRefusedError."""
        ...


@runtime_checkable
class Explaining(Protocol):
    """An adapter that knows its platform's codes: by code what the system does (``rules/cures.py``) and the cause."""

    codes: Mapping[str, tuple[str, Cause]]


class FeedWriting(Protocol):
    """The adapter of feeds."""

    def write(self, form: Form, feed: Feed) -> tuple[bytes, str]:
        """The feed's bytes and their media type."""
        ...


class Desk(Protocol):
    """What the dispatcher does for an adapter while it works on one job."""

    def now(self) -> datetime:
        """The moment, aware."""
        ...

    async def remember(self, name: str, value: str) -> None:
        """Keep what the platform gave us; committed when this returns. Call it before the next step."""
        ...

    async def take(self, call: str) -> None:
        """Take one call out of the outlet's quota; committed when this returns. Raises QuotaSpent."""
        ...

    async def spent(self, call: str) -> None:
        """The platform says the quota of ``call`` is used up, whatever we counted."""
        ...

    async def keep_credentials(self, changed: Mapping[str, str], *, instead_of: str = "") -> None:
        """Keep what the platform gave in place of stored credentials (a renewed token), sealed like them; committed when
        this returns. Others stay as they are. With ``instead_of`` only where that refresh token is still the stored one."""
        ...

    def renewing(self) -> AbstractAsyncContextManager[Mapping[str, str]]:
        """Alone among all workers with the outlet's credentials as they are stored now: whoever waited finds what the one
        before has renewed. Raises Unreachable where nobody lets go."""
        ...

    async def picture(self, picture: Picture) -> bytes:
        """The stored bytes of a picture. Raises OSError where they cannot be read."""
        ...

    async def film(self) -> Film | None:
        """The video of the job's story; None where it is not made (yet)."""
        ...


class Store(Protocol):
    """The outbox as the dispatcher sees it. Every method but ``overdue`` is one transaction; ``claim`` never gives an outlet
    more than its cap, nor one delivery to two workers."""

    def claim(self, *, worker: str, slots: int, now: datetime, lease: float) -> list[Claim]:
        """Up to ``slots`` deliveries that are due, fairly over the outlets, leased for ``lease`` seconds."""
        ...

    def settle(self, endings: Sequence[Ending]) -> list[bool]:
        """Write what came of claims, together. False for each whose lease was lost: somebody else may hold the delivery."""
        ...

    def overdue(self, *, now: datetime) -> bool:
        """Whether a lease ran out. Only reads."""
        ...

    def reap(self, *, now: datetime) -> int:
        """Settle deliveries whose lease ran out; returns how many."""
        ...


class Notebook(Protocol):
    """What else the dispatcher keeps: leases, remote ids, quotas."""

    def renew(self, claims: Sequence[Claim], *, now: datetime, lease: float) -> int:
        """Lengthen the leases that are still held; returns how many."""
        ...

    def remember(self, claim: Claim, name: str, value: str, *, now: datetime) -> None:
        """Keep a remote id."""
        ...

    def take(self, outlet: int, call: str, *, now: datetime, all_of_it: bool = False) -> None:
        """Take one call (or mark all as used) in the outlet's quotas. Raises QuotaSpent."""
        ...

    def keep_credentials(self, outlet: int, changed: Mapping[str, str], instead_of: str) -> None:
        """Lay these over the stored credentials of an outlet."""
        ...

    def due_within(self, seconds: float, *, now: datetime) -> bool:
        """Whether something is due now or soon, or is being worked on by anybody."""
        ...


class OutletAdapter(Protocol):
    """A platform. Capabilities first: they are data about the platform, and the contract suite holds them
    to it."""

    platform: str
    idempotent: bool
    """Whether sending the same key twice leaves one item there."""
    reconciles: bool
    """Whether ``reconcile`` can find out by itself what became of a lost answer."""
    corrects: bool
    """Whether ``send`` replaces an item that is public there already."""
    withdraws: bool
    credential_fields: Sequence[str]
    timeout: float
    """Seconds after which a call of a verb is given up."""

    def shape(self, story: PublishedStory, outlet: OutletFacts, link: str) -> Version:
        """The story within the outlet's limits. Pure."""
        ...

    async def send(self, job: Job, desk: Desk) -> Outcome:
        """Bring it there."""
        ...

    async def poll(self, job: Job, desk: Desk) -> Outcome:
        """Ask what became of a story the outlet accepted."""
        ...

    async def reconcile(self, job: Job, desk: Desk) -> Outcome:
        """Find out whether a story whose answer was lost is there. Must not send it."""
        ...

    async def withdraw(self, job: Job, desk: Desk) -> Outcome:
        """Take down what ``job.refs`` names."""
        ...

    async def close(self) -> None:
        """Give back connections."""
        ...


FEEDS = "feeds"
HAND_OFF = "hand-off"
"""Names under which the adapters of two modes are found; interfaces are found by their platform."""


@dataclass(frozen=True, slots=True)
class Adapters:
    """The adapters of this installation, and the ones that could not be loaded with the reason: one broken
    adapter does not stop the others."""

    by_platform: Mapping[str, OutletAdapter]
    broken: Mapping[str, str]

    def serving(self, platform: str, mode: str) -> OutletAdapter | None:
        """The adapter that shapes and sends for an outlet; None where this installation has none."""
        if mode == "api":
            return self.by_platform.get(platform)
        return self.by_platform.get(FEEDS if mode == "feed" else HAND_OFF)

    def shaping(self, platform: str, mode: str) -> OutletAdapter | None:
        """The adapter that shapes for an outlet; the hand-off adapter where its interface has none."""
        return self.serving(platform, mode) or self.by_platform.get(HAND_OFF)


def load_adapters(paths: Sequence[str]) -> Adapters:
    """Adapters from dotted paths of classes without arguments."""
    found, broken = dict[str, OutletAdapter](), dict[str, str]()
    for path in paths:
        try:
            adapter: OutletAdapter = import_string(path)()
            found[adapter.platform] = adapter
        except Exception as failure:  # noqa: BLE001 - whatever one adapter does, the others are loaded
            broken[path] = f"{type(failure).__name__}: {failure}"
    return Adapters(found, broken)


@cache
def adapters() -> Adapters:
    """The adapters that ``settings.LIANJIAN_OUTLET_ADAPTERS`` names, loaded once a process. They keep no
    state between jobs except connections, which each dispatcher makes and closes for itself."""
    return load_adapters(import_string(settings.LIANJIAN_OUTLET_ADAPTERS))
