"""The films of stories: planned with a publication, made once, used again, dropped; never by half."""

from __future__ import annotations

import wave
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from lianjian.apps.matrix.actions.ask_for_film import ask_for_film
from lianjian.apps.matrix.actions.drop_films import drop_films
from lianjian.apps.matrix.actions.make_film import MAKING, make_film
from lianjian.apps.matrix.actions.plan_film import plan_film
from lianjian.apps.matrix.actions.remove_narration import remove_narration
from lianjian.apps.matrix.actions.return_broken_films import return_broken_films
from lianjian.apps.matrix.actions.set_narration import set_narration
from lianjian.apps.matrix.models import StoryFilm
from lianjian.apps.matrix.queries import film_card, film_file
from lianjian.apps.matrix.queries.films import film_of
from lianjian.apps.matrix.rules.films import MOST_ATTEMPTS
from lianjian.apps.newsroom.actions.publish_story import publish_story
from lianjian.apps.newsroom.actions.start_story import start_story
from lianjian.apps.newsroom.actions.withdraw_story import withdraw_story
from lianjian.kernel.refusals import NotThere, Refused
from tests.apps.matrix.filming import Small
from tests.apps.matrix.stories import correct, draft, publish, reviewed
from tests.network import ROOT, Network

if TYPE_CHECKING:
    from django.db.models import QuerySet

pytestmark = pytest.mark.costly
WORKER = "here:1:abcdef"


@pytest.fixture(autouse=True)
def _small(settings, tmp_path):
    settings.LIANJIAN_FILM_MAKER = "tests.apps.matrix.filming.SMALL"
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "lianjian.foundation.storing.DurableStorage",
            "OPTIONS": {"location": str(tmp_path), "base_url": None},
        },
    }


def films(story: int) -> QuerySet[StoryFilm]:
    return StoryFilm.objects.across_organisations("a test looks at all").filter(story=story).order_by("pk")


def made(story: int) -> StoryFilm:
    """The story's newest film, made now."""
    row = films(story).last()
    assert row is not None
    make_film(by=ROOT, film=row.pk, worker=WORKER)
    row.refresh_from_db()
    return row


def files(story: int) -> list[str]:
    root = Path(storages["private"].path(f"films/{story}"))
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def recording(seconds: float = 16.0) -> bytes:
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"\x00\x10\x00\xf0" * int(4000 * seconds))
    return out.getvalue()


def test_a_publication_plans_its_film_and_the_film_is_made(network: Network) -> None:
    """It waits, is made whole under its final name, and the channels' adapters get it; nothing is left beside it."""
    story = publish(network)
    row = films(story).get()
    assert (row.revision, row.state) == (1, "waiting")
    assert film_of(story) is None
    row = made(story)
    assert row.state == "ready"
    film = film_of(story)
    assert film is not None
    assert film.size == film.path.stat().st_size == row.size
    assert (film.width, film.height) == (108, 192)
    assert film.seconds >= 15
    assert film.cover.is_file()
    assert len(files(story)) == 3
    assert list(Path(storages["private"].path(MAKING)).iterdir()) == []
    assert film.path.stat().st_mode & 0o077 == 0


def test_an_archive_plans_no_films(network: Network, settings) -> None:
    """What first went public long ago waits until somebody asks; so does everything where films are switched off."""
    old = reviewed(network, draft(network))
    publish_story(by=ROOT, story=old, at=timezone.now() - timedelta(days=30))
    assert not films(old).exists()
    settings.LIANJIAN_FILMS = False
    assert not films(publish(network, "另一篇")).exists()
    assert ask_for_film(by=network.actor("editor"), story=old, revision=1).state == "waiting"


def test_a_correction_has_a_film_of_its_own_and_the_same_words_use_it_again(
    network: Network, django_capture_on_commit_callbacks
) -> None:
    """Another title is another film, and the old one's files go; planned once more unchanged, nothing is made."""
    story = publish(network)
    first = made(story)
    with django_capture_on_commit_callbacks(execute=True):
        correct(network, story, "改过的题目")
    second = films(story).get()
    assert (second.revision, second.state) == (2, "waiting")
    assert second.fingerprint != first.fingerprint
    assert film_of(story) is None
    second = made(story)
    assert {name.split("/")[0] for name in files(story)} == {second.folder.rpartition("/")[2]}
    again = plan_film(by=ROOT, story=story, revision=2)
    assert again is not None
    assert (again.state, again.sha256) == ("ready", second.sha256)


def test_withdrawn_means_gone(network: Network, django_capture_on_commit_callbacks) -> None:
    """Rows, files and recordings; a maker who finishes later throws its film away."""
    story = publish(network)
    made(story)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_story(by=network.actor("editor"), story=story, reason="有误")
    assert not films(story).exists()
    assert files(story) == []
    assert drop_films(by=ROOT, story=story) == 0
    with pytest.raises(NotThere):
        ask_for_film(by=network.actor("editor"), story=story, revision=1)


def test_a_film_that_is_withdrawn_while_it_is_made_is_not_kept(network: Network, monkeypatch) -> None:
    """The row is gone when the encoder ends: no file stays."""
    story = publish(network)
    row = films(story).get()
    make = Small.make

    def make_and_lose(self, *args, **kwargs):
        done = make(self, *args, **kwargs)
        films(story).delete()
        return done

    monkeypatch.setattr(Small, "make", make_and_lose)
    assert make_film(by=ROOT, film=row.pk, worker=WORKER) is None
    assert files(story) == []


