"""A turn of the dispatcher: what has ended is settled together, and neither a platform's answer nor one row spoils it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, DataError
from django.utils import timezone

from lianjian.apps.matrix.models import Attempt
from lianjian.apps.matrix.ports import published, refused
from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.work import Ending
from lianjian.apps.matrix.tasks.outbox import Outbox
from lianjian.foundation.models import EventRecord
from lianjian.foundation.vouching import mark_of
from tests.apps.matrix.dispatching import work
from tests.apps.matrix.stories import deliveries, delivery, publish
from tests.apps.matrix.test_dispatching import LEASE, as_interface, rows_for
from tests.simulators.platforms import Platform, serving

if TYPE_CHECKING:
    from tests.network import Network

pytestmark = pytest.mark.costly


def test_what_ended_together_is_told_once(committed: Network) -> None:
    """Four deliveries, four attempts, one row of the audit trail, and that row can be vouched for."""
    as_interface("toutiao")
    rows_for("toutiao", 4)
    store, now = Outbox(frozenset()), timezone.now()
    claims = store.claim(worker="a", slots=4, now=now, lease=LEASE)
    endings = [Ending(claim, published(f"https://a.example/{claim.delivery}"), now) for claim in claims]
    assert store.settle(endings) == [True] * 4
    assert {row.url for row in deliveries(outlet="toutiao")} == {
        f"https://a.example/{claim.delivery}" for claim in claims
    }
    assert Attempt.objects.across_organisations("a test looks").filter(worker="a").count() == 4
    (told,) = EventRecord.objects.filter(name="matrix.deliveries_moved")
    assert told.payload["deliveries"] == [claim.delivery for claim in claims]
    assert told.mark == mark_of(told)


def test_a_late_answer_spoils_no_other(committed: Network) -> None:
    """Of three that are settled together one lost its lease: it is told so, and leaves no attempt."""
    as_interface("toutiao")
    rows_for("toutiao", 3)
    store, now = Outbox(frozenset()), timezone.now()
    claims = store.claim(worker="a", slots=3, now=now, lease=LEASE)
    deliveries().filter(pk=claims[1].delivery).update(worker="b")
    assert store.settle([Ending(claim, refused(Cause.CONTENT_EMPTY), now) for claim in claims]) == [
        True,
        False,
        True,
    ]
    rows = {row.pk: row.state for row in deliveries(outlet="toutiao")}
    assert [rows[claim.delivery] for claim in claims] == ["refused", "sending", "refused"]
    tried = Attempt.objects.across_organisations("a test looks").values_list("delivery", flat=True)
    assert claims[1].delivery not in tried


def test_an_answer_that_is_no_text_is_kept_as_far_as_it_is_one(committed: Network) -> None:
    """Half a surrogate pair and a zero byte, as JSON may hold them: no database takes them, and no delivery hangs on them."""
    as_interface("toutiao")
    rows_for("toutiao", 1)
    store, now = Outbox(frozenset()), timezone.now()
    claims = store.claim(worker="a", slots=1, now=now, lease=LEASE)
    answer = refused(Cause.CONTENT_EMPTY, code="4\0", detail='标题"\ud83d为空\0')
    assert store.settle([Ending(claims[0], answer, now)]) == [True]
    row = deliveries().get(pk=claims[0].delivery)
    assert (row.state, row.code, row.detail) == ("refused", "4", '标题"?为空')


@pytest.mark.parametrize(("fault", "times"), [(DataError, 2), (RuntimeError, 1)])
def test_one_that_cannot_be_written_holds_up_no_other(
    committed: Network, monkeypatch: pytest.MonkeyPatch, fault: type[Exception], times: int
) -> None:
    """The others of its turn are settled; it is tried by itself, and is not forgotten."""
    as_interface("sohu")
    story = publish(committed)
    deliveries(story, "sohu").update(state="queued", next_at=timezone.now())
    bad, settle, refusals = delivery(story, "sohu").pk, Outbox.settle, [0]

    def sometimes(self, endings):
        if any(one.claim.delivery == bad for one in endings) and refusals[0] < times:
            refusals[0] += 1
            raise fault("a value that nobody takes")
        return settle(self, endings)

    monkeypatch.setattr(Outbox, "settle", sometimes)
    site, sohu = Platform(), Platform(platform="sohu")
    work(serving=serving(site, sohu), idle=0.05)
    assert refusals[0] == times
    assert {delivery(story, key).state for key in ("web-site", "sohu")} == {"published"}
    assert (sum(site.sent.values()), sum(sohu.sent.values())) == (1, 1)


def test_a_database_that_stays_away_is_told_of(committed: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for the outbox to be empty hears that it will not be."""
    as_interface("toutiao")
    rows_for("toutiao", 1)

    def away(self, **_):
        raise DatabaseError("gone")

    monkeypatch.setattr(Outbox, "claim", away)
    with pytest.raises(DatabaseError, match="gone"):
        work(serving=serving(Platform(platform="toutiao")), idle=0.01)
