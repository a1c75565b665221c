"""Rows of the matrix: outlets, deliveries and what is known of each."""

from __future__ import annotations

from lianjian.apps.matrix.models.account import AccountFacts, AccountWarning
from lianjian.apps.matrix.models.credential import Credential
from lianjian.apps.matrix.models.delivery import Attempt, Delivery, RemoteRef
from lianjian.apps.matrix.models.fetching import FeedFetch
from lianjian.apps.matrix.models.film import StoryFilm
from lianjian.apps.matrix.models.numbers import NumbersAsked, OutletNumbers
from lianjian.apps.matrix.models.outlet import Outlet, QuotaBucket
from lianjian.apps.matrix.models.own_words import OutletWords
from lianjian.apps.matrix.models.pinging import HubPing
from lianjian.apps.matrix.models.reading import ConfirmedPage

__all__ = [
    "AccountFacts",
    "AccountWarning",
    "Attempt",
    "ConfirmedPage",
    "Credential",
    "Delivery",
    "FeedFetch",
    "HubPing",
    "NumbersAsked",
    "Outlet",
    "OutletNumbers",
    "OutletWords",
    "QuotaBucket",
    "RemoteRef",
    "StoryFilm",
]