def test_a_preview_is_of_the_latest_text_and_goes_nowhere(network: Network) -> None:
    """Made before publication for the newsroom alone; the channels get none."""
    story = start_story(by=network.actor("editor"), draft=draft(network)).pk
    ask_for_film(by=network.actor("editor"), story=story, revision=0)
    row = made(story)
    assert row.state == "ready"
    assert film_of(story) is None
    card = film_card(network.actor("editor"), story, 0)
    assert card is not None
    assert card.ready
    with pytest.raises(NotThere):
        ask_for_film(by=network.actor("editor"), story=story, revision=1)


def test_a_narration_leads_and_goes_on_with_the_same_words(network: Network) -> None:
    """The film is as long as the recording; taken away, it is silent again; published unchanged, the preview's goes on."""
    editor = network.actor("editor")
    story = reviewed(network, draft(network))
    set_narration(by=editor, story=story, revision=0, recording=recording(17.0))
    row = made(story)
    assert row.state == "ready", row.detail
    assert row.milliseconds == pytest.approx(17000, abs=400)
    publish_story(by=editor, story=story)
    published = films(story).get(revision=1)
    assert published.narration == row.narration
    remove_narration(by=editor, story=story, revision=1)
    published.refresh_from_db()
    assert (published.narration, published.state) == ("", "waiting")
    remove_narration(by=editor, story=story, revision=1)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"not a sound", "no recording"),
        (b"RIFF\0\0\0\0WAVE" + b"\0" * 60 * 1024 * 1024, "larger"),
        (b"ID3" + b"no sound" * 90, "nothing can be heard"),
        (recording(601.0), "longer"),
    ],
    ids=["text", "large", "broken", "long"],
)
def test_what_is_no_narration_is_refused_beside_its_field(
    network: Network, content: bytes, said: str
) -> None:
    """Each with its reason and cure, before anything is written."""
    story = publish(network)
    with pytest.raises(Refused, match=said) as refused:
        set_narration(by=network.actor("editor"), story=story, revision=1, recording=content)
    assert refused.value.field == "narration"
    assert refused.value.cure
    assert films(story).get().narration == ""


def test_a_maker_that_dies_is_followed_by_another_three_times(network: Network) -> None:
    """Its lease runs out, or its process is known to have ended; then it waits again, and in the end is given up."""
    story = publish(network)
    row = films(story).get()
    now = timezone.now()
    for attempt in range(1, MOST_ATTEMPTS + 1):
        row.state, row.worker, row.attempts = "making", f"here:{attempt}", attempt
        row.lease_until = now + timedelta(seconds=60)
        row.save()
        assert return_broken_films(by=ROOT, now=now) == 0
        returned = return_broken_films(by=ROOT, now=now, ended=f"here:{attempt}")
        assert returned == (1 if attempt < MOST_ATTEMPTS else 0)
        row.refresh_from_db()
    assert (row.state, row.cause) == ("failed", "broke-off")
    row.state, row.attempts, row.lease_until = "making", 1, now - timedelta(seconds=1)
    row.save()
    assert return_broken_films(by=ROOT, now=now) == 1
    with pytest.raises(NotThere):
        return_broken_films(by=network.actor("editor"), now=now)


def test_an_encoder_that_fails_is_said(network: Network, settings) -> None:
    """The film is "could not be made" with the reason for the log; made anew it is there."""
    story = publish(network)
    settings.LIANJIAN_FILM_MAKER = "tests.apps.matrix.filming.FAILING"
    row = made(story)
    assert (row.state, row.cause) == ("failed", "not-made")
    assert "no room left" in row.detail
    settings.LIANJIAN_FILM_MAKER = "tests.apps.matrix.filming.SMALL"
    ask_for_film(by=network.actor("editor"), story=story, revision=1)
    assert made(story).state == "ready"


def test_a_picture_that_is_gone_is_left_out_and_counted(network: Network) -> None:
    """The film comes out without it, and says so."""
    story = publish(network)
    from lianjian.apps.newsroom.models import StoryPicture

    Path(StoryPicture.objects.get().file.path).unlink()
    row = made(story)
    assert (row.state, row.pictures_left_out) == ("ready", 1)


def test_films_are_their_newsrooms(network: Network) -> None:
    """A village and a visitor neither see nor ask; what exists is not told from what does not."""
    story = publish(network)
    made(story)
    from lianjian.foundation.actor import Actor

    for outsider in (network.actor("secretary_a"), Actor.visitor()):
        for attempt in (
            lambda by: film_card(by, story, 1),
            lambda by: film_file(by, story, 1, "film"),
            lambda by: ask_for_film(by=by, story=story, revision=1),
            lambda by: set_narration(by=by, story=story, revision=1, recording=recording()),
            lambda by: remove_narration(by=by, story=story, revision=1),
            lambda by: drop_films(by=by, story=story),
            lambda by: plan_film(by=by, story=story, revision=1),
        ):
            with pytest.raises(NotThere):
                attempt(outsider)
