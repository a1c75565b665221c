"""What the mailroom does by itself."""

from __future__ import annotations

import logging

from django.utils import timezone

from lianjian.apps.islands.actions.destroy_letters import destroy_letters
from lianjian.apps.islands.actions.follow_postings import follow_postings
from lianjian.apps.islands.actions.seal_replies import seal_replies
from lianjian.apps.islands.actions.take_parcel import take_parcel
from lianjian.apps.islands.ports import KeyUnread, mail_keys, post_office
from lianjian.apps.islands.queries.replies import stations_with_replies_due
from lianjian.foundation.actor import Actor
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused

logger = logging.getLogger("lianjian.islands")
AT_A_TIME = 100


def take_post() -> None:
    """Take in the parcels that wait, and seal the replies that are due. Safe to be killed and called again at any time."""
    by, office = Actor.system("islands.mailroom"), post_office()
    try:
        mail_keys().mailroom()
    except Refused:
        logger.exception("The mailroom's key is not at hand: parcels wait.")
        return
    for digest, data in office.parcels(AT_A_TIME):
        try:
            take_parcel(by=by, data=data)
        except KeyUnread:
            logger.exception("A key is not at hand: parcel %s waits.", digest)
            office.postpone_parcel(digest)
            continue
        except Refused as refused:
            logger.warning("A parcel was not taken in: %s", refused.message)
        except Exception:  # one parcel that we cannot read keeps no other waiting
            logger.exception("Parcel %s could not be taken in.", digest)
            office.postpone_parcel(digest)
            continue
        office.forget_parcel(digest)
    for number in stations_with_replies_due(AT_A_TIME):
        try:
            seal_replies(by=by, station=number)
        except (Refused, OSError):
            logger.exception("The replies to %s could not be made.", number)


def keep_inboxes() -> None:
    """Inboxes of first secretaries follow their postings."""
    while follow_postings(by=Actor.system("islands.inboxes"), today=civil_date(timezone.now())):
        pass


def destroy_old_letters() -> None:
    """What villagers wrote goes when its time is over."""
    while destroy_letters(by=Actor.system("islands.letters"), today=civil_date(timezone.now())):
        pass
