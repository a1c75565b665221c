"""Who is what in a coordination group."""

from __future__ import annotations

from enum import StrEnum

from lianjian.kernel.refusals import Refused, gettext_noop


class GroupRole(StrEnum):
    """A person's part in a group."""

    LEADER = "leader"
    DEPUTY = "deputy"
    LIAISON = "liaison"
    MEMBER = "member"


GROUP_ROLE_LABELS = {
    GroupRole.LEADER: gettext_noop("group leader"),
    GroupRole.DEPUTY: gettext_noop("deputy leader"),
    GroupRole.LIAISON: gettext_noop("liaison officer"),
    GroupRole.MEMBER: gettext_noop("member"),
}

OFFICERS = frozenset({GroupRole.LEADER, GroupRole.DEPUTY, GroupRole.LIAISON})
"""Those who run a group: call meetings, keep minutes, and, in the joint group, look after all its parties."""


def check_role(role: str) -> GroupRole:
    """The role of that name. Raises Refused where there is none."""
    if role not in set(GroupRole):
        raise Refused(gettext_noop("“%(role)s” is no role in a group."), field="role", role=role)
    return GroupRole(role)
