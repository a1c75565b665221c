"""What people store about themselves and their robots: checked before it is kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from lianjian.apps.reminders.rules.dispatches import ROBOTS, Channel
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 500
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
HOSTS = {
    Channel.WECOM: ("qyapi.weixin.qq.com", "/cgi-bin/webhook/send"),
    Channel.DINGTALK: ("oapi.dingtalk.com", "/robot/send"),
    Channel.FEISHU: ("open.feishu.cn", "/open-apis/bot/v2/hook/"),
}
"""Host and path of each platform's webhooks, as its pages give them."""
_MAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)


def check_mail(typed: str, *, needed: bool) -> str:
    """An e-mail address as mail servers take it. Raises Refused."""
    address = typed.strip()
    if not address and not needed:
        return ""
    if len(address) > 254 or not _MAIL.fullmatch(address):  # noqa: PLR2004 - RFC 5321, 4.5.3.1.3
        raise Refused(gettext_noop("This is no e-mail address."), field="email")
    return address


def check_robot(kind: str, values: Mapping[str, str]) -> dict[str, str]:
    """Webhook address, signing secret and keyword of a robot. Raises Refused beside the field that is wrong.

    An address on this machine is a simulator and may be http.
    """
    if kind not in ROBOTS:
        raise Refused(gettext_noop("This is no kind of robot."), field="kind")
    plain = {name: values.get(name, "").strip() for name in ("webhook", "secret", "keyword")}
    if any(len(value) > LONGEST for value in plain.values()):
        raise Refused(gettext_noop("A value is longer than 500 characters."), field="webhook")
    host, path = HOSTS[Channel(kind)]
    try:
        parts = urlsplit(plain["webhook"])
        own = parts.hostname in LOOPBACK and parts.scheme in {"http", "https"}
        there = parts.scheme == "https" and parts.hostname == host and parts.port in {None, 443}
    except ValueError:
        parts, own, there = urlsplit(""), False, False
    query = parse_qs(parts.query)
    token = {
        Channel.WECOM: query.get("key", [""])[0],
        Channel.DINGTALK: query.get("access_token", [""])[0],
        Channel.FEISHU: parts.path.removeprefix(path) if parts.path.startswith(path) else "",
    }[Channel(kind)]
    if (
        not (own or there)
        or not parts.path.startswith(path)
        or not re.fullmatch(r"[0-9A-Za-z_-]{8,200}", token)
    ):
        raise Refused(
            gettext_noop("This is no webhook address of such a robot."),
            cure=gettext_noop("It begins with https://%(start)s; copy all of it from the group's settings."),
            field="webhook",
            start=host + path,
        )
    return {name: value for name, value in plain.items() if value}
