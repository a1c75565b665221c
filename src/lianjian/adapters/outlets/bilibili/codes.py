"""Codes of the Bilibili open platform.

Read on a published copy of its page of codes (apifox.com, project 1106400, doc-895951): 122000 to 122007, 127000 to 127207.
Those of the signature (4000 to 5003) are from client code of the platform's live part, which signs in the same way; 123026 and
127306 are called limits of rate by one client (github.com/yikart/AiToEarn); -400, -500 and -503 are the platform's general ones.
No live platform was asked. An unknown code is called unexpected, never success.
"""

from __future__ import annotations

from lianjian.adapters.outlets.video.meanings import meaning
from lianjian.apps.matrix.rules.causes import Cause

NOT_THERE = 127124
"""There is no such work: also said of one for some time after it was handed in (not verified)."""
DELETED = 127107
UPLOAD_NOT_GOOD = 127022
"""The upload token is not good (any more)."""
DOUBTFUL = frozenset({-500, 5000, 5001, 5002})
"""The platform broke off inside: what it was asked for may be done."""

CODES = {
    **meaning("again", Cause.BUSY, 127201, 5000, 5001, 5002, -500, 4004),
    **meaning("slower", Cause.TOO_FAST, 4009, 123026, 127306, -503),
    **meaning("refresh", Cause.AUTHORISATION_ENDED, 127001),
    **meaning("human", Cause.AUTHORISATION_ENDED, 122007, 127000),
    **meaning("human", Cause.CREDENTIALS_WRONG, 122000, 122001, 127004, 127012, 4001, 4002),
    **meaning("human", Cause.PERMISSION_MISSING, 127005, 127006),
    **meaning("human", Cause.SCOPE_MISSING, 127007, 127011, 4008),
    **meaning("human", Cause.ADDRESS_NOT_LISTED, 4007),
    **meaning("human", Cause.CLOCK_WRONG, 4003),
    **meaning("human", Cause.REQUEST_MALFORMED, 127100, 127200, 4000, 4005, 4006, 4010, 4011, 4012, 4013),
    **meaning("human", Cause.REQUEST_MALFORMED, 5003, -400),
    **meaning("human", Cause.SECTION_CLOSED, 127207),
    **meaning("human", Cause.GONE_THERE, NOT_THERE, UPLOAD_NOT_GOOD),
    **meaning("refuse", Cause.REMOVED_BY_ACCOUNT, DELETED),
    **meaning("refuse", Cause.FILM_NOT_TAKEN, 127102),
    **meaning("park", Cause.QUOTA_SPENT, 127009),
}
