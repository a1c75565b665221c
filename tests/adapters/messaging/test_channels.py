"""One contract for all channels, against the other side as strict as its pages say."""

from __future__ import annotations

import json
import smtplib
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from django.core import mail
from hypothesis import given, settings
from hypothesis import strategies as st

from lianjian.adapters.messaging.dingtalk import wire as dingtalk
from lianjian.adapters.messaging.dingtalk.channel import Dingtalk
from lianjian.adapters.messaging.dingtalk.simulator import DingtalkPlatform
from lianjian.adapters.messaging.feishu import wire as feishu
from lianjian.adapters.messaging.feishu.channel import Feishu
from lianjian.adapters.messaging.feishu.simulator import FeishuPlatform
from lianjian.adapters.messaging.mail.channel import Mail
from lianjian.adapters.messaging.simulating import Chat, Platform, running
from lianjian.adapters.messaging.wecom import wire as wecom
from lianjian.adapters.messaging.wecom.channel import Wecom
from lianjian.adapters.messaging.wecom.simulator import WecomPlatform
from lianjian.apps.reminders.ports import Letter, Line, NotTaken, Sending, channels
from lianjian.apps.reminders.rules.addresses import check_robot
from lianjian.apps.reminders.rules.dispatches import Cause, Channel
from lianjian.kernel.refusals import Refused, Unreachable
from lianjian.settings.environment import EnvironmentRefusedError, mail_server
from tests.cli.running import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.enable_socket
TOKEN = "0123-4567-89ab-cdef"
ROBOTS = (Channel.WECOM, Channel.DINGTALK, Channel.FEISHU)
words = st.text(
    alphabet=st.sampled_from("乡村振兴，。 abc[](){}*_`#<>|~@\\\n\"'😀👩‍🌾é"), min_size=1, max_size=500
)
letters = st.builds(
    Letter,
    key=st.just("k"),
    title=words,
    lines=st.lists(
        st.builds(
            Line,
            what=words,
            when=st.just("11月30日 · 逾期 9 天"),
            url=st.just("https://lianjian.example/m/duties/1/"),
        ),
        max_size=40,
    ).map(tuple),
    foot=st.sampled_from(["", "还有 3 项在页面上。"]),
    url=st.just("https://lianjian.example/m/reminders/"),
)


def letter(lines: int = 2) -> Letter:
    return Letter(
        key="robot:1:2026-11-30",
        title=f"共建待办提醒：{lines} 项",
        lines=tuple(
            Line(f"整理停车位{n}", "11月30日 · 逾期 9 天", "https://lianjian.example/m/duties/1/")
            for n in range(lines)
        ),
        foot="",
        url="https://lianjian.example/m/reminders/",
    )


class Turned:
    """A clock that stands still until it is turned."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 30, 0, 7, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Other:
    """A running platform, our channel to it and the address of one chat's robot there."""

    channel: Sending
    chat: Chat
    webhook: str
    clock: Turned

    def send(self, **to: str) -> None:
        self.channel.send(letter(), {"webhook": self.webhook, **to})


PLATFORMS: dict[Channel, tuple[type[Any], Any, str]] = {
    Channel.WECOM: (WecomPlatform, lambda _clock: Wecom(), "/cgi-bin/webhook/send?key={}"),
    Channel.DINGTALK: (DingtalkPlatform, Dingtalk, "/robot/send?access_token={}"),
    Channel.FEISHU: (FeishuPlatform, Feishu, "/open-apis/bot/v2/hook/{}"),
}


@contextmanager
def other_side(kind: Channel, *, secret: str = "", keyword: str = "") -> Iterator[Other]:
    made, ours, path = PLATFORMS[kind]
    platform: Platform = made()
    clock, chat = Turned(), Chat(TOKEN, secret, keyword)
    with running(platform, [chat], port=free_port(), clock=clock) as address:
        yield Other(ours(clock), chat, address + path.format(TOKEN), clock)


def test_every_channel_is_wired() -> None:
    """Each name that a row can bear has its code."""
    assert set(channels()) == set(Channel)


