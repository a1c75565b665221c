"""Roles that a mandate can give."""

from __future__ import annotations

from enum import StrEnum

from lianjian.kernel.refusals import gettext_noop


class Role(StrEnum):
    """Who somebody is in an organisation (domain.md, "who uses it")."""

    MEMBER = "member"
    LEADER = "leader"
    LIAISON = "liaison"
    FIRST_SECRETARY = "first-secretary"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    EXPERT = "expert"
    KEEPER = "keeper"
    REPORTER = "reporter"
    ADMINISTRATOR = "administrator"


ROLE_LABELS = {
    Role.MEMBER: gettext_noop("member"),
    Role.LEADER: gettext_noop("group leader"),
    Role.LIAISON: gettext_noop("liaison officer"),
    Role.FIRST_SECRETARY: gettext_noop("first secretary"),
    Role.EDITOR: gettext_noop("editor"),
    Role.REVIEWER: gettext_noop("reviewer"),
    Role.EXPERT: gettext_noop("expert"),
    Role.KEEPER: gettext_noop("station keeper"),
    Role.REPORTER: gettext_noop("reporter of figures"),
    Role.ADMINISTRATOR: gettext_noop("administrator"),
}

SIGNATORIES = frozenset({Role.LEADER, Role.FIRST_SECRETARY, Role.ADMINISTRATOR})
"""Roles that may sign an agreement for their organisation."""

GRANTS = {
    Role.ADMINISTRATOR: frozenset(Role),
    Role.LEADER: frozenset(Role) - {Role.ADMINISTRATOR},
    Role.LIAISON: frozenset(Role) - SIGNATORIES,
}
"""Who may give which roles in their own organisation, and end them: nobody gives more than they have to give, so a
liaison officer makes nobody a signatory and only an administrator makes another."""

STEWARDS = frozenset({Role.LEADER, Role.LIAISON, Role.ADMINISTRATOR})
"""Roles that keep the register of their own organisation: its people and mandates."""

ENTERS_ONLY = frozenset({Role.REPORTER})
"""Roles that read what their organisation reads and enter figures, and do nothing else in its name."""
