"""Guests and doors by the tokens in their addresses (decision 0026)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.coordination.models import Gathering, Guest
from lianjian.apps.coordination.rules.gatherings import GatheringState
from lianjian.apps.coordination.rules.signing_in import (
    LINK_LASTS,
    link_token,
    poster_token,
    same_token,
)
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import datetime


def guest_by_link(gathering: int, token: str, *, now: datetime, lock: bool = False) -> Guest:
    """The guest without an account whose personal address holds ``token``. Raises NotThere where it was taken back, was
    renewed, or ended a week after the gathering."""
    key = whole_number(token.partition("-")[0])
    if key is None:
        raise NotThere
    rows = Guest.objects.across_organisations("whoever has the address is the guest").select_related(
        "gathering"
    )
    if lock:
        rows = rows.select_for_update(of=("self",))
    guest = rows.filter(pk=key, gathering=gathering, person=None, withdrawn_at=None).first()
    if guest is None or guest.gathering.state == GatheringState.PLANNED:
        raise NotThere
    secret = bytes(guest.gathering.secret)
    if not same_token(link_token(secret, gathering, guest.pk, guest.link_version), token):
        raise NotThere
    if now > guest.gathering.ends_at + LINK_LASTS:
        raise NotThere
    return guest


def gathering_by_poster(gathering: int, token: str) -> Gathering:
    """The gathering before whose poster somebody stands. Raises NotThere."""
    rows = Gathering.objects.across_organisations("whoever stands before the poster has its key")
    row = rows.select_related("organiser").filter(pk=gathering).first()
    if row is None or row.state == GatheringState.PLANNED:
        raise NotThere
    if not same_token(poster_token(bytes(row.secret), row.pk), token):
        raise NotThere
    return row