@pytest.mark.parametrize("kind", ROBOTS)
def test_a_letter_arrives_with_titles_days_and_links(kind: Channel) -> None:
    """What is due can be read and opened; each robot reads it in its own form."""
    with other_side(kind) as there:
        there.send()
        (taken,) = there.chat.taken
        said = json.dumps(taken, ensure_ascii=False)
        for part in (
            "共建待办提醒：2 项",
            "整理停车位1",
            "逾期 9 天",
            "https://lianjian.example/m/duties/1/",
        ):
            assert part in said


@pytest.mark.parametrize("kind", ROBOTS)
def test_a_wrong_address_is_refused_and_not_told_on(kind: Channel) -> None:
    """The cause is the address; no part of the secret stands in what is kept."""
    with other_side(kind) as there:
        there.chat.token = "another-robot"
        with pytest.raises(NotTaken) as refused:
            there.send()
        assert refused.value.cause is Cause.ADDRESS
        assert TOKEN not in refused.value.detail


@pytest.mark.parametrize("kind", [Channel.DINGTALK, Channel.FEISHU])
def test_the_signature_is_theirs(kind: Channel) -> None:
    """The right secret passes, a wrong one and a clock two hours off do not."""
    with other_side(kind, secret="SECabcdef") as there:
        there.send(secret="SECabcdef")
        for secret, ahead in (("SECother", 0), ("", 0), ("SECabcdef", 2)):
            ours = Turned()
            ours.now = there.clock.now + timedelta(hours=ahead)
            there.channel = PLATFORMS[kind][1](ours)
            with pytest.raises(NotTaken) as refused:
                there.send(secret=secret)
            assert refused.value.cause is Cause.SIGNATURE
        assert len(there.chat.taken) == 1


@pytest.mark.parametrize("kind", [Channel.DINGTALK, Channel.FEISHU])
def test_a_robot_that_asks_for_a_keyword_gets_it(kind: Channel) -> None:
    """Known, it stands in the message; unknown, the cause says so."""
    with other_side(kind, keyword="督办") as there:
        there.send(keyword="督办")
        with pytest.raises(NotTaken) as refused:
            there.send()
        assert refused.value.cause is Cause.KEYWORD


@pytest.mark.parametrize(
    ("kind", "most", "after", "pause"),
    [(Channel.WECOM, 20, 60, 61), (Channel.DINGTALK, 20, 600, 601), (Channel.FEISHU, 5, 60, 2)],
)
def test_too_many_messages_are_asked_to_come_later(kind: Channel, most: int, after: int, pause: int) -> None:
    """The limit of the platform is an answer, not a refusal; after its time it takes messages again."""
    with other_side(kind) as there:
        for _ in range(most):
            there.send()
        with pytest.raises(Unreachable) as later:
            there.send()
        assert later.value.after == after
        if kind is Channel.DINGTALK:  # a minute later it is still banned
            there.clock.now += timedelta(seconds=590)
            with pytest.raises(Unreachable):
                there.send()
        there.clock.now += timedelta(seconds=pause)
        there.send()
        assert len(there.chat.taken) == most + 1


@pytest.mark.parametrize("kind", ROBOTS)
def test_a_line_that_breaks_is_no_refusal(kind: Channel) -> None:
    """A gateway, a lost answer and nobody at home are tried again by whoever called."""
    with other_side(kind) as there:
        there.chat.gateway = 1
        with pytest.raises(Unreachable):
            there.send()
        there.chat.hang_up = 1
        with pytest.raises(Unreachable) as lost:
            there.send()
        assert not lost.value.answered
        there.send()
    with pytest.raises(Unreachable) as away:
        there.send()
    assert TOKEN not in away.value.reason


@settings(max_examples=40)
@given(letters)
def test_whatever_the_titles_are_a_letter_fits_and_calls_nobody(one: Letter) -> None:
    """Under the limit in bytes, no markup and no call of all members out of somebody's words."""
    markdown = wecom.message(one)["markdown"]["content"]
    assert len(markdown.encode()) <= wecom.MOST_MARKDOWN
    ding = dingtalk.message(one, "督办")
    assert len(json.dumps(ding, ensure_ascii=False).encode()) <= dingtalk.MOST
    assert "督办" in ding["markdown"]["text"]
    fei = feishu.message(one, "secret", "督办", 1)
    assert len(json.dumps(fei, ensure_ascii=False).encode()) <= feishu.MOST
    for said in (markdown, ding["markdown"]["text"]):
        assert "@" not in said
        assert "<" not in said
        assert said.count("](https://lianjian.example/") == said.count("[")


