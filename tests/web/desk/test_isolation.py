"""The desk of another organisation: every address that exists is guessed, with every key that exists, and shows nothing."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from PIL import Image
from wagtail.models import Revision, TaskState, WorkflowState

from lianjian.apps.coordination.actions.write_log_entry import write_log_entry
from lianjian.apps.newsroom.actions.assign_topic import assign_topic
from lianjian.apps.newsroom.actions.import_archive import import_archive
from lianjian.apps.newsroom.actions.move_topic import move_topic
from lianjian.apps.newsroom.actions.name_series import name_series
from lianjian.apps.newsroom.actions.offer_lead import offer_lead
from lianjian.apps.newsroom.actions.propose_topic import propose_topic
from lianjian.apps.newsroom.actions.start_story import start_story
from lianjian.apps.newsroom.actions.store_picture import store_picture
from lianjian.apps.newsroom.actions.submit_for_review import submit_for_review
from lianjian.apps.newsroom.models import ArchiveItem, ArchiveRun, Story, StoryPicture, UncertainPlace
from lianjian.apps.newsroom.rules.archive.unpacking import unpack
from lianjian.apps.newsroom.rules.drafts import Draft, DraftBlock
from lianjian.kernel.refusals import Refused
from lianjian.web.desk.doors import OPEN
from tests.network import ROOT, Network
from tests.web.desk.test_desk import ADD, MIRRORED, a_stranger, edit_url, sent, signed_in
from tests.web.desk.test_proofreading import a_copy, a_proposal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lianjian.foundation.actor import Actor

SECRET = "不许外传的题目"
SECRET_PICTURE = "不许外传的画"
SECRET_FILE = "不许外传的文件"
FOLLOWED = ("wagtailadmin_logout", "wagtailadmin_dismissibles")
"""Addresses that change the visitor's own session: not part of the walk."""


@dataclass(frozen=True)
class Ours:
    """What one newsroom owns."""

    story: Story
    item: ArchiveItem
    place: UncertainPlace
    picture: StoryPicture
    revision: Revision
    workflow: WorkflowState
    task: TaskState
    planned: dict[str, list[int]]


def drawing(colour: str = "green") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return out.getvalue()


def ours(network: Network, by: Actor | None = None) -> Ours:
    by = by or network.actor("editor")
    picture = store_picture(by=by, data=drawing(), title=SECRET_PICTURE)
    blocks = (DraftBlock("paragraph", "第一段。"), DraftBlock("picture", picture=picture.pk))
    story = start_story(by=by, draft=Draft(title=SECRET, column="village-stories", blocks=blocks))
    submit_for_review(by=by, story=story.pk)
    import_archive(by=by, sources=unpack(f"{SECRET_FILE}.txt", io.BytesIO(MIRRORED.read_bytes())))
    item = ArchiveItem.objects.by(ROOT).get()
    place = UncertainPlace.objects.by(ROOT).get()
    of_archive = {
        "run": [ArchiveRun.objects.by(ROOT).get().pk],
        "copy": [a_copy(item).pk],
        "proposal": [a_proposal(item).pk],
    }
    story.refresh_from_db()
    workflow = WorkflowState.objects.get()
    return Ours(
        story,
        item,
        place,
        picture,
        story.latest_revision,
        workflow,
        workflow.task_states.get(),
        {**planned(network, by), **of_archive},
    )


def planned(network: Network, by: Actor) -> dict[str, list[int]]:
    """What the newsroom plans: a topic with an assignment, a series, a lead; keys by the names in addresses."""
    topic = propose_topic(by=ROOT, newsroom=network.media.pk, title=SECRET)
    move_topic(by=ROOT, topic=topic.pk, to="approved")
    due = timezone.now() + timedelta(days=1)
    assigned = assign_topic(by=ROOT, topic=topic.pk, person=by.person or 0, due_at=due, what=SECRET)
    series = name_series(by=ROOT, newsroom=network.media.pk, title=SECRET)
    writer = network.actor("secretary_a")
    entry = write_log_entry(by=writer, village=network.village_a.pk, text=SECRET)
    lead = offer_lead(by=writer, entry=entry.pk, newsroom=network.media.pk, note=SECRET)
    return {
        "topic": [topic.pk],
        "assignment": [assigned.pk],
        "series": [series.pk],
        "lead": [lead.pk],
    }


