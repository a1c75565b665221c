"""What an outlet is and how it takes a story."""

from __future__ import annotations

from enum import StrEnum

from lianjian.kernel.refusals import gettext_noop


class Kind(StrEnum):
    """The four families of "one site, seven accounts, eight channels, ten clients" (一网七微八频十端)."""

    WEB = "web"
    WEI = "wei"
    VIDEO = "video"
    CLIENT = "client"


class Mode(StrEnum):
    """Who moves: we call them (api), they fetch from us (feed), a person carries it over (hand-off)."""

    API = "api"
    FEED = "feed"
    HAND_OFF = "hand-off"


class Completion(StrEnum):
    """How we learn that a story is out."""

    SYNC = "sync"
    POLL = "poll"
    CALLBACK = "callback"
    FEED_PULL = "feed_pull"
    HAND_OFF = "handoff"


class OutletState(StrEnum):
    """Whether deliveries to an outlet can move by themselves."""

    READY = "ready"
    NEEDS_CREDENTIALS = "needs-credentials"
    PAUSED = "paused"


COMPLETIONS_OF = {
    Mode.API: frozenset({Completion.SYNC, Completion.POLL, Completion.CALLBACK}),
    Mode.FEED: frozenset({Completion.FEED_PULL}),
    Mode.HAND_OFF: frozenset({Completion.HAND_OFF}),
}

KIND_LABELS = {
    Kind.WEB: gettext_noop("site"),
    Kind.WEI: gettext_noop("WeChat and Weibo accounts"),
    Kind.VIDEO: gettext_noop("video channels"),
    Kind.CLIENT: gettext_noop("news clients"),
}

MODE_LABELS = {
    Mode.API: gettext_noop("interface"),
    Mode.FEED: gettext_noop("feed"),
    Mode.HAND_OFF: gettext_noop("by hand"),
}

OUTLET_STATE_LABELS = {
    OutletState.READY: gettext_noop("ready"),
    OutletState.NEEDS_CREDENTIALS: gettext_noop("credentials missing"),
    OutletState.PAUSED: gettext_noop("paused"),
}
