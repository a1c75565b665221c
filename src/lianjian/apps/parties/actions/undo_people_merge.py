from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from lianjian.apps.parties.events import PeopleMergeUndone
from lianjian.apps.parties.models import Account, Person, PersonMerge
from lianjian.apps.parties.models.merge import move_back
from lianjian.apps.parties.queries.duplicates import joinable
from lianjian.foundation.events import tell
from lianjian.foundation.turns import take_turn
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def undo_people_merge(*, by: Actor, merge: int) -> PersonMerge:
    """Make a merged entry a person of its own again: exactly the rows that moved go back, as far as they are still with the
    one that was left; what was written since stays there. Accounts are whose they were, and the closed one is open.

    Whoever could join the two may. Undoing twice is undoing once. Raises NotThere to others.
    """
    take_turn("parties.register")
    row = PersonMerge.objects.by(by).select_for_update(of=("self",)).filter(pk=merge).first()
    if row is None or joinable(by, {row.survivor_id}) != {row.survivor_id}:
        raise NotThere
    if row.undone_at is not None:
        return row
    people = Person.objects.across_organisations("the merge in hand").select_for_update(of=("self",))
    left = people.get(pk=row.survivor_id)
    if left.merged_into_id is not None:
        raise Refused(
            gettext_noop("“%(name)s” was merged itself since then."),
            cure=gettext_noop("Undo that merge first."),
            name=left.name,
        )
    try:
        with transaction.atomic():
            count = move_back(row.moved, row.merged_id, row.survivor_id, Person)
    except IntegrityError as clash:
        raise Refused(
            gettext_noop("Something was entered since then that stands against it."),
            cure=gettext_noop("Look at what the merged entry has got since the merge."),
        ) from clash
    _part_accounts(row)
    people.filter(pk=row.merged_id).update(merged_into=None)
    row.undone_at = timezone.now()
    row.save(update_fields=["undone_at"])
    told = PeopleMergeUndone(merge=row.pk, merged=row.merged_id, survivor=row.survivor_id, rows=count)
    tell(told, by=by)
    return row


def _part_accounts(row: PersonMerge) -> None:
    owners = dict(row.accounts)
    accounts = list(Account.objects.select_for_update(of=("self",)).filter(pk__in=owners))
    Account.objects.filter(pk__in=owners).update(person=None)  # each person has one at most
    for account in accounts:
        account.person_id = owners[account.pk]
        account.save(update_fields=["person"])
    if row.closed_id is not None:
        Account.objects.filter(pk=row.closed_id).update(is_active=True)