def addresses() -> Iterator[tuple[str, str, list[str]]]:
    """Every pattern under /desk/: the name of its view, its route, the names of its parts."""

    def walk(patterns: Any, route: str, name: str) -> Iterator[tuple[str, str, list[str]]]:
        for entry in patterns:
            here = route + str(entry.pattern).lstrip("^")
            if isinstance(entry, URLResolver):
                space = f"{name}{entry.namespace}:" if entry.namespace else name
                yield from walk(entry.url_patterns, here, space)
            elif isinstance(entry, URLPattern):
                yield f"{name}{entry.name}", here, list(entry.pattern.converters)

    for entry in get_resolver().url_patterns:
        if str(entry.pattern) == "desk/":
            yield from walk(entry.url_patterns, "/desk/", "")


WORDS = {
    "app_label": "newsroom",
    "app_name": "newsroom",
    "model_name": "story",
    "content_type_app_name": "newsroom",
    "content_type_model_name": "story",
    "action": "delete",
    "action_name": "approve",
    "filter_spec": "max-165x165",
    "uidb64": "MQ",
    "token": "a-b",
}


def guesses(route: str, parts: list[str], owned: Ours) -> Iterator[str]:
    """The route with each key that is ours in each of its places."""
    if "revisions/compare" in route:
        before = route.partition("(?P<pk>")[0]
        yield f"{before}{owned.story.pk}/revisions/compare/earliest...latest/"
        return
    keys = {
        "revision_id": [owned.revision.pk],
        "workflow_state_id": [owned.workflow.pk],
        "task_state_id": [owned.task.pk],
        "place": [owned.place.pk],
        "item": [owned.item.pk],
        "story": [owned.story.pk],
        "image_id": [owned.picture.pk],
        **owned.planned,
    }
    anything = sorted({owned.story.pk, owned.picture.pk, owned.item.pk, owned.revision.pk})
    choices = [[WORDS[part]] if part in WORDS else keys.get(part, anything) for part in parts]
    for values in itertools.product(*choices):
        filled = route
        for part, value in zip(parts, values, strict=True):
            start = filled.index("<")
            end = filled.index(">") + 1
            assert part in filled[start:end]
            filled = filled[:start] + str(value) + filled[end:]
        yield filled.rstrip("$")


