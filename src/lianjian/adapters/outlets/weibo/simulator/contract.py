"""What the platform demands: statuses/share as in a stored copy of open.weibo.com/wiki/2/statuses/share (revision 15267), codes
as in copies of open.weibo.com/wiki/Error_code, both read 2026-11-27. The numbers of quotas, the time a token lives and the codes
of 20xxx are from memory."""

from __future__ import annotations

import unicodedata

TEXT = 140  # Han characters; two narrow ones count as one
PICTURE_BYTES = 5 * 1024 * 1024
TIMELINE_MOST = 100
TIMELINE = 20
EXPANDED_AT_ONCE = 20
TOKEN_SECONDS = 30 * 86_400
ALL_CALLS = "*"

QUOTAS = {ALL_CALLS: 1000, "statuses/share": 120}
"""Calls an hour of one account over one app."""

MESSAGES = {
    10001: "system error!",
    10002: "service unavailable!",
    10003: "remote service error!",
    10004: "IP limit!",
    10008: "param error, see doc for more info.",
    10009: "too many pending tasks, system is busy!",
    10010: "job expired!",
    10014: "Insufficient app permissions!",
    10016: "miss required parameter, see doc for more info.",
    10017: "appkey not bind domain!",
    10020: "request api not found!",
    10021: "HTTP method is not suported for this request!",
    10022: "IP requests out of rate limit!",
    10023: "User requests out of rate limit!",
    10024: "User requests for (%s) out of rate limit!",
    20005: "unsupported image type!",
    20006: "image size too large!",
    20008: "content is null!",
    20012: "text too long, please input text less than 140 characters!",
    20017: "similar content!",
    20019: "repeat content!",
    20021: "content is illegal!",
    20101: "target weibo does not exist!",
    20102: "not your own weibo!",
    21301: "auth faild!",
    21321: "applications over the unaudited use restrictions!",
    21324: "client_id or client_secret is invalid!",
    21325: "invalid grant!",
    21327: "expired_token",
    21332: "invalid_access_token",
}


def counted(text: str) -> int:
    """Han characters of a text."""
    halves = sum(2 if unicodedata.east_asian_width(c) in {"W", "F", "A"} else 1 for c in text)
    return (halves + 1) // 2


class ErrorCode(Exception):  # noqa: N818 - an answer of the platform
    """The platform answers with an error code."""

    def __init__(self, code: int) -> None:
        self.code = code
        self.words = MESSAGES.get(code, "error!")
        super().__init__(f"{code} {self.words}")
