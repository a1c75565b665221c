from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.coordination.queries import may_run_group
from lianjian.apps.reminders.events import RobotStored
from lianjian.apps.reminders.models import Robot
from lianjian.apps.reminders.rules.addresses import check_robot
from lianjian.foundation.events import tell
from lianjian.foundation.keyring import sealing_key
from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop
from lianjian.kernel.sealed import NONCE_BYTES, seal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lianjian.foundation.actor import Actor

KEY = "robots.key"
MOST = 6


@transaction.atomic
def store_robot(*, by: Actor, group: int, kind: str, name: str, values: Mapping[str, str]) -> Robot:
    """Seal the webhook address (``webhook``, where they are asked for ``secret`` and ``keyword``) of a robot in the
    group's chat. It is never shown again; the same name in the same group again replaces it. Those who run the group
    may."""
    if not may_run_group(by, group):
        raise NotAllowed(gettext_noop("Only those who run the group can do this."))
    called = clean_line(name, field="name", longest=60)
    plain = check_robot(kind, values)
    rows = Robot.objects.across_organisations("below the group that was checked").filter(group=group)
    if rows.exclude(name=called).count() >= MOST:
        raise Refused(gettext_noop("A group has %(most)s robots at most."), field="name", most=MOST)
    robot, _new = rows.select_for_update(of=("self",)).update_or_create(
        group_id=group,
        name=called,
        defaults={
            "kind": kind,
            "sealed": "",
            "stored_at": timezone.now(),
            "stored_by_id": by.person,
            "cause": "",
            "detail": "",
        },
    )
    robot.sealed = seal(
        plain,
        key=sealing_key(KEY, make=True),
        owner=f"robot:{robot.pk}",
        nonce=secrets.token_bytes(NONCE_BYTES),
    )
    robot.save(update_fields=["sealed"])
    tell(RobotStored(robot=robot.pk, group=group, kind=kind), by=by)
    return robot
