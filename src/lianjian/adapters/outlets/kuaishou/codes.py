"""Result codes of the Kuaishou open platform.

120001 in the group of photos is known from public client code (it follows a publication for a while). The group of
authorisation (1002001xx) and the others are from memory of the platform's table (open.kuaishou.com/platform/openApi), which
nobody could read when this was written: an unknown code is called unexpected, never success.
"""

from __future__ import annotations

from lianjian.adapters.outlets.video.meanings import meaning
from lianjian.apps.matrix.rules.causes import Cause

NOT_THERE_YET = 100120001
"""video_not_exist: also said of a video for some time after its publication."""
TOKEN_USED_UP = 100120100
"""The upload token is not good any more (from memory)."""

CODES = {
    **meaning("again", Cause.BUSY, 100200500, 100120500, 100120002),
    **meaning("slower", Cause.TOO_FAST, 100200110, 100120429),
    **meaning("refresh", Cause.AUTHORISATION_ENDED, 100200108, 100200109),
    **meaning("human", Cause.AUTHORISATION_ENDED, 100200105, 100200107),
    **meaning("human", Cause.CREDENTIALS_WRONG, 100200101, 100200103),
    **meaning("human", Cause.SCOPE_MISSING, 100200102, 100200106),
    **meaning("human", Cause.ACCOUNT_BLOCKED, 100120010),
    **meaning("human", Cause.REQUEST_MALFORMED, 100200100, 100120003),
    **meaning("human", Cause.REPEATED, 100120020),
    **meaning("human", Cause.GONE_THERE, NOT_THERE_YET, TOKEN_USED_UP),
    **meaning("refuse", Cause.CONTENT_TOO_LONG, 100120101),
    **meaning("refuse", Cause.PICTURE_NOT_TAKEN, 100120102),
    **meaning("refuse", Cause.FILM_NOT_TAKEN, 100120103, 100120104),
    **meaning("refuse", Cause.REVIEW_FAILED, 100120105),
    **meaning("park", Cause.QUOTA_SPENT, 100120011),
}
