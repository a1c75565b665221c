"""Checks before publication: what they find, what they leave alone, what has to be answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.newsroom.actions.answer_finding import answer_finding
from lianjian.apps.newsroom.actions.save_story_draft import save_story_draft
from lianjian.apps.newsroom.actions.start_story import start_story
from lianjian.apps.newsroom.actions.submit_for_review import submit_for_review
from lianjian.apps.newsroom.models import AnsweredFinding
from lianjian.apps.newsroom.queries.checks import checks
from lianjian.apps.newsroom.rules.checking import findings_in, stops_in
from lianjian.apps.newsroom.rules.checking.personal import NUMBER_KINDS
from lianjian.apps.newsroom.rules.drafts import Draft, DraftBlock
from lianjian.kernel.refusals import NotThere, Refused
from tests.web.desk.test_desk import a_stranger, signed_in

if TYPE_CHECKING:
    from tests.network import Network

MOBILE = "13800138000"


def draft(text: str) -> Draft:
    return Draft(title="夜校", column="village-stories", blocks=(DraftBlock("paragraph", text),))


def kinds(text: str) -> list[str]:
    return [one.kind for one in findings_in(draft(text), {}) if one.kind != "cover-missing"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("身份证11010519491231002X。", "identity"),
        ("身份证110105 19491231 002X。", "identity"),
        ("身份证１１０１０５１９４９１２３１００２Ｘ。", "identity"),
        ("老号110105491231002。", "identity"),
        ("电话13800138000。", "mobile"),
        ("电话138-0013-8000。", "mobile"),
        ("电话１３８ ００１３ ８０００。", "mobile"),
        ("电话+86 138 0013 8000。", "mobile"),
        ("2024年 13800138000", "mobile"),
        ("卡号6222021001116245702，", "card"),
        ("热线0594-2691234。", "telephone"),
        ("车牌闽A12345。", "plate"),
        ("信箱abc@example.org。", "mail"),
        ("家住三组5号。", "home"),
        ("微信：zhangsan_88，", "wechat"),
        ("少了\ufffd字。", "lost"),
        ("一个\ue123字。", "private"),
        ("他说,好。", "half-width"),
        ("好。。", "doubled"),
        ("《夜校。", "unmatched"),
        ("2024年2月30日。", "no-such-day"),
        ("2024年11月25日（星期二）。", "wrong-weekday"),
        ("占比达到120%。", "over-a-hundred"),
        ("见http://example.org/a。", "link-insecure"),
        ("见https://192.168.1.1/a。", "link-private"),
        ("见https://。", "link-malformed"),
    ],
)
def test_what_is_found(text: str, kind: str) -> None:
    """Each kind, at the place where the words stand."""
    found = [one for one in findings_in(draft(text), {}) if one.kind == kind]
    assert found, kinds(text)
    assert found[0].block == 1
    assert text[found[0].start : found[0].end] == found[0].words != ""


@given(
    year=st.integers(1949, 2099),
    amount=st.integers(0, 10**9),
    number=st.integers(1, 999),
    share=st.integers(0, 100),
)
def test_ordinary_numbers_are_left_alone(year: int, amount: int, number: int, share: int) -> None:
    """Years, amounts, agreement numbers and shares are no finding."""
    text = f"{year}年投入{amount}元（{amount:,}元），协议闽联协〔{year}〕{number}号，占{share}%，{year}—{year + 1}年。"
    assert kinds(text) == []


@given(st.text(st.characters(exclude_categories=["Nd", "Cs"]), max_size=80))
def test_without_digits_there_is_no_number(text: str) -> None:
    """A text without digits never gives a finding about a number, and no text makes the checks fail."""
    assert not NUMBER_KINDS & set(kinds(text))


@given(st.text(max_size=120))
def test_places_lie_in_the_text(text: str) -> None:
    """Whatever is typed, each finding's words stand at its place."""
    for one in findings_in(Draft(title=text), {}):
        if one.words:
            assert text[one.start : one.end] == one.words
        assert len(one.fingerprint) == 64


@given(st.integers(13_000_000_000, 19_999_999_999), st.sampled_from(["", " ", "-", "\u3000"]))
def test_mobile_numbers_are_seen_however_they_are_split(number: int, between: str) -> None:
    """3-4-4 with any separator."""
    digits = str(number)
    words = between.join([digits[:3], digits[3:7], digits[7:]])
    assert [one.kind for one in stops_in(draft(f"请打{words}，"))] == ["mobile"]


def test_a_number_is_answered_before_the_text_goes_into_review(network: Network) -> None:
    """Submission is refused; with a reason on record it goes through; another number asks again."""
    editor = network.actor("editor")
    story = start_story(by=editor, draft=draft(f"请打{MOBILE}。"))
    with pytest.raises(Refused) as refused:
        submit_for_review(by=editor, story=story.pk)
    assert refused.value.values["count"] == 1
    finding = checks(editor, story.pk).lines[0].finding
    with pytest.raises(Refused) as refused:
        answer_finding(by=editor, story=story.pk, fingerprint=finding.fingerprint, reason=" ")
    assert refused.value.field == "reason"
    answer = answer_finding(
        by=editor, story=story.pk, fingerprint=finding.fingerprint, reason="镇政府值班手机"
    )
    assert answer.person_id == editor.person
    assert MOBILE not in str(vars(answer))
    save_story_draft(by=editor, story=story.pk, draft=draft("请打13800138001。"))
    with pytest.raises(Refused):
        submit_for_review(by=editor, story=story.pk)
    save_story_draft(by=editor, story=story.pk, draft=draft(f"有事请打{MOBILE}。"))
    assert submit_for_review(by=editor, story=story.pk).stage == "in-review"


def test_the_page_of_the_checks(network: Network) -> None:
    """An editor sees the finding, is told beside the field what is missing, answers it, and takes the list away."""
    story = start_story(by=network.actor("editor"), draft=draft(f"请打{MOBILE}。"))
    client, address = signed_in(network, "editor"), f"/desk/checks/{story.pk}/"
    shown = client.get(address).content.decode()
    assert MOBILE in shown
    print_ = checks(network.actor("editor"), story.pk).lines[0].finding.fingerprint
    answer = client.post(address, {"finding": print_, "reason": "x" * 301})
    assert answer.status_code == 422
    assert "x" * 301 in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()
    assert client.post(address, {"finding": print_, "reason": "值班手机"}).status_code == 302
    assert "值班手机" in client.get(address).content.decode()
    assert client.get(f"{address}?as=xlsx").content[:2] == b"PK"
    assert address in client.get(f"/desk/review/{story.pk}/").content.decode()
    assert address in client.get(f"/desk/stories/edit/{story.pk}/").content.decode()


def test_another_newsroom_neither_sees_nor_answers(network: Network) -> None:
    """Isolation: the page, the query and the verb know nothing of it."""
    story = start_story(by=network.actor("editor"), draft=draft(f"请打{MOBILE}。"))
    print_ = checks(network.actor("editor"), story.pk).lines[0].finding.fingerprint
    stranger = a_stranger(network)
    address = f"/desk/checks/{story.pk}/"
    for answer in (stranger.get(address), stranger.post(address, {"finding": print_, "reason": "看看"})):
        assert answer.status_code == 404
        assert MOBILE not in answer.content.decode()
    secretary = network.actor("secretary_a")
    with pytest.raises(NotThere):
        checks(secretary, story.pk)
    with pytest.raises(NotThere):
        answer_finding(by=secretary, story=story.pk, fingerprint=print_, reason="看看")
    assert not AnsweredFinding.objects.by(secretary).exists()
