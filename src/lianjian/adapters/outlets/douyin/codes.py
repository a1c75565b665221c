"""Codes of the Douyin open platform.

28001003, 28001005, 28001008 and 28001016 stand on its pages (developer.open-douyin.com, read 2026-11-27); 10008, 10010 and
10020 (authorisation) and the rest of 28001xxx and 28003xxx are as public clients quote its pages; 2100xxx and 2190xxx are older
ones, partly from memory. An unknown code is called unexpected, never success.
"""

from __future__ import annotations

from lianjian.adapters.outlets.video.meanings import meaning
from lianjian.apps.matrix.rules.causes import Cause

CODES = {
    **meaning("again", Cause.BUSY, 28001005, 28001006, 2100004, 2111004),
    **meaning("slower", Cause.TOO_FAST, 28003018),
    **meaning("refresh", Cause.AUTHORISATION_ENDED, 28001003, 28001008, 2190002, 2190008, 10008),
    **meaning("human", Cause.AUTHORISATION_ENDED, 10010, 10020, 2190003),
    **meaning("human", Cause.CREDENTIALS_WRONG, 10003, 10013, 2190015),
    **meaning("human", Cause.SCOPE_MISSING, 28001012, 28001014, 28001018, 2190004, 10004),
    **meaning("human", Cause.ACCOUNT_BLOCKED, 28001016, 28001046, 2100009),
    **meaning("human", Cause.REQUEST_MALFORMED, 28001007, 2100005, 10002),
    **meaning("park", Cause.QUOTA_SPENT, 28003017, 2190001),
}