def told(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode("utf-8", "replace") + str(answer.headers)


def shows_nothing(text: str) -> bool:
    escaped = [secret.encode("unicode_escape").decode() for secret in (SECRET, SECRET_PICTURE, SECRET_FILE)]
    return not any(secret in text for secret in (SECRET, SECRET_PICTURE, SECRET_FILE, *escaped))


@pytest.mark.costly
def test_no_address_of_the_desk_shows_another_newsroom_anything(network: Network) -> None:
    """Each address under /desk/, with each of our keys, read and sent to by an editor of another newsroom: no title, no
    picture, no file name, and nothing of ours has changed afterwards."""
    owned = ours(network)
    client = a_stranger(network)
    client.raise_request_exception = True
    asked = 0
    for name, route, parts in addresses():
        if name in FOLLOWED or route.endswith("^.*/$"):
            continue
        for address in guesses(route, parts, owned):
            query = f"?id={owned.picture.pk}&id={owned.story.pk}&q={SECRET[:4]}"
            for answer in (client.get(address), client.get(address + query), client.post(address)):
                asked += 1
                # what was asked for may be said again in the search field, so look for the whole title only
                assert shows_nothing(told(answer)), (name, address)
                assert answer.status_code < 500, (name, address)
    assert asked > 300
    for row in (owned.story, owned.picture, owned.place, owned.task):
        before = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
        row.refresh_from_db()
        assert before == {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.costly
def test_what_is_not_on_the_list_of_doors_is_shut(network: Network) -> None:
    """Reports, users, documents, pages, collections, choosers, the admin API: not there, for the leader of the newsroom and
    for the administrator of the network alike."""
    owned = ours(network)
    administrator = get_user_model().objects.create_superuser(
        "root-of-desk", password="long-enough-for-tests"
    )
    clients = [signed_in(network, "chief"), Client()]
    clients[1].force_login(administrator)
    shut = [
        (route, parts)
        for name, route, parts in addresses()
        if name not in OPEN and not name.startswith("desk_") and not route.endswith("^.*/$")
    ]
    assert len(shut) > 80
    for client in clients:
        for route, parts in shut:
            for address in guesses(route, parts, owned):
                assert client.get(address).status_code == 404, address


def test_pictures_are_listed_chosen_and_taken_in_their_own_newsroom_only(network: Network) -> None:
    """Ours are in our list and chooser; another newsroom's list and chooser are empty, its form refuses our picture."""
    owned = ours(network)
    editor, stranger = signed_in(network, "editor"), a_stranger(network)
    for address in ("/desk/images/", "/desk/images/chooser/"):
        assert not shows_nothing(told(editor.get(address))), address
        assert shows_nothing(told(stranger.get(address)))
    assert editor.get(f"/desk/images/chooser/chosen/{owned.picture.pk}/").status_code == 200
    assert stranger.get(f"/desk/images/chooser/chosen/{owned.picture.pk}/").status_code == 404
    answer = stranger.post(ADD, sent(cover=str(owned.picture.pk)))
    assert answer.status_code == 200
    body = {"body-0-type": "picture", "body-0-value-image": str(owned.picture.pk)}
    answer = stranger.post(ADD, sent(**body))
    assert answer.status_code == 200
    said = "图片已经不在了"
    assert said in told(answer) or said.encode("unicode_escape").decode() in told(answer)
    assert Story.objects.count() == 2  # ours and the imported one
    stranger.post("/desk/stories/preview/", sent(cover=str(owned.picture.pk)))
    assert owned.picture.file.name not in told(stranger.get("/desk/stories/preview/"))


def test_a_verb_refuses_the_picture_of_another_newsroom(network: Network) -> None:
    """Not only the form: whoever calls the action with a guessed number is refused beside the text."""
    owned = ours(network)
    a_stranger(network)
    account = get_user_model().objects.get(username="stranger")
    from lianjian.apps.parties.queries import actor_for

    draft = Draft(title="偷图", blocks=(DraftBlock("picture", picture=owned.picture.pk),))
    with pytest.raises(Refused) as refused:
        start_story(by=actor_for(account), draft=draft)
    assert refused.value.field == "body"


def test_the_same_picture_in_two_newsrooms_is_two(network: Network) -> None:
    """A picture is kept once in a newsroom; the other one's copy, title included, stays unknown to it."""
    owned = ours(network)
    again = store_picture(by=network.actor("editor"), data=drawing(), title="再传一次")
    assert again.pk == owned.picture.pk
    stranger = a_stranger(network)
    upload = SimpleUploadedFile("甲.png", drawing(), "image/png")
    answer = stranger.post("/desk/images/add/", {"title": "我的画", "file": upload}, follow=True)
    assert shows_nothing(told(answer))
    theirs = StoryPicture.objects.exclude(pk=owned.picture.pk).get()
    assert theirs.collection_id != owned.picture.collection_id


def test_a_revision_of_another_story_is_not_shown_through_ones_own(network: Network) -> None:
    """One's own story in the address, another newsroom's revision, workflow or task behind it: not there."""
    owned = ours(network)
    stranger = a_stranger(network)
    stranger.post(ADD, sent(title="自己的稿"))
    mine = Story.objects.get(title="自己的稿")
    for address in (
        f"/desk/stories/history/{mine.pk}/revisions/{owned.revision.pk}/view/",
        f"/desk/stories/history/{mine.pk}/revisions/{owned.revision.pk}/revert/",
        f"/desk/stories/history/{mine.pk}/revisions/{owned.revision.pk}/unschedule/",
        f"/desk/stories/history/{mine.pk}/revisions/compare/earliest...{owned.revision.pk}/",
        f"/desk/stories/workflow_history/{mine.pk}/detail/{owned.workflow.pk}/",
        f"/desk/stories/workflow/action/{mine.pk}/approve/{owned.task.pk}/",
    ):
        for answer in (stranger.get(address), stranger.post(address)):
            assert answer.status_code in {404, 405}, address
            assert shows_nothing(told(answer))
    assert edit_url(mine)
