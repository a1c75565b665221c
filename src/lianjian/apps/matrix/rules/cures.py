"""Where a platform has other words for a cause, and what follows from a code. What does not stand here is said in the words of
``rules/causes.py``."""

from __future__ import annotations

from enum import StrEnum

from lianjian.apps.matrix.rules.causes import CAUSES, Cause, Words
from lianjian.kernel.refusals import gettext_noop


class Then(StrEnum):
    """What the system does about a code."""

    AGAIN = "again"
    REFRESH = "refresh"
    REFUSE = "refuse"
    HUMAN = "human"
    PARK = "park"
    ASK = "ask"


THEN_LABELS = {
    Then.AGAIN: gettext_noop("tries again by itself"),
    Then.REFRESH: gettext_noop("gets a new token, then tries once more"),
    Then.REFUSE: gettext_noop("keeps it for another text"),
    Then.HUMAN: gettext_noop("leaves it to a person"),
    Then.PARK: gettext_noop("waits until the quota begins anew"),
    Then.ASK: gettext_noop("asks the platform, sends nothing"),
}
THEN_OF = {
    "again": Then.AGAIN,
    "slower": Then.AGAIN,
    "refresh": Then.REFRESH,
    "refuse": Then.REFUSE,
    "human": Then.HUMAN,
    "park": Then.PARK,
    "hour": Then.PARK,
    "doubt": Then.ASK,
    "repeat": Then.ASK,
}
"""The adapters' words for it."""

_WRONG = CAUSES[Cause.CREDENTIALS_WRONG].what
_ENDED = CAUSES[Cause.AUTHORISATION_ENDED].what
_NO_RIGHT = CAUSES[Cause.PERMISSION_MISSING].what
_NOT_LISTED = CAUSES[Cause.ADDRESS_NOT_LISTED].what

WORDS: dict[tuple[str, Cause], Words] = {
    ("wechat", Cause.CREDENTIALS_WRONG): Words(
        _WRONG,
        gettext_noop(
            "Have the administrator check AppID and AppSecret and store them again; then resume the outlet."
        ),
    ),
    ("wechat", Cause.ADDRESS_NOT_LISTED): Words(
        _NOT_LISTED,
        gettext_noop(
            "Add the address to the IP white list among the basic settings of the Official Account's "
            "back office, then resume the outlet."
        ),
    ),
    ("weibo", Cause.CREDENTIALS_WRONG): Words(
        _WRONG,
        gettext_noop(
            "Let the account authorise the app again and have the administrator store the new access "
            "token; then resume the outlet."
        ),
    ),
    ("weibo", Cause.AUTHORISATION_ENDED): Words(
        _ENDED,
        gettext_noop(
            "Let the account authorise the app again and have the administrator store the new access "
            "token; then resume the outlet."
        ),
    ),
    ("weibo", Cause.PERMISSION_MISSING): Words(
        _NO_RIGHT,
        gettext_noop(
            "Have the app audited and apply for the interface on Weibo's open platform; until then publish by hand."
        ),
    ),
    ("weibo", Cause.ADDRESS_NOT_LISTED): Words(
        _NOT_LISTED,
        gettext_noop(
            "Correct the bound server addresses in the app's safety settings on Weibo's open platform, "
            "then resume the outlet."
        ),
    ),
    ("weibo", Cause.QUOTA_SPENT): Words(
        gettext_noop("The account's quota for this hour is used up."),
        gettext_noop("The system goes on by itself when the quota begins anew. In a hurry: publish by hand."),
    ),
    ("baijiahao", Cause.CREDENTIALS_WRONG): Words(
        _WRONG,
        gettext_noop(
            "Have the administrator copy app_id and app_token from the developer service of "
            "Baijiahao's back office and store them again; then resume the outlet."
        ),
    ),
    ("baijiahao", Cause.PERMISSION_MISSING): Words(
        _NO_RIGHT,
        gettext_noop(
            "Have the account audited and the developer service opened in Baijiahao's back office; "
            "until then publish by hand."
        ),
    ),
    ("kuaishou", Cause.CREDENTIALS_WRONG): Words(
        _WRONG,
        gettext_noop(
            "Have the administrator check app_id and app_secret, authorise the account again and store "
            "the new refresh token; then resume the outlet."
        ),
    ),
}


def words_of(cause: Cause, platform: str = "") -> Words:
    """What happened and what to do, in the platform's own words where it has such."""
    return WORDS.get((platform, cause), CAUSES[cause])
