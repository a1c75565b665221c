"""Where a thing is answered: paths of the phone pages, which every signed-in person has."""

from __future__ import annotations

from lianjian.apps.reminders.rules.stages import Kind

PATHS = {
    Kind.DUTY: "/m/duties/{}/",
    Kind.COMMITMENT: "/m/commitments/{}/",
    Kind.CONFIRMATION: "/m/commitments/{}/",
    Kind.MILESTONE: "/m/projects/{}/",
    Kind.AGREEMENT: "/m/agreements/{}/",
    Kind.MEETING: "/m/meetings/{}/",
    Kind.MINUTES: "/m/meetings/{}/",
    Kind.ACCOUNT: "/m/accounts/{}/",
    Kind.REQUEST: "/m/asked/{}/",
    Kind.LOSS: "/m/asked/losses/{}/",
}
"""A milestone is answered on the page of its project: the key is the project's."""
OWN_PAGE = "/m/reminders/"


def path_of(kind: Kind, key: int) -> str:
    """The path of the page on which the thing stands."""
    return PATHS[kind].format(key)
