"""Texts on the schedule: out at their hour, once, only where the guard still lets them; held back with the reason else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Revision

from lianjian.apps.newsroom.actions.publish_due_stories import publish_due_stories
from lianjian.apps.newsroom.actions.publish_story import publish_story
from lianjian.apps.newsroom.actions.settle_held_story import settle_held_story
from lianjian.apps.newsroom.actions.withdraw_consent import withdraw_consent
from lianjian.apps.newsroom.models import HeldBack, Publication, Story
from lianjian.apps.newsroom.queries import published, scheduled
from lianjian.apps.newsroom.queries.held import held_back
from lianjian.apps.newsroom.rules.drafts import DraftBlock
from lianjian.apps.newsroom.tasks import scheduling
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotAllowed, NotThere
from tests.apps.newsroom.test_consents import agreed, photo
from tests.apps.newsroom.test_publishing import DRAFT, reviewed, told
from tests.network import ROOT, Network
from tests.web.desk.test_desk import signed_in


def put_on_schedule(network: Network, story: Story, hours: int = 3) -> int:
    """Approved and scheduled; then so much time passes while nothing runs."""
    row = Story.objects.get(pk=story.pk)
    revision = row.latest_revision
    revision.content["go_live_at"] = (timezone.now() + timedelta(hours=1)).isoformat()
    revision.save(update_fields=["content"])
    publish_story(by=network.actor("editor"), story=row.pk)
    assert published(row.pk) is None
    assert [one.pk for one in scheduled(network.actor("editor")).filter(pk=row.pk)] == [row.pk]
    past = timezone.now() - timedelta(hours=hours)
    revision.refresh_from_db()
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save(update_fields=["content", "approved_go_live_at"])
    return int(row.pk)


def with_picture(network: Network) -> tuple[Story, int, int]:
    """A reviewed story, the consent of somebody in its picture, the picture."""
    picture = photo(network)
    consent = agreed(network, picture=picture).pk
    blocks = (*DRAFT.blocks, DraftBlock("picture", picture=picture))
    return reviewed(network, replace(DRAFT, blocks=blocks)), consent, picture


def test_what_was_due_while_nothing_ran_goes_out_once(network: Network) -> None:
    """Hours late, but out: one publication, told once, however often the job comes round."""
    story = put_on_schedule(network, reviewed(network))
    for _round in range(3):
        scheduling.publish_due()
    assert published(story) is not None
    assert Publication.objects.by(ROOT).filter(story=story).count() == 1
    assert told("newsroom.story_published") == 1
    assert not scheduled(network.actor("editor")).exists()
    assert not held_back(network.actor("editor"), settled=True).exists()


def test_its_hour_has_not_come(network: Network) -> None:
    """A text of tomorrow stays on the schedule."""
    story = put_on_schedule(network, reviewed(network), hours=-24)
    fired = publish_due_stories(by=ROOT)
    assert (fired.published, fired.held) == ([], [])
    assert published(story) is None


def test_what_the_guard_refuses_is_held_back_and_holds_up_nobody(network: Network) -> None:
    """A picture was taken back meanwhile: that story is off the schedule with the reason, the later one is out; put right
    and published, the notice is settled."""
    (barred, consent, picture), editor = with_picture(network), network.actor("editor")
    first = put_on_schedule(network, barred, hours=5)
    second = put_on_schedule(network, reviewed(network), hours=2)
    withdraw_consent(by=editor, consent=consent)
    fired = publish_due_stories(by=ROOT)
    assert (fired.held, fired.published, fired.broken) == ([first], [second], [])
    assert published(first) is None
    (held,) = held_back(editor)
    assert "村口合影" in explain(held.refusal())
    assert publish_due_stories(by=ROOT).held == []
    assert told("newsroom.story_held_back") == 1
    desk = signed_in(network, "editor")
    for address in ("/desk/", "/desk/held/"):
        assert DRAFT.title in desk.get(address).content.decode()
    assert "spreadsheet" in desk.get("/desk/held/?as=xlsx")["Content-Type"]
    assert "/desk/held/" in desk.get("/m/").content.decode()
    assert "/desk/held/" not in signed_in(network, "secretary_a").get("/m/").content.decode()
    agreed(network, picture=picture, instead_of=consent)
    revision = Story.objects.get(pk=first).latest_revision
    revision.content["go_live_at"] = None
    revision.save(update_fields=["content"])
    publish_story(by=editor, story=first)
    assert not held_back(editor).exists()


def test_steps_that_fell_are_seen_at_the_hour(network: Network) -> None:
    """The approved revision was overwritten in place after it had been scheduled: its six steps are void, it stays in."""
    story = put_on_schedule(network, reviewed(network))
    revision = Story.objects.get(pk=story).latest_revision
    revision.content["title"] = "别的标题"
    revision.save(update_fields=["content"])
    assert publish_due_stories(by=ROOT).held == [story]
    (held,) = held_back(network.actor("editor"))
    assert "0 of the 6" in str(held.refusal())


def test_what_breaks_is_tried_again_and_holds_up_nobody(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error in one story leaves it on the schedule whole; the next one goes out."""
    broken = put_on_schedule(network, reviewed(network), hours=5)
    whole = put_on_schedule(network, reviewed(network), hours=2)
    publish = Story.publish

    def breaks(self: Story, *args: object, **kwargs: object) -> None:
        publish(self, *args, **kwargs)  # type: ignore[arg-type] # passed through
        if self.pk == broken:
            raise OSError

    monkeypatch.setattr(Story, "publish", breaks)
    fired = publish_due_stories(by=ROOT)
    assert (fired.broken, fired.published) == ([broken], [whole])
    assert published(broken) is None
    assert Revision.objects.filter(object_id=str(broken), approved_go_live_at__isnull=False).exists()
    monkeypatch.undo()
    assert publish_due_stories(by=ROOT).published == [broken]


def test_only_the_system_lets_out_and_only_the_newsroom_reads_why(network: Network) -> None:
    """An editor cannot run the schedule; a stranger finds no notice and settles none; settling is once."""
    story, consent, _picture = with_picture(network)
    put_on_schedule(network, story)
    with pytest.raises(NotAllowed):
        publish_due_stories(by=network.actor("chief"))
    withdraw_consent(by=network.actor("editor"), consent=consent)
    publish_due_stories(by=ROOT)
    held = HeldBack.objects.by(ROOT).get()
    for who in ("secretary_a", "leader"):
        assert not held_back(network.actor(who), settled=True).exists()
        with pytest.raises(NotThere):
            settle_held_story(by=network.actor(who), held=held.pk)
    desk = signed_in(network, "proof_a")
    assert desk.post("/desk/held/", {"held": "x"}).status_code == 404
    for _twice in range(2):
        assert desk.post("/desk/held/", {"held": held.pk}).status_code == 302
    held.refresh_from_db()
    assert held.settled_by == network.people["proof_a"]
    assert told("newsroom.held_story_settled") == 1
    assert DRAFT.title in desk.get("/desk/held/?all=1").content.decode()
