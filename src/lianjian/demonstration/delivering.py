"""The ledger of the demonstration: what stands where at the 26 outlets, said by editors or seen by the engine.

Nothing leaves the machine: the addresses are invented, and the one account that is stored points at this machine.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zlib import crc32

from django.conf import settings
from django.utils import timezone

from lianjian.apps.matrix.actions.confirm_handoff import confirm_handoff
from lianjian.apps.matrix.actions.confirm_withdrawal import confirm_withdrawal
from lianjian.apps.matrix.actions.mark_refused import mark_refused
from lianjian.apps.matrix.actions.pause_outlet import pause_outlet
from lianjian.apps.matrix.actions.record_fetch import record_fetch
from lianjian.apps.matrix.actions.store_credentials import store_credentials
from lianjian.apps.matrix.queries import ledger
from lianjian.apps.matrix.queries.feeds import feed_for
from lianjian.apps.matrix.queries.outlets import outlet as outlet_card
from lianjian.apps.matrix.rules.feeds import Form
from lianjian.apps.matrix.rules.settling import Failure, Verdict, verdict_of
from lianjian.apps.matrix.rules.states import Deed, State
from lianjian.apps.matrix.rules.work import Ending
from lianjian.apps.matrix.tasks.outbox import Outbox
from lianjian.apps.newsroom.queries import published_many
from lianjian.demonstration.society import LOADER

if TYPE_CHECKING:
    from lianjian.apps.matrix.queries import LedgerRow
    from lianjian.demonstration.society import Society

WORKER = "demonstration"
NOWHERE = "http://127.0.0.1:9"
"""The discard port of this machine: should somebody resume the account, nothing is reached."""
FIELDS = {"appid": "wx-demonstration", "secret": "demonstration"}


def load_deliveries(year: dict[str, Any], society: Society) -> int:
    """Carry the stories to the outlets; returns how many are public somewhere besides our own site."""
    newest = sorted(society.published, key=lambda key: society.published[key], reverse=True)
    refused = {(one["outlet"], one["story"]): one for one in year["refused"]}
    carried = {one["outlet"]: one for one in year["carried"]}
    count = 0
    for age, key in enumerate(newest):
        for row in ledger(LOADER, society.stories[key]).rows:
            line = carried.get(row.outlet.key)
            if row.delivery is None or line is None:
                continue
            no = refused.get((row.outlet.key, key))
            if no is not None:
                mark_refused(by=society.now(no["by"]), delivery=row.delivery, reason=no["reason"])
            elif age >= line["newest_waiting"]:
                confirm_handoff(
                    by=society.now(line["by"]),
                    delivery=row.delivery,
                    url=_address(row, line, key),
                    at=society.published[key] + _after(row.outlet.key, key),
                )
                count += 1
    for one in year["fetched"]:
        _fetch(one)
    _lose(year["lost"], society)
    return count


def take_down(year: dict[str, Any], told: list[dict[str, Any]], society: Society) -> None:
    """Of what was withdrawn, say that it is gone, but for the outlets where that is still to be done."""
    still_up = {one["outlet"] for one in year["still_up"]}
    for story in told:
        if story["state"] != "withdrawn":
            continue
        for row in ledger(LOADER, society.stories[story["key"]]).rows:
            if (
                row.state == State.WITHDRAWAL_NEEDED
                and row.outlet.key not in still_up
                and row.delivery is not None
            ):
                confirm_withdrawal(by=society.now(society.editors[0]), delivery=row.delivery)
    work(set())


def work(lost: set[str]) -> None:
    """What the engine does with what is queued: the site shows what is public; from the outlets ``lost`` (platforms) no
    answer comes."""
    outbox = Outbox(frozenset())
    while claims := outbox.claim(worker=WORKER, slots=200, now=timezone.now(), lease=600):
        stories = published_many(claim.story for claim in claims)
        for claim in claims:
            at = timezone.now()
            if claim.platform in lost:
                verdict = verdict_of(Failure.NO_ANSWER, claim.standing)
            elif claim.deed == Deed.WITHDRAW:
                verdict = Verdict(state=State.WITHDRAWN)
            else:
                url = f"{settings.BASE_URL}{stories[claim.story].path}"
                verdict = Verdict(state=State.PUBLISHED, url=url)
                # our own site shows a story at the moment it is published
                at = min(at, stories[claim.story].published_at)
            outbox.settle([Ending(claim, verdict, at)])


def _address(row: LedgerRow, line: dict[str, Any], key: str) -> str:
    return f"https://{row.outlet.domains[0]}{line['path']}{key}"


def _after(outlet: str, key: str) -> timedelta:
    """How long it took until a colleague had carried it there: from a quarter of an hour to a day and a half, the same
    each time the network is loaded."""
    share = (crc32(f"{outlet} {key}".encode()) % 1000) / 1000
    return timedelta(minutes=15 + 2145 * share**3)


def _fetch(one: dict[str, Any]) -> None:
    """As the client does: ask for the feed at its address, which is written down."""
    address = outlet_card(LOADER, one["outlet"]).feeds["rss"]
    token = address.rsplit("/", 1)[-1].removesuffix(f".{Form.RSS.value}")
    document = feed_for(token, one["outlet"], Form.RSS)
    told = published_many(document.stories)
    fetched = {key: told[key].published_at + _polled(one["outlet"], key) for key in told}
    for key in sorted(fetched, key=fetched.__getitem__):
        record_fetch(
            by=LOADER,
            token=token,
            form=Form.RSS.value,
            etag=document.etag,
            stories={key: document.stories[key]},
            agent=one["agent"],
            at=min(timezone.now(), fetched[key]),
        )


def _polled(outlet: str, story: int) -> timedelta:
    """How long it took until the client asked again: it does so a few times a day. The same each time the network is
    loaded."""
    return timedelta(minutes=10 + 350 * (crc32(f"{outlet} {story}".encode()) % 1000) / 1000)


def _lose(told: list[dict[str, Any]], society: Society) -> None:
    """An account is stored, the story goes out, no answer comes back; then its keeper pauses the account."""
    for one in told:
        keeper = society.now(one["by"])
        outlet = store_credentials(by=keeper, outlet=one["outlet"], values=FIELDS, api_base=NOWHERE)
        work({outlet.platform})
        pause_outlet(by=keeper, outlet=one["outlet"])
