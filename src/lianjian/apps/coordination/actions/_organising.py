"""Who may organise a gathering, and who may keep its door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.coordination.models import Gathering
from lianjian.apps.parties.rules.roles import SIGNATORIES, STEWARDS
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor

ORGANISERS = STEWARDS | SIGNATORIES


def hosts_of(gathering: Gathering) -> list[int]:
    """Keys of the organisation that holds it and of those that hold it with it."""
    return [gathering.organiser_id, *gathering.co_organisers.values_list("pk", flat=True)]


def organises(by: Actor, gathering: Gathering) -> bool:
    """Whether ``by`` speaks for one of the organisations that hold it."""
    return any(by.holds(*ORGANISERS, organisation=key) for key in hosts_of(gathering))


def lock_gathering(by: Actor, gathering: int) -> Gathering:
    """The gathering, locked, if ``by`` organises it: leader, liaison officer, first secretary or administrator of an
    organisation that holds it."""
    found = _locked(by, gathering)
    if not organises(by, found):
        raise NotAllowed(gettext_noop("Only those who organise this gathering can do this."))
    return found


def lock_door(by: Actor, gathering: int) -> Gathering:
    """The gathering, locked, if ``by`` holds any mandate in an organisation that holds it."""
    found = _locked(by, gathering)
    if not any(by.acts_for(key) for key in hosts_of(found)):
        raise NotAllowed(gettext_noop("The door is kept by people of those who organise this gathering."))
    return found


def lock_seen(by: Actor, gathering: int) -> Gathering:
    """The gathering, locked, for whoever sees it."""
    return _locked(by, gathering)


def check_guests_known(gathering: Gathering) -> None:
    """Raises Refused once the names of guests were deleted: nobody is added to numbers that stand."""
    if gathering.forgotten_at is not None:
        raise Refused(gettext_noop("The list of this gathering is closed: its names were deleted."))


def _locked(by: Actor, gathering: int) -> Gathering:
    found = Gathering.objects.by(by).select_for_update(of=("self",)).filter(pk=gathering).first()
    if found is None:
        raise NotThere
    return found
