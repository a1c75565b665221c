from __future__ import annotations

from lianjian.apps.islands.ports import post_office

SMALLEST = 1 << 10
"""Bytes: the smallest size that anything is padded to before it is sealed."""


def keep_parcel(data: bytes) -> bool:
    """Keep a sealed file that somebody posted until the mailroom takes it in; False where the room is full.

    This tells no domain event: nobody knows yet who posted it and whether it is a parcel at all. Taking it in tells.
    """
    return post_office().put_parcel(data)
