"""The network's book in the feed: whom villages can write to, and with which keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lianjian.adapters.ferry.feed_writing import ServedFeed, keep_feed_fresh
from lianjian.adapters.ferry.mail_keys import FileKeys
from lianjian.apps.islands.actions.close_inbox import close_inbox
from lianjian.apps.islands.actions.open_inbox import open_inbox
from lianjian.apps.islands.actions.publish_edition import publish_edition
from lianjian.apps.islands.queries import status
from lianjian.apps.islands.queries.witnessing import witness_key
from lianjian.kernel.refusals import NotAllowed, Refused
from lianjian_feed.book import Book
from lianjian_feed.statements import public_hex
from tests.apps.islands.box import enrolled, party_inbox
from tests.apps.matrix.stories import publish as publish_story
from tests.network import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lianjian_feed.publishing import Published
    from tests.network import Network


class Watched(ServedFeed):
    """The served feed, and the book that was written into it last."""

    def write(self, contents: Mapping[str, Mapping[str, bytes]], names: Mapping[str, str]) -> Published:
        self.book = Book.parse(contents["network"]["book.json"])
        return super().write(contents, names)


def published() -> Book:
    writer = Watched()
    publish_edition(by=ROOT, writer=writer)
    return writer.book


def test_the_book_names_keys_and_general_addressees(network: Network, settings) -> None:
    """A village's own first secretary is not in it; a closed inbox leaves it with the next edition."""
    publish_story(network)
    enrolled(network)
    inbox = party_inbox(network, categories=["farming"], days=5)
    book, keys = published(), FileKeys()
    assert (book.mailroom, book.replies) == (keys.mailroom().recipient, public_hex(keys.replies()))
    assert (book.witness, book.upload) == (witness_key(keys).text, f"{settings.BASE_URL}/islands/parcels")
    (addressee,) = book.addressees
    assert (addressee.key, addressee.categories, addressee.days) == (inbox.key, ("farming",), 5)
    assert addressee.recipient == keys.inbox(inbox.key).recipient
    close_inbox(by=ROOT, inbox=inbox.key)
    assert published().addressees == ()


def test_an_inbox_that_opens_is_news_for_stations(network: Network) -> None:
    """The worker signs a new edition for it; the same network again makes none."""
    publish_story(network)
    keep_feed_fresh()
    before = status().version
    keep_feed_fresh()
    assert status().version == before
    party_inbox(network)
    keep_feed_fresh()
    assert status().version == (before or 0) + 1


def test_an_inbox_opened_again_has_the_key_it_had(network: Network) -> None:
    """Letters under way are not lost; and only those who keep the network open one for all villages."""
    first = party_inbox(network).recipient
    close_inbox(by=ROOT, inbox=f"party-{network.association.pk}")
    assert party_inbox(network).recipient == first
    with pytest.raises(NotAllowed):
        party_inbox(network, by=network.actor("secretary_a"))
    with pytest.raises(Refused):
        open_inbox(by=ROOT, role="secretary", of=network.media.pk)
    with pytest.raises(Refused):
        party_inbox(network, categories=["gossip"])
