"""Groups for tests: the joint group of the agreement of tests.apps.agreements.papers, and photographs."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image

from lianjian.apps.coordination.actions.appoint_member import appoint_member
from lianjian.apps.coordination.actions.form_group import form_group
from tests.apps.agreements.papers import in_force

if TYPE_CHECKING:
    from lianjian.apps.coordination.models import CoordinationGroup
    from tests.network import Network


def joint_group(network: Network, agreement: int | None = None) -> CoordinationGroup:
    """The joint group of association, media centre and village A; leader and liaison are the
    association's."""
    liaison = network.actor("liaison")
    group = form_group(by=liaison, name="协调领导小组", agreement=agreement or in_force(network).pk)
    for person, role in (("leader", "leader"), ("liaison", "liaison")):
        appoint_member(
            by=liaison,
            group=group.pk,
            person=network.people[person].pk,
            organisation=network.association.pk,
            role=role,
        )
    appoint_member(
        by=liaison,
        group=group.pk,
        person=network.people["secretary_a"].pk,
        organisation=network.village_a.pk,
        role="member",
    )
    return group


def photo(width: int = 40, height: int = 20, *, orientation: int = 1, gps: bool = False) -> bytes:
    """A JPEG as a phone writes it, with the place where it was taken if ``gps``."""
    picture = Image.new("RGB", (width, height), "red")
    exif = picture.getexif()
    exif[0x0112] = orientation
    exif[0x0110] = "PhoneOfSomebody"
    if gps:
        exif.get_ifd(0x8825).update({1: "N", 2: (25.0, 40.0, 12.0), 3: "E", 4: (119.0, 5.0, 2.0)})
    written = io.BytesIO()
    picture.save(written, "JPEG", exif=exif, comment=b"taken at home")
    return written.getvalue()
