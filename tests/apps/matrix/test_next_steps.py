"""What pages offer for a delivery is what the actions take: the two are written apart and held together here."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from lianjian.apps.matrix.actions.confirm_handoff import confirm_handoff
from lianjian.apps.matrix.actions.confirm_withdrawal import confirm_withdrawal
from lianjian.apps.matrix.actions.mark_refused import mark_refused
from lianjian.apps.matrix.actions.resolve_unknown import resolve_unknown
from lianjian.apps.matrix.actions.retry_delivery import retry_delivery
from lianjian.apps.matrix.queries import ledger, ledger_row, standings, waiting
from lianjian.apps.matrix.rules.next_steps import Step
from lianjian.apps.matrix.rules.states import Deed, State
from lianjian.kernel.refusals import NotThere, Refused
from tests.apps.matrix.stories import deliveries, delivery, outlet, publish
from tests.network import ROOT, Network

if TYPE_CHECKING:
    from lianjian.apps.matrix.models import Delivery
    from lianjian.foundation.actor import Actor

OUTLETS = ("wechat-channels", "wechat-zhuyou", "weibo-zhuyou", "people")
"""By hand, an interface that is ready, one without credentials, a feed."""


class UndoneError(Exception):
    """Ends a trial and rolls it back."""


def accepts(step: Step, by: Actor, row: Delivery) -> bool:
    """Whether the action behind a step takes the delivery as it stands; nothing is kept."""
    url = f"https://{row.outlet.domains[0]}/item/1"
    taken = False
    with suppress(UndoneError), transaction.atomic():
        with suppress(Refused):
            match step:
                case Step.CONFIRM:
                    confirm_handoff(by=by, delivery=row.pk, url=url)
                case Step.REFUSE:
                    mark_refused(by=by, delivery=row.pk, reason="不收")
                case Step.RETRY:
                    retry_delivery(by=by, delivery=row.pk)
                case Step.ABSENT:
                    resolve_unknown(by=by, delivery=row.pk)
                case Step.GONE:
                    confirm_withdrawal(by=by, delivery=row.pk)
            taken = True
        raise UndoneError
    return taken


@pytest.mark.parametrize("key", OUTLETS)
def test_every_step_offered_is_taken(network: Network, key: str) -> None:
    """In every state, published or being taken back: what the page offers is not refused when somebody does it."""
    by, story = network.actor("editor"), publish(network)
    if key == "wechat-zhuyou":
        type(outlet(key)).objects.by(ROOT).filter(key=key).update(state="ready")
    row = delivery(story, key)
    offered = 0
    for deed in (Deed.PUBLISH, Deed.WITHDRAW):
        for state in State:
            deliveries().filter(pk=row.pk).update(state=state, deed=deed, next_at=None)
            for step in ledger_row(by, row.pk).steps:
                offered += 1
                assert accepts(step, by, delivery(story, key)), (deed, state, step)
    assert offered > 8


def test_a_delivery_that_a_worker_holds_offers_nothing(network: Network) -> None:
    """While it is being sent nobody can say what became of it."""
    story = publish(network)
    row = delivery(story, "weibo-zhuyou")
    deliveries().filter(pk=row.pk).update(state="sending", lease_until=row.planned_at)
    assert ledger_row(network.actor("editor"), row.pk).steps == ()


def test_the_ledger_is_scoped(network: Network) -> None:
    """A village secretary finds neither ledger, row nor waiting list, also where the story is public."""
    story = publish(network)
    stranger = network.actor("secretary_a")
    assert len(ledger(network.actor("editor"), story).rows) == 26
    for asked in (
        lambda: ledger(stranger, story),
        lambda: ledger_row(stranger, delivery(story, "people").pk),
    ):
        with pytest.raises(NotThere):
            asked()
    assert waiting(stranger) == ([], 0, 0)
    assert standings(stranger, [story]) == {}


def test_handed_over_is_not_published(network: Network) -> None:
    """A client that fetched the feed has the story; it counts as handed over, and the site alone as published."""
    story = publish(network)
    deliveries(story, "people").update(state="accepted", evidence="feed-fetch")
    deliveries(story, "web-site").update(state="published", url="http://127.0.0.1:8000/stories/1/")
    found = ledger(network.actor("editor"), story)
    states = {row.outlet.key: (row.state, str(row.holder)) for row in found.rows}
    assert states["people"] == ("accepted", "outlet")
    assert states["xinhua"] == ("planned", "outlet")
    assert found.published == 1
    assert standings(network.actor("editor"), [story])[story] == (1, 26, 21)
