"""Every code that an adapter knows, in plain words of its platform."""

from __future__ import annotations

import pytest
from django.utils import translation

from lianjian.apps.matrix.ports import Explaining, Watching, adapters
from lianjian.apps.matrix.queries.codes import codes
from lianjian.apps.matrix.queries.words import cause_words
from lianjian.apps.matrix.rules.causes import CAUSES, Cause
from lianjian.apps.matrix.rules.cures import THEN_LABELS, THEN_OF, WORDS, words_of
from tests.network import ROOT, Network

PLATFORMS = ("wechat", "weibo", "baijiahao", "kuaishou")
OF_WECHAT = ("AppID", "AppSecret", "IP")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_code_has_a_cause_a_cure_and_a_consequence(platform: str) -> None:
    """What an adapter answers with can be looked up, in both languages, without a word left empty."""
    adapter = adapters().by_platform[platform]
    assert isinstance(adapter, Explaining)
    assert isinstance(adapter, Watching)
    assert len(adapter.codes) > 15
    for code, (then, cause) in adapter.codes.items():
        assert THEN_OF[then] in THEN_LABELS
        for language in ("zh-hans", "en"):
            with translation.override(language):
                what, cure = cause_words(cause, code=code, platform=platform)
                assert what, code
                assert cure, code
                assert "%(" not in what + cure


@pytest.mark.parametrize("platform", ["weibo", "baijiahao", "kuaishou", "douyin", "bilibili", ""])
def test_no_other_platform_speaks_of_wechats_credentials(platform: str) -> None:
    """AppID and AppSecret are named for the Official Account only."""
    cure = words_of(Cause.CREDENTIALS_WRONG, platform).cure
    assert not any(word in cure for word in OF_WECHAT)
    assert "AppID" in words_of(Cause.CREDENTIALS_WRONG, "wechat").cure


def test_own_words_of_a_platform_are_for_causes_it_can_have() -> None:
    """No line that nobody could ever read: each is said of a code of that platform, or ends its authorisation."""
    for platform, cause in WORDS:
        adapter = adapters().by_platform[platform]
        assert isinstance(adapter, Explaining)
        assert cause == Cause.AUTHORISATION_ENDED or cause in {known for _, known in adapter.codes.values()}
    assert set(CAUSES) == set(Cause)


def test_codes_are_found_by_number_and_by_words(network: Network) -> None:
    """A number, a platform with a word, nothing; and an organisation without outlets looks up nothing."""
    with translation.override("zh-hans"):
        (line,) = [one for one in codes(ROOT, "40164") if one.code == "40164"]
        assert (line.platform, "白名单" in line.cure) == ("wechat", True)
        found = codes(ROOT, "微博 额度")
        assert {one.code for one in found} >= {"10022", "10023", "10024"}
        assert {one.platform for one in found} == {"weibo"}
        assert "小时" in found[0].what
        assert {one.platform for one in codes(ROOT, platform="kuaishou")} == {"kuaishou"}
        assert codes(ROOT, "no such words") == []
    assert codes(network.actor("secretary_a")) == []
    numbers = [int(one.code) for one in codes(ROOT, platform="weibo")]
    assert numbers == sorted(numbers)
