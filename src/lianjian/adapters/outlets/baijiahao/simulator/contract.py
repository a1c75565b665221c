"""What the platform demands, as public clients quote its developer pages (baijiahao.baidu.com/docs, 开发者服务), read 2026-11-27.
They differ on the shortest title (5 or 8 characters): the stricter value stands here. How many articles a day an account may
publish depends on the account; the number here is our own."""

from __future__ import annotations

TITLE_LEAST, TITLE = 8, 40
CONTENT = 20_000
COVERS = 3
COVER_WIDTH, COVER_HEIGHT = 218, 146
PAGE = 20
ASKED_AT_ONCE = 20
ARTICLES_A_DAY = 20

MESSAGES = {
    2: "参数错误",
    4: "数据库错误",
    10002: "无权限调用相关接口",
    10005: "百家号内部服务异常",
    10009: "非作者文章",
    27012: "文章修改次数达到上限",
    300016: "目前只有图文类型支持修改",
    301002: "今日上传图片次数耗尽",
    301003: "图片重复入库",
    60000005: "帐号未审核通过或在禁言期",
    60000006: "百家号内部服务异常",
    60000009: "帐号不存在",
    60001001: "授权校验失败",
    60001003: "撤回或修改时文章状态错误",
    60001008: "当天发文篇数校验失败",
    60001009: "发文篇数用尽",
    80000107: "文章不存在",
}


class Errno(Exception):  # noqa: N818 - an answer of the platform
    """The platform answers with a number other than 0."""

    def __init__(self, code: int, words: str = "") -> None:
        self.code = code
        self.words = words or MESSAGES.get(code, "错误")
        super().__init__(f"{code} {self.words}")
