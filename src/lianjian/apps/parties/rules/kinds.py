"""Kinds of organisations."""

from __future__ import annotations

from enum import StrEnum

from lianjian.kernel.refusals import gettext_noop


class Kind(StrEnum):
    """What an organisation is in the network."""

    ASSOCIATION = "association"
    MEDIA_CENTRE = "media-centre"
    VILLAGE = "village"
    ENTERPRISE = "enterprise"
    SCHOOL = "school"
    INSTITUTE = "institute"
    AUTHORITY = "authority"


KIND_LABELS = {
    Kind.ASSOCIATION: gettext_noop("association"),
    Kind.MEDIA_CENTRE: gettext_noop("media centre"),
    Kind.VILLAGE: gettext_noop("village"),
    Kind.ENTERPRISE: gettext_noop("enterprise"),
    Kind.SCHOOL: gettext_noop("school"),
    Kind.INSTITUTE: gettext_noop("institute"),
    Kind.AUTHORITY: gettext_noop("public authority"),
}
