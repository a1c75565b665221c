"""What happens at the outlets."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar

from lianjian.foundation.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletsEnsured(Event):
    """The rows of the outlets were brought in line with the catalogue."""

    name: ClassVar[str] = "matrix.outlets_ensured"
    added: list[str]
    changed: list[str]
    owner: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletChanged(Event):
    """An outlet was made ready, paused, or got or lost its credentials; ``cause`` says why."""

    name: ClassVar[str] = "matrix.outlet_changed"
    outlet: int
    state: str
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveriesPlanned(Event):
    """A revision of a story was planned for the outlets."""

    name: ClassVar[str] = "matrix.deliveries_planned"
    story: int
    revision: int
    deliveries: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalsPlanned(Event):
    """A withdrawn story is being taken back; ``by_hand`` counts the outlets where only a person can do it."""

    name: ClassVar[str] = "matrix.withdrawals_planned"
    story: int
    deliveries: list[int]
    never_left: int
    by_hand: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveriesMoved(Event):
    """What the dispatcher settled in one transaction, as columns: what stands at a place of each list belongs together, and
    means what it means in ``DeliveryMoved``. One row of the audit trail for all, since a story alone has twenty-six."""

    name: ClassVar[str] = "matrix.deliveries_moved"
    deliveries: list[int]
    stories: list[int]
    outlets: list[str]
    deeds: list[str]
    states: list[str]
    urls: list[str]
    causes: list[str]

    def payload(self) -> dict[str, Any]:
        """As it is: columns of plain values need no deep copy."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryMoved(Event):
    """A delivery stands elsewhere than before: by a person, or by what an outlet told us.

    ``url`` is the public address where ``state`` is "published", else "".
    """

    name: ClassVar[str] = "matrix.delivery_moved"
    delivery: int
    story: int
    outlet: str
    deed: str
    state: str
    url: str
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWordsWritten(Event):
    """Somebody wrote other words for a story at one outlet; ``texts`` names which. Empty: back to the story's own."""

    name: ClassVar[str] = "matrix.own_words_written"
    story: int
    outlet: str
    texts: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWordsAccepted(Event):
    """A second person let the words that ``mark`` names out; ``knowingly``: the checks found in them what had to be answered,
    and that person said that it stays."""

    name: ClassVar[str] = "matrix.own_words_accepted"
    story: int
    outlet: str
    mark: str
    knowingly: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWordsReturned(Event):
    """A second person sent own words back."""

    name: ClassVar[str] = "matrix.own_words_returned"
    story: int
    outlet: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersTold(Event):
    """A platform told its numbers of what was published on ``day`` (ISO)."""

    name: ClassVar[str] = "matrix.numbers_told"
    outlet: int
    day: str
    deliveries: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFetched(Event):
    """An outlet fetched its feed and got these deliveries for the first time."""

    name: ClassVar[str] = "matrix.feed_fetched"
    outlet: str
    deliveries: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformHeard(Event):
    """A platform told us by itself what became of a delivery."""

    name: ClassVar[str] = "matrix.platform_heard"
    outlet: str
    delivery: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmPlanned(Event):
    """The film of a story will be made, or is there already because its storyboard did not change; ``revision`` 0 is a
    preview. ``narrated``: it follows a recording."""

    name: ClassVar[str] = "matrix.film_planned"
    film: int
    story: int
    revision: int
    narrated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmMade(Event):
    """A film is there, or could not be made (``cause``)."""

    name: ClassVar[str] = "matrix.film_made"
    film: int
    story: int
    revision: int
    sha256: str
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmsReturned(Event):
    """Films whose maker died go back to waiting, or are given up."""

    name: ClassVar[str] = "matrix.films_returned"
    waiting: list[int]
    given_up: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmsDropped(Event):
    """The films of a withdrawn story are gone, files and all."""

    name: ClassVar[str] = "matrix.films_dropped"
    story: int
    films: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLookedAt(Event):
    """A look at an account found something new: ``cause`` says what is wrong ("" for nothing), ``ends_at`` when its
    authorisation ends ("" where that is not known)."""

    name: ClassVar[str] = "matrix.account_looked_at"
    outlet: int
    cause: str
    ends_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReadBack(Event):
    """The page that a person named was read for the last time: "seen" with the title found there, "other", or "unread"."""

    name: ClassVar[str] = "matrix.page_read_back"
    delivery: int
    sight: str
    status: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HubTold(Event):
    """The WebSub hub was told of a change in an outlet's feed, or given up until the next one (``taken`` False)."""

    name: ClassVar[str] = "matrix.hub_told"
    outlet: int
    taken: bool
