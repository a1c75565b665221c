"""What the platform demands, as its pages say (developers.weixin.qq.com: 草稿箱, 发布能力, 素材管理, 全局返回码; read
2026-11-24). Where the pages contradict each other the stricter value stands here."""

from __future__ import annotations

from datetime import date

TITLE = 32  # characters
AUTHOR = 16
DIGEST = 120
CONTENT = 20_000  # fewer than so many characters
CONTENT_BYTES = 1_000_000
SOURCE_URL_BYTES = 1024
ARTICLES = 8
PAGE = 20
CONTENT_PICTURE_BYTES = 1_048_576
COVER_BYTES = 10_485_760
TOKEN_SECONDS = 7200
OVERLAP_SECONDS = 300
"""Before and after a renewal the old token and the new one are both good for as long."""
FORCED_PAUSE = 30
FORCED_A_DAY = 20
CLEARS_A_MONTH = 10

COUNTED_DAYS = 30
READY_HOUR = 8
COUNTED_SINCE = date(2025, 11, 1)

QUOTAS = {
    "stable_token": 500_000,
    "media/uploadimg": 1000,
    "material/add_material": 100_000,
    "draft/add": 1000,
    "draft/get": 500,
    "draft/batchget": 1000,
    "draft/count": 1000,
    "draft/delete": 1000,
    "freepublish/submit": 100,
    "freepublish/get": 100,
    "freepublish/batchget": 100,
    "freepublish/getarticle": 100,
    "freepublish/delete": 10,
    "datacube/getarticletotaldetail": 5000,
}
"""Calls a day of a new account; a day ends at midnight in China."""

MESSAGES = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40004: "invalid media type",
    40005: "invalid file type",
    40007: "invalid media_id",
    40009: "invalid image size",
    40013: "invalid appid",
    40035: "invalid parameter",
    40066: "invalid url",
    40125: "invalid appsecret",
    40164: "invalid ip, not in whitelist",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41005: "media data missing",
    41006: "media_id missing",
    42001: "access_token expired",
    43002: "require POST method",
    44002: "empty post data",
    44003: "empty news data",
    44004: "empty content",
    45002: "content size out of limit",
    45003: "title size out of limit",
    45004: "description size out of limit",
    45005: "url size out of limit",
    45008: "article size out of limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45065: "clientmsgid exist",
    45110: "author size out of limit",
    47001: "data format error",
    48001: "api unauthorized",
    48006: "forbid to clear quota because of reaching the limit",
    53500: "publish function is banned",
    53501: "publish too frequently",
    53502: "invalid publish_id",
    53503: "draft check failed, view the draft on mp.weixin.qq.com",
    53504: "draft must be used on mp.weixin.qq.com",
    53505: "draft must be saved on mp.weixin.qq.com first",
    53600: "invalid article_id",
    61500: "date format error",
    61501: "date range error",
    61503: "data not ready",
}


class Errcode(Exception):  # noqa: N818 - an answer of the platform
    """The platform answers with a code other than 0."""

    def __init__(self, code: int, words: str = "") -> None:
        self.code = code
        self.words = words or MESSAGES.get(code, "error")
        super().__init__(f"{code} {self.words}")
