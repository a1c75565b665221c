"""Reading the matrix: outlets, the ledger of a story, what waits for a hand, the kit of a hand-off, the feeds."""

from __future__ import annotations

from lianjian.apps.matrix.queries.accounts import AccountLine, account, accounts, outlet_warned_of
from lianjian.apps.matrix.queries.coverage import Coverage, OutletReach, PartyReach, coverage
from lianjian.apps.matrix.queries.films import FilmCard, film_card, film_file, kit_film, kit_film_file
from lianjian.apps.matrix.queries.kit import (
    Kit,
    KitField,
    KitPicture,
    capture_of,
    counting_words,
    kit,
    kit_picture,
)
from lianjian.apps.matrix.queries.ledger import Entry, Ledger, LedgerRow, ledger, ledger_row, standings
from lianjian.apps.matrix.queries.outlets import (
    BoardLine,
    OutletCard,
    OutletLine,
    QuotaLine,
    StoryLine,
    board,
    kind_word,
    outlet,
    outlets,
    stories_at,
)
from lianjian.apps.matrix.queries.waiting import (
    WaitingLine,
    WaitingStory,
    how_many_wait,
    next_waiting,
    waiting,
)

__all__ = [
    "AccountLine",
    "BoardLine",
    "Coverage",
    "Entry",
    "FilmCard",
    "Kit",
    "KitField",
    "KitPicture",
    "Ledger",
    "LedgerRow",
    "OutletCard",
    "OutletLine",
    "OutletReach",
    "PartyReach",
    "QuotaLine",
    "StoryLine",
    "WaitingLine",
    "WaitingStory",
    "account",
    "accounts",
    "board",
    "capture_of",
    "counting_words",
    "coverage",
    "film_card",
    "film_file",
    "how_many_wait",
    "kind_word",
    "kit",
    "kit_film",
    "kit_film_file",
    "kit_picture",
    "ledger",
    "ledger_row",
    "next_waiting",
    "outlet",
    "outlet_warned_of",
    "outlets",
    "standings",
    "stories_at",
    "waiting",
]
