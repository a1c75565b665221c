"""What the verbs on own words share: the row and its story, and what other words mean for a delivery that waits or is out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from lianjian.apps.matrix.actions._standing import move, require_state
from lianjian.apps.matrix.actions.plan_deliveries import before_of, new_delivery, standing_of
from lianjian.apps.matrix.models import Delivery, Outlet, OutletWords, RemoteRef
from lianjian.apps.matrix.queries.versions import latest_text
from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.kinds import Kind
from lianjian.apps.matrix.rules.own_words import Standing, basis_of
from lianjian.apps.matrix.rules.people import require_dispatcher
from lianjian.apps.matrix.rules.planning import delivery_key, plan_rewording
from lianjian.apps.matrix.rules.states import NEVER_LEFT, Deed, State
from lianjian.apps.newsroom import queries as newsroom
from lianjian.foundation.turns import take_turn
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.newsroom.rules.content import PublishedStory
    from lianjian.foundation.actor import Actor

SETTLE_FIRST = (*NEVER_LEFT, State.ACCEPTED, State.PUBLISHED, State.WITHDRAWN, State.WITHDRAWAL_NEEDED)
"""States in which it is known whether the outlet has the text."""


def outlet_for_words(by: Actor, outlet: str) -> Outlet:
    """The outlet, where ``by`` carries stories to it and it can have words of its own. Raises NotThere and Refused."""
    row = Outlet.objects.by(by).filter(key=outlet).first()
    if row is None:
        raise NotThere
    require_dispatcher(by, row.owner_id)
    if row.kind == Kind.WEB:
        raise Refused(
            gettext_noop("Our own site shows the story itself."),
            cure=gettext_noop("Change the story instead."),
        )
    return row


def text_for_words(by: Actor, story: int) -> PublishedStory:
    """The latest text of a story, in turn: two people write on one after the other. Raises NotThere and Refused."""
    take_turn(f"words:{story}")
    text = latest_text(by, story)
    if text is None:
        raise Refused(gettext_noop("The story is withdrawn; nothing of it goes out."))
    return text


def words_for(by: Actor, story: int, outlet: Outlet) -> OutletWords | None:
    """The own words of a story at an outlet, locked."""
    return OutletWords.objects.by(by).select_for_update().filter(story=story, outlet=outlet).first()


def carry_over(by: Actor, outlet: Outlet, story: int, words: OutletWords) -> Delivery | None:
    """Bring the newest delivery of the public text in line with the words: hold what waits while they are not accepted, let
    it go when they are, correct what is out. Nothing where they were written for another text than the public one.
    Raises Refused while it is not known whether the outlet has the story."""
    public = newsroom.published(story)
    row = (
        Delivery.objects.by(by)
        .filter(story=story, outlet=outlet)
        .select_related("outlet")
        .select_for_update(of=("self",))
        .order_by("-pk")
        .first()
    )
    if public is None or row is None or row.deed == Deed.WITHDRAW or row.state == State.WITHDRAWN:
        return None
    standing = words.standing(basis_of(public))
    if words.changes and standing == Standing.OUTDATED:
        return None
    require_state(row, SETTLE_FIRST)
    if words.changes and standing != Standing.ACCEPTED:
        if State(row.state) in NEVER_LEFT:
            row.next_at = None
            move(row, State.NEEDS_HUMAN, by=by, cause=Cause.WORDS_WAIT)
        return row
    if row.changes == words.changes and row.cause not in {Cause.WORDS_WAIT, Cause.WORDS_OUTDATED}:
        return row
    return _reword(by, outlet, row, words)


def _reword(by: Actor, outlet: Outlet, row: Delivery, words: OutletWords) -> Delivery:
    now = timezone.now()
    plan = plan_rewording(standing_of(outlet), before_of(row), now=now)
    if plan is None:
        return row
    if not plan.replace:
        row = new_delivery(outlet, row.story, row.revision, plan, now, words)
        row.save()
        return row
    row.changes, row.wording, row.next_at = words.changes, words.number, plan.next_at
    row.key = delivery_key(
        outlet=outlet.key,
        story=row.story,
        revision=row.revision,
        deed=row.deed,
        changes=row.changes,
        wording=row.wording,
    )
    row.attempts = row.checks = 0
    # uploads stay good (their names carry a colon); drafts and publications of the other text do not
    RemoteRef.objects.by(by).filter(delivery=row).exclude(name__contains=":").delete()
    move(row, plan.state, by=by, cause=plan.cause or "")
    return row
