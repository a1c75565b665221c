from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from lianjian.apps.parties.events import PeopleMerged
from lianjian.apps.parties.models import Account, Person, PersonMerge
from lianjian.apps.parties.models.merge import move_all
from lianjian.apps.parties.models.people_merge import clashes
from lianjian.apps.parties.queries.duplicates import hindrance, joinable
from lianjian.foundation.events import tell
from lianjian.foundation.turns import take_turn
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop
from lianjian.kernel.texts import clean_line

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def merge_people(
    *, by: Actor, merged: int, survivor: int, reason: str, account: int | None = None
) -> PersonMerge:
    """Make two entries one person: everything that pointed to ``merged`` points to ``survivor``, but rows that both have at
    the same place and that may stay (``PersonMerge.stayed``). Where both sign in, ``account`` is whose account stays (the
    key of one of the two); the other is closed. ``undo_people_merge`` takes it back exactly. Merging twice is merging once.

    The network's administrator may, and whoever could have given both all their roles; nobody merges themselves. Raises
    NotThere to others, Refused where the two act as two.
    """
    take_turn("parties.register")
    rows = Person.objects.across_organisations("judged below by every mandate of both")
    found = rows.select_for_update(of=("self",)).filter(pk__in={merged, survivor}).in_bulk()
    one, left = found.get(merged), found.get(survivor)
    if one is None or left is None or joinable(by, {survivor}) != {survivor}:
        raise NotThere
    if one.merged_into_id == left.pk:
        return PersonMerge.objects.by(by).get(merged=one, undone_at=None)
    if joinable(by, {merged}) != {merged}:
        raise NotThere
    if merged == survivor:
        raise Refused(gettext_noop("Two different entries can be merged."))
    if one.merged_into_id is not None or left.merged_into_id is not None:
        raise Refused(gettext_noop("One of them is merged with another entry already."))
    words = clean_line(reason, field="reason", longest=300)
    why = hindrance(one.pk, left.pk)
    if why is not None:
        raise why
    stayed = {clash.name: clash.keys for clash in clashes(one.pk, left.pk)}
    try:
        with transaction.atomic():
            moved = move_all(one.pk, left.pk, Person, stayed)
    except IntegrityError as both:
        raise Refused(
            gettext_noop("Both stand at the same place somewhere: they act as two there."),
            cure=gettext_noop("End one of the two there first, or leave both entries."),
        ) from both
    changed, closed = _join_accounts(one, left, account)
    one.merged_into = left
    one.save(update_fields=["merged_into"])
    merge = PersonMerge.objects.create(
        merged=one,
        survivor=left,
        person_id=by.person,
        reason=words,
        moved=moved,
        stayed=stayed,
        accounts=changed,
        closed=closed,
        at=timezone.now(),
    )
    told = PeopleMerged(
        merge=merge.pk,
        merged=one.pk,
        survivor=left.pk,
        rows=merge.rows,
        stayed=merge.left,
        closed_account=closed.pk if closed is not None else None,
    )
    tell(told, by=by)
    return merge


def _join_accounts(
    one: Person, left: Person, wish: int | None
) -> tuple[list[tuple[int, int]], Account | None]:
    """The accounts that changed hands (key, whose they were), and the one that was closed. The closed one stays with the
    merged entry, so that what was written by it keeps its hand."""
    accounts = {
        row.person_id: row
        for row in Account.objects.select_for_update(of=("self",)).filter(person__in=[one, left])
    }
    mine, theirs = accounts.get(one.pk), accounts.get(left.pk)
    if mine is None:
        return [], None
    if theirs is None:
        _give(mine, left)
        return [(mine.pk, one.pk)], None
    if wish not in accounts:
        raise Refused(gettext_noop("Both sign in: choose which account stays."), field="account")
    kept, closed = accounts[wish], accounts[one.pk if wish == left.pk else left.pk]
    if closed.is_superuser:
        raise Refused(
            gettext_noop("This account administers the network: it is the one that stays."), field="account"
        )
    changed: list[tuple[int, int]] = []
    if kept.person_id != left.pk:
        changed = [(kept.pk, one.pk), (closed.pk, left.pk)]
        closed.person = None
        closed.save(update_fields=["person"])
        _give(kept, left)
        _give(closed, one)
    if not closed.is_active:
        return changed, None
    closed.is_active = False
    closed.save(update_fields=["is_active"])
    return changed, closed


def _give(account: Account, person: Person) -> None:
    account.person = person
    account.save(update_fields=["person"])