def test_the_signatures_are_those_of_the_pages() -> None:
    """Base64 of 32 bytes, over what each platform says; the two differ in what is key and what is text."""
    ding = dingtalk.signature("this is secret", 1700000000000)
    assert dingtalk.signed("https://x/?access_token=t", "this is secret", 1700000000000).startswith(
        "https://x/?access_token=t&timestamp=1700000000000&sign="
    )
    assert len(ding) == len(feishu.signature("this is secret", 1700000000)) == 44
    assert ding != feishu.signature("this is secret", 1700000000000)


def test_a_mail_is_the_same_mail_at_every_attempt() -> None:
    """One recipient, plain text with the links, one Message-ID however often it is sent."""
    for _ in range(2):
        Mail().send(letter(), {"email": "zhang@example.cn"})
    first, second = mail.outbox
    assert first.to == ["zhang@example.cn"]
    assert "https://lianjian.example/m/duties/1/" in first.body
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


@pytest.mark.parametrize(
    ("failure", "cause"),
    [
        (smtplib.SMTPAuthenticationError(535, b"no"), Cause.LOGIN),
        (smtplib.SMTPRecipientsRefused({"a@b.cn": (550, b"no such user")}), Cause.RECIPIENT),
        (smtplib.SMTPDataError(554, b"spam"), Cause.OTHER),
        (smtplib.SMTPRecipientsRefused({"a@b.cn": (451, b"later")}), None),
        (smtplib.SMTPServerDisconnected("gone"), None),
        (ConnectionRefusedError(), None),
        (TimeoutError(), None),
    ],
)
def test_what_a_mail_server_says_is_refusal_or_patience(failure: Exception, cause: Cause | None) -> None:
    """Permanent answers are shown with their cure, transient ones and silence are tried again; never a traceback."""
    with patch("django.core.mail.EmailMessage.send", side_effect=failure):
        if cause is None:
            with pytest.raises(Unreachable):
                Mail().send(letter(), {"email": "a@b.cn"})
        else:
            with pytest.raises(NotTaken) as refused:
                Mail().send(letter(), {"email": "a@b.cn"})
            assert refused.value.cause is cause


def test_a_mail_server_is_named_in_one_line() -> None:
    """With its password, TLS unless it stands on this machine; nonsense stops the start with the cure."""
    assert mail_server("", "") is None
    found = mail_server("smtps://office%40example.cn:pass%3A1@smtp.example.cn", "")
    assert found is not None
    assert (found.port, found.implicit, found.password, found.sender) == (
        465,
        True,
        "pass:1",
        "office@example.cn",
    )
    own = mail_server("smtp://127.0.0.1:25", "联建 <a@b.cn>")
    assert own is not None
    assert (own.tls, own.implicit, own.sender) == (False, False, "联建 <a@b.cn>")
    for wrong in ("example.cn", "http://example.cn", "smtp://", "smtp://h:x", "smtp://h/path"):
        with pytest.raises(EnvironmentRefusedError):
            mail_server(wrong, "")


@pytest.mark.parametrize(
    ("kind", "webhook"),
    [
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key="),
        ("wecom", "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0123456789"),
        ("wecom", "https://oapi.dingtalk.com/robot/send?access_token=0123456789"),
        ("dingtalk", "https://oapi.dingtalk.com.evil.cn/robot/send?access_token=0123456789"),
        ("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/../../x"),
        ("feishu", "https://10.0.0.1/open-apis/bot/v2/hook/0123456789"),
        ("feishu", "nonsense"),
        ("feishu", "https://[::1"),
        ("feishu", "x" * 10_000),
        ("sms", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0123456789"),
    ],
)
def test_what_is_no_webhook_of_that_platform_is_refused(kind: str, webhook: str) -> None:
    """Secrets and letters go to the platform's own host, or to a simulator on this machine, and nowhere else."""
    with pytest.raises(Refused):
        check_robot(kind, {"webhook": webhook})
