from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.matrix.actions._pinging import feeds_changed
from lianjian.apps.matrix.events import DeliveriesPlanned
from lianjian.apps.matrix.models import Delivery, Outlet, OutletWords
from lianjian.apps.matrix.ports import adapters
from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.own_words import Standing, basis_of
from lianjian.apps.matrix.rules.people import DISPATCHERS
from lianjian.apps.matrix.rules.planning import Before, OutletStanding, Plan, delivery_key, plan_publication
from lianjian.apps.matrix.rules.states import Deed, State
from lianjian.apps.newsroom import queries as newsroom
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def plan_deliveries(*, by: Actor, story: int, revision: int) -> list[int]:
    """Write one delivery an outlet for a published revision; returns their keys. Called in the story's own
    transaction: either the story is public and all its deliveries wait, or neither. Twice is once."""
    if not by.holds(*DISPATCHERS):
        raise NotAllowed(gettext_noop("Only editors, reviewers and leaders of the media centre can do this."))
    now = timezone.now()
    outlets = list(Outlet.objects.across_organisations("a story goes to every outlet of the network"))
    newest = newest_deliveries(story)
    words = _own_words(story)
    basis = basis_of(public) if words and (public := newsroom.published(story)) is not None else {}
    planned: list[int] = []
    fresh: list[Delivery] = []
    for outlet in outlets:
        row = newest.get(outlet.pk)
        plan = plan_publication(standing_of(outlet), before_of(row), revision=revision, now=now)
        if plan is None:
            continue
        own = words.get(outlet.pk)
        if own is not None and own.changes:
            standing = own.standing(basis)
            if standing != Standing.ACCEPTED:
                plan, own = _held(plan, standing), None
        if plan.replace and row is not None:
            _rewrite(row, outlet, plan, revision, now, own)
            planned.append(row.pk)
        else:
            fresh.append(new_delivery(outlet, story, revision, plan, now, own))
    Delivery.objects.bulk_create(fresh)
    planned += [row.pk for row in fresh]
    if planned:
        feeds_changed(story, now)
        tell(DeliveriesPlanned(story=story, revision=revision, deliveries=planned), by=by)
    return planned


def newest_deliveries(story: int) -> dict[int, Delivery]:
    """The newest delivery of a story by outlet, locked."""
    rows = Delivery.objects.across_organisations("planning looks at every outlet").filter(story=story)
    return {row.outlet_id: row for row in rows.select_for_update().order_by("id")}


def standing_of(outlet: Outlet) -> OutletStanding:
    """The outlet as the rule sees it."""
    return OutletStanding(
        key=outlet.key,
        mode=outlet.mode,
        state=outlet.state,
        cause=outlet.cause,
        replaces=outlet.idempotent,
        withdraws=outlet.withdraws,
        parked_until=outlet.parked_until,
        served=adapters().serving(outlet.platform, outlet.mode) is not None,
    )


def before_of(row: Delivery | None) -> Before | None:
    """The delivery as the rule sees it."""
    return Before(Deed(row.deed), State(row.state), row.revision) if row is not None else None


def new_delivery(
    outlet: Outlet, story: int, revision: int, plan: Plan, now: datetime, words: OutletWords | None = None
) -> Delivery:
    """A row that says what ``plan`` says, with accepted own words where there are some; not saved."""
    changes, wording = _laid_over(words)
    return Delivery(
        outlet=outlet,
        story=story,
        revision=revision,
        deed=plan.deed,
        state=plan.state,
        key=delivery_key(
            outlet=outlet.key,
            story=story,
            revision=revision,
            deed=plan.deed,
            changes=changes,
            wording=wording,
        ),
        changes=changes,
        wording=wording,
        next_at=plan.next_at,
        cause=plan.cause or "",
        planned_at=now,
        moved_at=now,
    )


def _own_words(story: int) -> dict[int, OutletWords]:
    """Own words by outlet."""
    rows = OutletWords.objects.across_organisations("planning looks at every outlet").filter(story=story)
    return {row.outlet_id: row for row in rows.select_for_update()}


def _held(plan: Plan, standing: Standing) -> Plan:
    """The plan where own words are undecided: nothing goes out until they are."""
    cause = Cause.WORDS_OUTDATED if standing == Standing.OUTDATED else Cause.WORDS_WAIT
    return replace(plan, state=State.NEEDS_HUMAN, next_at=None, cause=cause)


def _laid_over(words: OutletWords | None) -> tuple[dict[str, str], int]:
    """What a delivery takes from own words: the texts and their number."""
    return (dict(words.changes), words.number) if words is not None else ({}, 0)


def _rewrite(
    row: Delivery, outlet: Outlet, plan: Plan, revision: int, now: datetime, words: OutletWords | None
) -> None:
    """Nothing of this delivery ever left: it carries the newer revision now."""
    row.changes, row.wording = _laid_over(words)
    row.revision, row.deed, row.state, row.next_at = revision, plan.deed, plan.state, plan.next_at
    row.cause, row.code, row.detail = plan.cause or "", "", ""
    row.attempts = row.checks = 0
    row.planned_at = row.moved_at = now
    row.key = delivery_key(
        outlet=outlet.key,
        story=row.story,
        revision=revision,
        deed=plan.deed,
        changes=row.changes,
        wording=row.wording,
    )
    row.save()
