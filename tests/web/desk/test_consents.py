"""The page of pictures and consents at the desk."""

from __future__ import annotations

from lianjian.apps.newsroom.actions.publish_story import publish_story
from lianjian.apps.newsroom.actions.withdraw_consent import withdraw_consent
from lianjian.apps.newsroom.models import Consent, StoryPicture
from tests.apps.newsroom.test_consents import agreed, with_photo
from tests.network import Network, today
from tests.web.desk.test_desk import a_stranger, signed_in


def test_an_editor_says_who_is_seen_records_and_takes_back(network: Network) -> None:
    """Everything on one page; what is typed wrongly stays there with its fault; strangers find no page."""
    story, picture = with_photo(network)
    address, editor = f"/desk/review/{story}/pictures/", signed_in(network, "editor")
    assert "还没问过" in editor.get(address).content.decode()
    editor.post(address, {"deed": "say", "picture": picture, "people": "public-event", "note": "开茶节"})
    assert StoryPicture.objects.get(pk=picture).people == "public-event"
    form = {"deed": "record", "picture": picture, "who": "", "use": "用于稿件甲", "way": "paper"}
    refused = editor.post(address, {**form, "given_on": today().isoformat()})
    assert refused.status_code == 422
    assert "用于稿件甲" in refused.content.decode()
    editor.post(address, {**form, "who": "合影左二", "given_on": today().isoformat()})
    one = Consent.objects.across_organisations("a test looks at all").get()
    assert "合影左二" in editor.get(address).content.decode()
    assert a_stranger(network).get(address).status_code == 404
    editor.post(address, {"deed": "withdraw", "consent": one.pk})
    one.refresh_from_db()
    assert one.withdrawn_on == today()
    assert "同意已失效" in editor.get(address).content.decode()


def test_the_first_page_names_what_is_public_without_consent(network: Network) -> None:
    """An ended consent puts the public story first."""
    story, picture = with_photo(network)
    one = agreed(network, picture=picture)
    editor = signed_in(network, "editor")
    publish_story(by=network.actor("editor"), story=story)
    withdraw_consent(by=network.actor("editor"), consent=one.pk)
    page = editor.get("/desk/").content.decode()
    assert f"/desk/review/{story}/pictures/" in page
    assert "已公开但没有同意" in page
