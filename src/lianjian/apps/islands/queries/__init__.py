"""Reading about the stations: the feed, the board, inboxes and what villagers ask."""

from __future__ import annotations

from lianjian.apps.islands.queries.editions import FEED_EVENTS, FeedStatus, is_behind, status
from lianjian.apps.islands.queries.inboxes import (
    InboxLine,
    count_inboxes,
    general_addressees,
    inbox,
    inboxes,
    others_taking,
    secretary_of,
)
from lianjian.apps.islands.queries.keeping import decides_for, keeps_network
from lianjian.apps.islands.queries.requests import (
    LossLine,
    RequestCard,
    RequestLine,
    RequestNumbers,
    WantedRequests,
    count_requests,
    loss,
    losses,
    reads_an_inbox,
    request,
    request_numbers,
    requests,
)
from lianjian.apps.islands.queries.stations import (
    StationCard,
    StationLine,
    WantedStations,
    card_number,
    count_stations,
    station,
    stations,
    stations_by_plight,
)
from lianjian.apps.islands.queries.wording import (
    categories_offered,
    category_words,
    field_words,
    purpose_words,
    refusing,
)

__all__ = [
    "FEED_EVENTS",
    "FeedStatus",
    "InboxLine",
    "LossLine",
    "RequestCard",
    "RequestLine",
    "RequestNumbers",
    "StationCard",
    "StationLine",
    "WantedRequests",
    "WantedStations",
    "card_number",
    "categories_offered",
    "category_words",
    "count_inboxes",
    "count_requests",
    "count_stations",
    "decides_for",
    "field_words",
    "general_addressees",
    "inbox",
    "inboxes",
    "is_behind",
    "keeps_network",
    "loss",
    "losses",
    "others_taking",
    "purpose_words",
    "reads_an_inbox",
    "refusing",
    "request",
    "request_numbers",
    "requests",
    "secretary_of",
    "station",
    "stations",
    "stations_by_plight",
    "status",
]
